"""Letters to actors and to the secretariat, rendered from the project's own templates or the built-in ones.

A template is plain text, `<kind>.<language>.txt`, with the subject on its first line. The HTML of a letter is made from
its text, unless the project also has `<kind>.<language>.html`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionplan_xl.delivery.mail.letter_examples import KINDS, examples
from regionplan_xl.errors import InputError, Place, Problem, system_reason
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.similarity import nearest
from regionplan_xl.template_errors import reason_in_words
from regionplan_xl.text import Phrase, phrase, readable, sentences, squeeze

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_LAYOUT = "layout.html"
_SUBJECT = re.compile(r"\s*(?:emne|subject)\s*:(.*)", re.IGNORECASE)
_ITEM = {"ul": re.compile(r"[-*•]\s+"), "ol": re.compile(r"\d{1,2}[.)]\s+")}
_UNDEFINED = re.compile(r"'(\w+)' is undefined|has no attribute '(\w+)'")
_LARGEST = 100_000  # bytes of a template of the project


@dataclass(frozen=True)
class Letter:
    """A letter: its subject (one line), its plain text, and its HTML page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Block:
    """A paragraph ("p") with its lines, or a list ("ul", "ol") with its items.

    An "entry" is a line followed by indented lines that belong to it.
    """

    kind: str
    lines: tuple[str, ...]


class Letters:
    """Renders the letters of a project; a template in `folder` replaces the built-in one of the same name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, kind: str, language: str, values: Mapping[str, object]) -> Letter:
        """Render a letter; raise `InputError`, with file and line, if a template of the project has a fault."""
        lines = _tidied(self._rendered(f"{kind}.{language}.txt", values))
        found = _SUBJECT.fullmatch(lines[0]) if lines else None
        if found is None or not found[1].strip():
            what = phrase("the first line of the letter is not its subject.")
            fix = phrase("Begin with a line such as «Emne: {example}».", example="{{ plan }}, {{ round }}")
            raise InputError(what, fix, Place(file=f"{self._folder.name}/{kind}.{language}.txt", row=1))
        subject, rest = squeeze(found[1]), _tidied("\n".join(lines[1:]))
        own = f"{kind}.{language}.html"
        if (self._folder / own).is_file():
            html = readable(self._rendered(own, {**values, "subject": subject, "language": language}))
        else:
            html = self._rendered(
                _LAYOUT, {"subject": subject, "language": language, "blocks": list(_blocks(rest))}
            )
        return Letter(subject, "\n".join(rest) + "\n", html)

    def has_own(self, kind: str) -> bool:
        """Return whether the project has a template of its own for a kind of letter."""
        return any(self._folder.glob(f"{kind}.*"))

    def problems(self) -> list[Problem]:
        """Render the project's own templates with every example, and return the problems found."""
        try:
            names = sorted(path.name for path in self._folder.iterdir() if path.is_file())
        except OSError:
            return []
        found: list[Problem] = []
        known = [*_names()]
        for name in names:
            kind, _, rest = name.partition(".")
            if name in known:
                try:
                    for values in examples(kind):
                        self.write(kind, rest.partition(".")[0], values)
                except InputError as error:
                    found.append(error.as_problem())
            elif name.endswith((".txt", ".html")):
                near = nearest(name, known)
                fix = (
                    phrase("Did you mean «{near}»?", near=near)
                    if near
                    else phrase("The letters are: {names}.", names=", ".join(built_in_letters()))
                )
                what = phrase("no letter is called that, so the file is not used.")
                found.append(Problem(Place(file=f"{self._folder.name}/{name}"), what, fix))
        # The text and the HTML of one letter may have the same fault.
        return list(dict.fromkeys(found))

    def _rendered(self, name: str, values: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(name).render(values)
        except InputError:
            raise
        except Exception as error:
            raise self._fault(name, values, error) from error

    @cached_property
    def _environment(self) -> "ImmutableSandboxedEnvironment":
        from jinja2 import FunctionLoader, StrictUndefined, select_autoescape
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        # Plain text is not escaped here but as a whole, when it is made into HTML.
        return ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._source),
            autoescape=select_autoescape(("html",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _source(self, name: str) -> tuple[str, str, None] | None:
        """Return the text of a template and its name for messages; None if there is no template with this name."""
        if name != _LAYOUT and name not in _names():
            return None
        path, shown = self._folder / name, f"{self._folder.name}/{name}"
        if name == _LAYOUT or not path.is_file():
            built_in = _templates().joinpath(name)
            return (built_in.read_text("utf-8"), shown, None) if built_in.is_file() else None
        try:
            data = path.read_bytes()
        except OSError as error:
            what = phrase("the file could not be read ({why}).", why=system_reason(error))
            raise InputError(what, phrase("Check that you may read it."), Place(file=shown)) from error
        if len(data) > _LARGEST:
            raise InputError(
                phrase("the file is too large for a letter."),
                phrase("Is it the right file?"),
                Place(file=shown),
            )
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n"), shown, None
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise InputError(
                phrase("the file is not saved as UTF-8."),
                phrase("Open it in your editor and save it again with the encoding UTF-8."),
                Place(file=shown, row=line),
            ) from error

    def _fault(self, name: str, values: Mapping[str, object], error: Exception) -> InputError:
        """Return the `InputError` for a fault in a template, with its place and fix."""
        from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
        from jinja2.exceptions import SecurityError

        file, line = f"{self._folder.name}/{name}", _line_of(error, self._folder.name)
        fix: Phrase = phrase("Compare it with the built-in letter («regionplan letters»).")
        if isinstance(error, TemplateSyntaxError):
            file, line = error.filename or file, error.lineno
            what = phrase("the template is not understood ({why}).", why=reason_in_words(error.message or ""))
            fix = sentences(phrase("A value is written {example}.", example="{{ actor }}"), fix)
        elif isinstance(error, UndefinedError):
            found = _UNDEFINED.search(error.message or "")
            unknown = (found[1] or found[2]) if found else ""
            what = phrase("there is no «{name}» that can be in this letter.", name=unknown)
            near = nearest(unknown, values)
            fix = (
                phrase("Did you mean «{near}»?", near=near)
                if near
                else phrase("These can be used here: {keys}.", keys=", ".join(values))
            )
        elif isinstance(error, TemplateNotFound):
            what = phrase("there is no letter «{name}» to take in.", name=error.name)
        elif isinstance(error, SecurityError):
            what = phrase("a letter may not do that.")
        else:
            what = phrase("something on the line has no value that can be written.")
        return InputError(what, fix, Place(file=file, row=line))


def built_in_letters(languages: tuple[str, ...] = LANGUAGES) -> dict[str, bytes]:
    """Return file name -> built-in template; a copy in the project's folder has the same name."""
    return {
        f"{kind}.{language}.txt": _templates().joinpath(f"{kind}.{language}.txt").read_bytes()
        for kind in KINDS
        for language in languages
    }


def _names() -> Iterator[str]:
    return (
        f"{kind}.{language}.{ending}"
        for kind in KINDS
        for language in LANGUAGES
        for ending in ("txt", "html")
    )


def _templates() -> Any:
    return resources.files(__package__).joinpath("templates")


def _line_of(error: BaseException, folder: str) -> int | None:
    """Return the template line that raised an error, from the traceback that Jinja2 rewrites."""
    line, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename.startswith(f"{folder}/"):
            line = at.tb_lineno
        at = at.tb_next
    return line


def _tidied(text: str) -> list[str]:
    """Return the lines of a text without blank lines at its ends or two blank lines in a row."""
    lines = [line.rstrip() for line in readable(text).splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    while kept and not kept[0]:
        del kept[0]
    while kept and not kept[-1]:
        del kept[-1]
    return kept


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """Yield the paragraphs and lists of a text."""
    for paragraph in "\n".join(lines).split("\n\n"):
        inside = tuple(paragraph.split("\n"))
        kind = next((k for k, mark in _ITEM.items() if all(mark.match(line) for line in inside)), "p")
        if kind != "p":
            yield _Block(kind, tuple(_ITEM[kind].sub("", line, 1) for line in inside))
        elif len(inside) > 1 and all(line[:1].isspace() for line in inside[1:]):
            yield _Block("entry", tuple(map(str.strip, inside)))
        else:
            yield _Block("p", inside)
