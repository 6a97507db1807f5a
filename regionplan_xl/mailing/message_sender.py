"""Send messages by a mail server; each is recorded first, so that nobody gets it twice and nobody is forgotten."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.message import LetterWithFiles, new_message_id, render_message
from regionplan_xl.delivery.mail.sender import MaybeTaken, NotTaken, Sender
from regionplan_xl.delivery.mail.smtp import SmtpSender, SmtpServer
from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.ledger.entries import NO_REASON, MessageRecord, MessageState
from regionplan_xl.mailing.actor_letters import ActorLetters, addresses_of
from regionplan_xl.mailing.bounced import next_key
from regionplan_xl.mailing.sending import Sending
from regionplan_xl.mailing.sign_in import server_sign_in
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.sent_and_returned import SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, counted, phrase

# Exchange Online accepts 30 messages a minute from a mailbox; other servers accept more.
_AT_ONCE, _WITHIN = 30, 60.0
_EXAMPLES = {
    "mail": "delivery: {sender: Regionrådet <plan@example.org>, smtp: {host: smtp.example.org, user: …}}",
    "graph": "delivery: {sender: Regionrådet <plan@example.org>, graph: {tenant: …, client_id: …, mailbox: …}}",
}
_STOPPED = phrase("The program was stopped while the message was sent.")


@dataclass(frozen=True, kw_only=True)
class ToSend:
    """A message to send. `key` identifies it, so that it is sent once; `addresses` are tried in turn.

    `letter` writes it. `round`, `actor` and `code` (of the workbook in it) are "" if there is none. `thread`: see
    `render_message`.
    """

    key: str
    kind: str
    letter: Callable[[], LetterWithFiles]
    round: str = ""
    actor: str = ""
    addresses: tuple[str, ...] = ()
    code: str = ""
    thread: tuple[str, ...] = ()

    def record(self, sender: str, now: datetime) -> MessageRecord:
        """Return the record of the message before it is sent, with a new Message-ID."""
        return MessageRecord(
            message_id=new_message_id(sender), key=self.key, kind=self.kind, round=self.round, actor=self.actor,
            address=next(iter(self.addresses), ""), code=self.code, recorded=now, changed=now,
        )  # fmt: skip


def open_sender(project: Project, channel: str, show: Callable[[str], None] | None = None) -> Sender:
    """Return the sender of a channel (mail, graph); raise `InputError` if config.yaml has no server for it.

    `show` tells a person, if present, how to sign in.
    """
    delivery = project.config.delivery
    smtp, graph = delivery.smtp, delivery.graph
    if delivery.sender is None or (graph if channel == "graph" else smtp) is None:
        raise InputError(
            phrase("There is no mail server to send by."),
            phrase(
                "Write «{example}» in config.yaml, or send with --channel folder.",
                example=_EXAMPLES[channel],
            ),
        )
    if channel == "graph" and graph is not None:
        from regionplan_xl.delivery.mail.graph_sending import GraphSender
        from regionplan_xl.mailing.mailboxes import graph_client

        return GraphSender(graph_client(project, graph, show))
    assert smtp is not None  # noqa: S101  (checked above)
    server = SmtpServer(smtp.host, smtp.port_number, smtp.security)
    return SmtpSender(server, server_sign_in(project, smtp, show))


class MessageSender:
    """Sends the messages of one command. The project must be locked."""

    def __init__(
        self,
        project: Project,
        sender: Sender,
        *,
        at_once: int = _AT_ONCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._project = project
        self._sender = sender
        self._from = project.config.delivery.sender or ""
        self._at_once = at_once
        self._sleep = sleep
        self._sent: deque[float] = deque(maxlen=at_once)

    def send_all(self, messages: Sequence[ToSend]) -> Iterator[MessageRecord]:
        """Send the messages and yield a record of each, with the state «sent», «unsure» or «failed».

        A message that bounced earlier is sent once to the first address it has now. A message that was sent, or may
        have been, is not sent again, and its record is yielded unchanged. Raise `NotNow` if the connection is lost; the
        rest is sent the next time.
        """
        now, messages = self._project.now(), with_next_keys(self._project, messages)
        records = self._project.ledger.record_messages(one.record(self._from, now) for one in messages)
        done = 0
        for one, record in zip(messages, records, strict=True):
            if record.state in ("recorded", "failed"):
                try:
                    record = self._send(one, record)
                except NotNow as error:
                    error.add_to_fix(_sent_before(done))
                    raise
                done += record.state == "sent"
            yield record

    def _send(self, one: ToSend, record: MessageRecord) -> MessageRecord:
        """Send one message to the first of its addresses that the server accepts."""
        letter, files = one.letter()
        for address in one.addresses:
            self._wait()

            # From the start of the transfer until the server answers, it is unknown whether the message arrives.
            begun = partial(self._set, record, "unsure", address, _STOPPED)
            data = render_message(
                letter,
                sender=self._from,
                to=address,
                message_id=record.message_id,
                sent=local_moment(self._project.now()),
                code=one.code,
                files=files,
                thread=one.thread,
            )
            try:
                self._sender.send(data, parse_address(self._from), address, begun)
            except NotTaken as refused:
                record = self._set(record, "failed", address, refused.reason)
                if not refused.for_good:
                    return record
            except MaybeTaken as unsure:
                return self._set(record, "unsure", address, unsure.reason)
            except NotNow:
                self._set(record, "recorded", address)
                raise
            else:
                return self._set(record, "sent", address)
        return record

    def _set(
        self, record: MessageRecord, state: MessageState, address: str, reason: Phrase = NO_REASON
    ) -> MessageRecord:
        now = self._project.now()
        self._project.ledger.set_message(record.message_id, state, now, address, reason)
        return replace(record, state=state, changed=now, address=address, reason=reason)

    def _wait(self) -> None:
        """Wait until the rate limit allows another message, since servers refuse clients that send too fast."""
        if len(self._sent) == self._at_once:
            self._sleep(max(0.0, self._sent[0] + _WITHIN - time.monotonic()))
        self._sent.append(time.monotonic())


def with_next_keys(project: Project, messages: Sequence[ToSend]) -> list[ToSend]:
    """Return the messages, each with a new key if the one with its key bounced, so that it is sent once more."""
    rounds = {one.round for one in messages}
    states = {one.key: one.state for round_ in rounds for one in project.ledger.messages(round_)}
    return [replace(one, key=next_key(one.key, next(iter(one.addresses), ""), states)) for one in messages]


def _sent_before(count: int) -> Phrase:
    return counted(
        "{count} message was sent before that; sending again goes on, and nobody gets two.",
        "{count} messages were sent before that; sending again goes on, and nobody gets two.",
        count=count,
    )


def workbook_key(round_: str, code: str) -> str:
    """Return the key of the message with a workbook."""
    return f"workbook/{round_}/{code}"


def workbook_messages(
    project: Project, sending: Sending, written: Mapping[str, tuple[Path, str]], again: bool
) -> list[ToSend]:
    """Return the messages with workbooks to actors with an address; `written`: actor -> (file, code).

    The same workbook has the same key, so that it is sent only once; `again` gives it a new key.
    """
    letters = sending.letters
    if letters is None:
        return []
    before = {record.key for record in project.ledger.messages(sending.round.name)}
    found = []
    for actor in sending.plan.actors:
        addresses = addresses_of(actor).valid
        if actor.name not in written or not addresses:
            continue
        file, code = written[actor.name]
        key = workbook_key(sending.round.name, code)
        if again:
            key = next(other for n in count(2) if (other := f"{key}/{n}") not in before)
        found.append(
            ToSend(
                key=key,
                kind="workbook",
                round=sending.round.name,
                actor=actor.name,
                addresses=addresses,
                code=code,
                letter=partial(_with_workbook, letters, actor, sending.rows[actor.name], code, file),
            )
        )
    return found


def _with_workbook(
    letters: ActorLetters, actor: Actor, rows: Sequence[SentRow], code: str, file: Path
) -> LetterWithFiles:
    return letters.with_workbook(actor, rows, code, file.read_bytes())
