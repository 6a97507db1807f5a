"""A draft as Evolution reads it: ready to be sent, with address and workbook."""

import json
import subprocess
from pathlib import Path

from regionplan_xl.delivery.mail.letter_examples import KINDS
from regionplan_xl.delivery.mail.letters import Letters
from regionplan_xl.delivery.mail.message import render_draft, workbook_attachment
from tests.requirements import missing

SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("read_with_camel.py")
BOOK = bytes(range(256)) * 200


def test_evolution_opens_a_draft_with_its_address_subject_and_workbook(tmp_path: Path) -> None:
    letter = Letters(tmp_path).write(
        "workbook", "nn", {**KINDS["workbook"], "plan": "Plan for Ål og Hol – næring"}
    )
    attached = workbook_attachment("Næring & Ål – øvre", "2025-1", BOOK)
    draft, out = tmp_path / "Ål.eml", tmp_path / "out.xlsx"
    draft.write_bytes(
        render_draft(letter, "post@aal.example", "Regionrådet <plan@example.org>", "K7Q-2M4", (attached,))
    )
    has_camel = "import gi; gi.require_version('Camel', '1.2'); from gi.repository import Camel"
    try:
        subprocess.run([SYSTEM_PYTHON, "-c", has_camel], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing("the library of Evolution (gir1.2-camel-1.2 and python3-gi) is not installed")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(READER), str(draft), str(out)], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == {
        "subject": letter.subject,
        "to": ["post@aal.example"],
        "reply_to": ["Regionrådet K7Q-2M4", "plan@example.org"],
        "unsent": "1",
        "parts": [
            "multipart/alternative",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ],
        "file": attached.name,
    }
    assert out.read_bytes() == BOOK
