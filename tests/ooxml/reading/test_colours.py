"""Painted cells: the colour that a person sees, however a program stored it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.ooxml import Workbook
from regionplan_xl.ooxml.reading.colours import (
    DEFAULT_PALETTE,
    ciede2000,
    distance,
    is_white,
    nearest_colour,
    tinted,
)
from regionplan_xl.plan.status import STANDARD
from tests.ooxml.packages import workbook

LIGHTS = {status.key: status.colour for status in STANDARD.statuses}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
THEME = f"""<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme name="Region">
<a:dk1><a:sysClr val="windowText" lastClr="101010"/></a:dk1><a:lt1><a:sysClr val="window"/></a:lt1>
<a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>
<a:accent1><a:srgbClr val="4472C4"/></a:accent1><a:accent2><a:srgbClr val="ED7D31"/></a:accent2>
<a:accent3><a:srgbClr val="A5A5A5"/></a:accent3><a:accent4><a:srgbClr val="FFC000"/></a:accent4>
<a:accent5><a:srgbClr val="5B9BD5"/></a:accent5><a:accent6><a:srgbClr val="70AD47"/></a:accent6>
<a:hlink><a:srgbClr val="0563C1"/></a:hlink><a:folHlink><a:srgbClr val="954F72"/></a:folHlink>
</a:clrScheme></a:themeElements></a:theme>"""

COLOURS = st.integers(0, 0xFFFFFF).map(lambda rgb: f"#{rgb:06X}")


def painted(fill: str, *, colors: str = "", theme: str = THEME) -> str | None:
    styles = f'<fills><fill>{fill}</fill></fills><cellXfs><xf fillId="0"/></cellXfs>{colors}'
    return Workbook.open(workbook("", styles=styles, theme=theme)).styles.fill(0)


def solid(colour: str, *, colors: str = "", theme: str = THEME) -> str | None:
    pattern = f'<patternFill patternType="solid"><fgColor {colour}/><bgColor indexed="64"/></patternFill>'
    return painted(pattern, colors=colors, theme=theme)


def test_a_colour_by_its_number_is_read_with_any_transparency() -> None:
    assert solid('rgb="FFC00000"') == "#C00000"
    assert solid('rgb="00c00000"') == "#C00000"
    assert solid('rgb="C00000"') == "#C00000"
    assert solid('rgb="raud"') is None


@pytest.mark.parametrize(
    ("index", "colour"),
    [(0, "#FFFFFF"), (1, "#101010"), (2, "#E7E6E6"), (3, "#44546A"), (7, "#FFC000"), (9, "#70AD47")],
)  # fmt: skip
def test_theme_colours_count_light_before_dark(index: int, colour: str) -> None:
    assert solid(f'theme="{index}"') == colour


@pytest.mark.parametrize(
    ("colour", "tint", "seen"),
    # As Excel's own colour menu names them: lighter 80, 60, 40 %, darker 25, 50 %.
    [("#4F81BD", 0.7999816888943144, "#DCE6F1"), ("#4F81BD", 0.5999938962981048, "#B8CCE4"),
     ("#4F81BD", 0.3999755851924192, "#95B3D7"), ("#4F81BD", -0.249977111117893, "#366092"),
     ("#4F81BD", -0.499984740745262, "#244062"), ("#70AD47", 0.5999938962981048, "#C6E0B4")],
)  # fmt: skip
def test_a_tint_is_what_excel_shows(colour: str, tint: float, seen: str) -> None:
    assert distance(tinted(colour, tint), seen) < 0.7


def test_a_tinted_theme_colour_is_read() -> None:
    seen = solid('theme="9" tint="0.59999389629810485"')
    assert seen is not None
    assert distance(seen, "#C6E0B4") < 0.7


def test_without_a_theme_part_excels_own_theme_counts() -> None:
    assert solid('theme="6"', theme=f'<theme xmlns="{DRAWING}"/>') == "#9BBB59"


def test_palette_colours_are_the_standard_ones_or_the_workbooks_own() -> None:
    assert solid('indexed="10"') == "#FF0000"
    assert solid('indexed="17"') == "#008000"
    own = (
        '<colors><indexedColors><rgbColor rgb="00112233"/><rgbColor rgb="00445566"/></indexedColors></colors>'
    )
    assert solid('indexed="1"', colors=own) == "#445566"
    assert solid('indexed="10"', colors=own) == "#FF0000"
    assert len(DEFAULT_PALETTE) == 64


@pytest.mark.parametrize(
    "colour", ['indexed="64"', 'indexed="65"', 'auto="1"', 'theme="99"', 'indexed="-1"', ""]
)
def test_automatic_and_unknown_colours_are_no_colour(colour: str) -> None:
    assert solid(colour) is None


def test_only_fills_that_paint_the_cell_count() -> None:
    assert painted('<patternFill patternType="none"><fgColor rgb="FFFF0000"/></patternFill>') is None
    assert painted('<patternFill><fgColor rgb="FFFF0000"/></patternFill>') is None
    assert painted('<patternFill patternType="gray125"/>') is None
    assert painted('<patternFill patternType="lightUp"><fgColor rgb="FFFF0000"/></patternFill>') == "#FF0000"
    gradient = '<gradientFill><stop position="0"><color rgb="FFFF0000"/></stop></gradientFill>'
    assert painted(gradient) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    # Sharma, Wu and Dalal's test data for implementations of CIEDE2000 (2005).
    [((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425), ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
     ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195), ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
     ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
     ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441),
     ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377)],
)  # fmt: skip
def test_the_distance_is_the_published_one(
    first: tuple[float, float, float], second: tuple[float, float, float], expected: float
) -> None:
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)


@given(COLOURS, COLOURS)
def test_distance_is_the_same_both_ways(a: str, b: str) -> None:
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert distance(a, a) == 0


@pytest.mark.parametrize(
    ("status", "colours"),
    [
        ("not_started", "C00000 FF0000 CC0000 EA4335 E06666 FF3333 C9211E FFC7CE F4CCCC FF8080 800000"),
        ("started", "FFC000 FFFF00 FFCC00 FBBC04 FFBF00 FFD966 FFE699 FFEB9C FFF2CC FFFF99 F1C232"),
        ("done", "00A650 00B050 92D050 00FF00 008000 34A853 00A933 81D41A 6AA84F 70AD47 A9D08E C6EFCE D9EAD3"),
    ],
)  # fmt: skip
def test_the_shades_of_every_program_mean_the_light_they_look_like(status: str, colours: str) -> None:
    for colour in colours.split():
        assert nearest_colour(f"#{colour}", LIGHTS) == status, colour


@pytest.mark.parametrize("colour", ["ED7D31", "F79646", "99CC00", "D9E021", "F8CBAD", "996633"])
def test_a_colour_between_two_lights_is_asked_about(colour: str) -> None:
    assert nearest_colour(f"#{colour}", LIGHTS) is None


@pytest.mark.parametrize(
    "colour", ["0000FF", "4F81BD", "7030A0", "00B0F0", "BDD7EE", "FF00FF", "000000", "808080", "D9D9D9"]
)
def test_a_colour_that_is_no_light_means_none(colour: str) -> None:
    assert nearest_colour(f"#{colour}", LIGHTS) is None


@pytest.mark.parametrize("colour", [None, "#FFFFFF", "#FEFEFE", "#F8F8F8", "#FFFFF8"])
def test_white_is_no_colour(colour: str | None) -> None:
    assert nearest_colour(colour, {**LIGHTS, "open": "#FFFFFF"}) is None
    assert colour is None or is_white(colour)


def test_two_greens_in_one_plan_are_distinguished_or_asked_about() -> None:
    two = {"done": "#00B050", "nearly": "#92D050"}
    assert nearest_colour("#00B050", two) == "done"
    assert nearest_colour("#92D050", two) == "nearly"
    assert nearest_colour("#4CC050", two) is None


@given(COLOURS, st.permutations(list(LIGHTS.items())))
def test_the_order_of_the_palette_decides_nothing(colour: str, palette: list[tuple[str, str]]) -> None:
    assert nearest_colour(colour, dict(palette)) == nearest_colour(colour, LIGHTS)
