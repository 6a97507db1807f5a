"""A title in the properties of a returned file is listed if the actor wrote it."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from regionplan_xl.excel.returned.workbook import read_returned
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.sandbox.formats.read_file import read_file
from tests.excel.actor.dispatches import book, texts_of
from tests.excel.returned.commented_rows import SENT_OUT
from tests.excel.returned.edited_returns import Edit, edited
from tests.excel.returned.returns import RECEIVED, read
from tests.libreoffice import LibreOffice


def titled(title: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook.properties.title = title

    return edit


def sent_title() -> str:
    return str(load_workbook(io.BytesIO(book(SENT_OUT, "nn"))).properties.title)


ON_RECORD = replace(SENT_OUT, texts=texts_of(SENT_OUT))
"""The same dispatch with its texts on record, as every dispatch has them."""


@pytest.mark.parametrize("of_format", [".xlsx", ".ods"])
def test_a_title_in_the_files_properties_that_the_actor_wrote_is_listed(
    of_format: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    said = "Vi vil ha møte om 6.1.1"
    source = tmp_path / "svar.xlsx"
    for title, listed_then in ((said, [said]), (sent_title(), [])):
        source.write_bytes(edited(titled(title)))
        if of_format == ".ods":
            libreoffice.convert("ods", tmp_path, source)
        data = source.with_suffix(of_format).read_bytes()
        submission = read_returned(
            read_file(data, f"svar{of_format}"), ON_RECORD, scale=STANDARD, source_hash="f" * 64,
            file=f"svar{of_format}", received=RECEIVED,
        )  # fmt: skip
        assert [remark.written for remark in submission.remarks] == listed_then


@pytest.mark.parametrize(
    "title",
    [
        lambda sent: sent,
        lambda sent: sent.replace(":", "_"),  # as a program writes it that makes a file's name of it
        lambda _: "Gol kommune",
        lambda _: "svar",
        lambda _: "svar (1)",
        lambda _: "Untitled spreadsheet",
        lambda _: "Book1",
        lambda _: "",
    ],
)
def test_a_title_that_was_sent_or_that_a_program_gives_a_file_says_nothing(
    title: Callable[[str], str],
) -> None:
    assert read(edited(titled(title(sent_title()))), ON_RECORD).remarks == ()


@pytest.mark.parametrize("more", [". Ring oss!", " – sjå 6.1.1", " 2"])
def test_words_after_the_title_that_was_sent_are_listed(more: str) -> None:
    title = f"{sent_title()}{more}"
    assert [remark.written for remark in read(edited(titled(title)), ON_RECORD).remarks] == [title]


@pytest.mark.parametrize("name", ["subject", "description", "keywords"])
def test_another_property_is_listed_also_if_it_might_be_a_title(name: str) -> None:
    def edit(workbook: Workbook) -> None:
        setattr(workbook.properties, name, "Gol kommune")

    assert [remark.written for remark in read(edited(edit), ON_RECORD).remarks] == ["Gol kommune"]
