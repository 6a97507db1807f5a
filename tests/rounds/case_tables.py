"""Read the tables of a case in Word."""

import docx
from docx.oxml.ns import qn


def tables_below(path: str) -> dict[str, list[list[str]]]:
    """The rows of the first table below each heading."""
    document = docx.Document(path)
    found: dict[str, list[list[str]]] = {}
    heading, tables = "", iter(document.tables)
    for child in document.element.body:
        if child.tag.endswith("}tbl"):
            rows = [[cell.text for cell in row.cells] for row in next(tables).rows]
            found.setdefault(heading, rows)
        elif child.tag.endswith("}p"):
            heading = "".join(one.text or "" for one in child.iter(qn("w:t"))) or heading
    return found
