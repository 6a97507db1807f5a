"""Read every file of a folder in child processes; print what is told of each, seconds and peak memory as JSON.

It is a separate program, so that the memory of its children is not that of another test.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.reader import open_reader
from tests.sandbox.reading import Asked, read_with


def main(folder: Path) -> None:
    """Print the verdicts."""
    verdicts = {}
    with open_reader() as reader:
        # A file pays for starting the next child if it ended the last one.
        for path in sorted(folder.iterdir()):
            data = path.read_bytes()
            begun = time.monotonic()
            files = reader.files_in(path.name, data)
            read = read_with(reader, files, asked := Asked())
            seconds = time.monotonic() - begun
            load = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1
            reasons = [r.reason.template if isinstance(r, Rejected) else "" for r in read]
            codes = sorted({code for clues in asked.clues.values() for code in clues.codes})
            verdicts[path.name] = {
                "reasons": reasons,
                "seconds": seconds,
                "codes": codes,
                "all": f"{asked.clues} {read}",
                "load": load,
            }
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    # In getrusage, unlike here, a process starts with the peak of the process that started it.
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0)
    sys.stdout.write(json.dumps({"verdicts": verdicts, "children": children, "own": own}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
