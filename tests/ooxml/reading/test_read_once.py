"""Parsed parts are cached only for identical bytes; texts read without a parser equal those of a parser."""

import zipfile
from io import BytesIO
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.errors import Rejected
from regionplan_xl.ooxml import SheetChange, Workbook, changed
from regionplan_xl.ooxml.common.limits import STANDARD
from regionplan_xl.ooxml.reading.shared_strings import read_shared_strings
from tests.ooxml.sheets import MAIN, STYLES, sheet, workbook

ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c></row>'


def values(book: bytes) -> dict[int, object]:
    return {cell.column: cell.value for cell in Workbook.opened(book).cells("Ark")}


def test_the_same_cell_means_other_things_in_a_workbook_with_other_texts_styles_or_calendar() -> None:
    first = workbook(sheet(ROW), strings="<si><t>Turstier</t></si>")
    others = [
        workbook(sheet(ROW), strings="<si><t>Bading</t></si>"),
        workbook(
            sheet(ROW), strings="<si><t>Turstier</t></si>", styles=STYLES.replace('"170" fontId="1"', '"0"')
        ),
        workbook(sheet(ROW), strings="<si><t>Turstier</t></si>", properties='<workbookPr date1904="1"/>'),
    ]
    for book in (first, *others, first):
        assert values(book) == {cell.column: cell.value for cell in Workbook.open(book).cells("Ark")}
    assert values(first) != values(others[0]) != values(others[1]) != values(others[2])


def test_a_changed_workbook_is_read_as_it_is_now() -> None:
    book = workbook(sheet(ROW), strings="<si><t>Turstier</t></si>")
    assert values(book)[1] == "Turstier"
    new, _ = changed(book, {"Ark": SheetChange(cells={(1, 1): "Bading", (2, 2): "to\nlinjer"})})
    assert values(new)[1] == "Bading"
    assert [cell.value for cell in Workbook.opened(new).cells("Ark")][-1] == "to\nlinjer"
    assert values(book)[1] == "Turstier"


def test_the_first_rows_of_a_sheet_are_read_though_one_far_below_is_broken() -> None:
    many = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1000))
    broken = '<row r="1000"><c r="A1000" t="s"><v>7</v></c></row>'
    book = workbook(sheet(many + broken), strings="<si><t>Turstier</t></si>")
    rows = Workbook.opened(book).rows("Ark")
    assert [cells[1].value for _, cells in islice(rows, 20)] == ["Turstier"] * 20
    with pytest.raises(Rejected):
        list(rows)


def test_a_sheet_that_another_change_left_alone_is_the_same_under_a_new_name() -> None:
    book = workbook(sheet(ROW), strings="<si><t>Turstier</t></si>")
    rows = list(Workbook.opened(book).rows("Ark"))
    with zipfile.ZipFile(BytesIO(book)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"Ark"', b'"Nytt ark"')
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    renamed = Workbook.opened(out.getvalue())
    assert list(renamed.rows("Nytt ark")) == rows == list(Workbook.open(book).rows("Ark"))
    assert len(next(Workbook.opened(book).rows("Ark", blanks=True))[1]) == 2


ITEMS = st.sampled_from(
    [
        "<si><t>Turstier</t></si>",
        '<si><t xml:space="preserve"> a &amp; b &lt;&#10;&quot; > \nc </t></si>',
        "<si><t>line_x000D_\nnext</t></si>",
        "<si><t></t></si>",
        "<si><t/></si>\n",
        "<si><r><t>to</t></r><r><rPr><strike/></rPr><t>delar</t></r></si>",
        "<si><t>\u00e5r &#229; \u2013</t></si>",
        "<si><t>&#xe5;&#13;&#x0A;&#x1F600;&#38;amp;</t></si>",
        "<si><t>a\r\nb</t></si>",
        "<!-- <si><t>nei</t></si> -->",
        "<si><t><![CDATA[<si>]]></t></si>",
    ]
)


@given(st.lists(ITEMS, max_size=12))
def test_texts_are_read_alike_with_and_without_a_parser(items: list[str]) -> None:
    document = f'<sst xmlns="{MAIN}">{"".join(items)}</sst>'
    with_parser = document.replace("<sst ", "<!-- --><sst ")
    fast, careful = (
        [text for batch in read_shared_strings(BytesIO(one.encode()), "sst", STANDARD) for text in batch]
        for one in (document, with_parser)
    )
    assert fast == careful
    assert list(map(type, fast)) == list(map(type, careful))


def test_a_rare_text_after_many_ordinary_ones_is_read_too() -> None:
    many = [f"<si><t>Tiltak {number} \u00e5</t></si>" for number in range(30_000)]
    rare = "<si><r><t>to</t></r><r><t>delar</t></r></si>"
    document = f'<sst xmlns="{MAIN}">{"".join([*many, rare, *many[:9]])}</sst>'
    texts = [
        text for batch in read_shared_strings(BytesIO(document.encode()), "sst", STANDARD) for text in batch
    ]
    assert texts == [f"Tiltak {n} \u00e5" for n in range(30_000)] + ["todelar"] + [
        f"Tiltak {n} \u00e5" for n in range(9)
    ]
