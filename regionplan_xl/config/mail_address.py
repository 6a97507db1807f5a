"""Parse a single e-mail address, as mail servers take it."""

import re

_IN_BRACKETS = re.compile(r"<\s*([^<>]*?)\s*>\s*$")
# RFC 5321 section 4.1.2 without quoted strings, which no mail service gives to people.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253


def parse_address(text: str) -> str:
    """Return the single address in `text`, its domain in lower-case ASCII (IDNA); "" if there is none."""
    bracketed = _IN_BRACKETS.search(text)
    address = (bracketed[1] if bracketed else text).strip().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    domain = _ascii_domain(domain)
    if not (at and domain and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local)):
        return ""
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    """Return a domain name in ASCII (IDNA); "" if it is not valid."""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = ascii_domain.split(".")
    is_domain = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    return ascii_domain if is_domain and len(ascii_domain) <= _LONGEST_DOMAIN else ""
