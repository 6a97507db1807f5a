"""Every doubtful thing in a plan is reported with its place and a fix."""

from dataclasses import replace
from datetime import date

import pytest

from regionplan_xl.documents.example import example_plan
from regionplan_xl.errors import Place
from regionplan_xl.locale import catalog
from regionplan_xl.plan.checks import NUMBERING, Finding, check_plan
from regionplan_xl.plan.ids import ALPHABET, goal_id, measure_id
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report, Share
from regionplan_xl.plan.timeframe import Timeframe

ACTORS = (
    Actor("Helse Vest", email="helse@example.org"),
    Actor("Voss", aliases=("Voss kommune",)),
    Actor("Kommunane", kind="group", members=("Voss",)),
    Actor("Bedrifter", kind="open", reports=False),
)


def measure(number: str, text: str, **rest: object) -> Measure:
    whole = Measure(f"M-{number}", number, text, Timeframe.parse("2026"), ("Helse Vest",))
    return replace(whole, **rest)  # type: ignore[arg-type]


def plan(*measures: Measure, number: str = "1.1", actors: tuple[Actor, ...] = ACTORS) -> Plan:
    goal = Goal(f"G-{number}", number, "Folk er friske", measures)
    return Plan("Plan", (FocusArea("1", "Helse og miljø", (goal,)),), actors)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


SOUND = plan(measure("1.1.1", "Turstier"), measure("1.1.2", "Frukt", responsible=("Kommunane",)))


def test_a_sound_plan_has_no_findings() -> None:
    assert check_plan(SOUND) == ()


@pytest.mark.parametrize(
    ("code", "sick"),
    [
        ("number-twice", plan(measure("1.1.1", "Turstier"), measure("1.1.1", "Frukt"))),
        ("number-misplaced", plan(measure("1.1.1", "Turstier"), measure("1.3.2", "Frukt"))),
        ("number-misplaced", plan(measure("2.1.1", "Turstier"), number="2.1")),
        ("number-missing", plan(measure("1.1.1", "Turstier"), measure("", "Frukt"))),
        ("gap-in-numbering", plan(measure("1.1.1", "Turstier"), measure("1.1.3", "Frukt"))),
        ("goal-without-measures", plan()),
        (
            "area-twice",
            replace(
                SOUND,
                areas=(
                    *SOUND.areas,
                    FocusArea(
                        "2",
                        "Helse og miljø",
                        (Goal("G-2", "2.1", "Reint vatn", (measure("2.1.1", "Rens"),)),),
                    ),
                ),
            ),
        ),
        ("text-empty", plan(measure("1.1.1", " "))),
        ("text-twice", plan(measure("1.1.1", "Turstier"), measure("1.1.2", "turstier."))),
        ("progress-contradicts", plan(measure("1.1.1", "Turstier", report=Report("done", 0.4)))),
        ("progress-contradicts", plan(measure("1.1.1", "Turstier", report=Report("not_started", 0.4)))),
        (
            "progress-contradicts",
            plan(measure("1.1.1", "Turstier", shares=(Share("Voss", Report("done", 0.0)),))),
        ),
        ("responsible-missing", plan(measure("1.1.1", "Turstier", responsible=()))),
        ("name-unknown", plan(measure("1.1.1", "Turstier", responsible=("Helse Vst", "Voss")))),
        ("name-unknown", plan(measure("1.1.1", "Turstier", involved=("Martnaden",)))),
        ("nobody-reports", plan(measure("1.1.1", "Turstier", responsible=("Bedrifter",)))),
        ("timeframe-missing", plan(measure("1.1.1", "Turstier", timeframe=Timeframe.parse("")))),
        ("timeframe-unclear", plan(measure("1.1.1", "Turstier", timeframe=Timeframe.parse("snart")))),
        (
            "alias-shared",
            plan(measure("1.1.1", "T"), actors=(*ACTORS, Actor("Vossevangen", aliases=("voss",)))),
        ),
        ("actor-twice", plan(measure("1.1.1", "T"), actors=(*ACTORS, Actor("Voss")))),
        ("group-without-members", plan(measure("1.1.1", "T"), actors=(*ACTORS, Actor("Alle", kind="group")))),
        (
            "member-unknown",
            plan(measure("1.1.1", "T"), actors=(*ACTORS, Actor("To", kind="group", members=("Voss", "Vik")))),
        ),
    ],
)
def test_each_fault_is_found_alone_with_a_cure_in_every_language(code: str, sick: Plan) -> None:
    findings = check_plan(sick)
    assert codes(findings) == [code]
    for language in ("nn", "nb"):
        translate = catalog(language)
        assert translate(findings[0].problem.fix)
        assert translate(findings[0].problem.what) != str(findings[0].problem.what)


@pytest.mark.parametrize("report", [Report("done", 1.0), Report("started", 0.4), Report("done")])
def test_progress_that_goes_with_the_status_is_no_finding(report: Report) -> None:
    assert check_plan(plan(measure("1.1.1", "Turstier", report=report))) == ()


def test_an_unknown_name_comes_with_the_name_it_was_probably_meant_to_be() -> None:
    (finding,) = check_plan(plan(measure("1.1.1", "Turstier", responsible=("Helse Vst", "Voss"))))
    assert "«Helse Vst»" in str(finding.problem.what)
    assert str(finding.problem.fix) == "Did you mean «Helse Vest»?"
    assert finding.problem.place == Place(sheet="Helse og miljø", column="Responsible")
    assert finding.measure_id == "M-1.1.1"


def test_a_finding_points_at_the_row_where_one_is_known() -> None:
    sick = plan(measure("1.1.1", ""))
    (finding,) = check_plan(sick, {"M-1.1.1": Place(sheet="Ark 1", row=7)})
    assert finding.problem.place == Place(sheet="Ark 1", row=7, column="Measure")


def test_a_measure_whose_time_is_up_is_found_only_while_nobody_has_said_how_it_went() -> None:
    after = date(2027, 1, 1)
    assert codes(check_plan(plan(measure("1.1.1", "T")), today=after)) == ["ended-without-status"]
    assert check_plan(plan(measure("1.1.1", "T")), today=date(2026, 12, 31)) == ()
    assert check_plan(plan(measure("1.1.1", "T", report=Report("done"))), today=after) == ()
    partly = measure("1.1.1", "T", shares=(Share("Voss", Report("started")),))
    assert check_plan(plan(partly), today=after) == ()


def test_goals_that_skip_a_number_are_found_too() -> None:
    goals = tuple(Goal(f"G-{n}", f"1.{n}", f"Mål {n}", (measure(f"1.{n}.1", f"T{n}"),)) for n in (1, 3))
    (finding,) = check_plan(Plan("Plan", (FocusArea("1", "Helse", goals),), ACTORS))
    assert finding.code == "gap-in-numbering"
    assert "1.2 is missing before 1.3" in str(finding.problem.what)


def test_the_example_plan_has_only_the_two_numbers_that_the_real_plan_uses_twice() -> None:
    findings = check_plan(example_plan())
    assert codes(findings) == ["number-twice", "number-twice"]


def test_an_identity_is_the_same_each_time_never_taken_and_never_a_number() -> None:
    taken: set[str] = set()
    for number in range(2000):
        identity = measure_id(f"1.1.{number % 3}", taken)
        assert identity == measure_id(f"1.1.{number % 3}", taken)
        assert identity not in taken
        prefix, signs = identity.split("-")
        assert prefix == "M"
        assert len(signs) == 5
        assert set(signs) <= set(ALPHABET)
        with pytest.raises(ValueError, match="could not convert"):
            float(signs)
        taken.add(identity)
    assert goal_id("1.1").startswith("G-")


@pytest.mark.parametrize("timeframe", ["i fjor", ""])
def test_a_measure_without_a_number_is_named_by_its_text_in_what_is_said_about_it(timeframe: str) -> None:
    one = measure("", "Turstier", timeframe=Timeframe.parse(timeframe), responsible=())
    said = [str(f.problem.what) for f in check_plan(plan(one)) if f.code.startswith(("timeframe", "nobody"))]
    assert said and all("Turstier" in what for what in said)


def test_a_long_text_of_a_measure_without_number_is_quoted_by_its_beginning() -> None:
    one = measure("", "Turstier " * 30, timeframe=Timeframe.parse(""))
    (said,) = [str(f.problem.what) for f in check_plan(plan(one)) if f.code == "timeframe-missing"]
    assert said.startswith("Measure «Turstier Turstier")
    assert said.endswith("…» has no timeframe.")
    assert len(said) < 120


def test_a_plan_that_numbers_none_of_its_measures_lacks_no_number() -> None:
    unnumbered = (measure("", "Turstier", id="M-1"), measure("", "Frukt", id="M-2"))
    assert check_plan(plan(*unnumbered)) == check_plan(plan(*unnumbered, number="")) == ()
    assert codes(check_plan(plan(*unnumbered, measure("1.1.3", "Bade")))).count("number-missing") == 2


def test_a_number_without_a_dot_says_nothing_of_where_it_is() -> None:
    """
    | Mål 1 | 1, 2 |    | Mål 2 | 3, 4 |
    """
    goals = tuple(
        Goal(f"G-{n}", str(n), f"Mål {n}", tuple(measure(str(2 * n - k), f"T{n}{k}") for k in (1, 0)))
        for n in (1, 2)
    )
    assert check_plan(Plan("Plan", (FocusArea("7", "Helse", goals),), ACTORS)) == ()


def test_a_goal_without_a_number_goes_on_with_the_numbers_of_the_one_before() -> None:
    goals = (
        Goal("G-1", "", "Aktive liv", (measure("1.1", "Turkart"), measure("1.2", "Utstyrsbank"))),
        Goal("G-2", "", "God helse", (measure("1.3", "Psykolog"),)),
    )
    assert check_plan(Plan("Plan", (FocusArea("1", "Helse", goals),), ACTORS), checks=NUMBERING) == ()


def test_a_number_that_is_skipped_in_a_plan_that_counts_through_is_found() -> None:
    goals = tuple(Goal(f"G-{n}", "", f"Mål {n}", (measure(str(n), f"T{n}"),)) for n in (1, 2, 5))
    (finding,) = check_plan(Plan("Plan", (FocusArea("1", "Helse", goals),), ACTORS), checks=NUMBERING)
    assert str(finding.problem.what) == "3 is missing before 5."
