"""Make plans of three sizes and the answers to one round, the same in every run, for `rounds.py`."""

import random
import re
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from regionplan_xl.config.starter import default_config_text
from regionplan_xl.excel.master.create import write_master
from regionplan_xl.plan.model import Actor, FocusArea, Goal, Measure, Plan, Report
from regionplan_xl.plan.timeframe import Timeframe

ROUND = "2027-1"
STATUSES = ("Ikkje påstarta", "Påstarta", "Gjennomført")
_WORDS = tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True)
class Size:
    """The size of a plan: focus areas, measures and bodies, and how many measures are answered in the round."""

    name: str
    areas: int
    measures: int
    bodies: int
    answered: int


SIZES = {
    "S": Size("S", 6, 85, 35, 60),
    "M": Size("M", 12, 5_000, 400, 1_475),
    "L": Size("L", 40, 50_000, 5_000, 14_750),
}
Answers = dict[str, dict[str, tuple[str, str]]]
"""Body -> measure number -> (status, comment)."""


def make_plan(size: Size) -> Plan:
    """Return a plan with one owner and 0 to 4 involved bodies per measure; a third of the measures have a status."""
    chance = random.Random(f"regionplan {size.name}")
    bodies = tuple(Actor(f"Organ {n:04}", email=f"organ{n}@example.org") for n in range(1, size.bodies + 1))
    areas, per_area = [], -(-size.measures // size.areas)
    for area in range(1, size.areas + 1):
        count = min(per_area, size.measures - per_area * (area - 1))
        measures = [_measure(chance, area, n, bodies) for n in range(count)]
        goals = tuple(
            Goal(
                f"G-{area:03}{at // 10:04}",
                f"{area}.{at // 10 + 1}",
                _text(chance, 8),
                tuple(measures[at : at + 10]),
            )
            for at in range(0, count, 10)
        )
        areas.append(FocusArea(str(area), f"Satsingsområde {area}", goals))
    return Plan(f"Plan {size.name}", tuple(areas), bodies)


def _measure(chance: random.Random, area: int, at: int, bodies: tuple[Actor, ...]) -> Measure:
    owner, *involved = (actor.name for actor in chance.sample(bodies, 1 + chance.choice((0, 1, 2, 3, 4, 3))))
    report = Report("started", 0.5, _text(chance, 6)) if chance.random() < 1 / 3 else Report()
    return Measure(
        f"M-{area:02}{at:04}", f"{area}.{at // 10 + 1}.{at % 10 + 1}", _text(chance, chance.randint(6, 25)),
        Timeframe.parse(str(chance.randint(2025, 2032))), (owner,), tuple(involved), report,
    )  # fmt: skip


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()


def make_project(folder: Path, plan: Plan) -> None:
    """Make a project folder with the plan, before anything is sent."""
    books = folder / "workbooks"
    for name in ("inbox", "outbox", "archive", "held", "backups", "records", "reports"):
        (books / name).mkdir(parents=True)
    (books / "master.xlsx").write_bytes(write_master(plan, today=date(2026, 11, 1)))
    (folder / "config.yaml").write_text(
        default_config_text(plan.name, "nn", "Plan <plan@example.org>"), encoding="utf-8"
    )


def make_answers(plan: Plan, size: Size) -> Answers:
    """Return the owners' answers: a new status and a comment for some measures."""
    chance = random.Random(f"answers {size.name}")
    answers: Answers = {}
    for measure in chance.sample(plan.measures, size.answered):
        status = chance.choice([word for word in STATUSES if word != "Påstarta"])
        answers.setdefault(measure.responsible[0], {})[measure.number] = status, _text(chance, 10)
    return answers


def answer_round(outbox: Path, inbox: Path, answers: Answers) -> None:
    """Put every sent workbook in the inbox, filled in with its body's answers."""
    for source in sorted(outbox.glob("*.xlsx")):
        mine = answers.get(source.stem)
        if mine:
            fill_in(source, inbox / source.name, mine)
        else:
            shutil.copy(source, inbox / source.name)


def fill_in(source: Path, target: Path, mine: dict[str, tuple[str, str]]) -> None:
    """Write statuses and comments into the answer cells, as inline strings."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "xl/worksheets/sheet2.xml":
                data = _with_answers(data.decode(), mine).encode()
            new.writestr(info, data)


def _with_answers(xml: str, mine: dict[str, tuple[str, str]]) -> str:
    def row(found: "re.Match[str]") -> str:
        text = found[0]
        number = re.search(r'<c r="A\d+"[^>]*>(?:<is><t[^>]*>|<v>)([^<]*)<', text)
        answer = mine.get(number[1]) if number else None
        for column, value in zip("EG", answer or (), strict=False):
            cell = rf'<c r="({column}\d+)"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
            new = rf'<c r="\1"\2 t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            text, count = re.subn(cell, new, text, count=1)
            assert count, f"{number} has no cell in column {column}"
        return text

    return re.sub(r"<row .*?</row>", row, xml, flags=re.DOTALL)
