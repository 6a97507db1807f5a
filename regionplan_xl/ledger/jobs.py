"""The state of the service's jobs, and the reports as they were written."""

from typing import Any

from sqlalchemy import Table, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.entries import FrozenReport, JobRecord, ReportRecord


class Jobs:
    """The part of a ledger with the jobs of the service."""

    _database: Database

    def jobs(self) -> dict[str, JobRecord]:
        """Return every job that has been on the timetable, by name."""
        rows = self._database.rows(select(tables.jobs).order_by(tables.jobs.c.name))
        return {row.name: tables.JOB.value(row) for row in rows}

    def record_job(self, job: JobRecord) -> None:
        """Record the state of a job; it replaces the former one."""
        _replace(self._database, tables.jobs, "name", tables.JOB.row(job))


class Reports:
    """The part of a ledger with written and frozen reports."""

    _database: Database

    def reports(self) -> tuple[ReportRecord, ...]:
        """Return every written report, in the order of writing."""
        query = select(tables.reports).order_by(tables.reports.c.written, tables.reports.c.path)
        return tuple(map(tables.REPORT.value, self._database.rows(query)))

    def record_report(self, report: ReportRecord) -> None:
        """Record a written report; it replaces the record for its path."""
        _replace(self._database, tables.reports, "path", tables.REPORT.row(report))

    def frozen_reports(self) -> tuple[FrozenReport, ...]:
        """Return every frozen report in force, by day."""
        frozen = tables.frozen_reports
        query = select(frozen).where(frozen.c.undone.is_(None)).order_by(frozen.c.day, frozen.c.id)
        return tuple(map(tables.FROZEN_REPORT.value, self._database.rows(query)))

    def record_frozen_report(self, report: FrozenReport) -> None:
        """Record that a report is frozen."""
        with self._database.writing() as connection:
            connection.execute(insert(tables.frozen_reports), tables.FROZEN_REPORT.row(report))

    def undo_frozen_report(self, report: FrozenReport) -> None:
        """Record that a freeze is undone, with the time, user and reason in `report`. Its row stays."""
        frozen = tables.frozen_reports
        same = (frozen.c.meeting == report.meeting) & (frozen.c.day == report.day)
        with self._database.writing() as connection:
            connection.execute(
                update(frozen).where(same, frozen.c.undone.is_(None)).values(tables.FROZEN_REPORT.row(report))
            )


def _replace(database: Database, table: Table, key: str, row: dict[str, Any]) -> None:
    with database.writing() as connection:
        same = table.c[key] == row[key]
        if not connection.execute(update(table).where(same).values(row)).rowcount:
            connection.execute(insert(table), row)
