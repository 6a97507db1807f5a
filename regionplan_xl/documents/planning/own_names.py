"""The actor register of a new plan: names printed in its document, and their certain meanings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from regionplan_xl.documents.norway import (
    COUNTY,
    MUNICIPAL,
    Region,
    county_of,
    regions,
    regions_called,
    successors_of,
    without_body,
)
from regionplan_xl.documents.planning.several_names import asked_about_several, names_one_after_another
from regionplan_xl.documents.understanding.words.numbered_headings import first_figure
from regionplan_xl.documents.vocabulary.lookup import find_label
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Actor, Plan
from regionplan_xl.text import Phrase, bare, normalise, phrase, squeeze

# One actor per line. If the plural is printed, the singulars mean the same group; a singular alone may be one
# municipality.
_GROUPS = (
    (("Kommunane", "Kommunene", "Kommunar", "Kommuner", "Alle kommunane", "Alle kommunene", "Alle kommunar",
      "Alle kommuner"), ("Kommune", "Kommuna", "Kommunen")),
    (("Eigarkommunane", "Eierkommunene"), ("Eigarkommune", "Eierkommune")),
    (("Fylkeskommunane", "Fylkeskommunene"), ("Fylkeskommune", "Fylkeskommunen")),
    (("Municipalities", "The municipalities", "All municipalities"), ("Municipality", "The municipality")),
)  # fmt: skip
_OPEN = (
    ("Næringsliv", "Næringslivet"), ("Næring", "Næringa", "Næringen", "Næringane", "Næringene"),
    ("Bedrifter", "Bedriftene"), ("Verksemder", "Verksemdene", "Virksomheter", "Virksomhetene"),
    ("Reiseliv", "Reiselivet"), ("Landbruk", "Landbruket"), ("Kultursektor", "Kultursektoren"),
    ("Frivillige", "Dei frivillige", "De frivillige"), ("Frivillig sektor",),
    ("Frivilligheit", "Frivilligheita", "Frivillighet", "Frivilligheten"),
    ("Lag og organisasjonar", "Lag og organisasjoner"),
    ("Frivillige lag", "Frivillige organisasjonar", "Frivillige organisasjoner"),
    ("Innbyggjarar", "Innbyggjarane", "Innbyggere", "Innbyggerne"),
    ("Grunneigarar", "Grunneigarane", "Grunneiere", "Grunneierne"),
    ("Private", "Private aktørar", "Private aktører"), ("Andre", "Andre aktørar", "Andre aktører"), ("Alle",),
    ("Businesses",), ("Volunteers",), ("Residents",), ("Others",),
)  # fmt: skip
_OF_OTHERS = frozenset(map(bare, ("Alle", "Andre")))  # but not in «Alle skular»
_LEFT_OPEN = frozenset((
    "tbc", "tbd", "tba", "to be confirmed", "to be decided", "to be determined", "unknown", "not decided",
    "uavklart", "uavklara", "ikkje avklart", "ikkje avklara", "ikke avklart", "avklares", "avklarast", "må avklares",
    "må avklarast", "ikkje bestemt", "ikke bestemt", "ukjent", "ukjend",
    "offen", "noch offen", "unklar", "noch unklar", "unbekannt", "wird noch festgelegt", "ej beslutat", "oklart",
))  # fmt: skip
_NOBODY = frozenset(("ingen", "none", "nobody", "n/a", "niemand", "keine", "ingen andre"))
SETTLE_WHO = phrase("Settle who it is, and correct it in the master.")
_ROLE = re.compile(
    r"[\w-]*(?:koordinator|leiar|leder|direktør|ordførar|ordfører|rådmann|rådmenn|sjef|rådgjevar|rådgiver)"
    r"(?:en|ar|er|ane|ene|e|ne|a)?",
    re.IGNORECASE,
)
_DEFINITE = ("n", "en", "et", "a", "met")
_PLURAL = ("ar", "ane", "arane", "er", "ene", "e", "ne", "r")
_ENDINGS = tuple(dict.fromkeys((*_DEFINITE, *_PLURAL)))
_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"\d+")
_LIKE_AT_MOST = 5  # the most names that a person is asked to compare with one
_SPOKEN_FOR_BY = re.compile(r"\s+(?:v/|ved\s)")
_WITHIN = re.compile(r" (?:for|i|på|av|ved|in|of) | v/")
_LEAST_STEM = 5  # letters; «Hol» and «Hola» are two names
_ALIKE = 0.85  # of 1.0
_MEMBERS = re.compile(r"\b(?:kommunane|kommunene|kommunar|kommuner)\b\s*(?:er\b|:|\()?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:og\b)?|\bog\b)\s*")
_LEAST_MEMBERS = 3
_COMPLETE = phrase("Complete its row among the actors, or correct it if it is two names or another's.")


def is_left_open(text: str) -> bool:
    """Return whether a text where a body should be says that nobody knows who: «TBC», «ikkje avklart».

    What is only in brackets («(eigar)», after a name) is no body either.
    """
    words = normalise(text)
    return words.strip(" .()") in _LEFT_OPEN or (words.startswith("(") and words.find(")") == len(words) - 1)


def is_nobody(text: str) -> bool:
    """Return whether a text where a body should be names none: «Ingen», «TBC»."""
    return is_left_open(text) or normalise(text).strip(" .()") in _NOBODY


def printed_names(lines: Sequence[str]) -> Register:
    """Return a register of the municipalities, groups and open collectives named in a document's lines.

    Without «kommune» after it, a name is a municipality only as a whole: «Bergen havn» is something else.
    """
    text = squeeze(" ".join(lines))
    words = set(_WORD.findall(text))
    found = [
        (r, _printed(r, text)) for r in regions() if words & {n.split()[0].split("-")[0] for n in r.names}
    ]
    named = [(region, names) for region, names in found if names and _is_only(region, names[0])]
    general = tuple(_families(text, _opening(lines)))
    return Register(
        (*general, *(_region_actor(region, names, text) for region, names in named)),
        whole=frozenset(bare(name) for region, _ in named for name in (*region.names, region.name))
        | _OF_OTHERS,
    )


def _printed(region: Region, text: str) -> list[str]:
    """Return the names of a region that occur capitalised in the text, the combined name first."""
    return [name for name in dict.fromkeys((region.name, *region.names)) if _count(name, text)]


def _is_only(region: Region, name: str) -> bool:
    return regions_called(name) == (region,)


def _region_actor(region: Region, names: Sequence[str], text: str) -> Actor:
    name = region.name if region.name in names else max(names, key=lambda name: _count(name, text))
    usual, *bodies = COUNTY if region.is_county else MUNICIPAL
    if region.is_county and _count(f"{name} {usual}", text):
        name = f"{name} {usual}"
    printed = (
        f"{known} {body}" for known in names for body in bodies if _count(f"{known} {body}", text, re.I)
    )
    every = dict.fromkeys((*names, *(f"{known} {usual}" for known in names), *printed))
    return Actor(name, aliases=tuple(known for known in every if known != name))


def _opening(lines: Sequence[str]) -> str:
    """Return the text before the first goal or measure."""
    return squeeze(" ".join(takewhile(lambda line: not _is_numbered(line), lines)))


def _is_numbered(line: str) -> bool:
    label = find_label(line)
    return first_figure(line) is not None or (label is not None and bool(label.number))


def _families(text: str, opening: str) -> Iterator[Actor]:
    for plurals, singulars in _GROUPS:
        if (name := _most_printed(plurals, text)) is not None:
            members = _members(opening) if "Kommunane" in plurals else ()
            yield Actor(name, "", _others((*plurals, *singulars), name, text), "group", members)
    for family in _OPEN:
        if (name := _most_printed(family, text)) is not None:
            yield Actor(name, "", _others(family, name, text), "open", reports=False)


def _most_printed(family: Sequence[str], text: str) -> str | None:
    counts = {name: _count(name, text, re.IGNORECASE) for name in family}
    name = max(family, key=lambda name: counts[name])
    return name if counts[name] else None


def _others(family: Iterable[str], name: str, text: str) -> tuple[str, ...]:
    return tuple(other for other in family if other != name and _count(other, text, re.IGNORECASE))


def _count(name: str, text: str, flags: int = 0) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, flags))


def _members(text: str) -> tuple[str, ...]:
    """Return the municipalities listed after «kommunane», if all such lists agree."""
    lists = {members for found in _MEMBERS.finditer(text) if (members := _listed(text[found.end() :]))}
    return lists.pop() if len(lists) == 1 else ()


def _listed(text: str) -> tuple[str, ...]:
    known = sorted(
        (n for r in regions() if not r.is_county for n in (r.name, *r.names)), key=len, reverse=True
    )
    found: list[str] = []
    while (name := next((n for n in known if re.match(rf"{re.escape(n)}(?![\w-])", text)), None)) is not None:
        found.append(name)
        text = text[len(name) :]
        gap = _SEPARATOR.match(text)
        if gap is None:
            break
        text = text[gap.end() :]
    return tuple(dict.fromkeys(found)) if len(found) >= _LEAST_MEMBERS else ()


def one_name_each(register: Register, printed: Mapping[str, int]) -> Register:
    """Return the register with the forms of a name («Regionråd», «Regionrådet») merged into one actor with a kind.

    The actor gets the form that is `printed` most often; the others become aliases.
    """
    forms: list[list[Actor]] = []
    first_named: dict[str, int] = {}  # a learnt form -> its index in `forms`
    for actor in register.actors:
        found = _other_forms(actor.name, first_named) if actor.name in register.learnt else []
        if found:
            forms[min(found)].append(actor)
            continue
        if actor.name in register.learnt:
            first_named.setdefault(normalise(actor.name), len(forms))
        forms.append([actor])
    merged = tuple(
        _merged(group, printed) if group[0].name in register.learnt else group[0] for group in forms
    )
    return replace(register, actors=merged)


def _other_forms(name: str, known: Mapping[str, int]) -> list[int]:
    """Return the indexes of other forms of a name, which differ from it by an ending."""
    written = normalise(name)
    found: list[int] = []
    for ending in _ENDINGS:
        shorter, longer = written.removesuffix(ending), written + ending
        role_only = ending not in _DEFINITE
        if written.endswith(ending) and len(shorter) >= _LEAST_STEM and shorter in known:
            found += [known[shorter]] if not role_only or _is_role(shorter) else []
        if len(written) >= _LEAST_STEM and longer in known:
            found += [known[longer]] if not role_only or _is_role(longer) else []
    return found


def _merged(forms: Sequence[Actor], printed: Mapping[str, int]) -> Actor:
    name = max((actor.name for actor in forms), key=lambda name: printed.get(name, 0))
    others = tuple(actor.name for actor in forms if actor.name != name)
    return Actor(name, "", others, "role" if _is_role(name) else "organ")


def _is_role(name: str) -> bool:
    return _ROLE.fullmatch(name) is not None


def named_actors(plan: Plan, register: Register, known: Register | None) -> tuple[Actor, ...]:
    """Return the actors named in a plan, with all members of its groups.

    Those `known` before come first, in their order; the others follow in the order they are named.
    """
    named: dict[str, Actor] = {}

    def add(name: str) -> None:
        actor = register.resolve(name) or Actor(name)
        if actor.name not in named:
            named[actor.name] = actor
            for member in actor.members:
                add(member)

    for measure in plan.measures:
        for name in (*measure.responsible, *measure.involved):
            add(name)
    for indicator in plan.indicators:
        for name in indicator.responsible:
            add(name)
    before = [actor.name for actor in known.actors if actor.name in named] if known is not None else []
    return (*(named.pop(name) for name in before), *named.values())


class NamesBefore:
    """The names of a plan's actors so far, to find those that resemble the next one."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._folded: list[str] = []
        self._within: dict[
            str, list[int]
        ] = {}  # «Rådet», from «Rådet for Vest» -> indexes of the longer names

    def add(self, name: str) -> None:
        """Add a name. Municipalities and counties are not compared."""
        if not regions_called(name):
            for shorter in _beginnings(normalise(name)):
                self._within.setdefault(shorter, []).append(len(self._names))
            self._names.append(name)
            self._folded.append(normalise(name))

    def like(self, name: str) -> list[str]:
        """Return the names that differ from `name` in a few letters, or by an addition («Rådet», «Rådet for Vest»).

        «Region 1» and «Region 2» are different.
        """
        from rapidfuzz import fuzz, process

        if regions_called(name):
            return []
        folded = normalise(name)
        near = process.extract(
            folded, self._folded, scorer=fuzz.ratio, score_cutoff=100 * _ALIKE, limit=_LIKE_AT_MOST
        )
        figures = _FIGURES.findall(folded)
        alike = {at for known, _, at in near if _FIGURES.findall(known) == figures}
        alike.update(self._within.get(folded, ())[:_LIKE_AT_MOST])
        if beginnings := set(_beginnings(folded)):
            alike.update(at for at, known in enumerate(self._folded) if known in beginnings)
        return [self._names[at] for at in sorted(alike)]


def _beginnings(folded: str) -> list[str]:
    return [folded[: found.start()] for found in _WITHIN.finditer(folded)]


def doubts_about(
    actor: Actor, number: str, before: NamesBefore, register: Register
) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield what is uncertain about an actor, each with its fix; measure `number` is the first to name it.

    `before` has the actors that the plan names earlier.
    """
    called, former = regions_called(actor.name), successors_of(actor.name)
    if len(called) > 1:
        what = phrase(
            "Several municipalities are called «{name}»: in {counties}.",
            name=without_body(actor.name),
            counties=", ".join(county_of(region).name for region in called),
        )
        yield what, phrase("See to it that the address among the actors is that of the right one.")
    elif former and not called:
        what = phrase(
            "«{name}» is a former county; today there is {counties}.",
            name=actor.name,
            counties=", ".join(region.name for region in former),
        )
        yield what, phrase("Write who answers for it now.")
    elif normalise(actor.name).endswith(" kommune") and not called:
        what = phrase("«{name}» is not among the municipalities of Norway today.", name=actor.name)
        yield what, phrase("Write who answers for it now.")
    elif actor.kind == "group":
        yield from _doubts_about_group(actor, register)
    elif several := names_one_after_another(actor.name, register):
        yield asked_about_several(actor.name, several)
    elif (
        register.resolve(actor.name) is None
        or bare(actor.name) in _SINGULARS
        or any(_is_group(one, register) for one in _beginnings(normalise(actor.name)))
        or _speaks_for_region(actor.name)
    ):
        what = phrase(
            "It is not certain that «{name}» (measure {number}) is one body.",
            name=actor.name,
            number=number,
        )
        yield what, _COMPLETE
    else:
        for other in before.like(actor.name):
            what = phrase("«{name}» and «{other}» are nearly the same name.", name=actor.name, other=other)
            yield what, phrase("If they are one body, make one of their rows among the actors.")


def _speaks_for_region(name: str) -> bool:
    """Return whether a name is a municipality or county with somebody who speaks for it: «Gol v/ordførar»."""
    region, *spokesman = _SPOKEN_FOR_BY.split(name, maxsplit=1)
    return bool(spokesman) and bool(regions_called(region))


def _is_group(name: str, register: Register) -> bool:
    actor = register.resolve(name)
    return actor is not None and actor.kind == "group"


def doubts_about_new(actor: Actor, number: str, known: Register) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield a doubt if an actor is not among the `known` ones; measure `number` is the first to name it."""
    if known.resolve(actor.name) is not None:
        return
    group = next((one for one in known.actors if one.kind == "group" and known.members_of(one)), None)
    suggestion = known.suggest(actor.name)
    if normalise(actor.name).endswith(" kommune") and group is not None:
        fix = phrase(
            "If it is a member of «{group}», add it there; else complete its row among the actors.",
            group=group.name,
        )
    elif suggestion is not None:
        fix = phrase(
            "Did you mean «{suggestion}»? Else complete its row among the actors.", suggestion=suggestion
        )
    else:
        fix = _COMPLETE
    what = phrase(
        "«{name}» (measure {number}) is not in the register and was added as a new actor.",
        name=actor.name,
        number=number,
    )
    yield what, fix


_SINGULARS = frozenset(bare(name) for _, singulars in _GROUPS for name in singulars)


def _doubts_about_group(actor: Actor, register: Register) -> Iterator[tuple[Phrase, Phrase]]:
    if actor.members:
        what = phrase(
            "The members of «{name}» were understood as {members}.",
            name=actor.name,
            members=", ".join(actor.members),
        )
        yield what, phrase("Correct them in its row among the actors, if others answer for it.")
        return
    what = phrase("The document does not say who the members of «{name}» are.", name=actor.name)
    yield (
        what,
        phrase("Write them in its row among the actors; until then nobody is asked about its measures."),
    )
