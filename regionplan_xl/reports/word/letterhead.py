"""The secretariat's own letterhead: a Word document with placeholders, filled in by docxtpl in Jinja's sandbox."""

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.word.document import legal
from regionplan_xl.reports.word.template import render_case_template
from regionplan_xl.similarity import nearest
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

CASE = "case"
"""The placeholder that the case replaces."""
_CASE_PLACEHOLDER = "{{ case }}"
_MARK = "regionplan-case-0b6f5c1e"
_SETTING = "report.template"
_TEXTS = (
    "title",
    "plan",
    "meeting",
    "date",
    "case_number",
    "background",
    "proposal",
    "place",
    "signatory",
    "body",
)
_LISTS = ("statuses", "areas")
_UNKNOWN = re.compile(r"'(\w+)' is undefined")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def fill_letterhead(template: bytes, name: str, contents: ReportContents) -> tuple[bytes, frozenset[str]]:
    """Return the filled-in letterhead and the placeholders it has; `case` becomes a mark for `place_case`.

    `name`: its name in messages. Raises `InputError` if it has an error.
    """
    problem, filled, used = _filled(template, name, contents)
    if problem is not None:
        raise InputError(problem.what, problem.fix, problem.place)
    return filled, used


def letterhead_problems(template: bytes, name: str, contents: ReportContents) -> Iterator[Problem]:
    """Yield the problems of a letterhead, with their places."""
    problem, filled, used = _filled(template, name, contents)
    if problem is not None:
        yield problem
        return
    around = _around_the_mark(docx.Document(io.BytesIO(filled))) if CASE in used else None
    fix = phrase("Write «{placeholder}» in a paragraph of its own.", placeholder=_CASE_PLACEHOLDER)
    if around is None:
        what = phrase(
            "The letterhead does not say where the case belongs, so it comes after everything else."
        )
        yield Problem(_place(name), what, fix)
    elif not (_is_bare(around) or _ends_section(around)):
        what = phrase(
            "«{placeholder}» is together with something else, so the case comes after that.",
            placeholder=_CASE_PLACEHOLDER,
        )
        yield Problem(_place(name), what, fix)


def _filled(
    template: bytes, name: str, contents: ReportContents
) -> tuple[Problem | None, bytes, frozenset[str]]:
    if find_spec("docxtpl") is None:
        what = phrase("What fills in a letterhead is not installed on this machine.")
        fix = phrase("Install it with «{command}».", command="pip install 'regionplan_xl[letterhead]'")
        return Problem(_place(name), what, fix), b"", frozenset()
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    try:
        zipfile.ZipFile(io.BytesIO(template)).close()
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError):
        what = phrase("The letterhead is not a Word document.")
        return (
            Problem(_place(name), what, phrase("Save it in Word as a Word document (.docx).")),
            b"",
            frozenset(),
        )
    environment = _environment()
    try:
        used = frozenset(document.get_undeclared_template_variables(environment))
        document.render(_values(contents), environment)
    except (TemplateError, TypeError, ValueError, OverflowError, AttributeError) as error:
        return _worded(error, template, name, environment), b"", frozenset()
    out = io.BytesIO()
    document.save(out)
    return None, out.getvalue(), used


def _environment() -> "SandboxedEnvironment":
    """Return the sandbox for the letterhead's expressions: they see only the values, which are escaped."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _values(contents: ReportContents) -> dict[str, object]:
    """Return the values of the placeholders: texts, and lists of texts and numbers."""
    translate, figures = contents.translate, contents.figures
    texts = {
        "title": contents.title,
        "plan": contents.plan.name,
        "meeting": contents.meeting,
        "date": translate.day(contents.day),
        "case_number": contents.case_number,
        "background": contents.background,
        "proposal": contents.proposal,
        "place": contents.place,
        "signatory": contents.signatory,
        "body": contents.actor,
        CASE: _MARK,
    }
    statuses = [
        {"word": legal(figures.scale[key].label(translate.language)), "count": count}
        for key, count in figures.total.by_status.items()
    ]
    areas = [
        {"number": legal(one.number), "name": legal(one.name), "total": one.counts.total}
        for one in figures.areas
    ]
    return {**{key: legal(text) for key, text in texts.items()}, "statuses": statuses, "areas": areas}


def _worded(error: Exception, template: bytes, name: str, environment: "SandboxedEnvironment") -> Problem:
    """Return an error in a letterhead as a problem, with the paragraph it is in."""
    unknown = _UNKNOWN.search(str(error))
    where, words = _paragraph_of(template, environment, unknown[1] if unknown else "")
    place = Place(file=name, column=where)
    if unknown:
        near = nearest(unknown[1], (*_TEXTS, *_LISTS, CASE))
        what = phrase("There is no placeholder «{name}».", name=unknown[1])
        fix = (
            phrase("Did you mean «{near}»?", near=near)
            if near
            else phrase("These can be used: {names}.", names=", ".join((CASE, *_TEXTS, *_LISTS)))
        )
        return Problem(place, what, fix)
    what = phrase("«{words}» is not understood ({why}).", words=words or "{{ … }}", why=str(error)[:120])
    return Problem(
        place,
        what,
        phrase("Correct it in Word; a placeholder is written «{example}».", example="{{ title }}"),
    )


def _paragraph_of(template: bytes, environment: "SandboxedEnvironment", word: str) -> tuple[str, str]:
    """Return the text of the paragraph with the error, and the placeholder in it."""
    from jinja2 import TemplateSyntaxError

    document = docx.Document(io.BytesIO(template))
    parts = [document.element.body]
    parts += [part._element for one in document.sections for part in (one.header, one.footer)]
    texts = [
        "".join(run.text or "" for run in one.iter(qn("w:t")))
        for part in parts
        for one in part.iter(qn("w:p"))
    ]
    for text in texts:
        found = _EXPRESSION.findall(text)
        if word:
            hits = [one for one in found if re.search(rf"\b{re.escape(word)}\b", one)]
            if hits:
                return _quoted(text), hits[0]
        elif "{{" in text or "{%" in text:
            try:
                environment.parse("".join(one for one in found if one.startswith("{{")) or text)
            except TemplateSyntaxError:
                return _quoted(text), found[0] if found else text[:80]
    return "", ""


def _quoted(text: str) -> str:
    return f"«{text[:60]}»"


def _place(name: str) -> Place:
    return Place(file=name, column=_SETTING)


def add_missing_styles(document: Document, language: str) -> None:
    """Add our styles that the letterhead lacks; the styles it has keep their look."""
    there = {style.name.lower() for style in document.styles if style.name}
    identities = {style.style_id for style in document.styles}
    ours: Any = docx.Document(io.BytesIO(render_case_template(language)))
    for style in ours.styles:
        if style.name.lower() in there or style.style_id in identities:
            continue
        made = deepcopy(style.element)
        for numbering in made.findall(f".//{qn('w:numPr')}"):
            numbering.getparent().remove(numbering)  # the letterhead has its own list numbering
        made.attrib.pop(qn("w:default"), None)
        document.styles.element.append(made)


def place_case(document: Document, first: int) -> None:
    """Move the body elements from number `first` on to the position of the mark, and remove the mark.

    A paragraph with nothing but the mark is replaced. Whatever else the mark is in (a table, a text box, a paragraph
    with words or a picture) is kept, and the case comes after it.
    """
    body = document.element.body
    written = [one for one in list(body)[first:] if one.tag != qn("w:sectPr")]
    around = _around_the_mark(document)
    if around is not None and _ends_section(around):
        for one in written:  # the section that ends there has the case
            around.addprevious(one)
    elif around is not None:
        for one in reversed(written):
            around.addnext(one)
    for part in (body, *_headers_and_footers(document)):
        for text in part.iter(qn("w:t")):
            text.text = (text.text or "").replace(_MARK, "")
    if around is not None and _is_bare(around):
        body.remove(around)


def _around_the_mark(document: Document) -> Any:
    """Return the topmost element of the body that the mark is in; None if it is not in the body."""
    return next(
        (one for one in document.element.body.iterchildren() if _MARK in "".join(one.itertext())), None
    )


def _headers_and_footers(document: Document) -> Iterator[Any]:
    for section in document.sections:
        for one in (
            section.header, section.first_page_header, section.even_page_header,
            section.footer, section.first_page_footer, section.even_page_footer,
        ):  # fmt: skip
            if not one.is_linked_to_previous:
                yield one._element


def _ends_section(element: Any) -> bool:
    return element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None


def _is_bare(element: Any) -> bool:
    """Return whether an element is a paragraph with nothing in it: no text, picture, break or end of a section."""
    if element.tag != qn("w:p") or "".join(element.itertext()).replace(_MARK, "").strip():
        return False
    kept = ("drawing", "pict", "object", "br", "sectPr", "pageBreakBefore")
    return not any(True for _ in element.iter(*(qn(f"w:{name}") for name in kept)))
