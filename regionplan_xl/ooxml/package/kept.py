"""Keep the results of what comes again and again: parts that are the same, byte for byte, in many files."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class Kept(Generic[_Result]):
    """The last few results by what they were made of, at most `most`; the oldest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: dict[Hashable, _Result] = {}

    def get(self, key: Hashable, make: Callable[[], _Result]) -> _Result:
        """Return what is kept under `key`, or else what `make` returns, which is then kept; it may raise."""
        try:
            return self._results[key]
        except KeyError:
            pass
        made = make()
        if len(self._results) >= self._most:
            # As a list first: another thread may keep something meanwhile.
            for oldest in list(self._results)[:1]:
                self._results.pop(oldest, None)
        self._results[key] = made
        return made
