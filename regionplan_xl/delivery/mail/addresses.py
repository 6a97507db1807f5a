"""Parse the e-mail addresses in an actor's cell: the first one, its deputies, and invalid text."""

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[;\n]")
_LOOSE_SEPARATORS = re.compile(r"[,\s]+")
_IN_BRACKETS = re.compile(r"<\s*([^<>]*?)\s*>\s*$")
# RFC 5321 section 4.1.2 without quoted strings, which no mail service gives to people.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253


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


def parse_address(text: str) -> str:
    """Return the single address in `text`, its domain in lower-case ASCII (IDNA); "" if there is none."""
    bracketed = _IN_BRACKETS.search(text)
    address = (bracketed[1] if bracketed else text).strip().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    domain = _ascii_domain(domain)
    if not (at and domain and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local)):
        return ""
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """Return the domain of an address in lower case, for comparison."""
    return address.rpartition("@")[2].lower()


def _ascii_domain(domain: str) -> str:
    """Return a domain name in ASCII (IDNA); "" if it is not valid."""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = ascii_domain.split(".")
    is_domain = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    return ascii_domain if is_domain and len(ascii_domain) <= _LONGEST_DOMAIN else ""
