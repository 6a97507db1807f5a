"""Start the launcher early, have a file read, and print facts about this process and its children as JSON.

With the argument `late`, the modules that read a project are loaded first. `WANTED` reversed is a text to search memory
for.
"""

import json
import os
import signal
import sys
from pathlib import Path

from regionplan_xl.cli.early_launcher import start_early_launcher
from regionplan_xl.sandbox.reader import open_reader
from tests.sandbox.reading import read_with, texts_in
from tests.sandbox.small_files import numbered


def found_in_memory(pid: int, text: bytes) -> int:
    """Return how often a text is in the memory of a process."""
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
            place, rights = line.split()[:2]
            if not rights.startswith("r") or "[v" in line:
                continue  # memory that the kernel shares with all processes
            begin, end = (int(part, 16) for part in place.split("-"))
            try:
                memory.seek(begin)
                found += memory.read(end - begin).count(text)
            except OSError:
                continue
    return found


def parent_of(pid: int) -> int:
    """Return the process that started another."""
    return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])


def open_files(pid: int) -> list[str]:
    """Return the files that a process has open."""
    return sorted(str(one.readlink()).partition(":")[0] for one in Path(f"/proc/{pid}/fd").iterdir())


def main() -> None:
    """Read and print, then read once more after the launcher was killed."""
    if sys.argv[1:] == ["late"]:
        import regionplan_xl.project.folder  # noqa: F401
    kept_open = Path(__file__).open("rb")  # noqa: SIM115  (as the command has files open)
    start_early_launcher()
    secret = os.environ["WANTED"][::-1].encode()
    with open_reader() as reader:
        (answer,) = read_with(reader, [("a.xlsx", numbered(1))])
        (child,) = reader._all  # type: ignore[attr-defined]
        pid = child._process.pid
        launcher = parent_of(pid)
        told = {
            "read": texts_in(answer) == {(1, 1): "1"},
            "copied": Path(f"/proc/{launcher}/cmdline").read_bytes()
            == Path("/proc/self/cmdline").read_bytes(),
            "parent": parent_of(launcher) == os.getpid(),
            "secret": {
                "command": found_in_memory(os.getpid(), secret),
                "launcher": found_in_memory(launcher, secret),
                "reader": found_in_memory(pid, secret),
            },
            "environment": Path(f"/proc/{launcher}/environ").read_bytes().strip(b"\0").decode(),
            "open": open_files(launcher),
            "holds": {one.name: one.holds for one in child.protections},
        }
        os.kill(launcher, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        (answer,) = read_with(reader, [("a.xlsx", numbered(2))])
        told["read again"] = texts_in(answer) == {(1, 1): "2"}
    kept_open.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
