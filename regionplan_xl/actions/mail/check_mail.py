"""`check --mail`: sign in to the mail servers, send a message to oneself, and report what fails."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from regionplan_xl.actions.result import Result, TextTable
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.letters import Letter
from regionplan_xl.delivery.mail.message import new_message_id, render_message
from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken
from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.mailing.mailboxes import open_mailboxes
from regionplan_xl.mailing.message_sender import open_sender
from regionplan_xl.moments import local_moment
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, counted, phrase, sentences

_SUBJECT = phrase("A test of the mail settings of {plan}")
_TEXT = phrase("regionplan check --mail has sent this message. Nothing is to be done about it.")


@dataclass(frozen=True)
class _Tried:
    """One test of a server and its result."""

    what: Phrase
    said: Phrase
    works: bool


def check_mail(project: Project, show: Callable[[str], None] | None = None) -> Result:
    """Test sending and every mailbox in config.yaml; `show` tells a person how to sign in.

    The result waits for a person if any test fails.
    """
    tried = [*_sending(project, show), *_mailboxes(project, show)]
    data = {
        "mail": [
            {
                "tried": project.messages(one.what),
                "works": one.works,
                "said": project.messages(one.said),
            }
            for one in tried
        ]
    }
    if not tried:
        fix = phrase("There are no servers for mail in config.yaml (see «{page}»).", page="docs/mail.md")
        return Result(data, (fix,))
    answers = {True: phrase("Yes"), False: phrase("No")}
    table = TextTable(
        (phrase("Tried"), phrase("Works"), ""),
        tried,
        row=lambda one: (one.what, answers[one.works], one.said),
    )
    return Result(data, (table,), waits=not all(one.works for one in tried))


def _sending(project: Project, show: Callable[[str], None] | None) -> Iterator[_Tried]:
    """Send a message from the configured sender to itself, by each configured server."""
    delivery = project.config.delivery
    if delivery.smtp is not None:
        what = phrase("Send an e-mail by {server}", server=delivery.smtp.host)
        yield _send_to_oneself(project, "mail", what, show)
    if delivery.graph is not None:
        yield _send_to_oneself(project, "graph", phrase("Send an e-mail by Microsoft 365"), show)


def _send_to_oneself(
    project: Project, channel: str, what: Phrase, show: Callable[[str], None] | None
) -> _Tried:
    sender = project.config.delivery.sender or ""
    try:
        with closing(open_sender(project, channel, show)) as server:
            server.connect()
            data = render_message(
                _letter(project),
                sender=sender,
                to=parse_address(sender),
                message_id=new_message_id(sender),
                sent=local_moment(project.now()),
            )
            server.send(data, parse_address(sender), parse_address(sender), lambda: None)
    except (NotNow, InputError) as error:
        return _Tried(what, error.reason, works=False)
    except (NotTaken, MaybeTaken) as error:
        return _Tried(what, error.reason, works=False)
    taken = phrase(
        "The server has taken it; see that it arrives at {address}.", address=parse_address(sender)
    )
    return _Tried(what, taken, works=True)


def _letter(project: Project) -> Letter:
    text = project.translate(_TEXT)
    return Letter(
        project.translate(_SUBJECT.with_values(plan=project.config.plan.name)), text + "\n", f"<p>{text}</p>"
    )


def _mailboxes(project: Project, show: Callable[[str], None] | None) -> Iterator[_Tried]:
    """Sign in to every mailbox and count its messages."""
    for one in open_mailboxes(project, show):
        what = phrase("Read the mailbox {name}", name=one.mailbox.name)
        try:
            with closing(one.mailbox) as mailbox:
                count = mailbox.check()
        except (NotNow, InputError) as error:
            yield _Tried(what, error.reason, works=False)
            continue
        said = counted("{count} message is in it.", "{count} messages are in it.", count=count)
        trusts = phrase(
            "Nobody's judgement of senders is trusted (trust), so every answer waits for a person."
        )
        yield _Tried(what, said if one.trust else sentences(said, trusts), works=True)
