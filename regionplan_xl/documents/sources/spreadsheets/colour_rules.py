"""Apply the fills of conditional formatting to cells (ECMA-376 part 1 section 18.3.1.18)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.documents.sources.spreadsheets.cell_styles import CellStyles
from regionplan_xl.documents.sources.spreadsheets.conditions import (
    At,
    Evaluate,
    NotUnderstood,
    Worth,
    compare,
    compiled,
    is_true,
    worth_of,
)
from regionplan_xl.errors import Place, Problem
from regionplan_xl.ooxml.common.references import Area, parse_areas
from regionplan_xl.ooxml.reading.cells import Value
from regionplan_xl.ooxml.xml.attribute_values import parse_boolean, parse_whole
from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.text import phrase

_TRIES_AT_MOST = 500_000
_OPERATORS = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "greaterThan": ">",
    "lessThanOrEqual": "<=", "greaterThanOrEqual": ">=",
}  # fmt: skip
_PAINT_NOTHING = frozenset({"dataBar"})
_ALWAYS_PAINT = frozenset({"colorScale", "iconSet"})


@dataclass(frozen=True)
class ColourRule:
    """A rule: its areas and fill; `applies` is its condition, or None if it is not understood."""

    areas: tuple[Area, ...]
    priority: int
    fill: str | None
    stops: bool
    applies: Evaluate | None
    formula: str

    def cell(self, row: int, column: int, value: Callable[[int, int], Value]) -> At | None:
        """Return the cell relative to the rule's formula; None if the rule does not cover it."""
        if not any((row, column) in area for area in self.areas):
            return None
        top, left = min(a.top for a in self.areas), min(a.left for a in self.areas)
        return At(row - top, column - left, value)


def read_colour_rules(root: Element | None, styles: CellStyles) -> list[ColourRule]:
    """Return the rules of a sheet (parsed without its rows) that fill cells, highest priority first."""
    rules = []
    for formatting in root.named("conditionalFormatting") if root else ():
        areas = tuple(parse_areas(formatting.get("sqref", "")))
        for element in formatting.named("cfRule") if areas else ():
            kind = element.get("type", "")
            number = parse_whole(element.get("dxfId"))
            known = number is not None and 0 <= number < len(styles.rule_fills)
            fill = styles.rule_fills[number] if known and number is not None else None
            stops = parse_boolean(element.get("stopIfTrue"))
            if kind in _PAINT_NOTHING or (fill is None and not stops and kind not in _ALWAYS_PAINT):
                continue
            formulas = ["".join(e.text for e in (f, *f.descendants())) for f in element.named("formula")]
            priority = parse_whole(element.get("priority")) or 0
            rules.append(
                ColourRule(
                    areas,
                    priority,
                    fill,
                    stops,
                    _condition(element, formulas, areas),
                    "; ".join(formulas) or kind,
                )
            )
    return sorted(rules, key=lambda rule: rule.priority)


class Painter:
    """Applies the rules of one sheet to its cells; `unread` then yields the rules that failed."""

    def __init__(self, sheet: str, rules: Sequence[ColourRule], value: Callable[[int, int], Value]) -> None:
        self._sheet, self._rules, self._value = sheet, rules, value
        self._failed: dict[int, None] = {}
        self._tries = 0

    def fill(self, row: int, column: int) -> str | None:
        """Return the fill that the rules give a cell; None if they give none or are uncertain."""
        for number, rule in enumerate(self._rules):
            at = rule.cell(row, column, self._value)
            if at is None:
                continue
            self._tries += 1
            try:
                if rule.applies is None or self._tries > _TRIES_AT_MOST:
                    raise NotUnderstood
                applies = is_true(rule.applies(at))
            except NotUnderstood:
                self._failed[number] = None
                return None
            if applies and (rule.fill or rule.stops):
                return rule.fill
        return None

    def unread(self) -> Iterator[Problem]:
        """Yield a problem for each rule that could not be evaluated for some cell."""
        for number in self._failed:
            rule = self._rules[number]
            yield Problem(
                Place(self._sheet),
                phrase(
                    "The colours of the cells {cells} follow a rule that is not understood here («{rule}»).",
                    cells=" ".join(map(str, rule.areas)),
                    rule=rule.formula,
                ),
                phrase("Look at the colours there, or paint the cells themselves, and import again."),
            )


def _condition(rule: Element, formulas: Sequence[str], areas: Sequence[Area]) -> Evaluate | None:
    """Return the condition of a rule; None if its kind is not supported."""
    kind, operator = rule.get("type", ""), rule.get("operator", "")
    try:
        if kind == "cellIs" and formulas:
            return _cell_is(operator, [compiled(one) for one in formulas], areas)
        if kind == "expression" and formulas:
            return compiled(formulas[0])
        text = rule.get("text")
        if kind in _TEXT_RULES and text:
            return _about_text(kind, text.casefold(), areas)
        # The other kinds have an equivalent formula (18.3.1.10).
        if kind in (
            *_TEXT_RULES,
            "containsBlanks",
            "notContainsBlanks",
            "containsErrors",
            "notContainsErrors",
        ):
            return compiled(formulas[0]) if formulas else None
    except NotUnderstood:
        return None
    return None


_TEXT_RULES: dict[str, Callable[[str, str], bool]] = {
    "containsText": lambda own, text: text in own,
    "notContainsText": lambda own, text: text not in own,
    "beginsWith": lambda own, text: own.startswith(text),
    "endsWith": lambda own, text: own.endswith(text),
}


def _own(at: At, areas: Sequence[Area]) -> Worth:
    """Return the value of the cell itself."""
    top, left = min(a.top for a in areas), min(a.left for a in areas)
    return worth_of(at.value(top + at.down, left + at.right))


def _about_text(kind: str, text: str, areas: Sequence[Area]) -> Evaluate:
    def applies(at: At) -> Worth:
        own = _own(at, areas)
        return _TEXT_RULES[kind]("" if own is None else str(own).casefold(), text)

    return applies


def _cell_is(operator: str, formulas: Sequence[Evaluate], areas: Sequence[Area]) -> Evaluate | None:
    if operator in _OPERATORS:
        sign, other = _OPERATORS[operator], formulas[0]
        return lambda at: compare(sign, _own(at, areas), other(at))
    if operator in ("between", "notBetween") and len(formulas) > 1:

        def between(at: At) -> Worth:
            own, low, high = _own(at, areas), formulas[0](at), formulas[1](at)
            inside = is_true(compare(">=", own, low)) and is_true(compare("<=", own, high))
            return inside == (operator == "between")

        return between
    return None
