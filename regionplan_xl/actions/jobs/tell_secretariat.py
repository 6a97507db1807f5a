"""Send the secretariat one e-mail when a job of the service fails, however often the job is retried."""

import hashlib
import logging
from contextlib import closing

from regionplan_xl.actions.jobs.failures import cause_key, failure_words
from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.message import LetterWithFiles
from regionplan_xl.ledger.entries import JobRecord
from regionplan_xl.locale import catalog
from regionplan_xl.mailing.actor_letters import project_letters
from regionplan_xl.mailing.message_sender import MessageSender, ToSend, open_sender
from regionplan_xl.moments import local_moment
from regionplan_xl.project.folder import Project

_LOG = logging.getLogger("regionplan_xl")
_KIND = "failure"


def tell_secretariat(project: Project, job: JobRecord, again: bool) -> None:
    """Send the secretariat an e-mail about a failing job, unless one about this cause has been sent.

    Call it after each failed run. `again`: the cause was reported before, so only an e-mail that could not be sent is
    left. Let errors of sending through; the e-mail is then sent after a later failed run. If the program sends no
    e-mail, the failure is only in the log, and in `check` and `status` while it lasts.
    """
    if not again:
        _LOG.error("To the secretariat of «%s»: %s", project.config.plan.name, failure_words(job))
    delivery = project.config.delivery
    if delivery.channel == "folder" or delivery.sender is None:
        return
    key = _key(job)
    if any(one.key == key and one.state in ("sent", "unsure") for one in project.ledger.messages("")):
        return
    address = parse_address(delivery.sender)
    message = ToSend(key=key, kind=_KIND, addresses=(address,), letter=lambda: _letter(project, job))
    with closing(open_sender(project, delivery.channel)) as sender:
        for record in MessageSender(project, sender).send_all([message]):
            _LOG.info("The e-mail about %s to %s: %s %s", job.name, address, record.state, record.reason)


def _key(job: JobRecord) -> str:
    """Return the key of the e-mail: the same while the job keeps failing for this cause, a new one after a success."""
    since = (job.failing_since or job.since).isoformat()
    return f"{_KIND}/{job.name}/{since}/{hashlib.sha256(cause_key(job.cause).encode()).hexdigest()[:16]}"


def _letter(project: Project, job: JobRecord) -> LetterWithFiles:
    translate = catalog(project.language)
    values = {
        "plan": project.config.plan.name,
        "job": job.name,
        "since": translate.moment(local_moment(job.failing_since or job.since)),
        "why": translate(job.cause),
        "folder": project.folder,
    }
    return LetterWithFiles(project_letters(project).write(_KIND, project.language, values))
