"""A project whose round is out and answered, to merge into whatever master a test makes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.rounds.answers import ROUND, answer, read_in_this_process
from tests.rounds.conftest import regionplan

COMMENT = "Ferdig: «æøå» <&>\nandre linja =1+1"


@contextmanager
def quiet(_: str, items: Iterable[Any], __: int) -> Iterator[Iterable[Any]]:
    """Progress that nobody watches."""
    yield items


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose round is out, with an answered return in its inbox; not to be changed."""
    folder = tmp_path_factory.mktemp("lossless") / "hallingdal"
    assert regionplan("init", folder).status == 0
    read_in_this_process(folder)
    assert regionplan("send", "--round", ROUND, folder=folder).status == 0
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført", "Kommentar": COMMENT}})
    return folder
