"""The headings of a table's columns in a stream of lines: all on one line, or one below another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.blocks import StreamLine
from regionplan_xl.documents.understanding.words.cell_shapes import is_number, is_time
from regionplan_xl.documents.vocabulary.lookup import field_of, status_key
from regionplan_xl.text import fold, squeeze

_LONGEST = 3  # words of a heading among others on one line
_SAYS = frozenset(("timeframe", "start", "end", "responsible", "involved", "status", "progress"))
_FIELDS = _SAYS | {"text", "number", "remark", "comment", "priority", "description"}
_UNKNOWN_WORDS = 3


@dataclass(frozen=True)
class HeadingRun:
    """Headings at lines `first` to `end`: as written, and what each means ("" for a column of the document's own)."""

    first: int
    end: int
    headings: tuple[str, ...]
    means: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The headings as compared with those of another run."""
        return tuple(map(fold, self.headings))


def heading_runs(lines: Sequence[StreamLine]) -> Iterator[HeadingRun]:
    """Yield each run of lines that are headings of the columns of a table of measures."""
    at = 0
    while at < len(lines):
        run = _on_one_line(lines, at) or _below_each_other(lines, at)
        if run is not None:
            yield run
            at = run.end
        else:
            at += 1


def _known(text: str) -> str:
    field = field_of(text) if len(text) <= 60 else ""
    return field if field in _FIELDS else ""


def _is_of_measures(means: Sequence[str]) -> bool:
    fields = {field for field in means if field}
    return len(fields) == len([field for field in means if field]) and (
        len(fields & _SAYS) >= 2 or ("text" in fields and bool(fields & (_SAYS | {"number"})))
    )


def _on_one_line(lines: Sequence[StreamLine], at: int) -> HeadingRun | None:
    words = squeeze(lines[at].text).split()
    # «Nr Tiltak Tid»: two headings, where «Nr tiltak» as one would leave no column for the measures.
    ways = (_divided(words, range(_LONGEST, 0, -1)), _divided(words, range(1, _LONGEST + 1)))
    headings = next((way for way in ways if "text" in map(_known, way)), ways[0])
    means = tuple(map(_known, headings))
    return (
        HeadingRun(at, at + 1, tuple(headings), means)
        if len(headings) > 2 and _is_of_measures(means)
        else None
    )


def _may_be_heading(text: str) -> bool:
    """True for a few words that are no value of a field."""
    is_value = is_number(text) or is_time(text) or status_key(text) is not None
    return len(text.split()) <= _UNKNOWN_WORDS and not is_value


def _divided(words: Sequence[str], counts: Sequence[int]) -> list[str]:
    """Return words as headings of as many words as fit, the counts tried in turn; none if a word is in no heading."""
    headings: list[str] = []
    at = 0
    while at < len(words):
        fits = (n for n in counts if at + n <= len(words) and _known(" ".join(words[at : at + n])))
        count = next(fits, 0)
        if not count:
            return []
        headings.append(" ".join(words[at : at + count]))
        at += count
    return headings


def _below_each_other(lines: Sequence[StreamLine], at: int) -> HeadingRun | None:
    """Return the run that begins at a line; one heading among them may be of the document's own."""
    if not _known(squeeze(lines[at].text)):
        return None
    headings: list[str] = []
    end = n = at
    while n < len(lines) and (n == at or lines[n].gap <= 1):
        text = squeeze(lines[n].text)
        if _known(text) and (n == end or lines[end].gap == lines[n].gap):
            headings += [squeeze(line.text) for line in lines[end : n + 1]]
            end = n + 1
        elif n > end or not _may_be_heading(text):
            break  # also where what is between headings is as near to the one above as a cell is
        n += 1
    means = tuple(map(_known, headings))
    return HeadingRun(at, end, tuple(headings), means) if _is_of_measures(means) else None
