"""Map the characters of the fonts Symbol and Wingdings to characters that every font has."""

import re

# By the low byte: Word stores it alone, or as U+F000 and up (ECMA-376 part 1 section 17.3.3.30).
_WINGDINGS = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x74: "◆",
    0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★",
    0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐"}
_SYMBOL = {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB9: "≠",
    0xD6: "√", 0xD0: "∠", 0xDE: "⇒", 0xA7: "♣", 0xA8: "♦",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_FIGURES = re.compile(r"[\d(),\s*]*\d[\d(),\s*]*", re.ASCII)
_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_PRIVATE = range(0xF000, 0xF100)


def with_symbols(text: str, font: str = "") -> str:
    """Return `text` with the symbols that `font` draws for letters; for an unknown font, as in Wingdings."""
    known = _FONTS.get(font.casefold())
    if known is None and not any(ord(sign) in _PRIVATE for sign in text):
        return text
    return "".join(_sign(sign, known) for sign in text)


def with_raised_figures(text: str) -> str:
    """Return raised figures as such («km²», or the mark of a note: «i 2024¹», not «i 20241»), other words unchanged."""
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) else text


def symbol_font(name: str) -> str:
    """Return the name of a font of symbols in lower case; "" for other fonts."""
    return name.casefold() if name.casefold() in _FONTS else ""


def draws_symbols(font: str) -> bool:
    """Return whether a font, as named in a PDF («ABCDEF+Wingdings-Regular»), draws symbols for letters."""
    return _named_in_pdf(font).startswith("wingdings")


def with_symbols_of_pdf(text: str, font: str) -> str:
    """Return `text` with the symbols that a font draws for letters, named as in a PDF."""
    return with_symbols(text, _named_in_pdf(font))


def _named_in_pdf(font: str) -> str:
    name = font.rpartition("+")[2].partition("-")[0].partition(",")[0].casefold()
    return "wingdings 2" if name.replace(" ", "") == "wingdings2" else name


def _sign(sign: str, known: dict[int, str] | None) -> str:
    code = ord(sign)
    if code not in _PRIVATE and (known is None or code > 0xFF):
        return sign
    code = code - _PRIVATE.start if code in _PRIVATE else code
    found = (known or _WINGDINGS).get(code)
    # Symbol has the usual digits and punctuation in their usual positions.
    return found or (chr(code) if known is _SYMBOL and code < 0x80 else " " if code == 0x20 else "•")
