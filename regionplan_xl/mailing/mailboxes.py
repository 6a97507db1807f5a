"""The mailboxes that answers come to, as config.yaml names them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from regionplan_xl.config.delivery import GraphSettings, ImapSettings
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.graph_client import GraphClient
from regionplan_xl.delivery.mail.mailbox import Mailbox
from regionplan_xl.delivery.mail.secrets import TokenFile, secret_value
from regionplan_xl.errors import InputError
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

_MICROSOFT = "microsoft365"


@dataclass(frozen=True)
class OpenMailbox:
    """A mailbox, what its messages are on record as, and whose judgement of their senders counts ("": nobody's)."""

    mailbox: Mailbox
    channel: str
    trust: str


def open_mailboxes(project: Project, show: Callable[[str], None] | None = None) -> Iterator[OpenMailbox]:
    """Yield the mailboxes in config.yaml; none is asked anything yet. `show` as in `graph_client`."""
    delivery = project.config.delivery
    if delivery.imap is not None:
        yield OpenMailbox(_imap(delivery.imap), "mail", delivery.imap.trust or "")
    if delivery.graph is not None:
        from regionplan_xl.delivery.mail.graph import GraphMailbox

        yield OpenMailbox(GraphMailbox(graph_client(delivery.graph, show)), "graph", _MICROSOFT)


def has_mailbox(project: Project) -> bool:
    """Return whether config.yaml names a mailbox."""
    return project.config.delivery.imap is not None or project.config.delivery.graph is not None


def _imap(settings: ImapSettings) -> Mailbox:
    _require("imapclient", "mail")
    from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer, Password

    server = ImapServer(settings.host, settings.port_number, settings.security, settings.folder)
    return ImapMailbox(
        server, Password(settings.user, partial(secret_value, settings.password_env, settings.user))
    )


def graph_client(settings: GraphSettings, show: Callable[[str], None] | None = None) -> GraphClient:
    """Return what asks Microsoft 365 about the mailbox; `show` tells a person how to sign in, if one is there."""
    _require("msal", "graph")
    from regionplan_xl.delivery.mail.microsoft_sign_in import Application, MicrosoftSignIn

    mailbox = parse_address(settings.mailbox)
    secret = partial(secret_value, settings.secret_env, mailbox) if settings.sign_in == "app" else None
    application = Application(settings.tenant, settings.client_id, settings.sign_in, secret)
    sign_in = MicrosoftSignIn(application, mailbox, TokenFile(f"{settings.client_id} {mailbox}"), show=show)
    return GraphClient(mailbox, sign_in.token)


def _require(module: str, extra: str) -> None:
    """Raise `InputError` if a library is not installed that only mailboxes need."""
    if find_spec(module) is None:
        what = phrase("What reads this kind of mailbox is not installed on this machine.")
        raise InputError(
            what, phrase("Install it with «{command}».", command=f"pip install 'regionplan_xl[{extra}]'")
        )
