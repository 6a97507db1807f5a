"""How our workbooks look: one font, few colours, and cell formats by purpose."""

from collections.abc import Mapping
from typing import Any

from regionplan_xl.colour import text_colour
from regionplan_xl.plan.status import Scale

FONT = "Calibri"
ACCENT = "#1F3B4D"  # headers
INPUT = "#FFF8E1"  # cells that wait for a decision
WAITING = "#FFE699"  # measures that wait for a decision
BAND = "#E3EBF0"  # goal bands and sum rows
QUIET = "#595959"  # hints; contrast 7.0:1 on white
RULE = "#D0D7DC"  # thin lines between rows
UNREPORTED = "#F2F2F2"  # not reported; used in charts, where white would be invisible
UNREAD = "#D9B3FF"  # an unread status; used in charts
LINK = "#0B5394"
TILE_EDGE = "#FFFFFF"  # between coloured cells, to separate them

# Shapes differ on their own, for grey prints and colour-blind readers; used in headings and charts.
_SYMBOLS: Mapping[str, str] = {"not_started": "○", "started": "◐", "done": "●"}
_MORE_SYMBOLS = "◇△□▽☆◁▷"
SYMBOLS = (*_SYMBOLS.values(), *_MORE_SYMBOLS)

BASE: Mapping[str, object] = {"font_name": FONT, "font_size": 11}
_BODY: Mapping[str, object] = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": RULE}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT, "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 13, "font_color": ACCENT, "valign": "vcenter"},
    "hint": {"font_color": QUIET, "italic": True, "valign": "vcenter"},
    "header": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "valign": "vcenter", "text_wrap": True,
        "border": 1, "border_color": ACCENT,
    },
    "band": {"bold": True, "bg_color": BAND, "valign": "vcenter", "bottom": 1, "bottom_color": RULE},
    "wrapped_band": {
        "bold": True, "bg_color": BAND, "valign": "vcenter", "text_wrap": True,
        "bottom": 1, "bottom_color": RULE,
    },
    # "@" keeps a typed number ("1.10") as text.
    "number": {**_BODY, "num_format": "@"},
    "text": _BODY,
    "one_line": {**_BODY, "text_wrap": False},
    "input": {**_BODY, "bg_color": INPUT},
    "centred": {**_BODY, "align": "center", "font_color": QUIET},
    "tile": {**_BODY, "valign": "vcenter", "align": "center", "border": 1, "border_color": RULE},
    "progress": {**_BODY, "align": "center"},
    "day": {**_BODY, "align": "center"},
    "link": {**_BODY, "font_color": LINK, "underline": 1},
    "line": {"valign": "vcenter", "num_format": "@"},
    "line_count": {"valign": "vcenter", "align": "center", "num_format": "0"},
    "line_link": {"valign": "vcenter", "align": "center", "font_color": LINK, "underline": 1},
    "headline": {"bold": True, "font_size": 12, "valign": "vcenter"},
    "change": {**_BODY, "valign": "vcenter", "align": "center", "num_format": '+0;"−"0;"–"'},
    "sum_change": {"bold": True, "bg_color": BAND, "align": "center", "valign": "vcenter",
                   "num_format": '+0;"−"0;"–"'},
    "count": {**_BODY, "valign": "vcenter", "align": "center", "num_format": "0"},
    "share": {**_BODY, "valign": "vcenter", "align": "center"},
    "sum": {"bold": True, "bg_color": BAND, "align": "center", "valign": "vcenter", "num_format": "0"},
    "sum_share": {"bold": True, "bg_color": BAND, "align": "center", "valign": "vcenter"},
    "sum_name": {"bold": True, "bg_color": BAND, "valign": "vcenter"},
}  # fmt: skip
_DAY = {"nn": "dd.mm.yyyy", "nb": "dd.mm.yyyy", "en": "d mmm yyyy"}
_PERCENT = {"nn": "0 %", "nb": "0 %", "en": "0%"}


def status_symbol(scale: Scale, key: str) -> str:
    """Return the symbol of a status in headings and charts, unique within the scale."""
    if key in _SYMBOLS:
        return _SYMBOLS[key]
    others = [known for known in scale.keys() if known not in _SYMBOLS]  # noqa: SIM118  (a scale's own order)
    return _MORE_SYMBOLS[others.index(key) % len(_MORE_SYMBOLS)]


def with_symbol(shape: str, value: str = "@") -> str:
    """Return a number format that shows `shape` before a cell's word (or number, `0;;;`)."""
    return f'"{shape} "{value}'


class CellFormats:
    """The cell formats of one new workbook, each created on first use."""

    def __init__(self, workbook: Any, language: str) -> None:
        self._workbook = workbook
        self._plain: dict[str, Any] = {}
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self._number_formats = dict.fromkeys(("progress", "share", "sum_share"), _PERCENT[language])
        self._number_formats["day"] = _DAY[language]

    def __getitem__(self, name: str) -> Any:
        if name not in self._plain:
            self._plain[name] = self.variant(name)
        return self._plain[name]

    def variant(self, name: str, **more: object) -> Any:
        """Return the format called `name` with further XlsxWriter properties."""
        properties = {**_STYLES[name], **more}
        if name in self._number_formats:
            properties.setdefault("num_format", self._number_formats[name])
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**BASE, **properties})
        return self._made[key]

    def filled(self, name: str, colour: str, **more: object) -> Any:
        """Return the format called `name` with a fill of `colour` and a readable text colour."""
        return self.variant(
            name, bg_color=colour, font_color=text_colour(colour), border_color=colour, **more
        )

    def status_overlay(self, colour: str) -> Any:
        """Return the conditional format of a status: fill and text colour. The cell itself has the word."""
        return self.overlay(bg_color=colour, font_color=text_colour(colour), border=1, border_color=TILE_EDGE)

    def overlay(self, **properties: object) -> Any:
        """Return a conditional format with XlsxWriter properties.

        It has no number format, because some programs save that in a form that Excel has to repair.
        """
        return self._workbook.add_format(properties)
