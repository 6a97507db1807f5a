"""An IMAP server on loopback that answers as usual, except where a test says otherwise."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedRWPair

Answer = Callable[[bytes], "list[bytes] | None"]
"""Returns the lines that answer a command, from its arguments; TAG stands for its tag, None closes the connection."""


def literal(uid: int, raw: bytes) -> bytes:
    """Return the line that gives a message."""
    return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)" % (uid, uid, len(raw), raw)


class ScriptedImap:
    """Has a message for each UID; `answers` are those to other commands («SELECT», «UID FETCH») than the usual ones."""

    def __init__(self, messages: Mapping[int, bytes], answers: Mapping[str, Answer]) -> None:
        self._messages = messages
        self._answers = answers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def serve(self) -> None:
        """Serve one connection after the other until the server is closed."""
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with suppress(OSError, ValueError), connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def close(self) -> None:
        """Stop."""
        self._listening.close()

    def _talk(self, stream: BufferedRWPair) -> None:
        _say(stream, b"* OK IMAP4rev1 ready")
        for line in stream:
            tag, command, *rest = line.strip().split(b" ", 2)
            arguments = rest[0] if rest else b""
            name = command.upper().decode()
            if name == "UID":
                name = f"UID {arguments.split()[0].upper().decode()}"
            answer = self._answers.get(name)
            lines = None if answer is None else answer(arguments)
            if answer is not None and lines is None:
                return
            for one in lines or self._usual(name, arguments):
                _say(stream, one.replace(b"TAG", tag))

    def _usual(self, name: str, arguments: bytes) -> list[bytes]:
        done = b"TAG OK done"
        if name == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1", done]
        if name == "SELECT":
            return [b"* %d EXISTS" % len(self._messages), b"* OK [UIDVALIDITY 7] ok", done]
        if name == "UID SEARCH":
            return [b" ".join([b"* SEARCH", *(b"%d" % uid for uid in self._messages)]), done]
        if name == "UID FETCH" and b"BODY" in arguments:
            uid = int(arguments.split()[1])
            return [literal(uid, self._messages[uid]), done]
        if name == "UID FETCH":
            date = b'INTERNALDATE "03-Jun-2026 10:00:00 +0200"'
            return [
                *(b"* %d FETCH (UID %d RFC822.SIZE 90 %s)" % (uid, uid, date) for uid in self._messages),
                done,
            ]
        return [done]


def _say(stream: BufferedRWPair, line: bytes) -> None:
    stream.write(line + b"\r\n")
    stream.flush()


@contextmanager
def scripted_imap(messages: Mapping[int, bytes], **answers: Answer) -> Iterator[ScriptedImap]:
    """Run such a server while the block runs; `UID_FETCH` among `answers` is for «UID FETCH»."""
    server = ScriptedImap(messages, {name.replace("_", " "): answer for name, answer in answers.items()})
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.close()
