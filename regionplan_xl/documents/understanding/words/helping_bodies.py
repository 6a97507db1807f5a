"""Bodies that help, named after the responsible ones: «Innkjøp, i samarbeid med heimetenesta»."""

import re
from collections.abc import Iterable
from dataclasses import replace

from regionplan_xl.documents.draft import DraftMeasure, Value
from regionplan_xl.documents.vocabulary.words_of_texts import HELPED_BY, WITH
from regionplan_xl.text import Phrase, phrase, squeeze

_SURE = 0.9


def _words(listed: str) -> str:
    words = sorted(dict.fromkeys(listed.split("|")), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


_IN_BRACKETS = re.compile(
    rf"\s*\(\s*(?:{_words(HELPED_BY)}|{_words(WITH)}):?\s+(?P<helpers>[^()]+)\)", re.IGNORECASE
)
_AND_OTHERS = re.compile(
    r"(?:\s+og)?\s+(?:m\.?\s?fl\b\.?|mfl\b\.?|et al\b\.?|u\.\s?a\.|o\.\s?a\.|etc\.)(?=\s*(?:$|[,;/\n]))", re.I
)
_WHAT_THEY_ARE = re.compile(r"\s*\([a-zæøåäöü][^()]*\)")
# «Bane NOR (koordinator: Fylket)»
_POST = re.compile(r"\s*\(\s*[^\W\d_]+\s*:\s*(?P<who>[^()]+)\)")
_AFTER = re.compile(
    rf"(?:^|(?<=[\s,;/]))(?:(?:og|and|und|och)\s+)?(?:{_words(HELPED_BY)}):?\s+(?P<helpers>.+)$",
    re.IGNORECASE | re.DOTALL,
)


def with_helpers_as_involved(measures: Iterable[DraftMeasure]) -> list[DraftMeasure]:
    """Return the measures with bodies that only help as involved, not responsible; each is asked about."""
    return [_apart(one) for one in measures]


def _names_alone(bodies: Value) -> Value:
    """Return bodies without «m.fl.» and without what each of several is («Hol (eigar), Gol (tilsyn)»).

    Both are asked about.
    """
    text = _AND_OTHERS.sub("", bodies.text)
    if len(_WHAT_THEY_ARE.findall(text)) > 1:
        text = _WHAT_THEY_ARE.sub("", text)
    if text == bodies.text or not text.strip():
        return bodies
    doubt = phrase("The document says more of who it is: «{written}».", written=squeeze(bodies.text))
    return replace(bodies, text=text, certainty=_SURE, doubt=doubt)


def _apart(measure: DraftMeasure) -> DraftMeasure:
    both = _without_posts(_names_alone(measure.responsible))
    measure = replace(measure, responsible=both, involved=_names_alone(measure.involved))
    found = _IN_BRACKETS.search(both.text) or _AFTER.search(both.text)
    if found is None:
        return measure
    helpers = found["helpers"].strip(" .,;\n")
    owners = (both.text[: found.start()] + both.text[found.end() :]).strip(" ,;/\n")
    known = measure.involved.text
    involved = Value("\n".join(filter(None, (known, helpers))), both.place, _SURE, _who_does_what(both))
    return replace(measure, responsible=replace(both, text=owners), involved=involved)


def _without_posts(bodies: Value) -> Value:
    """Return bodies with the one in «(koordinator: Fylket)» on a line of its own; it is asked about."""
    post = _POST.search(bodies.text)
    if post is None:
        return bodies
    text = bodies.text[: post.start()] + "\n" + post["who"].strip() + bodies.text[post.end() :]
    return replace(bodies, text=text, certainty=_SURE, doubt=_who_does_what(bodies))


def _who_does_what(bodies: Value) -> Phrase:
    return phrase("«{written}» says who is responsible and who helps.", written=squeeze(bodies.text))
