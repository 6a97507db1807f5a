"""Where passwords are stored, and that they are shown nowhere."""

import os
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from regionplan_xl.delivery.mail.secrets import KEYRING_SERVICE, find_secret, missing_secret, secrets_file
from regionplan_xl.errors import InputError

NAME = "REGIONPLAN_SMTP_PASSWORD"


class InMemory(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username) if service == KEYRING_SERVICE else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def no_keyring() -> None:
    keyring.set_keyring(InMemory())


def kept_in_file(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    environment = {"XDG_CONFIG_HOME": str(folder), "APPDATA": str(folder)}
    path = secrets_file(environment)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return environment


def test_the_environment_comes_first_then_the_keyring_then_the_file(tmp_path: Path) -> None:
    environment = kept_in_file(tmp_path, f"# e-post\n{NAME} = i fila=7\nANNA=x\n")
    found = find_secret(NAME, environment)
    assert found is not None
    assert (found.value, str(secrets_file(environment)) in str(found.store)) == ("i fila=7", True)
    keyring.set_keyring(InMemory(**{NAME: "i nøkkelringen"}))
    found = find_secret(NAME, environment)
    assert found is not None
    assert found.value == "i nøkkelringen"
    found = find_secret(NAME, {**environment, NAME: "i miljøet"})
    assert found is not None
    assert (found.value, NAME in str(found.store)) == ("i miljøet", True)


def test_a_password_that_is_nowhere_is_told_of_with_the_places_for_it(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path), NAME: ""}
    assert find_secret(NAME, environment) is None
    assert NAME in str(missing_secret(NAME, "plan@example.org"))


@pytest.mark.skipif(os.name == "nt", reason="files have no mode on Windows")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_of_passwords_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    environment = kept_in_file(tmp_path, f"{NAME}=hemmeleg", mode)
    with pytest.raises(InputError, match="chmod 600") as caught:
        find_secret(NAME, environment)
    assert "hemmeleg" not in str(caught.value)


def test_a_password_is_in_no_text_of_the_program(tmp_path: Path) -> None:
    found = find_secret(NAME, {NAME: "hemmeleg"})
    assert "hemmeleg" not in f"{found!r} {found}"
