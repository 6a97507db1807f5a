"""The register of actors: which actor a name means, and who answers for a measure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from regionplan_xl.errors import InputError
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.model import Actor, Measure, Share
from regionplan_xl.similarity import KnownWords
from regionplan_xl.text import bare, normalise, phrase, squeeze, workbook_text

_TOKENS = re.compile(r"\bv/[^\s,;/•]*|[,;/•\t]|\n|[^\s,;/•]+")
_KOMMUNE = re.compile(r"\s+(?:fylkes)?kommune$", re.IGNORECASE)
_HARD = {",", ";", "/", "•", "\t"}
_AND = {"og", "and"}
# «Kommunane i Hallingdal», «Rådet v/dagleg leiar».
_WITHIN_A_NAME = {"i", "på", "for", "av", "ved", "in", "of"}
_HYPHENS = ("-", "\u00ad", "\u2010", "\u2011")
_LISTED = phrase("The actors are on the sheet «{sheet}» of the master.", sheet=workbook_text("Actors"))


class _Found(NamedTuple):
    """What the search found next in a text; `kind` is known, word, separator, inside or end."""

    text: str
    actor: Actor | None
    kind: str


@dataclass(frozen=True)
class NamePiece:
    """One name found in running text.

    `gap` separates it from the previous name: nothing, a space, a line end or a separator. `name` is the
    register's name if `actor` is known; otherwise the name as written, on one line. `line` counts from 0.
    """

    name: str
    actor: Actor | None
    gap: str
    line: int


class _Owners(NamedTuple):
    """Who answers for a measure: its owners, whether it is shared, and the members of its groups that are no actor."""

    names: tuple[str, ...]
    share_it: bool
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """The actors of a plan, found by any of their names.

    The import of a document sets the last two fields. `whole`: names (as `bare` returns them) that count only when
    no other word is next to them («Bergen», not «Bergen havn»). `learnt`: names of actors found only in the document.
    """

    actors: tuple[Actor, ...] = ()
    whole: frozenset[str] = frozenset()
    learnt: frozenset[str] = frozenset()

    @cached_property
    def _by_name(self) -> dict[str, Actor | None]:
        found: dict[str, Actor | None] = {}
        for names in (
            [(actor.name, actor) for actor in self.actors],
            [(actor.short, actor) for actor in self.actors],
            [(alias, actor) for actor in self.actors for alias in actor.aliases],
        ):
            level: dict[str, Actor | None] = {}
            for name, actor in names:
                key = bare(name)
                # A name shared by two actors identifies neither: asking beats guessing.
                first = level.get(key, actor)
                level[key] = first if first is not None and first.name == actor.name else None
            found = {**level, **found}
        found.pop("", None)
        return found

    @cached_property
    def _shapes(self) -> frozenset[str]:
        return frozenset(_shape(name) for actor in self.actors for name in _names_of(actor) if bare(name))

    @cached_property
    def _longest(self) -> int:
        return max((len(shape) for shape in self._shapes), default=0)

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(bare(member) for actor in self.actors for member in actor.members)

    def resolve(self, name: str) -> Actor | None:
        """Return the actor called `name` (name before short name before alias); None if no actor or several match."""
        return self._by_name.get(bare(name))

    def named(self, name: str) -> Actor:
        """Return the actor called `name`; raise `InputError` (with a suggestion) if no actor or several match."""
        if (found := self.resolve(name)) is not None:
            return found
        near = self.suggest(name)
        fix = phrase("Did you mean «{near}»?", near=near) if near else _LISTED
        raise InputError(phrase("«{name}» is not an actor in this plan.", name=name), fix)

    def suggest(self, name: str) -> str | None:
        """Return the name of the actor that `name` probably means, or None."""
        if name not in self._suggested:
            near = self._short_words.nearest(_KOMMUNE.sub("", name))
            self._suggested[name] = self._by_short_word[near] if near is not None else None
        return self._suggested[name]

    @cached_property
    def _suggested(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _by_short_word(self) -> dict[str, str]:
        """Each name without «kommune» -> its actor; many names end in that word, which makes different ones alike."""
        return {
            _KOMMUNE.sub("", word): actor.name for actor in self.actors for word in _names_of(actor) if word
        }

    @cached_property
    def _short_words(self) -> KnownWords:
        return KnownWords(self._by_short_word)

    def members_of(self, actor: Actor) -> tuple[Actor, ...]:
        """Return the actor itself, or each member of a group once; groups within groups are expanded."""
        members = dict.fromkeys(self._expand(actor, frozenset()))
        return tuple(member for member in members if isinstance(member, Actor))

    def _expand(self, actor: Actor, above: frozenset[str]) -> Iterator[Actor | str]:
        """Yield each member; one that is no actor, or several, as its name."""
        if actor.kind != "group":
            yield actor
        elif actor.name not in above:
            for name in actor.members:
                member = self.resolve(name)
                if member is None:
                    yield name
                else:
                    yield from self._expand(member, above | {actor.name})

    def is_shared(self, measure: Measure) -> bool:
        """Return whether a group or several reporting bodies are responsible, so that each answers for itself.

        An indicator is never shared: it has one value, whoever reports it.
        """
        return self._owners(measure).share_it and not is_indicator(measure.id)

    def owners(self, measure: Measure) -> tuple[str, ...]:
        """Return the actors that may answer for `measure`: the responsible bodies that report, groups expanded."""
        return self._owners(measure).names

    def sharers(self, measure: Measure) -> tuple[str, ...]:
        """Return the owners of a shared measure, each with its own share; none if it is not shared."""
        return self.owners(measure) if self.is_shared(measure) else ()

    def shares_to_count(self, measure: Measure) -> list[Share]:
        """Return the share of everyone that a shared measure waits for; none if it is not shared.

        Those are its sharers, and the members of its groups that the register does not know: they are not asked, so
        they have not answered.
        """
        if not self.is_shared(measure):
            return []
        owners = self._owners(measure)
        return [measure.share(name) for name in (*owners.names, *owners.unknown)]

    def _owners(self, measure: Measure) -> _Owners:
        """Return who answers for a measure; cached by its responsible names."""
        named = measure.responsible
        if named not in self._by_responsible:
            actors = [actor for actor in map(self.resolve, named) if actor is not None]
            found = [one for actor in actors if actor.reports for one in self._expand(actor, frozenset())]
            members = [member for member in found if isinstance(member, Actor)]
            owners = tuple(dict.fromkeys(member.name for member in members if member.reports))
            unknown = {bare(name): name for name in found if isinstance(name, str)}
            share_it = len(owners) > 1 or any(actor.kind == "group" for actor in actors)
            self._by_responsible[named] = _Owners(owners, share_it, tuple(unknown.values()))
        return self._by_responsible[named]

    @cached_property
    def _by_responsible(self) -> dict[tuple[str, ...], _Owners]:
        return {}

    def split_names(self, text: str) -> tuple[str, ...]:
        """Return each name in a cell once, in order; a known name is replaced by the register's name.

        Names are separated by a line end, comma, semicolon, slash, bullet or « og ». Between two known names a space
        is enough. A known name is never split.
        """
        if text not in self._split:
            exact = self._exact_names(text)
            names = exact or (piece.name for piece in self.pieces(text))
            self._split[text] = tuple(dict.fromkeys(names))
        return self._split[text]

    @cached_property
    def _split(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _exact_names(self, text: str) -> list[str]:
        """Return the names if the text is a list of register names joined by commas, as we write it; otherwise none.

        Such a text needs no search. A name that contains a separator is excluded, since it might be two others.
        """
        names = text.split(", ")
        return names if self._separate_names.issuperset(names) else []

    @cached_property
    def _separate_names(self) -> frozenset[str]:
        """The names that are unambiguous between separators; empty if any name in the register contains one."""
        if self.whole or any(not _HARD.isdisjoint(shape) for shape in self._shapes):
            return frozenset()
        return frozenset(
            actor.name
            for actor in self.actors
            if self.resolve(actor.name) is actor
            and squeeze(actor.name) == actor.name
            and _HARD.isdisjoint(actor.name)
        )

    def pieces(self, text: str, wrapped: bool = False) -> tuple[NamePiece, ...]:
        """Return the names in `text` with what separates them.

        `wrapped`: a narrow column broke the lines, so an unknown name may continue on the next line
        («Statens / vegvesen»).
        """
        grouping = _Grouping(wrapped, self._is_place_in_a_name)
        return tuple(grouping.pieces(self._found(_TOKENS.findall(text))))

    def _found(self, tokens: list[str]) -> Iterator[_Found]:
        """Yield each known name, loose word and separator, in order."""
        at = 0
        after_word = False
        while at < len(tokens):
            if tokens[at] in _HARD or tokens[at] == "\n":
                yield _Found(tokens[at], None, "separator")
                at += 1
                after_word = False
                continue
            end, actor = self._longest_known(tokens, at)
            if actor is not None and self._may_be_known(actor, tokens, (at, end), after_word):
                after_word = False
                spaced = (one if one == "\n" or one in _HARD else f" {one}" for one in tokens[at:end])
                yield _Found("".join(spaced).removeprefix(" "), actor, "known")
                # Line ends inside the name still count.
                yield from (_Found("\n", None, "inside") for inner in tokens[at:end] if inner == "\n")
                at = end
            else:
                after_word = normalise(tokens[at]) not in _AND
                yield _Found(tokens[at], None, "word")
                at += 1

    def _may_be_known(self, actor: Actor, tokens: list[str], at: tuple[int, int], after_word: bool) -> bool:
        """Return whether a known name stands alone here: «Bergen», but not in «Bergen havn» or «Visit Bergen»."""
        start, end = at
        if not self.whole or bare("".join(tokens[start:end])) not in self.whole:
            return True
        if after_word or not (tokens[start][:1].isupper() or actor.kind == "open"):
            return False
        following = tokens[end] if end < len(tokens) else "\n"
        separate = following == "\n" or following in _HARD or normalise(following) in _AND
        return separate or self._longest_known(tokens, end)[1] is not None

    def _longest_known(self, tokens: list[str], start: int) -> tuple[int, Actor | None]:
        found: tuple[int, Actor | None] = (start, None)
        shape = ""
        for end in range(start, len(tokens)):
            shape += _shape(tokens[end])
            if len(shape) > self._longest:
                break
            if tokens[end] != "\n" and shape in self._shapes:
                actor = self.resolve(shape)
                found = (end + 1, actor) if actor is not None else found
        return found

    def _is_place_in_a_name(self, actor: Actor, following: _Found) -> bool:
        """Return whether a group's member or a learnt name only begins a longer name: «Gol ungdomsråd» is not Gol."""
        text, _, kind = following
        return (
            kind == "word"
            and text[:1].islower()
            and normalise(text) not in _AND
            and (bare(actor.name) in self._members or actor.name in self.learnt)
        )


def _names_of(actor: Actor) -> tuple[str, ...]:
    return (actor.name, actor.short, *actor.aliases)


class _Grouping:
    """Groups what was found in a text into pieces: the known names, and the loose words between them."""

    def __init__(self, wrapped: bool, is_place_in_a_name: Callable[[Actor, _Found], bool]) -> None:
        self._wrapped, self._is_place_in_a_name = wrapped, is_place_in_a_name
        self._gap, self._line = "", 0
        self._loose: list[str] = []
        self._loose_gap, self._loose_line = "", 0

    def pieces(self, found: Iterable[_Found]) -> Iterator[NamePiece]:
        for one, following in pairwise([*found, _Found("", None, "end")]):
            if one.kind == "inside":
                self._line += 1
            elif one.kind == "separator":
                yield from self._separated(one.text, following)
            elif one.kind == "word" and normalise(one.text) in _AND and not self._ends_in_hyphen:
                yield from self._end_loose()
                self._gap = one.text
            elif one.actor is not None and not _goes_on_with(self._loose, one.text):
                yield from self._known(one.text, one.actor, following)
            else:
                self._add_loose(one.text)
        yield from self._end_loose()

    @property
    def _ends_in_hyphen(self) -> bool:
        """Whether the loose words end in a hyphen: «bu- og blilyst»."""
        return bool(self._loose) and self._loose[-1].endswith(_HYPHENS)

    def _separated(self, separator: str, following: _Found) -> Iterator[NamePiece]:
        if separator == "\n":
            self._line += 1
            if self._ends_in_hyphen or (self._loose and _goes_on(self._loose, following, self._wrapped)):
                self._loose.append("\n")
                return
        yield from self._end_loose()
        # A comma followed by a line end counts as a comma.
        if separator != "\n" or self._gap in ("", " "):
            self._gap = separator

    def _known(self, name: str, actor: Actor, following: _Found) -> Iterator[NamePiece]:
        yield from self._end_loose()
        if self._is_place_in_a_name(actor, following) or (self._wrapped and _opens_a_name(following)):
            self._add_loose(name)
        else:
            yield NamePiece(actor.name, actor, self._gap, self._line)
            self._gap = " "

    def _add_loose(self, word: str) -> None:
        if not self._loose:
            self._loose_gap, self._loose_line = self._gap, self._line
        self._loose.append(word)

    def _end_loose(self) -> Iterator[NamePiece]:
        if bare("".join(self._loose)):
            yield NamePiece(_joined(self._loose), None, self._loose_gap, self._loose_line)
            self._gap = " "
        self._loose = []


def _goes_on_with(loose: list[str], known: str) -> bool:
    """Return whether a known name only ends the unknown one in `loose`: «Ungdomsrådet i Gol» is not Gol."""
    if not loose:
        return False
    within = len(loose) > 1 and loose[-1] in _WITHIN_A_NAME
    return loose[-1] == "\n" or known[:1].islower() or within


def _opens_a_name(following: _Found) -> bool:
    """Return whether a known name is only the first of a longer one: «Kommunane» of «Kommunane i Hallingdal»."""
    text, _, kind = following
    return kind == "word" and (text in _WITHIN_A_NAME or text.startswith("v/"))


def _goes_on(loose: list[str], following: _Found, wrapped: bool) -> bool:
    """Return whether the next line continues the unknown name in `loose`: «Vinje / kommune»."""
    text, actor, kind = following
    if kind not in ("known", "word") or normalise(text) in _AND:
        return False
    if not (loose[0][:1].isupper() and text[:1].islower()):
        return False
    return normalise(text) in ("kommune", "fylkeskommune") or (wrapped and actor is None)


def _shape(text: str) -> str:
    """Return `text` as names are compared during the search: like `bare`, but with separators."""
    return "".join(c for c in normalise(text) if c.isalnum() or c in _HARD)


def _joined(words: list[str]) -> str:
    """Join words and line ends into one name; drop a hyphen at a line end if the next line starts in lower case."""
    name = ""
    for index, word in enumerate(words):
        if word == "\n":
            goes_on = index + 1 < len(words) and words[index + 1][:1].islower()
            if name.endswith(_HYPHENS):
                name = name[:-1] if goes_on else name
            else:
                name += " "
        else:
            name += word if not name or words[index - 1] == "\n" else f" {word}"
    return squeeze(name).strip(" .:–-")
