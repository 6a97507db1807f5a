"""Read the examples in the documentation: the blocks of a page, and its commands run as a reader would."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionplan_xl.actions.demo import ANSWERS, filled_in
from tests.paths import PROJECT

SHELLS = ("console", "powershell")
# Commands that install, set up or explain are not run here.
NOT_RUN = re.compile(r"(#|pip |uv |py |python3 |winget |setx |\.venv)|regionplan demo$")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: the word after the fence, and its lines."""

    kind: str
    lines: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, including those indented in a list."""
    kind, lines = "", []
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = re.fullmatch(r"\s*```(\w*)", line)
        if fence is None:
            lines.append(line if kind == "yaml" else line.strip())
        elif kind:
            yield Block(kind, tuple(lines))
            kind = ""
        else:
            kind, lines = fence[1] or "text", []


class Reader:
    """A reader who types the commands of a page one after the other, starting in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands: list[str] = []
        self.printed = ""

    def follow(self, page: Path) -> None:
        """Run the commands of the page; each must succeed and print what the page shows below it."""
        for block in blocks(page):
            if block.kind in SHELLS:
                self.printed = ""
                for line in block.lines:
                    self.type(line.partition(" #")[0])
            elif block.kind == "output":
                for line in block.lines:
                    assert squeezed(line) in squeezed(self.printed), f"{page.name}: {line}\n{self.printed}"

    def type(self, line: str) -> None:
        """Run one line."""
        words = shlex.split(line)
        if NOT_RUN.match(line) or not words:
            return
        if words[0] == "cd":
            self.folder /= words[1]
            return
        assert words[0] == "regionplan", line
        done = subprocess.run(
            [sys.executable, "-m", "regionplan_xl", *words[1:]],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name != "REGIONPLAN_PROJECT"}
            | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in (0, 1), f"{line}\n{done.stderr}"
        self.commands.append(words[1])
        self.printed += done.stdout
        if words[1] == "send":
            answer(self.folder / "workbooks", words[words.index("--round") + 1])

    def result(self, *words: str) -> Any:
        """Return the JSON that a command prints in the reader's current folder."""
        done = subprocess.run(
            [sys.executable, "-m", "regionplan_xl", "--project", str(self.folder), "--json", *words],
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return json.loads(done.stdout)


def answer(books: Path, round_name: str) -> None:
    """Fill in the workbooks of some bodies and send them back, as in the demonstration."""
    for actor, rows in ANSWERS.items():
        sent = (books / "outbox" / round_name / f"{actor}.xlsx").read_bytes()
        (books / "inbox").mkdir(exist_ok=True)
        (books / "inbox" / f"{actor}.xlsx").write_bytes(filled_in(sent, rows))


def squeezed(text: str) -> str:
    """Return the text with single spaces, for comparison."""
    return " ".join(text.split())
