"""Ids of measures, goals and indicators, which stay the same when number and text change."""

import hashlib
import re
from collections.abc import Container, Sequence

# Crockford's base 32 without 0 and 1: no character is mistaken for another, on paper or read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5
_FORM = re.compile(r"[A-Z]-[0-9A-Z]{1,12}")


def measure_id(seed_text: str, *taken: Container[str]) -> str:
    """Return a measure's id such as `M-7KQ2X`: deterministic for a seed, and in none of `taken`."""
    return _identity("M", seed_text, taken)


def goal_id(seed_text: str, *taken: Container[str]) -> str:
    """Return a goal's id such as `G-4H8WN`: deterministic for a seed, and in none of `taken`."""
    return _identity("G", seed_text, taken)


def indicator_id(seed_text: str, *taken: Container[str]) -> str:
    """Return an indicator's id such as `I-3CW6T`: deterministic for a seed, and in none of `taken`."""
    return _identity("I", seed_text, taken)


def is_indicator(identity: str) -> bool:
    """Return whether an id is that of an indicator."""
    return identity.startswith("I-")


def has_form_of_id(text: str, prefixes: str = "") -> bool:
    """Return whether a text may be an id, with one of the `prefixes` («MG») if any are given.

    The secretariat may have given shorter or longer ids than ours.
    """
    return _FORM.fullmatch(text) is not None and (not prefixes or text[0] in prefixes)


def _identity(prefix: str, seed_text: str, taken: Sequence[Container[str]]) -> str:
    salt = 0
    while True:
        signs = hashed_signs(f"{prefix}\n{salt}\n{seed_text}", ALPHABET, LENGTH)
        identity = f"{prefix}-{signs}"
        # Without its prefix, a spreadsheet would read "24E57" as a number.
        if not any(identity in ids for ids in taken) and any(
            sign.isalpha() and sign != "E" for sign in signs
        ):
            return identity
        salt += 1


def hashed_signs(seed: str, alphabet: str, length: int) -> str:
    """Return `length` characters of `alphabet`, derived from the SHA-256 of the seed."""
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest, "big")
    signs = ""
    for _ in range(length):
        number, at = divmod(number, len(alphabet))
        signs += alphabet[at]
    return signs
