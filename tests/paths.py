"""The paths of the project and the shared test data."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "regionplan_xl"
SHARED = Path(os.environ.get("REGIONPLAN_SHARED", PROJECT.parent / "shared"))
