"""`import`: make a master workbook from a plan document, or only report what was understood."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionplan_xl.actions.result import (
    Line,
    Result,
    TextTable,
    doubt_lines,
    plan_size,
    plan_size_words,
    problem_data,
)
from regionplan_xl.config import Config, read_config
from regionplan_xl.config.group import LONGEST_NAME
from regionplan_xl.errors import InputError, Place, Problem
from regionplan_xl.excel.common.columns import CARRY_OVER
from regionplan_xl.files import write_atomically
from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.text import Translate, counted, phrase, squeeze, workbook_text

_VALUE = re.compile(r"\{\w+\}")

if TYPE_CHECKING:
    from regionplan_xl.documents.imported_document import Imported
    from regionplan_xl.documents.planning.choices import Chosen
    from regionplan_xl.excel.common.master_model import Master
    from regionplan_xl.plan.next_year.carry_over import Pair, Proposed
    from regionplan_xl.project.folder import Project


def import_document(
    document: Path,
    out: Path | None,
    language: str,
    translate: Translate,
    folder: Path | None = None,
    chosen: "Chosen | None" = None,
    dry_run: bool = False,
) -> Result:
    """Read a plan document and write a master workbook; never overwrite a file.

    `chosen` are choices about how to read the document; None: those of the last import in the project `folder`, if any.
    """
    from regionplan_xl.excel.master.create import write_master
    from regionplan_xl.importing import remember_choices, remembered_choices

    target = out or Path(f"{document.stem}.xlsx")
    if target.exists() and not dry_run:
        raise InputError(
            phrase("That file is there already."),
            phrase("Name another with --out, or move it away."),
            Place(file=str(target)),
        )
    config = _config_in(folder) if folder else None
    known = folder if config is not None else None
    if chosen is None and known is not None:
        chosen = remembered_choices(known)
    imported = _import(document, chosen, config)
    if dry_run:
        return preview(imported, translate)
    plan = replace(imported.plan, language=language)

    book = write_master(plan, today=date.today(), doubts=imported.to_check)

    write_atomically(target, book)
    if chosen is not None and known is not None:
        remember_choices(known, chosen)
    lines: list[Line] = [phrase("Wrote {file}: {size}", file=target, size=plan_size_words(plan))]
    if imported.doubts:
        lines += doubt_lines(imported.doubts, translate)
    return Result(
        {"master": str(target), **imported_data(imported, translate)},
        tuple(lines),
        waits=bool(imported.doubts),
    )


def import_next_plan(project: "Project", document: Path, chosen: "Chosen | None", dry_run: bool) -> Result:
    """Make a plan document the project's next master; a sheet proposes which measures continue former ones.

    The former master is archived; `undo` restores it. `chosen`: see `import_document`.
    """
    from regionplan_xl.actions.merge import merge_waiting
    from regionplan_xl.actions.roll_over import refuse_what_waits
    from regionplan_xl.importing import import_plan, remember_choices, remembered_choices
    from regionplan_xl.project.master_lock import refuse_if_in_use
    from regionplan_xl.project.recovery import refuse_restored_copy
    from regionplan_xl.project.session import open_session

    with open_session(project):
        refuse_if_in_use(project.master_path)
        refuse_what_waits(project)
        former = project.read_master()
        refuse_restored_copy(project, former)
        if former.unidentified and not dry_run:
            merge_waiting(project, hashes=())  # gives new rows their IDs before the master is archived
            former = project.read_master()
        known = chosen or remembered_choices(project.folder)
        config = project.config
        with project.progress(phrase("Reading the document")):
            imported = import_plan(document, former.plan.actors, known, config.scale, config.engine)
        if dry_run:
            return preview(imported, project.messages)
        taken_in = _take_in(project, former, imported)
        if chosen is not None:
            remember_choices(project.folder, chosen)
    return _next_plan_result(project, imported, taken_in)


@dataclass(frozen=True)
class _TakenIn:
    """A new plan as written: its merge, the path of the archived master, the plan's former name, and proposed pairs."""

    merge: int | None
    archived: str
    former_name: str
    proposed: "Proposed"
    notices: tuple[Problem, ...]


def _take_in(project: "Project", former: "Master", imported: "Imported") -> _TakenIn:
    from regionplan_xl.excel.master.create import write_master
    from regionplan_xl.plan.merging.hand_edits import hand_changes
    from regionplan_xl.plan.merging.outcome import Change, MergeOutcome
    from regionplan_xl.plan.next_year.carry_over import left_behind, proposed_pairs, with_own_ids
    from regionplan_xl.project.answered.responses import round_name
    from regionplan_xl.project.commit import commit_new_plan
    from regionplan_xl.project.former_masters import archived_master_path

    ledger, today, former_name = project.ledger, project.today(), project.config.plan.name
    name = _name_of(imported) or former_name
    plan = replace(imported.plan, name=name, language=project.language, scale=project.config.scale)
    known = {m.id for m in former.plan.measures} | {one.id for one in former.plan.indicators}
    plan = with_own_ids(plan, ledger.known_ids() | known)
    proposed = proposed_pairs(former.plan, plan)
    book = write_master(plan, today=today, doubts=imported.to_check, pairs=proposed.pairs)

    project.rename_plan(name)
    master = project.parse_master(book)
    archived = archived_master_path(project, today.year, phrase("former plan"))
    begins = Change(
        kind="roll_over", field="plan", before=former_name, after=name, file=archived, round=round_name(ledger),
    )  # fmt: skip
    outcome = MergeOutcome(
        master.plan,
        changes=(begins, *left_behind(former.plan)),
        hand=hand_changes(former.plan, ledger.snapshot()),
    )
    written = commit_new_plan(project, former, book, master, outcome)
    return _TakenIn(written.number, archived, former_name, proposed, written.notices)


def _name_of(imported: "Imported") -> str:
    """Return the plan's name in the document; "" if it has no title, or one too long for config.yaml."""
    name = "" if imported.without_title else squeeze(imported.plan.name)
    return name if len(name) <= LONGEST_NAME else ""


def _next_plan_result(project: "Project", imported: "Imported", taken_in: _TakenIn) -> Result:
    translate, plan, pairs = project.messages, imported.plan, taken_in.proposed.pairs
    sure = [pair for pair in pairs if pair.sure]
    lines: list[Line] = [
        phrase("The project has a new plan: {size}", size=plan_size_words(plan)),
        phrase("The former master is archived as {file}.", file=taken_in.archived),
        counted(
            "{count} pair of a new and a former measure is on the sheet «{sheet}», {sure} of them sure; choose a "
            "decision in each, and run «regionplan merge».",
            "{count} pairs of a new and a former measure are on the sheet «{sheet}», {sure} of them sure; choose a "
            "decision in each, and run «regionplan merge».",
            count=len(pairs),
            sheet=project.translate(CARRY_OVER),
            sure=len(sure),
        ),
    ]
    if taken_in.proposed.left_out:
        lines.append(
            counted(
                "{count} pair that has little in common is left out of the sheet.",
                "{count} pairs that have little in common are left out of the sheet.",
                count=taken_in.proposed.left_out,
            )
        )
    if taken_in.former_name != project.config.plan.name:
        lines.append(
            phrase(
                "The plan is called «{new}», as in the document; in config.yaml it was «{name}».",
                new=project.config.plan.name,
                name=taken_in.former_name,
            )
        )
    if imported.doubts:
        lines += doubt_lines(imported.doubts, translate)
    lines.append(phrase("«regionplan undo» puts the master back as it was."))
    data = {
        "master": str(project.master_path),
        "archive": taken_in.archived,
        "merge": taken_in.merge,
        **imported_data(imported, translate),
        "plan": project.config.plan.name,
        "left_out_pairs": taken_in.proposed.left_out,
        "pairs": list(map(_pair_data, pairs)),
        "notices": [problem_data(notice, translate) for notice in taken_in.notices],
    }
    return Result(data, tuple(lines), waits=bool(imported.doubts or pairs))


def _pair_data(pair: "Pair") -> dict[str, Any]:
    return {
        "kind": "indicator" if is_indicator(pair.new.id) else "measure",
        "number": pair.new.number, "text": pair.new.text, "id": pair.new.id,
        "former_number": pair.former.number, "former_text": pair.former.text, "former_id": pair.former.id,
        "certainty": pair.certainty, "sure": pair.sure,
    }  # fmt: skip


def imported_data(imported: "Imported", translate: Translate) -> dict[str, Any]:
    """Return the imported plan's size and doubts, as JSON-compatible data."""
    return {
        **plan_size(imported.plan),
        "actors": len(imported.plan.actors),
        "doubts": [problem_data(doubt, translate) for doubt in imported.doubts],
    }


def preview(imported: "Imported", translate: Translate) -> Result:
    """Return how a document was understood: areas, columns, statuses, actors and kinds of doubts."""
    from regionplan_xl.documents.planning.field_words import field_words

    plan = imported.plan
    columns = dict.fromkeys((one.heading, one.means) for one in imported.columns)
    statuses = Counter(measure.report.status for measure in plan.measures if measure.report.status)
    labels = {key: plan.scale[key].label(plan.language) for key in statuses}
    kinds = Counter(_VALUE.sub("…", translate(doubt.what.template)) for doubt in imported.doubts)
    data = {
        **imported_data(imported, translate),
        "plan": plan.name,
        "columns": [{"heading": heading, "means": means} for heading, means in columns],
        "status_words": dict(imported.statuses),
        "statuses": {str(key): count for key, count in statuses.items()},
        "actor_names": [actor.name for actor in plan.actors],
        "areas_found": [
            {
                "name": area.name,
                "goals": len(area.goals),
                "measures": sum(len(goal.measures) for goal in area.goals),
            }
            for area in plan.areas
        ],
        "kinds_of_doubts": dict(kinds.most_common()),
    }
    lines: list[Line] = [f"{plan.name}: {translate(plan_size_words(plan))}"]
    lines.append(
        TextTable(
            (phrase("Focus area"), phrase("Goals"), phrase("Measures")),
            [
                (area.name, str(len(area.goals)), str(sum(len(goal.measures) for goal in area.goals)))
                for area in plan.areas
            ],
        )
    )
    if columns:
        headings = (phrase("The document says"), phrase("Understood as"))
        lines.append(TextTable(headings, [(heading, field_words(means)) for heading, means in columns]))
    if statuses:
        rows = [(labels[key], str(count)) for key, count in statuses.most_common()]
        lines.append(TextTable((workbook_text("Status"), phrase("Measures")), rows))
    names = ", ".join(actor.name for actor in plan.actors)
    lines.append(
        counted("{count} actor: {names}", "{count} actors: {names}", count=len(plan.actors), names=names)
    )
    lines += _kinds(kinds)
    lines.append(phrase("Nothing was written."))
    return Result(data, tuple(lines), waits=bool(imported.doubts))


def _kinds(kinds: Counter[str]) -> Iterator[Line]:
    if kinds:
        rows = [(what, str(count)) for what, count in kinds.most_common()]
        yield TextTable((phrase("What is doubtful"), phrase("How many")), rows)


def _import(document: Path, chosen: "Chosen | None", config: Config | None) -> "Imported":
    from regionplan_xl.documents.planning.choices import Chosen
    from regionplan_xl.importing import import_plan

    if config is None:
        return import_plan(document, None, chosen or Chosen())
    return import_plan(document, None, chosen or Chosen(), config.scale, config.engine)


def _config_in(folder: Path) -> Config | None:
    return read_config(folder / "config.yaml") if (folder / "config.yaml").exists() else None


def project_language(folder: Path) -> str:
    """Return the language of the project in `folder`; nynorsk if there is none."""
    config = _config_in(folder)
    return config.plan.locale if config else "nn"
