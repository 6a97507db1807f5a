"""The mailboxes for answers that config.yaml names: open them, and collect what is in them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from regionplan_xl.config.delivery import GraphSettings, ImapSettings
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.graph_client import GraphClient
from regionplan_xl.delivery.mail.mailbox import Mailbox
from regionplan_xl.mailing.sign_in import microsoft_token, require, server_sign_in
from regionplan_xl.project.archive import Collected, collect_mailbox
from regionplan_xl.project.folder import Project

_MICROSOFT = "microsoft365"


@dataclass(frozen=True)
class OpenMailbox:
    """A mailbox, the channel to record its messages under, and the server trusted to check senders ("": none)."""

    mailbox: Mailbox
    channel: str
    trust: str


def open_mailboxes(project: Project, show: Callable[[str], None] | None = None) -> Iterator[OpenMailbox]:
    """Yield the mailboxes in config.yaml, without contacting them yet. `show`: see `graph_client`."""
    delivery = project.config.delivery
    if delivery.imap is not None:
        yield OpenMailbox(_imap(project, delivery.imap, show), "mail", delivery.imap.trust or "")
    if delivery.graph is not None:
        from regionplan_xl.delivery.mail.graph import GraphMailbox

        yield OpenMailbox(GraphMailbox(graph_client(project, delivery.graph, show)), "graph", _MICROSOFT)


def collect_mailboxes(project: Project) -> Collected:
    """Archive and record every new message in the mailboxes; the messages stay there. The project must be locked.

    Raise `NotNow` if a mailbox cannot be reached; everything before that is recorded.
    """
    collected = Collected()
    for one in open_mailboxes(project):
        with closing(one.mailbox) as mailbox:
            more = collect_mailbox(project, mailbox, one.channel, one.trust)
        collected = Collected(collected.archived + more.archived, collected.left + more.left)
    return collected


def has_mailbox(project: Project) -> bool:
    """Return whether config.yaml names a mailbox."""
    return project.config.delivery.imap is not None or project.config.delivery.graph is not None


def _imap(project: Project, settings: ImapSettings, show: Callable[[str], None] | None) -> Mailbox:
    require("imapclient", "mail")
    from regionplan_xl.delivery.mail.imap import ImapMailbox, ImapServer

    server = ImapServer(settings.host, settings.port_number, settings.security, settings.folder)
    sign_in = server_sign_in(project, settings, show)
    assert sign_in is not None  # noqa: S101  (a mailbox has a user)
    return ImapMailbox(server, sign_in)


def graph_client(
    project: Project, settings: GraphSettings, show: Callable[[str], None] | None = None
) -> GraphClient:
    """Return the client for a mailbox in Microsoft 365; `show` tells a person, if present, how to sign in."""
    mailbox = parse_address(settings.mailbox)
    return GraphClient(mailbox, microsoft_token(project, settings, mailbox, show))
