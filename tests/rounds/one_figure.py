"""Compare the counts in every place that shows them: Oversikt, `status`, the case, the ledger."""

from collections import Counter
from typing import Any

from regionplan_xl.project.folder import Project
from regionplan_xl.reports.figures import figures
from tests.rounds.desk import Desk
from tests.workbooks import load_workbook

Counts = dict[str, int]


def counted(desk: Desk) -> dict[str, Counts]:
    """Return how many measures have each status (by label), none and an unread one, by place."""
    project = Project.open(desk.folder)
    try:
        scale = project.config.scale
        labels = {status.key: status.label("nn") for status in scale.statuses}
        total = desk.run("status")["total"]
        case = figures(project.read_master().plan, today=project.today(), answered=None).total
        snapshot = project.ledger.snapshot().values()
    finally:
        project.close_ledger()
    found = Counter(one.report.status for one in snapshot if not one.unread)
    return {
        "oversikt": overview(desk),
        "status": _counts(labels, total["statuses"], total["no_status"], total["unread"]),
        "case": _counts(labels, case.by_status, case.without, case.unread),
        "ledger": _counts(labels, found, found[None], sum(bool(one.unread) for one in snapshot)),
    }


def _counts(labels: dict[str, str], by_status: Any, without: int, unread: int) -> Counts:
    counts = {label: by_status.get(key, 0) for key, label in labels.items()}
    return {**counts, "Utan status": without, "Ulesen status": unread}


def overview(desk: Desk) -> Counts:
    """Return the stored values in the last row of Oversikt's counts; a column of a removed status counts nothing."""
    sheet: Any = load_workbook(desk.master, data_only=True)["Oversikt"]
    top = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "Satsingsområde")
    last = next(row for row in range(top, 60) if sheet.cell(row, 2).value == "Heile planen")
    end = next(at for at in range(4, 20) if sheet.cell(top, at).value == "Ulesen status")
    headings = {str(sheet.cell(top, at).value): at for at in range(4, end + 1)}
    values = {name: sheet.cell(last, at).value for name, at in headings.items()}
    return {name: int(value) for name, value in values.items() if value is not None or "i bruk" not in name}


def chart_values(desk: Desk) -> dict[str, list[float]]:
    """Return the values that the chart on Oversikt caches, by the name of the series."""
    sheet: Any = load_workbook(desk.master)["Oversikt"]
    (chart,) = sheet._charts
    return {
        series.tx.strRef.strCache.pt[0].v: [float(point.v) for point in series.val.numRef.numCache.pt]
        for series in chart.series
    }
