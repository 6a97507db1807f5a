"""Collect the styles of an .ods that matter to a return: which paint a cell, and which hide a sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from regionplan_xl.ooxml.common import refusals
from regionplan_xl.sandbox.formats.limits import RETURNED

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_ANCESTORS_AT_MOST = 20


@dataclass
class StyleCollector:
    """Collects the colours of cell styles, and the sheet styles that hide, from elements given as they start."""

    hiding: set[str] = field(default_factory=set)
    _colours: dict[str, str | None] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _family: str = ""
    _name: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element, named by its usual prefix."""
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
        """Return the colour `#RRGGBB` that the cell style (or its parent) paints with, or None."""
        for _ in range(_ANCESTORS_AT_MOST):
            if not style or style in self._colours:
                break
            style = self._parents.get(style, "")
        return self._colours.get(style)
