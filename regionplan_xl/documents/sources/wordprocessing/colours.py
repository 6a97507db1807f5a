"""The colours of a Word document: theme, shading, highlighting (ECMA-376 part 1 section 17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regionplan_xl.colour import BLACK, WHITE, channels, is_grey
from regionplan_xl.documents.sources.wordprocessing.parts import attribute, child
from regionplan_xl.ooxml.reading.colours import DEFAULT_THEME, is_white, parse_rgb, parse_theme, tinted
from regionplan_xl.ooxml.xml.element import Element

# In the order of `parse_theme`; the names of section 17.18.97.
_THEME = (
    ("background1", "light1"), ("text1", "dark1"), ("background2", "light2"), ("text2", "dark2"),
    ("accent1",), ("accent2",), ("accent3",), ("accent4",), ("accent5",), ("accent6",),
    ("hyperlink",), ("followedHyperlink",),
)  # fmt: skip
_HIGHLIGHTS = {
    "yellow": "#FFFF00", "green": "#00FF00", "cyan": "#00FFFF", "magenta": "#FF00FF", "blue": "#0000FF",
    "red": "#FF0000", "darkBlue": "#000080", "darkCyan": "#008080", "darkGreen": "#008000",
    "darkMagenta": "#800080", "darkRed": "#800000", "darkYellow": "#808000", "darkGray": "#808080",
    "lightGray": "#C0C0C0",
}  # fmt: skip


@dataclass(frozen=True)
class Colours:
    """The colours of one document; "" for text without a colour."""

    theme: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, theme: Element | None) -> "Colours":
        """Return the colours for the document's theme part."""
        colours: Sequence[str | None] = parse_theme(theme) if theme is not None else DEFAULT_THEME
        return cls(
            {name: colour for names, colour in zip(_THEME, colours, strict=False) for name in names if colour}
        )

    def shading(self, properties: Element | None) -> str | None:
        """Return the colour of `w:shd`: "" for white or none, None if there is no such element (17.3.5)."""
        shade = child(properties, "shd")
        if shade is None:
            return None
        pattern = attribute(shade, "val") or "clear"
        fill = self._colour(shade, "fill", "themeFill")
        ink = self._colour(shade, "color", "themeColor")
        if pattern == "solid":
            return _visible(ink or BLACK)
        if pattern.startswith("pct") and pattern[3:].isdigit():
            return _visible(_mixed(ink or BLACK, fill or WHITE, int(pattern[3:]) / 100))
        return _visible(fill)

    def highlight(self, properties: Element | None) -> str | None:
        """Return the highlight colour of a run: "" for none, None if there is no such element (17.18.40)."""
        name = attribute(child(properties, "highlight"), "val")
        return None if name is None else _HIGHLIGHTS.get(name, "")

    def letters(self, properties: Element | None) -> str | None:
        """Return the text colour: "" for black, grey and automatic, None if there is no such element."""
        element = child(properties, "color")
        if element is None:
            return None
        colour = self._colour(element, "val", "themeColor")
        return "" if colour is None or is_grey(colour) else colour

    def _colour(self, element: Element, plain: str, themed: str) -> str | None:
        """Return a colour: by the theme if given, because Word shows that (17.3.2.6), otherwise as written."""
        colour = self.theme.get(attribute(element, themed) or "")
        if colour is None:
            return parse_rgb(attribute(element, plain))
        lighter, darker = (_share(attribute(element, f"{themed}{kind}")) for kind in ("Tint", "Shade"))
        if themed == "themeColor":
            lighter, darker = (_share(attribute(element, f"theme{kind}")) for kind in ("Tint", "Shade"))
        return tinted(tinted(colour, 1 - lighter), darker - 1)


def _share(text: str | None) -> float:
    """Return the share of a colour that a tint or shade leaves: two hexadecimal digits, FF for all of it."""
    try:
        return min(255, int(text or "FF", 16)) / 255
    except ValueError:
        return 1.0


def _mixed(ink: str, ground: str, share: float) -> str:
    pairs = zip(channels(ink), channels(ground), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02X}" for a, b in pairs)


def _visible(colour: str | None) -> str:
    return "" if colour is None or is_white(colour) else colour
