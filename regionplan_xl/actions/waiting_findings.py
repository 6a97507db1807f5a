"""Findings for `check` about decisions that cannot be carried out, and about rows and sheets that wait for people."""

from collections.abc import Collection, Iterator

from regionplan_xl.errors import Place, Problem
from regionplan_xl.excel.common.columns import CONFLICTS, PROPOSALS, READ, REMARKS
from regionplan_xl.excel.common.master_model import DecisionsPlace, Master
from regionplan_xl.excel.master.unparsed_cells import unparsed_reasons
from regionplan_xl.plan.checks import Finding
from regionplan_xl.plan.merging.decisions import LEAVE_ROW, UNKNOWN_KEY
from regionplan_xl.project.folder import Project
from regionplan_xl.project.merge_decisions import decide_outcome
from regionplan_xl.project.submissions import ReadReturns, read_placements
from regionplan_xl.text import counted, phrase


def waiting_findings(project: Project, master: Master) -> list[Finding]:
    """Find decisions that the next merge cannot carry out, unknown rows, missing sheets and unread remarks."""
    with project.ledger as ledger:
        questions, proposals = ledger.open_questions(), ledger.proposals()
        returns = ReadReturns(placements=read_placements(project, master))
        rehearsed = decide_outcome(project, master, returns, unparsed_reasons(master))
        remarks = [remark for remark in ledger.remarks() if remark.key not in master.read_remarks]
    decided = {one.key for one in master.decisions} | {one.key for one in master.proposal_decisions}
    problems = [
        *rehearsed.problems,
        *_unknown(master.conflicts, {q.key for q in questions} | decided),
        *_unknown(master.proposals, {p.key for p in proposals} | decided),
    ]
    findings = [Finding("decision", problem) for problem in problems]
    for place, waiting, name in (
        (master.conflicts, len(questions), CONFLICTS),
        (master.proposals, len(proposals), PROPOSALS),
        (master.remarks, len(remarks), REMARKS),
    ):
        if place is None and waiting:
            what = counted(
                "{count} thing waits for the sheet «{sheet}», which the master lacks.",
                "{count} things wait for the sheet «{sheet}», which the master lacks.",
                count=waiting,
                sheet=project.translate(name),
            )
            fix = phrase("Nothing to do: the next merge that writes the master puts the sheet last in it.")
            findings.append(Finding("sheet-missing", Problem(Place(project.translate(name)), what, fix)))
    if remarks and master.remarks is not None:
        unread = counted("{count} row is not read yet.", "{count} rows are not read yet.", count=len(remarks))
        fix = phrase("Read each row, and tick it off in the column «{column}».", column=READ.heading)
        findings.append(Finding("unread", Problem(Place(master.remarks.sheet), unread, fix)))
    return findings


def _unknown(place: DecisionsPlace | None, known: Collection[str]) -> Iterator[Problem]:
    if place is None:
        return
    for key, rows in place.rows.items():
        if key not in known:
            for row in rows:
                yield Problem(Place(place.sheet, row, "ID"), UNKNOWN_KEY, LEAVE_ROW)
