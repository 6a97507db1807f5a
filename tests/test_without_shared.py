"""If the shared test documents are missing, the tests that use them are skipped, and all others run."""

import os
import subprocess
import sys
from pathlib import Path

from tests.paths import PROJECT


def test_every_test_module_can_be_loaded_without_the_shared_documents(tmp_path: Path) -> None:
    tests = PROJECT / "tests"
    modules = [path for path in tests.rglob("test_*.py") if "SHARED" in path.read_text(encoding="utf-8")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *map(str, modules)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "REGIONPLAN_SHARED": str(tmp_path / "missing")},
    )  # fmt: skip
    assert len(modules) > 5
    assert done.returncode == 0, done.stdout[-2000:]
