"""The styles of an .ods as far as a return needs them: which paint a cell, and which hide a sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.bounds import RETURNED

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_ANCESTORS_AT_MOST = 20


@dataclass
class StyleGatherer:
    """Told of each element as it starts, it knows the colour of cell styles and the sheet styles that hide."""

    hiding: set[str] = field(default_factory=set)
    _colours: dict[str, str | None] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _family: str = ""
    _name: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """One more element, by its usual prefix."""
        if name == "style:style":
            self._family = attributes.get(f"{_STYLE} family", "")
            self._name = attributes.get(f"{_STYLE} name", "")
            if self._family == "table-cell":
                self._parents[self._name] = attributes.get(f"{_STYLE} parent-style-name", "")
                if len(self._parents) > RETURNED.styles:
                    raise refusals.too_many("content.xml", RETURNED.styles)
        elif name == "style:default-style":
            self._family = ""
        elif name == "style:table-cell-properties" and self._family == "table-cell":
            colour = attributes.get(f"{_FO} background-color")
            if colour is not None:
                self._colours[self._name] = colour.upper() if _COLOUR.fullmatch(colour) else None
        elif (
            name == "style:table-properties"
            and self._family == "table"
            and attributes.get(f"{_TABLE} display") == "false"
        ):
            self.hiding.add(self._name)

    def colour(self, style: str) -> str | None:
        """The colour `#RRGGBB` that the cell style (or the one it is made from) paints with."""
        for _ in range(_ANCESTORS_AT_MOST):
            if not style or style in self._colours:
                break
            style = self._parents.get(style, "")
        return self._colours.get(style)
