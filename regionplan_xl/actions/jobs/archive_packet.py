"""Write the packet for the archive: the report in every format, and a metadata file with their checksums."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from regionplan_xl import __version__
from regionplan_xl.errors import InputError, NotNow, Place, system_reason
from regionplan_xl.files import fingerprint, sync_folder, write_atomically
from regionplan_xl.ledger.entries import FrozenReport
from regionplan_xl.locale import LANGUAGE_TAGS
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

if TYPE_CHECKING:
    from regionplan_xl.reports.contents import ReportContents

METADATA = "metadata.json"
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
}
_CONFORMS_TO = {"pdf": ["PDF/A-2b", "PDF/UA-1"]}


def write_packet(
    project: Project,
    contents: ReportContents,
    reports: Mapping[str, bytes],
    stem: str,
    folder: Path,
    frozen: FrozenReport | None,
) -> tuple[Path, bool]:
    """Write `reports` (by file name) as a packet `stem` into `folder`; return its path, and whether it is new.

    An existing packet with the same contents is left as it is; raise `InputError` if anything else has the name. The
    packet appears atomically.
    """
    target = folder / stem
    version = plan_version(contents)
    if os.path.lexists(target):
        if _version_in(target) == version:
            return target, False
        what = phrase("«{folder}» is there already, and is another packet or something else.", folder=target)
        raise InputError(what, phrase("Move it away, or name another folder with --archive."))
    files = dict(reports)
    described = _metadata(project, contents, files, version, frozen)
    files[METADATA] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
    staged = folder / f".{stem}.tmp"
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        for name, data in files.items():
            write_atomically(staged / name, data)
        staged.rename(target)
        sync_folder(folder)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        what = phrase("The packet could not be written ({why}).", why=system_reason(error))
        fix = phrase("Check that you may write there and that there is room.")
        raise NotNow(what, fix, Place(file=str(folder))) from error
    return target, True


def plan_version(contents: ReportContents) -> str:
    """Return the hash that identifies the contents of a report; a frozen report is recorded under it."""
    from regionplan_xl.reports.data.contents_json import render_contents

    return fingerprint(render_contents(contents))


def _version_in(target: Path) -> str:
    try:
        return str(json.loads((target / METADATA).read_text("utf-8"))["plan_version"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _metadata(
    project: Project,
    contents: ReportContents,
    files: Mapping[str, bytes],
    version: str,
    frozen: FrozenReport | None,
) -> dict[str, object]:
    return {
        "title": contents.title,
        "case_number": contents.case_number,
        "plan": contents.plan.name,
        "body": contents.meeting,
        "meeting_date": contents.day.isoformat(),
        "about": contents.actor,
        "language": LANGUAGE_TAGS[contents.language],
        "document_type": "council case",
        "plan_version": version,
        "frozen": frozen.frozen.isoformat() if frozen else None,
        "created": project.now().isoformat(timespec="seconds"),
        "created_by": f"regionplan_xl {__version__}",
        "files": [
            {
                "name": name,
                "media_type": _MEDIA_TYPES.get(
                    Path(name).suffix.removeprefix("."), "application/octet-stream"
                ),
                "conforms_to": _CONFORMS_TO.get(Path(name).suffix.removeprefix("."), []),
                "bytes": len(data),
                "sha256": fingerprint(data),
            }
            for name, data in files.items()
        ],
    }
