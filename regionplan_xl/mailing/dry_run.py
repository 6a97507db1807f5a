"""Write the e-mails of a dry run to files for people to look at; they are never sent."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from regionplan_xl.delivery.mail.addresses import parse_address
from regionplan_xl.delivery.mail.message import LetterWithFiles, new_message_id, render_message
from regionplan_xl.file_names import NamesInFolder
from regionplan_xl.files import write_unflushed
from regionplan_xl.mailing.actor_letters import SOME_CODE, addresses_of
from regionplan_xl.mailing.message_sender import ToSend
from regionplan_xl.mailing.round_books import RoundBooks
from regionplan_xl.mailing.sending import Sending
from regionplan_xl.moments import local_moment
from regionplan_xl.plan.merging.sent_and_returned import Dispatch
from regionplan_xl.plan.model import Actor
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, counted

FOLDER = "dry-run"
_EMAIL = ".eml"


def write_dry_run(project: Project, round_: str, messages: Iterable[ToSend]) -> Path:
    """Write the e-mails to `outbox/<round>/dry-run`, replacing those of the last dry run; return the folder.

    Mail programs open them as received messages, not as drafts, so that nobody sends them by mistake. Nothing is
    recorded.
    """
    folder = project.round_folder(round_) / FOLDER
    for path in folder.glob(f"*{_EMAIL}") if folder.is_dir() else ():
        path.unlink()
    sender, now = project.config.delivery.sender or "", local_moment(project.now())
    names = NamesInFolder(folder)
    for one in messages:
        letter, files = one.letter()
        data = render_message(
            letter,
            sender=sender,
            to=next(iter(one.addresses), ""),
            message_id=new_message_id(sender),
            sent=now,
            code=one.code,
            files=files,
        )
        name = names.unique(one.actor or parse_address(sender), _EMAIL)
        names.add(name)
        write_unflushed(folder / name, data)
    return folder


def dry_run_line(project: Project, folder: Path, count: int) -> Phrase:
    """Return the message that says where a dry run has written its e-mails."""
    return counted(
        "{count} e-mail is in {folder} to look at; nothing was sent.",
        "{count} e-mails are in {folder} to look at; nothing was sent.",
        count=count,
        folder=project.display_path(folder),
    )


def workbooks_to_look_at(project: Project, sending: Sending) -> Iterator[ToSend]:
    """Yield the e-mails of a round; a workbook that has not been sent yet gets a placeholder as its code."""
    from regionplan_xl.excel.actor.workbook_task import STAMP

    letters, round_ = sending.letters, sending.round
    if letters is None:
        return
    codes = {} if sending.is_new else {one.actor: one.code for one in project.ledger.dispatches(round_.name)}
    books = RoundBooks.of(project, round_, sending.plan.name, sending.plan.scale)
    actors = {actor.name: actor for actor in sending.plan.actors}

    def letter(actor: Actor, dispatch: Dispatch) -> LetterWithFiles:
        book = STAMP.here(books.to_stamp(actor, dispatch))()
        return letters.with_workbook(actor, dispatch.rows, dispatch.code, book)

    for name, rows in sending.rows.items():
        dispatch = Dispatch(codes.get(name, SOME_CODE), round_.name, name, round_.opened, rows)
        yield ToSend(
            key="",
            kind="workbook",
            round=round_.name,
            actor=name,
            addresses=addresses_of(actors[name]).valid,
            code=dispatch.code,
            letter=partial(letter, actors[name], dispatch),
        )
