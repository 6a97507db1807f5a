"""Checks of passwords: whether each that is needed can be found, and where it is kept."""

from collections.abc import Iterator

from regionplan_xl.delivery.mail.secrets import Secret, find_secret, missing_secret
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.plan.checks import Finding
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase


def passwords(project: Project) -> Iterator[tuple[str, str, Secret | Finding]]:
    """Yield each password that config.yaml names: the setting, who signs in, and where it is or what is wrong."""
    smtp = project.config.delivery.smtp
    if smtp is not None and smtp.user:
        yield "smtp", smtp.user, _found("delivery.smtp", smtp.password_env, smtp.user)


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
