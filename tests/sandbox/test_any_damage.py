"""However a file is damaged, it is read or rejected with a reason; nothing else happens."""

import os

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.errors import Rejected
from regionplan_xl.plan.merging.sent_and_returned import Submission
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.formats.read_file import read_file
from regionplan_xl.sandbox.reader import open_reader
from tests.sandbox.mutations import mutated, seeds
from tests.sandbox.reading import Asked, read_with, returned

SOAK = os.environ.get("REGIONPLAN_SOAK") == "1"
COUNT = 10_000 if SOAK else 500


def test_a_damaged_file_is_read_or_turned_away() -> None:
    files = mutated(COUNT, 2026, seeds())
    verdicts: dict[str, int] = {}
    with open_reader(EngineSettings(workers=2)) as reader:
        unpacked = [file for name, data in files for file in reader.files_in(name, data)]
        answers = read_with(reader, unpacked, asked := Asked())
    for (name, data), read in zip(unpacked, answers, strict=True):
        assert isinstance(read, (Submission, Rejected)), name
        # No cell, whatever is in it, brings down what reads answers.
        if returned(name, data).source in asked.clues:
            assert isinstance(read, Submission) or read.reason != rejections.NOT_SURVIVED, name
        verdict = read.reason.template if isinstance(read, Rejected) else "read"
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    # Enough of both that the damage is neither too little nor too much.
    assert verdicts["read"] > COUNT / 20
    assert sum(verdicts.values()) - verdicts["read"] > COUNT / 4
    assert (
        verdicts.get(rejections.TOO_SLOW.template, 0) + verdicts.get(rejections.TOO_DEMANDING.template, 0)
        < COUNT / 100
    )


@pytest.mark.parametrize("seed", range(10 if SOAK else 1))
def test_our_own_readers_say_no_in_one_way_only(seed: int) -> None:
    """Without the child's net: whatever is raised but `Rejected` is a fault in the reading."""
    whole = {name: data for name, data in seeds().items() if name.endswith((".xlsx", ".ods", ".csv"))}
    for name, data in mutated(COUNT // (10 if SOAK else 1), seed, whole):
        try:
            read_file(data, name)
        except Rejected as rejected:
            assert str(rejected.reason)
