"""Write a task of the Windows Task Scheduler for the service ([MS-TSCH] section 2.5: the XML of a task)."""

import getpass
import os
import subprocess
from pathlib import Path, PurePath, PureWindowsPath
from xml.sax.saxutils import escape

from regionplan_xl.service.install.installed import Installed

_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{description}</Description>
    <URI>\\{name}</URI>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>{folder}
    </Exec>
  </Actions>
</Task>
"""


def task_xml(service: Installed) -> str:
    """Return the task's XML, for a UTF-16 file (`task_file`); the task runs while its user is logged on."""
    program, *arguments = service.command
    folder = ""
    if service.folder is not None:
        folder = f"\n      <WorkingDirectory>{escape(str(service.folder))}</WorkingDirectory>"
    return _TASK.format(
        description=escape(service.description),
        name=escape(service.name),
        user=escape(_user()),
        command=escape(_without_window(program)),
        arguments=escape(subprocess.list2cmdline(arguments)),
        folder=folder,
    )


def task_file(service: Installed) -> bytes:
    """Return the task's XML as `schtasks /Create /XML` expects it: UTF-16 with a byte order mark."""
    return task_xml(service).replace("\n", "\r\n").encode("utf-16")


def next_command(service: Installed, path: PurePath) -> str:
    """Return the command that creates the task from the file at `path`."""
    return subprocess.list2cmdline(["schtasks", "/Create", "/TN", service.name, "/XML", str(path)])


def _without_window(program: str) -> str:
    """Return `pythonw.exe` next to `program`, which opens no window, if it exists; otherwise `program`."""
    if PureWindowsPath(program).name.lower() != "python.exe":
        return program
    without = Path(program).with_name("pythonw.exe")
    return str(without) if without.is_file() else program


def _user() -> str:
    domain = os.environ.get("USERDOMAIN", "") if os.name == "nt" else ""
    return "\\".join(part for part in (domain, getpass.getuser()) if part)
