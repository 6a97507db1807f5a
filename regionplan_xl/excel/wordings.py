"""What is surely meant: the words, signs and marks that need no asking. Anything else is asked about.

To teach the program a wording, add it here (or for one plan under `statuses: also:` in config.yaml).
"""

# Beside the labels and `also` of the scale. One wording per line or comma; case, accents, spaces and
# punctuation do not matter. Left out on purpose, since people mean different things by them:
# ja, nei, x, ok, delvis, planlagt, utsett, i rute, løpande, kontinuerleg, vedtatt.
STATUS_WORDS = {
    "not_started": """
        ikkje påstarta, ikke påstartet, ikkje starta, ikke startet, ikkje starta opp, ikke startet opp,
        ikkje begynt,
        ikke begynt, ikkje byrja, ikkje påbyrja, ikkje påbegynt, ikke påbegynt, ikkje igangsett,
        ikkje igangsatt,
        ikke igangsatt, ikkje sett i gang, ikke satt i gang, ikkje i gang, ikke i gang, ikkje starta enno,
        ikke startet ennå, ikke startet enda, ikkje påstarta enno, ikke påstartet ennå, ikke påstartet enda,
        ikkje begynt enno, ikke begynt ennå, enno ikkje starta, ennå ikke startet, enno ikkje påstarta,
        ennå ikke påstartet, ikkje gjort noko, ikke gjort noe, ikkje sett i verk, ikke satt i verk,
        ikkje iverksett,
        ikke iverksatt, upåbegynt, not started, not begun, not yet started, unstarted, not started yet,
        nothing done
    """,
    "started": """
        påstarta, påstartet, starta, startet, starta opp, startet opp, oppstarta, oppstartet, begynt, byrja,
        påbyrja,
        påbegynt, i gang, igang, er i gang, godt i gang, så vidt i gang, sett i gang, satt i gang,
        igangsett, igangsatt,
        pågår, pågåande, pågående, under arbeid, i arbeid, under veg, undervegs, underveis,
        under gjennomføring,
        under utføring, delvis gjennomført, delvis ferdig, delvis utført, delvis fullført,
        nesten ferdig, halvferdig, started, begun, in progress, on going, ongoing, under way, underway,
        partly done,
        partially done, partially completed, work in progress, wip, nearly done, almost done
    """,
    "done": """
        gjennomført, gjennomførd, gjennomførde, gjennomførte, utført, fullført, sluttført, ferdig, ferdige,
        ferdigstilt,
        ferdigstilte, ferdigstilla, ferdig utført, ferdig gjennomført, avslutta, avsluttet, gjort,
        heilt ferdig,
        helt ferdig, i mål, done, all done, complete, completed, finished, carried out, implemented
    """,
    "dropped": """
        droppa, droppet, utgår, utgått, går ut, uaktuelt, ikkje aktuelt, ikke aktuelt, ikkje lenger aktuelt,
        ikke lenger aktuelt, lagt bort, skrinlagt, skrinlagd, dropped, cancelled, canceled, not relevant,
        no longer relevant
    """,
}

# They attach to whichever status of the scale has such a colour.
COLOUR_WORDS = {
    "red": "raud, rød, raudt, rødt, raude, røde, red, 🔴, 🟥",
    "yellow": "gul, gult, gule, yellow, amber, 🟡, 🟨",
    "green": "grøn, grønn, grønt, grøne, grønne, green, 🟢, 🟩",
    "blue": "blå, blått, blue, 🔵, 🟦",
}

# Words around a wording that change nothing of what it means («er no i gang», «tiltaket er gjennomført»).
FILLERS = frozenset(
    {
        "status",
        "statusen",
        "tiltak",
        "tiltaket",
        "dette",
        "det",
        "er",
        "vart",
        "ble",
        "blei",
        "vert",
        "no",
        "nå",
        "allereie",
        "allerede",
        "har",
        "vi",
        "me",
        "it",
        "is",
        "now",
        "already",
        "the",
        "measure",
        "fully",
        "completely",
        "heilt",
        "helt",
    }
)

DONE_SIGNS = frozenset("✓✔☑✅")
NO_SIGNS = frozenset("❌✗✘✖❎☒🚫❓❔⁉")
"""Signs that may mean «no» as well as «cross in the box»: with them nothing is sure."""

# A mark under a heading that is itself a status («Grøn», «Gjennomført»).
MARKS = frozenset({"x", "xx", "ja", "yes", "ok", "1", "✓", "✔", "☑", "✅", "×", "●", "•", "🟢", "🟡", "🔴"})

# «(tøm)»: asks that a field be emptied; always in brackets, so that no comment is taken for it.
CLEAR_WORDS = ("tøm", "tom", "clear", "empty", "blank", "slett", "tømme")

PERCENT_WORDS = ("%", "prosent", "percent", "per cent", "pct", "pst", "％")
ABOUT = ("ca", "ca.", "omtrent", "om lag", "omlag", "cirka", "circa", "about", "rundt", "~")
