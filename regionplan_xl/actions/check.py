"""`check`: findings about the settings, the master and the actors."""

from regionplan_xl.actions import Result, Table
from regionplan_xl.actions.waiting import waiting_findings
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.lists.checklist import unchecked_rows
from regionplan_xl.excel.master.update import with_ids
from regionplan_xl.plan.checks import Finding, check_plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.master_lock import conflict_copies
from regionplan_xl.text import phrase


def check(project: Project) -> Result:
    """Every doubtful thing in the project, with place and fix."""
    book = project.read_master_bytes()
    master = project.read_master()
    # New rows are told of by their places, like all others.
    plan, given = with_ids(master, master.plan, frozenset())
    rows = {**master.places, **{identity: new.place for new, identity in given}}
    places = {
        key: Place(sheet=place.sheet, row=place.row, file=project.master_path.name)
        for key, place in rows.items()
    }
    if master.actors is not None:
        places |= {
            name: Place(sheet=master.actors.sheet, row=row) for name, row in master.actors.rows.items()
        }

    findings = [
        *_conflict_copies(project),
        *(Finding("master", problem) for problem in master.problems),
        *(Finding("to-check", doubt) for doubt in unchecked_rows(book)),
        *waiting_findings(project, master),
        *check_plan(
            plan,
            today=project.today(),
            places=places,
            by_mail=project.config.delivery.channel == "mail",
        ),
    ]

    return _result(project, master.plan.areas, len(master.plan.goals), len(master.plan.measures), findings)


def _conflict_copies(project: Project) -> list[Finding]:
    """Other versions of the master that a sync program left beside it; merge waits until they are gone."""
    what = phrase("This looks like a conflict copy: a sync program keeps two versions of the master apart.")
    fix = phrase("Carry what you need from it over into the master, and move it to another folder.")
    copies = conflict_copies(project.master_path)
    return [Finding("conflict_copy", Problem(Place(file=path.name), what, fix)) for path in copies]


def _result(
    project: Project, areas: tuple[object, ...], goals: int, measures: int, findings: list[Finding]
) -> Result:
    translate = project.translate
    data = {
        "areas": len(areas),
        "goals": goals,
        "measures": measures,
        "findings": [
            {
                "code": finding.code,
                "sheet": finding.problem.place.sheet,
                "row": finding.problem.place.row,
                "column": translate(finding.problem.place.column),
                "file": finding.problem.place.file,
                "what": translate(finding.problem.what),
                "fix": translate(finding.problem.fix),
            }
            for finding in findings
        ],
    }
    head = f"{len(areas)} focus areas, {goals} goals, {measures} measures."
    if not findings:
        return Result(data, (head, "Nothing to mend."))
    rows = [
        (
            f.problem.place.sheet or f.problem.place.file,
            str(f.problem.place.row or ""),
            translate(f.problem.place.column),
            translate(f.problem.what),
            translate(f.problem.fix),
        )
        for f in findings
    ]
    table = Table(("Sheet", "Row", "Column", "What", "Cure"), rows)
    return Result(data, (head, f"{len(findings)} findings:", table), waits=True)
