"""Draw with matplotlib (extra `charts`, imported on first use); the same input gives the same bytes."""

import io
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape

from regionplan_xl.letter_widths import text_width
from regionplan_xl.text import readable, squeeze

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PictureFormat = Literal["png", "svg"]
LABEL_PT = 8.0
RULE, INK, EDGE = "#8C8C8C", "#1F2A44", "#404040"
_MM_PER_PT = 25.4 / 72
_DOTS = 200  # dots per inch of a .png
_FONTS = ("Calibri", "Carlito")
_FALLBACK = "DejaVu Sans"  # ships with matplotlib and has the symbols
_FALLBACK_WIDER = 1.2
_SETTINGS: Mapping[str, Any] = {
    "svg.fonttype": "none",  # keep text as text
    "svg.hashsalt": "regionplan_xl",  # the same element ids each time
    "text.parse_math": False,  # «$» in a name is a dollar sign, not mathematics
    "font.size": LABEL_PT,
    "hatch.linewidth": 0.45,
    "axes.linewidth": 0.6,
}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw_picture(
    draw: Callable[["Figure"], None],
    size: tuple[float, float],
    form: PictureFormat,
    title: str,
    description: str,
) -> bytes:
    """Call `draw` on a figure of this size in millimetres; return it as PNG or SVG.

    An SVG contains `title` and `description`.
    """
    import logging
    import warnings

    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a character that no font has is shown as a box
        # Ignore the user's own matplotlib settings.
        matplotlib.rcdefaults()
        settings: Any = {**_SETTINGS, "font.family": list(_family())}
        matplotlib.rcParams.update(settings)
        figure = Figure(figsize=(size[0] / 25.4, size[1] / 25.4))
        draw(figure)
        metadata: dict[str, Any] = {"Software": None}
        if form == "svg":
            metadata = {"Date": None, "Creator": None, "Title": readable(title)}
        figure.savefig(out, format=form, dpi=_DOTS, metadata=metadata)
    return _described(out.getvalue(), description) if form == "svg" else out.getvalue()


def _described(svg: bytes, description: str) -> bytes:
    """Return an SVG with a description below its title, for screen readers."""
    words = f"</title>\n <desc>{escape(readable(description))}</desc>".encode()
    return svg.replace(b"<svg ", b'<svg role="img" ', 1).replace(b"</title>", words, 1)


def cut(text: str, width: float, points: float) -> str:
    """Return a text on one line, at most `width` millimetres wide, with «…» in place of the rest."""
    text = readable(squeeze(text))
    if wide(text, points) <= width:
        return text
    while text and wide(text + "…", points) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wide(text: str, points: float) -> float:
    """Return the width of a text in millimetres."""
    return text_width(text) * points * _MM_PER_PT * (1.0 if len(_family()) > 1 else _FALLBACK_WIDER)


@cache
def _family() -> tuple[str, ...]:
    """Return the font family: a font like the document's, if installed, then one that has every symbol."""
    from matplotlib import font_manager

    known = set(font_manager.fontManager.get_font_names())
    return (*[name for name in _FONTS if name in known][:1], _FALLBACK)
