"""The topics of the remarks in a plan document: money, applications, pilots, doubts, amounts."""

import re
from collections.abc import Iterable

from regionplan_xl.text import Phrase, normalise, phrase

# A word with one of these beginnings gives a remark its topic; Norwegian, Swedish, Danish, German and English.
_BEGINNINGS = (
    (phrase("Finance"), "finans|delfinans|fullfinans|eigne midl|egne midl|budsjett|budget|tilskot|tilskudd|tilskott|"
     "förder|foerder|fund|midlar|midler|kostnad|kosten|kostet|cost|bevilg|beløyv|bidrag|grant|partnarskapsavtale"),
    (phrase("Application"), "søk|søkt|sök|ansøg|ansök|antrag|beantrag|appl|tilsegn|tilsagn"),
    (phrase("Pilot"), "pilot|prøveprosjekt|forprosjekt|testprosjekt"),
    (phrase("Doubt"), "usikker|uklar|uviss|kanskje|osäker|oklar|unsicher|unklar|fraglich|unsure|uncertain|unclear|"
     "doubt|tvil|må avklar|må avklår|avklarast|avklares"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(rf"\b(?:{words})")) for kind, words in _BEGINNINGS)
_AMOUNT = re.compile(
    r"(?:kr|nok|sek|dkk|eur|usd|€|\$|£)\.?\s?\d|\d[\d .,]*\s?(?:kr|nok|sek|dkk|eur|usd|€|\$|£|,-|mill|mio|mrd|tusen|"
    r"million|miljon|million)|\b\d{1,3}(?:[ .\u00a0]\d{3})+\b"
)
_QUESTION = re.compile(r"\?\s*$")


def remark_kinds(remarks: Iterable[str]) -> tuple[Phrase, ...]:
    """Return the topics of remarks, each once, in a fixed order."""
    texts = [normalise(remark) for remark in remarks]
    found = [kind for kind, words in _KINDS if any(words.search(text) for text in texts)]
    if any(_QUESTION.search(text) for text in texts) and _DOUBT not in found:
        found.append(_DOUBT)
    if any(_AMOUNT.search(text) for text in texts):
        found.append(phrase("Amount"))
    return tuple(found)


_DOUBT = _BEGINNINGS[3][0]
