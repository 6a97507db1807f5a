"""The files that start the service are valid for systemd and the Task Scheduler, whatever the paths."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from regionplan_xl.errors import InputError
from regionplan_xl.service.install.installed import Installed, installed
from regionplan_xl.service.install.systemd import next_commands, systemd_unit, unit_path
from regionplan_xl.service.install.task_scheduler import next_command, task_file
from tests.requirements import missing

NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
# What each element may hold, in [MS-TSCH] section 2.5: elements, or the form of its text.
SCHEMA: dict[str, tuple[str, ...] | str] = {
    "Task": ("RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"),
    "RegistrationInfo": ("Author", "Date", "Description", "Documentation", "Source", "URI", "Version"),
    "Triggers": ("BootTrigger", "CalendarTrigger", "IdleTrigger", "LogonTrigger", "TimeTrigger"),
    "LogonTrigger": ("Enabled", "StartBoundary", "EndBoundary", "Repetition", "UserId", "Delay"),
    "Principals": ("Principal",),
    "Principal": ("UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"),
    "Settings": (
        "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "WakeToRun",
        "Enabled", "Hidden", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle",
    ),
    "RestartOnFailure": ("Interval", "Count"),
    "Actions": ("Exec",),
    "Exec": ("Command", "Arguments", "WorkingDirectory"),
    "Description": ".+",
    "URI": r"\\[A-Za-z0-9-]+",
    "Enabled": "true|false",
    "UserId": ".+",
    "LogonType": "InteractiveToken|S4U|Password",
    "RunLevel": "LeastPrivilege|HighestAvailable",
    "MultipleInstancesPolicy": "Parallel|Queue|IgnoreNew|StopExisting",
    "DisallowStartIfOnBatteries": "true|false",
    "StopIfGoingOnBatteries": "true|false",
    "StartWhenAvailable": "true|false",
    "ExecutionTimeLimit": r"PT\d+S",
    "Interval": r"PT([1-9]|[1-5]\d)M",
    "Count": r"[1-9]|\d\d|1\d\d|2[0-4]\d|25[0-5]",
    "Command": ".+",
    "Arguments": ".+",
    "WorkingDirectory": ".+",
}  # fmt: skip
ODD = [
    "hallingdal",
    "Vår plan & «Ål» 100%",
    "tak i $HOME",
    'med "hermeteikn"',
    "it's; all #1",
    "c\\d",
    "<plan>",
]


def service(folder: Path, **other: str) -> Installed:
    """A service for a project folder that exists."""
    folder.mkdir(parents=True, exist_ok=True)
    return installed(folder, False, other.pop("plan", "Regionplan for Hallingdal"), **other)


def words_of(unit: str) -> list[str]:
    """Split the command line of a unit as systemd does (systemd.service(5), «Command lines»)."""
    (line,) = re.findall("^ExecStart=(.*)$", unit, re.MULTILINE)
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    assert line == " ".join(f'"{word}"' for word in found)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%").replace("$$", "$") for word in found]


@pytest.mark.parametrize("of_machine", [False, True])
@pytest.mark.parametrize("name", ODD)
def test_a_unit_starts_the_service_in_its_folder_whatever_the_folder_is_called(
    tmp_path: Path, name: str, of_machine: bool
) -> None:
    folder = tmp_path / name
    unit = systemd_unit(service(folder), of_machine)
    assert words_of(unit) == [sys.executable, "-m", "regionplan_xl", "--project", str(folder), "run"]
    (where,) = re.findall("^WorkingDirectory=(.*)$", unit, re.MULTILINE)
    assert where.replace("%%", "%") == str(folder)


@pytest.mark.parametrize("of_machine", [False, True])
@pytest.mark.parametrize("name", ODD)
def test_systemd_finds_nothing_wrong_in_a_unit(tmp_path: Path, name: str, of_machine: bool) -> None:
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed")
    made = service(tmp_path / name, plan="Regionplan 100 % \\")
    file = tmp_path / f"{made.name}.service"
    file.write_text(systemd_unit(made, of_machine), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    told = [line for line in checked.stderr.splitlines() if made.name in line]
    assert (told, checked.returncode) == ([], 0)


def test_systemd_would_tell_of_a_unit_that_is_wrong(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed")
    made = service(tmp_path / "plan")
    file = tmp_path / f"{made.name}.service"
    file.write_text(
        systemd_unit(made, True).replace("Restart=on-failure", "Restart=now and then"), encoding="utf-8"
    )
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert made.name in checked.stderr


def test_a_service_that_stops_with_wrong_settings_is_not_started_again_and_a_running_job_is_finished(
    tmp_path: Path,
) -> None:
    unit = systemd_unit(service(tmp_path / "plan"), True).splitlines()
    assert {"Restart=on-failure", "RestartPreventExitStatus=2", "KillMode=mixed"} <= set(unit)
    assert f"User={tmp_path.owner()}" in unit
    assert "WantedBy=multi-user.target" in unit


@pytest.mark.parametrize("name", ODD)
def test_a_task_is_what_the_schema_of_the_task_scheduler_allows(tmp_path: Path, name: str) -> None:
    made = service(tmp_path / name, plan="Plan & <tiltak>")
    data = task_file(made)
    assert data[:2] in (b"\xff\xfe", b"\xfe\xff")
    root = ElementTree.fromstring(data.decode("utf-16").split("?>", 1)[1])
    for element in root.iter():
        assert element.tag.startswith(NAMESPACE)
        rule = SCHEMA[element.tag.removeprefix(NAMESPACE)]
        if isinstance(rule, str):
            assert re.fullmatch(rule, element.text or ""), element.tag
            assert not len(element)
        else:
            children = [child.tag.removeprefix(NAMESPACE) for child in element]
            assert set(children) <= set(rule)
            assert len(children) == len(set(children))
    assert root.attrib == {"version": "1.2"}
    (principal,) = root.iter(f"{NAMESPACE}Principal")
    (actions,) = root.iter(f"{NAMESPACE}Actions")
    assert actions.get("Context") == principal.get("id")
    assert ElementTree.fromstring(data).tag == f"{NAMESPACE}Task", (
        "the encoding that it names is the one that it has"
    )


@pytest.mark.parametrize("name", ODD)
def test_a_task_starts_the_service_in_its_folder_whatever_the_folder_is_called(
    tmp_path: Path, name: str
) -> None:
    made = service(tmp_path / name)
    root = ElementTree.fromstring(task_file(made))
    found = {e.tag.removeprefix(NAMESPACE): e.text or "" for e in root.iter() if not len(e)}
    assert found["Command"] == sys.executable
    assert found["Arguments"] == subprocess.list2cmdline(
        ["-m", "regionplan_xl", "--project", str(tmp_path / name), "run"]
    )
    assert found["WorkingDirectory"] == str(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="the file stands for Python on Windows")
def test_a_task_opens_no_window_where_python_can_do_without(tmp_path: Path) -> None:
    for name in ("python.exe", "pythonw.exe"):
        (tmp_path / name).write_bytes(b"")
    made = service(tmp_path / "plan", python=str(tmp_path / "python.exe"))
    assert "pythonw.exe</Command>" in task_file(made).decode("utf-16")
    (tmp_path / "pythonw.exe").unlink()
    assert "python.exe</Command>" in task_file(made).decode("utf-16")


def test_services_of_two_folders_with_one_name_are_two(tmp_path: Path) -> None:
    names = {service(tmp_path / where / "Hallingdal på Ål").name for where in ("a", "b")}
    assert len(names) == 2
    assert all(re.fullmatch(r"regionplan-hallingdal-pa-al-[0-9a-f]{6}", name) for name in names)
    assert re.fullmatch(r"regionplan-[0-9a-f]{6}", service(tmp_path / "計画").name)


def test_a_pattern_is_served_as_one_service_without_a_folder_of_its_own(tmp_path: Path) -> None:
    made = installed(tmp_path / "plans" / "*", True, "plans/*")
    assert "WorkingDirectory" not in systemd_unit(made, False)
    assert "WorkingDirectory" not in task_file(made).decode("utf-16")
    assert words_of(systemd_unit(made, False))[4] == str(tmp_path / "plans" / "*")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such folders")
@pytest.mark.parametrize("name", ["to\nlinjer", "slutt\\", "med\ttabulator", "mellomrom "])
def test_a_path_that_no_unit_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="Rename the folder"):
        service(tmp_path / name)


def test_where_a_unit_belongs_and_how_it_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(service(tmp_path / "plan"), name="regionplan-plan")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert unit_path(made, False) == tmp_path / "systemd" / "user" / "regionplan-plan.service"
    assert unit_path(made, True) == Path("/etc/systemd/system/regionplan-plan.service")
    assert "systemctl --user enable --now regionplan-plan" in next_commands(made, False)
    assert next_command(made, Path("a b.xml")) == 'schtasks /Create /TN regionplan-plan /XML "a b.xml"'
