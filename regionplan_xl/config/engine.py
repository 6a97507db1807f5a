"""The settings of the engine: where returned files are read and workbooks are written."""

import os
import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from regionplan_xl.config.group import Group, InvalidValue, Line, quoted
from regionplan_xl.config.source import Fault
from regionplan_xl.text import phrase

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-f:]+\]|[a-z0-9.-]+):([0-9]{1,5})", re.IGNORECASE)
_PORTS = range(1, 65536)
TLS_FILES = ("ca", "cert", "key")
_OF_DASK = ("address", *TLS_FILES)


def _in_the_project(path: Path, info: ValidationInfo) -> Path:
    """Return a path relative to the folder of config.yaml."""
    return Path((info.context or {}).get("folder", "")) / path


PathInProject = Annotated[Path, AfterValidator(_in_the_project)]


class EngineSettings(Group):
    """`engine`: where the work is done; `workers` None means one per core.

    `inline` reads returned files in the command's own process, without protection, for debugging. `dask` gives the work
    to the workers of the scheduler at `address`; `ca`, `cert` and `key` are files for TLS.
    """

    kind: Annotated[
        Literal["inline", "processes", "dask"], Field(description="inline, processes or dask")
    ] = "processes"
    workers: Annotated[
        int | None, Field(ge=1, le=1024, description="auto, or a whole number from 1 to 1024")
    ] = None
    address: Annotated[
        Line | None, Field(description="the address of a Dask scheduler, such as tls://plan.example.org:8786")
    ] = None
    ca: Annotated[PathInProject | None, Field(description="the path of a file")] = None
    cert: Annotated[PathInProject | None, Field(description="the path of a file")] = None
    key: Annotated[PathInProject | None, Field(description="the path of a file")] = None

    @property
    def most_workers(self) -> int:
        """The number of workers set in config.yaml, else the number of cores."""
        return self.workers or os.cpu_count() or 1

    @property
    def processes(self) -> int:
        """The number of processes to use on this machine."""
        return self.most_workers if self.kind == "processes" else 1

    @field_validator("workers", mode="before")
    @classmethod
    def _auto_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and given.strip().lower() == "auto" else given

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        found = _ADDRESS.fullmatch(address or "")
        if address is not None and (found is None or int(found[3]) not in _PORTS):
            what = phrase("{given} is not the address of a Dask scheduler.", given=quoted(address))
            fix = phrase("Write for example {forms}.", forms="tcp://127.0.0.1:8786")
            raise InvalidValue(Fault((), what, fix))
        return address.lower() if address else None

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        faults = tuple(_misfits(self))
        if faults:
            raise InvalidValue(*faults)
        return self

    @property
    def uses_tls(self) -> bool:
        """Whether the connection to the scheduler uses TLS."""
        return self.address is not None and self.address.startswith("tls://")


def _misfits(engine: EngineSettings) -> Iterator[Fault]:
    """Yield the faults in settings that do not fit together: without effect, missing, a remote server without TLS."""
    address, named = engine.address, [name for name in _OF_DASK if getattr(engine, name) is not None]
    if engine.kind != "dask":
        yield from _without_effect(named, "kind: dask")
    elif address is None:
        fix = phrase("Write for example {forms}.", forms="address: tcp://127.0.0.1:8786")
        yield Fault(("kind",), phrase("there is no address of a Dask scheduler."), fix)
    elif engine.uses_tls:
        for name in (name for name in TLS_FILES if name not in named):
            what = phrase("an address with tls:// needs the setting «{key}» too.", key=name)
            yield Fault(("address",), what, phrase("Write for example {forms}.", forms=f"{name}: {name}.pem"))
    else:
        if not _is_loopback(address):
            what = phrase(
                "{given} is another machine; without TLS, anybody on the network could run programs on both.",
                given=quoted(address),
            )
            fix = phrase("Write the address with tls://, and name the files «ca», «cert» and «key».")
            yield Fault(("address",), what, fix)
        yield from _without_effect([name for name in TLS_FILES if name in named], "address: tls://…")


def _without_effect(names: Iterable[str], needed: str) -> Iterator[Fault]:
    what = phrase("this has no effect without «{setting}».", setting=needed)
    return (Fault((name,), what, phrase("Remove it.")) for name in names)


def _is_loopback(address: str) -> bool:
    """Return whether a scheduler's address is on this machine."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and is_loopback_host(found[2].strip("[]"))


def is_loopback_host(host: str) -> bool:
    """Return whether a host is this machine itself (loopback)."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
