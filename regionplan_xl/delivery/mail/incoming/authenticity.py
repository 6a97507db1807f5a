"""Who a message is from, by the judgement of the mailbox that received it.

A message can say what it likes of itself. Only what the receiving server wrote on top of it counts, and a server writes
above what was there before.
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
_TAKES_IN = ".protection."  # the servers of Microsoft that mail from outside comes to first
_BY = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\s*([^\s;()\"]+)")
_COMMENT = re.compile(r"\([^()]*\)")
# A domain that publishes no rule for mail in its name has none of these but the last two.
_NO_RULE = ("none", "bestguesspass")


@dataclass(frozen=True)
class Verdict:
    """Who has sent a message: `address`, "" if that is not certain, and then why not."""

    address: str = ""
    doubt: Phrase | None = None


def judge(raw: bytes, trust: str) -> Verdict:
    """Return who sent a message, according to the server that `trust` names.

    `trust`: the authserv-id of the mailbox's own server, or `microsoft365`, whose servers give none.
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
    """Return the topmost results of the server: those further down may be anybody's."""
    for value in headers.all("authentication-results"):
        found = parse_authentication_results(value)
        if found is not None and found.server == server:
            return found
        # The beginning is the server's own, even if it repeats what a sender wrote so that the rest is not understood.
        begins = _FIRST_WORD.match(value)
        if found is None and (begins is None or begins[1].lower() == server):
            return None
    return None


def _of_microsoft(headers: HeaderLines) -> AuthenticationResults | None:
    """Return the topmost results without an authserv-id, above where the message came in from outside."""
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
    """Return which header a server of Microsoft wrote when the message came from outside, or a foreign server wrote.

    The topmost one; None if all servers on the way are of Microsoft's own.
    """
    for at, (name, value) in enumerate(headers.fields):
        if name == "received":
            by = _receiver(value)
            if not by.endswith(_OF_MICROSOFT) or _TAKES_IN in by:
                return at
    return None


def _receiver(received: str) -> str:
    """Return the name of the server that wrote a Received header, in small letters; "" if it does not say."""
    plain = received
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    found = _BY.search(plain)
    return found[1].lower().rstrip(".") if found else ""


def _is_internal(headers: HeaderLines, results: AuthenticationResults | None, domain: str) -> bool:
    """Return whether Exchange has signed in the sender as one of the same organisation.

    Exchange takes such a header away from what comes from outside; what came from there counts as from outside all the
    same.
    """
    said = {value.lower() for value in headers.all("x-ms-exchange-organization-authas")}
    if said != {"internal"} or _came_from_outside(headers) is not None or not headers.all("received"):
        return False
    found = [parse_authentication_results(value) for value in headers.all("authentication-results")[:1]]
    return all(one is not None and _allows(one.of("dmarc"), domain) for one in found)


def _confirms(results: AuthenticationResults, domain: str) -> bool:
    """Return whether DMARC passed; if the domain has no rule for that, whether SPF or DKIM passed for the domain."""
    if not _allows(results.of("dmarc"), domain):
        return False
    return any(one.result == "pass" for one in results.of("dmarc")) or any(
        one.result == "pass" and any(_stands_for(signer, domain) for signer in _signers(one))
        for one in (*results.of("dkim"), *results.of("spf"))
    )


def _allows(results: Sequence[MethodResult], domain: str) -> bool:
    """Return whether no result of DMARC speaks against the domain."""
    return all(one.result in ("pass", *_NO_RULE) and _is_about(one, domain) for one in results)


def _passes(results: AuthenticationResults, method: str, domain: str) -> bool:
    """Return whether all results of a method are «pass», and there is one."""
    found = results.of(method)
    about = (one for one in results.results if "header.from" in one.properties)
    return (
        bool(found)
        and all(one.result == "pass" for one in found)
        and all(_is_about(one, domain) for one in about)
    )


def _is_about(result: MethodResult, domain: str) -> bool:
    """Return whether a result is about the sender's domain, if it names one."""
    named = result.properties.get("header.from", "").rpartition("@")[2]
    return not named or _stands_for(named, domain)


def _signers(result: MethodResult) -> Iterator[str]:
    """Yield the domains that SPF or DKIM passed for."""
    names = ("header.d", "header.i") if result.method == "dkim" else ("smtp.mailfrom", "smtp.mail")
    for name in names:
        if found := result.properties.get(name, "").strip("<>").rpartition("@")[2]:
            yield found


def _stands_for(signer: str, domain: str) -> bool:
    """Return whether a domain can speak for another: it is the same, or the one above it."""
    signer = signer.rstrip(".")
    return "." in signer and (signer == domain or domain.endswith("." + signer))
