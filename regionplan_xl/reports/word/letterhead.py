"""The secretariat's own letterhead: a Word document with placeholders, filled in by docxtpl in Jinja's sandbox."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.extras import install_command
from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.word.document import legal
from regionplan_xl.reports.word.template import render_case_template
from regionplan_xl.similarity import nearest
from regionplan_xl.template_errors import UNKNOWN_NAME, reason_in_words
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

CASE = "case"
"""The placeholder that the case replaces."""
_CASE_PLACEHOLDER = "{{ case }}"
# Digits and signs only, which filters such as `upper` leave as they are.
_MARK = "⟦0619-0515-0724⟧"
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
# docxtpl's own prefixes: `{%p for … %}` repeats a paragraph; `{{r … }}` needs formatted text; our values are plain.
_PREFIX = re.compile(r"(?<=\{%)(?:p|tr|tc|r)(?=\s)")
_FORMATTED = re.compile(r"\{\{(?:p|tr|tc|r)\s.*?\}\}", re.DOTALL)
_BLOCK = re.compile(r"\{%-?\s*(end)?(for|if|macro|call|filter|with|block|autoescape)\b.*?%\}", re.DOTALL)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")  # as docxtpl reads them


@dataclass(frozen=True)
class FilledLetterhead:
    """A letterhead with its placeholders filled in as a .docx; `placeholders` are the names of those that it has."""

    document: bytes
    placeholders: frozenset[str]


def fill_letterhead(template: bytes, name: str, contents: ReportContents) -> FilledLetterhead:
    """Return the filled-in letterhead; `case` becomes a mark for `place_case`.

    `name`: its name in messages. Raises `InputError` if it has an error.
    """
    filled = _filled(template, name, contents)
    if isinstance(filled, Problem):
        raise InputError(filled.what, filled.fix, filled.place)
    return filled


def letterhead_problems(template: bytes, name: str, contents: ReportContents) -> Iterator[Problem]:
    """Yield the problems of a letterhead, with their places."""
    filled = _filled(template, name, contents)
    if isinstance(filled, Problem):
        yield filled
        return
    document = docx.Document(io.BytesIO(filled.document))
    around = _around_the_mark(document) if CASE in filled.placeholders else None
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
    parts = (document.element.body, *_headers_and_footers(document))
    times = sum((text.text or "").count(_MARK) for part in parts for text in part.iter(qn("w:t")))
    if around is not None and times > 1:
        what = phrase(
            "«{placeholder}» is there {count} times. The case comes at the first of them in the text; the others stay"
            " empty.",
            placeholder=_CASE_PLACEHOLDER,
            count=times,
        )
        yield Problem(_place(name), what, phrase("Keep only the one where the case belongs."))


def _filled(template: bytes, name: str, contents: ReportContents) -> FilledLetterhead | Problem:
    """Return the filled-in letterhead, or why it cannot be filled in."""
    if find_spec("docxtpl") is None:
        what = phrase("What fills in a letterhead is not installed on this machine.")
        fix = phrase("Install it with «{command}».", command=install_command("letterhead"))
        return Problem(_place(name), what, fix)
    from docxtpl import DocxTemplate

    try:
        zipfile.ZipFile(io.BytesIO(template)).close()
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        texts = _texts_of(docx.Document(io.BytesIO(template)))
    except MemoryError:
        raise
    except Exception:  # another kind of file, or a damaged one, which fails in any of the libraries
        what = phrase("The letterhead is not a Word document.")
        fix = phrase("Save it in Word as a Word document (.docx).")
        return Problem(_place(name), what, fix)
    if formatted := next(filter(None, (_FORMATTED.search(text) for part in texts for text in part)), None):
        what = phrase("«{words}» cannot be used here.", words=formatted[0])
        return _not_understood(name, formatted.string, what)
    values = _values(contents)
    try:
        used = frozenset(document.get_undeclared_template_variables(_environment()))
        document.render(values, _environment())
    except MemoryError:
        raise
    except Exception as error:  # whatever an expression of the secretariat raises
        return _worded(error, texts, name, values)
    out = io.BytesIO()
    document.save(out)
    return FilledLetterhead(out.getvalue(), used)


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


def _worded(
    error: Exception, texts: Sequence[Sequence[str]], name: str, values: Mapping[str, object]
) -> Problem:
    """Return an error in a letterhead as a problem, with the paragraph it is in. `texts`: see `_texts_of`."""
    said = (getattr(error, "message", None) or str(error)).partition("\n")[0]
    unknown = _UNKNOWN.search(said)
    where, words = _place_of(error, said, texts, values)
    if unknown is None:
        return _not_understood(name, where, _why(error, said, words))
    near = nearest(unknown[1], (*_TEXTS, *_LISTS, CASE))
    what = phrase("There is no placeholder «{name}».", name=unknown[1])
    fix = (
        phrase("Did you mean «{near}»?", near=near)
        if near
        else phrase("These can be used: {names}.", names=", ".join((CASE, *_TEXTS, *_LISTS)))
    )
    return Problem(_place(name, where), what, fix)


def _not_understood(name: str, where: str, what: Phrase) -> Problem:
    fix = phrase("Correct it in Word; a placeholder is written «{example}».", example="{{ title }}")
    return Problem(_place(name, where), what, fix)


def _why(error: Exception, said: str, words: str) -> Phrase:
    """Return what is wrong with the expression `words`, given Jinja's error and what it says."""
    from jinja2 import TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    words = words or "{{ … }}"
    if isinstance(error, SecurityError):
        return phrase("«{words}» cannot be used here.", words=words)
    if isinstance(error, TemplateSyntaxError) or UNKNOWN_NAME.search(said):
        return phrase("«{words}» is not understood ({why}).", words=words, why=reason_in_words(said))
    return phrase("«{words}» has no value that can be written.", words=words)


def _texts_of(document: Document) -> list[list[str]]:
    """Return the texts of the paragraphs of each part: body, headers, footers, and the properties of the file."""
    parts = [document.element.body, *_headers_and_footers(document)]
    texts = [
        [
            "".join(str(run.text or "") for run in one.iter(qn("w:t"), qn("w:delText")))
            for one in part.iter(qn("w:p"))
        ]
        for part in parts
    ]
    properties = document.core_properties
    known = (
        properties.title,
        properties.subject,
        properties.author,
        properties.keywords,
        properties.comments,
    )
    return [*texts, list(known)]


def _place_of(
    error: Exception, said: str, texts: Sequence[Sequence[str]], values: Mapping[str, object]
) -> tuple[str, str]:
    """Return the text of the paragraph with the error, and the placeholder in it; "" where they are not found."""
    named = _UNKNOWN.search(said) or UNKNOWN_NAME.search(said)
    every = [text for part in texts for text in part]
    if named:
        hits = (
            (text, one) for text in every for one in _EXPRESSION.findall(text) if _has_word(one, named[1])
        )
        return next(hits, ("", ""))
    for text in every:
        for one in _EXPRESSION.findall(text) or ([text] if "{{" in text or "{%" in text else []):
            alone = _error_of(one, values) if not _BLOCK.match(one) else None
            if alone and (type(alone) is type(error) or one == text):
                return text, one
    return next(filter(None, map(_unclosed_block, texts)), ("", ""))


def _has_word(expression: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", expression) is not None


def _error_of(expression: str, values: Mapping[str, object]) -> Exception | None:
    """Return the error of an expression evaluated alone; None if it is correct, or may be so within a loop."""
    from jinja2 import UndefinedError

    try:
        _environment().from_string(_PREFIX.sub("", expression.translate(_STRAIGHT))).render(values)
    except UndefinedError as error:
        return None if _UNKNOWN.search(str(error)) else error
    except Exception as error:
        return error
    return None


def _unclosed_block(texts: Sequence[str]) -> tuple[str, str] | None:
    """Return the paragraph and expression of a block (`for`, `if`) that is not closed, or not opened."""
    opened: list[tuple[str, str]] = []
    for text in texts:
        for one in _BLOCK.finditer(_PREFIX.sub("", text)):
            if not one[1]:
                opened.append((text, one[0]))
            elif opened:
                opened.pop()
            else:
                return text, one[0]
    return opened[-1] if opened else None


def _place(name: str, paragraph: str = "") -> Place:
    return Place(file=name, column=f"«{paragraph[:60]}»" if paragraph else _SETTING)


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
