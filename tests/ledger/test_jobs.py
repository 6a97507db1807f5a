"""The service stores its memory in the ledger."""

from dataclasses import replace
from datetime import timedelta

from regionplan_xl.ledger.entries import JobRecord, ReportRecord
from regionplan_xl.ledger.ledger import Ledger
from regionplan_xl.text import phrase
from tests.ledger.example import NOON


def test_the_state_of_a_job_is_the_last_that_was_recorded(ledger: Ledger) -> None:
    merge = JobRecord(name="merge", timetable="every hour", since=NOON)
    ledger.record_job(merge)
    ledger.record_job(JobRecord(name="collect", timetable="off", since=NOON))
    cause = phrase("The master is open in another program.")
    failed = replace(merge, begun=NOON, ended=NOON, status=3, cause=cause, failures=1, told=("open",))
    ledger.record_job(failed)
    assert list(ledger.jobs()) == ["collect", "merge"]
    assert ledger.jobs()["merge"] == failed


def test_a_report_is_known_by_its_path_and_the_last_written_is_last(ledger: Ledger) -> None:
    later = NOON + timedelta(hours=1)
    for path, written in (("b.docx", NOON), ("a.docx", NOON), ("b.docx", later)):
        ledger.record_report(ReportRecord(path=path, hash="aa", written=written, made_of="x"))
    assert [(one.path, one.written) for one in ledger.reports()] == [("a.docx", NOON), ("b.docx", later)]
