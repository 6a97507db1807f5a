"""Names of fields, as translatable words, to show how columns were interpreted."""

from collections.abc import Iterable, Mapping

from regionplan_xl.text import Phrase, phrase, sentences, squeeze, workbook_text

_WORDS: Mapping[str, Phrase] = {
    "number": phrase("Number"),
    "text": workbook_text("Measure"),
    "timeframe": workbook_text("Timeframe"),
    "start": phrase("Start of the timeframe"),
    "end": phrase("End of the timeframe"),
    "responsible": workbook_text("Responsible"),
    "involved": workbook_text("Involved"),
    "status": workbook_text("Status"),
    "progress": workbook_text("Progress"),
    "comment": workbook_text("Comment"),
    "remark": workbook_text("Remark"),
    "description": workbook_text("Remark"),
    "one_status": phrase("The status of one of several"),
    "priority": phrase("Priority"),
    "area": workbook_text("Focus area"),
    "sub_area": phrase("Sub-area"),
    "goal": workbook_text("Goal"),
    "baseline": workbook_text("Baseline"),
    "target": phrase("Target value"),
    "unit": workbook_text("Unit"),
    "indicator": workbook_text("Indicator"),
    "measured": phrase("Measured value"),
}


def field_words(means: str) -> Phrase | str:
    """Return the meaning of a column («responsible + involved») in words; «–» for a column without a field."""
    parts = [_WORDS.get(one, one) for one in means.split(" + ") if one]
    if not parts:
        return "–"
    between: list[Phrase | str] = [parts[0]]
    for part in parts[1:]:
        between += ["+", part]
    return sentences(*between)


def columns_in_words(columns: Iterable[tuple[str, str]]) -> Phrase:
    """Return a line per column: its heading, and its meaning in words."""
    parts: list[Phrase | str] = []
    for heading, means in columns:
        parts += [f"\n{squeeze(heading)} =" if parts else f"{squeeze(heading)} =", field_words(means)]
    return sentences(*parts)
