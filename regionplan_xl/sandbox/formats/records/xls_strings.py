"""Find the shared strings of an .xls of which a part has a certain font ([MS-XLS] sections 2.4.265 and 2.5.293)."""

from collections.abc import Collection, Iterator, Sequence

from regionplan_xl.sandbox.formats.records.xls_records import xls_records, xls_short

_STRINGS, _CONTINUE = 0x00FC, 0x003C
_WIDE, _WITH_MORE, _WITH_RUNS = 0x01, 0x04, 0x08
_RUN = 4  # bytes: the first character, and the font from there on


def strings_with_fonts(stream: bytes, fonts: Collection[int]) -> frozenset[int]:
    """Return the numbers of the shared strings with one of these fonts; raise `ValueError` if they are cut short."""
    parts: list[bytes] = []
    for kind, contents in xls_records(stream, 0):
        if kind == _STRINGS or (kind == _CONTINUE and parts):
            parts.append(contents)
        elif parts:
            break
    if not parts or not fonts:
        return frozenset()
    reading = _Parts(parts)
    reading.take(4)  # how often they are used
    count = int.from_bytes(reading.take(4), "little")
    found = (number for number, used in enumerate(_fonts_of_strings(reading, count)) if used & set(fonts))
    return frozenset(found)


def _fonts_of_strings(reading: "_Parts", count: int) -> Iterator[set[int]]:
    """Yield the fonts that the runs of each string name."""
    for _ in range(count):
        if reading.at_end:
            return  # some programs count more strings than they write
        length, flags = xls_short(reading.take(2), 0), reading.take(1)[0]
        runs = xls_short(reading.take(2), 0) if flags & _WITH_RUNS else 0
        more = int.from_bytes(reading.take(4), "little") if flags & _WITH_MORE else 0
        reading.skip_characters(length, flags)
        named = reading.take(_RUN * runs)
        yield {xls_short(named, at + 2) for at in range(0, len(named), _RUN)}
        reading.take(more)


class _Parts:
    """Reads on through the parts of a record that is continued in others."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return not any(map(len, self._parts[self._part + 1 :])) and self._at >= len(self._parts[self._part])

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        taken = b""
        while len(taken) < length:
            self._turn()
            more = self._parts[self._part][self._at : self._at + length - len(taken)]
            taken += more
            self._at += len(more)
        return taken

    def skip_characters(self, length: int, flags: int) -> None:
        """Skip the characters of a string; each further part of them begins with a flag byte of its own."""
        while length:
            if self._at >= len(self._parts[self._part]):
                self._turn()
                flags = self.take(1)[0]
            size = 2 if flags & _WIDE else 1
            count = min(length, (len(self._parts[self._part]) - self._at) // size)
            if not count:
                raise ValueError
            self._at += count * size
            length -= count

    def _turn(self) -> None:
        """Go on to the next part if this one is read to its end."""
        while self._at >= len(self._parts[self._part]):
            if self._part + 1 >= len(self._parts):
                raise ValueError
            self._part, self._at = self._part + 1, 0
