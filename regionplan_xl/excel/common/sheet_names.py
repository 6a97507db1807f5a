"""Make sheet names that Excel accepts, each used once."""

import re
from collections.abc import Iterable
from dataclasses import replace

from regionplan_xl.excel.common import columns
from regionplan_xl.locale import catalog, every_wording
from regionplan_xl.plan.model import Plan
from regionplan_xl.text import phrase, squeeze, utf16_length

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# In sheet names, as in all such attributes, «_x0041_» stands for «A» (ECMA-376 part 1, 22.9.2.19).
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DANGLING = re.compile(r"(?:[\s,;&+–-]+(?:og|and|i|for|til|med)?-?|[\s,;&+–-])+$", re.IGNORECASE)
# Excel reserves «History», translated in each of its languages.
_EXCELS_OWN = ("History", "Historikk", "Logg", "Loggbok")
SPECIAL = (
    columns.OVERVIEW, columns.SHARES, columns.ACTORS, columns.INDICATORS, columns.CONFLICTS, columns.PROPOSALS,
    columns.REMARKS, columns.CARRY_OVER, columns.LOG, columns.CHECKLIST, columns.GUIDE, columns.MEASURES,
)  # fmt: skip


def with_sheet_names(plan: Plan) -> Plan:
    """Return the plan with a legal, unique sheet name for every area; names that are already so stay."""
    taken = {name.casefold() for phrase in SPECIAL for name in every_wording(phrase)}
    taken |= {name.casefold() for name in (*_EXCELS_OWN, *every_wording(columns.OVER_TIME))}
    areas = []
    for area in plan.areas:
        sheet = area.sheet
        if not is_legal(sheet) or sheet.casefold() in taken:
            sheet = sheet_name(sheet or area.name, plan.language, taken)
        taken.add(sheet.casefold())
        areas.append(replace(area, sheet=sheet))
    return replace(plan, areas=tuple(areas))


def sheet_name(name: str, language: str, taken: Iterable[str] = ()) -> str:
    """Return a sheet name for `name`: in sentence case, cut at a space, not among `taken` (casefolded)."""
    wanted = squeeze(_ESCAPE.sub(" ", _FORBIDDEN.sub(" ", name))).strip("' ")
    if wanted.isupper():
        wanted = wanted.capitalize()
    wanted = _cut(wanted, LONGEST) or catalog(language)(phrase("Focus area"))
    known, found, count = set(taken), wanted, 1
    while found.casefold() in known:
        count += 1
        ending = f" {count}"
        found = _cut(wanted, LONGEST - len(ending)) + ending
    return found


def is_legal(name: str) -> bool:
    """Return whether Excel accepts `name` (Excel's own rules; ECMA-376 does not define any)."""
    return (
        0 < utf16_length(name) <= LONGEST
        and not _FORBIDDEN.search(name)
        and not _ESCAPE.search(name)
        and name == name.strip().strip("'")
    )


def quoted_sheet_name(sheet: str) -> str:
    """Return the sheet's name in formula notation: `'Kultur og oppleving'`."""
    return "'" + sheet.replace("'", "''") + "'"


def _cut(name: str, longest: int) -> str:
    if utf16_length(name) <= longest:
        return name
    words = name.split(" ")
    kept = words[0]
    for word in words[1:]:
        if utf16_length(kept) + 1 + utf16_length(word) > longest:
            break
        kept += " " + word
    while utf16_length(kept) > longest:
        kept = kept[:-1]
    return _DANGLING.sub("", kept).strip("' ") or kept
