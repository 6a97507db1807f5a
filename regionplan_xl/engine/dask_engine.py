"""Distribute work to the workers of a Dask scheduler. If a worker is lost, another one does its work."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from regionplan_xl.config.engine import TLS_FILES, EngineSettings
from regionplan_xl.engine.engine import Given, Made, Task
from regionplan_xl.engine.worker import Reply, program, run_task
from regionplan_xl.errors import InputError, NotNow, Place, system_reason
from regionplan_xl.extras import install_command
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

_CONNECT_SECONDS = 10.0
_LOOK_EVERY = 2.0  # seconds between checks whether any worker is left
_MOST_LOOKS = 15  # in a row without any worker; a service that restarts workers does so sooner
_PER_THREAD = 2  # tasks per thread: one running and one queued
_CLOSE_SECONDS = 5.0
_SILENT = 60  # above every log level: the program reports failures in its own words
# Results from the network are read as raw bytes or msgpack, never unpickled.
_SERIALIZERS = ["dask", "msgpack"]
_TRY_AGAIN = phrase(
    "See that it runs and try again, or write «{setting}» in config.yaml.",
    setting="engine: {kind: processes}",
)


class DaskEngine:
    """Does work on the workers of one scheduler, through `client`. `at_once` None: enough tasks to keep them busy."""

    def __init__(self, client: Client, address: str, at_once: int | None) -> None:
        self._client = client
        self._address = address
        self._at_once = at_once
        self._count = 0

    def map(self, task: Task[Given, Made], given: Iterable[Given]) -> Iterator[Made]:
        """Yield the result of the task for each item, in order.

        What fails on the workers, or is lost with one worker after another, is done in this process, so that the result
        is the same. Raises `NotNow` if no worker is left, the scheduler is gone, or a worker runs another version of
        the program.
        """
        most = self._at_once or max(1, _PER_THREAD * self._threads())
        under_way: deque[tuple[Given, Future[bytes]]] = deque()
        try:
            for one in given:
                under_way.append((one, self._submit(task, one)))
                if len(under_way) >= most:
                    yield self._result(task, *under_way.popleft())
            while under_way:
                yield self._result(task, *under_way.popleft())
        finally:
            if under_way:
                with suppress(Exception):  # the scheduler may be gone, and then there is nothing to cancel
                    self._client.cancel([future for _, future in under_way])

    def _submit(self, task: Task[Given, Made], one: Given) -> Future[bytes]:
        data, request = task.pack(one)
        name = f"{task.elsewhere.__module__}:{task.elsewhere.__name__}"
        self._count += 1
        try:
            return self._client.submit(
                run_task,
                name,
                program(),
                data,
                request,
                pure=False,
                key=f"{name}-{self._client.id}-{self._count}",
            )
        except Exception as error:
            raise self._gone(error) from error

    def _result(self, task: Task[Given, Made], one: Given, future: Future[bytes]) -> Made:
        from distributed import KilledWorker

        try:
            reply = self._wait(future)
        except NotNow:
            raise
        except KilledWorker:
            return task.here(one)
        except Exception as error:
            raise self._gone(error) from error
        kind, made = reply[:1], reply[1:]
        if kind == Reply.DONE.value:
            return task.unpack(made)
        if kind == Reply.FAILED.value:
            return task.here(one)
        raise _other_program(self._address, made.decode("utf-8", "replace"))

    def _wait(self, future: Future[bytes]) -> bytes:
        """Return the result; raise `NotNow` if there has been no worker for a while."""
        looks = 0
        while True:
            with suppress(TimeoutError):
                return bytes(future.result(timeout=_LOOK_EVERY))
            looks = 0 if self._threads() else looks + 1
            if looks > _MOST_LOOKS:
                raise _no_workers(self._address)

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:
            raise self._gone(error) from error

    def _gone(self, error: Exception) -> NotNow:
        return _not_now(
            phrase(
                "The Dask scheduler at {address} or its workers cannot go on ({why}).",
                address=self._address,
                why=_reason(error),
            ),
            _TRY_AGAIN,
        )


@contextmanager
def open_dask(settings: EngineSettings) -> Iterator[DaskEngine]:
    """Connect to the scheduler. Raises `NotNow` if it is away or has no workers, `InputError` for unusable settings."""
    address = settings.address or ""
    client = _connect(address, _security(settings))
    try:
        _check_workers(client, address)
        yield DaskEngine(client, address, settings.workers)
    finally:
        with suppress(Exception):
            client.close(timeout=_CLOSE_SECONDS)


def _connect(address: str, security: Security) -> Client:
    from distributed import Client

    try:
        return Client(
            address,
            timeout=_CONNECT_SECONDS,
            security=security,
            set_as_default=False,
            serializers=_SERIALIZERS,
            deserializers=[*_SERIALIZERS, "error"],
        )
    except Exception as error:
        raise _not_now(
            phrase(
                "The Dask scheduler at {address} cannot be reached ({why}).",
                address=address,
                why=_reason(error),
            ),
            _TRY_AGAIN,
        ) from error


def _check_workers(client: Client, address: str) -> None:
    """Raise `NotNow` if there is no worker, or one runs another version of the program, whose results may differ."""
    try:
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        found = client.run(program, on_error="return")
    except Exception as error:
        raise _no_workers(address) from error
    for there in found.values():
        if there != program():
            raise _other_program(address, there if isinstance(there, str) else _reason(there))


def _security(settings: EngineSettings) -> Security:
    """Return the security settings of the connection; raise `InputError` if the files for TLS cannot be used."""
    _load_distributed()
    from distributed.security import Security

    if not settings.uses_tls:
        return Security()
    files = {name: path for name in TLS_FILES if (path := getattr(settings, name)) is not None}
    for name, path in files.items():
        try:
            path.read_bytes()
        except OSError as error:
            what = phrase(
                "The file «{file}» cannot be read ({why}).", file=str(path), why=system_reason(error)
            )
            fix = phrase("Put it there, or name another file that you may read.")
            raise InputError(what, fix, _setting(name)) from error
    security = Security(
        tls_ca_file=str(files["ca"]),
        tls_client_cert=str(files["cert"]),
        tls_client_key=str(files["key"]),
        require_encryption=True,
    )
    try:
        security.get_connection_args("client")
    except (ssl.SSLError, ValueError) as error:
        what = phrase("The files «ca», «cert» and «key» cannot be used ({why}).", why=str(error))
        fix = phrase("Name a certificate, its key and the certificate of whoever signed it, in PEM files.")
        raise InputError(what, fix, _setting("cert")) from error
    return security


def _load_distributed() -> None:
    """Load the library with its logging off; raise `InputError` if it is not installed."""
    try:
        import dask

        levels = dict.fromkeys(("distributed", "distributed.client", "bokeh", "tornado"), _SILENT)
        dask.config.set({"logging": levels})
        import distributed  # noqa: F401
    except ImportError as error:
        what = phrase("Dask is not installed on this machine.")
        fix = phrase("Install it with «{command}».", command=install_command("dask"))
        raise InputError(what, fix, _setting("kind")) from error


def _reason(error: BaseException) -> Phrase | str:
    """Return the system's reason for an error if there is one, otherwise the library's message."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno:
            return system_reason(cause)
        cause = cause.__cause__
    return str(error) or type(error).__name__


def _other_program(address: str, there: Phrase | str) -> NotNow:
    return _not_now(
        phrase(
            "A worker of the Dask scheduler at {address} does not run this program (there: {there}; here: {here}).",
            address=address,
            there=there,
            here=program(),
        ),
        phrase("Install the same versions on every worker, and start the workers again."),
    )


def _no_workers(address: str) -> NotNow:
    return _not_now(
        phrase("The Dask scheduler at {address} has no workers.", address=address),
        phrase("Start some with «{command}», and try again.", command=f"dask worker {address}"),
    )


def _not_now(what: Phrase, fix: Phrase) -> NotNow:
    return NotNow(what, fix, _setting("address"))


def _setting(name: str) -> Place:
    return Place(file="config.yaml", column=f"engine.{name}")
