"""`regionplan run --install`: print or write the file with which a system starts the service."""

import os
import sys
from pathlib import Path

from regionplan_xl.actions.result import Line, Result
from regionplan_xl.cli.arguments import Settings
from regionplan_xl.errors import InputError, NotNow, Place, system_reason
from regionplan_xl.files import write_atomically
from regionplan_xl.service.install.installed import Installed, installed
from regionplan_xl.service.install.systemd import next_commands, systemd_unit, unit_path
from regionplan_xl.service.install.task_scheduler import next_command, task_file, task_xml
from regionplan_xl.text import phrase


def install_service(
    settings: Settings, *, install: bool, once: bool, write: bool, kind: str | None
) -> Result:
    """Return the file and the next commands; with `write`, write it. `kind` None: the kind for this system."""
    if once or not install:
        what = phrase("--write and --as go with --install, and --once does not.")
        raise InputError(what, phrase("Write for example regionplan run --install --write."))
    kind = kind or _kind_here()
    if settings.is_pattern:
        service = installed(settings.folder, True, str(settings.folder))
    else:
        project = settings.project()
        service = installed(project.folder, False, project.config.plan.name)
    path, text, data, commands = _file(service, kind)
    if write:
        _write(path, data)
    lines: list[Line] = [] if write else [text]
    hint = phrase("Wrote {file}", file=path) if write else phrase("This file belongs in {file}", file=path)
    result = {
        "kind": kind, "name": service.name, "file": str(path), "written": write, "text": text, "next": list(commands)
    }  # fmt: skip
    return Result(
        result, (*lines, hint, phrase("Start the service with:"), *(f"  {one}" for one in commands))
    )


def _kind_here() -> str:
    if os.name == "nt":
        return "windows"
    if sys.platform == "darwin":
        raise InputError(
            phrase("There is no file for macOS."),
            phrase("Let «regionplan run» start at login by other means, or choose one with --as."),
        )
    return "machine" if os.geteuid() == 0 else "user"


def _file(service: Installed, kind: str) -> tuple[Path, str, bytes, tuple[str, ...]]:
    if kind == "windows":
        # The command creates the task from the file, which may be anywhere.
        folder = Path.cwd() if service.folder is None else service.folder / "workbooks" / "records"
        path = folder / f"{service.name}.xml"
        return path, task_xml(service), task_file(service), (next_command(service, path),)
    of_machine = kind == "machine"
    path, text = unit_path(service, of_machine), systemd_unit(service, of_machine)
    return path, text, text.encode("utf-8"), next_commands(service, of_machine)


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomically(path, data)
    except OSError as error:
        raise NotNow(
            phrase("The file cannot be written ({why}).", why=system_reason(error)),
            phrase("Run the command with the rights to do so, or without --write and put it there yourself."),
            Place(file=str(path)),
        ) from error
