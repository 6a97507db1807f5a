"""Rules of the package: parts, content types, relationships, document properties."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from tests.excel_rules.rules.book import CONTENT_TYPES, TYPES, Book, Fault

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MICROSOFT = "http://schemas.microsoft.com/office/spreadsheetml/"
_VECTOR = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}vector"
_TYPE_ENDS = {
    "officeDocument": "sheet.main+xml",
    "worksheet": "spreadsheetml.worksheet+xml",
    "styles": "spreadsheetml.styles+xml",
    "sharedStrings": "spreadsheetml.sharedStrings+xml",
    "theme": "officedocument.theme+xml",
    "table": "spreadsheetml.table+xml",
    "drawing": "officedocument.drawing+xml",
    "chart": "drawingml.chart+xml",
    "comments": "spreadsheetml.comments+xml",
    "vmlDrawing": "officedocument.vmlDrawing",
    "calcChain": "spreadsheetml.calcChain+xml",
    "core-properties": "core-properties+xml",
    "extended-properties": "extended-properties+xml",
    "custom-properties": "custom-properties+xml",
}


def twice(values: Iterable[str]) -> list[str]:
    """Return the values that occur more than once, ignoring case."""
    return [value for value, count in Counter(v.lower() for v in values).items() if count > 1]


def parts_have_names_of_their_own(book: Book) -> Iterator[Fault]:
    for name in twice(book.names):
        yield name, "two parts have this name, but for upper and lower case"


def parts_are_well_formed_xml(book: Book) -> Iterator[Fault]:
    for name, data in book.parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                etree.fromstring(data)
            except etree.XMLSyntaxError as problem:
                yield name, f"not well-formed: {problem}"
            else:
                if b"<!DOCTYPE" in data[:1024]:
                    yield name, "has a document type declaration, which Excel refuses"


def parts_have_a_content_type(book: Book) -> Iterator[Fault]:
    for name in book.names:
        if name != CONTENT_TYPES and not name.endswith("/") and not book.content_type(name):
            yield name, "no content type is given"


def content_types_are_given_once(book: Book) -> Iterator[Fault]:
    for name in twice(e.get("PartName", e.get("Extension", "")) for e in book.xml(CONTENT_TYPES)):
        yield CONTENT_TYPES, f"{name} twice"


def content_types_are_of_parts_that_exist(book: Book) -> Iterator[Fault]:
    known = {f"/{name.lower()}" for name in book.names}
    for element in book.xml(CONTENT_TYPES).iter(f"{TYPES}Override"):
        if element.get("PartName", "").lower() not in known:
            yield CONTENT_TYPES, f"{element.get('PartName')} is not in the package"


def _sources(book: Book) -> Iterator[str]:
    """Yield the parts that have relationships; an empty name for the package."""
    for name in book.names:
        if found := re.fullmatch(r"(.*?)_rels/([^/]*)\.rels", name):
            yield found[1] + found[2]


def relationships_lead_to_parts(book: Book) -> Iterator[Fault]:
    for source in _sources(book):
        for link in book.links(source):
            if not link.external and link.kind != "hyperlink" and link.target not in book.parts:
                yield source or "package", f"{link.id} leads to {link.target}, which is missing"


def relationship_ids_are_unique(book: Book) -> Iterator[Fault]:
    for source in _sources(book):
        for found in twice(link.id for link in book.links(source)):
            yield source or "package", f"two relationships have the id {found}"


def linked_parts_have_the_content_type_of_their_kind(book: Book) -> Iterator[Fault]:
    for source in _sources(book):
        for link in book.links(source):
            wanted, found = _TYPE_ENDS.get(link.kind), book.content_type(link.target)
            if wanted and not link.external and found and not found.endswith(wanted):
                yield link.target, f"is a {link.kind} of content type {found}"


def ids_of_relationships_exist(book: Book) -> Iterator[Fault]:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for name in book.parts:
        if name.startswith("xl/") and name.endswith(".xml"):
            known = {link.id for link in book.links(name)}
            for element in book.xml(name).iter(etree.Element):
                for key, value in element.attrib.items():
                    if etree.QName(str(key)).namespace == space and str(value) not in {"", *known}:
                        yield name, f"{etree.QName(element).localname} refers to relationship {value!s}"


def ignorable_prefixes_are_declared(book: Book) -> Iterator[Fault]:
    for name in book.parts:
        if name.endswith(".xml"):
            root = book.xml(name)
            for prefix in root.get(f"{_MARKUP}Ignorable", "").split():
                if prefix not in root.nsmap:
                    yield name, f"mc:Ignorable names {prefix}, which is not declared"


def newer_attributes_are_ignorable(book: Book) -> Iterator[Fault]:
    """An older Excel refuses an unknown attribute unless mc:Ignorable names its prefix."""
    for name in book.parts:
        if name.startswith("xl/") and name.endswith(".xml"):
            root = book.xml(name)
            ignored = {root.nsmap.get(p) for p in root.get(f"{_MARKUP}Ignorable", "").split()}
            for element in root.iter(etree.Element):
                spaces = {etree.QName(str(key)).namespace or "" for key in element.attrib}
                newer = {s for s in spaces if s.startswith(_MICROSOFT)} - ignored
                extended = any(etree.QName(e).localname == "ext" for e in element.iterancestors())
                if newer and not extended:
                    yield name, f"{etree.QName(element).localname} has attributes of {', '.join(newer)}"


def spaces_at_the_edge_of_a_text_are_kept(book: Book) -> Iterator[Fault]:
    """Without xml:space="preserve", Excel drops them."""
    for name in book.parts:
        if name.startswith(("xl/worksheets/", "xl/sharedStrings")) and name.endswith(".xml"):
            for element in book.xml(name).iter("{*}t"):
                text = element.text or ""
                if text != text.strip(" \n\t") and element.get(_XML_SPACE) != "preserve":
                    yield name, f"{text[:40]!r} loses spaces"


def core_properties_are_given_once(book: Book) -> Iterator[Fault]:
    for name in twice(str(e.tag) for e in book.xml(book.linked("", "core-properties"))):
        yield "docProps/core.xml", f"{name} twice"


def times_of_the_document_are_w3c_dates(book: Book) -> Iterator[Fault]:
    part = book.linked("", "core-properties")
    for element in book.xml(part).iter("{http://purl.org/dc/terms/}*"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", element.text or ""):
            yield part, f"{etree.QName(element).localname} is {element.text!r}"


def custom_properties_are_numbered_from_2(book: Book) -> Iterator[Fault]:
    part = book.linked("", "custom-properties")
    numbers = [element.get("pid", "") for element in book.xml(part)]
    if twice(numbers) or any(int(number) < 2 for number in numbers):
        yield part, f"pid {', '.join(numbers)}"


def custom_properties_have_names_of_their_own(book: Book) -> Iterator[Fault]:
    part = book.linked("", "custom-properties")
    for name in twice(element.get("name", "") for element in book.xml(part)):
        yield part, f"two properties have the name {name}"


def lists_of_properties_have_their_size(book: Book) -> Iterator[Fault]:
    part = book.linked("", "extended-properties")
    for vector in book.xml(part).iter(_VECTOR):
        if vector.get("size") != str(len(vector)):
            yield part, f"a vector of {len(vector)} says {vector.get('size')}"


RULES = (
    parts_have_names_of_their_own,
    parts_are_well_formed_xml,
    parts_have_a_content_type,
    content_types_are_given_once,
    content_types_are_of_parts_that_exist,
    relationships_lead_to_parts,
    relationship_ids_are_unique,
    linked_parts_have_the_content_type_of_their_kind,
    ids_of_relationships_exist,
    ignorable_prefixes_are_declared,
    newer_attributes_are_ignorable,
    spaces_at_the_edge_of_a_text_are_kept,
    core_properties_are_given_once,
    times_of_the_document_are_w3c_dates,
    custom_properties_are_numbered_from_2,
    custom_properties_have_names_of_their_own,
    lists_of_properties_have_their_size,
)
