"""Recognise our drop-downs and colours of statuses on a sheet, and adapt them to the scale."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from regionplan_xl.excel.common.input_rules import NOT_A_STATUS, colour_condition, fits_inline
from regionplan_xl.excel.statuses.colours import StatusFormats
from regionplan_xl.locale import every_wording
from regionplan_xl.ooxml.xml.byte_edits import ByteEdit, with_attributes
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.escaping import escape
from regionplan_xl.plan.status import Scale, Status
from regionplan_xl.text import normalise

_CONDITION = re.compile(r'OR\(TRIM\((\$?[A-Z]{1,3}\$?\d+)\)=".*"\)', re.DOTALL)
_WORD = re.compile(r'TRIM\([^()]*\)="((?:[^"]|"")*)"')


def drop_down_edits(root: Element, scale: Scale, language: str, labels_range: str) -> Iterator[ByteEdit]:
    """Yield the edits that make our drop-downs offer the statuses of `scale`; `root` is the sheet without its rows.

    `labels_range` is the range of cells with the labels, used if they are too long to be listed.
    """
    labels = [status.label(language) for status in scale.statuses]
    wanted = f'"{",".join(labels)}"' if fits_inline(labels) else labels_range
    ours = set(every_wording(NOT_A_STATUS))
    for validation in root.grouped("dataValidations", "dataValidation"):
        formula = validation.first("formula1")
        if validation.get("errorTitle") in ours and formula and wanted and formula.text != wanted:
            yield ByteEdit(formula.inside, formula.close, escape(wanted).encode())


def colour_edits(
    root: Element, scale: Scale, repainted: Mapping[str, str], formats: StatusFormats
) -> Iterator[ByteEdit]:
    """Yield the edits that give our rules the colours of `scale`: one rule per status, with all its current words.

    `repainted` are the new colours, by status; the format of every other rule stays.
    """
    priorities = [int(rule.get("priority", "0")) for rule in root.descendants() if rule.name == "cfRule"]
    for element in root.named("conditionalFormatting"):
        ours = [rule for rule in element.named("cfRule") if _words(rule)]
        if ours:
            edits = list(_group_edits(ours, scale, repainted, formats, max(priorities)))
            priorities.append(max(priorities) + len(scale.statuses) * bool(edits))
            yield from edits


def _group_edits(
    ours: Sequence[Element], scale: Scale, repainted: Mapping[str, str], formats: StatusFormats, last: int
) -> Iterator[ByteEdit]:
    owners = {rule.start: _owner(rule, scale) for rule in ours}
    cell = _CONDITION.fullmatch(_formula(ours[0]))
    reference = cell[1] if cell else ""
    for rule in ours:
        status = owners[rule.start]
        if status is None:
            if any(owners.values()):
                yield ByteEdit(rule.start, rule.end, b"")
            continue
        if status.key in repainted:
            yield rule.set_attributes({"dxfId": str(formats.rule(status.colour))})
        wanted, formula = colour_condition(reference, status), rule.first("formula")
        if formula is not None and set(map(normalise, _words(rule))) != set(
            map(normalise, status_words(status))
        ):
            yield ByteEdit(formula.inside, formula.close, escape(wanted).encode())
    new, present = [], {status.key for status in owners.values() if status}
    for number, status in enumerate((s for s in scale.statuses if s.key not in present), last + 1):
        xml = with_attributes(
            ours[-1].start_tag, {"dxfId": str(formats.rule(status.colour)), "priority": str(number)}
        )
        prefix = ours[-1].prefix.encode()
        condition = escape(colour_condition(reference, status)).encode()
        new.append(b"%s<%sformula>%s</%sformula></%scfRule>" % (xml, prefix, condition, prefix, prefix))
    if new and any(owners.values()):
        yield ByteEdit(ours[-1].end, ours[-1].end, b"".join(new))


def rule_colours(root: Element, scale: Scale, fills: Mapping[str, str]) -> dict[str, str]:
    """Return the colour of our rule for each status, by its key; `fills` are the fills by format index."""
    return {
        owner.key: fills.get(rule.get("dxfId", ""), "")
        for element in root.named("conditionalFormatting")
        for rule in element.named("cfRule")
        if _words(rule) and (owner := _owner(rule, scale))
    }


def status_words(status: Status) -> list[str]:
    """Return the words that are coloured as a status."""
    return [*status.labels.values(), *status.also]


def _owner(rule: Element, scale: Scale) -> Status | None:
    """Return the status whose words the rule has: first by label, then by other words."""
    words = set(map(normalise, _words(rule)))
    for of in (lambda s: s.labels.values(), status_words):
        for status in scale.statuses:
            if words & set(map(normalise, of(status))):
                return status
    return None


def _formula(rule: Element) -> str:
    formula = rule.first("formula")
    return formula.text if formula else ""


def is_colour_rule(rule: Element) -> bool:
    """Return whether it is one of our rules that colour a status."""
    return bool(_words(rule))


def _words(rule: Element) -> list[str]:
    """Return the words of a rule; empty if the rule is not ours."""
    text = unescape(_formula(rule))
    if rule.get("type") != "expression" or not _CONDITION.fullmatch(text):
        return []
    return [word.replace('""', '"') for word in _WORD.findall(text)]
