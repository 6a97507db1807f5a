"""Format numbers and dates as a cell shows them (ECMA-376 part 1 sections 18.8.30 and 18.8.31).

Thousands are not grouped, and the decimal sign is a point, whatever the locale.
"""

import math
import re
from collections.abc import Sequence
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.dates import get_day_names, get_month_names

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd.mm.yyyy", 15: "d mmm yy",
    16: "d mmm", 17: "mmm yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd.mm.yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 49: "@",
}  # fmt: skip
# Locale-dependent dates (14, 22), and month-first dates, which half of all readers would take for day-first.
_USUAL_DAY = re.compile(r"(?:\[\$-[^\]]*\])?m{1,2}[-/]d{1,2}[-/]y{2,4}|\[\$-F800\].*", re.IGNORECASE)
_TOKEN = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|AM/PM|A/P|General|y+|m+|d+|h+|s+(?:\.0+)?|e+|[0#?]+|.', re.I | re.S
)
_LANGUAGE = re.compile(r"\[\$[^\]-]*-([^\],]+)")
_LANGUAGES = {
    0x414: "nb", 0x814: "nn", 0x14: "nb", 0x41D: "sv", 0x406: "da", 0x407: "de", 0x807: "de", 0xC07: "de",
    0x409: "en", 0x809: "en", 0x40C: "fr", 0x40A: "es", 0xC0A: "es", 0x413: "nl", 0x40B: "fi",
}  # fmt: skip
_DIGITS = re.compile(r"(?:[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+),*")
_LITERAL = re.compile(r'"([^"]*)"?|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]', re.S)
_WIDTHS: dict[int, Literal["abbreviated", "wide"]] = {3: "abbreviated", 4: "wide"}
_PLAIN_DIGITS = 10  # decimals of an unformatted number
_MOST_DECIMALS = 15


def code_of(number: int, own: str | None) -> str:
    """Return the code of a number format: the workbook's own or a built-in one; "" for «General»."""
    code = _BUILT_IN.get(number, "") if own is None else own
    return "dd.mm.yyyy" if _USUAL_DAY.fullmatch(code.partition(";")[0]) else code


def format_number(number: float, code: str) -> str:
    """Return a number formatted with `code`; unformatted if the code is not understood."""
    sections = _sections(code)
    if any("[<" in section or "[>" in section or "[=" in section for section in sections):
        return unformatted(number)
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    return _in_digits(number, section)


def unformatted(number: float) -> str:
    """Return an unformatted number."""
    if isinstance(number, int) or not math.isfinite(number):
        return str(number)
    text = f"{round(number, _PLAIN_DIGITS):.{_PLAIN_DIGITS}f}".rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def shown_day(moment: datetime, code: str, language: str) -> str:
    """Return a date and time formatted with `code`; `language` is for month names unless the code has a language."""
    section = _sections(code)[0]
    language = _language(section) or language
    pieces = _TOKEN.findall(section)
    kinds = _kinds(pieces)
    if moment.time() == time() and any(kind in ("d", "y") for kind in kinds):
        # A plain date: omit its time, midnight.
        first = next((at for at, kind in enumerate(kinds) if kind in ("h", "minutes", "s")), len(pieces))
        pieces, kinds = pieces[:first], kinds[:first]
    half = any(kind == "half" for kind in kinds)
    shown = (
        _of_moment(moment, piece, kind, language, half) for piece, kind in zip(pieces, kinds, strict=True)
    )
    return " ".join("".join(shown).split())


def _sections(code: str) -> list[str]:
    """Return the sections of a format, split at semicolons outside quotes."""
    sections = [""]
    for piece in _TOKEN.findall(code):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _in_digits(number: float, section: str) -> str:
    bare = _LITERAL.sub("", section)
    found = _DIGITS.search(bare)
    if found is None:
        text = _literals(section).strip()
        return text or unformatted(number)
    if "/" in bare or "e+" in bare.lower() or "e-" in bare.lower() or not math.isfinite(number):
        return unformatted(number)
    exact = Decimal(repr(number)) * (100 ** bare.count("%"))
    pattern = found[0].rstrip(",")
    exact /= 1000 ** (len(found[0]) - len(pattern))
    after = pattern.partition(".")[2]
    least, most = after.count("0"), min(len(after), _MOST_DECIMALS)
    digits = f"{abs(exact).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP):f}"
    before, _, decimals = digits.partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    sign = "-" if exact < 0 and digits.strip("0.") else ""
    body, last = _filled(section, before)
    rest = _literals(_after_digits(section[last:]))
    return " ".join(f"{sign}{body}{'.' * bool(decimals)}{decimals}{rest}".split())


def _filled(section: str, digits: str) -> tuple[str, int]:
    """Return the integer part with its digits filled in, and the position after it in `section`.

    Literals between digits keep their places: `0"."0` shows 11 as 1.1.
    """
    pieces = [(found[0], found.end()) for found in _TOKEN.finditer(section)]
    ends = [at for at, (piece, _) in enumerate(pieces) if piece == "." or "%" in piece]
    places = [at for at, (piece, _) in enumerate(pieces) if piece[0] in "0#?"]
    places = [at for at in places if not ends or at < ends[0]] or places[:1]
    out: list[str] = []
    left = digits
    for at in range(places[-1], -1, -1):
        piece = pieces[at][0]
        if at not in places:
            out.append("" if piece == "," else _literals(piece))
        elif at == places[0]:
            out.append(left.zfill(piece.count("0")) if left.strip("0") or "0" in piece else "")
        else:
            take = len(piece)
            out.append(left[-take:].zfill(piece.count("0")))
            left = left[:-take]
    return "".join(reversed(out)), pieces[places[-1]][1]


def _after_digits(rest: str) -> str:
    return re.sub(r"^[,.0#?]+", "", rest)


def _literals(text: str) -> str:
    """Return the literal text in a piece of a format."""
    out = ""
    for piece in _TOKEN.findall(text):
        found = _LITERAL.fullmatch(piece)
        if found:
            out += found[1] or found[2] or found[3] or (" " if piece.startswith("_") else "")
        elif piece in " -+/():%.€$£" or (len(piece) == 1 and not piece.isalnum() and piece not in "#?,@"):
            out += f" {piece}" if piece == "%" else piece
    return out


def _kinds(pieces: Sequence[str]) -> list[str]:
    """Return the kind of each piece of a date format: d, m, y, h, s, minutes, half (of the day); "" for a literal."""
    kinds = []
    for piece in pieces:
        first = piece[0].lower()
        elapsed = re.fullmatch(r"\[([hms])+\]", piece.lower())
        kind = first if first in "dmyhs" and set(piece.lower().partition(".")[0]) == {first} else ""
        kind = elapsed[1] if elapsed else kind
        kinds.append("half" if piece.upper() in ("AM/PM", "A/P") else kind)
    for at, kind in enumerate(kinds):
        if kind == "m":
            before = next((k for k in reversed(kinds[:at]) if k), "")
            after = next((k for k in kinds[at + 1 :] if k), "")
            if before == "h" or after == "s":
                kinds[at] = "minutes"
    return kinds


def _of_moment(moment: datetime, piece: str, kind: str, language: str, half: bool) -> str:
    width = len(piece)
    if kind == "y":
        return f"{moment.year:04}" if width > 2 else f"{moment.year % 100:02}"
    if kind == "m" and width > 2:
        names = get_month_names(_WIDTHS.get(width, "narrow"), locale=language)
        return str(names[moment.month])
    if kind == "d" and width > 2:
        return str(get_day_names("wide" if width > 3 else "abbreviated", locale=language)[moment.weekday()])
    if kind == "half":
        return "AM" if moment.hour < 12 else "PM"
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "minutes": moment.minute, "s": moment.second}
    return f"{numbers[kind]:0{min(width, 2)}}" if kind else _literals(piece)


def _language(section: str) -> str:
    found = _LANGUAGE.search(section)
    if not found:
        return ""
    try:
        return _LANGUAGES.get(int(found[1], 16) & 0xFFFF, "")
    except ValueError:
        language = found[1].partition("-")[0].lower()
        return language if language in _LANGUAGES.values() else ""
