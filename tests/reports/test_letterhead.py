"""The secretariat's own letterhead: filled in, never executed, and its errors reported with their place."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm

from regionplan_xl.errors import InputError
from regionplan_xl.plan.model import Plan
from regionplan_xl.reports.data.contents_json import parse_contents, render_contents
from regionplan_xl.reports.word.council_case import council_case
from regionplan_xl.reports.word.letterhead import letterhead_problems
from tests.reports.cases import contents

PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def letterhead(*paragraphs: str, header: str = "Regionrådet for Hallingdal") -> bytes:
    """Return a letterhead as people make it in Word."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.header.paragraphs[0].text = header
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]


def test_the_case_is_where_the_letterhead_says_and_the_rest_around_it(plan: Plan) -> None:
    template = letterhead("Saksnr. {{ case_number }}", "{{ case }}", "Utskrift til {{ meeting }}")
    given = replace(contents(plan), letterhead=template, case_number="16/25", signatory="Kari Nordmann")
    said = texts(council_case(given))
    assert said[0] == "Saksnr. 16/25"
    assert said[1] == "Sak 16/25 Regionplan for Hallingdal – status"
    assert said[-2:] == ["Kari Nordmann", "Utskrift til Hallingtinget"]
    document = docx.Document(io.BytesIO(council_case(given)))
    assert document.sections[0].header.paragraphs[0].text == "Regionrådet for Hallingdal"
    widths = {sum(column.width.mm for column in table.columns if column.width) for table in document.tables}
    assert all(width == pytest.approx(160, abs=1) for width in widths)


def test_what_the_letterhead_prints_itself_is_not_printed_twice(plan: Plan) -> None:
    template = letterhead("{{ title }}", "{{ case }}", "{{ signatory }}")
    said = texts(council_case(replace(contents(plan), letterhead=template, signatory="Kari Nordmann")))
    assert said.count("Regionplan for Hallingdal – status") == 1
    assert said.count("Kari Nordmann") == 1


def test_text_of_outsiders_is_text_in_a_letterhead_too(plan: Plan) -> None:
    poison = "{{ 7 * 7 }} {% raw %} <w:br/> & =1+1 \x07\x0c {{ plan.__class__ }}"
    template = letterhead("{{ meeting }}", "{{ case }}")
    said = texts(council_case(replace(contents(plan), letterhead=template, meeting=poison)))
    assert said[0] == poison.replace("\x07", "\ufffd").replace("\x0c", "\ufffd")


def test_a_letterhead_reaches_nothing_but_its_placeholders(plan: Plan) -> None:
    for expression in (
        "{{ plan.__class__.__mro__ }}",
        "{{ areas.__init__.__globals__ }}",
        "{{ range(10 ** 9) }}",
    ):
        given = replace(
            contents(plan), letterhead=letterhead(expression, "{{ case }}"), letterhead_name="x.docx"
        )
        with pytest.raises(InputError):
            council_case(given)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Sak {{ titel }}", ["«titel»", "Did you mean «title»?", "«Sak {{ titel }}»"]),
        ("Sak {{ title", ["brackets, signs or words are missing", "«Sak {{ title»"]),
        (
            "{% for one in areas %}",
            ["«{% for one in areas %}» is not understood («{% endfor %}» is missing)"],
        ),
        ("Slutt {% endif %}", ["«{% endif %}» is not understood («{% if … %}» is missing)"]),
        ("{{ title|stor }}", ["there is no «stor»"]),
        ("{% for one in areas %}{{ one.nme }}{% endfor %}", ["there is no «nme»"]),
        ("{{ title.__class__ }}", ["«{{ title.__class__ }}» cannot be used here"]),
        ("{{ 7 / 0 }}", ["«{{ 7 / 0 }}» has no value that can be written"]),
    ],
)
def test_an_error_in_the_letterhead_is_named_with_its_place(plan: Plan, wrong: str, said: list[str]) -> None:
    template = letterhead("Hei", wrong, "{{ case }}")
    (problem,) = letterhead_problems(template, "brevark.docx", contents(plan))
    words = f"{problem.place} {problem.what} {problem.fix}"
    assert "brevark.docx" in words
    assert [part for part in said if part not in words] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "{{ 7 / 0 }}",
        "{{ areas[99].name }}",
        "{% for one in areas %}{{ one.nme }}{% endfor %}",
        "{{ title|stor }}",
        "{% if title is stor %}{% endif %}",
        "{{ title() }}",
        "{{ title + 1 }}",
        "{{ meeting or «ingen» }}",
        "{% include 'x' %}",
        "{% for one in areas %}{{ one.name }}",
        "{%p if title %}",
        "{% endif %}",
        "{{r title }}",
    ],
)
def test_whatever_is_wrong_in_the_letterhead_is_named_with_its_place_and_stops_nothing_else(
    plan: Plan, wrong: str
) -> None:
    template = letterhead("Sak {{ case_number }}", f"Feil: {wrong}", "{{ case }}")
    (problem,) = letterhead_problems(template, "brevark.docx", contents(plan))
    assert problem.place.column == f"«{f'Feil: {wrong}'[:60]}»"
    assert "Correct it in Word" in str(problem.fix)
    with pytest.raises(InputError):
        council_case(replace(contents(plan), letterhead=template, letterhead_name="brevark.docx"))


@pytest.mark.parametrize(
    "part",
    ["header", "first_page_header", "even_page_header", "footer", "first_page_footer", "even_page_footer"],
)
def test_an_error_in_any_header_or_footer_is_named_with_its_place(plan: Plan, part: str) -> None:
    document = docx.Document(io.BytesIO(letterhead("{{ case }}")))
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].different_first_page_header_footer = True
    getattr(document.sections[0], part).paragraphs[0].text = "Møte {{ meting }}"
    out = io.BytesIO()
    document.save(out)
    (problem,) = letterhead_problems(out.getvalue(), "brevark.docx", contents(plan))
    assert problem.place.column == "«Møte {{ meting }}»"


def test_nothing_of_the_placeholder_is_left_when_it_is_written_in_capitals(plan: Plan) -> None:
    given = replace(contents(plan), letterhead=letterhead("Før", "{{ case|upper }}", "Etter"))
    said = texts(council_case(given))
    assert (said[0], said[-1]) == ("Før", "Etter")
    assert said[1] == "Regionplan for Hallingdal – status"


def with_part(name: str, data: bytes) -> bytes:
    """Return a letterhead with other bytes in one part of the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letterhead("{{ case }}"))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, data if one == name else old.read(one))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hei",
        letterhead("{{ case }}")[:2000],
        with_part("word/document.xml", b"<w:document"),
        with_part("word/styles.xml", b"<x"),
        with_part("[Content_Types].xml", b"<Types/>"),
    ],
    ids=["empty", "text", "cut", "document", "styles", "types"],
)
def test_a_damaged_letterhead_is_said_to_be_no_word_document_and_no_case_is_written_without_it(
    plan: Plan, data: bytes
) -> None:
    (problem,) = letterhead_problems(data, "brevark.docx", contents(plan))
    assert str(problem.what) == "The letterhead is not a Word document."
    with pytest.raises(InputError, match="not a Word document"):
        council_case(replace(contents(plan), letterhead=data, letterhead_name="brevark.docx"))


def in_a_table(document: Any) -> None:
    document.add_paragraph("Før")
    document.add_table(1, 2).cell(0, 1).text = "{{ case }}"
    document.add_paragraph("Etter")


def beside_words(document: Any) -> None:
    document.add_paragraph("Før")
    document.add_paragraph("Saka: {{ case }}")
    document.add_paragraph("Etter")


def beside_a_picture(document: Any) -> None:
    document.add_paragraph("Før")
    paragraph = document.add_paragraph("{{ case }}")
    paragraph.add_run().add_picture(io.BytesIO(PICTURE), Mm(10))
    document.add_paragraph("Etter")


def at_the_end_of_a_section(document: Any) -> None:
    document.add_paragraph("Før")
    paragraph = document.add_paragraph("{{ case }}")
    document.add_section()
    ends = document.paragraphs[
        -1
    ]  # a paragraph of its own, as python-docx writes it; Word uses the last one there is
    paragraph._element.insert(0, ends._element.pPr)
    ends._element.getparent().remove(ends._element)
    document.add_paragraph("Etter")


def twice(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].text = "{{ case }}"
    document.add_paragraph("Før")
    document.add_paragraph("{{ case }}")
    document.add_paragraph("Etter")


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (in_a_table, True),
        (beside_words, True),
        (beside_a_picture, True),
        (at_the_end_of_a_section, False),
        (twice, True),
    ],
)
def test_wherever_the_letterhead_says_case_nothing_of_it_is_lost_and_nothing_odd_is_printed(
    plan: Plan, made: Callable[[Any], None], found: bool
) -> None:
    before: Any = docx.Document()
    made(before)
    out = io.BytesIO()
    before.save(out)
    given = replace(contents(plan), letterhead=out.getvalue(), letterhead_name="brevark.docx")
    assert bool([*letterhead_problems(given.letterhead, "brevark.docx", given)]) is found
    after = docx.Document(io.BytesIO(council_case(given)))
    said = [one.text for one in after.paragraphs]
    title = said.index("Regionplan for Hallingdal – status")
    assert said.index("Før") < title < said.index("Etter")
    assert ("Saka: " in said) is (made is beside_words)
    assert len(after.sections) == len(before.sections)
    assert len(after.inline_shapes) >= len(before.inline_shapes)
    printed = [after.element, after.sections[0].footer._element]
    assert [one for one in printed if "regionplan-case" in "".join(one.itertext())] == []


def test_a_letterhead_that_says_case_only_in_its_header_is_a_finding(plan: Plan) -> None:
    template = letterhead("Hei", header="{{ case }}")
    (problem,) = letterhead_problems(template, "brevark.docx", contents(plan))
    assert "after everything else" in str(problem.what)
    after = docx.Document(io.BytesIO(council_case(replace(contents(plan), letterhead=template))))
    assert after.sections[0].header.paragraphs[0].text == ""
    assert after.paragraphs[0].text == "Hei"


def test_a_letterhead_without_a_place_for_the_case_is_a_finding(plan: Plan) -> None:
    (problem,) = letterhead_problems(letterhead("Hei"), "brevark.docx", contents(plan))
    assert "{{ case }}" in str(problem.fix)
    assert list(letterhead_problems(letterhead("{{ case }}"), "brevark.docx", contents(plan))) == []


def test_a_file_that_is_no_word_document_is_said_to_be_none(plan: Plan, tmp_path: Path) -> None:
    (problem,) = letterhead_problems(b"PDF", "brevark.docx", contents(plan))
    assert "not a Word document" in str(problem.what)


def test_a_frozen_report_keeps_its_letterhead(plan: Plan) -> None:
    given = replace(contents(plan), letterhead=letterhead("{{ case }}"))
    again = parse_contents(render_contents(given))
    assert again.letterhead == given.letterhead
    assert council_case(again) == council_case(given)
