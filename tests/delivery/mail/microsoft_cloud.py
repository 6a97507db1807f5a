"""Microsoft's servers on this machine, reached by HTTPS through a proxy, as in an organisation."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
import trustme

from tests.delivery.mail.entra import Entra
from tests.delivery.mail.graph_stand_in import Graph, GraphHandler

Handler = type[BaseHTTPRequestHandler]


@dataclass(frozen=True)
class Cloud:
    """The proxy's address, and the authority that signed the servers' certificates."""

    proxy: str
    authority: trustme.CA

    def use(self, monkeypatch: pytest.MonkeyPatch, trusted: Path) -> None:
        """Make this process reach Microsoft through the proxy; `trusted` is a file for the authority's certificate."""
        with trusted.open("ab") as file:
            file.write(self.authority.cert_pem.bytes())
        for name, value in {
            "HTTPS_PROXY": self.proxy, "https_proxy": self.proxy, "NO_PROXY": "", "no_proxy": "",
            "REQUESTS_CA_BUNDLE": str(trusted), "SSL_CERT_FILE": str(trusted),
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)


@contextmanager
def microsoft_cloud(entra: Entra, graph: Graph | None = None) -> Iterator[Cloud]:
    """Run the sign-in, and Graph if given, until the block ends; the proxy reaches no other servers."""
    authority = trustme.CA()
    servers: dict[str, Handler] = {"login.microsoftonline.com:443": _sign_in(entra)}
    if graph is not None:
        servers["graph.microsoft.com:443"] = type("OfGraph", (GraphHandler,), {"graph": graph})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _proxy(servers, authority))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield Cloud(f"http://127.0.0.1:{server.server_port}", authority)
    finally:
        server.shutdown()
        server.server_close()


def _proxy(servers: Mapping[str, Handler], authority: trustme.CA) -> Handler:
    contexts = {}
    for name in servers:
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name.partition(":")[0]).configure_cert(contexts[name])

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            """Log nothing."""

        def do_CONNECT(self) -> None:
            self.close_connection = True
            if self.path not in servers:
                self.send_error(502)
                return
            self.send_response(200)
            self.end_headers()
            with (
                suppress(OSError),
                contexts[self.path].wrap_socket(self.connection, server_side=True) as inside,
            ):
                servers[self.path](inside, self.client_address, self.server)

    return Proxy


def _sign_in(entra: Entra) -> Handler:
    class SignIn(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *said: object) -> None:
            """Log nothing."""

        def do_GET(self) -> None:
            self._answer(entra.get(self._url()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(entra.post(self._url(), data=body))

        def _url(self) -> str:
            return f"https://login.microsoftonline.com{self.path}"

        def _answer(self, answer: requests.Response) -> None:
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

    return SignIn
