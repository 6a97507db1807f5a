"""The vocabulary of timeframes: months, seasons, parts of a year, repetition, and words for from and until."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

WordKind = Literal[
    "month", "season", "unit", "ordinal", "portion", "repeats", "each", "whole", "per", "times", "within", "before",
    "after", "from", "to", "and", "onwards", "period", "filler",
]  # fmt: skip


class Word(NamedTuple):
    """The meaning of a word. `value` depends on `kind`.

    - `month`: its number
    - `season`: (first month, last month)
    - `unit`: `year`, `quarter`, `half`, `third`, `week`, `month` or `school`
    - `ordinal`: its number (-1: the last)
    - `portion`: 0 (early), 1 (in the middle) or 2 (late)
    - `repeats`: `yearly` or `continuous`
    """

    kind: WordKind
    value: int | tuple[int, int] | str = ""


# Nynorsk, Bokmål, Danish, Swedish, Icelandic, Finnish, German, Dutch, English, French and Spanish.
_MONTHS = (
    "januar jan januari janúar tammikuuta tammi tammikuu january jänner janvier janv enero ene",
    "februar feb februari febrúar helmikuuta helmi helmikuu february février févr febrero",
    "mars mar marts maaliskuuta maalis maaliskuu märz mär mrz maart mrt march marzo",
    "april apr apríl huhtikuuta huhti huhtikuu avril avr abril abr",
    "mai maj maí toukokuuta touko toukokuu mei may mayo",
    "juni jun júní jún kesäkuuta kesä kesäkuu june juin junio",
    "juli jul júlí júl heinäkuuta heinä heinäkuu july juillet juil julio",
    "august aug augusti ágúst ágú elokuuta elo elokuu augustus août agosto ago",
    "september sep syyskuuta syys syyskuu sept septembre septiembre",
    "oktober okt október lokakuuta loka lokakuu october oct octobre octubre",
    "november nov nóvember nóv marraskuuta marras marraskuu novembre noviembre",
    "desember des december dec joulukuuta joulu joulukuu dezember dez décembre déc diciembre dic",
)
# A winter spans two years, so it is understood only if the text names both.
_SEASONS = {
    (3, 5): "vår våren forår foråret spring frühjahr frühling lente printemps primavera",
    (6, 8): "sommar sommaren sommer sommeren sommerhalvåret summer zomer été verano",
    (9, 11): "haust hausten høst høsten höst hösten efterår efteråret autumn herbst herfst automne otoño",
    (12, 2): "vinter vinteren vintern winter",
    (1, 6): "vårtermin vårterminen vt vårsemesteret vårsemester",
    (8, 12): "hösttermin höstterminen ht haustsemesteret haustsemester høstsemesteret høstsemester",
}
_UNITS = {
    "year": "år året åra årene åren jahr jahre jahren jahres year years jaar",
    "quarter": "kvartal kvartalet kvartalen kvartaler kv quarter quarters quartal quartals quartale kwartaal",
    "half": "halvår halvåret half halbjahr halbjahres hj",
    "third": "tertial tertialet tertialen trimester",
    "month": "månad månaden måned måneden month monat",
    "week": "veke veka vekene uke uka uken uker vecka veckan uge ugen week weeks woche kw v",
    "school": "skoleåret skuleåret skoleår skuleår läsåret läsår skolår schuljahr",
}  # fmt: skip
_ORDINALS = {
    1: "første fyrste first första förste erstes erste ersten",
    2: "andre anna anden andet annet annen second andra zweites zweite zweiten ii",
    3: "tredje third drittes dritte dritten iii",
    4: "fjerde fjärde fourth viertes vierte vierten iv",
    -1: "siste sista sidste last letztes letzte letzten",
}
_PORTIONS = (
    "primo tidleg tidlig tidigt tidligt early starten byrjinga begynnelsen begyndelsen beginning början anfang "
    "inngangen",
    "medio midten mitten mid middle midt mitte",
    "ultimo slutten slutet slutningen end ende enden late sent seint utgangen utgången udgangen utløpet årsslutt "
    "jahresende",
)
_REPEATS = {
    "yearly": "årleg årlig årligt årligen årvisst yearly annually annual jährlich jaarlijks halvårleg halvårlig "
    "halvårligt halbjährlich kvartalsvis kvartalsvise quarterly vierteljährlich tertialvis månadleg månedlig "
    "månatligen månedligt månadsvis monthly monatlich vekentleg ukentlig weekly wöchentlich biannually",
    "continuous": "kont kontinuerleg kontinuerlig kontinuerligt kontinuierlich continuous continuously løpande "
    "løpende løbende löpande fortløpande fortløpende fortlöpande laufend fortlaufend ongoing vedvarande "
    "tillsvidare daueraufgabe dauerhaft ständig doorlopend annakvart annethvert biennial biennially",
}
_OTHERS: dict[WordKind, str] = {
    "each": "kvar kvart hver hvert varje each every jede jedes jeden jeder elke",
    "whole": "heile hele hela whole entire gjennom throughout ganze ganzen gesamte gesamten",
    "per": "per pr",
    "times": "gong gonger gang ganger gånger gange twice once mal times twice zweimal",
    "within": "innan innen inom inden within by bis senest seinast latest spätestens until frist deadline due",
    "before": "før före before vor",
    "after": "etter efter after nach",
    "from": "frå fra från from ab oppstart start starts startes startar beginn seit since",
    "to": "til till to",
    "and": "og och und and en samt",
    "onwards": "framover fremover framåt onwards utover vidare videre ff beyond",
    "period": "perioden planperioden programperioden period planperiode",
    "filler": "a ein eit en et i im in the of av af den det dei de ca cirka omtrent rundt um about around zeitraum "
    "løpet laupet loppet during mellom mellan mellem between zwischen deretter "
    "derefter därefter then danach at på zum am då så tidsrommet",
}


def _words() -> Iterator[tuple[str, Word]]:
    for kind, texts in _OTHERS.items():
        yield from ((text, Word(kind)) for text in texts.split())
    for unit, texts in _UNITS.items():
        yield from ((text, Word("unit", unit)) for text in texts.split())
    for ordinal, texts in _ORDINALS.items():
        yield from ((text, Word("ordinal", ordinal)) for text in texts.split())
    for portion, texts in enumerate(_PORTIONS):
        yield from ((text, Word("portion", portion)) for text in texts.split())
    for repeats, texts in _REPEATS.items():
        yield from ((text, Word("repeats", repeats)) for text in texts.split())
    for months, texts in _SEASONS.items():
        yield from ((text, Word("season", months)) for text in texts.split())
    for month, texts in enumerate(_MONTHS, 1):
        yield from ((text, Word("month", month)) for text in texts.split())


WORDS = dict(_words())
"""Every word that the grammar of timeframes knows, as `text.normalise` returns it."""
