"""Read one plan document and print as JSON what came of it and what its process cost: `python -m … FILE`.

In a process of its own: what a process is known to have had in memory counts that of the one it was forked from.
"""

import json
import resource
import sys
from pathlib import Path

from regionplan_xl.errors import InputError, Rejected
from regionplan_xl.sandbox.plan_document import Importing, read_plan

if __name__ == "__main__":
    path = Path(sys.argv[1])
    measures, reason = 0, ""
    try:
        measures = len(read_plan(path.read_bytes(), path.name, Importing()).plan.measures)
    except (Rejected, InputError) as refused:
        reason = str(refused)
    cost = resource.getrusage(resource.RUSAGE_CHILDREN)
    in_mebibytes = 1024 if sys.platform == "linux" else 1024**2
    told = {
        "measures": measures,
        "reason": reason,
        "seconds": cost.ru_utime + cost.ru_stime,
        "mebibytes": cost.ru_maxrss / in_mebibytes,
    }
    sys.stdout.write(json.dumps(told))
