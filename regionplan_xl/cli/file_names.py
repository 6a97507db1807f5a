"""Support file names in any language, even if Python was started with an older encoding for them."""

import os
import sys


def start_again_in_utf8() -> None:
    """Restart this command in UTF-8 mode if file names have another encoding; the terminal's encoding is kept.

    With `LC_ALL=C` and UTF-8 mode off, «Ål.xlsx» could be neither written nor named.
    """
    is_utf8 = sys.getfilesystemencoding() == "utf-8" or sys.flags.utf8_mode
    if os.name != "posix" or is_utf8 or not sys.executable:
        return
    environment = dict(os.environ)
    if sys.stdout is not None:
        environment.setdefault("PYTHONIOENCODING", f"{sys.stdout.encoding}:replace")
    words = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
    os.execve(sys.executable, words, environment)  # noqa: S606  (this program with its own arguments)
