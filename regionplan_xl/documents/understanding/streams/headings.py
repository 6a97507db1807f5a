"""The column headings of a table in a stream of lines: all on one line, or one per line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.blocks import StreamLine
from regionplan_xl.documents.understanding.words.cell_shapes import is_number, is_time
from regionplan_xl.documents.vocabulary.lookup import field_of, status_key
from regionplan_xl.text import normalise, squeeze

_LONGEST = 3  # words of one heading among others on the same line
_SAYS = frozenset(("timeframe", "start", "end", "responsible", "involved", "status", "progress"))
_FIELDS = _SAYS | {"text", "number", "remark", "comment", "priority", "description"}
_UNKNOWN_WORDS = 3


@dataclass(frozen=True)
class HeadingRun:
    """Headings on lines `first` to `end`: as written, and their fields ("" for the document's own column)."""

    first: int
    end: int
    headings: tuple[str, ...]
    means: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The headings normalised for comparison with another run."""
        return tuple(map(normalise, self.headings))


def heading_runs(lines: Sequence[StreamLine]) -> Iterator[HeadingRun]:
    """Yield each run of lines that are the column headings of a table of measures."""
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
    # «Nr Tiltak Tid»: split into separate headings, because «Nr tiltak» as one would leave no column for measures.
    ways = (_divided(words, range(_LONGEST, 0, -1)), _divided(words, range(1, _LONGEST + 1)))
    headings = next((way for way in ways if "text" in map(_known, way)), ways[0])
    means = tuple(map(_known, headings))
    return (
        HeadingRun(at, at + 1, tuple(headings), means)
        if len(headings) > 2 and _is_of_measures(means)
        else None
    )


def _may_be_heading(text: str) -> bool:
    """Return whether a text is a few words that are no value of a field."""
    is_value = is_number(text) or is_time(text) or status_key(text) is not None
    return len(text.split()) <= _UNKNOWN_WORDS and not is_value


def _divided(words: Sequence[str], counts: Sequence[int]) -> list[str]:
    """Return words split into headings, trying each count of words in turn; empty if a word fits no heading."""
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
    """Return the run that begins at a line; one of its headings may be unknown."""
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
            break  # also where a text between headings is as close to the one above as a cell
        n += 1
    means = tuple(map(_known, headings))
    return HeadingRun(at, end, tuple(headings), means) if _is_of_measures(means) else None
