"""The words, signs and ticks that people type for a status. We ask about anything else.

Add a wording here, or for one plan under `statuses: also:` in config.yaml. Wordings are separated by commas; case,
accents, spaces and hyphens do not matter.

Left out because they are ambiguous: ja, nei, x, ok, delvis, planlagt, utsett, i rute, løpande, kontinuerleg, vedtatt,
klar, på plass, på gang (coming, or under way), iverksett and sett i verk (begun, or carried out), and every percentage
but 100 %: people who have only just begun write 0 % too.
"""

# Only these mean «not started» after a «not»: a measure not under way may be done or have stopped.
BEGUN_WORDS = """
    påstarta, påstartet, starta, startet, starta opp, startet opp, oppstarta, oppstartet, begynt, byrja,
    påbyrja, påbegynt, begynte, starta på, startet på, begynt på, byrja på, i gang, sett i gang, satt i gang,
    igangsett, igangsatt, kome i gang, komme i gang, kommet i gang, komen i gang, kom i gang, kome godt i gang,
    started, begun, commenced, got going, gått i gang, i gong, sett i gong, kome i gong,
    komen i gong, kom i gong, begynnt, starta med, startet med, begynt med, byrja med
"""

# In addition to the labels and `also` of the scale.
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
"""Done, unless the scale has a fourth status, since abandoned measures are closed too."""

# Each means the status of the scale with that colour. Pink («lyserød») is not red.
COLOUR_WORDS = {
    "red": "raud, rød, raudt, rødt, raude, røde, red, mørkeraud, mørkerød, 🔴, 🟥",
    "yellow": "gul, gult, gule, yellow, amber, lysegul, ljosegul, lys gul, knallgul, 🟡, 🟨",
    "green": """grøn, grønn, grønt, grøne, grønne, green, lysegrøn, lysegrønn, ljosegrøn, ljos grøn, lys grøn,
        lys grønn, mørkegrøn, mørkegrønn, mørk grøn, mørk grønn, light green, dark green, 🟢, 🟩""",
    "blue": "blå, blått, blue, 🔵, 🟦",
}

# Role in a statement -> words. «Vert» and «blir» are no fillers: a measure that is becoming done is not done.
ROLE_WORDS = {
    # Words without meaning here («er no i gang», «tiltaket er gjennomført»).
    "filler": """
        status, statusen, tiltak, tiltaket, dette, det, den, er, vart, ble, blei, blitt, vorte, vorten,
        no, nå, allereie, allerede, har, vi, me, it, is, now, already, the, measure, has, been, we, are, have, this,
        arbeidet, arbeid, saka, saken, prosjektet, prosjekt, farge, fargen, colour, color, trafikklys, dessverre,
        diverre, fått, currently, its
    """,
    "not": "ikkje, ikke, ikkje blitt, ikke blitt, ikkje vorte, not, aldri, never, hasnt, isnt, havent, wasnt",
    # They do not promise that a measure will be done.
    "still": """enno, ennå, enda, endå, yet, still, framleis, fremdeles, fortsatt, førebels, foreløpig, hittil,
        så langt, so far, per i dag, pr i dag, per dags dato, pr dags dato, for tida, for tiden, for øyeblikket""",
    "nearly": "nesten, nesten heilt, nesten helt, nearly, almost",
    "partly": """delvis, dels, halvvegs, halvveis, partly, partially, partial, litt, noko, noe, bare delvis,
        berre delvis, kun delvis, half, til dels""",
    "well": "godt, så vidt, så smått, skikkeleg, skikkelig, for fullt, well",
    "fully": """heilt, helt, fullt, fullt ut, fullstendig, fully, completely, endeleg, endelig, finally, alt, alle, all,
        alt saman, alt sammen, everything""",
    # A measure that will be done is not done; these may accompany another statement.
    "expected": "forventa, forventet, venta, ventet, antatt, expected, blir, vert, skal bli, will be",
    # They agree with «not started»; alone, we ask about them.
    "start_later": """startar, starter, startar opp, starter opp, oppstart, planlagt, planlagd, planlagt oppstart,
        planlagt start, vert starta, blir starta, blir startet, planned, planned start, starts, will start, startes,
        startast, skal startast, skal startes, skal starte, skal begynne, skal i gang, begynner, byrjar, tek til""",
    "yes": "ja, jau, jo, yes, ok, jepp",
    "no": "nei, nope",
    "past": "i fjor, i går, last year, yesterday",
    "since": "sidan, siden, since, frå, fra, from",
    "on": "i, in, on, pr, per, dato",
}
CHEERS = frozenset("👍🎉🙂😊😀😃😄💪🥳👏🙌")
"""They agree with started and done but name neither."""

_ENGLISH = (
    "measure the is it now already has been we are have this done started begun complete completed finished "
    "progress ongoing carried implemented commenced nearly almost partly partially all fully"
)
ENGLISH = frozenset(_ENGLISH.split())
"""Beside one of these, «no» is the English word, not the Norwegian for «now»."""

BETWEEN = frozenset({"og", "men", "and", "but", "samt", "medan", "mens"})
"""Words between two statements."""

OTHER_WORDS = frozenset({"competed"})
"""Words that differ from a wording by one letter but mean something else."""

DONE_SIGNS = frozenset("✓✔☑✅")

# Ticks below a heading that is a status («Grøn», «Gjennomført»).
TICKS = frozenset({"x", "xx", "ja", "yes", "ok", "1", "✓", "✔", "☑", "✅", "×", "●", "•", "🟢", "🟡", "🔴"})

# «(tøm)» clears a field. It is always in brackets, so that no comment is mistaken for it.
CLEAR_WORDS = ("tøm", "tom", "clear", "empty", "blank", "slett", "tømme")

PERCENT_WORDS = ("%", "prosent", "percent", "per cent", "pct", "pst", "％")
ABOUT = ("ca", "ca.", "omtrent", "om lag", "omlag", "cirka", "circa", "about", "rundt", "~")
