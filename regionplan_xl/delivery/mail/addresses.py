"""Parse the e-mail addresses in an actor's cell: the first one, its deputies, and invalid text."""

import re
from dataclasses import dataclass

from regionplan_xl.config.mail_address import parse_address

__all__ = ["Addresses", "domain_of", "parse_address", "parse_addresses"]

_SEPARATORS = re.compile(r"[;\n]")
_LOOSE_SEPARATORS = re.compile(r"[,\s]+")


@dataclass(frozen=True)
class Addresses:
    """The addresses in a cell, the first one before its deputies; `invalid` are other texts, as written."""

    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The address to write to; "" if there is none."""
        return self.valid[0] if self.valid else ""

    @property
    def deputies(self) -> tuple[str, ...]:
        """The addresses to try in turn when the previous one cannot be reached."""
        return self.valid[1:]

    def __contains__(self, address: str) -> bool:
        """Return whether `address` is one of them, ignoring case."""
        return address.casefold() in map(str.casefold, self.valid)


def parse_addresses(cell: str) -> Addresses:
    """Parse the addresses in a cell: `Kari Li <kari@gol.no>; post@gol.no`; each once, ignoring case."""
    valid: dict[str, str] = {}
    invalid: list[str] = []
    for part in filter(None, map(str.strip, _SEPARATORS.split(cell))):
        found = [parse_address(part)]
        if not found[0]:
            # «post@gol.no, kari@gol.no» is two addresses, but «Li, Kari <kari@gol.no>» is one.
            found = [parse_address(one) for one in _LOOSE_SEPARATORS.split(part) if one]
        if found and all(found):
            for address in found:
                valid.setdefault(address.casefold(), address)
        else:
            invalid.append(part)
    return Addresses(tuple(valid.values()), tuple(invalid))


def domain_of(address: str) -> str:
    """Return the domain of an address in lower case, for comparison."""
    return address.rpartition("@")[2].lower()
