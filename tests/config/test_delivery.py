"""The delivery settings: mail servers, and no passwords."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from regionplan_xl.config import Config, read_config
from regionplan_xl.config.delivery import GraphSettings, ImapSettings
from regionplan_xl.config.wording import faults_of
from regionplan_xl.errors import InputError

Read = Callable[[str], Config]
CLIENT = "00000000-1111-2222-3333-444444444444"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(delivery: str) -> Config:
        path = tmp_path / "config.yaml"
        path.write_text(f"plan: {{name: X}}\ndelivery: {delivery}\n", encoding="utf-8")
        return read_config(path)

    return reader


@pytest.fixture
def complaint(read: Read) -> Callable[[str], str]:
    def complain(delivery: str) -> str:
        with pytest.raises(InputError) as caught:
            read(delivery)
        return str(caught.value)

    return complain


def test_the_servers_of_the_contract_are_read(read: Read) -> None:
    config = read(
        "{channel: mail, sender: Regionrådet <plan@example.org>, smtp: {host: SMTP.example.org, port: 587, "
        "security: starttls, user: plan@example.org, password_env: REGIONPLAN_SMTP_PASSWORD, oauth: null}}"
    )
    smtp = config.delivery.smtp
    assert smtp is not None
    assert (smtp.host, smtp.port_number, smtp.security) == ("smtp.example.org", 587, "starttls")
    assert (smtp.user, smtp.password_env) == ("plan@example.org", "REGIONPLAN_SMTP_PASSWORD")


@pytest.mark.parametrize(
    ("settings", "port"),
    [("", 587), (", security: tls", 465), (", port: 2525", 2525), (", security: starttls", 587)],
)
def test_the_port_follows_the_security_where_none_is_given(read: Read, settings: str, port: int) -> None:
    smtp = read(f"{{smtp: {{host: smtp.example.org{settings}}}}}").delivery.smtp
    assert smtp is not None
    assert smtp.port_number == port


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        ("{channel: mail}", ["no mail server", "no sender"]),
        ("{channel: mail, smtp: {host: a.no}}", ["no sender"]),
        ("{channel: mial}", ["«mial»", "Did you mean «mail»?"]),
        ("{channel: graph}", ["no mail server", "graph:", "no sender"]),
        ("{imap: {host: imap.example.org}}", ["delivery.imap.user", "missing"]),
        ("{graph: {tenant: example.org}}", ["delivery.graph.client_id", "delivery.graph.mailbox"]),
        ("{smtp: {}}", ["delivery.smtp.host", "missing"]),
        ("{smtp: {hst: a.no}}", ["«hst»", "Did you mean «host»?"]),
        ("{smtp: {host: 'smtp.example.org:587'}}", ["not the name of a server", "port has a line"]),
        ("{smtp: {host: 'https://smtp.example.org'}}", ["not the name of a server"]),
        ("{smtp: {host: a.no, port: 0}}", ["«0»", "1 to 65535"]),
        ("{smtp: {host: a.no, security: ssl}}", ["«ssl»", "starttls, tls or none"]),
        ("{smtp: {host: a.no, security: none}}", ["without TLS"]),
        ("{smtp: {host: a.no, oauth: microsoft}}", ["«microsoft»", "Did you mean «microsoft365»?"]),
        (
            "{smtp: {host: a.no, oauth: microsoft365}}",
            ["no application", "whose mailbox", "delivery.smtp.oauth"],
        ),
        (
            "{microsoft365: {tenant: a.no, client_id: 00000000-0000-0000-0000-000000000000, sign_in: browser, "
            "certificate: a.pem}}",
            ["only the application itself", "sign_in: app"],
        ),
    ],
)
def test_a_setting_of_a_server_that_cannot_be_used_is_told_of_with_its_fix(
    complaint: Callable[[str], str], delivery: str, words: list[str]
) -> None:
    said = complaint(delivery)
    assert "line 2" in said
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    "sender",
    [
        "plan@localhost", "plan@example.org.", "a@example.org; b@example.org", "a@example.org, b@example.org",
        "Råd <råd@example.org>", "plan@192.0.2.1", "Råd <plan@example.org> (x)", "Råd plan@example.org",
        "A <a@example.org>, B <b@example.org>",
    ],
)  # fmt: skip
def test_a_sender_that_no_mail_server_takes_is_refused(complaint: Callable[[str], str], sender: str) -> None:
    said = complaint(f"{{sender: '{sender}'}}")
    assert "delivery.sender" in said
    assert "is not an e-mail address, or not only one" in said


@pytest.mark.parametrize(
    "sender", ["Råd <plan@øy.no>", '"Råd, Vik" <plan@example.org>', "<plan@example.org>"]
)
def test_a_sender_with_any_name_or_domain_is_taken(read: Read, sender: str) -> None:
    assert read(f"{{sender: '{sender}'}}").delivery.sender == sender


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "'[::1]'"])
def test_a_server_on_this_machine_needs_no_tls(read: Read, host: str) -> None:
    assert read(f"{{smtp: {{host: {host}, security: none}}}}").delivery.smtp


@pytest.mark.parametrize(
    "setting",
    ["password: hemmeleg-7", "Passord: hemmeleg-7", "pwd: hemmeleg-7", "password_env: hemmeleg-7",
     "password_env: 'hemmeleg 7'", "client_secret: hemmeleg-7", "password: {text: hemmeleg-7}"],
)  # fmt: skip
def test_a_password_in_the_file_is_an_error_that_says_where_it_belongs_and_does_not_show_it(
    complaint: Callable[[str], str], setting: str
) -> None:
    said = complaint(f"{{smtp: {{host: a.no, {setting}}}}}")
    assert "REGIONPLAN_SMTP_PASSWORD" in said
    assert "docs/mail.md" in said
    assert "hemmeleg" not in said


def test_the_settings_of_a_mailbox_have_the_names_of_the_contract() -> None:
    imap = ImapSettings.model_validate(
        {"host": "imap.example.org", "user": "plan@example.org", "trust": "mx.example.org"}
    )
    assert (imap.port_number, imap.security, imap.folder) == (993, "tls", "INBOX")
    graph = GraphSettings.model_validate(
        {"tenant": "example.org", "client_id": CLIENT, "mailbox": "plan@example.org", "sign_in": "device"}
    )
    assert (graph.sign_in, graph.secret_env) == ("device", "REGIONPLAN_GRAPH_SECRET")


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"tenant": "a b", "client_id": CLIENT, "mailbox": "p@x.no"}, "tenant"),
        ({"tenant": "x.no", "client_id": "hemmeleg", "mailbox": "p@x.no"}, "client_id"),
        ({"tenant": "x.no", "client_id": CLIENT, "mailbox": "p"}, "mailbox"),
        ({"tenant": "x.no", "client_id": CLIENT, "mailbox": "p@x.no", "sign_in": "app-only"}, "sign_in"),
    ],
)
def test_a_mailbox_in_microsoft_365_is_named_as_entra_names_it(given: dict[str, str], at: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GraphSettings.model_validate(given)
    (detail,) = caught.value.errors()
    assert detail["loc"] == (at,)


def test_every_fault_of_an_unused_group_has_words() -> None:
    with pytest.raises(ValidationError) as caught:
        Config.model_validate({"plan": {"name": "X"}, "delivery": {"smtp": {"port": "x", "user": "y"}}})
    assert {fault.setting for fault in faults_of(caught.value)} == {
        "delivery.smtp.host",
        "delivery.smtp.port",
    }
