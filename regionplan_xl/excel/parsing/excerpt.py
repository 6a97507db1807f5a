"""Text from a returned file, made fit to be quoted in messages and workbooks."""

import re

# XML 1.0 section 2.2: what no workbook can hold. Half characters (surrogates) too.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 500  # characters
_LONGEST_IN_SENTENCE = 80  # characters


def excerpt(text: str) -> str:
    """Return `text` with illegal characters as �; a long one cut off, with its length in characters after it."""
    text = ILLEGAL.sub("�", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)})"


def short_excerpt(text: str) -> str:
    """Return `text`, or its beginning, short enough to be quoted within a sentence."""
    return text if len(text) <= _LONGEST_IN_SENTENCE else text[: _LONGEST_IN_SENTENCE - 1] + "…"
