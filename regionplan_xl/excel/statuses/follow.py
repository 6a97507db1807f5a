"""Update the master to the statuses of config.yaml: drop-downs, colours, counts, the chart and the trend."""

from collections.abc import Mapping

from regionplan_xl.excel.common.sheet_names import quoted_sheet_name
from regionplan_xl.excel.statuses.colours import StatusFormats
from regionplan_xl.excel.statuses.count_columns import CountedStatuses, read_counted, with_count_columns
from regionplan_xl.excel.statuses.count_table import find_count_table
from regionplan_xl.excel.statuses.rules import colour_edits, drop_down_edits, rule_colours
from regionplan_xl.excel.statuses.trend_columns import with_trend_columns
from regionplan_xl.locale import Catalog
from regionplan_xl.ooxml import Workbook, changed
from regionplan_xl.ooxml.package.xml_part import XmlPart
from regionplan_xl.ooxml.package.zip_writer import Contents
from regionplan_xl.ooxml.scanning.found_rows import UnsupportedSheet
from regionplan_xl.ooxml.scanning.sheet_scan import scan_without_rows
from regionplan_xl.plan.merging.outcome import Change
from regionplan_xl.plan.status import Scale


def with_statuses(
    book: bytes, overview: str, scale: Scale, translate: Catalog
) -> tuple[bytes, tuple[Change, ...]]:
    """Return the workbook with the statuses of `scale` wherever we wrote earlier ones, and the changes to log.

    What the secretariat made itself stays: only our own drop-downs, rules, formulas and chart are changed, and a colour
    only where heading and rule still have the same one. Nothing changes if the workbook is up to date.
    """
    old = Workbook.opened(book)
    counted = read_counted(old, overview, scale, translate.language) if overview else None
    counted = counted or CountedStatuses()
    repainted = _repainted(old, scale, counted)
    new = with_trend_columns(book, scale, counted.renamed or {}, translate)
    if overview:
        new = with_count_columns(new, overview, scale, repainted.keys(), translate)
    new = _with_rules(new, overview, scale, repainted, translate.language)
    if new == book:
        return book, ()
    return new, (_change(scale, counted, repainted, translate),)


def _change(
    scale: Scale, counted: CountedStatuses, repainted: Mapping[str, str], translate: Catalog
) -> Change:
    """Return the change to log: the statuses before and after, with colours that have changed."""

    def shown(label: str, colour: str) -> str:
        return f"{label} {colour}" if colour else label

    owners = counted.owners or {}
    pairs = zip((owners[at] for at in sorted(owners)), counted.labels, strict=True)
    before = [shown(label, repainted.get(owner.key, "") if owner else "") for owner, label in pairs]
    after = [
        shown(status.label(translate.language), status.colour if status.key in repainted else "")
        for status in scale.statuses
    ]
    return Change(
        kind="statuses", text="config.yaml", field="statuses",
        before=", ".join(before) or None, after=", ".join(after),
    )  # fmt: skip


def _repainted(workbook: Workbook, scale: Scale, counted: CountedStatuses) -> Mapping[str, str]:
    """Return the earlier colours of statuses with a new colour, except those that somebody has painted by hand."""
    colours = counted.colours or {}
    other = {
        status.key: colours[status.key]
        for status in scale.statuses
        if colours.get(status.key) and colours[status.key] != status.colour.upper()
    }
    if not other:
        return {}
    fills = _rule_fills(workbook)
    found: dict[str, str] = {}
    for info in workbook.sheets:
        if info.kind == "worksheet":
            root = scan_without_rows(workbook.package, info.part).root
            found = {**rule_colours(root, scale, fills), **found}
    return {key: colour for key, colour in other.items() if found.get(key) == colour}


def _rule_fills(workbook: Workbook) -> Mapping[str, str]:
    """Return the fill of each conditional format, by its index."""
    package = workbook.package
    part = package.of_workbook("styles")
    fills: dict[str, str] = {}
    for number, one in enumerate(package.parse(part).grouped("dxfs", "dxf") if part else ()):
        for colour in one.descendants():
            if colour.name == "bgColor" and colour.get("rgb"):
                fills[str(number)] = f"#{colour.get('rgb', '')[-6:].upper()}"
    return fills


def _with_rules(
    book: bytes, overview: str, scale: Scale, repainted: Mapping[str, str], language: str
) -> bytes:
    """Adapt drop-downs and colours on every sheet to the statuses of `scale`."""
    workbook = Workbook.opened(book)
    formats = StatusFormats(workbook)
    table = find_count_table(dict(workbook.rows(overview))) if overview else None
    labels_range = f"{quoted_sheet_name(overview)}!{table.labels_range}" if table else ""
    parts: dict[str, Contents] = {}
    for info in workbook.sheets:
        if info.kind != "worksheet":
            continue
        try:
            found = scan_without_rows(workbook.package, info.part)
        except UnsupportedSheet:
            continue
        edits = [
            *drop_down_edits(found.root, scale, language, labels_range),
            *colour_edits(found.root, scale, repainted, formats),
        ]
        if edits:
            part = XmlPart.of(workbook.package, info.part)
            parts[info.part] = part.contents([found.in_part(edit) for edit in edits])
    if not parts:
        return book
    return changed(book, {}, parts={**parts, **formats.contents()}, recalculate=False)[0]
