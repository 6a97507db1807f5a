"""Read the contents of a report from the master, the ledger and config.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from email.utils import parseaddr
from typing import TYPE_CHECKING

from regionplan_xl.actions.jobs.earlier_reports import read_earlier
from regionplan_xl.actions.jobs.report_past import read_history, read_trend, scale_with_former
from regionplan_xl.errors import InputError, Place, Problem, system_reason
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.merging.decisions import with_present_measures
from regionplan_xl.plan.merging.outcome import Question, measures_asked_about
from regionplan_xl.plan.merging.questions import measures_disputed
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.answered.asked_bodies import asked_bodies
from regionplan_xl.project.answered.present_names import PresentNames
from regionplan_xl.project.folder import Project
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents
    from regionplan_xl.reports.figures import Figures

_TEXT_FILES = (".txt", ".md")
_DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".pdf")
_LARGEST_TEMPLATE = 20 << 20  # bytes
_LARGEST = 1 << 20  # bytes


def read_contents(
    project: Project, meeting: str, day: date, since: str = "", body: str = "", *, with_history: bool = False
) -> ReportContents:
    """Read the contents of a report for a meeting on `day`. The project must be locked.

    `since`: see `read_earlier`. `body`: the actor that the report is about; "": the whole plan.
    """
    from regionplan_xl.reports.contents import ReportContents

    settings = project.config.report
    plan = project.read_master().plan
    actor = _actor(plan, body) if body else ""
    # In an actor's report, questions about other members' shares do not count.
    questions = [one for one in project.ledger.open_questions() if not actor or one.member in ("", actor)]
    found = _figures(project, plan, day, since, actor, questions)
    return ReportContents(
        plan=plan,
        figures=found,
        history=read_history(project) if with_history else {},
        trend=read_trend(project, plan, found.scale, day),
        language=project.language,
        day=day,
        meeting=meeting,
        case_number=settings.case_number or "",
        background=_text(project, "background", settings.background),
        proposal=_text(project, "proposal", settings.proposal),
        place=settings.place or _place_in(plan.name, project.language),
        signatory=settings.signatory or parseaddr(project.config.delivery.sender or "")[0],
        actor=actor,
        letterhead=read_letterhead(project),
        letterhead_name=str(settings.template or ""),
        former_statuses=scale_with_former(project).statuses[len(project.config.scale.statuses) :],
    )


def _place_in(name: str, language: str) -> str:
    """Return the region after «for» in a plan's name («Regionplan for Ytre Namdal»); "" if it may be a subject.

    A subject («for klima og energi») has small letters in Norwegian. In English its words may be capitalised too.
    """
    after = name.partition(" for ")[2]
    words = [word for word in after.split() if word != "og"]
    is_place = language != "en" and all(
        word.replace("-", "").isalpha() and word[0].isupper() for word in words
    )
    return after if is_place else ""


def read_letterhead(project: Project) -> bytes:
    """Return the secretariat's own Word template; b"" if none is set. Raise `InputError` if it cannot be read."""
    template = project.config.report.template
    if template is None:
        return b""
    too_large = phrase("«{file}» is too large for a letterhead.", file=template)
    return _read(project, str(template), "template", _LARGEST_TEMPLATE, too_large)


def text_problems(project: Project) -> Iterator[Problem]:
    """Yield the problems in the files that hold the secretariat's texts, each of which would stop a report."""
    settings = project.config.report
    for setting, given in (("background", settings.background), ("proposal", settings.proposal)):
        try:
            _text(project, setting, given)
        except InputError as error:
            yield error.as_problem()


def template_problems(project: Project, *, fill_in: bool) -> Iterator[Problem]:
    """Yield the problems in the secretariat's own template; with `fill_in`, by filling it in as for a report.

    That takes the secretariat's texts (`text_problems`).
    """
    if project.config.report.template is None:
        return
    from regionplan_xl.reports.word.letterhead import letterhead_problems

    try:
        read_letterhead(project)
    except InputError as error:
        yield error.as_problem()
        return
    if fill_in:
        contents = read_contents(project, "", project.today())
        yield from letterhead_problems(contents.letterhead, contents.letterhead_name, contents)


def _actor(plan: Plan, name: str) -> str:
    """Return the register's name of the actor called `name`.

    Raise `InputError` if there is none (with a suggestion) or it is a group (with its members).
    """
    register = Register(plan.actors)
    found = register.named(name)
    if found.kind == "group":
        what = phrase("«{name}» is a group: each of its members has a case of its own.", name=found.name)
        members = ", ".join(one.name for one in register.members_of(found))
        raise InputError(what, phrase("Name one of them: {names}.", names=members))
    return found.name


def _figures(
    project: Project, plan: Plan, day: date, since: str, actor: str, questions: Sequence[Question]
) -> Figures:
    """Return the figures of the plan, or of one actor's measures as it has reported them."""
    from regionplan_xl.reports.body_plan import plan_of_body
    from regionplan_xl.reports.figures import EarlierPlan, figures

    previous, meeting = read_earlier(project, since, day, plan, actor)
    answered = _answered(project, plan)
    if actor:
        of_body = plan_of_body(plan, actor)
        plan = of_body.own
        others = {share.member for one in of_body.shared for share in (one.own, *one.others)} | {actor}
        answered = {name: has for name, has in (answered or {}).items() if name in others} or None
        if previous is not None:
            known = {one.id for one in plan.measures}
            kept = tuple(one for one in previous.measures if one.id in known)
            reservation = previous.reservation if isinstance(previous, EarlierPlan) else ""
            previous = EarlierPlan(previous.today, kept, reservation)
    return figures(
        plan,
        today=day,
        answered=answered,
        previous=previous,
        previous_meeting=meeting,
        asked_about=measures_asked_about(questions),
        disputed=measures_disputed(with_present_measures(questions, plan)),
    )


def _answered(project: Project, plan: Plan) -> Mapping[str, bool] | None:
    """Who was asked in the latest round, and whether they have answered; None before the first."""
    round_ = project.ledger.latest_round()
    if round_ is None:
        return None
    bodies = asked_bodies(project.ledger, PresentNames(project.ledger, plan), round_.name)
    return {one.name: one.answered for one in bodies}


def _text(project: Project, setting: str, given: str | None) -> str:
    """Return a text of the secretariat: the one in config.yaml, or the content of the file named there."""
    given = given or ""
    if "\n" not in given and given.lower().endswith(_DOCUMENTS):
        what = phrase("«{file}» is a document, and only .txt and .md files are taken as texts.", file=given)
        raise InputError(what, phrase("Save it as plain text (.txt), and name that."), _place(setting))
    if "\n" in given or not given.lower().endswith(_TEXT_FILES):
        return given
    too_large = phrase("«{file}» is too large for a text in the case.", file=given)
    data = _read(project, given, setting, _LARGEST, too_large)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fix = phrase("Open it in your editor and save it again with the encoding UTF-8.")
        what = phrase("«{file}» is not saved as UTF-8.", file=given)
        raise InputError(what, fix, _place(setting)) from error


def _read(project: Project, name: str, setting: str, largest: int, too_large: Phrase) -> bytes:
    """Read a file named in a setting of `report`; raise `InputError` if it is unreadable or larger than `largest`."""
    try:
        with (project.folder / name).open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        what = phrase("«{file}» cannot be read ({why}).", file=name, why=system_reason(error))
        fix = phrase("Put the file in the project folder, or correct its name.")
        raise InputError(what, fix, _place(setting)) from error
    if len(data) > largest:
        raise InputError(too_large, phrase("Is it the right file?"), _place(setting))
    return data


def _place(setting: str) -> Place:
    return Place(file="config.yaml", column=f"report.{setting}")
