"""Read a file with a parser that tries to do harm, and print as JSON what it could do.

The parser (`PROBE`, written by `parsers.write_parser`) and its targets are in a folder in PYTHONPATH. It is a separate
program, so that it can run as another user.
"""

import json
import sys

from regionplan_xl.cli.early_launcher import start_early_launcher
from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.process import Child, start_launcher
from tests.sandbox.old_books import xls
from tests.sandbox.reading import read_by, texts_in

PROBE = """
LIBC = ctypes.CDLL(None, use_errno=True)
PARENT = os.getppid()
NUMBERS = {"x86_64": (310, 101, 424, 425), "aarch64": (270, 117, 424, 425)}
READV, PTRACE, PIDFD_SIGNAL, IO_URING = NUMBERS.get(os.uname().machine, (270, 117, 424, 425))
GIVEN = (HERE / "given").open("rb")

def called(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")

class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

def read_parent():
    buffer = ctypes.create_string_buffer(8)
    mine, theirs = Vector(ctypes.addressof(buffer), 8), Vector(int(MAPPED, 16), 8)
    called(LIBC.syscall(READV, PARENT, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0))

def start():
    if os.fork() == 0:
        os._exit(0)

try:
    MAPPED = Path(f"/proc/{PARENT}/maps").read_text().split("-")[0]
except OSError:
    MAPPED = "400000"
import resource
TRIES = {
    "read a file": lambda: (HERE / "answers").read_bytes(),
    "write a file": lambda: (HERE / "new").write_bytes(b"x"),
    "open a socket": socket.socket,
    "open a pair of sockets": socket.socketpair,
    "start a process": start,
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "start a process by clone": lambda: called(LIBC.clone(None, None, 17, None)),
    "remove a file": lambda: os.unlink(HERE / "answers"),
    "empty a file": lambda: os.truncate(HERE / "answers", 0),
    "rename a file": lambda: os.rename(HERE / "answers", HERE / "gone"),
    "change a file's mode": lambda: os.chmod(HERE / "answers", 0o600),
    "change the mode of an open file": lambda: os.fchmod(GIVEN.fileno(), 0o600),
    "change a file's owner": lambda: os.chown(HERE / "answers", os.getuid(), os.getgid()),
    "change a file's time": lambda: os.utime(HERE / "answers", (0, 0)),
    "link a file": lambda: os.link(HERE / "answers", HERE / "second"),
    "make a link": lambda: os.symlink("/etc/passwd", HERE / "link"),
    "make a folder": lambda: os.mkdir(HERE / "folder"),
    "make a pipe with a name": lambda: os.mkfifo(HERE / "pipe"),
    "remove a folder": lambda: os.rmdir(HERE / "empty"),
    "list a folder": lambda: os.listdir(HERE),
    "go to another folder": lambda: os.chdir("/"),
    "signal the parent": lambda: os.kill(PARENT, 0),
    "signal everybody": lambda: os.kill(-1, 0),
    "read the parent's memory": read_parent,
    "trace the parent": lambda: called(LIBC.syscall(PTRACE, 16, PARENT, 0, 0)),
    "limit the parent": lambda: resource.prlimit(PARENT, resource.RLIMIT_CPU),
    "raise its own limits": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)),
    "become root": lambda: os.setuid(0),
    "send through a ring": lambda: called(LIBC.syscall(IO_URING, 1, None)),
    "hold memory as a file": lambda: os.memfd_create("x"),
    "change what it is": lambda: called(LIBC.prctl(4, 1, 0, 0, 0)),
    "mount": lambda: called(LIBC.mount(b"none", os.fsencode(HERE / "empty"), b"tmpfs", 0, None)),
}

def run(data):
    found = []
    for name, attempt in TRIES.items():
        try:
            attempt()
        except OSError:
            continue
        except ValueError:
            continue  # as Python words a limit that may not be raised
        found.append(name)
    return [f"{len(TRIES)} tried, {len(found)} done", *found]
"""


def main() -> None:
    """Print what the parser could do, and which protections hold; `early`: in a copy of this program."""
    if sys.argv[1:] == ["early"]:
        start_early_launcher()
    launcher = start_launcher()
    child = Child(launcher=launcher)
    try:
        read = read_by(child, "svar.xls", xls({(0, 0): 1.0}))
        holds = {one.name: one.holds for one in child.protections}
    finally:
        child.end()
        if launcher is not None:
            launcher.end()
    told = [read.reason.template] if isinstance(read, Rejected) else list(texts_in(read).values())
    sys.stdout.write(json.dumps({"told": told, "holds": holds}))


if __name__ == "__main__":
    main()
