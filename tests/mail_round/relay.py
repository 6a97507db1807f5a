"""A relay to a server that can be made to break after a number of bytes from the server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Passes bytes on to a port of this machine; after `cut_after` bytes from there, it passes no more."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.cut_after: int | None = None
        self.passed = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def serve(self) -> None:
        """Accept connections until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._is_cut():
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                for source, target, counts in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass, args=(source, target, counts), daemon=True).start()

    def close(self) -> None:
        """Accept no more connections."""
        self._listening.close()

    def _is_cut(self) -> bool:
        return self.cut_after is not None and self.passed >= self.cut_after

    def _pass(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(2048):
                if counts:
                    self.passed += len(data)
                if self._is_cut():
                    break
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def relay(to: int) -> Iterator[Relay]:
    """Run a relay to a port until the block ends."""
    made = Relay(to)
    threading.Thread(target=made.serve, daemon=True).start()
    try:
        yield made
    finally:
        made.close()
