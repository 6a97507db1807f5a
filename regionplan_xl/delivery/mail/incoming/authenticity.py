"""Check who a message is from, by the results that the receiving server added to it.

A message's own headers prove nothing. Only the headers that the receiving server added count; a server adds them above
those already there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regionplan_xl.delivery.mail.incoming.authentication_results import (
    AuthenticationResults,
    MethodResult,
    parse_authentication_results,
)
from regionplan_xl.delivery.mail.incoming.doubts import AMBIGUOUS, DENIED, NOT_CONFIRMED
from regionplan_xl.delivery.mail.incoming.header_lines import HeaderLines, header_lines
from regionplan_xl.delivery.mail.incoming.sender_address import only_address
from regionplan_xl.text import Phrase

MICROSOFT = "microsoft365"
_OF_MICROSOFT = (".outlook.com", ".office365.com", ".exchangelabs.com", ".office365.us", ".outlook.cn")
_TAKES_IN = ".protection."  # Microsoft's servers that receive mail from outside
_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\s*([^\s;()\"]+)")
_COMMENT = re.compile(r"\([^()]*\)")
# Results of DMARC for a domain that publishes no DMARC policy.
_NO_RULE = ("none", "bestguesspass")


@dataclass(frozen=True)
class Verdict:
    """The confirmed sender of a message: `address`, or "" and the `doubt` if it is not confirmed."""

    address: str = ""
    doubt: Phrase | None = None


def judge(raw: bytes, trust: str) -> Verdict:
    """Return the sender of a message as confirmed by the server that `trust` names.

    `trust`: the authserv-id of the mailbox's own server, or `microsoft365`, whose servers have none; "" trusts nobody.
    """
    headers = header_lines(raw)
    senders = headers.all("from")
    address = only_address(senders[0]) if len(senders) == 1 and not headers.doubtful else ""
    if not address:
        return Verdict("", AMBIGUOUS)
    if not trust.strip():
        return Verdict("", NOT_CONFIRMED.with_values(address=address))
    domain = address.rpartition("@")[2]
    if trust.strip().lower() == MICROSOFT:
        results = _of_microsoft(headers)
        confirmed = _is_internal(headers, results, domain) or (
            results is not None
            and (_passes(results, "dmarc", domain) or _passes(results, "compauth", domain))
        )
    else:
        results = _of_server(headers, trust.strip().lower())
        confirmed = results is not None and _confirms(results, domain)
    if confirmed:
        return Verdict(address)
    said = ", ".join(f"{one.method}={one.result}" for one in results.results) if results else ""
    doubt = (
        DENIED.with_values(address=address, results=said[:200])
        if said
        else NOT_CONFIRMED.with_values(address=address)
    )
    return Verdict("", doubt)


def _of_server(headers: HeaderLines, server: str) -> AuthenticationResults | None:
    """Return the topmost results of the server, since those further down may be forged."""
    for value in headers.all("authentication-results"):
        found = parse_authentication_results(value)
        if found is not None and found.server == server:
            return found
        # The server writes the beginning itself. If the rest is malformed, perhaps by text from the sender, trust none.
        begins = _FIRST_WORD.match(value)
        if found is None and (begins is None or begins[1].lower() == server):
            return None
    return None


def _of_microsoft(headers: HeaderLines) -> AuthenticationResults | None:
    """Return the topmost results without an authserv-id, above the point where the message came from outside."""
    outside = _came_from_outside(headers)
    if outside is None:
        return None
    for name, value in headers.fields[:outside]:
        if name == "authentication-results":
            found = parse_authentication_results(value)
            if found is None or not found.server:
                return found
    return None


def _came_from_outside(headers: HeaderLines) -> int | None:
    """Return the index of the topmost Received header that shows that the message came from outside.

    It was written by another server than Microsoft's, or by one that receives mail from outside. None if there is none.
    """
    for at, (name, value) in enumerate(headers.fields):
        if name == "received":
            by = _receiver(value)
            if not by.endswith(_OF_MICROSOFT) or _TAKES_IN in by:
                return at
    return None


def _receiver(received: str) -> str:
    """Return the name of the server that wrote a Received header, in lower case; "" if missing."""
    plain = received
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    found = _BY.search(plain)
    return found[1].lower().rstrip(".") if found else ""


def _is_internal(headers: HeaderLines, results: AuthenticationResults | None, domain: str) -> bool:
    """Return whether Exchange has authenticated the sender as a member of the same organisation.

    Exchange removes this header from mail from outside; still, never trust it in a message that came from outside.
    """
    said = {value.lower() for value in headers.all("x-ms-exchange-organization-authas")}
    if said != {"internal"} or _came_from_outside(headers) is not None or not headers.all("received"):
        return False
    found = [parse_authentication_results(value) for value in headers.all("authentication-results")[:1]]
    return all(one is not None and _allows(one.of("dmarc"), domain) for one in found)


def _confirms(results: AuthenticationResults, domain: str) -> bool:
    """Return whether DMARC passed, or, if the domain has no DMARC policy, SPF or DKIM passed for the domain."""
    if not _allows(results.of("dmarc"), domain):
        return False
    return any(one.result == "pass" for one in results.of("dmarc")) or any(
        one.result == "pass" and any(_stands_for(signer, domain) for signer in _signers(one))
        for one in (*results.of("dkim"), *results.of("spf"))
    )


def _allows(results: Sequence[MethodResult], domain: str) -> bool:
    """Return whether no DMARC result contradicts the domain."""
    return all(one.result in ("pass", *_NO_RULE) and _is_about(one, domain) for one in results)


def _passes(results: AuthenticationResults, method: str, domain: str) -> bool:
    """Return whether a method has results, all of them «pass», and no result is about another domain."""
    found = results.of(method)
    about = (one for one in results.results if "header.from" in one.properties)
    return (
        bool(found)
        and all(one.result == "pass" for one in found)
        and all(_is_about(one, domain) for one in about)
    )


def _is_about(result: MethodResult, domain: str) -> bool:
    """Return whether a result is about the sender's domain, or names no domain."""
    named = result.properties.get("header.from", "").rpartition("@")[2]
    return not named or _stands_for(named, domain)


def _signers(result: MethodResult) -> Iterator[str]:
    """Yield the domains for which SPF or DKIM passed."""
    names = ("header.d", "header.i") if result.method == "dkim" else ("smtp.mailfrom", "smtp.mail")
    for name in names:
        if found := result.properties.get(name, "").strip("<>").rpartition("@")[2]:
            yield found


def _stands_for(signer: str, domain: str) -> bool:
    """Return whether `signer` may vouch for `domain`: it is the same domain or a parent of it."""
    signer = signer.rstrip(".")
    return "." in signer and (signer == domain or domain.endswith("." + signer))
