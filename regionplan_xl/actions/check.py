"""`check`: findings about the settings, the master and the actors."""

from collections.abc import Sequence

from regionplan_xl.actions.jobs.failures import failure_findings
from regionplan_xl.actions.jobs.report_contents import template_problems, text_problems
from regionplan_xl.actions.result import (
    Line,
    Result,
    TextTable,
    in_json,
    plan_size,
    plan_size_words,
    problem_data,
)
from regionplan_xl.actions.waiting_findings import waiting_findings
from regionplan_xl.delivery.mail.secrets import Secret
from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.lists.checklist import unchecked_rows
from regionplan_xl.excel.master.places import actor_rows, headings_in_master, plan_with_places
from regionplan_xl.mailing.actor_letters import project_letters
from regionplan_xl.mailing.address_checks import address_checks
from regionplan_xl.mailing.password_checks import passwords
from regionplan_xl.plan.checks import EVERY, Finding, check_plan
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.project.master_lock import conflict_copies
from regionplan_xl.sandbox.reader import open_reader
from regionplan_xl.text import counted, phrase


def check(project: Project, verbose: bool = False) -> Result:
    """Find everything doubtful in the project, each with its place and fix.

    `verbose`: also list the protections of this machine while outside files are read.
    """
    book = project.read_master_bytes()
    master = project.read_master()
    plan, places = plan_with_places(master, project.master_path.name)

    kept = list(passwords(project))
    unreadable = list(text_problems(project))
    findings = [
        *_no_sender(project),
        *_conflict_copies(project),
        *failure_findings(project.ledger.jobs().values()),
        *(Finding("master", problem) for problem in master.problems),
        *(Finding("to-check", doubt) for doubt in unchecked_rows(book)),
        *waiting_findings(project, master),
        *check_plan(
            plan,
            today=project.today(),
            places=places,
            headings=headings_in_master(master),
            actor_rows=actor_rows(master),
            checks=(*EVERY, *address_checks(project, plan)),
        ),
        *(found for _, _, found in kept if isinstance(found, Finding)),
        *(Finding("letter", problem) for problem in project_letters(project).problems()),
        *(Finding("report-text", problem) for problem in unreadable),
        *(Finding("letterhead", problem) for problem in template_problems(project, fill_in=not unreadable)),
    ]

    result = _with_passwords(_result(project, master.plan, findings), kept)
    return _with_protections(project, result) if verbose else result


def _with_passwords(result: Result, kept: Sequence[tuple[str, str, Secret | Finding]]) -> Result:
    """Add where each password is stored; the passwords themselves are never output."""
    found = {setting: (user, one.store) for setting, user, one in kept if isinstance(one, Secret)}
    lines = [
        phrase("The password of {user} is from {store}.", user=user, store=store)
        for user, store in found.values()
    ]
    data = {**result.data, "passwords": {setting: store for setting, (_, store) in found.items()}}
    return Result(data, (*result.lines, *lines), result.waits)


def _with_protections(project: Project, result: Result) -> Result:
    """Add the protections while outside files are read, and whether each holds on this machine."""
    with open_reader(project.config.engine) as reader:
        found = reader.protections()
    answers = {True: phrase("Yes"), False: phrase("No")}
    rows = [(one.words, answers[one.holds]) for one in found]
    lines: Line = TextTable(
        (phrase("Protection"), phrase("Holds")), rows, phrase("While returned files are read here:")
    )
    if not found:
        lines = phrase(
            "Returned files are read in the command's own process, without protection («{setting}» in config.yaml).",
            setting="engine: {kind: inline}",
        )
    data = {**result.data, "protection": {one.name: one.holds for one in found}}
    return Result(data, (*result.lines, lines), result.waits)


def _no_sender(project: Project) -> list[Finding]:
    """Return a finding if no sender is configured, so that workbooks cannot say where to send answers."""
    if project.config.delivery.sender:
        return []
    what = phrase("Nobody is named whom the actors send their answers to.")
    fix = phrase(
        "Write «{example}» in config.yaml; until then the workbooks say to reply to whoever sent them.",
        example="delivery: {sender: Regionrådet <plan@example.org>}",
    )
    return [Finding("no-sender", Problem(Place(file="config.yaml", column="delivery.sender"), what, fix))]


def _conflict_copies(project: Project) -> list[Finding]:
    """Return a finding per conflict copy of the master by a sync program; merge refuses to run until it is removed."""
    what = phrase("This looks like a conflict copy: a sync program keeps two versions of the master apart.")
    fix = phrase("Carry what you need from it over into the master, and move it to another folder.")
    copies = conflict_copies(project.master_path)
    return [Finding("conflict-copy", Problem(Place(file=path.name), what, fix)) for path in copies]


def _result(project: Project, plan: Plan, findings: list[Finding]) -> Result:
    translate = project.messages
    data = {
        **plan_size(plan),
        "findings": [
            {"code": finding.code, **problem_data(finding.problem, translate)} for finding in findings
        ],
    }
    if not findings:
        return Result(data, (plan_size_words(plan), phrase("Nothing to fix.")))

    def row(finding: Finding) -> tuple[str, ...]:
        place = finding.problem.place
        return (
            place.sheet or place.file,
            str(place.row or ""),
            place.heading(translate),
            translate(finding.problem.what),
            translate(finding.problem.fix),
        )

    headings = (phrase("Sheet"), phrase("Row"), phrase("Column"), phrase("What"), phrase("What to do"))
    count = counted("{count} finding:", "{count} findings:", count=len(findings))
    return Result(
        data,
        (plan_size_words(plan), count, TextTable(headings, findings, row=row, rest=in_json("check"))),
        waits=True,
    )
