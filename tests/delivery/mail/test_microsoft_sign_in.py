"""Sign-in to Microsoft 365: tokens are kept and renewed, and messages about a tenant's restrictions say what to do."""

import os
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from regionplan_xl.delivery.mail.secrets import private_file
from regionplan_xl.delivery.mail.sign_in.certificate import parse_certificate
from regionplan_xl.delivery.mail.sign_in.microsoft import MAIL_SERVERS, Application, MicrosoftSignIn, Way
from regionplan_xl.errors import InputError, NotNow
from tests.delivery.mail.entra import TENANT, USER, Entra, Store


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


def test_tokens_for_mail_servers_are_asked_for_with_the_permissions_of_imap_and_smtp() -> None:
    entra, shown = Entra(), list[str]()
    wanted: dict[Way, set[str]] = {
        "app": {"https://outlook.office365.com/.default"},
        "device": {
            "https://outlook.office.com/IMAP.AccessAsUser.All",
            "https://outlook.office.com/SMTP.Send",
        },
    }
    for way, scopes in wanted.items():
        application = Application(TENANT, "client", way, (lambda: "løyndom") if way == "app" else None)
        signed = MicrosoftSignIn(
            application, USER, Store(), show=shown.append, scopes=MAIL_SERVERS, http=entra
        )
        assert signed.token()
        assert scopes <= set(entra.scope.split())
        assert "graph" not in entra.scope


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a private key and its certificate, as provided by the IT department."""
    issued = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("regionplan", key_type=trustme.KeyType.RSA)
    path = tmp_path_factory.mktemp("certificate") / "regionplan.pem"
    path.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    path.chmod(0o600)
    return path


def by_certificate(entra: Entra, path: Path) -> MicrosoftSignIn:
    def credential() -> dict[str, str]:
        return parse_certificate(private_file(path), path)

    return MicrosoftSignIn(Application(TENANT, "client", "app", credential), USER, Store(), http=entra)


def test_an_application_signs_in_with_its_certificate(pem: Path) -> None:
    entra = Entra()
    entra.certificate = x509.load_pem_x509_certificates(pem.read_bytes())[0]
    assert by_certificate(entra, pem).token() == "token-1"
    assert "client_assertion" in entra.asked[0]
    assert "client_secret" not in entra.asked[0]


def test_a_key_that_belongs_to_another_certificate_is_refused(pem: Path, tmp_path: Path) -> None:
    other = trustme.CA().issue_cert("other")
    mixed = tmp_path / "mixed.pem"
    mixed.write_bytes(
        other.private_key_pem.bytes()
        + x509.load_pem_x509_certificates(pem.read_bytes())[0].public_bytes(Encoding.PEM)
    )
    mixed.chmod(0o600)
    with pytest.raises(InputError, match="not that of the certificate"):
        by_certificate(Entra(), mixed).token()


@pytest.mark.parametrize(("content", "said"), [
    (b"", "no private key and certificate"),
    (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
     b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "damaged"),
])  # fmt: skip
def test_a_file_that_is_no_certificate_is_said_plainly(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(InputError, match=said):
        by_certificate(Entra(), path).token()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_private_key_that_others_may_read_is_not_used(pem: Path, tmp_path: Path) -> None:
    path = tmp_path / "open.pem"
    path.write_bytes(pem.read_bytes())
    path.chmod(0o644)
    with pytest.raises(InputError, match="Others than you"):
        by_certificate(Entra(), path).token()
    with pytest.raises(InputError, match="could not be read"):
        by_certificate(Entra(), tmp_path / "borte.pem").token()
