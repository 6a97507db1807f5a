"""Extract the writer's own text from a message, without the quoted message that it replies to."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_LONGEST_PAGE = 500_000  # characters
# Lines that mail programs write above the quoted message, in Norwegian, Swedish, Danish, English and German.
_ATTRIBUTION = re.compile(r"\b(?:wrote|writes|skrev|skreiv|schrieb)\b.{0,200}:\s*$", re.DOTALL)
_BEGINS_WITH_DAY = re.compile(
    r"\s*(?:\d|(?:on|den|am|på|(?:m[aå]n|ti[rs]|tys|ons|to[rs]|fre|l[øaö][ru]|s[øuö]n)[^\W\d_]*\.?,?)\s+"
    r"(?:[^\W\d_]{2,9}\.?,?\s+){0,2}\d)",
    re.IGNORECASE,
)
_BEGINS_WITH_NAME = re.compile(
    r"[^<>]{0,100}<[^<>\s]+@[^<>\s]+>|[^<>:]{1,100}\b(?:skrev|skreiv)\s+(?:den\s+)?\d{1,2}\.", re.IGNORECASE
)
_DIVIDER = re.compile(
    r"\s*-{2,}\s*(?:original message|forwarded message|opprinnelig melding|opphavl[ei]g melding|videresendt melding|"
    r"vidaresend melding|ursprungligt meddelande|vidarebefordrat meddelande|oprindelig meddelelse|"
    r"videresendt meddelelse|ursprüngliche nachricht|weitergeleitete nachricht)\s*-{2,}\s*",
    re.I,
)
_FROM = re.compile(r"\s*\*?(?:from|fra|frå|från|von)\s?:\*?\s+\S", re.I)
_SENT = re.compile(r"\s*\*?(?:sent|date|sendt|dato|skickat|datum|gesendet)\s?:\*?\s+\S", re.I)
_TO = re.compile(r"\s*\*?(?:to|til|till|an|subject|emne|ämne|betreff)\s?:\*?\s", re.I)
_RULE = re.compile(r"\s*(?:_{5,}|-{10,})\s*")
# «Sjå svara mine under, med raudt»: Outlook does not mark what is written between the lines of the quoted message.
_ANSWERS_BELOW = re.compile(
    r"\b(?:sjå|se|svar\w*|kommentar\w*|see|answers?|answered|comments?|siehe|antwort\w*)\b[^.!?\n]{0,40}"
    r"\b(?:under|nedanfor|nedenfor|nedan|innimellom|i teksten|raudt?|rødt?|blått|grønt|below|inline|in red|unten)\b",
    re.I,
)
_LINES_OF_ATTRIBUTION = 3
_LINES_OF_HEADERS = 6


def own_text(text: str) -> str:
    """Return `text` without the quoted message.

    If nothing else is left, or it says that there are answers in an unmarked quoted message, return all of it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    at, in_quote = 0, False
    while at < len(lines):
        line = lines[at]
        if _DIVIDER.fullmatch(line) or _is_header_block(lines, at):
            break
        if (length := _attribution(lines, at)) > 0:
            in_quote = True
            at += length
            continue
        if not (in_quote and line.lstrip().startswith(">")):
            kept.append(line)
        at += 1
    own = _tidy(kept)
    is_cut = at < len(lines)
    return _tidy(lines) if not own or (is_cut and _ANSWERS_BELOW.search(own)) else own


def text_of_page(page: str) -> str:
    """Return the text of an HTML part, with «>» before each quoted line."""
    reader = _PageText()
    reader.feed(page[:_LONGEST_PAGE])
    reader.close()
    return reader.text()


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """Return whether the header block of a quoted message begins here, as Outlook writes it."""
    if _RULE.fullmatch(lines[at]):
        at += 1
    if at >= len(lines) or not _FROM.match(lines[at]):
        return False
    following = lines[at + 1 : at + 1 + _LINES_OF_HEADERS]
    return any(map(_SENT.match, following)) and any(map(_TO.match, following))


def _attribution(lines: Sequence[str], at: int) -> int:
    """Return the number of lines of an attribution («… wrote:») that begins here; 0 if none does."""
    if not (_BEGINS_WITH_DAY.match(lines[at]) or _BEGINS_WITH_NAME.match(lines[at])):
        return 0
    for count in range(1, _LINES_OF_ATTRIBUTION + 1):
        if count > 1 and any(map(_BEGINS_WITH_DAY.match, lines[at + count - 1 : at + count])):
            return 0
        if not _ATTRIBUTION.search("\n".join(lines[at : at + count])):
            continue
        after = next((line for line in lines[at + count :] if line.strip()), ">")
        # Require that a marked quotation follows, since the writer may quote in running text and go on.
        return count if after.lstrip().startswith(">") else 0
    return 0


def _tidy(lines: Sequence[str]) -> str:
    text = "\n".join(line.rstrip().replace("\u00a0", " ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _PageText(HTMLParser):
    """Collects the text of a page, a line for each of its blocks, and a space between the cells of a row."""

    _HIDDEN = frozenset({"script", "style", "head", "title"})
    _BLOCKS = frozenset({
        "address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
    })  # fmt: skip
    _CELLS = frozenset({"td", "th"})
    _WITHOUT_END = frozenset({"br", "hr", "img", "meta", "link", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._open: list[tuple[str, bool]] = []
        self._hidden = self._quoted = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self._break()
        elif tag in self._CELLS and self._lines[-1]:
            self._lines[-1] += " "
        if tag in self._WITHOUT_END:
            return
        quotes = tag == "blockquote"
        self._open.append((tag, quotes))
        self._hidden += tag in self._HIDDEN
        self._quoted += quotes

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _ in self._open[-50:]}:
            return
        while self._open:
            name, quotes = self._open.pop()
            self._hidden -= name in self._HIDDEN
            self._quoted -= quotes
            if name == tag:
                break
        if tag in self._BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        words = re.sub(r"\s+", " ", data)
        if not self._lines[-1]:
            words = words.lstrip()
            if words and self._quoted:
                words = "> " + words
        self._lines[-1] += words

    def text(self) -> str:
        """Return the collected text."""
        return "\n".join(line.rstrip() for line in self._lines)

    def _break(self) -> None:
        if self._lines[-1]:
            self._lines.append("")
