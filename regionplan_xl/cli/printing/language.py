"""The language of messages: `--lang`, else the plan's, else the system's, else English."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.locale import catalog
from regionplan_xl.plan.status import LANGUAGES
from regionplan_xl.text import Phrase

OPTION, PROJECT = "--lang", "--project"
PROJECT_VARIABLE = "REGIONPLAN_PROJECT"
# Find `locale:` in config.yaml without loading the libraries that read settings; ignore comments.
_LOCALE = re.compile(r"""^[^#\n]*?\blocale\s*:\s*["']?(nn|nb|en)\b""", re.MULTILINE)
# «no» is Norwegian without a written standard, taken as bokmål; Windows writes the names in full.
_SYSTEM = {"nn": "nn", "nb": "nb", "no": "nb", "norwegian-nynorsk": "nn", "norwegian": "nb"}


@dataclass
class MessageLanguage:
    """Translates messages. `chosen` is the language from the command line, `plan` the plan's, once known."""

    chosen: str | None = None
    plan: str | None = None

    @property
    def code(self) -> str:
        """The present language of messages: nn, nb or en."""
        return self.chosen or self.plan or system_language(os.environ)

    def __call__(self, phrase: Phrase | str) -> str:
        return catalog(self.code, self.plan)(phrase)

    def number(self, number: int) -> str:
        """Return a number formatted in the language of messages."""
        return catalog(self.code).number(number)


def named_language(words: Sequence[str]) -> str | None:
    """Return the language given with `--lang`, or None; this works even if other arguments are wrong."""
    named = [value.lower() for value in _values(words)]
    return named[-1] if named and named[-1] in LANGUAGES else None


def _values(words: Sequence[str], option: str = OPTION) -> Iterator[str]:
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == option:
            yield following
        elif word.startswith(f"{option}="):
            yield word.partition("=")[2]


def language_of_project(words: Sequence[str]) -> str | None:
    """Return the language of the project named by the arguments or the environment, or None.

    This works even if other arguments are wrong, or config.yaml has faults elsewhere.
    """
    named = [*_values(words, PROJECT)] or [os.environ.get(PROJECT_VARIABLE, "") or "."]
    path = Path(named[-1]) / "config.yaml"
    try:
        text = path.read_text("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return None
    if found := _LOCALE.search(text):
        return found[1]
    # Reading the settings recognises other words for a language, and the default.
    from regionplan_xl.config import read_config
    from regionplan_xl.errors import RegionplanError

    try:
        return read_config(path).plan.locale
    except (RegionplanError, OSError):
        return None


def system_language(variables: Mapping[str, str]) -> str:
    """Return the language of the system if it is Norwegian, else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := variables.get(name))), "")
    if not named and os.name == "nt":
        import locale

        named = locale.getlocale()[0] or ""
    words = named.lower().replace("_", "-").replace(" ", "-")
    return next(
        (code for start, code in _SYSTEM.items() if words == start or words.startswith(f"{start}-")), "en"
    )
