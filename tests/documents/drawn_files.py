"""Write drawn plans as Word documents and spreadsheets, in the layouts that offices use."""

import io
from collections.abc import Iterable

import openpyxl
from docx import Document
from docx.document import Document as WordDocument

from tests.documents.drawn_plans import DrawnPlan


def word_by_headings(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a Word document with a heading for each area and goal, and a table below each goal."""
    document = Document()
    for name, goals in plan.areas:
        document.add_heading(name.capitalize(), 1)
        for goal in goals:
            document.add_heading(plan.goal_line(goal), 2)
            _add_table(document, [plan.headings, *(plan.cells(one) for one in goal.measures)])
    return _word(document)


def word_in_one_table(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a Word document with one table, in which areas and goals are rows of one cell."""
    document = Document()
    rows: list[tuple[str, ...]] = [plan.headings]
    for name, goals in plan.areas:
        rows.append((name,))
        for goal in goals:
            rows += [(plan.goal_line(goal),), *(plan.cells(one) for one in goal.measures)]
    _add_table(document, rows)
    return _word(document)


def word_without_styles(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a Word document whose headings are bold paragraphs, with a table below each goal."""
    document = Document()
    for name, goals in plan.areas:
        document.add_paragraph().add_run(name).bold = True
        for goal in goals:
            document.add_paragraph().add_run(plan.goal_line(goal)).bold = True
            _add_table(document, [plan.headings, *(plan.cells(one) for one in goal.measures)])
    return _word(document)


def word_with_a_table_per_area(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a Word document with a table below each area, in which goals are merged rows."""
    document = Document()
    for name, goals in plan.areas:
        document.add_paragraph(name)
        rows: list[tuple[str, ...]] = [plan.headings]
        for goal in goals:
            rows += [(plan.goal_line(goal),), *(plan.cells(one) for one in goal.measures)]
        _add_table(document, rows)
    return _word(document)


def sheet_per_area(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a workbook with a sheet per area, in which goals are rows above their measures."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, goals in plan.areas:
        sheet = book.create_sheet(name.capitalize())
        sheet.append(plan.headings)
        for goal in goals:
            sheet.append([plan.goal_line(goal)])
            for one in goal.measures:
                sheet.append(plan.cells(one))
    return _book(book)


def one_list(plan: DrawnPlan) -> tuple[bytes, str]:
    """Write a workbook with one list, which has columns for area and goal."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    words = {"nn": ("Satsingsområde", "Mål"), "nb": ("Satsingsområde", "Mål"), "en": ("Focus area", "Goal")}[
        plan.language
    ]
    sheet.append([*words, *plan.headings])
    for name, goals in plan.areas:
        for goal in goals:
            for one in goal.measures:
                sheet.append([name.capitalize(), f"{goal.number} {goal.text}", *plan.cells(one)])
    return _book(book)


def _add_table(document: WordDocument, rows: Iterable[tuple[str, ...]]) -> None:
    rows = list(rows)
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        cells = table.rows[at].cells
        if len(row) == 1:
            cells[0].merge(cells[-1])
        for cell, text in zip(cells, row, strict=False):
            cell.text = text


def _word(document: WordDocument) -> tuple[bytes, str]:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue(), "plan.docx"


def _book(book: openpyxl.Workbook) -> tuple[bytes, str]:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), "plan.xlsx"


FILES = (
    word_by_headings,
    word_in_one_table,
    word_without_styles,
    word_with_a_table_per_area,
    sheet_per_area,
    one_list,
)
