"""Short codes that can be read aloud and typed: `HX74K-Q2M9B` for a dispatch, `K-7Q2MX` for a question."""

import secrets
import unicodedata
from collections.abc import Callable, Sequence

from regionplan_xl.plan.ids import hashed_signs

# Crockford's alphabet without Z, which is misread as 2. The 31 characters that remain are a prime number, so the
# check character detects every single misread character and every swap of two.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_LETTERS = ALPHABET[10:]
_LOOK_ALIKES = str.maketrans("OILUZ", "011V2")
_GROUP = 5
_EARLIER_GROUP = 3  # earlier versions sent shorter codes
_GROUPS = {2 * group: group for group in (_GROUP, _EARLIER_GROUP)}


def dispatch_code(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a new code for a workbook, like `HX74K-Q2M9B`; `draw(n)` returns a random number from 0 to n - 1.

    The code begins with a letter, so that no program reads it as a number. The last character is a check character;
    the others hold 44 random bits, so the code cannot be guessed.
    """
    rest = range(2 * _GROUP - 2)
    drawn = _LETTERS[draw(len(_LETTERS))] + "".join(ALPHABET[draw(len(ALPHABET))] for _ in rest)
    return _in_groups(drawn + _check(drawn))


def read_dispatch_code(written: str) -> str | None:
    """Return the code in `written`, normalised: upper case, look-alikes corrected; None if it is not a valid code."""
    text = unicodedata.normalize("NFKC", written).upper()
    code = "".join(c for c in text if c.isalnum()).translate(_LOOK_ALIKES)
    if len(code) not in _GROUPS or any(c not in ALPHABET for c in code) or _check(code[:-1]) != code[-1]:
        return None
    return _in_groups(code)


def question_key(what: Sequence[str], attempt: int = 0) -> str:
    """Return the key of the question that `what` identifies: deterministic, and different for each `attempt`."""
    key = hashed_signs("\0".join([*what, str(attempt)]), ALPHABET, 5)
    return f"K-{key}"


def _check(code: str) -> str:
    return ALPHABET[sum(weight * ALPHABET.index(c) for weight, c in enumerate(code, 1)) % len(ALPHABET)]


def _in_groups(code: str) -> str:
    group = _GROUPS[len(code)]
    return f"{code[:group]}-{code[group:]}"
