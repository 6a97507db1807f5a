"""Messages are parsed in a separate process, including everything in their zips."""

from collections.abc import Iterator

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.delivery.mail.incoming.mail import Mail
from regionplan_xl.delivery.mail.incoming.mime import TOO_NESTED
from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.formats import rejections
from regionplan_xl.sandbox.mail_protocol import mail_from_plain, mail_to_plain
from regionplan_xl.sandbox.process import Child
from regionplan_xl.sandbox.protocol import MAILS, ProtocolError, from_json, to_json
from regionplan_xl.sandbox.read_mail import read_mail
from regionplan_xl.sandbox.reader import Reader, open_reader
from tests.delivery.incoming.messages import delivery_report, message, tnef, zipped

BOOK = b"PK\x03\x04 a workbook"


@pytest.fixture(scope="module", params=["inline", "processes"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    with open_reader(EngineSettings(kind=request.param)) as opened:
        yield opened


def test_a_message_is_taken_apart_the_same_in_the_child_and_here(reader: Reader) -> None:
    raw = message("Hei, på Ål er alt ferdig.", {"Ål.xlsx": BOOK}, References="<a@b>").as_bytes()
    assert reader.mail_in("svar.eml", raw) == read_mail(raw)


def test_the_files_in_a_zip_in_a_message_are_each_an_answer(reader: Reader) -> None:
    raw = message(
        "To", {"svar.zip": zipped({"a.xlsx": b"A", "b/../c.xlsx": b"B"}), "d.xlsx": b"D"}
    ).as_bytes()
    mail = reader.mail_in("svar.eml", raw)
    assert isinstance(mail, Mail)
    assert mail.files == (("svar.zip/a.xlsx", b"A"), ("svar.zip/b/c.xlsx", b"B"), ("d.xlsx", b"D"))


def test_a_zip_that_cannot_be_unpacked_is_kept_as_it_came(reader: Reader) -> None:
    raw = message("To", {"svar.zip": b"PK\x03\x04 damaged"}).as_bytes()
    mail = reader.mail_in("svar.eml", raw)
    assert isinstance(mail, Mail)
    assert mail.files == (("svar.zip", b"PK\x03\x04 damaged"),)


def test_the_child_knows_bounces_and_winmail_dat_too(reader: Reader) -> None:
    pytest.importorskip("tnefparse")
    pytest.importorskip("flufl.bounce")
    made = message("Hei")
    made.add_attachment(
        tnef("Gol.xlsx", BOOK), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    mail = reader.mail_in("svar.eml", made.as_bytes())
    assert isinstance(mail, Mail)
    assert mail.files == (("Gol.xlsx", BOOK),)
    raw = (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: p@example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at x.example.\n\n<b@gol.kommune.no>:\nNo mailbox here.\n"
    )
    bounce = reader.mail_in("retur.eml", raw)
    assert isinstance(bounce, Mail)
    assert bounce.bounced == ("b@gol.kommune.no",)


def test_a_file_that_is_no_message_is_none(reader: Reader) -> None:
    assert reader.mail_in("Gol.xlsx", BOOK) is None


def test_a_message_that_is_given_up_says_why(reader: Reader) -> None:
    deep = b"From: a@b.no\nSubject: x\n" + b"Content-Type: message/rfc822\n\n" * 2_000
    given_up = reader.mail_in("djup.eml", deep)
    assert isinstance(given_up, Rejected)
    assert given_up.reason == TOO_NESTED


def test_a_message_that_takes_too_long_costs_no_other_one() -> None:
    levels = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(90))
    slow = b"From: a@b.no\nSubject: x\n" + levels + b"\n" * 5_000_000  # each line may end each level
    with open_reader() as reader:
        given_up = reader.mail_in("treg.eml", slow)
        assert isinstance(given_up, Rejected)
        assert given_up.reason == rejections.TOO_SLOW
        raw = message("Hei", {"Gol.xlsx": BOOK}).as_bytes()
        assert reader.mail_in("svar.eml", raw) == read_mail(raw)


def test_a_message_of_sixty_megabytes_is_read() -> None:
    book = BOOK + bytes(45_000_000)
    raw = message("Hei", {"Gol.xlsx": book}).as_bytes()
    assert len(raw) > 60_000_000
    with open_reader() as reader:
        mail = reader.mail_in("svar.eml", raw)
    assert isinstance(mail, Mail), mail
    assert mail.files == (("Gol.xlsx", book),)


def test_a_child_for_messages_reads_nothing_else() -> None:
    child = Child(job=MAILS)
    try:
        read = child.document(b"{}\n", "x", lambda end: end)
        assert isinstance(read, Rejected)
    finally:
        child.end()


def test_what_the_child_says_is_checked() -> None:
    plain = from_json(to_json(mail_to_plain(read_mail(delivery_report("a@b.no")))))
    assert mail_from_plain(plain, ()).bounced == ("a@b.no",)
    for wrong in ({"kind": "merged"}, {"date": "2026-01-01T00:00:00"}, {"text": 3}, {"subject": None}):
        with pytest.raises(ProtocolError):
            mail_from_plain({**plain, **wrong}, ())
    assert mail_from_plain({**plain, "subject": "a\nb"}, (("../../x", b""),)).files == (("x", b""),)
