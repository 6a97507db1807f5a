"""`check`: findings about the settings, the master and the actors."""

from regionplan_xl.actions import Result, Table
from regionplan_xl.errors import Place
from regionplan_xl.excel.read_doubts import open_doubts
from regionplan_xl.plan.checks import Finding, check_plan
from regionplan_xl.project import Project


def check(project: Project) -> Result:
    """Every doubtful thing in the project, with place and cure."""
    book = project.read_master_bytes()
    master = project.understand_master(book)
    places = {
        key: Place(sheet=place.sheet, row=place.row, file=project.master_path.name)
        for key, place in master.places.items()
    }

    findings = [
        *(Finding("master", problem) for problem in master.problems),
        *(Finding("to-check", doubt) for doubt in open_doubts(book)),
        *check_plan(
            master.plan,
            today=project.today(),
            places=places,
            by_mail=project.config.delivery.channel == "mail",
        ),
    ]

    return _result(project, master.plan.areas, len(master.plan.goals), len(master.plan.measures), findings)


def _result(
    project: Project, areas: tuple[object, ...], goals: int, measures: int, findings: list[Finding]
) -> Result:
    said = project.said
    data = {
        "areas": len(areas),
        "goals": goals,
        "measures": measures,
        "findings": [
            {
                "code": finding.code,
                "sheet": finding.problem.place.sheet,
                "row": finding.problem.place.row,
                "column": said(finding.problem.place.column),
                "file": finding.problem.place.file,
                "what": said(finding.problem.what),
                "cure": said(finding.problem.remedy),
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
            said(f.problem.place.column),
            said(f.problem.what),
            said(f.problem.remedy),
        )
        for f in findings
    ]
    table = Table(("Sheet", "Row", "Column", "What", "Cure"), rows)
    return Result(data, (head, f"{len(findings)} findings:", table), waits=True)
