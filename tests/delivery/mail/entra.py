"""An imitation of Microsoft's sign-in: the documented answers of its endpoints, and a token store."""

import base64
import hashlib
import json
import time
from typing import Any
from urllib.parse import parse_qs

import jwt
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

USER = "plan@hallingdal.example"
TENANT = "hallingdal.example"


class Store:
    """Keeps tokens in memory."""

    def __init__(self) -> None:
        self.kept = ""

    def read(self) -> str:
        return self.kept

    def write(self, text: str) -> None:
        self.kept = text


class Entra:
    """Microsoft's sign-in, as documented: the answers of its token and device-code endpoints."""

    def __init__(self, client_id: str = "client") -> None:
        self.client_id = client_id
        self.asked: list[dict[str, str]] = []
        self.refuses = ""
        self.issued = 0
        self.scope = ""
        self.certificate: x509.Certificate | None = None

    def get(self, url: str, **other: object) -> requests.Response:
        assert url.endswith("/.well-known/openid-configuration"), url
        base = f"https://login.microsoftonline.com/{TENANT}"
        return answer(200, {
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        })  # fmt: skip

    def post(self, url: str, data: Any = None, **other: object) -> requests.Response:
        asked = dict(data) if isinstance(data, dict) else {k: v[0] for k, v in parse_qs(data or "").items()}
        self.asked.append(asked)
        if "client_assertion" in asked:
            self.verify(asked["client_assertion"], url)
        self.scope = asked.get("scope", self.scope)
        if self.refuses:
            text = f"{self.refuses}: It is refused. Trace ID: 1\r\nCorrelation ID: 2\r\nTimestamp: 3"
            return answer(400, {"error": "invalid_grant", "error_description": text})
        if url.endswith("/devicecode"):
            return answer(200, {
                "user_code": "ABC", "device_code": "d", "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900, "interval": 0, "message": "Skriv ABC på https://microsoft.com/devicelogin",
            })  # fmt: skip
        self.issued += 1
        made = {"access_token": f"token-{self.issued}", "token_type": "Bearer", "expires_in": 3600}
        made["scope"] = self.scope
        if asked.get("grant_type") != "client_credentials":
            made |= {
                "refresh_token": "r",
                "client_info": encoded({"uid": "u", "utid": "t"}),
                "id_token": id_token(self.client_id),
            }
        return answer(200, made)

    def verify(self, assertion: str, url: str) -> None:
        """Check the signature with the uploaded certificate that the thumbprint names."""
        assert self.certificate is not None
        thumbprint = hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()
        header = jwt.get_unverified_header(assertion)
        assert base64.urlsafe_b64decode(header["x5t#S256"] + "==") == thumbprint
        key = self.certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        claims = jwt.decode(assertion, key, algorithms=["PS256"], audience=url)
        assert (claims["iss"], claims["sub"]) == (self.client_id, self.client_id)

    def close(self) -> None:
        """Do nothing: there is no connection to close."""


def answer(status: int, what: object) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made._content = json.dumps(what).encode()
    made.headers["Content-Type"] = "application/json"
    return made


def encoded(what: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


def id_token(client_id: str) -> str:
    now = int(time.time())
    claims = {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "aud": client_id, "sub": "s", "exp": now + 999,
              "iat": now, "preferred_username": USER}  # fmt: skip
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."
