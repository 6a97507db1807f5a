"""Parse config.yaml into plain texts, lists and groups, each with its line."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from regionplan_xl.errors import InputError, Place, system_reason
from regionplan_xl.text import Phrase, phrase

# A key path such as ("statuses", "done", "label") or ("round", "reminders", 0).
At = tuple[str | int, ...]

_LIMIT = 1 << 20  # bytes; a real config.yaml has some two thousand
# An unquoted «#» after a space begins a comment (YAML 1.2.2, section 6.6), which swallows a closing «}» too.
_BARE_COLOUR = re.compile(r":\s+(#[0-9A-Fa-f]{3,8})\b")
_YAML = "tag:yaml.org,2002:"
_PLAIN = {_YAML + kind for kind in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")}


@dataclass(frozen=True)
class Fault:
    """One thing to fix in config.yaml; `at` is its key path, `line` 1-based (None: look it up by `at`)."""

    at: At
    what: Phrase
    fix: Phrase | str = ""
    line: int | None = None

    @property
    def setting(self) -> str:
        """The key path as people write it: `statuses.done.label`."""
        return ".".join(part for part in self.at if isinstance(part, str))


@dataclass
class Source:
    """A parsed config.yaml. Every scalar is text as written (`no` stays «no»); an empty one is None."""

    value: object = None
    lines: dict[At, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, at: At) -> int | None:
        """Return the line of `at`, or of the nearest group around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)


def read_source(path: Path) -> Source:
    """Read and parse the file at `path`; raise `InputError` if it is not valid YAML."""
    text = _read_text(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        source = Source()
        if node is not None:
            source.value = _value(node, (), source, set())
    except yaml.YAMLError as error:
        raise _worded(error, text, path) from error
    except RecursionError as error:
        fix = phrase("Take away brackets that do not belong there.")
        what = phrase("the file has brackets inside brackets without end.")
        raise InputError(what, fix, _place(path)) from error
    return source


def plan_name_in(text: str) -> str:
    """Return the plan's name in the text of a config.yaml; "" if it has none."""
    node = _plan_name(text)
    return str(node.value) if node else ""


def config_with_plan_name(text: str, name: str) -> str:
    """Return the text of a config.yaml with the plan's name replaced and everything else unchanged."""
    node = _plan_name(text)
    if node is None:
        return text
    return text[: node.start_mark.index] + json.dumps(name, ensure_ascii=False) + text[node.end_mark.index :]


def _plan_name(text: str) -> yaml.ScalarNode | None:
    """Return the YAML node of the plan's name, or None."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for wanted in ("plan", "name"):
        if not isinstance(node, yaml.MappingNode):
            return None
        node = next((value for key, value in node.value if key.value == wanted), None)
    return node if isinstance(node, yaml.ScalarNode) else None


def _place(path: Path) -> Place:
    return Place(file=str(path))


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except FileNotFoundError as error:
        fix = phrase("Name the project folder with «--project DIR», or make one with «regionplan init DIR».")
        raise InputError(phrase("there is no such file."), fix, _place(path)) from error
    except OSError as error:
        if path.is_dir():
            fix = phrase("Rename the folder, and put the configuration file in its place.")
            raise InputError(phrase("this is a folder, not a file."), fix, _place(path)) from error
        what = phrase("the file could not be read ({why}).", why=system_reason(error))
        fix = phrase("Check that you may read it and that no other program holds it.")
        raise InputError(what, fix, _place(path)) from error
    if len(data) > _LIMIT:
        what = phrase("the file is too large for a configuration.")
        raise InputError(what, phrase("Is it the right file?"), _place(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fix = phrase("Open it in your editor and save it again with the encoding UTF-8.")
        what = phrase("line {line}: {what}", line=line, what=phrase("the file is not saved as UTF-8."))
        raise InputError(what, fix, _place(path)) from error


def _value(node: yaml.Node, at: At, source: Source, seen: set[int]) -> object:
    """Return the value of `node`; record its lines and faults in `source`."""
    line = node.start_mark.line + 1
    source.lines.setdefault(at, line)
    if id(node) in seen:
        fix = phrase("Write it out here too.")
        source.faults.append(
            Fault(at, phrase("a «*» that repeats an earlier part cannot be used here."), fix)
        )
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode) and node.tag == _YAML + "map":
        return _group(node, at, source, seen)
    if isinstance(node, yaml.SequenceNode) and node.tag == _YAML + "seq":
        return [_value(item, (*at, index), source, seen) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN:
        return None if node.tag == _YAML + "null" else node.value
    mark = node.tag.replace(_YAML, "!!")
    what = phrase("«{mark}» is not allowed in this file.", mark=mark)
    source.faults.append(Fault(at, what, phrase("Take the word with «!» away."), line))
    return None


def _group(node: yaml.MappingNode, at: At, source: Source, seen: set[int]) -> dict[str, object]:
    group: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            fix = phrase("Write one word before the colon.")
            source.faults.append(Fault(at, phrase("the name of a setting must be a word."), fix, line))
            continue
        name = str(key.value)
        if name in group:
            first = source.lines[(*at, name)]
            what = phrase("«{name}» is written twice, here and in line {line}.", name=name, line=first)
            source.faults.append(Fault((*at, name), what, phrase("Keep one of them."), line))
            continue
        source.lines[(*at, name)] = line
        group[name] = _value(value, (*at, name), source, seen)
    return group


def _worded(error: yaml.YAMLError, text: str, path: Path) -> InputError:
    """Return a YAML error worded for planners, with its line."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        fix = phrase("Delete the line and write it again.")
        what = phrase("line {line}: {what}", line=line, what=phrase("there is an invisible character."))
        return InputError(what, fix, _place(path))
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        fix = phrase("Compare it with the file of a new project («regionplan init DIR»).")
        return InputError(phrase("the file cannot be understood."), fix, _place(path))
    what, fix = _diagnosis(error, text)
    what = phrase("line {line}: {what}", line=error.problem_mark.line + 1, what=what)
    return InputError(what, fix, _place(path))


def _diagnosis(error: yaml.MarkedYAMLError, text: str) -> tuple[Phrase, Phrase]:
    """Return (what is wrong, fix), derived from the messages of PyYAML's scanner, parser and composer."""
    problem, context = error.problem or "", error.context or ""
    opened = error.context_mark.line + 1 if error.context_mark else 0
    line = text.splitlines()[error.problem_mark.line :][:1] if error.problem_mark else []
    if "'\\t'" in problem or any("\t" in part[: len(part) - len(part.lstrip())] for part in line):
        return phrase("there is a tab at the start of the text."), phrase("Indent with spaces only.")
    if "quoted scalar" in context:
        return phrase("the quotation mark in line {line} is never closed.", line=opened), phrase("Close it.")
    if "flow" in context and (swallowed := _BARE_COLOUR.search(text)):
        at = text.count("\n", 0, swallowed.start(1)) + 1
        what = phrase("the colour in line {line} has no quotation marks.", line=at)
        return what, phrase('Write "{colour}".', colour=swallowed[1])
    if "flow node" in context:
        return phrase("a «{» or «[» is never closed."), phrase("Write «}» or «]» where it ends.")
    if "got ':'" in problem:
        what = phrase(
            "the «{sign}» in line {line} is never closed, a comma is missing, or there is one colon too many.",
            sign="{", line=opened,
        )  # fmt: skip
        return what, phrase('Write «{sign}» or the comma, or put a text with a colon in "quotes".', sign="}")
    for kind, opening, closing in (("flow mapping", "{", "}"), ("flow sequence", "[", "]")):
        if kind in context:
            what = phrase(
                "the «{sign}» in line {line} is never closed, or a comma is missing.",
                sign=opening,
                line=opened,
            )
            return what, phrase("Write «{sign}» or the comma.", sign=closing)
    for words, what, fix in _DIAGNOSES:
        if words in problem or words in context:
            return what, fix
    return (
        phrase("the text here does not fit with the lines above."),
        phrase("Check the indent of this line and the one above."),
    )


_QUOTES = phrase('Put it in "quotes".')
# Rows of (part of PyYAML's message, what is wrong, fix).
_DIAGNOSES = (
    (
        "mapping values are not allowed",
        phrase("a colon is missing in the line above, there is one too many here, or the indent is wrong."),
        phrase('Write the colon, or put a text with a colon in "quotes".'),
    ),
    (
        "could not find expected ':'",
        phrase("a colon is missing after the name of a setting."),
        phrase("Write it as «name: value»."),
    ),
    ("single document", phrase("a second part begins with «---»."), phrase("Keep one part only.")),
    ("alias", phrase("a text begins with «*»."), _QUOTES),
    ("anchor", phrase("a text begins with «&»."), _QUOTES),
    ("cannot start any token", phrase("a text begins with a character that it cannot begin with."), _QUOTES),
    ("tag", phrase("a text begins with «!»."), _QUOTES),
)
