"""A plan of any size whose bodies all have the same work, and the commands run on it."""

from pathlib import Path

from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report
from regionplan_xl.plan.timeframe import Timeframe
from tests.rounds.commands import regionplan_in_process


def even_plan(measures: int) -> Plan:
    """Return a plan whose bodies each own one measure and are involved in two others; every second has a report."""
    bodies = tuple(Actor(f"Organ {n:03}") for n in range(measures))
    made = [
        Measure(
            f"M-{n:03}", f"{n % 2 + 1}.{n // 20 + 1}.{n // 2 % 10 + 1}", f"Tiltak nummer {n:03} om turstiar",
            Timeframe.parse("2027"), (bodies[n].name,), (bodies[n - 1].name, bodies[n - 2].name),
            Report("started", 0.5, f"Kommentar nummer {n:03}") if n // 2 % 2 else Report(),
        )
        for n in range(measures)
    ]  # fmt: skip
    areas = tuple(
        FocusArea(str(area), f"Satsingsområde {area}", tuple(
            Goal(f"G-{area}{at:03}", f"{area}.{at // 10 + 1}", f"Mål {area}.{at:03}", tuple(mine[at : at + 10]))
            for at in range(0, len(mine), 10)
        ))
        for area, mine in ((1, made[::2]), (2, made[1::2]))
    )  # fmt: skip
    return Plan("Jamn plan", areas, bodies)


def run(folder: Path, *words: str) -> None:
    done = regionplan_in_process(*words, folder=folder)
    assert done.status == 0, done.err
