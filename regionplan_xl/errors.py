"""Problems as values, with place and fix; and the exceptions that stop a command."""

import errno
from dataclasses import dataclass, field

from regionplan_xl.text import Phrase, Translate, as_phrase, phrase, sentences, workbook_text


@dataclass(frozen=True)
class Place:
    """A place in a workbook or file: sheet, row (1-based) and the column's heading.

    In a document: the page, and the table on the page or in the document (both 1-based). `block` is the position of a
    paragraph among the document's parts (from 0), which tells paragraphs without a row apart; it is not shown.
    """

    sheet: str = ""
    row: int | None = None
    column: str = ""
    file: str = ""
    page: int | None = None
    table: int | None = None
    block: int | None = None

    def __str__(self) -> str:
        return self.words(str)

    def words(self, translate: Translate) -> str:
        """Return the place in the language of `translate`."""
        page = translate(phrase("page {page}", page=self.page)) if self.page else ""
        table = translate(phrase("table {table}", table=self.table)) if self.table else ""
        row = translate(phrase("row {row}", row=self.row)) if self.row else ""
        return ", ".join(p for p in (self.file, self.sheet, page, table, row, self.heading(translate)) if p)

    def heading(self, translate: Translate) -> str:
        """Return the column's heading in the language of the workbook."""
        return translate(workbook_text(self.column))


@dataclass(frozen=True)
class Problem:
    """Something in somebody's workbook or document that a person should look at; never raised."""

    place: Place
    what: Phrase
    fix: Phrase = field(default_factory=lambda: Phrase(""))


@dataclass(frozen=True)
class Doubt(Problem):
    """A doubt about an imported document: `said` is its text (verbatim), `understood` how the text was read.

    `what` is why it is doubtful.
    """

    said: str = ""
    understood: Phrase | str = ""


_SYSTEM_REASONS = {
    errno.ENOENT: phrase("No such file or directory"),
    errno.EACCES: phrase("Permission denied"),
    errno.EPERM: phrase("Operation not permitted"),
    errno.ENOSPC: phrase("No space left on device"),
    errno.EROFS: phrase("Read-only file system"),
    errno.EISDIR: phrase("Is a directory"),
    errno.ENOTDIR: phrase("Not a directory"),
    errno.EPIPE: phrase("Broken pipe"),
    errno.EBUSY: phrase("Device or resource busy"),
    errno.EIO: phrase("Input/output error"),
    errno.ENAMETOOLONG: phrase("File name too long"),
    errno.EAGAIN: phrase("Resource temporarily unavailable"),
    errno.ECONNREFUSED: phrase("Connection refused"),
    errno.ENOMEM: phrase("Cannot allocate memory"),
}


def system_reason(error: OSError) -> Phrase | str:
    """Return the reason of a system error as a phrase; an unknown error keeps the system's message."""
    return _SYSTEM_REASONS.get(error.errno or 0, error.strerror or str(error))


WAITS = 1
"""The exit status of a command that is done and has left something waiting for a person."""


class RegionplanError(Exception):
    """Stops the command. It is worded for people; `exit_status` is the documented one.

    `listed` are problems to print one by one below `what`.
    """

    exit_status = 2

    def __init__(
        self,
        what: Phrase | str,
        fix: Phrase | str = "",
        place: Place | None = None,
        listed: tuple[Problem, ...] = (),
    ) -> None:
        self.what = what
        self.fix = fix
        self.place = place
        self.listed = listed
        super().__init__(str(self))

    def __str__(self) -> str:
        return self.words(str)

    @property
    def reason(self) -> Phrase:
        """The error and its fix, without the place."""
        return sentences(self.what, self.fix)

    def as_problem(self, place: Place | None = None) -> Problem:
        """Return the error as a problem at its own place, else at `place`."""
        return Problem(self.place or place or Place(), as_phrase(self.what), as_phrase(self.fix))

    def add_to_fix(self, more: Phrase) -> None:
        """Add a sentence to the fix, before the error is raised again."""
        self.fix = sentences(self.fix, more)
        self.args = (str(self),)

    def words(self, translate: Translate) -> str:
        """Return place, error and fix in the language of `translate`, and a line for each listed problem."""
        first = _words(self.place, self.what, self.fix, translate)
        below = [_words(problem.place, problem.what, problem.fix, translate) for problem in self.listed]
        return "\n  ".join(dict.fromkeys([first, *below]))


def _words(place: Place | None, what: Phrase | str, fix: Phrase | str, translate: Translate) -> str:
    where, then = place.words(translate) if place else "", translate(fix)
    return f"{where}: " * bool(where) + translate(what) + f" {then}" * bool(then)


class InputError(RegionplanError):
    """The usage, configuration or input is wrong; nothing was changed."""

    exit_status = 2


class NotNow(RegionplanError):  # noqa: N818  (temporary, not an error)
    """The command cannot run now (locked, open, server away); nothing was changed, and it may be retried."""

    exit_status = 3


class InUse(NotNow):
    """A person or another command is using the file or project; waiting is enough."""


class Rejected(Exception):  # noqa: N818  (about one file, not an error of the program)
    """An outside file cannot be read safely; `reason` is for people, and the command goes on."""

    def __init__(self, reason: Phrase) -> None:
        self.reason = reason
        super().__init__(str(reason))
