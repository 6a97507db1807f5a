"""What is surely meant: the words, signs and marks that need no asking. Anything else is asked about.

To teach the program a wording, add it here (or for one plan under `statuses: also:` in config.yaml).
Wordings stand with commas between; case, accents, spaces and hyphens do not matter.

Left out on purpose, since people mean different things by them: ja, nei, x, ok, delvis, planlagt, utsett, i
rute, løpande, kontinuerleg, vedtatt, klar, på plass, på gang (coming, or under way), iverksett and sett i verk
(begun, or carried out), and every percentage but 100 %: 0 % is also what they write who have only just begun.
"""

# Words that say that something was begun. Only these become «not started» with a «not» before them: what is
# not under way may as well be done, or have stopped.
BEGUN_WORDS = """
    påstarta, påstartet, starta, startet, starta opp, startet opp, oppstarta, oppstartet, begynt, byrja,
    påbyrja, påbegynt, begynte, starta på, startet på, begynt på, byrja på, i gang, sett i gang, satt i gang,
    igangsett, igangsatt, kome i gang, komme i gang, kommet i gang, komen i gang, kom i gang, kome godt i gang,
    started, begun, commenced, got going, gått i gang, i gong, sett i gong, kome i gong,
    komen i gong, kom i gong, begynnt, starta med, startet med, begynt med, byrja med
"""

# Beside the labels and `also` of the scale.
STATUS_WORDS = {
    "not_started": """
        upåbegynt, ustarta, ustartet, ubegynt, unstarted, nothing done, nothing done yet, nothing started,
        ikkje gjort noko, ikke gjort noe, ikkje noko gjort, ikke noe gjort, ikkje gjort noe, ikke gjort noko,
        ikkje gjort noko med, ikke gjort noe med,
        ingenting gjort, ingen ting gjort, ingenting er gjort, ingen ting er gjort, ingenting er starta,
        ingenting er startet, ingenting starta, ingenting startet, ventar på oppstart, venter på oppstart,
        ventar på å starte, venter på å starte, ventar på å kome i gang, venter på å komme i gang,
        awaiting start, to be started, har ikkje gjort noko, har ikke gjort noe
    """,
    "started": """
        pågår, pågåande, pågående, under arbeid, i arbeid, under veg, undervegs, under vegs, underveis,
        under gjennomføring, under utføring, under utarbeiding, under utarbeidelse, under utvikling,
        under bygging, under produksjon, under oppføring,
        halvferdig, halvgjort, halvvegs ferdig, halvveis ferdig, halvt ferdig,
        i prosess, i startfasen, godt på veg, godt på vei, kome langt, kommet langt,
        jobbar med, jobber med, jobbar med det, jobber med det, jobbar med saka, jobber med saken,
        jobbar med tiltaket, jobber med tiltaket, jobbar på det, jobber på det, arbeider med det,
        arbeider med, arbeider med saka, arbeider med saken, arbeider med tiltaket,
        held på, holder på, held på med, holder på med, held på med det, holder på med det, held på no,
        det vert arbeidd med, det vert jobba med, det blir jobba med, det blir jobbet med, det jobbes med,
        det arbeides med, det vert jobba med saka, blir jobba med, blir jobbet med, vert jobba med,
        vert arbeidd med,
        i full gang, i full gong, arbeidet pågår, arbeidet held fram, arbeidet fortsetter, arbeid pågår, arbeid i gang,
        in progress, on going, ongoing, under way, underway, work in progress, wip, working on it,
        work under way, work has started, being worked on, started work, partway
    """,
    "done": """
        gjennomført, gjennomførd, gjennomførde, gjennomførte, utført, utførd, utførte, fullført, fullførd,
        fullførte, sluttført, sluttførd, ferdig, ferdige, ferdigstilt, ferdigstilte, ferdigstilla, ferdigstelt,
        ferdigstelte,
        ferdig utført, ferdig gjennomført, ferdiggjort, gjort, gjort ferdig, i mål, kome i mål, komme i mål,
        kommet i mål, done, complete, completed, finished, carried out, implemented, accomplished,
        avslutta, avsluttet
    """,
    "dropped": """
        droppa, droppet, utgår, utgått, går ut, uaktuelt, ikkje aktuelt, ikke aktuelt, ikkje lenger aktuelt,
        ikke lenger aktuelt, lagt bort, skrinlagt, skrinlagd, dropped, cancelled, canceled, not relevant,
        no longer relevant
    """,
}

CLOSED_WORDS = "avslutta, avsluttet"
"""Done, unless the scale has more than the three statuses: what was given up is closed too."""

# They attach to whichever status of the scale has such a colour. Pink («lyserød») is no red.
COLOUR_WORDS = {
    "red": "raud, rød, raudt, rødt, raude, røde, red, mørkeraud, mørkerød, 🔴, 🟥",
    "yellow": "gul, gult, gule, yellow, amber, lysegul, ljosegul, lys gul, knallgul, 🟡, 🟨",
    "green": """grøn, grønn, grønt, grøne, grønne, green, lysegrøn, lysegrønn, ljosegrøn, ljos grøn, lys grøn,
        lys grønn, mørkegrøn, mørkegrønn, mørk grøn, mørk grønn, light green, dark green, 🟢, 🟩""",
    "blue": "blå, blått, blue, 🔵, 🟦",
}

NOT = "ikkje, ikke, ikkje blitt, ikke blitt, ikkje vorte, not, aldri, never, hasnt, isnt, havent, wasnt"
STILL = """enno, ennå, enda, endå, yet, still, framleis, fremdeles, fortsatt, førebels, foreløpig, hittil,
    så langt, so far, per i dag, pr i dag, per dags dato, pr dags dato, for tida, for tiden, for øyeblikket"""
"""With «done» after them they promise nothing."""
NEARLY = "nesten, nesten heilt, nesten helt, nearly, almost"
PARTLY = """delvis, dels, halvvegs, halvveis, partly, partially, partial, litt, noko, noe, bare delvis,
    berre delvis, kun delvis, half, til dels"""
WELL = "godt, så vidt, så smått, skikkeleg, skikkelig, for fullt, well"
FULLY = """heilt, helt, fullt, fullt ut, fullstendig, fully, completely, endeleg, endelig, finally, alt, alle, all,
    alt saman, alt sammen, everything"""
EXPECTED = "forventa, forventet, venta, ventet, antatt, expected, blir, vert, skal bli, will be"
"""What is to be done is not done; beside another statement it may stand."""
WILL_START = """startar, starter, startar opp, starter opp, oppstart, planlagt, planlagd, planlagt oppstart,
    planlagt start, vert starta, blir starta, blir startet, planned, planned start, starts, will start, startes,
    startast, skal startast, skal startes, skal starte, skal begynne, skal i gang, begynner, byrjar, tek til"""
"""Beside «not started» they agree with it; alone they are asked about."""
YES, NO = "ja, jau, jo, yes, ok, jepp", "nei, nope"
CHEERS = frozenset("👍🎉🙂😊😀😃😄💪🥳👏🙌")
"""Neither good news nor words: they agree with started and done."""
PAST = "i fjor, i går, last year, yesterday"
SINCE = "sidan, siden, since, frå, fra, from"
ON = "i, in, on, pr, per, dato"

# Words around a wording that change nothing of what it means («er no i gang», «tiltaket er gjennomført»).
# «Vert» and «blir» are none: what is becoming done is not done yet.
FILLERS = """
    status, statusen, tiltak, tiltaket, dette, det, den, er, vart, ble, blei, blitt, vorte, vorten,
    no, nå, allereie, allerede, har, vi, me, it, is, now, already, the, measure, has, been, we, are, have, this,
    arbeidet, arbeid, saka, saken, prosjektet, prosjekt, farge, fargen, colour, color, trafikklys, dessverre, diverre,
    fått, currently, its
"""
_ENGLISH = (
    "measure the is it now already has been we are have this done started begun complete completed finished "
    "progress ongoing carried implemented commenced nearly almost partly partially all fully"
)
ENGLISH = frozenset(_ENGLISH.split())
"""Beside these «no» is English, and not «now»."""

BETWEEN = frozenset({"og", "men", "and", "but", "samt", "medan", "mens"})
"""Words that part one statement from the next."""

OTHER_WORDS = frozenset({"competed"})
"""Words of their own that are one letter from a wording."""

DONE_SIGNS = frozenset("✓✔☑✅")

# A mark under a heading that is itself a status («Grøn», «Gjennomført»).
MARKS = frozenset({"x", "xx", "ja", "yes", "ok", "1", "✓", "✔", "☑", "✅", "×", "●", "•", "🟢", "🟡", "🔴"})

# «(tøm)»: asks that a field be emptied; always in brackets, so that no comment is taken for it.
CLEAR_WORDS = ("tøm", "tom", "clear", "empty", "blank", "slett", "tømme")

PERCENT_WORDS = ("%", "prosent", "percent", "per cent", "pct", "pst", "％")
ABOUT = ("ca", "ca.", "omtrent", "om lag", "omlag", "cirka", "circa", "about", "rundt", "~")
