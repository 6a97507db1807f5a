"""Messages as mail programs read them: recipient, text, and the workbook intact."""

import os
from datetime import UTC, datetime
from email import message_from_bytes
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.delivery.mail.drafts import is_as_written, is_draft
from regionplan_xl.delivery.mail.letter_examples import KINDS
from regionplan_xl.delivery.mail.letters import Letter, Letters
from regionplan_xl.delivery.mail.message import (
    Attachment,
    new_message_id,
    render_draft,
    render_message,
    workbook_attachment,
)
from regionplan_xl.file_names import printable_name
from regionplan_xl.text import squeeze

SENDER = "Regionrådet for Hallingdal <plan@example.org>"
LETTERS = Letters(Path("letters"))
LETTER = LETTERS.write("workbook", "nn", KINDS["workbook"])
BOOK = bytes(range(256)) * 200


def parsed(data: bytes) -> EmailMessage:
    """Parse the message, in which Python must find no defects; no line is longer than RFC 5322 allows."""
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n")
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert not part.defects
        assert not [defect for value in part.values() for defect in value.defects]
    return message


def draft(actor: str = "Gol", to: str = "post@gol.no", letter: Letter = LETTER) -> bytes:
    return render_draft(letter, to, SENDER, "K7Q-2M4", (workbook_attachment(actor, "2025-1", BOOK),))


def test_a_draft_opens_ready_to_be_sent_with_address_words_and_workbook() -> None:
    message = parsed(draft())
    assert (message["X-Unsent"], message["To"], message["From"]) == ("1", "post@gol.no", None)
    assert message["Subject"] == LETTER.subject
    assert message["Reply-To"] == "Regionrådet for Hallingdal K7Q-2M4 <plan@example.org>"
    structure = [part.get_content_type() for part in message.walk()]
    assert structure[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    for kind, said in (("plain", LETTER.text), ("html", LETTER.html)):
        body = message.get_body((kind,))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n").rstrip() == said.rstrip()
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Gol 2025-1.xlsx", BOOK)
    assert is_draft(draft()[:4096])


def test_a_draft_for_an_actor_without_address_has_no_recipient() -> None:
    message = parsed(draft(to=""))
    assert "To" not in message
    assert message["X-Unsent"] == "1"


def test_the_same_letter_and_workbook_are_the_same_draft() -> None:
    assert draft() == draft()


def test_what_the_program_sends_itself_says_that_no_person_wrote_it() -> None:
    sent = datetime(2025, 3, 15, 9, 30, tzinfo=UTC)
    message_id = new_message_id(SENDER)
    data = render_message(
        LETTER, sender=SENDER, to="post@gol.no", message_id=message_id, sent=sent, code="K7Q-2M4"
    )
    message = parsed(data)
    assert message["From"] == "Regionrådet for Hallingdal <plan@example.org>"
    assert message["Message-ID"] == message_id
    assert message_id.endswith("@example.org>")
    assert message["Date"].datetime == sent
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == (
        "auto-generated",
        "OOF, AutoReply",
    )
    assert message.get_content_type() == "multipart/alternative"
    assert not is_draft(data)


@pytest.mark.parametrize(
    "actor", ["Ål", "Næring «Ål» – & co", "Gol/../master", 'Hol "og" Gol', "山" * 80, "A" * 300]
)
def test_the_attachment_has_a_name_that_every_system_takes(actor: str) -> None:
    (attached,) = parsed(draft(actor)).iter_attachments()
    name = attached.get_filename()
    assert name is not None
    assert name.endswith(".xlsx")
    assert not set('/\\:*?"<>|') & set(name)
    assert attached.get_content() == BOOK


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_name_or_text_can_add_a_header_or_end_the_message_early(
    name: str, subject: str, text: str
) -> None:
    letter = Letter(subject, f"{text}\n--=_K_1--\n.\nFrom x", "<p>")
    data = render_draft(
        letter, "post@gol.no", f"{name} <plan@example.org>", "K", (Attachment("x.xlsx", BOOK),)
    )
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    ours = {"X-Unsent", "X-Regionplan-Draft"}
    assert set(message.keys()) <= {"Subject", "To", "Reply-To", "MIME-Version", "Content-Type", *ours}
    assert len(message.get_all("X-Regionplan-Draft", [])) == 1
    assert is_as_written(data)
    assert not is_as_written(data + b" ")
    assert [part.get_content() for part in message.iter_attachments()] == [BOOK]


def test_a_workbook_of_any_bytes_comes_out_as_it_went_in() -> None:
    for size in (0, 1, 56, 57, 58, 100_000):
        book = os.urandom(size)
        data = render_draft(LETTER, "", "", "K", (Attachment("Gol.xlsx", book),))
        assert [part.get_content() for part in parsed(data).iter_attachments()] == [book]


def as_the_library_writes_it(data: bytes) -> bytes:
    """Return the message as Python's library writes it, after the library has also encoded each text and file."""
    message = message_from_bytes(data)
    quoted_printable = Charset("utf-8")
    quoted_printable.body_encoding = QP
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        del part["Content-Transfer-Encoding"]
        if part.get_content_maintype() == "text":
            del part["MIME-Version"]
            del part["Content-Type"]
            said = content.decode().replace("\r\n", "\n")
            kind = "text/html" if said.lstrip().startswith("<") else "text/plain"
            part["Content-Type"] = kind
            part["MIME-Version"] = "1.0"
            part.set_payload(said, quoted_printable)
        else:
            disposition = part["Content-Disposition"]
            del part["Content-Disposition"]
            part.set_payload(content)
            encode_base64(part)
            part["Content-Disposition"] = disposition
    return message.as_bytes(policy=compat32.clone(linesep="\r\n", mangle_from_=False))


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
@pytest.mark.parametrize(
    "actor", ["Gol", "Ål", "Næring «Ål» – & co", "=_", "=_ \n\n=_", "山" * 80, "A" * 300, "\udc80"]
)
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_letter_is_written_byte_for_byte_as_the_library_writes_it(
    kind: str, actor: str, language: str
) -> None:
    letter = LETTERS.write(kind, language, {**KINDS[kind], "actor": actor})
    letter = Letter(f"{actor} {letter.subject}", printable_name(letter.text), printable_name(letter.html))
    sent = datetime(2025, 3, 15, 9, 30, tzinfo=UTC)
    sender = f"{squeeze(actor)} <plan@example.org>"
    for sizes in ((), (0,), (1, 56), (57, 58), (75, 76, 77, 5_000)):
        files = tuple(workbook_attachment(actor, "2025-1", os.urandom(size)) for size in sizes)
        data = render_message(
            letter,
            sender=sender,
            to="post@gol.no",
            message_id="<a@b.no>",
            sent=sent,
            code="K7Q-2M4",
            files=files,
        )
        assert as_the_library_writes_it(data) == data


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_any_words_are_written_byte_for_byte_as_the_library_writes_them(subject: str, text: str) -> None:
    sent = datetime(2025, 3, 15, 9, 30, tzinfo=UTC)
    letter = Letter(subject, text.replace("\r", "").lstrip("<"), f"<p>{text}")
    files = (Attachment("x.xlsx", BOOK), Attachment("=_.xlsx", text.encode()))
    data = render_message(
        letter, sender=SENDER, to="post@gol.no", message_id="<a@b.no>", sent=sent, code="K", files=files
    )
    assert as_the_library_writes_it(data) == data


@pytest.mark.parametrize(
    "name",
    ["Regionrådet, avd. plan", "Rådet (plan)", 'Rådet "plan"', ".\x1f", "山" * 80, "Lang " * 60, "=?x?q?y?="],
)
def test_a_name_of_any_characters_is_the_name_that_is_shown(name: str) -> None:
    quoted = name.replace('"', '\\"')
    data = render_draft(LETTER, "post@gol.no", f'"{quoted}" <plan@example.org>', "K7Q", ())
    # Python's newer parser shows the spaces between encoded words, which are none (RFC 2047 section 6.2).
    shown, address = parseaddr(message_from_bytes(data)["Reply-To"])
    assert address == "plan@example.org"
    assert str(make_header(decode_header(shown))) == f"{squeeze(printable_name(name))} K7Q"
