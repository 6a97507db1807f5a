"""Returned files take no memory after they are read, while the master is written."""

import platform

import psutil
import pytest

from regionplan_xl.engine.freed_memory import return_freed_memory

_FILES, _SIZE = 2_000, 40_000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what was freed")
def test_what_files_took_is_the_systems_again_when_they_have_been_read() -> None:
    process = psutil.Process()
    files = [b"x" * (_SIZE + number) for number in range(_FILES)]
    after_them = b"x" * _SIZE
    held = process.memory_info().rss
    del files
    return_freed_memory()
    assert held - process.memory_info().rss > _FILES * _SIZE // 2
    assert len(after_them) == _SIZE


def test_freed_memory_can_be_returned_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    return_freed_memory()
