"""Sign in to Microsoft 365 (OAuth 2.0, with MSAL): as an application, in a browser, or with a device code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from regionplan_xl.delivery.mail.server_faults import server_fault
from regionplan_xl.errors import NotNow
from regionplan_xl.text import Phrase, phrase

if TYPE_CHECKING:
    from msal import ClientApplication

Way = Literal["app", "browser", "device"]

_HOST = "login.microsoftonline.com"
_BROWSER_WITHIN = 300  # seconds for a person to sign in
_CODE = re.compile(r"AADSTS\d+")

# Microsoft Entra's error codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_FIXES: Mapping[str, Phrase] = {
    "AADSTS53003": phrase(
        "Conditional Access in your tenant blocks this way of signing in, as it often does with device codes. Use "
        "«sign_in: browser» on a machine that the organisation manages, or «sign_in: app»."
    ),
    "AADSTS50105": phrase("Assign the application to the user in Entra (Enterprise applications)."),
    "AADSTS50076": phrase("More than a password is asked for: sign in once more on this machine."),
    "AADSTS65001": phrase("Let an administrator consent to the application's permissions in Entra."),
    "AADSTS700016": phrase(
        "See that client_id in config.yaml is the application's, and that it is in this tenant."
    ),
    "AADSTS7000215": phrase("The client secret is wrong: it is the secret's value, not its ID."),
    "AADSTS7000222": phrase(
        "The client secret has expired: make a new one in Entra, and keep it in the same place."
    ),
    "AADSTS90002": phrase("There is no such tenant: see tenant in config.yaml."),
    "AADSTS700027": phrase(
        "The certificate is not that of the application, or has expired: see it in Entra."
    ),
}
_SIGN_IN_AGAIN = phrase("Sign in once on this machine; after that the service goes on by itself.")


class TokenStore(Protocol):
    """Stores tokens between commands, never in the shared files of the project."""

    def read(self) -> str:
        """Return the stored text; "" if there is none."""
        ...

    def write(self, text: str) -> None:
        """Store a text."""
        ...


@dataclass(frozen=True)
class Scopes:
    """The scopes of a token: permissions that a person consents to, or the resource that an application requests."""

    person: tuple[str, ...]
    application: str


GRAPH = Scopes(
    ("https://graph.microsoft.com/Mail.ReadWrite", "https://graph.microsoft.com/Mail.Send"),
    "https://graph.microsoft.com/.default",
)
# https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
MAIL_SERVERS = Scopes(
    ("https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"),
    "https://outlook.office365.com/.default",
)


@dataclass(frozen=True)
class Application:
    """The application in Entra that signs in. `credential` returns its secret, or its certificate in MSAL's form."""

    tenant: str
    client_id: str
    way: Way = "app"
    credential: Callable[[], str | Mapping[str, str]] | None = None


class MicrosoftSignIn:
    """Gets access tokens, from the store while it has a valid one.

    `show` tells a person what to do, such as where to enter a code. Without it nobody is present, and a sign-in that
    needs a person raises `NotNow`.
    """

    def __init__(
        self,
        application: Application,
        user: str,
        store: TokenStore,
        *,
        show: Callable[[str], None] | None = None,
        scopes: Scopes = GRAPH,
        http: Any = None,
    ) -> None:
        self._application = application
        self._user = user
        self._store = store
        self._show = show
        self._scopes = scopes
        self._http = http

    def token(self, renew: bool = False) -> str:
        """Return an access token, with `renew` a new one; raise `NotNow` if none can be had."""
        from msal import SerializableTokenCache
        from requests import RequestException

        cache = SerializableTokenCache()
        kept = self._store.read()
        if kept:
            cache.deserialize(kept)
        try:
            answer = self._acquire(cache, renew)
        except RequestException as error:
            raise server_fault(error, _HOST) from error
        if cache.has_state_changed:
            self._store.write(cache.serialize())
        if "access_token" not in answer:
            raise _refusal(answer, self._user)
        return str(answer["access_token"])

    def _acquire(self, cache: Any, renew: bool) -> Mapping[str, Any]:
        if self._application.way == "app":
            return self._as_application(cache, renew)
        from msal import PublicClientApplication

        client = PublicClientApplication(**self._settings(cache))
        account = next(iter(client.get_accounts(self._user)), None)
        if account is not None:
            known = client.acquire_token_silent_with_error(
                list(self._scopes.person), account, force_refresh=renew
            )
            if known is not None and ("access_token" in known or self._show is None):
                return dict(known)
        if self._show is None:
            what = phrase("Nobody has signed in to {mailbox} on this machine.", mailbox=self._user)
            raise NotNow(what, _SIGN_IN_AGAIN)
        return self._by_somebody(client, self._show)

    def _as_application(self, cache: Any, renew: bool) -> Mapping[str, Any]:
        from msal import ConfidentialClientApplication

        credential = self._application.credential
        client = ConfidentialClientApplication(
            client_credential=credential() if credential else None, **self._settings(cache)
        )
        if renew:
            client.remove_tokens_for_client()
        return dict(client.acquire_token_for_client([self._scopes.application]))

    def _by_somebody(self, client: ClientApplication, show: Callable[[str], None]) -> Mapping[str, Any]:
        if self._application.way == "browser":
            show(_HOST)
            return dict(
                client.acquire_token_interactive(
                    list(self._scopes.person), login_hint=self._user, timeout=_BROWSER_WITHIN
                )
            )
        flow = client.initiate_device_flow(list(self._scopes.person))
        if "user_code" not in flow:
            return dict(flow)
        show(str(flow["message"]))
        return dict(client.acquire_token_by_device_flow(flow))

    def _settings(self, cache: Any) -> dict[str, Any]:
        return {
            "client_id": self._application.client_id,
            "authority": f"https://{_HOST}/{self._application.tenant}",
            "token_cache": cache,
            "http_client": self._http,
            "instance_discovery": False,
        }


def _refusal(answer: Mapping[str, Any], user: str) -> NotNow:
    """Return the exception for a refused token. Only the first line of a description is for people."""
    said = str(answer.get("error_description") or answer.get("error") or "").splitlines() or [""]
    code = _CODE.search(said[0])
    what = phrase(
        "Microsoft 365 does not let the program sign in to {mailbox} ({why}).",
        mailbox=user,
        why=said[0][:300],
    )
    return NotNow(what, _FIXES.get(code[0] if code else "", _SIGN_IN_AGAIN))
