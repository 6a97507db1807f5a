"""Generate a thousand messages from a seed: 750 genuine ones, and 250 that are forged or malformed.

The genuine ones are written as real servers write them, in many variations; each of the others tries one trick.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

SERVER = "mx.example.org"
MICROSOFT = "microsoft365"
ADDRESS = "kari@gol.kommune.no"
DOMAIN = "gol.kommune.no"


@dataclass(frozen=True)
class Case:
    """A message: its headers, the mailbox it came to, and what is wrong with it ("" if nothing is)."""

    headers: str
    trust: str
    wrong: str = ""

    def raw(self, body: bytes = b"MIME-Version: 1.0\r\n\r\nHei\r\n") -> bytes:
        """Return the whole message; `body` has the rest of the headers, and the body."""
        return self.headers.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + body


def good_cases(count: int, seed: int = 2025) -> Iterator[Case]:
    """Yield messages that come from the sender they name."""
    random = Random(seed)
    for _ in range(count):
        trust = random.choice((SERVER, MICROSOFT))
        sender = random.choice(_SENDERS)
        if trust == SERVER:
            results = random.choice(_GOOD_RESULTS)
            above = random.choice(("", _INTERNAL_HOP, "Authentication-Results: inner.example.org; none\n"))
            head = f"{above}Authentication-Results: {results}\n{_TAKEN_IN}{_lower(random)}"
        elif random.random() < 0.2:
            head = _SAME_TENANT + random.choice(("", _RESULTS_WITHIN))
        else:
            results = random.choice(_GOOD_MICROSOFT)
            above = random.choice(("", _MICROSOFT_HOP, _MICROSOFT_HOP * 3))
            head = f"{above}Authentication-Results: {results}\n{_MICROSOFT_TAKES_IN}{_lower(random)}"
        yield Case(f"{head}From: {sender}\n{_rest(random)}", trust)


def bad_cases(count: int, seed: int = 2026) -> Iterator[Case]:
    """Yield messages that are forged or malformed, each trick equally often."""
    random = Random(seed)
    for number in range(count):
        trick = _TRICKS[number % len(_TRICKS)]
        case = trick(random)
        yield Case(case.headers + _rest(random), case.trust, trick.__name__.strip("_"))


_SENDERS = (
    "kari@gol.kommune.no",
    "<kari@gol.kommune.no>",
    "Kari Nordmann <kari@gol.kommune.no>",
    "Kari Nordmann <Kari@Gol.kommune.no>",
    '"Nordmann, Kari" <kari@gol.kommune.no>',
    '"kari@gol.kommune.no" <kari@gol.kommune.no>',
    "=?utf-8?q?K=C3=A5re_=C3=98y?= <kari@gol.kommune.no>",
    "=?UTF-8?B?S8OlcmUgw5h5?= =?utf-8?q?_p=C3=A5_Gol?= <kari@gol.kommune.no>",
    "=?iso-8859-1?Q?K=E5re?=\n <kari@gol.kommune.no>",
    "kari@gol.kommune.no (Kari Nordmann)",
    '"Gol: plan; og vekst" <kari@gol.kommune.no>',
    "Kåre Øy <kari@gol.kommune.no>",
    '"Kari \\"Plan\\" N." <kari@gol.kommune.no>',
    "Plan @ Gol <kari@gol.kommune.no>",
)
_GOOD_RESULTS = (
    f"{SERVER}; dmarc=pass header.from={DOMAIN}",
    f"{SERVER} 1; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from={DOMAIN}",
    f"{SERVER};\n\tdkim=pass header.i=@{DOMAIN} header.s=s1 header.b=abc;\n\tspf=pass ({SERVER}: domain of {ADDRESS}"
    f" designates 1.2.3.4 as permitted sender) smtp.mailfrom={ADDRESS};\n\tdmarc=pass (p=REJECT) header.from={DOMAIN}",
    f"{SERVER}; spf=softfail smtp.mailfrom=x.no; dkim=fail header.d=y.no; dmarc = pass header.from = {DOMAIN}",
    f"{SERVER}; dkim=fail (bad) header.d=list.no; dkim=pass header.d={DOMAIN}; dmarc=pass",
    f"{SERVER}; dmarc=none header.from={DOMAIN}; dkim=pass (2048-bit key) header.d={DOMAIN}",
    f"{SERVER}; dkim=pass header.d=kommune.no header.i=@kommune.no",
    f"{SERVER}; spf=pass smtp.mailfrom={ADDRESS}",
    f"{SERVER}; spf=pass smtp.mailfrom=prvs=123abc={ADDRESS}",
    f'{SERVER}; dkim=pass reason="good; fine" header.d={DOMAIN}',
    f"(a comment) {SERVER.upper()} (another (nested)); dmarc=PASS (c) header.from={DOMAIN.upper()}",
    f"{SERVER}; dkim/1=pass header.d={DOMAIN}; dmarc/1=pass",
)
_GOOD_MICROSOFT = (
    f"spf=pass (sender IP is 1.2.3.4)\n smtp.mailfrom={DOMAIN}; dkim=pass (signature was verified)\n"
    f" header.d={DOMAIN};dmarc=pass action=none\n header.from={DOMAIN};compauth=pass reason=100",
    f"spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=x.no; dkim=none (message not signed) header.d=none;"
    f"dmarc=bestguesspass action=none header.from={DOMAIN};compauth=pass reason=109",
    f"spf=pass (sender IP is 1.2.3.4) smtp.mailfrom={DOMAIN};dmarc=pass action=none header.from={DOMAIN}",
    f"spf=none smtp.mailfrom=prvs=1=x@y.no; dkim=fail (body hash did not verify) header.d={DOMAIN};"
    f"dmarc=fail action=none header.from={DOMAIN};compauth=pass reason=130",
)
_TAKEN_IN = (
    f"Received: from mail.gol.kommune.no (1.2.3.4) by {SERVER} with ESMTPS; Mon, 1 Dec 2025 10:00:01 +0100\n"
)
_INTERNAL_HOP = (
    "Received: from mx.example.org by store.example.org with LMTP; Mon, 1 Dec 2025 10:00:02 +0100\n"
)
_MICROSOFT_HOP = (
    "Received: from AM6EUR05FT052.eop-eur05.prod.protection.outlook.com (2603:10a6::1) by\n"
    " AS9PR06CA0123.outlook.office365.com (2603:10a6::2) with Microsoft SMTP Server; Mon, 1 Dec 2025 09:00:02 +0000\n"
)
_MICROSOFT_TAKES_IN = (
    "Received: from mail.gol.kommune.no (1.2.3.4) by AM6EUR05FT052.mail.protection.outlook.com (10.233.241.1)\n"
    " with Microsoft SMTP Server; Mon, 1 Dec 2025 09:00:01 +0000\n"
)
_SAME_TENANT = (
    "Received: from AM0PR05.eurprd05.prod.outlook.com ([::1]) by AM0PR05.eurprd05.prod.outlook.com ([fe80::1])\n"
    " with mapi id 15.20; Mon, 1 Dec 2025 09:00:01 +0000\nX-MS-Exchange-Organization-AuthAs: Internal\n"
)
_RESULTS_WITHIN = (
    "Authentication-Results: dkim=none (message not signed)\n header.d=none;dmarc=none action=none\n"
    f" header.from={DOMAIN};\n"
)
_FORGED = f"Authentication-Results: {SERVER}; dmarc=pass header.from={DOMAIN}\n"
_FORGED_MICROSOFT = (
    f"Authentication-Results: spf=pass smtp.mailfrom=x.no;dmarc=pass header.from={DOMAIN};compauth=pass\n"
)
_FROM = f"From: Kari Nordmann <{ADDRESS}>\n"
_EVIL_TAKES_IN = "Received: from evil.example (6.6.6.6) by {by} with ESMTP; Mon, 1 Dec 2025 10:00:01 +0100\n"


def _lower(random: Random) -> str:
    """Return headers of earlier servers, which are below the mailbox's own and must never count."""
    return random.choice((
        "",
        "Received: from pc by mail.gol.kommune.no; Mon, 1 Dec 2025 10:00:00 +0100\n",
        f"Authentication-Results: mail.{DOMAIN}; auth=pass smtp.auth=kari\n",
        "ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail\nDKIM-Signature: v=1; a=rsa-sha256\n",
        f"Authentication-Results: {SERVER}; dmarc=fail header.from={DOMAIN}\n",
    ))  # fmt: skip


def _rest(random: Random) -> str:
    return f"To: plan@example.org\nSubject: SV: Status\nMessage-ID: <{random.getrandbits(64):x}@gol.kommune.no>\n"


def _taken_in(trust: str) -> str:
    by = SERVER if trust == SERVER else "AM6EUR05FT052.mail.protection.outlook.com"
    return _EVIL_TAKES_IN.format(by=by)


def _results(random: Random, trust: str) -> str:
    """Return results of the mailbox's own server that deny the sender named in the message."""
    if trust == SERVER:
        said = random.choice((
            f"{SERVER}; dmarc=fail header.from={DOMAIN}",
            f"{SERVER}; spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=fail (p=REJECT) header.from={DOMAIN}",
            f"{SERVER}; dkim=pass header.d=evil.example",
            f"{SERVER}; spf=pass smtp.mailfrom=kari@gol.kommune.no.evil.example",
            f"{SERVER}; none",
            f"{SERVER}; dmarc=permerror; dkim=pass header.d={DOMAIN}",
            f"{SERVER}; dmarc=fail (dmarc=pass) header.from={DOMAIN}",
            f'{SERVER}; dmarc=fail reason="x; dmarc=pass" header.from={DOMAIN}',
            f"{SERVER}; dmarc=pass header.from=evil.example",
            f"{SERVER}; dmarc=pass header.from={DOMAIN}; dmarc=fail header.from={DOMAIN}",
            f"{SERVER}; spf=pass smtp.helo={DOMAIN}",
            f"{SERVER}; dkim=pass header.d=no",
            f"{SERVER}; auth=pass smtp.auth={ADDRESS}",
        ))  # fmt: skip
    else:
        said = random.choice((
            f"spf=fail (sender IP is 6.6.6.6) smtp.mailfrom={DOMAIN}; dkim=none header.d=none;dmarc=fail"
            f" action=oreject header.from={DOMAIN};compauth=fail reason=000",
            f"spf=pass smtp.mailfrom=evil.example;dmarc=none action=none header.from={DOMAIN};compauth=none",
            "spf=pass smtp.mailfrom=evil.example;dmarc=pass action=none header.from=evil.example;compauth=pass",
            f"spf=softfail (dmarc=pass) smtp.mailfrom={DOMAIN};dmarc=bestguesspass;compauth=softpass",
            f"spf=none;dkim=none;dmarc=fail header.from={DOMAIN};compauth=fail reason=001",
        ))  # fmt: skip
    return f"Authentication-Results: {said}\n"


def _either(random: Random) -> str:
    return random.choice((SERVER, MICROSOFT))


def _passing(trust: str) -> str:
    return (_FORGED if trust == SERVER else _FORGED_MICROSOFT) + _taken_in(trust)


def _results_that_deny(random: Random) -> Case:
    trust = _either(random)
    return Case(_results(random, trust) + _taken_in(trust) + _FROM, trust)


def _forged_further_down(random: Random) -> Case:
    trust = _either(random)
    forged = _FORGED if trust == SERVER else _FORGED_MICROSOFT
    return Case(_results(random, trust) + _taken_in(trust) + forged * random.randint(1, 3) + _FROM, trust)


def _forged_without_any_above(random: Random) -> Case:
    below = random.choice(
        (_FORGED_MICROSOFT, _FORGED_MICROSOFT + _MICROSOFT_HOP, _MICROSOFT_HOP + _FORGED_MICROSOFT)
    )
    return Case(_taken_in(MICROSOFT) + below + _FROM, MICROSOFT)


def _results_of_another_server(random: Random) -> Case:
    other = random.choice((
        f"{SERVER}.evil.example", f"evil.example ({SERVER})", f"x{SERVER}", f"({SERVER}) evil.example",
        f'"{SERVER} "', "example.org", "*", f"evil.example/{SERVER}",
    ))  # fmt: skip
    return Case(
        f"Authentication-Results: {other}; dmarc=pass header.from={DOMAIN}\n{_TAKEN_IN}{_FROM}", SERVER
    )


def _results_with_a_server_at_microsoft(random: Random) -> Case:
    forged = random.choice(
        (_FORGED, _FORGED.replace(SERVER, "mx.microsoft.com 1"), _FORGED.replace(SERVER, "outlook.com"))
    )
    return Case(forged + _taken_in(MICROSOFT) + _FROM, MICROSOFT)


def _no_results(random: Random) -> Case:
    trust = _either(random)
    return Case(random.choice((_taken_in(trust), "")) + _FROM, trust)


def _said_to_be_internal(random: Random) -> Case:
    internal = "X-MS-Exchange-Organization-AuthAs: Internal\n"
    other = random.choice(("", "X-MS-Exchange-Organization-AuthAs: Anonymous\n", internal))
    above = random.choice((_taken_in(MICROSOFT), _MICROSOFT_HOP + _taken_in(MICROSOFT), "", _TAKEN_IN))
    return Case(above + _results(random, MICROSOFT) + other + internal + _FROM, MICROSOFT)


def _helo_of_microsoft(random: Random) -> Case:
    helo = random.choice(("x.outlook.com", "AM6.prod.outlook.com", "by x.outlook.com", "(by) y.outlook.com"))
    return Case(_taken_in(MICROSOFT).replace("evil.example", helo) + _FORGED_MICROSOFT + _FROM, MICROSOFT)


def _results_that_do_not_end(random: Random) -> Case:
    broken = random.choice(
        ("; spf=fail (x", '; spf=fail reason="', "; spf=pass smtp.mailfrom=(((", "; =pass", "; dmarc=")
    )
    return Case(f"Authentication-Results: {SERVER}{broken}\n{_taken_in(SERVER)}{_FORGED}{_FROM}", SERVER)


def _several_from_headers(random: Random) -> Case:
    trust = _either(random)
    other = random.choice(("From: evil@evil.example\n", _FROM, "from : x@evil.example\n", "FROM:\n"))
    return Case(_passing(trust) + random.choice((_FROM + other, other + _FROM)), trust)


def _several_senders(random: Random) -> Case:
    trust = _either(random)
    sender = random.choice((
        f"{ADDRESS}, evil@evil.example", f"evil@evil.example, Kari <{ADDRESS}>", f"<evil@evil.example> <{ADDRESS}>",
        f"Kari <{ADDRESS}> evil@evil.example", f"Gol: {ADDRESS};", f"Gol:evil@evil.example,{ADDRESS};", "undisclosed:;",
        f"<@evil.example:{ADDRESS}>", f"{ADDRESS};", f"<{ADDRESS}", f"{ADDRESS}>", f"Kari {ADDRESS}", "",
    ))  # fmt: skip
    return Case(f"{_passing(trust)}From: {sender}\n", trust)


def _another_address_in_the_name(random: Random) -> Case:
    trust = _either(random)
    passing = _passing(trust).replace(DOMAIN, "evil.example")
    sender = random.choice((
        f'"{ADDRESS}" <evil@evil.example>', f"{ADDRESS} <evil@evil.example>", f'"Kari <{ADDRESS}>" <evil@evil.example>',
        f"=?utf-8?q?{ADDRESS}?= <evil@evil.example>", f'"kari @ {DOMAIN}" <evil@evil.example>',
        "=?utf-8?b?PGthcmlAZ29sLmtvbW11bmUubm8+?= <evil@evil.example>", f"evil@evil.example ({ADDRESS})",
    ))  # fmt: skip
    return Case(f"{passing}From: {sender}\n", trust)


def _tricks_with_letters(random: Random) -> Case:
    trust = _either(random)
    sender = random.choice((
        "=?utf-8?q?kari=40gol=2Ekommune=2Eno?=", f"=?utf-8?q?<{ADDRESS}>?= <evil@evil.example>",
        f"<=?utf-8?q?kari?=@{DOMAIN}>", f"<kari\0@{DOMAIN}>", f"<kari@{DOMAIN}\0.evil.example>", f"<kari\r@{DOMAIN}>",
        f'"kari"@{DOMAIN}', f"kari(x)@{DOMAIN} <evil@evil.example>", "<kari@gоl.kommune.no>", f"<kari@{DOMAIN}.>",
        f"<kari @{DOMAIN}>", f"<kari@{DOMAIN}@evil.example>", f"<.kari@{DOMAIN}>",
    ))  # fmt: skip
    return Case(f"{_passing(trust)}From: {sender}\n", trust)


def _headers_that_are_none(random: Random) -> Case:
    trust = _either(random)
    line = random.choice(
        ("no header at all\n", "\x01: x\n", "X-A: b\rFrom: evil@evil.example\n", "From evil@evil.example\n")
    )
    return Case(_passing(trust) + line + _FROM, trust)


_TRICKS: tuple[Callable[[Random], Case], ...] = (
    _results_that_deny, _forged_further_down, _forged_without_any_above, _results_of_another_server,
    _results_with_a_server_at_microsoft, _no_results, _said_to_be_internal, _helo_of_microsoft,
    _results_that_do_not_end, _several_from_headers, _several_senders, _another_address_in_the_name,
    _tricks_with_letters, _headers_that_are_none,
)  # fmt: skip
