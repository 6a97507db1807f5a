"""Real projects, as in `tests/rounds`."""

from tests.rounds.conftest import made_once, project

__all__ = ["made_once", "project"]
