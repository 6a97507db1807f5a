"""`report`: what is written for the council, and what it says besides the plan."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from regionplan_xl.config.group import Group, Line, LongText
from regionplan_xl.text import Phrase, phrase

Format = Literal["docx", "pdf", "html", "json"]
_LINE = "a text on one line of at most 200 characters"
_TEXT = "a text, or the name of a .txt or .md file in the project folder"


class ReportSettings(Group):
    """`report`: the formats of the council's case, and what it says besides the plan."""

    not_built: ClassVar[Mapping[str, Phrase]] = {
        "template": phrase("The case is written in its own style; change it in Word."),
    }

    formats: Annotated[
        tuple[Format, ...],
        Field(min_length=1, description="a list of docx, pdf, html and json, such as [docx, html]"),
    ] = ("docx",)
    case_number: Annotated[Line | None, Field(description=_LINE)] = None
    background: Annotated[LongText | None, Field(description=_TEXT)] = None
    proposal: Annotated[LongText | None, Field(description=_TEXT)] = None
    place: Annotated[Line | None, Field(description=_LINE)] = None
    signatory: Annotated[
        LongText | None, Field(description="a name, and below it a title, on lines of their own")
    ] = None

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[Format, ...]) -> tuple[Format, ...]:
        return tuple(dict.fromkeys(formats))
