"""Write docs/report.schema.json: the JSON Schema of report data. `make pages` runs it."""

import json
from pathlib import Path

from regionplan_xl.reports.data.report_data import json_schema

if __name__ == "__main__":
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    (Path(__file__).parent / "report.schema.json").write_text(text, encoding="utf-8")
