"""The meaning of timeframes as printed in plans."""

from dataclasses import replace
from datetime import date

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from regionplan_xl.plan.model import Field
from regionplan_xl.plan.overdue import is_due_this_year, is_overdue
from regionplan_xl.plan.status import STANDARD
from regionplan_xl.plan.timeframe import Timeframe, leading
from regionplan_xl.plan.times.words import WORDS
from regionplan_xl.text import normalise, squeeze
from tests.plan.plans import measure


@pytest.mark.parametrize(
    ("printed", "written", "start", "end"),
    [
        ("2025", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025.-\n2026 ", "2025.-2026", date(2025, 1, 1), date(2026, 12, 31)),
        ("2025\n2026", "2025 2026", date(2025, 1, 1), date(2026, 12, 31)),
        ("2021 - 2022", "2021 - 2022", date(2021, 1, 1), date(2022, 12, 31)),
        ("2025-26", "2025-26", date(2025, 1, 1), date(2026, 12, 31)),
        ("2025, 2026", "2025, 2026", date(2025, 1, 1), date(2026, 12, 31)),
        ("Vår 2021", "Vår 2021", date(2021, 3, 1), date(2021, 5, 31)),
        ("mai 2021", "mai 2021", date(2021, 5, 1), date(2021, 5, 31)),
        ("Innan 2. halvår 2027", "Innan 2. halvår 2027", date(2027, 7, 1), date(2027, 12, 31)),
    ],
)
def test_a_span_is_kept_as_printed_and_understood(printed: str, written: str, start: date, end: date) -> None:
    assert Timeframe.parse(printed) == Timeframe(written, "span", start, end)


@pytest.mark.parametrize(
    "printed",
    [
        "31.12.2023", "31. 12. 2023", "innan 31.12.2023", "Innen 31.12.2023.", "31. desember 2023", "31. des. 2023",
        "innan 31. desember 2023", "2023-12-31",
    ],
)  # fmt: skip
def test_a_full_day_is_the_last_day_and_the_measure_is_overdue_the_day_after(printed: str) -> None:
    timeframe = Timeframe.parse(printed)
    assert timeframe == Timeframe(printed, "span", date(2023, 12, 31), date(2023, 12, 31))
    assert not timeframe.ends_before(date(2023, 12, 31))
    assert timeframe.ends_before(date(2024, 1, 1))


@pytest.mark.parametrize(
    "printed", ["31.02.2026", "12.31.2026", "0.1.2026", "31.12.26", "12/2026", "5. gong 2026", "2026-13-01"]
)
def test_a_day_that_the_calendar_lacks_or_that_may_be_something_else_is_unclear(printed: str) -> None:
    timeframe = Timeframe.parse(printed)
    assert timeframe == Timeframe(printed, "unclear")
    assert not timeframe.ends_before(date(2100, 1, 1))


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("årleg", "yearly"), ("Årleg", "yearly"), ("Kont", "continuous"), ("", "none"), (" \n", "none")],
)
def test_a_timeframe_without_an_end_never_ends(printed: str, kind: str) -> None:
    timeframe = Timeframe.parse(printed)
    assert timeframe.kind == kind
    assert not timeframe.ends_before(date(2100, 1, 1))


@pytest.mark.parametrize(
    "printed", ["?? Realistisk", "2027-2025", "25", "Snarast", "2025-", "Sjekk ut dette"]
)
def test_what_is_not_understood_is_kept_and_called_unclear(printed: str) -> None:
    assert Timeframe.parse(printed) == Timeframe(printed, "unclear")


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("frå 2025 til 2027", "2025-01-01", "2027-12-31"),
        ("f.o.m. 2026 t.o.m. 2028", "2026-01-01", "2028-12-31"),
        ("2025–27", "2025-01-01", "2027-12-31"),
        ("2025 − 2027", "2025-01-01", "2027-12-31"),
        ("2025, 2026 og 2027", "2025-01-01", "2027-12-31"),
        ("in den Jahren 2025 und 2026", "2025-01-01", "2026-12-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("1. kvartal 2026", "2026-01-01", "2026-03-31"),
        ("I kvartal 2026", "2026-01-01", "2026-03-31"),
        ("1.-2. kvartal 2026", "2026-01-01", "2026-06-30"),
        ("Q1-26", "2026-01-01", "2026-03-31"),
        ("2025 K2 K3", "2025-04-01", "2025-09-30"),
        ("2025 K3 K4 2026 K1", "2025-07-01", "2026-03-31"),
        ("Q4 2025 - Q2 2026", "2025-10-01", "2026-06-30"),
        ("första halvåret 2026", "2026-01-01", "2026-06-30"),
        ("2. Halbjahr 2026", "2026-07-01", "2026-12-31"),
        ("3. tertial 2026", "2026-09-01", "2026-12-31"),
        ("the last quarter of 2026", "2026-10-01", "2026-12-31"),
        ("uke 24 2026", "2026-06-08", "2026-06-14"),
        ("juni–august 2026", "2026-06-01", "2026-08-31"),
        ("mai 2025 – februar 2026", "2025-05-01", "2026-02-28"),
        ("Frühjahr/Herbst 2026", "2026-03-01", "2026-11-30"),
        ("efteråret 2025", "2025-09-01", "2025-11-30"),
        ("vinteren 2027/28", "2027-12-01", "2028-02-29"),
        ("skuleåret 2025/26", "2025-08-01", "2026-07-31"),
        ("Dec. 31, 2021", "2021-12-31", "2021-12-31"),
        ("1.1.-30.6.2026", "2026-01-01", "2026-06-30"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("slutten av 2026", "2026-09-01", "2026-12-31"),
        ("medio juni 2026", "2026-06-11", "2026-06-20"),
        ("by the end of 2026", "2026-09-01", "2026-12-31"),
        ("2026 (etter vedtak)", "2026-01-01", "2026-12-31"),
        ("før sommaren 2026", "2026-05-31", "2026-05-31"),
    ],
)
def test_a_time_is_understood_as_a_reader_would(written: str, start: str, end: str) -> None:
    assert Timeframe.parse(written) == Timeframe(
        written, "span", date.fromisoformat(start), date.fromisoformat(end)
    )


@pytest.mark.parametrize(
    ("written", "kind", "start", "end"),
    [
        ("kvart år", "yearly", None, None),
        ("2 gonger i året", "yearly", None, None),
        ("jährlich", "yearly", None, None),
        ("Årleg (haust)", "yearly", None, None),
        ("Årlig i mai", "yearly", None, None),
        ("Quarterly", "yearly", None, None),
        ("Årlig 2025-2028", "yearly", date(2025, 1, 1), date(2028, 12, 31)),
        ("2025-2028 (årlig)", "yearly", date(2025, 1, 1), date(2028, 12, 31)),
        ("2025, deretter årlig", "yearly", date(2025, 1, 1), None),
        ("årleg til 2030", "yearly", None, date(2030, 12, 31)),
        ("hvert fjerde år", "continuous", None, None),
        ("heile planperioden", "continuous", None, None),
        ("laufend", "continuous", None, None),
        ("2025 - löpande", "continuous", date(2025, 1, 1), None),
        ("frå 2026", "continuous", date(2026, 1, 1), None),
        ("2026 og framover", "continuous", date(2026, 1, 1), None),
        ("etter 2027", "continuous", date(2028, 1, 1), None),
    ],
)
def test_what_comes_again_or_goes_on_has_only_the_days_it_names(
    written: str, kind: str, start: date | None, end: date | None
) -> None:
    timeframe = Timeframe.parse(written)
    assert (timeframe.kind, timeframe.start, timeframe.end) == (kind, start, end)


@pytest.mark.parametrize(
    "written",
    [
        "2026?", "2026 (oppstart 2025)", "vinter 2026", "nov-feb 2026", "03/04/2026", "2025 Q1 2026", "Q5 2026",
        "week 54 2026", "Within 60 days of the decision", "Within 12 months", "Fahrplanwechsel 2026", "TBC",
        "2025 til", "- 2027", "2025 i",
    ],
)  # fmt: skip
def test_what_may_mean_several_things_is_asked_about(written: str) -> None:
    assert Timeframe.parse(written) == Timeframe(written, "unclear")
    assert not Timeframe.parse(written).lacks_year


@pytest.mark.parametrize("written", ["innan juni", "Sommar", "1. kvartal", "innen 1. juli"])
def test_a_time_without_a_year_lacks_only_that(written: str) -> None:
    assert Timeframe.parse(written).kind == "unclear"
    assert Timeframe.parse(written).lacks_year


LANGUAGES = ("nn", "nb", "da", "sv", "is", "fi", "de", "nl", "en", "fr", "es")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_month_is_known_in_the_languages_of_plans(language: str, context: str, width: str) -> None:
    names = get_month_names(width, context, language)  # type: ignore[arg-type]
    for number, name in names.items():
        timeframe = Timeframe.parse(f"{name} 2026")
        assert timeframe.start == date(2026, number, 1), name


WORDS_OF_PLANS = st.sampled_from(
    [*WORDS, "2025", "2026", "27", "1.", "31.12.2026", "Q1", "?", "plan", "2027/28"]
)
MARKS = st.sampled_from([" ", "-", " – ", "/", ", ", "\n", ".-\n", " (", ") ", "→"])
LINES = st.lists(st.tuples(WORDS_OF_PLANS, MARKS), max_size=9).map(lambda ps: "".join(w + m for w, m in ps))


@given(st.one_of(LINES, st.text(max_size=300)))
def test_any_text_is_kept_as_written_and_its_last_day_is_not_before_its_first(written: str) -> None:
    timeframe = Timeframe.parse(written)
    assert "".join(timeframe.written.split()) == "".join(written.split())
    assert (timeframe.kind == "none") == (not normalise(written))
    if timeframe.kind == "span":
        assert timeframe.start and timeframe.end
    if timeframe.kind in ("none", "unclear"):
        assert timeframe.start is None and timeframe.end is None
    if timeframe.start and timeframe.end:
        assert timeframe.start <= timeframe.end


@given(LINES)
def test_a_timeframe_at_the_start_of_a_line_and_the_rest_are_the_line(written: str) -> None:
    found = leading(written)
    if found is not None:
        assert squeeze(written).replace(",", "").replace(":", "").replace(";", "").replace(" ", "") == (
            "".join(found).replace(",", "").replace(":", "").replace(";", "").replace(" ", "")
        )
        assert Timeframe.parse(found[0]).kind not in ("none", "unclear")


def test_a_measure_is_due_this_year_until_its_last_day_and_overdue_after_it() -> None:
    one = replace(measure("M-1", "1.1.1", "Gol"), timeframe=Timeframe.parse("innan utgangen av mai 2026"))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [is_due_this_year(one, STANDARD, day) for day in days] == [False, True, True, False]
    assert [is_overdue(one, STANDARD, day) for day in days] == [False, False, False, True]
    done = one.with_value("", Field.STATUS, "done")
    assert not any(is_due_this_year(done, STANDARD, day) or is_overdue(done, STANDARD, day) for day in days)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Innan utgangen av 1. halvår 2026 Regionråd", ("Innan utgangen av 1. halvår 2026", "Regionråd")),
        ("2025 og Regionråd", ("2025", "og Regionråd")),
        ("Q1 2026 City Works", ("Q1 2026", "City Works")),
        ("2025 Regionråd Næringsforum", ("2025", "Regionråd Næringsforum")),
        ("2025 2026 Regionråd", ("2025 2026", "Regionråd")),
        ("Kont KRU", ("Kont", "KRU")),
        ("hausten 2026", ("hausten 2026", "")),
        ("Regionråd 2025", None),
        ("40% kvinneleg gründarar", None),
        ("", None),
    ],
)
def test_the_timeframe_that_a_line_begins_with_is_told_from_the_rest(
    text: str, found: tuple[str, str] | None
) -> None:
    assert leading(text) == found
