"""Write a systemd unit for the service, for one user or the whole machine (systemd.service(5), systemd.syntax(7))."""

import os
from pathlib import Path

from regionplan_xl.service.install.installed import Installed


def systemd_unit(service: Installed, of_machine: bool) -> str:
    """Return the unit's text; with `of_machine`, it runs as the owner of the project folder, whoever is logged in."""
    lines = [
        "[Unit]",
        f"Description={_value(service.description)}",
    ]
    if of_machine:
        lines += ["Wants=network-online.target", "After=network-online.target"]
    lines += ["", "[Service]", "Type=exec", f"ExecStart={' '.join(map(_word, service.command))}"]
    if service.folder is not None:
        lines.append(f"WorkingDirectory={_value(str(service.folder))}")
    if of_machine:
        lines.append(f"User={service.account}")
    lines += [
        # Exit status 2 is a fault in the settings, which a restart does not fix.
        "Restart=on-failure",
        "RestartPreventExitStatus=2",
        "RestartSec=60",
        # Let a running job finish, together with the processes that read files for it.
        "KillMode=mixed",
        "TimeoutStopSec=10min",
        "",
        "[Install]",
        f"WantedBy={'multi-user' if of_machine else 'default'}.target",
        "",
    ]
    return "\n".join(lines)


def unit_path(service: Installed, of_machine: bool) -> Path:
    """Return the path at which systemd finds the unit."""
    config = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    of_user = config if config.is_absolute() else Path.home() / ".config"
    folder = Path("/etc/systemd/system") if of_machine else of_user / "systemd" / "user"
    return folder / f"{service.name}.service"


def next_commands(service: Installed, of_machine: bool) -> tuple[str, ...]:
    """Return the commands that start an installed unit, now and at every boot."""
    if of_machine:
        return ("systemctl daemon-reload", f"systemctl enable --now {service.name}")
    return (
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {service.name}",
        # Without this, the service ends when the user logs out.
        "loginctl enable-linger",
    )


def _value(text: str) -> str:
    return text.replace("%", "%%")


def _word(text: str) -> str:
    """Quote a word of a command line so that systemd expands nothing in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
