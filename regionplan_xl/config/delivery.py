"""The settings of delivery: how workbooks are sent and returned, and the mail servers.

config.yaml has no passwords; a setting such as `password_env` is the name under which one is stored elsewhere.
"""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from regionplan_xl.config.engine import is_loopback_host
from regionplan_xl.config.group import Group, InvalidValue, Line, quoted
from regionplan_xl.config.mail_address import parse_address
from regionplan_xl.config.source import Fault
from regionplan_xl.text import Phrase, phrase

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?|\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]+\]?"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_PORT = "a whole number from 1 to 65535"

Security = Literal["starttls", "tls", "none"]
Port = Annotated[int | None, Field(ge=1, le=65535, description=_PORT)]


def has_address(sender: str) -> bool:
    """Return whether `sender` is one line with one e-mail address, such as «Regionrådet <plan@example.org>»."""
    address = parse_address(sender)
    return sender.isprintable() and bool(address) and parse_address(parseaddr(sender)[1]) == address


def _is_an_address(sender: str) -> str:
    if not has_address(sender):
        what = phrase("{given} is not an e-mail address, or not only one.", given=quoted(sender))
        raise InvalidValue(Fault((), what, phrase("Write it as «Regionrådet <plan@example.org>».")))
    return sender


def _is_a_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        what = phrase("{given} is not the name of a server.", given=quoted(host))
        fix = phrase("Write the name alone, such as smtp.example.org; the port has a line of its own.")
        raise InvalidValue(Fault((), what, fix))
    return host.strip("[]").lower()


def _is_a_variable(name: str) -> str:
    # It may be the password itself, so do not repeat it in the message.
    if not _VARIABLE.fullmatch(name):
        what = phrase("this is not the name of an environment variable.")
        fix = phrase(
            "Write a name such as {example}. If it is the password itself: remove it here, change it, "
            "and keep it outside this file («{page}»).",
            example="REGIONPLAN_SMTP_PASSWORD",
            page="docs/mail.md",
        )
        raise InvalidValue(Fault((), what, fix))
    return name


Address = Annotated[Line, AfterValidator(_is_an_address)]
Host = Annotated[Line, AfterValidator(_is_a_host)]
SecretName = Annotated[
    str,
    Field(max_length=300, repr=False, description="the name of an environment variable, never the password"),
    AfterValidator(_is_a_variable),
]


def _kept_elsewhere(setting: str, name: str) -> Phrase:
    return phrase(
        "a password or secret must not be in this file: it is copied and shared. Remove the line, keep the secret in "
        "the environment variable {name} or another store («{page}»), and write «{setting}: {name}» if it has "
        "another name.",
        name=name,
        setting=setting,
        page="docs/mail.md",
    )


def _passwords(setting: str, name: str) -> dict[str, Phrase]:
    """Return the names that people may give a secret -> why it must not be written here."""
    words = ("password", "passwd", "pass", "pwd", "passord", "secret", "client_secret", "token", "key")
    return dict.fromkeys(words, _kept_elsewhere(setting, name))


class _Server(Group):
    """A mail server, and the user who signs in there."""

    host: Annotated[Host, Field(description="the name of a server, such as mail.example.org")]
    port: Port = None
    security: Annotated[Security, Field(description="starttls, tls or none")] = "tls"
    user: Annotated[
        Line | None, Field(description="the user name that signs in, often an e-mail address")
    ] = None
    oauth: Annotated[Literal["microsoft365"] | None, Field(description="microsoft365")] = None

    @model_validator(mode="after")
    def _is_private(self) -> Self:
        if self.security == "none" and not is_loopback_host(self.host):
            what = phrase("without TLS, anybody on the network could read passwords and answers.")
            raise InvalidValue(Fault(("security",), what, phrase("Write starttls or tls.")))
        return self


class SmtpSettings(_Server):
    """`delivery.smtp`: the server that sends messages."""

    misplaced: ClassVar[Mapping[str, Phrase]] = _passwords("password_env", "REGIONPLAN_SMTP_PASSWORD")

    security: Annotated[Security, Field(description="starttls, tls or none")] = "starttls"
    password_env: SecretName = "REGIONPLAN_SMTP_PASSWORD"  # noqa: S105  (a name)

    @property
    def port_number(self) -> int:
        """The port; if none is given, the usual one for the kind of security."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class ImapSettings(_Server):
    """`delivery.imap`: the mailbox for answers."""

    misplaced: ClassVar[Mapping[str, Phrase]] = _passwords("password_env", "REGIONPLAN_IMAP_PASSWORD")

    user: Annotated[Line, Field(description="the user name that signs in, often an e-mail address")]
    password_env: SecretName = "REGIONPLAN_IMAP_PASSWORD"  # noqa: S105  (a name)
    folder: Annotated[Line, Field(description="the name of a folder in the mailbox, such as INBOX")] = "INBOX"
    trust: Annotated[
        Line | None,
        Field(
            description="microsoft365, or the name that the mail server signs its judgement of senders with"
        ),
    ] = None

    @property
    def port_number(self) -> int:
        """The port; if none is given, the usual one for the kind of security."""
        return self.port or {"starttls": 143, "tls": 993, "none": 143}[self.security]


class ApplicationSettings(Group):
    """`delivery.microsoft365`: the application in Entra that signs in to mail servers, and how."""

    misplaced: ClassVar[Mapping[str, Phrase]] = _passwords("secret_env", "REGIONPLAN_GRAPH_SECRET")

    tenant: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9.-]{1,253}$", description="the tenant: its domain, or its ID")
    ]
    client_id: Annotated[
        str,
        Field(
            pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            description="the application (client) ID from Entra, such as 00000000-0000-0000-0000-000000000000",
        ),
    ]
    sign_in: Annotated[Literal["app", "browser", "device"], Field(description="app, browser or device")] = (
        "app"
    )
    secret_env: SecretName = "REGIONPLAN_GRAPH_SECRET"  # noqa: S105  (a name)
    certificate: Annotated[
        Path | None, Field(description="the path of a PEM file with a private key and its certificate")
    ] = None

    @model_validator(mode="after")
    def _certificate_is_the_application_s(self) -> Self:
        if self.certificate is not None and self.sign_in != "app":
            what = phrase("only the application itself signs in with a certificate.")
            raise InvalidValue(
                Fault(("certificate",), what, phrase("Write «sign_in: app», or remove the line."))
            )
        return self


class GraphSettings(ApplicationSettings):
    """`delivery.graph`: a mailbox in Microsoft 365, and how the program signs in to it."""

    mailbox: Annotated[Address, Field(description="the address of the mailbox, such as plan@example.org")]


class DeliverySettings(Group):
    """`delivery`: how workbooks are sent and returned, and who may answer by e-mail for an actor.

    `answers_from`: any address in the domain of one of the actor's addresses, or only these addresses. `receipts`:
    which answers get a receipt; None depends on the channel.
    """

    channel: Annotated[Literal["folder", "mail", "graph"], Field(description="folder, mail or graph")] = (
        "folder"
    )
    sender: Annotated[
        Address | None,
        Field(description="a name and an e-mail address, such as Regionrådet <plan@example.org>"),
    ] = None
    answers_from: Annotated[Literal["domain", "address"], Field(description="domain or address")] = "domain"
    receipts: Annotated[Literal["yes", "no", "held"] | None, Field(description="yes, no or held")] = None
    smtp: Annotated[SmtpSettings | None, Field(description="settings such as host and user")] = None
    imap: Annotated[ImapSettings | None, Field(description="settings such as host, user and trust")] = None
    graph: Annotated[
        GraphSettings | None, Field(description="settings such as tenant, client_id and mailbox")
    ] = None
    microsoft365: Annotated[
        ApplicationSettings | None, Field(description="settings such as tenant and client_id")
    ] = None

    def wants_receipt(self, waits: bool) -> bool:
        """Return whether an answer gets a receipt; `waits`: something in it waits for a person.

        By default, every answer gets one if the program sends the e-mail itself; as drafts, only answers that wait.
        """
        wanted = self.receipts or ("held" if self.channel == "folder" else "yes")
        return wanted == "yes" or (wanted == "held" and waits)

    @model_validator(mode="after")
    def _can_send(self) -> Self:
        if self.channel != "folder":
            faults = []
            servers = {"mail": self.smtp, "graph": self.graph}
            forms = {
                "mail": "smtp: {host: smtp.example.org, user: plan@example.org}",
                "graph": "graph: {tenant: example.org, client_id: …, mailbox: plan@example.org}",
            }
            if servers[self.channel] is None:
                fix = phrase("Write for example {forms}.", forms=forms[self.channel])
                faults.append(Fault(("channel",), phrase("there is no mail server to send by."), fix))
            if self.sender is None:
                fix = phrase("Write it as «Regionrådet <plan@example.org>».")
                faults.append(Fault(("channel",), phrase("there is no sender of the e-mails."), fix))
            if faults:
                raise InvalidValue(*faults)
        return self

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        faults = []
        for name, server in (("smtp", self.smtp), ("imap", self.imap)):
            if server is None or server.oauth is None:
                continue
            if self.microsoft365 is None:
                what = phrase("there is no application to sign in with.")
                fix = phrase(
                    "Write for example {forms}.", forms="microsoft365: {tenant: example.org, client_id: …}"
                )
                faults.append(Fault((name, "oauth"), what, fix))
            if not server.user:
                what = phrase("it does not say whose mailbox it is.")
                fix = phrase("Write for example {forms}.", forms="user: plan@example.org")
                faults.append(Fault((name, "oauth"), what, fix))
        if faults:
            raise InvalidValue(*faults)
        return self
