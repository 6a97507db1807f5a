"""Where the project and the shared test data are, for every test."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "regionplan_xl"
SHARED = PROJECT.parent / "shared"
