"""Write a receipt: the letter, and the workbook that is sent back with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from regionplan_xl.delivery.mail.message import LetterWithFiles
from regionplan_xl.ledger.entries import NO_REASON
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.actor_letters import ActorLetters
from regionplan_xl.mailing.receipts.content import Receipt
from regionplan_xl.mailing.receipts.returned_book import BookMarker, ReturnedBook
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.outcome import Question
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

_BY_SECRETARIAT = phrase("The secretariat looks at it, and writes to you if anything is needed.")

_ASK = phrase("Ask the secretariat why.")  # for try-outs, which the secretariat does not look at


@dataclass(frozen=True)
class Answered:
    """The file that a receipt is for, when it was received, and its submission (None: not taken in, for `reason`).

    `questions` are the open ones about it. `try_out`: it was only tried out. `source` is its hash, if known.
    """

    name: str
    received: datetime
    data: bytes = b""
    submission: Submission | None = None
    questions: Sequence[Question] = ()
    reason: Phrase = NO_REASON
    try_out: bool = False
    source: str = ""


@dataclass(frozen=True)
class ReceiptWriter:
    """Writes the receipts of a project; `plan` is the master's. The register and the letters are prepared once."""

    project: Project
    plan: Plan

    @cached_property
    def _register(self) -> Register:
        return Register(self.plan.actors)

    @cached_property
    def _letters(self) -> Callable[[str], ActorLetters]:
        """Round name -> the letters of the round."""
        project, plan = self.project, self.plan
        return cache(lambda name: ActorLetters.of(project, plan.name, project.ledger.round(name)))

    def write(self, answered: Answered, actor_name: str, round_name: str, code: str) -> LetterWithFiles:
        """Return the letter and its attachments; raise `InputError` if a template of the project has a fault."""
        project, plan = self.project, self.plan
        actor = self._register.resolve(actor_name) or Actor(actor_name)
        translate = catalog(actor.language or project.language)
        values: dict[str, object] = {
            "file": answered.name.rpartition("/")[2],
            "received": translate.moment(local_moment(answered.received)),
            "rows": [], "kept": 0, "held": [], "decides": [], "texts": 0, "proposals": 0,
            "returned": False, "fresh": False, "unread": "", "try_out": answered.try_out,
        }  # fmt: skip
        submission, book = answered.submission, ReturnedBook({})
        if submission is None:
            otherwise = _ASK if answered.try_out else _BY_SECRETARIAT
            values["unread"] = translate(answered.reason if answered.reason.for_sender else otherwise)
        else:
            known = submission.dispatch.code
            sent = project.ledger.dispatches_by_code([known]).get(known, submission.dispatch)
            sent = sent.under_name(submission.dispatch.actor)
            if answered.questions and answered.data:
                marker = BookMarker(project, plan)
                book = marker.mark(answered.name, answered.data, answered.questions, actor, sent)
            said = Receipt(submission, sent, answered.questions, plan.scale, translate, book.addresses)
            values |= {**said.values(), "returned": bool(book.files), "fresh": book.fresh}
        return LetterWithFiles(self._letters(round_name).write_receipt(actor, code, values), book.files)
