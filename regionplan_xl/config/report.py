"""The settings of reports: their formats, and their texts besides the plan."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from regionplan_xl.config.group import Group, InvalidValue, Line, LongText, quoted
from regionplan_xl.config.source import Fault
from regionplan_xl.text import phrase

Format = Literal["docx", "pdf", "html", "json", "csv", "svg"]
_LINE = "a text on one line of at most 200 characters"
_TEXT = "a text, or the name of a .txt or .md file in the project folder"


class ReportSettings(Group):
    """`report`: the formats of the council's case, and its texts besides the plan."""

    formats: Annotated[
        tuple[Format, ...],
        Field(min_length=1, description="a list of docx, pdf, html, json, csv and svg, such as [docx, html]"),
    ] = ("docx",)
    template: Annotated[
        Path | None, Field(description="the name of a .docx file in the project folder, such as brevark.docx")
    ] = None
    case_number: Annotated[Line | None, Field(description=_LINE)] = None
    background: Annotated[LongText | None, Field(description=_TEXT)] = None
    proposal: Annotated[LongText | None, Field(description=_TEXT)] = None
    place: Annotated[Line | None, Field(description=_LINE)] = None
    signatory: Annotated[
        LongText | None, Field(description="a name, and below it a title, on lines of their own")
    ] = None

    @field_validator("template")
    @classmethod
    def _is_a_document(cls, template: Path | None) -> Path | None:
        if template is not None and template.suffix.lower() != ".docx":
            what = phrase("{given} is not the name of a .docx file.", given=quoted(template))
            raise InvalidValue(
                Fault(
                    (), what, phrase("Save the letterhead in Word as a Word document (.docx) and name that.")
                )
            )
        return template

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[Format, ...]) -> tuple[Format, ...]:
        return tuple(dict.fromkeys(formats))
