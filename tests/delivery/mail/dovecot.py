"""Run Dovecot, a real IMAP server, for a test, with its mail, certificate and log in a temporary folder."""

import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
PASSWORD = "løyndom-æøå"
_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
auth_verbose = yes
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain login{more_mechanisms}
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
{tokens}
{users}
"""
_TOKENS = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
_AS_MYSELF = """\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server: its ports, and the certificate to trust."""

    folder: Path
    tls: int
    starttls: int
    trusted: Path

    def deliver(self, user: str, raw: bytes, *, name: str, at: float | None = None) -> None:
        """Put a message in the inbox of a user as a real delivery does, either the whole message or nothing."""
        inbox = self.folder / "mail" / user
        for part in ("tmp", "new", "cur"):
            (inbox / part).mkdir(parents=True, exist_ok=True)
        written = inbox / "tmp" / name
        written.write_bytes(raw)
        if at is not None:
            os.utime(written, (at, at))
        self._give_away(inbox)
        written.rename(inbox / "new" / name)

    def make_again(self, user: str) -> None:
        """Forget the UIDs of a user's inbox, as happens when a mailbox moves to another server."""
        time.sleep(1.1)  # the new UIDVALIDITY is the current time in seconds
        for file in (self.folder / "mail" / user).glob("dovecot*"):
            file.unlink()

    def files(self, user: str) -> dict[str, bytes]:
        """Return the messages in the inbox of a user, by file name including the flags."""
        inbox = self.folder / "mail" / user
        return {f.name: f.read_bytes() for part in ("new", "cur") for f in sorted((inbox / part).iterdir())}

    def _give_away(self, inbox: Path) -> None:
        uid, gid = _owner()
        for path in (self.folder / "mail", inbox, *inbox.rglob("*")):
            os.chown(path, uid, gid)


@contextmanager
def dovecot(tokens_at: str = "") -> Iterator[Dovecot]:
    """Run a server until the block ends.

    `tokens_at`: the address at which it checks access tokens (see `tokens.py`); without it, it accepts passwords only.
    """
    assert PROGRAM
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "trusted.pem")
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(folder / "cert.pem", append=True)
    tls, starttls = _free_port(), _free_port()
    uid, gid = _owner()
    myself = (
        "" if os.getuid() == 0 else _AS_MYSELF.format(user=getpass.getuser(), group=grp.getgrgid(gid).gr_name)
    )
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            tls=tls,
            starttls=starttls,
            uid=uid,
            gid=gid,
            users=myself,
            password=PASSWORD,
            more_mechanisms=" xoauth2 oauthbearer" if tokens_at else "",
            tokens=_TOKENS.format(folder=folder) if tokens_at else "",
        ),
        encoding="utf-8",
    )
    (folder / "oauth2.conf").write_text(
        f"tokeninfo_url = {tokens_at}\nusername_attribute = user\n", encoding="utf-8"
    )
    for name in ("mail", "state"):
        (folder / name).mkdir()
    os.chown(folder / "mail", uid, gid)
    process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)])
    try:
        _await(tls, process, folder / "dovecot.log")
        yield Dovecot(folder, tls, starttls, folder / "trusted.pem")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> tuple[int, int]:
    """Return the user and group that own the mail, since Dovecot refuses mail owned by root."""
    return (65534, 65534) if os.getuid() == 0 else (os.getuid(), os.getgid())


def _free_port() -> int:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return int(there.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "Dovecot did not start.")
