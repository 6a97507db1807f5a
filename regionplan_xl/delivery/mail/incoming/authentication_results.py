"""Parse the header `Authentication-Results` (RFC 8601), a server's checks of a message's sender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PLAIN, _QUOTED = False, True
Piece = tuple[str, bool]
"""A character of a word, and whether it was quoted, so that it is not a separator."""


@dataclass(frozen=True)
class MethodResult:
    """The result of one method («spf», «dkim», «dmarc») and what it checked («header.from»); all in lower case."""

    method: str
    result: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class AuthenticationResults:
    """One header. `server` is the authserv-id; "" in Microsoft's form, which has none."""

    server: str
    results: tuple[MethodResult, ...]

    def of(self, method: str) -> tuple[MethodResult, ...]:
        """Return the results of a method, one for each signature or domain."""
        return tuple(one for one in self.results if one.method == method)


def parse_authentication_results(value: str) -> AuthenticationResults | None:
    """Parse a header; return None if it is malformed, so that it must not be trusted."""
    statements = _statements(value)
    if statements is None or not statements[0]:
        return None
    pairs = [_pairs(words) for words in statements]
    server = ""
    if not any(map(_has_equals, statements[0])):
        server = _text(statements[0][0])
        pairs = pairs[1:]
    results = []
    for found in pairs:
        if found is None:
            return None
        if found:
            (method, result), *rest = found
            results.append(MethodResult(method.partition("/")[0], result, dict(rest)))
    return AuthenticationResults(server, tuple(results))


def _statements(value: str) -> list[list[list[Piece]]] | None:
    """Split a header at semicolons into words, without comments; None if a comment or quotation is not closed."""
    statements: list[list[list[Piece]]] = [[]]
    word: list[Piece] = []
    comments, quoted, escaped = 0, False, False

    def end_word() -> None:
        nonlocal word
        if word:
            statements[-1].append(word)
        word = []

    for letter in value:
        if escaped:
            escaped = False
            if quoted:
                word.append((letter, _QUOTED))
        elif letter == "\\" and (quoted or comments):
            escaped = True
        elif comments:
            comments += (letter == "(") - (letter == ")")
        elif letter == '"':
            quoted = not quoted
        elif quoted:
            word.append((letter, _QUOTED))
        elif letter == "(":
            end_word()
            comments = 1
        elif letter == ";":
            end_word()
            statements.append([])
        elif letter.isspace():
            end_word()
        else:
            word.append((letter, _PLAIN))
    end_word()
    return None if comments or quoted or escaped else statements


def _pairs(words: Sequence[list[Piece]]) -> list[tuple[str, str]] | None:
    """Return the «name=value» pairs, with or without spaces around «=»; None if a name or value is missing."""
    found: list[tuple[str, str]] = []
    name, has_sign = "", False
    for word in words:
        at = next((n for n, piece in enumerate(word) if piece == ("=", _PLAIN)), -1)
        if name and has_sign:
            found.append((name, _text(word)))
            name, has_sign = "", False
            continue
        if at < 0:
            name = _text(word)  # «none», or a name before its sign
            continue
        name, has_sign = (_text(word[:at]) if at else name), True
        if not name:
            return None
        if at + 1 < len(word):
            found.append((name, _text(word[at + 1 :])))
            name, has_sign = "", False
    return None if has_sign else found


def _has_equals(word: Sequence[Piece]) -> bool:
    return ("=", _PLAIN) in word


def _text(word: Sequence[Piece]) -> str:
    return "".join(letter for letter, _ in word).lower()
