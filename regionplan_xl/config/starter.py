"""The config.yaml of a new project, explained in the project's language."""

import json
from collections.abc import Iterator

from regionplan_xl.plan.status import STANDARD, Status

_TEXT = """\
# {intro}

plan:
  name: {name}
  locale: {locale}                        # {locale_note}
  master: workbooks/master.xlsx

round:
  deadline_days: 21                 # {deadline}
  reminders: [7, 1, -3]             # {reminders}

# {statuses}
# {words}
statuses:
{scale}
merge:
  conflicts: ask                    # {conflicts}
  rollup: cautious                  # {rollup}

backups:
  keep_days: 30                     # {keep_days}
  then: monthly                     # {then}

delivery:
  channel: folder                   # {channel}
  {sender_line}   # {sender}

# {schedule}
# {times}
schedule:
  collect: every 10 minutes
  merge: every 10 minutes
  remind: daily at 08:00
  report: daily at 06:00

# {ledger}
ledger: sqlite:///workbooks/records/ledger.db

engine:
  kind: processes                   # {engine}
  workers: auto

report:
  formats: [docx]                   # {formats}
"""

_EXAMPLE_SENDER = "Regionrådet <plan@example.org>"

_NOTES = {
    "nn": {
        "intro": "Innstillingane for planen. Alt etter «#» er forklaring. Berre namnet på planen må stå her.",
        "locale_note": "språket i arbeidsbøker og rapportar: nn, nb eller en",
        "deadline": "dagar frå utsending til svarfrist",
        "reminders": "dagar før fristen for ei påminning til dei som ikkje har svart; minus: etter",
        "statuses": "Statusane, dei som er komne kortast, først. Ein ny status treng farge og namn.",
        "words": "«also» er andre ord som folk skriv og som sikkert tyder det same.",
        "conflicts": "når begge har endra det same: ask (spør), master (behald) eller newest (nyaste)",
        "rollup": "ei gruppe er ferdig først når alle i gruppa er ferdige",
        "keep_days": "så mange dagar blir kvar kopi av masteren teken vare på",
        "then": "deretter: monthly (den siste i kvar månad), none (ingen) eller all (alle)",
        "channel": "folder: filene blir lagde i workbooks/outbox, og svara skal i workbooks/inbox",
        "sender": "kven aktørane skal sende svara til",
        "schedule": "Når «regionplan run» gjer kva; ein jobb som ikkje står her, blir ikkje gjord.",
        "times": "Til dømes: every hour, weekdays at 08:00, every monday at 07:30, off",
        "ledger": "Protokollen over alt som er sendt, motteke og avgjort. Ta vare på fila.",
        "engine": "inline (éin om gongen), processes (fleire samstundes) eller dask (fleire maskiner)",
        "formats": "docx (Word), pdf, html (nettside), json og csv (tal), svg (diagram)",
    },
    "nb": {
        "intro": "Innstillingene for planen. Alt etter «#» er forklaring. Bare navnet på planen må stå her.",
        "locale_note": "språket i arbeidsbøker og rapporter: nn, nb eller en",
        "deadline": "dager fra utsending til svarfrist",
        "reminders": "dager før fristen for en påminnelse til dem som ikke har svart; minus: etter",
        "statuses": "Statusene, de som er kommet kortest, først. En ny status trenger farge og navn.",
        "words": "«also» er andre ord som folk skriver og som sikkert betyr det samme.",
        "conflicts": "når begge har endret det samme: ask (spør), master (behold) eller newest (nyeste)",
        "rollup": "en gruppe er ferdig først når alle i den er ferdige",
        "keep_days": "så mange dager tas det vare på hver kopi av masteren",
        "then": "deretter: monthly (den siste i hver måned), none (ingen) eller all (alle)",
        "channel": "folder: filene legges i workbooks/outbox, og svarene skal i workbooks/inbox",
        "sender": "hvem aktørene skal sende svarene til",
        "schedule": "Når «regionplan run» gjør hva; en jobb som ikke står her, blir ikke gjort.",
        "times": "For eksempel: every hour, weekdays at 08:00, every monday at 07:30, off",
        "ledger": "Protokollen over alt som er sendt, mottatt og avgjort. Ta vare på filen.",
        "engine": "inline (én om gangen), processes (flere samtidig) eller dask (flere maskiner)",
        "formats": "docx (Word), pdf, html (nettside), json og csv (tall), svg (diagrammer)",
    },
    "en": {
        "intro": "The plan's settings. What follows «#» is explanation. Only the name of the plan is needed.",
        "locale_note": "the language of workbooks and reports: nn, nb or en",
        "deadline": "days from sending to the deadline",
        "reminders": "days before the deadline of a reminder to those who have not answered; minus: after",
        "statuses": "The statuses, least done first. A status that you add needs a colour and a label.",
        "words": "«also» has other words that people write and that unambiguously mean the same.",
        "conflicts": "where both changed the same: ask, master (keep) or newest (take)",
        "rollup": "a group is done only when all of its members are",
        "keep_days": "every copy of the master is kept for so many days",
        "then": "and then: monthly (the last of each month), none or all",
        "channel": "folder: the files are put in workbooks/outbox, and answers belong in workbooks/inbox",
        "sender": "to whom actors send their answers",
        "schedule": "When «regionplan run» does what; a job that is not listed here is not done.",
        "times": "For example: every hour, weekdays at 08:00, every monday at 07:30, off",
        "ledger": "The record of all that was sent, received and decided. Keep the file.",
        "engine": "inline (one at a time), processes (several at once) or dask (more machines)",
        "formats": "docx (Word), pdf, html (web page), json and csv (data), svg (charts)",
    },
}


def default_config_text(name: str, locale: str, sender: str = "") -> str:
    """Return a config.yaml for the plan called `name`, with comments in `locale` (`nn`, `nb` or `en`).

    `sender`: the address for answers; without it, the line is only an example in a comment.
    """
    scale = "\n".join(line for status in STANDARD.statuses for line in (*_status_lines(status), ""))
    # A JSON string is also a valid quoted YAML string, whatever its characters (YAML 1.2.2, section 1.3).
    quoted = json.dumps(name, ensure_ascii=False)
    address = json.dumps(sender, ensure_ascii=False) if sender else _EXAMPLE_SENDER
    line = f"{'' if sender else '# '}sender: {address}"
    return _TEXT.format(name=quoted, locale=locale, scale=scale, sender_line=line, **_NOTES[locale])


def _status_lines(status: Status) -> Iterator[str]:
    labels = ", ".join(f"{language}: {word}" for language, word in status.labels.items())
    yield f"  {status.key}:"
    yield f'    colour: "{status.colour}"'
    yield f"    label: {{{labels}}}"
    yield f"    also: [{', '.join(status.also)}]"
