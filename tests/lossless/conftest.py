"""A project with a round sent and answered, to merge into any master that a test makes."""

from pathlib import Path

import pytest

from tests.rounds.answers import answer, read_in_this_process
from tests.rounds.commands import open_round

COMMENT = "Ferdig: «æøå» <&>\nandre linja =1+1"


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a round sent and an answered return in its inbox; tests must not change it."""
    folder = open_round(tmp_path_factory.mktemp("lossless") / "hallingdal")
    read_in_this_process(folder)
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført", "Kommentar": COMMENT}})
    return folder
