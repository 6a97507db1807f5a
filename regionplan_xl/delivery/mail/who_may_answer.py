"""Decide whether an address may answer for an actor."""

from typing import Literal

from regionplan_xl.delivery.mail.addresses import domain_of, parse_addresses

AnswersFrom = Literal["domain", "address"]

# Public mail services: anybody can get an address there, so sharing the domain proves nothing.
_OF_EVERYBODY = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "mail.com", "email.com", "gmx.com", "gmx.net", "gmx.de",
    "web.de", "t-online.de", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "fastmail.com", "zoho.com",
    "hey.com", "yandex.com", "mail.ru", "hotmail.no", "live.no", "yahoo.no", "outlook.no", "online.no",
    "broadpark.no", "getmail.no", "lyse.net", "altibox.no", "start.no", "sol.no", "frisurf.no", "c2i.net",
    "tele2.no", "chello.no", "ebnett.no", "combitel.no", "bbnett.no", "enivest.net", "telia.com", "telia.no",
    "tiscali.no", "spray.no", "epost.no", "hotmail.se", "live.se", "yahoo.se", "telia.se", "comhem.se",
    "bredband.net", "spray.se", "hotmail.dk", "live.dk", "mail.dk", "yahoo.dk", "jubii.dk",
})  # fmt: skip


def may_answer(address: str, written: str, answers_from: AnswersFrom) -> bool:
    """Return whether `address` may answer for the actor with the addresses in the cell `written`.

    With `answers_from` "domain", any address in the domain of one of them may, unless it is a public mail service.
    """
    own = parse_addresses(written)
    if address in own:
        return True
    domain = domain_of(address)
    return (
        answers_from == "domain" and domain not in _OF_EVERYBODY and domain in set(map(domain_of, own.valid))
    )
