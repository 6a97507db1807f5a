"""The words that plans use for their columns, headings and statuses, in the languages that councils write in.

Norwegian (nn, nb), Swedish, Danish, German, English, French and Spanish; as `text.fold` gives them, split by «|».
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from regionplan_xl.text import fold, squeeze

# What a column of measures may mean: fields of `DraftMeasure`, the levels above, "start" and "end" of the time.
_COLUMN_WORDS: Mapping[str, str] = {
    "number": "nr|nr.|no|no.|nummer|number|num|id|tiltaksnr|tiltaksnummer|tiltak nr|nr tiltak|action no|action number|"
    "ref|ref.|reference|lfd nr|lfd. nr.|nummer der maßnahme|löpnr|löpnummer|kode|code|nº|n°|pos|pos.|kennung|#|"
    "punkt|løpenr",
    "text": "tiltak|tiltaket|tiltaka|tiltakene|tiltaksbeskrivelse|tiltaksbeskriving|beskriving av tiltak|"
    "beskrivelse av tiltak|measure|measures|action|actions|action item|action step|activity|activities|"
    "aktivitet|aktivitetar|aktiviteter|oppgave|oppgåve|oppgaver|oppgåver|maßnahme|maßnahmen|massnahme|åtgärd|åtgärder|"
    "handling|handlingar|handlinger|indsats|indsatser|insats|insatser|initiativ|initiative|initiatives|task|tasks|"
    "aufgabe|hva|kva|kva skal vi gjere|hva skal vi gjøre|what|vad|was|medida|acción|acciones|mesure|actividad|"
    "project|prosjekt|projekt|milestone|milestones|milepæl|leveranse|deliverable|commitment|aktion|aktioner|projet",
    "description": "beskrivelse|beskriving|beskrivning|description|details|beschreibung|forklaring|innhold|innhald|"
    "utdjuping|utdyping|descripción|om tiltaket",
    "timeframe": "tid|tidsramme|tidsfrist|tidsplan|tidplan|frist|når|tidspunkt|periode|gjennomføringsperiode|time|"
    "timeframe|time frame|timeline|timing|deadline|due|due date|when|target date|completion date|planned completion|"
    "zeitraum|termin|zeitplan|zeitrahmen|umsetzungszeitraum|laufzeit|när|klart senast|klart|plazo|échéance|délai|"
    "calendrier|year|years|år|jahr|gjennomføring|gjennomførast|gjennomføres|tidshorisont|tidsperspektiv|schedule|hvornår|"
    "tidsperiod|tidsperiode|fecha|date|dato|datum|bis wann|ferdig innen|ferdig innan|oppstart og ferdigstilling",
    "start": "start|startdato|start date|startdatum|begin|beginn|oppstart|from|fra|frå|von|från|fecha inicio|début",
    "end": "slutt|sluttdato|ende|end|end date|enddatum|til|bis|slut|slutdatum|finish|to|till|ferdigstilling|"
    "ferdigstillelse|fecha fin|fin",
    "responsible": "ansvar|ansvarleg|ansvarlig|ansvarlege|ansvarlige|hovedansvar|hovedansvarlig|hovudansvar|"
    "hovudansvarleg|ansvarlig enhet|ansvarleg eining|eier|eigar|owner|lead|lead agency|lead body|lead organisation|"
    "responsible|responsibility|responsible party|responsible agency|zuständig|zuständigkeit|verantwortlich|"
    "verantwortung|verantwortliche|verantwortlicher|federführung|federführend|ansvarig|ansvariga|huvudansvar|"
    "huvudansvarig|ansvarig nämnd|hvem|kven|who|vem|wer|responsable|ansvarshavende|ansvarshaver|accountable|agency|"
    "utførar|utfører|tiltakseier|prosjekteier|led by|lead partner|assigned to|assignee",
    "involved": "involvering|involverte|involverer|deltakere|deltakarar|deltagere|deltagare|samarbeidspartnere|"
    "samarbeidspartnarar|samarbeidspartner|samarbeid|samarbeid med|medvirkende|medverkande|partners|partner|involved|"
    "involvement|supporting|support|stakeholders|beteiligte|beteiligung|kooperation|kooperationspartner|mitwirkende|"
    "mitwirkung|samverkan|samverkan med|samverkanspart|samverkansparter|samarbejdspartnere|øvrige aktører|"
    "andre aktørar|andre aktører|participants|contributors|supporting agencies|delivery partners|socios|partenaires|"
    "medansvarlig|medansvarleg|bidragsytere|bidragsytarar|aktørar|aktører|aktörer|implicados",
    "status": "status|stand|läge|tilstand|state|rag|rag status|sachstand|umsetzungsstand|bearbeitungsstand|estado|"
    "statut|trafikklys|trafikkljos|fremdriftsstatus|status i dag|current status|lägesrapport|état|ampel",
    "progress": "framdrift|fremdrift|progress|fortschritt|% complete|percent complete|prosent|% ferdig|avancement|"
    "fullføringsgrad|completion|% fullført|% utført|fremskridt|avance",
    "comment": "kommentar|kommentarer|kommentarar|comment|comments|kommentare|statuskommentar|commentaire|comentario",
    "remark": "merknad|merknader|merknadar|remark|remarks|note|notes|bemerkung|bemerkungen|anmerkung|anmerkungen|"
    "anmärkning|anmärkningar|notat|notater|bemærkning|bemærkninger|observaciones|remarque|remarques|hinweis",
    "priority": "prioritet|prioritering|pri|pri.|priority|priorität|prio|prio.|prioridad|priorité|prioritetsgrad",
    "area": "satsingsområde|satsningsområde|satsingsområder|innsatsområde|fokusområde|tema|temaområde|område|"
    "handlungsfeld|handlungsfelder|bereich|focus area|area|theme|pillar|insatsområde|programområde|strategic area|"
    "priority area|kategori|category|kategorie|themenfeld|work stream|workstream|indsatsområde|ámbito|axe|eje|sektor",
    "sub_area": "delområde|undertema|sub-area|subarea|sub area|delomräde|teilbereich|undergruppe",
    "goal": "mål|delmål|hovedmål|hovudmål|målsetting|målsetjing|målsättning|goal|goals|objective|objectives|ziel|ziele|"
    "strategisk mål|strategiske mål|aim|aims|outcome|effektmål|strategi|strategy|strategic objective|strategisk grep|"
    "objetivo|objectif|teilziel|oberziel|inriktning",
    "baseline": "nåverdi|noverdi|no-verdi|utgangspunkt|baseline|basisverdi|ausgangswert|startverdi|utgangsläge|"
    "nuläge|basisår|nåsituasjon|current value",
    "target": "målverdi|måltal|måltall|target|zielwert|målvärde|målnivå|ambisjon|target value|resultatmål",
    "unit": "eining|måleeining|måleenhet|enhet for måling|unit|einheit|måttenhet",
    "indicator": "indikator|indikatorar|indikatorer|indicator|indicators|kpi|kennzahl|nyckeltal|måleindikator|"
    "styringsindikator|metric|metrics|indikatoren|indicador|indicateur",
}

_AREA_LABELS = (
    "satsingsområde|satsningsområde|innsatsområde|fokusområde|temaområde|tema|område|handlungsfeld|focus area|"
    "priority area|strategic area|area|theme|pillar|insatsområde|indsatsområde|målområde|kapittel|del|mål for området|"
    "programområde|axe|eje|ámbito|themenfeld"
)
_GOAL_LABELS = (
    "delmål|hovedmål|hovudmål|mål|målsetting|målsetjing|målsättning|ziel|teilziel|oberziel|goal|objective|aim|"
    "strategisk mål|effektmål|strategi|strategy|outcome|objetivo|objectif|inriktningsmål|commitment|strategic objective"
)
_MEASURE_LABELS = (
    "tiltak|measure|action|maßnahme|massnahme|åtgärd|aktivitet|activity|handling|indsats|insats|milestone"
)

# The words for a status in other languages than those a plan can have, and shorter forms; what they mean.
STATUS_WORDS: Mapping[str, str] = {
    "not_started": "ikkje påstarta|ikke påstartet|ikkje starta|ikke startet|ikkje påbegynt|ikke påbegynt|not started|"
    "not yet started|ikkje begynt|ikke begynt|ikkje i gang|ikke i gang|nicht begonnen|nicht gestartet|"
    "noch nicht begonnen|ej påbörjad|ej påbörjat|inte påbörjad|inte påbörjat|ej startad|ikke begyndt|"
    "ikke igangsat|no iniciado|sin iniciar|"
    "non commencé|pas commencé|to do|todo|raud|rød|red|rot|röd|rouge|rojo",
    "started": "påstarta|påstartet|påbegynt|påbyrja|i gang|under arbeid|igangsett|igangsatt|starta|startet|in progress|"
    "started|ongoing|underway|under way|on track|in arbeit|laufend|begonnen|in umsetzung|pågår|pågående|påbörjad|"
    "påbörjat|i gang sat|igangsat|en curso|en proceso|en cours|delvis gjennomført|delvis|gul|gult|yellow|amber|gelb|"
    "jaune|amarillo|underveis",
    "done": "gjennomført|gjennomførte|ferdig|utført|fullført|done|completed|complete|finished|umgesetzt|abgeschlossen|"
    "erledigt|fertig|genomförd|genomfört|klar|klart|avslutad|slutförd|gennemført|færdig|afsluttet|terminado|completado|"
    "finalizado|terminé|achevé|réalisé|grøn|grønn|grønt|green|grün|grön|vert|verde|oppnådd|nådd",
    "dropped": "droppa|droppet|utgår|utgått|dropped|cancelled|canceled|avlyst|avvist|stoppa|stoppet|eingestellt|"
    "verworfen|utgår ikke lenger aktuell|ikke aktuelt|ikkje aktuelt|utgår|inställd|grå|grey|gray",
}

COLOUR_WORDS: Mapping[str, str] = {
    "green": "grøn|grønn|grønt|green|grün|grön|vert|verde|grøne|grønne|gröna",
    "yellow": "gul|gult|gule|yellow|amber|gelb|jaune|amarillo|oransje|orange|gula",
    "red": "raud|rød|rødt|red|rot|röd|rött|rouge|rojo|raude|røde|röda",
    "grey": "grå|grått|grey|gray|grau|gris",
    "blue": "blå|blått|blue|blau|bleu|azul",
    "white": "kvit|hvit|white|weiß|vit|blanc|blanco",
}

_LONGEST_HEADING = 60  # characters
_PUNCTUATION = re.compile(r"[:.;*?!\u2026]+$|^[*\u2022]\s*|\(.*?\)|\[.*?\]")


_NEGATIONS = ("ikkje", "ikke", "not", "nicht", "ej", "inte", "ikkje enno", "no", "non", "pas")
# «ikkje er påstarta», «has not yet been started»: between a status and its negation.
_FILLING = frozenset(
    [
        "er",
        "har",
        "blitt",
        "vorte",
        "vorten",
        "is",
        "has",
        "been",
        "yet",
        "enno",
        "ennå",
        "are",
        "ist",
        "sind",
        "noch",
        "wurde",
        "är",
        "ännu",
        "blevet",
        "endnu",
    ]
)
_NO_LETTERS = re.compile(r"[^\w]+")


def _words(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in listed.split("|")))


@cache
def _fields_of_words() -> Mapping[str, str]:
    """Every word for a column -> what the column means; of two meanings the one that is listed first."""
    fields: dict[str, str] = {}
    for means, listed in _COLUMN_WORDS.items():
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
    """What a column's heading means, and how certain that is (0.0-1.0); two meanings for «Ansvar / involvering»."""

    means: tuple[str, ...]
    certainty: float


def match_heading(heading: str) -> HeadingMatch | None:
    """Return what a column's heading means; None if that is no word for a column of plans.

    A word of the list is certain. Part of a heading («Planlagt ferdig: frist») or a slip of spelling («Innovering»
    for «Involvering») is less so.
    """
    text = fold(_PUNCTUATION.sub(" ", heading)) or fold(heading)
    if not text or len(text) > _LONGEST_HEADING:
        return None
    known = _fields_of_words()
    within = re.search(r"\((.+)\)", heading)  # «Ansvarlig (samarbeid med)»
    if text in known:
        also = match_heading(within[1]) if within else None
        both = (known[text], *also.means) if also and also.certainty == 1.0 else (known[text],)
        return HeadingMatch(tuple(dict.fromkeys(both)), 1.0)
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
        reverse=True,
    )
    found = next((known[run] for run in runs if run in known and len(run) > 3), None)
    if found and len(words) <= 6:
        return HeadingMatch((found,), 0.75)
    if len(text) < 5:
        return None
    from rapidfuzz import fuzz, process

    near = process.extractOne(text, list(known), scorer=fuzz.ratio, score_cutoff=84)
    return HeadingMatch((known[near[0]],), 0.7) if near else None


def status_key(text: str) -> str | None:
    """Return which of the usual statuses a word means: "not_started", "started", "done" or "dropped"."""
    return _statuses_of_words().get(fold(_PUNCTUATION.sub(" ", text)))


def status_key_in(text: str) -> str | None:
    """Return which status a sentence speaks of («tiltaket er gjennomført»); None if of none, or of several."""
    words = (word for word in _NO_LETTERS.sub(" ", fold(text)).split() if word not in _FILLING)
    folded = f" {' '.join(words)} "
    found: set[str] = set()
    for word in sorted(_statuses_of_words().keys() - _colours_of_words().keys(), key=len, reverse=True):
        if f" {word} " in folded:
            negated = any(f" {no} {word} " in folded for no in _NEGATIONS)
            found.add("not_started" if negated else _statuses_of_words()[word])
            folded = folded.replace(f" {word} ", " ")
    return found.pop() if len(found) == 1 else None


def colour_word(text: str) -> str | None:
    """Return the colour that a text begins with («GRØN Merking betyr …») in English; None if with none."""
    first = re.match(r"\W*([^\W\d_]+)", text)
    return _colours_of_words().get(fold(first[1])) if first else None


def _label_pattern(listed: str) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words(listed)), key=len, reverse=True))
    number = r"[A-ZÆØÅ]{0,3}[-. ]?\d+(?:\s?\.\s?\d+)*[a-z]?|[IVX]+(?=[\s.:])"
    return re.compile(
        rf"^(?:strategic |strategisk |overordna |overordnet )?(?P<label>{words})\s*(?:nr\.?\s*|no\.?\s*)?"
        rf"(?:(?P<number>{number})\s*[.:)\u2013\u2014-]*|[:\u2013\u2014-])\s*(?P<rest>.*)$",
        re.IGNORECASE | re.DOTALL,
    )


_AREA, _GOAL, _MEASURE = map(_label_pattern, (_AREA_LABELS, _GOAL_LABELS, _MEASURE_LABELS))


@dataclass(frozen=True)
class Label:
    """A text that says itself what it is («Mål 1.2: …», «Handlungsfeld: Verkehr»): `means` is area, goal or text."""

    means: str
    number: str
    rest: str


def find_label(text: str) -> Label | None:
    """Return what a heading or a row says itself to be; None if it does not."""
    text = squeeze(text)
    for means, pattern in (("goal", _GOAL), ("area", _AREA), ("text", _MEASURE)):
        if found := pattern.match(text):
            return Label(means, squeeze(found["number"] or "").replace(" ", ""), found["rest"].strip())
    return None
