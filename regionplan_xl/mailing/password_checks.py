"""Checks of passwords: whether each one that is needed can be found, and where it is stored."""

from collections.abc import Iterator
from pathlib import Path

from regionplan_xl.config.delivery import ApplicationSettings
from regionplan_xl.delivery.mail.secrets import Secret, find_secret, missing_secret, private_file
from regionplan_xl.delivery.mail.sign_in.certificate import parse_certificate
from regionplan_xl.errors import InputError, Place
from regionplan_xl.plan.checks import Finding
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase


def passwords(project: Project) -> Iterator[tuple[str, str, Secret | Finding]]:
    """Yield (setting, user, password or finding) for each password that config.yaml needs."""
    delivery = project.config.delivery
    for name, server in (("smtp", delivery.smtp), ("imap", delivery.imap)):
        if server is not None and server.user and server.oauth is None:
            yield name, server.user, _found(f"delivery.{name}", server.password_env, server.user)
    signed_in = [server.user for server in (delivery.smtp, delivery.imap) if server and server.oauth]
    if delivery.microsoft365 is not None and signed_in:
        yield from _application(project, "microsoft365", delivery.microsoft365, signed_in[0] or "")
    if delivery.graph is not None:
        yield from _application(project, "graph", delivery.graph, delivery.graph.mailbox)


def _application(
    project: Project, name: str, settings: ApplicationSettings, user: str
) -> Iterator[tuple[str, str, Secret | Finding]]:
    if settings.certificate is not None:
        yield name, user, _certificate(project.folder / settings.certificate.expanduser())
    elif settings.sign_in == "app":
        yield name, user, _found(f"delivery.{name}", settings.secret_env, user)


def _certificate(path: Path) -> Secret | Finding:
    try:
        parse_certificate(private_file(path), path)
    except InputError as error:
        return Finding("password", error.as_problem(Place(file=str(path))))
    return Secret("", phrase("the file {file}", file=path))


def _found(setting: str, name: str, user: str) -> Secret | Finding:
    try:
        secret = find_secret(name)
        error = missing_secret(name, user)
    except InputError as unreadable:
        secret, error = None, unreadable
    if secret is not None:
        return secret
    return Finding("password", error.as_problem(Place(file="config.yaml", column=setting)))
