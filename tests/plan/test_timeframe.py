"""What plans print as a timeframe, and what it means."""

from datetime import date

import pytest

from regionplan_xl.plan.timeframe import Timeframe, leading


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
def test_what_has_no_end_has_none(printed: str, kind: str) -> None:
    timeframe = Timeframe.parse(printed)
    assert timeframe.kind == kind
    assert not timeframe.ends_before(date(2100, 1, 1))


@pytest.mark.parametrize(
    "printed", ["?? Realistisk", "2027-2025", "25", "Snarast", "2025-", "Sjekk ut dette"]
)
def test_what_is_not_understood_is_kept_and_called_unclear(printed: str) -> None:
    assert Timeframe.parse(printed) == Timeframe(printed, "unclear")


@pytest.mark.parametrize(
    ("text", "found"),
    [
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
