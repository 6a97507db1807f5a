"""Find the parts of an .xlsb: its workbook and its sheets ([MS-XLSB] sections 2.1.7.62 and 2.4.301)."""

from collections.abc import Mapping

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.ooxml.package.package import Package
from regionplan_xl.sandbox.formats.records.xlsb_records import read_records, wide_text

_BUNDLE_SHEET = 156


def sheet_parts(package: Package) -> Mapping[str, str]:
    """Return the part of each sheet by the sheet's name."""
    workbook = workbook_part(package)
    targets = {r.id: r.target for r in package.relationships(workbook) if not r.external}
    found = {}
    for kind, contents in read_records(package.read(workbook)):
        if kind == _BUNDLE_SHEET:
            relationship, at = wide_text(contents, 8)
            name, _ = wide_text(contents, at)
            if relationship in targets:
                found[name] = targets[relationship]
    return found


def workbook_part(package: Package) -> str:
    """Return the workbook part; raise `Rejected` if there is none."""
    targets = [r.target for r in package.related("", "officeDocument")]
    if not targets:
        raise refusals.not_a_workbook()
    return targets[0]
