"""The council's case document (.docx): page one for the chair, then every measure with its status, and a proposal."""

from collections.abc import Collection, Sequence

from docx.enum.text import WD_TAB_LEADER
from docx.shared import Mm, Pt

from regionplan_xl.reports.contents import ReportContents
from regionplan_xl.reports.word.body_parts import show_body_parts
from regionplan_xl.reports.word.document import (
    add_contents,
    add_page_numbers,
    fill_contents,
    legal,
    open_document,
    rendered,
)
from regionplan_xl.reports.word.indicators import show_indicators
from regionplan_xl.reports.word.letterhead import add_missing_styles, fill_letterhead, place_case
from regionplan_xl.reports.word.lists import (
    show_area_counts,
    show_changes,
    show_dependencies,
    show_development_goals,
    show_legend,
    show_overdue,
    show_replies,
    show_undecided,
)
from regionplan_xl.reports.word.measure_tables import show_measures
from regionplan_xl.reports.word.over_time import show_over_time
from regionplan_xl.reports.word.summary import show_summary
from regionplan_xl.reports.word.template import render_case_template
from regionplan_xl.reports.word.writer import Writer, measures_in_words
from regionplan_xl.text import Phrase, counted, phrase


def council_case(contents: ReportContents, pages: Sequence[int] = ()) -> bytes:
    """Render the case as the bytes of a .docx file. It prints nothing that is not in `contents`.

    `pages`: the page number of each heading in the table of contents, if known.
    """
    translate, day, title = contents.translate, contents.day, contents.title
    author = contents.signatory.partition("\n")[0]
    used: frozenset[str] = frozenset()
    if contents.has_letterhead:
        filled = fill_letterhead(contents.letterhead, contents.letterhead_name, contents)
        template, used = filled.document, filled.placeholders
    else:
        template = render_case_template(contents.language)
    document = open_document(template, title, language=contents.language, day=day, author=author)
    if contents.has_letterhead:
        add_missing_styles(document, contents.language)
    else:
        add_page_numbers(document, title, translate("Page {page} of {pages}"))
    before = len(document.element.body) - 1  # the last element is the section's properties
    write_case(Writer(document, contents), pages, used)
    place_case(document, before)
    return rendered(document)


def write_case(writer: Writer, pages: Sequence[int] = (), used: Collection[str] = ()) -> None:
    """Write the whole case at the end of the document, except what the letterhead has already `used`."""
    contents, translate = writer.contents, writer.translate
    if "title" not in used:
        writer.paragraph(contents.title, "Title")
        when = ", ".join(part for part in (contents.meeting, translate.day(contents.day)) if part)
        writer.paragraph(when, "Subtitle")
    show_summary(writer)
    contents_heading = add_contents(writer.document, translate("Contents"))
    contents_heading.paragraph_format.space_before = Pt(18)
    _tell_background(writer)
    _show_parts(writer)
    writer.heading("Proposed decision")
    usual = phrase("The status of {plan} is taken note of.", plan=contents.plan.name)
    proposal = writer.paragraphs(contents.proposal or translate(usual))
    if "signatory" not in used:
        if proposal is not None:
            proposal.paragraph_format.keep_with_next = True  # no signature by itself on the last page
        _sign(writer)
    fill_contents(contents_heading, writer.headings, pages)


def _show_parts(writer: Writer) -> None:
    figures = writer.figures
    show_legend(writer)
    show_area_counts(writer)
    show_over_time(writer)
    if figures.changes is not None:
        show_changes(writer, figures.changes)
    show_undecided(writer)
    show_overdue(writer)
    if figures.replies is not None:
        show_replies(writer, figures.replies)
    show_indicators(writer)
    if writer.contents.actor:
        show_body_parts(writer)
    else:
        show_dependencies(writer)
        show_development_goals(writer)
        show_measures(writer)


def _tell_background(writer: Writer) -> None:
    writer.heading("Background")
    writer.paragraphs(writer.contents.background)
    figures, translate = writer.figures, writer.translate
    facts = [
        phrase("This case shows the status of {plan} as of {day}.", plan=figures.plan, day=figures.today),
        _size(writer),
    ]
    if figures.total.total and figures.total.without == figures.total.total:
        facts.append(phrase("No measure has been given a status yet."))
    elif figures.total.total:
        facts.append(
            phrase("Status of the measures: {counts}.", counts=writer.counts_in_words(figures.total))
        )
    if figures.replies is not None:
        answered = len(figures.replies.answered)
        asked = answered + len(figures.replies.waiting)
        facts.append(
            counted(
                "Answers came from {answered} of {count} body.",
                "Answers came from {answered} of {count} bodies.",
                count=asked,
                answered=answered,
            )
        )
    writer.paragraph(" ".join(map(translate, facts)))


def _size(writer: Writer) -> Phrase:
    """Return how large the plan is, or which part of it the case is about."""
    figures, body = writer.figures, writer.contents.actor
    if body and not figures.total.total:
        return phrase("{body} is not responsible for any measure in the plan.", body=body)
    if body:
        return phrase("Only the measures that {body} is responsible for are counted.", body=body)
    return phrase(
        "The plan has {areas}, {goals} and {measures}.",
        areas=counted("{count} focus area", "{count} focus areas", count=len(figures.areas)),
        goals=counted("{count} goal", "{count} goals", count=figures.goals),
        measures=measures_in_words(figures.total.total),
    )


def _sign(writer: Writer) -> None:
    contents = writer.contents
    where_and_when = ", ".join(
        part for part in (contents.place, contents.translate.day(contents.day)) if part
    )
    when = writer.paragraph(where_and_when, with_next=True)
    when.paragraph_format.space_before = Pt(24)
    names = [line.strip() for line in contents.signatory.splitlines() if line.strip()]
    if not names:
        return
    line = writer.document.add_paragraph("\t")
    line.paragraph_format.space_before = Pt(30)
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.tab_stops.add_tab_stop(Mm(70), leader=WD_TAB_LEADER.LINES)
    writer.paragraph(legal("\n".join(names)))
