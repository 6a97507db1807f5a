"""Which protections are active on this machine while outside files are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regionplan_xl.sandbox.protocol import ProtocolError
from regionplan_xl.text import Phrase, phrase


@dataclass(frozen=True)
class Protection:
    """One protection: its name for programs, its wording for people, and whether it is active here."""

    name: str
    words: Phrase
    holds: bool


_OF_THE_CHILD = {
    "limits": phrase("limits on memory, time, open files and processes (rlimit)"),
    "rights": phrase("no rights of an administrator"),
    "landlock": phrase("Landlock: no file, no connection, no other process"),
    "seccomp": phrase("seccomp: no system call but those that reading needs"),
}
_WATCHED = phrase("memory and time watched from outside")
_JOB = phrase("a job object of Windows: limited memory, no further process")


def protections(told: Any, job: bool) -> tuple[Protection, ...]:
    """Return every protection; `told` is what the reading process reports, `job` whether it is in a job object."""
    if not isinstance(told, Mapping):
        raise ProtocolError
    of_the_child = (Protection(name, words, told.get(name) is True) for name, words in _OF_THE_CHILD.items())
    return (*of_the_child, Protection("watched", _WATCHED, True), Protection("job_object", _JOB, job))
