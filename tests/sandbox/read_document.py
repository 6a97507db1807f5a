"""Read one plan document and print the result and the cost of its process as JSON: `python -m … FILE`.

It is a separate process, since the peak memory of a process includes that of the process it was forked from.
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
