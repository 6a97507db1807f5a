"""Whose an access token is: what mail servers ask in a test, by HTTP on loopback, as they would ask Microsoft 365."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Tokens:
    """The tokens that are good now, each with its user; `asked` are all that somebody tried."""

    def __init__(self) -> None:
        self.good: dict[str, str] = {}
        self.asked: list[str] = []
        self.url = ""

    def user(self, token: str) -> str | None:
        """Whose a token is, None if it is not good."""
        self.asked.append(token)
        return self.good.get(token)


@contextmanager
def tokens() -> Iterator[Tokens]:
    """Answer Dovecot's questions until the block ends: `GET <url><token>`."""
    known = Tokens()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            """Say nothing."""

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
