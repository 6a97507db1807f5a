"""The architecture holds: imports run only downwards, no circles, small folders, files and functions."""

import ast
import sys
from collections import Counter
from functools import cache

import pytest

from tests.paths import PACKAGE, PROJECT

# From the top down. A folder imports only from folders below its own line, never from one beside it.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("cli.printing",),
    ("service",),
    ("service.install",),
    ("actions.mail",),
    ("actions",),
    ("actions.jobs",),
    ("mailing.receipts",),
    ("mailing",),
    ("importing",),
    ("project",),
    ("project.backups",),
    ("project.mail",),
    ("project.answered",),
    ("sandbox",),
    ("sandbox.confinement",),
    ("documents.planning",),
    ("documents.understanding",),
    ("documents.understanding.tables",),
    ("documents.understanding.cards", "documents.understanding.columns", "documents.understanding.streams"),
    ("documents.understanding.words",),
    ("documents.sources",),
    ("documents.sources.web",),
    ("documents.sources.layout", "documents.sources.wordprocessing", "documents.sources.spreadsheets"),
    ("sandbox.formats", "excel.master", "ledger", "delivery"),
    ("sandbox.formats.records",),
    ("reports.pdf",),
    ("reports.word", "reports.data", "reports.page"),
    ("reports.charts",),
    ("reports",),
    ("delivery.mail.sign_in",),
    ("delivery.mail",),
    ("delivery.mail.incoming",),
    ("documents.vocabulary",),
    ("documents",),
    ("ledger.stored", "ledger.migrations", "ledger.migrations.versions"),
    ("excel.statuses",),
    ("excel.overview",),
    ("excel.areas", "excel.shares", "excel.lists", "excel.trend", "excel.returned"),
    ("excel.parsing", "excel.actor"),
    ("excel.common",),
    ("ooxml",),
    ("ooxml.inserting", "ooxml.marking"),
    ("ooxml.editing",),
    ("ooxml.reading",),
    ("ooxml.scanning",),
    ("ooxml.package",),
    ("ooxml.xml",),
    ("ooxml.common",),
    ("engine",),
    ("config", "locale"),
    ("plan.next_year",),
    ("plan.merging", "plan.checks"),
    ("plan",),
    ("plan.times",),
    ("errors",),
    ("similarity", "file_names", "template_errors"),
    ("system_files", "colour"),
    ("text", "files", "moments", "letter_widths", "extras"),
)
LAYER_OF = {folder: number for number, layer in enumerate(LAYERS) for folder in layer}
FILES_IN_A_FOLDER = 15
LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 50
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
PATHS = list(MODULES.values())


def folder(module: str) -> str:
    """Return the folder of a module (`excel.master`), or the module itself if directly in the package."""
    path = MODULES[module]
    return ".".join(path.relative_to(PACKAGE).parent.parts) or path.stem


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules of this package that a module imports anywhere, including for types only."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            own = name.removeprefix("regionplan_xl.")
            if own != name:
                found.add(own if own in MODULES else own.rpartition(".")[0])
    return frozenset(found - {module, ""})


def circles() -> list[list[str]]:
    """Return groups of modules with circular imports (strongly connected components, Tarjan's algorithm)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        open_.append(module)
        for other in imported(module):
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in open_:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            place = open_.index(module)
            if len(open_) - place > 1:
                found.append(open_[place:])
            del open_[place:]

    for module in MODULES:
        if module not in order:
            visit(module)
    return found


def test_no_module_imports_another_in_a_circle() -> None:
    assert circles() == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module or "regionplan_xl")
def test_imports_only_run_down(module: str) -> None:
    mine = folder(module)
    if mine == "__init__":
        return
    for other in imported(module):
        theirs = folder(other)
        assert mine == theirs or LAYER_OF[mine] < LAYER_OF[theirs], f"{module} imports {other}"


def test_every_folder_has_a_layer() -> None:
    folders = {folder(module) for module in MODULES} - {"__init__", "example", "excel"}
    assert folders == set(LAYER_OF)


def test_no_folder_holds_so_many_files_that_nothing_is_found() -> None:
    counts = Counter(path.parent for path in PATHS if path.name != "__init__.py")
    assert {str(place): n for place, n in counts.items() if n > FILES_IN_A_FOLDER} == {}


def test_folders_of_a_project_are_made_so_that_they_survive_a_power_cut() -> None:
    # `files.make_folder` flushes the parents. `init` does so itself, as it removes what it made if it fails; a packet
    # for the archive is flushed when it is renamed; secrets have rights of their own; LibreOffice's is temporary.
    others = {
        "files.py", "actions/init.py", "actions/jobs/archive_packet.py", "delivery/mail/secrets.py",
        "reports/pdf/office.py",
    }  # fmt: skip
    making = {
        path.relative_to(PACKAGE).as_posix()
        for path in PATHS
        if ".mkdir(" in path.read_text(encoding="utf-8")
    }
    assert making == others


def test_no_file_is_so_long_that_it_must_hold_two_ideas() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PATHS}
    assert {str(path): n for path, n in lines.items() if n > LINES_IN_A_FILE} == {}


def test_no_function_is_longer_than_a_page() -> None:
    long = {
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}"
        for path in PATHS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LINES_IN_A_FUNCTION
    }
    assert long == set()


def test_a_name_of_a_class_means_one_thing_in_the_whole_package() -> None:
    names = Counter(
        node.name
        for path in PATHS
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


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


def test_what_tests_share_is_in_helper_modules() -> None:
    imported = {
        f"{path.relative_to(PROJECT)} imports {node.module}"
        for path in (PROJECT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2].startswith("test_")
    }
    assert imported == set()
