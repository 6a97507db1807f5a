"""Letters to actors, each in the actor's language, with the measures it is asked about and the deadline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from functools import cached_property
from types import MappingProxyType

from regionplan_xl.delivery.mail.addresses import Addresses, parse_address, parse_addresses
from regionplan_xl.delivery.mail.letters import Letter, Letters
from regionplan_xl.delivery.mail.message import LetterWithFiles, render_draft, workbook_attachment
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Dispatch, Round, SentRow
from regionplan_xl.plan.model import Actor
from regionplan_xl.project.folder import Project

FOLDER = "letters"
"""The project's folder for its own letter templates."""
SOME_CODE = "AAAA-AAAA"
"""Placeholder for the code of a workbook that has not been sent."""


def project_letters(project: Project) -> Letters:
    """Return the letters of a project, from its own templates and the built-in ones."""
    return Letters(project.folder / FOLDER)


def writes_drafts(project: Project, actors: Iterable[Actor]) -> bool:
    """Return whether each workbook gets an e-mail draft: if a sender is configured or any actor has an address."""
    return bool(project.config.delivery.sender) or any(parse_addresses(actor.email).valid for actor in actors)


@dataclass(frozen=True)
class ActorLetters:
    """Writes the letters of one round; `language` is for actors without a language of their own."""

    letters: Letters
    plan_name: str
    sender: str
    round: Round
    language: str
    today: date

    def draft(self, actor: Actor, dispatch: Dispatch) -> Callable[[bytes], bytes]:
        """Return the function that turns a workbook into a draft to the actor's first address, with it attached."""

        def with_book(book: bytes) -> bytes:
            letter, files = self.with_workbook(actor, dispatch.rows, dispatch.code, book)
            return render_draft(letter, addresses_of(actor).first, self.sender, dispatch.code, files)

        return with_book

    def with_workbook(self, actor: Actor, rows: Sequence[SentRow], code: str, book: bytes) -> LetterWithFiles:
        """Write the letter that a workbook goes out with; raise like `write`."""
        letter = self.write("workbook", actor, rows, code)
        return LetterWithFiles(letter, (workbook_attachment(actor.name, self.round.name, book),))

    def write(
        self,
        kind: str,
        actor: Actor,
        rows: Sequence[SentRow],
        code: str = SOME_CODE,
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> Letter:
        """Write a letter to an actor; raise `InputError` if a template of the project has a fault.

        `more`: values for this kind of letter, in addition to those that every letter gets.
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
        """Write the receipt for an answer; `values` describe the answer."""
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
        """Return the writer of the letters of a round in a project."""
        sender = project.config.delivery.sender or ""
        letters = project_letters(project)
        return cls(letters, plan_name, sender, round_, project.language, project.today())

    def check(self, kind: str, actors: Iterable[tuple[Actor, Sequence[SentRow]]]) -> None:
        """Write the letters as a test; raise `InputError` if a template has a fault.

        With a template of the project's own, write every letter; otherwise one per language, to load all templates.
        """
        if not self.letters.has_own(kind):
            actors = {actor.language: (actor, rows) for actor, rows in actors}.values()
        for actor, rows in actors:
            self.write(kind, actor, rows)

    @cached_property
    def _sender_name(self) -> str:
        return parseaddr(self.sender)[0]


def addresses_of(actor: Actor) -> Addresses:
    """Return the addresses in an actor's e-mail cell."""
    return parse_addresses(actor.email)
