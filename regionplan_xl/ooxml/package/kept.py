"""Cache results for parts that are identical, byte for byte, in many files."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class Kept(Generic[_Result]):
    """A cache of at most `most` results; the oldest is dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: dict[Hashable, _Result] = {}

    def get(self, key: Hashable, make: Callable[[], _Result]) -> _Result:
        """Return the cached result for `key`, or call `make` and cache its result. Exceptions pass through."""
        try:
            return self._results[key]
        except KeyError:
            pass
        made = make()
        if len(self._results) >= self._most:
            # Copy to a list first: another thread may add an entry meanwhile.
            for oldest in list(self._results)[:1]:
                self._results.pop(oldest, None)
        self._results[key] = made
        return made
