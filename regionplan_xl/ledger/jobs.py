"""What the service remembers: when each job ran and how it went, and the reports as they were written."""

from typing import Any

from sqlalchemy import Table, insert, select, update

from regionplan_xl.ledger import tables
from regionplan_xl.ledger.database import Database
from regionplan_xl.ledger.entries import JobRecord, ReportRecord


class Jobs:
    """The part of a ledger that knows the jobs of the service."""

    _database: Database

    def jobs(self) -> dict[str, JobRecord]:
        """Return every job that has been on the timetable, by name."""
        rows = self._database.rows(select(tables.jobs).order_by(tables.jobs.c.name))
        return {row.name: tables.JOB.value(row) for row in rows}

    def record_job(self, job: JobRecord) -> None:
        """Record the state of a job, in place of its former one."""
        _replace(self._database, tables.jobs, "name", tables.JOB.row(job))


class Reports:
    """The part of a ledger that knows the reports as they were written."""

    _database: Database

    def reports(self) -> tuple[ReportRecord, ...]:
        """Return every report that was written, in the order of their moments."""
        query = select(tables.reports).order_by(tables.reports.c.written, tables.reports.c.path)
        return tuple(map(tables.REPORT.value, self._database.rows(query)))

    def record_report(self, report: ReportRecord) -> None:
        """Record a report, in place of what was recorded for its path."""
        _replace(self._database, tables.reports, "path", tables.REPORT.row(report))


def _replace(database: Database, table: Table, key: str, row: dict[str, Any]) -> None:
    with database.writing() as connection:
        same = table.c[key] == row[key]
        if not connection.execute(update(table).where(same).values(row)).rowcount:
            connection.execute(insert(table), row)
