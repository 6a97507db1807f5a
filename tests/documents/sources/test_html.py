"""Web pages as blocks, including those saved as .xls."""

import pytest

from regionplan_xl.documents.blocks import Document
from regionplan_xl.documents.sources import html, spreadsheet
from regionplan_xl.errors import Rejected
from tests.documents.sources.word_files import said, tables, texts


def read(page: str) -> Document:
    return html.read(page.encode(), "plan.html")


def test_merged_cells_are_in_each_of_their_places() -> None:
    page = """<table><tr><th>Mål<th>Tiltak<th colspan=2>Ansvar</tr>
    <tr><td rowspan=2>Helse</td><td>Turstiar</td><td>Voss</td><td>Ål</td></tr>
    <tr><td>Bru<td>Gol<td>Nes</table>"""
    found = tables(read(page))[0]
    assert texts(found) == [
        ["Mål", "Tiltak", "Ansvar", "Ansvar"],
        ["Helse", "Turstiar", "Voss", "Ål"],
        ["Helse", "Bru", "Gol", "Nes"],
    ]
    assert [cell.continues for cell in found.rows[0].cells] == ["", "", "", "left"]
    assert found.rows[2].cells[0].continues == "above"
    assert found.rows[0].cells[0].bold


@pytest.mark.parametrize(
    "cell",
    [
        '<td bgcolor="#FF0000">x',
        "<td bgcolor=red>x",
        '<td style="background: #f00 none">x',
        '<td style="background-color: rgb(255, 0, 0)">x',
        "<td class=xl65>x",
    ],
)
def test_the_colour_of_a_cell_is_known_however_it_is_given(cell: str) -> None:
    page = f"<style><!-- .xl65 {{mso-pattern:black none; background:#FF0000;}} --></style><table><tr>{cell}</table>"
    assert tables(read(page))[0].rows[0].cells[0].fill == "#FF0000"


def test_struck_coloured_and_broken_words_are_read_as_shown() -> None:
    page = (
        "<table><tr><td><s>To</s> tre<br>skular <font color='#00B050'>ferdig</font><td><del>Bru</del></table>"
    )
    first, second = tables(read(page))[0].rows[0].cells
    assert (first.text, first.struck_words) == ("To tre\nskular ferdig", ("To",))
    assert [(mark.words, mark.colour) for mark in first.marks] == [("ferdig", "#00B050")]
    assert second.struck


def test_headings_paragraphs_and_lists_are_in_their_order() -> None:
    page = "<title>x</title><h1>Plan</h1><p>Om <i>planen</i><ul><li>Gol<li>Nes</ul><h2>Mål</h2><script>no</script>"
    assert [said(block) for block in read(page).blocks] == ["# Plan", "Om planen", "• Gol", "• Nes", "## Mål"]


def test_a_table_in_a_table_and_words_outside_its_cells_are_kept() -> None:
    page = "<table>Utkast<tr><td>Tiltak<table><tr><td>Del<td>2026</table></table>"
    found = read(page)
    assert [texts(table) for table in tables(found)] == [[["Tiltak"]], [["Del", "2026"]]]
    assert "Utkast" in [said(block) for block in found.blocks]


def test_a_web_page_that_is_called_xls_is_read() -> None:
    page = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>Tiltak<td>År</table>'
    for data in (page.encode(), page.encode("utf-16"), page.encode("cp1252")):
        assert texts(tables(spreadsheet.read(data, "plan.xls"))[0]) == [["Tiltak", "År"]]


def test_a_page_without_a_text_is_refused() -> None:
    with pytest.raises(Rejected, match="no text"):
        read("<html><frameset><frame src='sheet001.htm'></frameset></html>")


def test_a_page_that_claims_more_cells_than_any_plan_is_refused() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 5 + "</tr>"
    with pytest.raises(Rejected):
        read(f"<table>{row * 10}</table>")
    with pytest.raises(Rejected):
        read("<div>" * 100_000)


def test_items_of_a_numbered_list_have_their_numbers() -> None:
    page = "<ol start=3><li>Gol<li><p>Nes</p></ol><ul><li><p>Hol</p><li></ul><p>Elva"
    document = read(page)
    assert [(getattr(one, "bullet", ""), getattr(one, "text", "")) for one in document.blocks] == [
        ("3.", "Gol"),
        ("4.", "Nes"),
        ("•", "Hol"),
        ("", "Elva"),
    ]


def test_tabs_and_what_is_folded_are_read_though_only_one_is_shown_at_a_time() -> None:
    page = """<style>.tab {display: none}</style><button aria-controls="a">Vis</button><div id="a" hidden>Gol</div>
    <button data-bs-target="#b">Kultur</button><button>Natur</button><div class="tab" id="b">Nes</div>
    <section role="tabpanel" hidden><details><summary>Mål 1</summary>Hol</details></section>
    <p hidden>Utkast<p style="display: none">Vikarar"""
    assert [said(block) for block in read(page).blocks] == [
        "Vis",
        "Gol",
        "Kultur Natur",
        "Nes",
        "Mål 1",
        "Hol",
    ]


def test_a_heading_that_is_a_button_or_has_a_block_in_it_is_a_heading() -> None:
    page = "<h2><button>Mål 1</button></h2><p>Gol<h3><div>Mål 2</div></h3><div>Nes</div><h2></h2><p>Hol"
    assert [said(block) for block in read(page).blocks] == ["## Mål 1", "Gol", "### Mål 2", "Nes", "Hol"]


def test_a_list_of_terms_says_of_each_what_is_below_it() -> None:
    page = """<dl><div><dt>Ansvar:</dt> <dd><p>Gol</p></dd></div><dt>Frist</dt><dd>2026</dd><dt>Status<dd>
    <dt>Samarbeid<dd>Hol<dd>Nes</dl><p>Elva"""
    found = [said(block) for block in read(page).blocks]
    assert found == ["Ansvar: Gol", "Frist: 2026", "Status:", "Samarbeid: Hol; Nes", "Elva"]


def test_raised_figures_are_no_part_of_the_number_before_them() -> None:
    (block,) = read("<p>Halvere utsleppa frå 2024<sup>1)</sup> på 3 km<sup>2</sup>").blocks
    assert said(block) == "Halvere utsleppa frå 2024¹⁾ på 3 km²"
