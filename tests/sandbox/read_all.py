"""Read every file in a folder in children and tell as JSON: each one's verdict and seconds, and the highest memory.

A program of its own, so that its children's memory is that of no other test.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.reader import open_reader


def main(folder: Path) -> None:
    """Print the verdicts."""
    verdicts = {}
    with open_reader() as reader:
        # A file pays for starting the next child where it ended the last.
        for path in sorted(folder.iterdir()):
            data = path.read_bytes()
            begun = time.monotonic()
            files = reader.files_in(path.name, data)
            read = list(reader.grids(files))
            seconds = time.monotonic() - begun
            load = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1
            reasons = [r.reason.template if isinstance(r, Rejected) else "" for r in read]
            texts = [
                cell.text
                for grid in read if not isinstance(grid, Rejected)
                for sheet in grid.sheets for row in list(sheet.rows.values())[:10] for cell in row.values()
            ]  # fmt: skip
            verdicts[path.name] = {"reasons": reasons, "seconds": seconds, "texts": texts[:10], "load": load}
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    # A process begins with the highest mark of the one that started it, in getrusage but not here.
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0)
    sys.stdout.write(json.dumps({"verdicts": verdicts, "children": children, "own": own}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
