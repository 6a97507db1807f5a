"""Parse the CSS that matters to a plan: fill and text colours, bold, struck through, hidden."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from regionplan_xl.ooxml.reading.colours import is_white, parse_rgb

_NAMES = {
    "red": "#FF0000", "lime": "#00FF00", "green": "#008000", "yellow": "#FFFF00", "orange": "#FFA500",
    "gold": "#FFD700", "blue": "#0000FF", "navy": "#000080", "aqua": "#00FFFF", "cyan": "#00FFFF",
    "fuchsia": "#FF00FF", "magenta": "#FF00FF", "maroon": "#800000", "olive": "#808000", "purple": "#800080",
    "teal": "#008080", "silver": "#C0C0C0", "gray": "#808080", "grey": "#808080", "black": "#000000",
    "darkred": "#8B0000", "darkgreen": "#006400", "darkorange": "#FF8C00", "lightgreen": "#90EE90",
    "lightyellow": "#FFFFE0", "pink": "#FFC0CB", "lightgray": "#D3D3D3", "lightgrey": "#D3D3D3",
    "lightblue": "#ADD8E6", "limegreen": "#32CD32", "tomato": "#FF6347", "white": "#FFFFFF",
}  # fmt: skip
_SHORT = re.compile(r"#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])")
_FUNCTION = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|[a-z]+")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]*)\}")
_RULES_AT_MOST = 5_000


@dataclass(frozen=True)
class Style:
    """The properties of a style; None if unset. `fill` and `letters` are `#RRGGBB`, "" for none."""

    fill: str | None = None
    letters: str | None = None
    bold: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None

    def over(self, below: "Style") -> "Style":
        """Return this style with unset properties taken from `below`."""
        kept = {name: value for name, value in vars(self).items() if value is not None}
        return replace(below, **kept)


def parse_css_colour(text: str) -> str | None:
    """Return a CSS or HTML colour as `#RRGGBB`, "" for white and none; None if it is not a colour."""
    text = text.strip().lower()
    if short := _SHORT.fullmatch(text):
        colour: str | None = parse_rgb("".join(2 * digit for digit in short.groups()))
    elif function := _FUNCTION.match(text):
        colour = "#" + "".join(f"{min(255, int(part)):02X}" for part in function.groups())
    elif text in ("transparent", "none", "auto"):
        return ""
    else:
        colour = _NAMES.get(text) or (parse_rgb(text) if text.startswith("#") or len(text) == 6 else None)
    return "" if colour and is_white(colour) else colour


def parse_style(text: str) -> Style:
    """Parse the declarations of a style."""
    style = Style()
    for declaration in text.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.replace("!important", "").strip().lower()
        if name in ("background", "background-color"):
            found = (parse_css_colour(part) for part in _COLOUR.findall(value))
            style = replace(style, fill=next((colour for colour in found if colour is not None), style.fill))
        elif name == "color":
            style = replace(style, letters=parse_css_colour(value))
        elif name == "font-weight":
            style = replace(
                style, bold=value in ("bold", "bolder") or (value.isdigit() and int(value) >= 600)
            )
        elif name in ("text-decoration", "text-decoration-line"):
            style = replace(style, struck="line-through" in value)
        elif name == "display":
            style = replace(style, hidden=value == "none")
        elif name == "visibility":
            style = replace(style, hidden=value == "hidden")
    return style


def parse_sheet(text: str) -> dict[str, Style]:
    """Return the styles in a style sheet by simple selector («.xl65», «td», «td.done»)."""
    found: dict[str, Style] = {}
    for selectors, declarations in _RULE.findall(_COMMENT.sub("", text))[:_RULES_AT_MOST]:
        style = parse_style(declarations)
        for selector in selectors.split(","):
            name = selector.strip().lower()
            found[name] = style.over(found.get(name, Style()))
    return found


def style_of(sheet: Mapping[str, Style], element: str, classes: Iterable[str], own: str) -> Style:
    """Return the style of an element: its own, over that of its classes, over that of its name."""
    style = sheet.get(element, Style())
    for name in classes:
        style = sheet.get(f".{name.lower()}", Style()).over(style)
        style = sheet.get(f"{element}.{name.lower()}", Style()).over(style)
    return parse_style(own).over(style) if own else style
