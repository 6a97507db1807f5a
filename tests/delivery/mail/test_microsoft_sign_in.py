"""Signing in to Microsoft 365: tokens are kept and renewed, and what the tenant blocks is said with what to do."""

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from regionplan_xl.delivery.mail.microsoft_sign_in import Application, MicrosoftSignIn, Way
from regionplan_xl.errors import NotNow

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

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.refuses = ""
        self.issued = 0
        self.scope = ""

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
                "id_token": id_token(),
            }
        return answer(200, made)

    def close(self) -> None:
        """Nothing is open."""


def answer(status: int, what: object) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made._content = json.dumps(what).encode()
    made.headers["Content-Type"] = "application/json"
    return made


def encoded(what: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


def id_token() -> str:
    now = int(time.time())
    claims = {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "aud": "client", "sub": "s", "exp": now + 999,
              "iat": now, "preferred_username": USER}  # fmt: skip
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def sign_in(
    entra: Entra, way: Way, store: Store | None = None, show: list[str] | None = None
) -> MicrosoftSignIn:
    application = Application(TENANT, "client", way, (lambda: "løyndom") if way == "app" else None)
    shown = None if show is None else show.append
    return MicrosoftSignIn(application, USER, store or Store(), show=shown, http=entra)


def test_an_application_signs_in_with_its_secret_and_the_token_is_kept() -> None:
    entra, store = Entra(), Store()
    assert sign_in(entra, "app", store).token() == "token-1"
    assert entra.asked[0]["client_secret"] == "løyndom"
    assert sign_in(entra, "app", store).token() == "token-1"
    assert sign_in(entra, "app", store).token(renew=True) == "token-2"
    assert "løyndom" not in store.kept


def test_with_a_code_somebody_signs_in_once_and_then_it_goes_by_itself() -> None:
    entra, store, shown = Entra(), Store(), list[str]()
    assert sign_in(entra, "device", store, shown).token() == "token-1"
    assert shown == ["Skriv ABC på https://microsoft.com/devicelogin"]
    assert sign_in(entra, "device", store).token() == "token-1"
    assert sign_in(entra, "device", store).token(renew=True) == "token-2"
    assert entra.asked[-1]["grant_type"] == "refresh_token"


@pytest.mark.parametrize("way", ["browser", "device"])
def test_where_nobody_is_there_to_sign_in_it_is_said_what_to_do(way: Way) -> None:
    with pytest.raises(NotNow, match="Nobody has signed in"):
        sign_in(Entra(), way).token()


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("AADSTS53003", "Conditional Access"),
        ("AADSTS7000222", "has expired"),
        ("AADSTS7000215", "not its ID"),
        ("AADSTS700016", "client_id"),
        ("AADSTS99999", "Sign in once"),
    ],
)
@pytest.mark.parametrize("way", ["app", "device"])
def test_what_the_tenant_blocks_is_said_with_what_to_do(way: Way, code: str, fix: str) -> None:
    entra = Entra()
    entra.refuses = code
    with pytest.raises(NotNow) as raised:
        sign_in(entra, way, show=[]).token()
    assert code in str(raised.value)
    assert fix in str(raised.value)
    assert "Correlation" not in str(raised.value)


def test_a_sign_in_that_was_taken_back_is_said_when_nobody_is_there() -> None:
    entra, store = Entra(), Store()
    sign_in(entra, "device", store, []).token()
    entra.refuses = "AADSTS50076"
    with pytest.raises(NotNow, match="AADSTS50076"):
        sign_in(entra, "device", store).token(renew=True)
