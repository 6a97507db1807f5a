"""The base class of every group of settings in config.yaml, and the types of text in it."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from regionplan_xl.config.source import Fault
from regionplan_xl.text import Phrase, is_blank, phrase, shortened


class InvalidValue(ValueError):  # noqa: N818  (about one value, not an error of the program)
    """A value is not valid; the `at` of each fault is relative to the value."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault.what) for fault in faults))


class Group(BaseModel):
    """A group of settings: frozen, without unknown keys; a key without a value counts as left out.

    `never_empty`: keys to which that does not apply. `misplaced`: settings that people may write here but must not ->
    the reason, and where they belong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)
    never_empty: ClassVar[frozenset[str]] = frozenset()
    misplaced: ClassVar[Mapping[str, Phrase]] = {}

    @model_validator(mode="before")
    @classmethod
    def _empty_is_left_out(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        may_be_empty = cls.model_fields.keys() - cls.never_empty
        return {key: value for key, value in data.items() if value is not None or key not in may_be_empty}


def quoted(text: object) -> str:
    """Return a text in quotation marks, shortened for a message."""
    return f"«{shortened(str(text))}»"


def _unprintable(text: str) -> bool:
    """Return whether `text` has line breaks, control or direction characters, or lone surrogates."""
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)


def _one_line(text: str) -> str:
    if _unprintable(text):
        what = phrase("there is a line break or an invisible character in the text.")
        raise InvalidValue(Fault((), what, phrase("Write it again.")))
    return unicodedata.normalize("NFC", _seen(text))


def _seen(text: str) -> str:
    if is_blank(text):
        what = phrase("the text has nothing that can be seen.")
        raise InvalidValue(Fault((), what, phrase("Write a text, or remove the setting.")))
    return text


LONGEST_NAME = 200
Line = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_one_line)]
Word = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_one_line)]
LongText = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_seen)]
