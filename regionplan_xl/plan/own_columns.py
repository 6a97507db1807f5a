"""Own columns that the program understands: sub-area, part of, priority, kind of remark, UN goals, plans."""

from dataclasses import dataclass

from regionplan_xl.plan.model import Measure
from regionplan_xl.text import Phrase, normalise, phrase, workbook_text


@dataclass(frozen=True)
class OwnColumn:
    """An own column and its heading; `also` are all headings that identify it, as `text.normalise` returns them."""

    heading: Phrase
    also: frozenset[str]

    def of(self, measure: Measure) -> str:
        """Return the measure's text in this column; "" if it has none."""
        return next((text for heading, text in measure.own if normalise(heading) in self.also), "")


def _column(heading: Phrase, *also: str) -> OwnColumn:
    return OwnColumn(workbook_text(heading), frozenset((normalise(str(heading)), *also)))


SUB_AREA = _column(phrase("Sub-area"), "delområde")
PART_OF = _column(phrase("Part of"), "del av", "part of measure")
PRIORITY = _column(phrase("Priority"), "prioritet")
REMARK_KINDS = _column(phrase("The remark is about"), "merknaden gjeld", "merknaden gjelder")
DEVELOPMENT_GOALS = _column(
    phrase("UN goals"), "fn-mål", "fns mål", "fn sine mål", "fns berekraftsmål", "fns bærekraftsmål", "berekraftsmål",
    "bærekraftsmål", "fn-måla", "sdg", "sdgs", "sdg-er", "un sdgs", "sustainable development goals", "agenda 2030",
    "agenda 2030-mål", "globala mål", "globala målen", "verdensmål", "fn's verdensmål", "nachhaltigkeitsziele",
)  # fmt: skip
LINKS = _column(
    phrase("Other plans"), "andre planar", "andre planer", "lenke", "lenkje", "lenker", "lenkjer", "link", "links",
    "tilknytting til andre planar", "tilknytning til andre planer", "kopling til andre planar",
    "kobling til andre planer", "lenke til andre planar", "lenke til andre planer", "forankring i andre planar",
    "forankring i andre planer", "relaterte planar", "relaterte planer", "sjå også", "se også", "related plans",
    "links to other plans", "linked plans", "see also", "andra planer", "koppling till andra planer",
)  # fmt: skip
DEPENDS_ON = _column(
    phrase("Depends on"), "avheng av", "avhengig av", "er avhengig av", "avhengnad", "avhengigheit", "avhengighet",
    "avhengigheter", "dependencies", "dependency", "beror på",
)  # fmt: skip
OWN_COLUMNS = (PRIORITY, SUB_AREA, PART_OF, REMARK_KINDS, DEVELOPMENT_GOALS, LINKS, DEPENDS_ON)
_KNOWN: frozenset[str] = frozenset().union(*(column.also for column in OWN_COLUMNS))
BY_HEADING = {str(column.heading): column for column in OWN_COLUMNS}
"""English heading, as the import writes it, -> column; the master has the heading in its own language."""


def is_own_heading(heading: str) -> bool:
    """Return whether a heading is that of an own column that the program understands."""
    return normalise(heading) in _KNOWN
