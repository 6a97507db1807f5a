"""Letters to actors: each in its language, with what it is asked about and by when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from functools import cached_property
from types import MappingProxyType

from regionplan_xl.delivery.mail.addresses import Addresses, parse_address, parse_addresses
from regionplan_xl.delivery.mail.letters import Letter, Letters
from regionplan_xl.delivery.mail.message import render_draft, workbook_attachment
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.project.folder import Project

FOLDER = "letters"
"""The folder in a project for its own templates."""
SOME_CODE = "AAAA-AAAA"
"""Stands for the code of a workbook that nobody has been sent."""


def project_letters(project: Project) -> Letters:
    """Return the letters of a project: its own templates, and the built-in ones."""
    return Letters(project.folder / FOLDER)


def writes_drafts(project: Project, actors: Iterable[Actor]) -> bool:
    """Return whether workbooks go out with a draft each: if there is a sender, or somebody has an address."""
    return bool(project.config.delivery.sender) or any(parse_addresses(actor.email).valid for actor in actors)


@dataclass(frozen=True)
class ActorLetters:
    """Writes the letters of one round; `language` is that of actors who have none of their own."""

    letters: Letters
    plan_name: str
    sender: str
    round: Round
    language: str
    today: date

    def draft(self, kind: str, actor: Actor, dispatch: Dispatch) -> Callable[[bytes], bytes]:
        """Return the function that makes a draft with a workbook in it; the actor's first address is in it."""

        def with_book(book: bytes) -> bytes:
            letter = self.write(kind, actor, dispatch.rows, dispatch.code)
            attached = workbook_attachment(actor.name, self.round.name, book)
            to = addresses_of(actor).first
            return render_draft(letter, to, self.sender, dispatch.code, (attached,))

        return with_book

    def write(
        self,
        kind: str,
        actor: Actor,
        rows: Sequence[SentRow],
        code: str = SOME_CODE,
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> Letter:
        """Return a letter to an actor; `InputError` if a template of the project has a fault.

        `more`: what this kind of letter has besides what every letter to an actor has.
        """
        from regionplan_xl.excel.actor.workbook import counts_asked, to_answer

        language = actor.language or self.language
        translate = catalog(language)
        measures, indicators = counts_asked(rows)
        values = {
            "plan": self.plan_name,
            "round": self.round.name,
            "actor": actor.name,
            "asked": translate(to_answer(rows)),
            "measures": measures,
            "indicators": indicators,
            "deadline": translate.day(self.round.deadline),
            "days_left": (self.round.deadline - self.today).days,
            "code": code,
            "sender": self._sender_name,
            "contact": parse_address(self.sender),
            **more,
        }
        return self.letters.write(kind, language, values)

    def write_receipt(self, actor: Actor, code: str, values: Mapping[str, object]) -> Letter:
        """Return a receipt for an answer; `values` are what it says about it."""
        about = {
            "plan": self.plan_name,
            "round": self.round.name,
            "actor": actor.name,
            "code": code,
            "sender": self._sender_name,
            "contact": parse_address(self.sender),
        }
        return self.letters.write("receipt", actor.language or self.language, {**about, **values})

    @classmethod
    def of(cls, project: Project, plan_name: str, round_: Round) -> "ActorLetters":
        """Return what writes the letters of a project's round."""
        sender = project.config.delivery.sender or ""
        letters = project_letters(project)
        return cls(letters, plan_name, sender, round_, project.language, project.today())

    def check(self, kind: str, actors: Iterable[tuple[Actor, Sequence[SentRow]]]) -> None:
        """Write every letter once if the project has a template of its own; `InputError` if that has a fault.

        Else one in each language, so that all templates are loaded.
        """
        if not self.letters.has_own(kind):
            actors = {actor.language: (actor, rows) for actor, rows in actors}.values()
        for actor, rows in actors:
            self.write(kind, actor, rows)

    @cached_property
    def _sender_name(self) -> str:
        return parseaddr(self.sender)[0]


def addresses_of(actor: Actor) -> Addresses:
    """Return the addresses in an actor's cell."""
    return parse_addresses(actor.email)
