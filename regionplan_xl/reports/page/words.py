"""The page's own texts, besides those of the plan; the template uses them as `words.NAME`."""

from collections.abc import Mapping

from regionplan_xl.excel.common import columns, count_headings
from regionplan_xl.locale import Catalog
from regionplan_xl.text import Phrase, phrase

WORDS: Mapping[str, Phrase] = {
    "skip": phrase("Skip to the measures"),
    "contents": phrase("On this page"),
    "figures": phrase("Status in figures"),
    "area": phrase("Focus area"),
    "total": phrase("Total"),
    "whole_plan": count_headings.WHOLE_PLAN,
    "share_done": count_headings.SHARE_DONE,
    "overdue": count_headings.OVERDUE_COUNT,
    "is_overdue": phrase("Past its timeframe"),
    "undecided": phrase("Waits for a decision"),
    "replies": phrase("Who has answered"),
    "answered": phrase("Have answered"),
    "waiting": phrase("Have not answered"),
    "no_changes": phrase("No status has changed."),
    "from": phrase("From"),
    "to": phrase("To"),
    "new": phrase("New measure"),
    "gone": phrase("No longer in the plan"),
    "trend": columns.OVER_TIME,
    "trend_why": phrase("The counts at the end of each round, and as they are now."),
    "when": phrase("Date"),
    "round": phrase("Round"),
    "per_area": phrase("Each focus area over time"),
    "indicators": phrase("Indicators"),
    "year": phrase("Year"),
    "value": phrase("Value"),
    "baseline": phrase("Baseline"),
    "target": phrase("Target"),
    "state": phrase("State"),
    "numbers": phrase("The numbers"),
    "no_values": phrase("No value has been reported."),
    "measures": phrase("Measures"),
    "no_measures": phrase("The plan has no measures here."),
    "goal": phrase("Goal"),
    "filter": phrase("Show only"),
    "all_areas": phrase("All focus areas"),
    "all_bodies": phrase("All bodies"),
    "body": phrase("Body (responsible or involved)"),
    "all_years": phrase("All years"),
    "all_statuses": phrase("All statuses"),
    "search": phrase("Text"),
    "reset": phrase("Show all"),
    "shown": phrase("{shown} of {total} measures are shown."),
    "none_shown": phrase("No measure fits. Choose fewer conditions, or show all."),
    "timeframe": columns.TIMEFRAME.heading,
    "responsible": columns.RESPONSIBLE.heading,
    "involved": columns.INVOLVED.heading,
    "status": columns.STATUS.heading,
    "progress": columns.PROGRESS.heading,
    "comment": columns.COMMENT.heading,
    "expected": columns.EXPECTED.heading,
    "last_answer": phrase("Last answer"),
    "each_body": phrase("What each body says"),
    "history": phrase("History"),
    "who": phrase("Who"),
    "field": phrase("Field"),
    "no_script": phrase("The filters need JavaScript. Everything else on the page works without it."),
}


def page_words(translate: Catalog) -> dict[str, str]:
    """Return the texts in one language. Placeholders for numbers stay, and the script fills them."""
    return {
        name: translate(one.template) if one.template.count("{") else translate(one)
        for name, one in WORDS.items()
    }
