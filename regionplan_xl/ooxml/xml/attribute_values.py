"""What the text of an attribute means."""

_BOOLEANS = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}


def parse_boolean(text: str | None, default: bool = False) -> bool:
    """Return an `xsd:boolean`; `default` if it is absent or something else."""
    return default if text is None else _BOOLEANS.get(text.strip().lower(), default)


def parse_whole(text: str | None) -> int | None:
    """Return a whole number; None if it is absent or something else."""
    if text is None or len(text) > 20:
        return None
    try:
        return int(text)
    except ValueError:
        return None


def parse_row_count(text: str | None, absent: int) -> int:
    """Return how many rows of headings or totals a table has; `true` and the like count as 1 or 0."""
    if not text or not text.strip():
        return absent
    number = parse_whole(text)
    return number if number is not None else int(parse_boolean(text, default=True))
