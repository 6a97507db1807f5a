"""A round through real IMAP and SMTP servers with sign-in by Microsoft 365 tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.delivery.mail.dovecot import Dovecot
from tests.delivery.mail.entra import TENANT, USER, Entra
from tests.delivery.mail.mail_server import MailServer, mail_server
from tests.delivery.mail.microsoft_cloud import microsoft_cloud
from tests.delivery.mail.tokens import Tokens
from tests.rounds.answers import ROUND
from tests.rounds.commands import regionplan_in_process
from tests.rounds.desk import Desk

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

CLIENT = "00000000-1111-2222-3333-444444444444"


@pytest.fixture
def entra() -> Entra:
    return Entra(CLIENT)


@pytest.fixture
def smtp(
    known_tokens: Tokens,
    tmp_path: Path,
    imap_by_token: Dovecot,
    entra: Entra,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MailServer]:
    """The SMTP server; all servers are trusted, and the mail servers accept the same tokens."""
    authority = trustme.CA()
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(authority.cert_pem.bytes() + imap_by_token.trusted.read_bytes())
    known_tokens.asked.clear()
    with microsoft_cloud(entra) as cloud, mail_server(authority, sign_in=True) as running:
        cloud.use(monkeypatch, trusted)
        running.tokens = known_tokens
        yield running


@pytest.fixture
def signed_in(
    project: Path, tmp_path: Path, smtp: MailServer, imap_by_token: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A project whose mailbox was signed in to with a device code."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    config = project / "config.yaml"
    lines = (
        f"channel: mail\n  sender: Regionrådet <{USER}>",
        f"smtp: {{host: localhost, port: {smtp.port}, user: {USER}, oauth: microsoft365}}",
        f"imap: {{host: localhost, port: {imap_by_token.tls}, user: {USER}, oauth: microsoft365}}",
        f"microsoft365: {{tenant: {TENANT}, client_id: {CLIENT}, sign_in: device}}",
    )
    text = config.read_text("utf-8").replace("channel: folder", "\n  ".join(lines))
    config.write_text(text, encoding="utf-8")
    return Desk(project)


def test_somebody_signs_in_once_and_the_round_goes_out_and_comes_in_with_tokens(
    signed_in: Desk, smtp: MailServer, known_tokens: Tokens, entra: Entra
) -> None:
    known_tokens.good = {"token-1": USER}
    before = regionplan_in_process("--lang", "en", "send", "--round", ROUND, folder=signed_in.folder)
    assert before.status == 3
    assert "Nobody has signed in" in before.err
    tried = regionplan_in_process("--lang", "en", "check", "--mail", folder=signed_in.folder)
    assert "https://microsoft.com/devicelogin" in tried.err
    assert tried.status == 0, tried.out
    smtp.taken.clear()

    sent = signed_in.run("send", "--round", ROUND)["sent"]
    assert signed_in.status == 0
    assert len(smtp.messages()) == len(sent)
    assert signed_in.run("collect")["received"] == []
    assert signed_in.status == 0
    assert set(known_tokens.asked) == {"token-1"}
    assert entra.issued == 1, "nobody is asked once more"


def test_a_token_that_has_expired_is_renewed_in_the_middle_of_a_round(
    signed_in: Desk, smtp: MailServer, known_tokens: Tokens
) -> None:
    known_tokens.good = {"token-1": USER}
    signed_in.run("check", "--mail")
    known_tokens.good = {"token-2": USER}
    signed_in.run("send", "--round", ROUND)
    assert signed_in.status == 0
    assert signed_in.run("collect")["received"] == []
    assert signed_in.status == 0


def test_a_token_that_is_refused_is_said_and_tried_again_later(
    signed_in: Desk, smtp: MailServer, known_tokens: Tokens, entra: Entra
) -> None:
    known_tokens.good = {"token-1": USER}
    signed_in.run("check", "--mail")
    smtp.taken.clear()
    known_tokens.good = {}
    send = ("send", "--round", ROUND)
    shown = regionplan_in_process("--lang", "en", *send, folder=signed_in.folder)
    assert shown.status == 3, shown.err
    assert "does not accept the sign-in" in shown.err
    assert "token-" not in shown.out + shown.err
    entra.refuses = "AADSTS50076"
    refused = regionplan_in_process("--lang", "en", *send, folder=signed_in.folder)
    assert (refused.status, "AADSTS50076" in refused.err) == (3, True)
    assert smtp.taken == []
    assert signed_in.run("status")["round"] is None

    entra.refuses = ""
    known_tokens.good = {f"token-{entra.issued + 1}": USER}
    sent = signed_in.run("send", "--round", ROUND)["sent"]
    assert len(smtp.messages()) == len(sent)

    known_tokens.good = {}
    refused = regionplan_in_process("--lang", "en", "collect", folder=signed_in.folder)
    assert (refused.status, "does not accept the sign-in" in refused.err) == (3, True)
    assert "token-" not in refused.out + refused.err
