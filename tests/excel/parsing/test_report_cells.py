"""Cells are parsed by the function for their field."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.excel.common.actor_marks import PROGRAM_FILLS
from regionplan_xl.excel.parsing.grid import GridCell
from regionplan_xl.excel.parsing.report_cells import (
    read_answer,
    read_comment,
    read_expected,
    read_progress,
    read_status,
    read_value,
)
from regionplan_xl.locale import catalog
from regionplan_xl.plan.merging.sent_and_returned import Clear, Unclear
from regionplan_xl.plan.model import MEASURE_FIELDS, Field
from regionplan_xl.plan.status import STANDARD, Scale, Status
from regionplan_xl.text import utf16_length

# What people write, and what it unambiguously means; `ask` = somebody must be asked.
STATUS_SPELLINGS = {
    "not_started": [
        "Ikkje påstarta", "ikkje påstarta", "IKKJE PÅSTARTA", "Ikke påstartet", "ikke påstartet.",
        " Ikkje  påstarta ",
        "ikkje-påstarta", "Not started", "NOT STARTED", "not yet started", "raud", "Rød", "RØD", "raudt",
        "red", "🔴",
        "🔴 Ikkje påstarta", "ikkje starta", "Ikkje starta enno", "ikkje begynt", "ikke begynt",
        "Ikke igangsatt",
        "ikkje i gang", "ikke satt i gang", "ikkje pastarta", "ikkje paastarta",
        "er ikkje starta", "ikkje påstarta (0 %)", "not_started", "upåbegynt",
        "Ikkje påstarta", "ikkje\npåstarta", "Ikkje påstarta!", "«Ikkje påstarta»", "Status: ikkje påstarta",
    ],
    "started": [
        "Påstarta", "påstarta", "PÅSTARTA", "Påstartet", "Started", "gul", "Gult", "yellow", "🟡", "🟨",
        "i gang",
        "I gang", "igang", "er i gang", "Er no i gang", "Tiltaket er i gang", "godt i gang", "under arbeid",
        "underveis",
        "undervegs", "Pågår", "pågår.", "pågående", "starta opp", "startet opp", "igangsatt", "sett i gang",
        "delvis gjennomført", "nesten ferdig", "in progress", "In Progress", "ongoing", "underway",
        "pastarta",
        "paastartet", "Pågår 🟡", "Påstarta 40 %", "påstarta (40 %)", "under gjennomføring",
        "har starta", "vi har begynt", "påbegynt", "påbyrja", "Påstarta, 60 prosent",
    ],
    "done": [
        "Gjennomført", "gjennomført", "GJENNOMFØRT", "Gjennomfort", "gjennomfoert", "Done", "done.",
        "DONE!", "ferdig", "Ferdig!", "heilt ferdig", "utført", "Utfort",
        "fullført",
        "fullfort", "avslutta", "avsluttet", "grøn", "Grønn", "GRØN", "gron", "grønt", "green", "🟢", "🟩",
        "✅", "✓", "✔️",
        "☑", "🟢 Gjennomført", "Gjennomført ✓", "100 %", "100%", "100 prosent", "100 % ferdig",
        "Gjennomført (100 %)",
        "completed", "Finished", "carried out", "er gjennomført", "Tiltaket er gjennomført", "no ferdig",
        "ferdigstilt",
        "allereie utført", "Gjennomført.", "- gjennomført", "«Gjennomført»", "Gjennomført ",
    ],
    "ask": [
        "kanskje", "1", "2", "3", "1/2", "50 %", "50%", "75 prosent", "x", "X", "ja", "nei", "ok", "?", "-",
        "påstarta?",
        "Ikkje gjennomført", "ikke ferdig", "ikkje heilt ferdig", "ikke utført", "ikke helt ferdig",
        "not done",
        "not finished", "snart ferdig", "blir ferdig i haust", "ferdig 2027", "gjennomføre", "gjennomførast",
        "skal gjennomførast", "gjennomføres", "oransje", "🟠", "raud/gul", "gul-grøn", "grøn eller gul",
        "påstarta/ferdig",
        "Påstarta 🟢", "Gjennomført ❌", "❌", "100 % påstarta", "50 % gjennomført", "Ikkje påstarta 100 %",
        "250 %",
        "utsett", "utsatt til 2026", "planlagt", "delvis", "løpande", "sjå kommentar", "se vedlegg", "Flå",
        "👍", "upåstarta",
        "0 %", "Ikkje p?starta", "GjennomfÃ¸rt", "gjennomf�rt", "2025", "31.12.2026",
        "påstarta ikkje", "gjennomført?", "abc", "…", "stansa", "vedtatt",
    ],
}  # fmt: skip
SPELLINGS = [(text, meant) for meant, texts in STATUS_SPELLINGS.items() for text in texts]

# Fills as Excel (standard, theme, tints, cell styles), LibreOffice, Google Sheets and Numbers write them.
PAINT = {
    "not_started": (
        "C00000 FF0000 FFC7CE F8696B FF7C80 EA4335 F4CCCC EA9999 CC0000 E06666 C9211E FF3838 EE230D D32F2F"
    ),
    "started": (
        "FFC000 FFFF00 FFEB9C FFE699 FFF2CC FFD966 FFBF00 FFFFA6 FBBC04 FFE599 FEFB00 FFD932 FFF176 E8A202"
    ),
    "done": (
        "00A650 00B050 92D050 70AD47 C6EFCE A9D08E E2EFDA C6E0B4 548235 4EA72E 00FF00 34A853 D9EAD3 B6D7A8 "
        "00A933 81D41A 008000 61D836 1DB100 63BE7B"
    ),
    "ask": (
        "ED7D31 FF9900 FF8000 F4B084 F8CBAD FA7D00 00B0F0 0070C0 7030A0 FF00FF 833C0B FF69B4 4472C4 BBE33D"
    ),
    "nothing": "FFFFFF F2F2F2 D9D9D9 A6A6A6 000000 7F7F7F DDEBF7 EEECE1",
}
PAINTED = [("#" + colour, meant) for meant, colours in PAINT.items() for colour in colours.split()]


def as_read(answer: object) -> object:
    return "ask" if isinstance(answer, Unclear) else answer


@pytest.mark.parametrize(("text", "status"), SPELLINGS)
def test_a_status_is_read_from_the_words_that_people_use(text: str, status: str) -> None:
    assert as_read(read_status(GridCell(text), None, STANDARD)) == status


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_it_does_not_matter_how_a_computer_spells_norwegian_letters(form: str) -> None:
    for text, status in (("Påstarta", "started"), ("Gjennomført", "done"), ("Ikkje påstarta", "not_started")):
        assert read_status(GridCell(unicodedata.normalize(form, text)), None, STANDARD) == status  # type: ignore[arg-type]


def test_every_label_of_every_language_is_understood() -> None:
    for status in STANDARD.statuses:
        for label in status.labels.values():
            assert read_status(GridCell(label), None, STANDARD) == status.key


@pytest.mark.parametrize(("colour", "status"), PAINTED)
def test_a_painted_cell_without_a_word_counts(colour: str, status: str) -> None:
    answer = as_read(read_status(GridCell(None, colour), None, STANDARD))
    assert answer == (None if status == "nothing" else status)


@pytest.mark.parametrize(("colour", "status"), PAINTED)
def test_a_painted_cell_with_an_untouched_word_counts_too(colour: str, status: str) -> None:
    answer = as_read(read_status(GridCell("Påstarta", colour), "started", STANDARD))
    assert answer == (None if status in ("nothing", "started") else status)


def test_the_colours_that_the_workbook_came_with_are_nobodys_answer() -> None:
    for colour in PROGRAM_FILLS:
        assert read_status(GridCell(None, colour), None, STANDARD) is None
        assert read_status(GridCell("Påstarta", colour), "started", STANDARD) is None


def test_a_new_word_and_a_colour_that_disagree_are_asked_about() -> None:
    assert isinstance(read_status(GridCell("Gjennomført", "#FF0000"), None, STANDARD), Unclear)
    assert read_status(GridCell("Gjennomført", "#92D050"), None, STANDARD) == "done"
    # A colour that is no status at all does not contradict the word.
    assert read_status(GridCell("Gjennomført", "#0070C0"), None, STANDARD) == "done"
    assert isinstance(read_status(GridCell("kanskje", "#92D050"), None, STANDARD), Unclear)


def test_a_tick_under_a_heading_that_is_a_status_counts() -> None:
    assert read_status(GridCell(), None, STANDARD, ["done"]) == "done"
    assert read_status(GridCell("Påstarta"), "started", STANDARD, ["done"]) == "done"
    assert isinstance(read_status(GridCell("Påstarta"), None, STANDARD, ["done"]), Unclear)
    assert isinstance(read_status(GridCell(), None, STANDARD, ["done", "started"]), Unclear)


def test_a_plans_own_statuses_come_before_the_programs_list() -> None:
    late = Scale(
        (
            *STANDARD.statuses[:2],
            Status("late", "#7030A0", {"nn": "Delvis ferdig"}, ("lilla",)),
            STANDARD.statuses[2],
            Status("dropped", "#808080", {"nn": "Utgår"}),
        )
    )
    assert read_status(GridCell("delvis ferdig"), None, late) == "late"
    assert read_status(GridCell("LILLA"), None, late) == "late"
    assert read_status(GridCell(None, "#7030A0"), None, late) == "late"
    assert read_status(GridCell("uaktuelt"), None, late) == "dropped"
    assert read_status(GridCell(None, "#808080"), None, late) == "dropped"
    assert read_status(GridCell("ferdig"), None, late) == "done"


def test_a_word_that_is_no_status_of_this_plan_is_never_guessed() -> None:
    two = Scale(STANDARD.statuses[:2])
    assert isinstance(read_status(GridCell("100 %"), None, two), Unclear)
    assert isinstance(read_status(GridCell("✓"), None, two), Unclear)
    assert isinstance(read_status(GridCell("🟢"), None, two), Unclear)


@pytest.mark.parametrize(
    ("value", "percent", "share"),
    [
        (0.5, False, 0.5), (0.5, True, 0.5), (0, False, 0.0), (0, True, 0.0), (50, False, 0.5),
        (50, True, 0.5),
        (100, False, 1.0), (1, True, 1.0), (33.3, False, 0.333), ("50 %", False, 0.5), ("50%", False, 0.5),
        ("50 prosent", False, 0.5), ("50 pst.", False, 0.5), ("ca. 50 %", False, 0.5), ("ca 50%", False, 0.5),
        ("0,5", False, 0.5), ("0.5", False, 0.5), ("12,5 %", False, 0.125), ("50", False, 0.5),
        ("100", False, 1.0),
        ("1 %", False, 0.01), ("0 %", False, 0.0), ("100 %", False, 1.0), ("50 %", False, 0.5),
        ("５０％", False, 0.5),
    ],
)  # fmt: skip
def test_progress_is_read_as_a_share(value: object, percent: bool, share: float) -> None:
    answer = read_progress(GridCell(value, percent=percent), None)  # type: ignore[arg-type]
    assert answer == pytest.approx(share)


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("halvvegs", False), ("litt", False), (-0.1, True), (-5, False), (150, False), (1.5, True),
        (101, False),
        (1, False), ("1", False), (2, False), (3, False), (1.5, False), ("50-60 %", False), ("1/2", False),
        ("½", False),
        ("50 % 60 %", False), (True, False), (date(2025, 10, 1), False), ("150 %", False), ("-5 %", False),
        (float("nan"), False), (float("inf"), True), ("fifty", False), ("100 000", False), ("#DIV/0!", False),
    ],
)  # fmt: skip
def test_progress_that_is_not_surely_a_percentage_is_asked_about(value: object, percent: bool) -> None:
    assert isinstance(read_progress(GridCell(value, percent=percent), 0.25), Unclear)  # type: ignore[arg-type]


def test_progress_rounded_by_another_program_is_untouched() -> None:
    assert read_progress(GridCell("33 %"), 1 / 3) is None
    assert read_progress(GridCell(0.3333333333), 1 / 3) is None
    assert read_progress(GridCell(1, percent=False), 1.0) is None
    assert read_progress(GridCell("34 %"), 1 / 3) == pytest.approx(0.34)


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 12, 31), datetime.fromisoformat("2026-12-31"), datetime.fromisoformat("2026-12-31T13:05"),
        46387, 46387.0,
        "31.12.2026",
        "31.12.26", "31. 12. 2026", "2026-12-31", "2026-12-31T00:00:00", "2026-12-31 00:00:00", "31/12 2026",
        "31/12-26", "31/12/2026", "12/31/2026", "31-12-2026", "31. desember 2026", "31 desember 2026",
        "31.desember 2026",
        "31. des. 2026", "31 des 2026", "31. Desember 2026", "31 December 2026", "December 31, 2026",
        "Dec 31 2026",
        "31st December 2026", " 31.12.2026 ", "31.12.2026.", "2026.12.31",
    ],
)  # fmt: skip
def test_a_day_is_understood_however_it_is_written(value: object) -> None:
    assert read_expected(GridCell(value), None) == date(2026, 12, 31)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2026", "31.12.2026"), (2026, "31.12.2026"), ("juni 2026", "30.06.2026"), ("Vår 2026", "31.05.2026"),
        ("2025-2026", "31.12.2026"), ("innan 2026", "31.12.2026"), ("1. halvår 2026", "30.06.2026"),
        # Excel's own damage: a year typed into a cell with a date format.
        (date(1905, 7, 18), "31.12.2026"), (datetime.fromisoformat("1905-07-18"), "31.12.2026"),
        ("snart", "31.12.2026"), ("31.02.2026", ""), ("03/04/2026", ""), (0.5, ""), (5, ""), (True, ""),
        ("Q2 2026", ""),
        ("31.12", ""), ("1.1.1", ""), (date(1900, 1, 15), ""), (900000, ""), ("#REF!", ""),
        ("32.12.2026", ""),
    ],
)  # fmt: skip
def test_what_is_not_a_day_is_asked_about_with_the_day_to_write(value: object, hint: str) -> None:
    answer = read_expected(GridCell(value), None)  # type: ignore[arg-type]
    assert isinstance(answer, Unclear)
    assert hint in catalog("nn")(answer.reason)


SENT_DAY = date(2026, 4, 3)


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 3, 4), datetime.fromisoformat("2026-03-04"), "4/3/2026", "04/03/2026", "3/4/2026", "4.3.2026",
        "2026-03-04", "04/03/26",
    ],
)  # fmt: skip
def test_a_day_sent_that_comes_back_with_day_and_month_swapped_is_asked_about(value: object) -> None:
    """The secretariat may take the swapped day, or keep the one that was sent."""
    answer = read_expected(GridCell(value), SENT_DAY)  # type: ignore[arg-type]
    assert isinstance(answer, Unclear)
    assert answer.options == (("take", date(2026, 3, 4)),)
    assert "03.04.2026" in catalog("nn")(answer.reason)
    assert catalog("nn")(answer.reason) != str(answer.reason)


@pytest.mark.parametrize(
    ("value", "sent", "read"),
    [
        ("4/25/2026", date(2026, 4, 25), None), ("4/4/2026", date(2026, 4, 4), None),
        (date(2026, 3, 4), date(2025, 4, 3), date(2026, 3, 4)), (date(2026, 3, 4), None, date(2026, 3, 4)),
        (date(2026, 4, 3), SENT_DAY, None), (date(2026, 5, 3), SENT_DAY, date(2026, 5, 3)),
    ],
)  # fmt: skip
def test_a_day_that_is_not_the_sent_one_swapped_is_read_as_it_is(
    value: object, sent: date | None, read: date | None
) -> None:
    assert read_expected(GridCell(value), sent) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (time(18, 43, 12), 0.78), ("18:43:12", 0.78), ("06:43:12 PM", 0.78), ("1899-12-30 18:43:12", 0.78),
        (timedelta(seconds=67_392), 0.78), (datetime.fromisoformat("1899-12-30T18:43:12"), 0.78),
        (timedelta(days=1), 1.0), ("24:00:00", 1.0), (time(12), 0.5), ("12:00:00 PM", 0.5), (time(0), 0.0),
        ("12:00:00 AM", 0.0), ("13:40:47", 0.57), (time(23, 45, 36), 0.99),
    ],
)  # fmt: skip
def test_a_percentage_that_a_program_shows_as_a_time_is_read(value: object, share: float) -> None:
    assert read_progress(GridCell(value), None) == pytest.approx(share)  # type: ignore[arg-type]
    assert read_progress(GridCell(value), share) is None  # type: ignore[arg-type]


def test_a_sent_share_that_comes_back_as_a_time_is_untouched() -> None:
    assert read_progress(GridCell(time(7, 59, 59)), 1 / 3) is None
    assert read_progress(GridCell("08:00:00"), 1 / 3) is None


@pytest.mark.parametrize(
    "value",
    [
        time(18, 44), "18:43", "12:00", "1:2", time(8, 30), timedelta(days=2), timedelta(seconds=-864), "25:00:00",
        date(1899, 12, 31), datetime.fromisoformat("1900-01-01T12:00"), date(1900, 2, 9), "18:43:12:00", "18:63:12",
    ],
)  # fmt: skip
def test_a_time_that_is_no_whole_percentage_is_asked_about(value: object) -> None:
    assert isinstance(read_progress(GridCell(value), 0.25), Unclear)  # type: ignore[arg-type]


def test_a_comment_is_kept_as_typed() -> None:
    assert (
        read_comment(GridCell("Æsj!\r\nNy plan på gang.\r\n- punkt  \n\n"), None)
        == "Æsj!\nNy plan på gang.\n- punkt"
    )
    assert read_comment(GridCell("=HYPERLINK(1)"), None) == "=HYPERLINK(1)"
    assert read_comment(GridCell(2025), None) == "2025"
    assert read_comment(GridCell(1.5), None) == "1.5"
    assert read_comment(GridCell("gammalt"), "gammalt \n") is None
    assert read_comment(GridCell("linje 1 linje 2"), "linje 1\nlinje 2") is None
    assert read_comment(GridCell("  \n"), "gammalt") is None


@pytest.mark.parametrize(
    "text", ["a\x01b", "a\ufffeb", "a\ud800b", "x" * 32_768, "🙂" * 16_384, "a🙂" * 12_000]
)
def test_a_comment_that_no_workbook_can_hold_is_refused_with_the_reason(text: str) -> None:
    answer = read_comment(GridCell(text), None)
    assert isinstance(answer, Unclear)
    # As much of it as a person reads, and how long it is.
    assert len(answer.written) <= 8_000
    assert len(text) <= 8_000 or answer.written.endswith(f"({len(text)})")
    assert len(text) <= 8_000 or utf16_length(answer.written) > 7_900
    answer.written.encode()
    assert catalog("nn")(answer.reason) != str(answer.reason)


@pytest.mark.parametrize(
    "word", ["(tøm)", "(Tøm)", "(TØM)", "( tøm )", "«(tøm)»", "(clear)", "(empty)", "[tøm]", "(tom)"]
)
def test_a_word_in_brackets_empties_a_field(word: str) -> None:
    bases = {
        Field.STATUS: "started", Field.PROGRESS: 0.5, Field.COMMENT: "gammalt",
        Field.EXPECTED: date(2026, 1, 1)
    }  # fmt: skip
    for name, base in bases.items():
        assert read_answer(name, GridCell(word), base, STANDARD) == Clear()  # type: ignore[arg-type]
        assert read_answer(name, GridCell(word), None, STANDARD) == Clear()
    assert read_comment(GridCell("tom"), "gammalt") == "tom"
    assert read_comment(GridCell("Gjort (tøm)"), "gammalt") == "Gjort (tøm)"


@given(
    st.one_of(
        st.none(),
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
        st.times(),
    ),
    st.sampled_from(MEASURE_FIELDS),
    st.booleans(),
    st.sampled_from([None, "#C00000", "#EAF3FB", "#7030A0", "#FFFFFF"]),
)
def test_no_cell_breaks_the_reader(value: object, name: Field, percent: bool, colour: str | None) -> None:
    cell = GridCell(value, colour, percent)  # type: ignore[arg-type]
    answer = read_answer(name, cell, None, STANDARD)
    if isinstance(answer, Unclear):
        answer.written.encode()
        catalog("nn")(answer.reason)
    if name is Field.STATUS and isinstance(answer, str):
        assert answer in STANDARD
    if name is Field.PROGRESS and isinstance(answer, float):
        assert 0 <= answer <= 1


@pytest.mark.parametrize("unit", ["%", "prosent", "Prosent", "per cent"])
def test_per_cent_answers_a_result_goal_counted_in_per_cent_whatever_the_unit_is_called(unit: str) -> None:
    assert read_value(GridCell("45 %"), None, unit, counted=True) == "45"
    assert isinstance(read_value(GridCell(0.45), None, unit, counted=True), Unclear)
    assert isinstance(read_value(GridCell("45 %"), None, "personar", counted=True), Unclear)
