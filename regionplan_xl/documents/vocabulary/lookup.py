"""Look up the words of plans: column headings, labels of areas and goals, statuses and colours.

The words are normalised with `text.normalise` and separated by «|».
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from regionplan_xl.documents.vocabulary.words_of_columns import (
    COLUMN_WORDS,
    HEADINGS_AND_BODIES,
    OTHER_DATES,
    OTHER_TABLES,
    WEAK_TEXT_WORDS,
    WHEN_WORDS,
    WHOM_OR_WHEN_WORDS,
)
from regionplan_xl.documents.vocabulary.words_of_texts import (
    DOCUMENTS,
    INTRODUCTIONS,
    JOINING_WORDS,
    MEANS_TO,
    OF_MEASURES,
    OTHER_CHAPTERS,
    PLANS,
    SHEETS_WITHOUT_NAMES,
)
from regionplan_xl.text import normalise, squeeze

_AREA_LABELS = (
    "satsingsområde|satsningsområde|innsatsområde|fokusområde|temaområde|tema|område|handlungsfeld|focus area|"
    "priority area|strategic area|area|theme|pillar|insatsområde|indsatsområde|målområde|kapittel|del|mål for området|"
    "programområde|axe|eje|ámbito|themenfeld|thema|axe stratégique|eje estratégico|línea estratégica|painopiste|teema|"
    "programma|speerpunt|asse|eixo|strategic priority|strategic theme|schwerpunkt|themenbereich|satsning|satsing|"
    "obszar|obszar strategiczny|asse strategico|valdkond|málaflokkur|meginsvið"
)
_GOAL_LABELS = (
    "delmål|hovedmål|hovudmål|mål|målsetting|målsetjing|målsättning|ziel|teilziel|oberziel|goal|objective|aim|"
    "strategisk mål|effektmål|strategi|strategy|outcome|objetivo|objectif|inriktningsmål|commitment|"
    "strategic objective|doel|doelstelling|subdoel|hoofddoel|tavoite|päämäärä|obiettivo|objectif stratégique|"
    "objectif opérationnel|objetivo estratégico|objetivo específico|leitziel|handlungsziel|strategic goal|markmið|"
    "cel|cel strategiczny|cel operacyjny|cel szczegółowy|obiettivo strategico|obiettivo specifico|eesmärk|alaeesmärk|"
    "undirmarkmið"
)
_MEASURE_LABELS = (
    "tiltak|measure|action|maßnahme|massnahme|åtgärd|aktivitet|activity|handling|indsats|insats|milestone|"
    "toimenpide|maatregel|actie|mesure|medida|acción|actuación|azione|misura|ação|aðgerð|handlingspunkt|"
    "recommendation|initiative|initiativ|zadanie|działanie|intervento|tegevus|meede|verkefni"
)

# Words for a status in other languages than a plan can have, and shorter forms.
STATUS_WORDS: Mapping[str, str] = {
    "not_started": "ikkje påstarta|ikke påstartet|ikkje starta|ikke startet|ikkje påbegynt|ikke påbegynt|not started|"
    "not yet started|ikkje begynt|ikke begynt|ikkje i gang|ikke i gang|nicht begonnen|nicht gestartet|"
    "noch nicht begonnen|ej påbörjad|ej påbörjat|inte påbörjad|inte påbörjat|ej startad|ikke begyndt|"
    "ikke påbegyndt|"
    "ikke igangsat|no iniciado|sin iniciar|ikke startet op|ikkje igangsett|ikke igangsatt|nicht angefangen|"
    "niet gestart|nog niet gestart|niet begonnen|ei aloitettu|aloittamatta|ei käynnistynyt|non démarré|pas démarré|"
    "no empezado|no comenzado|sin empezar|non avviato|não iniciado|ekki hafið|inte startad|ej igångsatt|"
    "non commencé|non commencée|pas commencé|to do|todo|raud|rød|red|rot|röd|rouge|rojo|rood|punainen|rauður|rosso|"
    "nie rozpoczęto|nie rozpoczęte|nierozpoczęte|da avviare|czerwony|offen|noch offen|"
    "alustamata|pole alustatud|óhafið|ekki byrjað",
    "started": "i arbeid|under gjennomføring|i prosess|på gang|"
    "påstarta|påstartet|påbegynt|påbyrja|i gang|under arbeid|igangsett|igangsatt|starta|startet|in progress|"
    "started|ongoing|underway|under way|on track|in arbeit|laufend|begonnen|in umsetzung|pågår|pågående|påbörjad|"
    "påbörjat|i gang sat|igangsat|en curso|en proceso|en cours|delvis gjennomført|delvis|gul|gult|yellow|amber|gelb|"
    "jaune|amarillo|underveis|in uitvoering|lopend|loopt|gestart|käynnissä|kesken|aloitettu|igång|er i gang|"
    "engagé|engagée|en marcha|en ejecución|iniciado|in corso|em curso|em andamento|í vinnslu|hafið|i process|"
    "in bearbeitung|gestartet|in durchführung|geel|oranje|keltainen|giallo|påbegyndt|delvist gennemført|"
    "partially completed|partly completed|teilweise umgesetzt|delvis genomförd|delvis genomfört|"
    "w trakcie|w trakcie realizacji|w realizacji|rozpoczęto|rozpoczęte|avviato|avviata|żółty|töös|pooleli|alustatud|"
    "käimas|í gangi|í ferli|byrjað|hafin",
    "done": "gjennomført|gjennomførte|ferdig|utført|fullført|done|completed|complete|finished|umgesetzt|abgeschlossen|"
    "erledigt|fertig|genomförd|genomfört|klar|klart|avslutad|slutförd|gennemført|færdig|afsluttet|terminado|completado|"
    "finalizado|terminé|achevé|réalisé|terminée|achevée|réalisée|"
    "afgerond|gereed|voltooid|uitgevoerd|klaar|valmis|toteutettu|toteutunut|tehty|completada|ejecutado|ejecutada|"
    "realizado|realizada|finalizada|completato|concluso|concluído|lokið|implemented|delivered|fuldført|realiseret|"
    "slutfört|avslutat|realiserad|durchgeführt|fertiggestellt|realisiert|slutført|gjennomførd|ferdigstilt|"
    "groen|vihreä|grænn|grøn|grønn|grønt|green|grün|grön|vert|verde|oppnådd|nådd|"
    "zrealizowano|zrealizowane|zakończono|zakończone|wykonano|wykonane|ukończono|completata|conclusa|zielony|"
    "tehtud|lõpetatud|täidetud|klárað|framkvæmt",
    "dropped": "droppa|droppet|utgår|utgått|dropped|cancelled|canceled|avlyst|avvist|stoppa|stoppet|eingestellt|"
    "verworfen|vervallen|gestopt|keskeytetty|hylätty|abandonné|abandonnée|cancelado|cancelada|"
    "abandonado|annullato|udgår|udgået|utgår ikke lenger aktuell|ikke aktuelt|ikkje aktuelt|utgår|"
    "inställd|grå|grey|gray|zaniechano|anulowano|odstąpiono|katkestatud|tühistatud|hætt við",
}

COLOUR_WORDS: Mapping[str, str] = {
    "green": "grøn|grønn|grønt|green|grün|grön|vert|verde|grøne|grønne|gröna|groen|vihreä|grænn|zielony",
    "yellow": "gul|gult|gule|yellow|amber|gelb|jaune|amarillo|oransje|orange|gula|geel|oranje|keltainen|giallo|żółty",
    "red": "raud|rød|rødt|red|rot|röd|rött|rouge|rojo|raude|røde|röda|rood|punainen|rauður|rosso|czerwony",
    "grey": "grå|grått|grey|gray|grau|gris|grijs|harmaa",
    "blue": "blå|blått|blue|blau|bleu|azul",
    "white": "kvit|hvit|white|weiß|vit|blanc|blanco",
}

# Stems of words for who does it and who helps, in compounds and phrases beyond any list.
_STEMS: Mapping[str, str] = {
    "responsible": r"(?<!med)ansvar|(?<!mit)verantwort|zuständig|responsa|responsib|odpowiedzialn|ábyrg|vastuu",
    "involved": r"medansvar|mitverantwort|samarbeid|samarbejd|samarbet|samverk|beteilig|mitwirk|kooperation|coinvolt|"
    r"collabor|colabora|współprac|samstarf|yhteistyö|kumppan|samenwerk|medvirk|medverk|medspel|involv|delta[rk]|particip|consult|konsult|informer|informed",
}
CERTAIN = 0.95
"""From this certainty on, the meaning of a heading is taken for granted."""
_LONGEST_BY_STEMS = 3  # words

_LONGEST_HEADING = 60  # characters
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER_BEFORE = r"\d{1,3}(?:\.\d{1,3})*[.)]?"
_PUNCTUATION = re.compile(r"[:.;*?!\u2026]+$|^[*\u2022]\s*|\(.*?\)|\[.*?\]")


_NEGATIONS = (
    "ikkje", "ikke", "not", "nicht", "ej", "inte", "ikkje enno", "no", "non", "pas", "niet", "ei", "sin", "não", "ekki",
    "ikke endnu", "nie", "pole",
)  # fmt: skip
# Words between a status and its negation: «ikkje er påstarta», «has not yet been started».
_FILLING = frozenset((
    "er", "har", "blitt", "vorte", "vorten", "is", "has", "been", "yet", "enno", "ennå", "are", "ist", "sind", "noch",
    "wurde", "är", "ännu", "blevet", "endnu", "nog", "on", "est", "está", "è",
))  # fmt: skip
_NO_LETTERS = re.compile(r"[^\w]+")


def _words(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(word) for word in listed.split("|")))


@cache
def _fields_of_words() -> Mapping[str, str]:
    """Every column word -> the meaning of the column; of two meanings the one listed first."""
    fields: dict[str, str] = {}
    for means, listed in COLUMN_WORDS.items():
        for word in _words(listed):
            fields.setdefault(word, means)
    return fields


@cache
def _statuses_of_words() -> Mapping[str, str]:
    return {word: key for key, listed in STATUS_WORDS.items() for word in _words(listed)}


@cache
def _colours_of_words() -> Mapping[str, str]:
    return {word: colour for colour, listed in COLOUR_WORDS.items() for word in _words(listed)}


@dataclass(frozen=True)
class HeadingMatch:
    """The meaning of a column's heading, and how certain it is (0.0-1.0); two meanings for «Ansvar / involvering»."""

    means: tuple[str, ...]
    certainty: float


@lru_cache(maxsize=10_000)
def match_heading(heading: str) -> HeadingMatch | None:
    """Return the meaning of a column's heading; None if it is not a known word.

    A listed word is certain. Part of a heading («Planlagt ferdig: frist») or a misspelling («Innovering» for
    «Involvering») is less so.
    """
    text = normalise(_PUNCTUATION.sub(" ", heading)) or normalise(heading)
    if not text or len(text) > _LONGEST_HEADING:
        return None
    known = _fields_of_words()
    within = re.search(r"\((.+)\)", heading)  # «Ansvarlig (samarbeid med)»
    if text in known:
        also = match_heading(within[1]) if within else None
        both = (known[text], *also.means) if also and also.certainty == 1.0 else (known[text],)
        return HeadingMatch(tuple(dict.fromkeys(both)), 1.0)
    if known.get(_YEAR.sub("", text).strip()) == "status":  # «Status 2025»
        return HeadingMatch(("status",), CERTAIN)
    parts = [part for part in re.split(r"\s*(?:/|,|&|\+|\bog\b|\boch\b|\band\b|\bund\b)\s*", text) if part]
    means = tuple(dict.fromkeys(known[part] for part in parts if part in known))
    if len(parts) > 1 and len(means) == len(parts):
        return HeadingMatch(means, 0.95)
    if means:
        return HeadingMatch(means[:1], 0.8)
    return _inexact_match(text, known)


def _inexact_match(text: str, known: Mapping[str, str]) -> HeadingMatch | None:
    words = text.split()
    runs = sorted(
        (" ".join(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1)),
        key=len,
    )[::-1]  # of two as long, the last: «Ansvar Deltar» is a heading and one below it
    found = next((known[run] for run in runs if run in known and len(run) > 3), None)
    if found and len(words) <= 6:
        return HeadingMatch((found,), 0.75)
    if len(text) < 5:
        return None
    from rapidfuzz import fuzz, process

    near = process.extractOne(text, list(known), scorer=fuzz.ratio, score_cutoff=84)
    means = (known[near[0]],) if near else _by_stems(text)
    return HeadingMatch(means, 0.7) if means else None


def _by_stems(text: str) -> tuple[str, ...]:
    """Return the bodies that a short heading means by its stems: «Gjennomføringsansvar», «Soggetti coinvolti»."""
    if len(text.split()) > _LONGEST_BY_STEMS:
        return ()
    return tuple(means for means, stems in _STEMS.items() if re.search(stems, text))


def status_key(text: str) -> str | None:
    """Return the standard status that a word means: "not_started", "started", "done" or "dropped"; otherwise None."""
    return _statuses_of_words().get(normalise(_PUNCTUATION.sub(" ", text)))


def status_key_in(text: str) -> str | None:
    """Return the status that a sentence mentions («tiltaket er gjennomført»); None if it mentions none or several."""
    words = _NO_LETTERS.sub(" ", normalise(text)).split()
    whole = f" {' '.join(words)} "
    folded = f" {' '.join(word for word in words if word not in _FILLING)} "
    found: set[str] = set()
    for word in sorted(_statuses_of_words().keys() - _colours_of_words().keys(), key=len, reverse=True):
        if not _FILLING.isdisjoint(word.split()) and f" {word} " in whole:  # «on track»
            if any(f" {no} {word} " in whole for no in _NEGATIONS):
                return None
            found.add(_statuses_of_words()[word])
        elif f" {word} " in folded:
            negated = any(f" {no} {word} " in folded for no in _NEGATIONS)
            found.add("not_started" if negated else _statuses_of_words()[word])
            folded = folded.replace(f" {word} ", " ")
    return found.pop() if len(found) == 1 else None


def colour_word(text: str) -> str | None:
    """Return in English the colour that a text begins with («GRØN Merking betyr …»); None if there is none."""
    first = re.match(r"\W*([^\W\d_]+)", text)
    return _colours_of_words().get(normalise(first[1])) if first else None


def _label_pattern(listed: str) -> re.Pattern[str]:
    written = {*_words(listed), *listed.split("|")}  # «maßnahme» is normalised to «massnahme»
    words = "|".join(sorted(map(re.escape, written), key=len, reverse=True))
    number = r"[A-ZÆØÅ]{0,3}[-. ]?\d+(?:\s?\.\s?\d+)*[a-z]?|(?-i:[IVX]+)(?=[\s.:])"  # «Tiltak i planperioden»
    number = rf"(?:\d+|[IVX]+)\.[a-z](?=[\s.:)])|{number}|[A-H](?=\s?[.:)]|\s[\u2013\u2014-]\s)"
    return re.compile(
        rf"^(?:(?P<first>{_NUMBER_BEFORE})\s+(?=[^:]{{2,40}}:))?"  # «1.2.3 Tiltak: …»
        rf"(?:strategic |strategisk |overordna |overordnet )?(?P<label>{words})\s*(?:nr\.?\s*|no\.?\s*)?"
        rf"(?:(?P<number>{number})\s*[.:)\u2013\u2014-]*|[:\u2013\u2014-])\s*(?P<rest>.*)$",
        re.IGNORECASE | re.DOTALL,
    )


# «Priority: high» is not an area, but «Priority 2: Slower traffic» is.
_NUMBERED_AREA = re.compile(
    r"^(?:priority|prioritet|prioritering|priorität|priorité|prioridad)\s*(?P<number>\d{1,2}|[A-H])\s*"
    r"[:.\u2013\u2014-]\s*(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DOCUMENT = re.compile(f"{PLANS}|{DOCUMENTS}")
_PLAN, _OTHER_CHAPTER, _OF_MEASURES = map(re.compile, (PLANS, OTHER_CHAPTERS, OF_MEASURES))
_NO_LEVEL = re.compile(rf"(?:{SHEETS_WITHOUT_NAMES})\s?\d*|{INTRODUCTIONS}")
_MEANS_TO = re.compile(rf"\b(?:{MEANS_TO})\b")
_JOINING = frozenset(JOINING_WORDS.split("|"))
_AREA, _GOAL, _MEASURE = map(_label_pattern, (_AREA_LABELS, _GOAL_LABELS, _MEASURE_LABELS))


@dataclass(frozen=True)
class Label:
    """A text that says what it is («Mål 1.2: …», «Handlungsfeld: Verkehr»): `means` is area, goal or text."""

    means: str
    number: str
    rest: str


def find_label(text: str) -> Label | None:
    """Return the label at the start of a heading or row; None if it has none."""
    text = squeeze(text)
    for means, pattern in (("goal", _GOAL), ("area", _AREA), ("area", _NUMBERED_AREA), ("text", _MEASURE)):
        if found := pattern.match(text):
            number = found["number"] or found.groupdict().get("first") or ""
            return Label(means, squeeze(number).replace(" ", "").rstrip(".)"), found["rest"].strip())
    return None


@cache
def _weak_text_words() -> frozenset[str]:
    return frozenset(_words(WEAK_TEXT_WORDS))


def may_name_measures(heading: str) -> bool:
    """Return whether a heading is so general («Title», «Navn») that it means measures if no other column does."""
    return normalise(_PUNCTUATION.sub(" ", heading)) in _weak_text_words()


def field_of(heading: str) -> str:
    """Return the field that a heading certainly names; "" if uncertain."""
    match = match_heading(heading) if heading else None
    return match.means[0] if match and match.certainty >= CERTAIN else ""


@cache
def _labels_of_whom_or_when() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_words(WHOM_OR_WHEN_WORDS)), frozenset(_words(WHEN_WORDS))


def whom_or_when(label: str, is_time: bool) -> str:
    """Return the field of a label whose value decides («By: Highways», «By: June 2026»); "" for other labels."""
    whom, when = _labels_of_whom_or_when()
    text = normalise(label)
    if is_time and (text in whom or text in when):
        return "timeframe"
    return "responsible" if text in whom else ""


def may_be_body(heading: str) -> bool:
    """Return whether a heading can also be the name of a body: «Planning»."""
    return normalise(heading) in _words(HEADINGS_AND_BODIES)


def is_other_date(heading: str) -> bool:
    """Return whether a heading is for dates other than a timeframe: when something was written, reported or changed."""
    text = normalise(heading)
    return any(word in text for word in OTHER_DATES.split("|"))


@cache
def _words_of_other_tables() -> Mapping[str, tuple[frozenset[str], ...]]:
    return {
        kind: tuple(frozenset(_words(group)) for group in groups) for kind, groups in OTHER_TABLES.items()
    }


def _long(group: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in group if len(word) > 3)


def other_table(headings: Sequence[str], has_measures: bool) -> str:
    """Return another kind of table (risk register, contact list) that has such headings; "" if none.

    `has_measures`: one of the headings is for measures. A risk register has measures too.
    """
    texts = {normalise(_PUNCTUATION.sub(" ", heading)) for heading in headings}
    words = {word for text in texts for word in _NO_LETTERS.sub(" ", text).split()}
    for kind, groups in _words_of_other_tables().items():
        found = [at for at, group in enumerate(groups) if texts & group]
        if kind == "risks":  # «Probability (1-5)», «Impact level»
            found = [at for at, group in enumerate(groups) if texts & group or words & _long(group)]
        if len(found) < 2 or (has_measures and kind not in ("risks", "issues")):
            continue
        # The likelihood of something is never said about a measure.
        if kind != "risks" or 0 in found or (2 in found and not has_measures):
            return kind
    return ""


def names_document(text: str) -> bool:
    """Return whether a text names a document («Handlingsplan 2025-2028»), as opposed to its subject."""
    return _DOCUMENT.search(normalise(text)) is not None


def names_plan(text: str) -> bool:
    """Return whether a text is the title of a plan or program."""
    return _PLAN.search(normalise(text)) is not None


def names_sheet_or_introduction(text: str) -> bool:
    """Return whether a text is a program's default sheet name, or «Introduction»."""
    return _NO_LEVEL.fullmatch(normalise(text)) is not None


def names_other_chapter(text: str) -> bool:
    """Return whether a text is the heading of a chapter about the plan itself: «Contents», «How it is followed up»."""
    return _OTHER_CHAPTER.search(normalise(text)) is not None


def says_what_is_meant(text: str) -> bool:
    """Return whether a text states an intention."""
    return _MEANS_TO.search(normalise(text)) is not None


def speaks_of_measures(text: str) -> bool:
    """Return whether a text contains a word for measures."""
    return _OF_MEASURES.search(normalise(text)) is not None


def is_joining_word(word: str) -> bool:
    """Return whether a word is an article, preposition or conjunction."""
    return normalise(word) in _JOINING


def goes_on_after(text: str) -> bool:
    """Return whether a text ends with a word that cannot end a sentence: «… fra Vik til»."""
    words = text.split()
    return bool(words) and is_joining_word(words[-1])
