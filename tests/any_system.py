"""The rules for file names that hold on Windows, macOS and Linux (Microsoft: «Naming Files, Paths, and Namespaces»)."""

import unicodedata

_DEVICES = {"CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"}
_DEVICES |= {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}


def faults(name: str) -> list[str]:
    """Return why some system refuses a file name; empty if none does."""
    found = []
    if not name or name.startswith((".", " ", "~")) or name.endswith((".", " ")):
        found.append("its beginning or end")
    if set(name) & set('<>:"/\\|?*'):
        found.append("a forbidden character")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn") for c in name):
        found.append("a character that nobody sees")
    if name.partition(".")[0].strip().upper() in _DEVICES:
        found.append("the name of a device")
    if len(name.encode("utf-8", "replace")) > 200:
        found.append("its length")
    if unicodedata.normalize("NFC", name) != name:
        found.append("its form of Unicode")
    return found
