"""Sign in to mail servers: with a password, or as an application in Microsoft 365."""

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from regionplan_xl.config.delivery import ApplicationSettings, ImapSettings, SmtpSettings
from regionplan_xl.delivery.mail.graph_client import GraphToken
from regionplan_xl.delivery.mail.secrets import TokenFile, private_file, secret_value
from regionplan_xl.delivery.mail.sign_in.ways import Password, TokenSignIn
from regionplan_xl.errors import InputError
from regionplan_xl.extras import install_command
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

Show = Callable[[str], None] | None
"""Tells a person how to sign in; None if nobody is there."""


def server_sign_in(
    project: Project, settings: SmtpSettings | ImapSettings, show: Show
) -> Password | TokenSignIn | None:
    """Return how the user of a mail server signs in; None if the server needs no user."""
    if not settings.user:
        return None
    application = project.config.delivery.microsoft365
    if settings.oauth is None or application is None:
        return Password(settings.user, partial(secret_value, settings.password_env, settings.user))
    return TokenSignIn(
        settings.user, microsoft_token(project, application, settings.user, show, for_graph=False)
    )


def microsoft_token(
    project: Project, settings: ApplicationSettings, user: str, show: Show, for_graph: bool = True
) -> GraphToken:
    """Return the function that gets access tokens for a mailbox, for Microsoft Graph or for IMAP and SMTP."""
    require("msal", "graph")
    from regionplan_xl.delivery.mail.sign_in.microsoft import (
        GRAPH,
        MAIL_SERVERS,
        Application,
        MicrosoftSignIn,
    )

    credential = partial(_credential, project, settings, user) if settings.sign_in == "app" else None
    application = Application(settings.tenant, settings.client_id, settings.sign_in, credential)
    scopes = GRAPH if for_graph else MAIL_SERVERS
    store = TokenFile(f"{settings.client_id} {user}")
    return MicrosoftSignIn(application, user, store, show=show, scopes=scopes).token


def _credential(project: Project, settings: ApplicationSettings, user: str) -> str | dict[str, str]:
    """Return the secret of an application, or its certificate in the form that MSAL expects."""
    if settings.certificate is None:
        return secret_value(settings.secret_env, user)
    from regionplan_xl.delivery.mail.sign_in.certificate import parse_certificate

    path = project.folder / settings.certificate.expanduser()
    return parse_certificate(private_file(path), path)


def require(module: str, extra: str) -> None:
    """Raise `InputError` if an optional library for mailboxes is not installed."""
    if find_spec(module) is None:
        what = phrase("What reads this kind of mailbox is not installed on this machine.")
        raise InputError(what, phrase("Install it with «{command}».", command=install_command(extra)))
