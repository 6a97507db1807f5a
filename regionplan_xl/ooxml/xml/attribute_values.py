"""Parse the values of attributes."""

_BOOLEANS = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}


def parse_boolean(text: str | None, default: bool = False) -> bool:
    """Return an `xsd:boolean`; `default` if it is missing or invalid."""
    return default if text is None else _BOOLEANS.get(text.strip().lower(), default)


def parse_whole(text: str | None) -> int | None:
    """Return an integer; None if it is missing or invalid."""
    if text is None or len(text) > 20:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def parse_row_count(text: str | None, absent: int) -> int:
    """Return the number of header or totals rows of a table; `true` and `false` count as 1 and 0."""
    if not text or not text.strip():
        return absent
    number = parse_whole(text)
    return number if number is not None else int(parse_boolean(text, default=True))
