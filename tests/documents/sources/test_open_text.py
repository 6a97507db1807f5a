"""Plans in LibreOffice Writer's own format."""

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.documents.blocks import Block, Heading, Paragraph, Table, TableCell
from regionplan_xl.documents.sources.open_text import read
from regionplan_xl.documents.understanding.understand import understand
from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from tests.documents.sources.open_text_files import cell, open_text, table


def blocks(body: str) -> tuple[Block, ...]:
    return read(open_text(body), "plan.odt").blocks


def cells(body: str) -> list[list[TableCell]]:
    (found,) = (block for block in blocks(body) if isinstance(block, Table))
    return [list(row.cells) for row in found.rows]


def test_a_table_keeps_its_spans_and_fills() -> None:
    body = table(
        cell("Tiltak", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>",
        cell("Byggje sti", 'table:number-rows-spanned="2"') + cell("Gol", 'table:style-name="done"'),
        "<table:covered-table-cell/>" + cell("Nes"),
    )
    rows = cells(body)
    assert [[one.text for one in row] for row in rows] == [
        ["Tiltak", "Tiltak"],
        ["Byggje sti", "Gol"],
        ["Byggje sti", "Nes"],
    ]
    assert [[one.continues for one in row] for row in rows] == [["", "left"], ["", ""], ["above", ""]]
    assert rows[1][1].fill == "#00A650"


def test_a_row_of_headings_that_is_repeated_says_so() -> None:
    (found,) = blocks(table(cell("Tiltak"), cell("Byggje sti")))
    assert isinstance(found, Table)
    assert [row.repeated for row in found.rows] == [True, False]


def test_struck_text_is_marked_and_what_was_deleted_is_gone() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>innan jul</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    ) + table(cell('Byggje <text:span text:style-name="gone">ny</text:span> sti<text:change/>'), cell("Gol"))
    assert (cells(body)[0][0].text, cells(body)[0][0].struck_words) == ("Byggje ny sti", ("ny",))
    (problem,) = read(open_text(body), "plan.odt").unread
    assert "tracked changes" in str(problem.what)


def test_headings_are_below_the_title_and_paragraphs_are_between_them() -> None:
    body = (
        '<text:p text:style-name="P1">Handlingsplan</text:p><text:h text:outline-level="1">Klima</text:h>'
        "<text:p>Elva skal<text:s/>vere rein.</text:p>"
    )
    assert [(type(one), getattr(one, "text", ""), getattr(one, "level", 0)) for one in blocks(body)] == [
        (Heading, "Handlingsplan", 1),
        (Heading, "Klima", 2),
        (Paragraph, "Elva skal vere rein.", 0),
    ]


def test_lists_keep_their_numbers_also_where_they_go_on() -> None:
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    body = (
        f'<text:list text:style-name="L1">{item.format("Gol")}{item.format("Nes")}</text:list><text:p>Og:</text:p>'
        f'<text:list text:style-name="L1" text:continue-numbering="true">{item.format("Hol")}</text:list>'
        f'<text:list text:style-name="L9">{item.format("Ål")}</text:list>'
    )
    assert [(getattr(one, "bullet", ""), getattr(one, "text", "")) for one in blocks(body)] == [
        ("1.", "Gol"), ("2.", "Nes"), ("", "Og:"), ("3.", "Hol"), ("•", "Ål"),
    ]  # fmt: skip


def test_footnotes_and_comments_belong_where_they_are() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Søkt om midlar</text:p>"
        "</text:note-body></text:note>"
    )
    comment = "<office:annotation><text:p>Sjekk dette</text:p></office:annotation>"
    ((first,),) = cells(table(cell(f"Byggje sti{note}{comment}")))
    assert (first.text, first.notes) == ("Byggje sti", ("Søkt om midlar", "Sjekk dette"))


def test_a_text_in_a_box_is_read() -> None:
    box = "<draw:frame><draw:text-box><text:p>Gul: i gang</text:p></draw:text-box></draw:frame>"
    assert {getattr(one, "text", "") for one in blocks(f"<text:p>{box}Mål</text:p>")} == {
        "Gul: i gang",
        "Mål",
    }


def test_the_list_of_contents_and_what_is_drawn_say_nothing() -> None:
    body = "<text:table-of-content><text:p>Klima 4</text:p></text:table-of-content><text:p>Plan</text:p>"
    assert [getattr(one, "text", "") for one in blocks(body)] == ["Plan"]


def test_an_empty_document_and_one_with_a_password_are_refused() -> None:
    for data in (open_text(""), open_text("<text:p>x</text:p>", "<m><encryption-data/></m>")):
        with pytest.raises(Rejected):
            read(data, "plan.odt")


def test_a_plan_is_imported_whatever_its_file_is_called() -> None:
    rows = (cell("Tiltak") + cell("Ansvar") + cell("Frist"), cell("Byggje sti") + cell("Hol") + cell("2027"))
    body = '<text:h text:outline-level="1">Klima</text:h>' + table(*rows)
    plan = read_plan(open_text(body), "plan", Importing(), EngineSettings(kind="inline")).plan
    ((measure,),) = (goal.measures for area in plan.areas for goal in area.goals)
    assert (measure.text, measure.responsible, measure.timeframe.written) == ("Byggje sti", ("Hol",), "2027")


def test_a_list_has_the_numbers_that_it_shows() -> None:
    body = (
        '<text:list text:style-name="L5"><text:list-item><text:p>Byggje bru</text:p></text:list-item>'
        "<text:list-item><text:p>Rydde</text:p></text:list-item>"
        '<text:list-item text:start-value="9"><text:p>Plante</text:p></text:list-item>'
        "<text:list-item><text:p>Bade</text:p></text:list-item></text:list>"
    )
    assert [getattr(one, "bullet", "") for one in blocks(body)] == ["5.", "6.", "9.", "10."]


def test_words_of_a_note_stay_apart() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>ein<text:line-break/>to<text:tab/>tre<text:s/>fire</text:p></text:note-body></text:note>"
    )
    assert cells(table(cell(f"Byggje sti{note}")))[0][0].notes == ("ein to tre fire",)


def test_a_note_of_a_heading_is_to_be_looked_at() -> None:
    note = "<text:note><text:note-body><text:p>Rådet har atterhald</text:p></text:note-body></text:note>"
    body = f'<text:h text:outline-level="1">1 Klima{note}</text:h>' + table(
        cell("Nr") + cell("Tiltak") + cell("Ansvar"), cell("1.1") + cell("Byggje sti") + cell("Gol")
    )
    draft = understand(read(open_text(body), "plan.odt"))
    assert [one.text.text for one in draft.measures] == ["Byggje sti"]
    assert "Rådet har atterhald" in [one.text for one in draft.left_out]
