"""Real projects, as in `tests/rounds`."""

from tests.rounds.conftest import project

__all__ = ["project"]
