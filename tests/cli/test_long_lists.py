"""A long list on the terminal is cut after some rows, with the number of further rows and where to find them."""

import pytest

from regionplan_xl.actions.result import LineList, NameList, TextTable
from regionplan_xl.cli.printing.errors import fail
from regionplan_xl.cli.printing.language import MessageLanguage
from regionplan_xl.cli.printing.terminal import SHOWN, rendered_line
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.excel.common.columns import LOG, OVERVIEW
from regionplan_xl.text import phrase


def lines(count: int, rest: object = LOG, language: str = "nn") -> list[str]:
    rows = TextTable(("Nr",), range(count), row=lambda at: (f"1.{at}",), rest=rest)  # type: ignore[arg-type]
    return list(rendered_line(rows, MessageLanguage(language)))


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("nn", "og 4\N{NO-BREAK SPACE}335 til: sjå Endringslogg"),
        ("nb", "og 4\N{NO-BREAK SPACE}335 til: se Endringslogg"),
        ("en", "and 4,335 more: see Change log"),
    ],
)
def test_a_table_of_thousands_of_changes_ends_with_where_the_rest_is(language: str, last: str) -> None:
    shown = lines(SHOWN + 4335, language=language)
    assert shown[2 : SHOWN + 2] == [f"1.{at}" for at in range(SHOWN)]
    assert shown[SHOWN + 2 :] == [last]


def test_a_line_is_not_spent_on_saying_that_one_row_is_hidden() -> None:
    assert lines(SHOWN + 1)[-1] == f"1.{SHOWN}"
    assert lines(SHOWN + 2)[-1] == "og 2 til: sjå Endringslogg"


def test_what_is_found_nowhere_else_is_shown_to_the_end() -> None:
    assert lines(SHOWN + 60, rest="")[-1] == f"1.{SHOWN + 59}"


def test_the_rows_that_are_not_shown_are_never_made() -> None:
    made: list[int] = []
    table = TextTable(("Nr",), range(5_000), row=lambda at: (made.append(at), str(at))[1:], rest=LOG)  # type: ignore[func-returns-value]
    list(rendered_line(table, MessageLanguage("nn")))
    held = LineList(range(5_000), lambda at: str(made.append(at)), rest="workbooks/held")  # type: ignore[func-returns-value]
    list(rendered_line(held, MessageLanguage("nn")))
    assert len(made) == 2 * SHOWN


def test_the_bodies_that_have_not_answered_are_named_up_to_a_number() -> None:
    bodies = NameList(
        [f"Organ {at}" for at in range(400)], lambda a: phrase("Not yet: {actors}.", actors=a), OVERVIEW
    )
    [line] = rendered_line(bodies, MessageLanguage("nn"))
    assert line.startswith("Ikkje enno: Organ 0, Organ 1,")
    assert line.endswith("Organ 39 og 360 til: sjå Oversikt.")


def test_a_refusal_with_a_problem_in_each_row_ends_too(capfd: pytest.CaptureFixture[str]) -> None:
    problems = tuple(Problem(Place("Helse", row), phrase("Wrong.")) for row in range(900))
    with pytest.raises(SystemExit):
        fail([], InputError("Her er feil.", listed=problems), MessageLanguage("nn"))
    last = capfd.readouterr().err.splitlines()
    assert last[-1] == "og 861 til: sjå det kommandoen skriv med --json"
    assert len(last) == SHOWN + 1
