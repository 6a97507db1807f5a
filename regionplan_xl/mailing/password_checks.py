"""Checks of passwords: whether each that is needed can be found, and where it is kept."""

from collections.abc import Iterator

from regionplan_xl.delivery.mail.secrets import Secret, find_secret, missing_secret
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.plan.checks import Finding
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase


def passwords(project: Project) -> Iterator[tuple[str, str, Secret | Finding]]:
    """Yield each password that config.yaml names: the setting, who signs in, and where it is or what is wrong."""
    delivery = project.config.delivery
    if delivery.smtp is not None and delivery.smtp.user:
        user = delivery.smtp.user
        yield "smtp", user, _found("delivery.smtp", delivery.smtp.password_env, user)
    if delivery.imap is not None:
        user = delivery.imap.user
        yield "imap", user, _found("delivery.imap", delivery.imap.password_env, user)
    if delivery.graph is not None and delivery.graph.sign_in == "app":
        user = delivery.graph.mailbox
        yield "graph", user, _found("delivery.graph", delivery.graph.secret_env, user)


def _found(setting: str, name: str, user: str) -> Secret | Finding:
    try:
        secret = find_secret(name)
        error = missing_secret(name, user)
    except InputError as unreadable:
        secret, error = None, unreadable
    if secret is not None:
        return secret
    place = error.place or Place(file="config.yaml", column=setting)
    return Finding("password", Problem(place, _phrase(error.what), _phrase(error.fix)))


def _phrase(text: Phrase | str) -> Phrase:
    return text if isinstance(text, Phrase) else Phrase(text)
