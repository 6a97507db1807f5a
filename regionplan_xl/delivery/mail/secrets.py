"""Passwords and secrets, stored outside the project and looked up by name when needed."""

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from regionplan_xl.errors import InputError, NotNow, Place, system_reason
from regionplan_xl.file_names import safe_name
from regionplan_xl.text import Phrase, phrase, shell_word

KEYRING_SERVICE = "regionplan_xl"
_OTHERS = 0o077  # permission bits of everybody but the owner


@dataclass(frozen=True)
class Secret:
    """A password (hidden in its repr), and a phrase for where it was found."""

    value: str = field(repr=False)
    store: Phrase


def find_secret(name: str, environment: Mapping[str, str] | None = None) -> Secret | None:
    """Return the secret called `name` from the environment, else the keyring, else the file of secrets; or None.

    Raise `InputError` if others may read the file.
    """
    environment = os.environ if environment is None else environment
    if value := environment.get(name):
        return Secret(value, phrase("the environment variable {name}", name=name))
    if value := _from_keyring(name):
        return Secret(value, phrase("the keyring of the system"))
    path = secrets_file(environment)
    if value := _from_file(path).get(name):
        return Secret(value, phrase("the file {file}", file=path))
    return None


def secret_value(name: str, user: str) -> str:
    """Return the secret called `name`, with which `user` signs in; raise `InputError` if there is none."""
    secret = find_secret(name)
    if secret is None:
        raise missing_secret(name, user)
    return secret.value


def missing_secret(name: str, user: str) -> InputError:
    """Return the error for a missing password, with the places where it can be stored."""
    what = phrase("There is no password for {user}.", user=user)
    fix = phrase(
        "Set the environment variable {name}, or keep it in the system's keyring or in the file {file} as "
        "«{name}=…» (see «{page}»).",
        name=name,
        file=secrets_file(os.environ),
        page="docs/mail.md",
    )
    return InputError(what, fix)


def secrets_file(environment: Mapping[str, str]) -> Path:
    """Return the path of the user's file of secrets, which may not exist."""
    if os.name == "nt":
        return Path(environment.get("APPDATA") or Path.home()) / "regionplan_xl" / "secrets.txt"
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "regionplan_xl" / "secrets.txt"


class TokenFile:
    """Stores tokens in a file next to the file of secrets; only the user may read it."""

    def __init__(self, name: str) -> None:
        self._path = secrets_file(os.environ).with_name(f"{safe_name(name)}.token")

    def read(self) -> str:
        """Return the stored text; "" if there is none."""
        try:
            return self._path.read_text("utf-8")
        except OSError:
            return ""

    def write(self, text: str) -> None:
        """Store a text; raise `NotNow` if it cannot be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, written = tempfile.mkstemp(dir=self._path.parent)  # readable only by the user
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(written).replace(self._path)
        except OSError as error:
            what = phrase("The sign-in could not be kept ({why}).", why=system_reason(error))
            raise NotNow(
                what, phrase("Check that you may write there."), Place(file=str(self._path))
            ) from error


def _from_keyring(name: str) -> str:
    """Return the secret in the system's keyring; "" if there is none or no keyring."""
    with suppress(Exception):  # the module is optional, and a machine without a desktop has no keyring
        import keyring

        return keyring.get_password(KEYRING_SERVICE, name) or ""
    return ""


def _from_file(path: Path) -> dict[str, str]:
    """Return name -> value of a file with lines `NAME=value`; raise `InputError` if others may read it."""
    if not path.exists():
        return {}
    text = private_file(path).decode("utf-8-sig", "replace")
    lines = (line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, sign, value in lines if sign}


def private_file(path: Path) -> bytes:
    """Read a file of secrets; raise `InputError` if others than its owner may read it, or it cannot be read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name != "nt" and stat.S_IMODE(mode) & _OTHERS:
                raise InputError(
                    phrase("Others than you may read the file of secrets."),
                    phrase(
                        "Run «chmod 600 {file}», and change the passwords in it.", file=shell_word(str(path))
                    ),
                    Place(file=str(path)),
                )
            return file.read()
    except OSError as error:
        what = phrase("The file of secrets could not be read ({why}).", why=system_reason(error))
        raise InputError(what, phrase("Check that you may read it."), Place(file=str(path))) from error
