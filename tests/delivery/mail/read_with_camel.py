"""Read a message with Camel, Evolution's library; run by the system's Python, which has its bindings."""

import json
import os
import sys

import gi  # type: ignore[import-not-found]

gi.require_version("Camel", "1.2")
from gi.repository import Camel  # type: ignore[import-not-found]  # noqa: E402


def read(path: str, attachment: str) -> dict[str, object]:
    """Return what Evolution would show, and write the attached file to `attachment`."""
    message = Camel.MimeMessage.new()
    message.construct_from_stream_sync(Camel.StreamFs.new_with_name(path, 0, 0), None)
    parts = message.get_content()
    file = parts.get_part(parts.get_number() - 1)
    out = Camel.StreamFs.new_with_name(attachment, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    file.get_content().decode_to_stream_sync(out, None)
    out.close(None)
    to, reply_to = message.get_recipients("To"), message.get_reply_to()
    return {
        "subject": message.get_subject(),
        "to": [to.get(at)[2] for at in range(to.length())],
        "reply_to": list(reply_to.get(0)[1:]),
        "unsent": (message.get_header("X-Unsent") or "").strip(),
        "parts": [parts.get_part(at).get_content().get_mime_type() for at in range(parts.get_number())],
        "file": file.get_filename(),
    }


if __name__ == "__main__":
    print(json.dumps(read(*sys.argv[1:])))  # noqa: T201
