"""Laws: whatever a sheet holds and however it is written, a change affects only the given cells."""

import os

import lxml.etree as et
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.ooxml.common.references import cell_name
from regionplan_xl.ooxml.editing.change import Content, SheetChange, changed
from tests.ooxml.sheets import MAIN, RELATIONSHIPS, part, parts, placed_cells, read, workbook

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"

_VALUES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.booleans(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=12,
    ),
)
_PLACES = st.tuples(st.integers(1, 9), st.integers(1, 7))


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[str, dict[tuple[int, int], object]]:
    """Draw a sheet's document written in any possible way, and its contents."""
    contents = draw(st.dictionaries(_PLACES, st.none() | _VALUES, max_size=12))
    rows = sorted({row for row, _ in contents} | draw(st.sets(st.integers(1, 9), max_size=3)))
    x = draw(st.sampled_from(["", "x:"]))
    spans, comment = draw(st.booleans()), draw(st.sampled_from(["", "", "<!-- <row> -->"]))
    written = []
    for row in rows:
        columns = sorted(column for r, column in contents if r == row)
        cells = []
        for column in columns:
            value = contents[row, column]
            start = f'<{x}c r="{cell_name(row, column)}"'
            if value is None:
                cells.append(draw(st.sampled_from([f'{start} s="2"/>', f"{start}></{x}c>"])))
            elif isinstance(value, str):
                text = et.tostring(_text_element(value), encoding="unicode")[3:-4]
                cells.append(f'{start} t="str"><{x}v xml:space="preserve">{text}</{x}v></{x}c>')
            elif isinstance(value, bool):
                cells.append(f'{start} t="b"><{x}v>{int(value)}</{x}v></{x}c>')
            else:
                cells.append(f"{start} ><{x}v>{value!r}</{x}v></{x}c>")
        extra = f' spans="{columns[0]}:{columns[-1]}"' if spans and columns else ""
        end_tag = bool(cells) or draw(st.booleans())
        written.append(f'<{x}row r="{row}"{extra}' + (f">{''.join(cells)}</{x}row>" if end_tag else "/>"))
    namespace = f'xmlns{":x" if x else ""}="{MAIN}"'
    body = comment + draw(st.sampled_from(["", "\n "])).join(written)
    data = f"<{x}sheetData>{body}</{x}sheetData>" if body else f"<{x}sheetData/>"
    document = (
        f'<{x}worksheet {namespace} xmlns:r="{RELATIONSHIPS}"><{x}dimension ref="A1"/>{data}</{x}worksheet>'
    )
    return document, {place: value for place, value in contents.items() if value is not None}


def _text_element(text: str) -> et._Element:
    element = et.Element("t")
    element.text = text.replace("_x", "_x005F_x") if "_x" in text else text
    return element


def _others(data: bytes, meant: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return all cells except those changed, as canonical XML."""
    cells = placed_cells(et.fromstring(part(data)))
    return {
        place: et.tostring(cell, method="c14n", with_tail=False)
        for place, cell in cells.items()
        if place not in meant
    }


@given(
    _sheets(),
    st.dictionaries(_PLACES, st.none() | _VALUES, max_size=8),
    st.lists(st.dictionaries(st.integers(1, 7), _VALUES, max_size=3), max_size=3),
)
@settings(max_examples=3000 if SOAK else 100, deadline=None)
def test_any_sheet_after_any_change_holds_what_it_held_and_what_was_said(
    before: tuple[str, dict[tuple[int, int], object]],
    cells: dict[tuple[int, int], Content],
    rows: list[dict[int, Content]],
) -> None:
    document, held = before
    data = workbook(document)
    assert read(data) == held
    after, appended = changed(data, {"Ark": SheetChange({**cells}, [{**row} for row in rows])})

    new = dict(cells)
    for number, row in zip(appended["Ark"], rows, strict=True):
        new.update({(number, column): content for column, content in row.items()})
    expected = {place: value for place, value in {**held, **new}.items() if value is not None}
    assert read(after) == expected
    assert all(
        type(read(after)[place]) is bool for place, value in expected.items() if isinstance(value, bool)
    )
    assert _others(after, set(new)) == _others(data, set(new))
    last = max(
        [0, *(row for row, _ in held), *(row for (row, _), content in cells.items() if content is not None)]
    )
    assert appended["Ark"] == tuple(range(last + 1, last + 1 + len(rows)))

    again, _ = changed(after, {"Ark": SheetChange({**new})})
    assert parts(again) == parts(after)
