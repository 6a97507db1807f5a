"""What is wrong in a letter or letterhead of the secretariat's, told in the planner's words and not in Jinja's."""

import re

from regionplan_xl.text import Phrase, phrase

UNKNOWN_NAME = re.compile(r"(?:has no attribute|No filter named|No test named) '(\w+)'")
"""Jinja's words for something that a template names and that is not there."""
_OPEN_BLOCK = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_ENDED_BLOCK = re.compile(r"unknown tag 'end(\w+)'")
_UNKNOWN_TAG = re.compile(r"unknown tag '(\w+)'")


def reason_in_words(said: str) -> Phrase:
    """Return why a template is not understood, as a part of a sentence. `said`: what Jinja says of it."""
    if unknown := UNKNOWN_NAME.search(said):
        return phrase("there is no «{name}»", name=unknown[1])
    if opened := _OPEN_BLOCK.search(said):
        return phrase("«{words}» is missing", words=f"{{% end{opened[1]} %}}")
    if ended := _ENDED_BLOCK.search(said):
        return phrase("«{words}» is missing", words=f"{{% {ended[1]} … %}}")
    if tag := _UNKNOWN_TAG.search(said):
        return phrase("there is no «{name}»", name=tag[1])
    return phrase("brackets, signs or words are missing, or too many")
