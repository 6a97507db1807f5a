"""Open the engine that config.yaml asks for; load Dask only if it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.engine.engine import Engine, LocalEngine


@contextmanager
def open_engine(settings: EngineSettings) -> Iterator[Engine]:
    """Open the engine that config.yaml asks for.

    Raises `NotNow` if it asks for other machines and none can be reached, `InputError` if its settings cannot be used.
    """
    if settings.kind != "dask":
        yield LocalEngine(settings.processes)
        return
    from regionplan_xl.engine.dask_engine import open_dask

    with open_dask(settings) as engine:
        yield engine
