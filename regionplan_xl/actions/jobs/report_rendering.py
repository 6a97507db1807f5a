"""Render the files of a report in each format that can be made on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from regionplan_xl.config.report import Format
from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.file_names import safe_name
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents

FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True)
class RenderedFile:
    """A file of a report: its format, its name without suffix, and its bytes."""

    format: Format
    stem: str
    data: bytes


@dataclass(frozen=True)
class Rendered:
    """The files of a report. `missing`: why a requested PDF could not be made; "" if nothing is missing."""

    files: tuple[RenderedFile, ...]
    missing: Phrase | str = ""

    def of(self, formats: Sequence[Format]) -> list[RenderedFile]:
        """Return the files in these formats."""
        return [one for one in self.files if one.format in formats]


def _render_docx(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.word.council_case import council_case

    return council_case(contents)


def _render_html(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.page.render import council_page

    return council_page(contents)


def _render_json(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.data.report_data import render_json

    return render_json(contents)


def _render_csv(contents: ReportContents) -> dict[str, bytes]:
    from regionplan_xl.reports.data.csv_tables import csv_tables

    return csv_tables(contents)


def _render_svg(contents: ReportContents) -> dict[str, bytes]:
    from regionplan_xl.reports.charts.chart_files import chart_files

    return chart_files(contents)


def _render_pdf(contents: ReportContents) -> bytes:
    from regionplan_xl.reports.pdf.case_pdf import case_pdf

    return case_pdf(contents)


# Each renderer imports only what it needs. A dict has several files, by what to add to the report's name.
RENDERERS: Mapping[Format, Callable[[ReportContents], bytes | dict[str, bytes]]] = {
    "docx": _render_docx,
    "pdf": _render_pdf,
    "html": _render_html,
    "json": _render_json,
    "csv": _render_csv,
    "svg": _render_svg,
}


def without_missing_pdf(formats: Sequence[Format]) -> tuple[Format, ...]:
    """Return the formats, without PDF if LibreOffice is not installed."""
    if "pdf" not in formats:
        return tuple(formats)
    from regionplan_xl.reports.pdf.office import find_office

    try:
        find_office()
    except InputError:
        return tuple(one for one in formats if one != "pdf")
    return tuple(formats)


def render_report(
    project: Project, contents: ReportContents, formats: Sequence[Format], *, whole: bool = False
) -> Rendered:
    """Render a report in several formats, each once.

    If the PDF cannot be made, the others are, and `missing` says why. Raise the error instead if only a PDF is wanted,
    or if all formats are required (`whole`).
    """
    found: list[RenderedFile] = []
    missing: Phrase | str = ""
    wanted = tuple(dict.fromkeys(formats))
    with project.progress(phrase("Making the report"), wanted, len(wanted)) as to_make:
        for name in to_make:
            try:
                found += _render(contents, name)
            except (InputError, NotNow) as error:
                if name != "pdf" or whole or len(wanted) == 1:
                    raise
                missing = phrase("The PDF was not made. {why}", why=error.reason)
    return Rendered(tuple(found), missing)


def _render(contents: ReportContents, name: Format) -> list[RenderedFile]:
    """Return the files of a report in one format; tables and charts are several."""
    stem, files = report_stem(contents), RENDERERS[name](contents)
    parts = files.items() if isinstance(files, dict) else [("", files)]
    return [RenderedFile(name, safe_name(f"{stem} {part}") if part else stem, data) for part, data in parts]


def report_stem(contents: ReportContents) -> str:
    """Return the name of the files of a report, without suffix."""
    stem = f"{_file_name(contents.plan.name)} {contents.day.isoformat()}"
    if contents.meeting:
        # Keep the mark that `safe_name` adds to a changed name, so that two meetings on a day get separate files.
        stem = safe_name(f"{stem} {contents.meeting}")
    if contents.actor:
        stem = safe_name(f"{stem} {contents.actor}")
    return stem


def _file_name(name: str) -> str:
    # Drop the mark that `safe_name` adds to a changed name: a project has only one plan.
    return safe_name(name).partition("~")[0]
