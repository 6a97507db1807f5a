"""Use LibreOffice in tests: convert files with it, and run scripts in it."""

import json
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.requirements import missing

SYSTEM_PYTHON = "/usr/bin/python3"  # the one that has LibreOffice's UNO
_SCRIPTS = Path(__file__).parent / "in_libreoffice"


@dataclass(frozen=True)
class LibreOffice:
    """The program with its own user profile in `folder`."""

    program: str
    folder: Path

    def command(self, *words: str | Path) -> list[str]:
        """Return the command line of LibreOffice without windows."""
        profile = (self.folder / "profile").as_uri()
        return [self.program, f"-env:UserInstallation={profile}", "--headless", *map(str, words)]

    def convert(self, to: str, out: Path, *files: Path, timeout: float = 180, check: bool = True) -> None:
        """Save `files` in another format in `out`, as «Save as» does; `check`: fail if that is impossible."""
        command = self.command("--convert-to", to, "--outdir", out, *files)
        subprocess.run(command, check=check, capture_output=True, timeout=timeout)

    def run(self, script: str, jobs: Any) -> Any:
        """Run a script of `in_libreoffice/` in LibreOffice with its jobs; return the JSON that it prints, if any."""
        try:
            subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            missing("the system's Python cannot drive LibreOffice (python3-uno)")
        pipe = f"regionplan{uuid.uuid4().hex}"
        listing = self.folder / "jobs.json"
        listing.write_text(json.dumps(jobs), encoding="utf-8")
        server = subprocess.Popen(
            self.command("--norestore", f"--accept=pipe,name={pipe};urp;"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            done = subprocess.run(
                [SYSTEM_PYTHON, str(_SCRIPTS / script), pipe, str(listing)],
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            assert done.returncode == 0, f"{script} left with {done.returncode}: {done.stderr or 'no word'}"
            return json.loads(done.stdout) if done.stdout.strip() else None
        finally:
            server.terminate()
            server.wait(30)
