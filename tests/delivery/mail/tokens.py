"""The token service that mail servers ask in tests: HTTP on loopback in place of Microsoft 365."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Tokens:
    """The valid tokens, each with its user; `asked` has all tokens that were tried."""

    def __init__(self) -> None:
        self.good: dict[str, str] = {}
        self.asked: list[str] = []
        self.url = ""

    def user(self, token: str) -> str | None:
        """Return the user of a token, None if it is not valid."""
        self.asked.append(token)
        return self.good.get(token)


@contextmanager
def tokens() -> Iterator[Tokens]:
    """Answer Dovecot's requests `GET <url><token>` until the block ends."""
    known = Tokens()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            """Log nothing."""

        def do_GET(self) -> None:
            (token,) = parse_qs(urlsplit(self.path).query)["token"]
            user = known.user(token)
            data = json.dumps({"user": user} if user else {"error": "invalid_token"}).encode()
            self.send_response(200 if user else 401)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/?token="
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
