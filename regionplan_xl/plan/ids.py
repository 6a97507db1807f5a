"""Ids of measures, goals and indicators, which stay whatever happens to number and text."""

import hashlib
from collections.abc import Container, Sequence

# Crockford's base 32 without 0 and 1: nothing here is mistaken for another sign, read aloud or on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5


def measure_id(seed_text: str, *taken: Container[str]) -> str:
    """Return an id such as `M-7KQ2X`: always the same for the same seed, and in none of `taken`."""
    return _identity("M", seed_text, taken)


def goal_id(seed_text: str, *taken: Container[str]) -> str:
    """Return an id such as `G-4H8WN`: always the same for the same seed, and in none of `taken`."""
    return _identity("G", seed_text, taken)


def indicator_id(seed_text: str, *taken: Container[str]) -> str:
    """Return an id such as `I-3CW6T`: always the same for the same seed, and in none of `taken`."""
    return _identity("I", seed_text, taken)


def is_indicator(identity: str) -> bool:
    """Return whether an id is that of an indicator."""
    return identity.startswith("I-")


def _identity(prefix: str, seed_text: str, taken: Sequence[Container[str]]) -> str:
    salt = 0
    while True:
        signs = hashed_signs(f"{prefix}\n{salt}\n{seed_text}", ALPHABET, LENGTH)
        identity = f"{prefix}-{signs}"
        # Without its prefix, "24E57" is a number to a spreadsheet.
        if not any(identity in ids for ids in taken) and any(
            sign.isalpha() and sign != "E" for sign in signs
        ):
            return identity
        salt += 1


def hashed_signs(seed: str, alphabet: str, length: int) -> str:
    """Return `length` signs of `alphabet`, always the same for the same seed (from its SHA-256)."""
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest, "big")
    signs = ""
    for _ in range(length):
        number, at = divmod(number, len(alphabet))
        signs += alphabet[at]
    return signs
