"""Find parts by content type and relationship (ECMA-376 part 2 sections 6.2, 6.5 and 7.2)."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from regionplan_xl.ooxml.xml.element import Element
from regionplan_xl.ooxml.xml.namespaces import OFFICE_RELATIONSHIPS

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"

WORKBOOK_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
    "application/vnd.ms-excel.addin.macroenabled.main+xml",
)
BINARY_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
SIGNATURE_ORIGIN = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-origin"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Relationship:
    """One relationship of a part. `target` is a part's name as in the zip, or an `external` address as written."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type (`worksheet`, `styles`), which is the same in both editions of the standard."""
        return self.type.rstrip("/").rpartition("/")[2]


def is_office(type_: str, kind: str) -> bool:
    """Return whether a relationship's type is the standard's own `kind`, in either edition."""
    return type_ in [f"{space}/{kind}" for space in OFFICE_RELATIONSHIPS]


def part_key(name: str) -> str:
    """Return a key for comparing part names: lower case, no leading slash or percent-encoding, forward slashes."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def relationships_part(part: str) -> str:
    """Return the name of the part with the relationships of `part`; for an empty name, those of the package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve_target(source: str, target: str) -> str:
    """Return the part that `target` refers to in a relationship of `source`, without a leading slash."""
    path = unquote(target).replace("\\", "/").partition("#")[0]
    if not path:
        return source
    joined = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(source), path)
    return posixpath.normpath(joined).lstrip("/")


def relationship_id(element: Element) -> str:
    """Return the `r:id` of an element, in either edition's namespace; "" if it has none."""
    return next((found for space in OFFICE_RELATIONSHIPS if (found := element.get(f"{space} id"))), "")


def read_relationships(root: Element, source: str) -> tuple[Relationship, ...]:
    """Return the relationships of `source` as written in its `.rels` part, `root`."""
    found = []
    for element in root.named("Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode", "").lower() == "external" or bool(_SCHEME.match(target))
        part = target if external else resolve_target(source, target)
        found.append(Relationship(element.get("Id", ""), element.get("Type", ""), part, external))
    return tuple(found)


@dataclass(frozen=True)
class ContentTypes:
    """The content types of parts, by part name or by extension."""

    by_name: Mapping[str, str] = field(default_factory=dict)
    by_extension: Mapping[str, str] = field(default_factory=dict)

    def of(self, part: str) -> str:
        """Return the type of `part`, as written; "" if it has none."""
        own = self.by_name.get(part_key(part))
        return own if own is not None else self.by_extension.get(part.rpartition(".")[2].lower(), "")


def read_content_types(root: Element) -> ContentTypes:
    """Parse `[Content_Types].xml`."""
    return ContentTypes(
        {part_key(e.get("PartName", "")): e.get("ContentType", "") for e in root.named("Override")},
        {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.named("Default")},
    )
