"""The house keeps its floors: imports only run down, and heavy libraries stay out of the doorway."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import PACKAGE

FLOORS = (
    ("cli", "show", "__main__"),
    ("service",),
    ("actions",),
    ("project", "commit", "copies", "submissions"),
    ("backups", "busy", "reading", "responses"),
    ("excel", "documents", "records", "delivery", "reports"),
    ("ooxml", "config", "locale"),
    ("plan",),
    ("errors",),
    ("text", "files"),
)
# Rooms on one floor that may know each other, and why.
BESIDE = {
    ("cli", "show"),
    ("__main__", "cli"),
    ("project", "submissions"),
    ("project", "commit"),
    ("commit", "project"),
    ("project", "copies"),
    ("copies", "project"),
    ("commit", "copies"),
}
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> set[str]:
    """The rooms of this package that a file imports, anywhere in it (also where only the types are wanted)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = whole if node.module == "regionplan_xl" else [node.module]
        found |= {room(name) for name in names if name.startswith("regionplan_xl.")}
    return found


def own_room(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_only_run_down(path: Path) -> None:
    mine = own_room(path)
    if mine == "__init__":
        return
    for other in imported(path) - {mine, "__version__"}:
        assert other in FLOOR_OF, f"{path.name} imports {other}, which has no floor"
        assert FLOOR_OF[mine] < FLOOR_OF[other] or (mine, other) in BESIDE, f"{mine} may not know {other}"


def test_every_room_has_a_floor() -> None:
    rooms = {own_room(path) for path in MODULES} - {"__init__", "example"}
    assert rooms == set(FLOOR_OF)


@pytest.mark.parametrize("floor", ["plan", "text.py", "files.py", "errors.py"])
def test_the_plan_and_the_ground_floor_need_only_python(floor: str) -> None:
    place = PACKAGE / floor
    for path in [place] if place.is_file() else place.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                assert top == "regionplan_xl" or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_help_loads_none_of_the_heavy_libraries() -> None:
    heavy = (
        "pandas",
        "numpy",
        "openpyxl",
        "xlsxwriter",
        "lxml",
        "sqlalchemy",
        "pydantic",
        "rich",
        "docx",
        "babel",
    )
    code = (
        "import sys\n"
        "from regionplan_xl.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "sys.exit(' '.join(loaded) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"loaded: {done.stderr}"
    assert "Follow up a regional plan" in done.stdout


def test_no_file_is_so_long_that_it_must_hold_two_ideas() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 450}
    assert not long
