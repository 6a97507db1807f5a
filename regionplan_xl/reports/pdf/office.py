"""Convert a Word document to PDF with LibreOffice: tagged (PDF/UA-1) and for archives (PDF/A-2b)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from regionplan_xl.errors import InputError, NotNow
from regionplan_xl.text import phrase

_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SECONDS = 300.0
# Options of the filter writer_pdf_Export (LibreOffice help, «PDF export command line parameters»).
_OPTIONS = {
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
}
# No macros, no links, and no first-start wizard.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


def find_office() -> str:
    """Return the path of LibreOffice; raise `InputError` if it is not installed."""
    found = next(filter(None, map(shutil.which, (*_NAMES, *_USUAL_PLACES))), None)
    if found is None:
        what = phrase("A PDF is made by LibreOffice, which is not installed on this machine.")
        fix = phrase(
            "Install it (it is free, from libreoffice.org), or save the Word document as PDF in Word."
        )
        raise InputError(what, fix)
    return found


def convert_to_pdf(document: bytes) -> bytes:
    """Return a .docx as PDF. Raises `InputError` without LibreOffice, `NotNow` if it does not finish in time.

    LibreOffice runs with an empty profile of its own, so it does not disturb an instance that somebody has open.
    """
    program = find_office()
    with tempfile.TemporaryDirectory(prefix="regionplan-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, settings = folder / "case.docx", folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        source.write_bytes(document)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        to = f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}"
        said = _run(
            [program, profile, "--headless", "--norestore", "--convert-to", to, "--outdir", name, str(source)]
        )
        try:
            return (folder / "case.pdf").read_bytes()
        except OSError as error:
            what = phrase("LibreOffice made no PDF ({why}).", why=said[-200:].strip() or "–")
            raise NotNow(what, phrase("Try again, or save the Word document as PDF in Word.")) from error


def _run(command: list[str]) -> str:
    """Run LibreOffice and return its output; kill it and its child processes on timeout."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        _end(process)
        what = phrase("LibreOffice was not done after {seconds} seconds.", seconds=round(_SECONDS))
        raise NotNow(what, phrase("Try again, or save the Word document as PDF in Word.")) from error
    return said.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
