"""A received message is split into its files and the writer's own text, and automatic messages are recognised."""

import base64
import binascii
import quopri
import struct
from collections.abc import Mapping
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.delivery.mail.incoming.mail import Mail, looks_like_mail
from regionplan_xl.delivery.mail.incoming.received_mail import take_apart
from regionplan_xl.errors import Rejected
from tests.delivery.incoming.messages import delivery_report, message, tnef
from tests.sandbox.old_books import container

BOOK = b"PK\x03\x04 a workbook"
OTHER = b"PK\x03\x04 another"


def taken_apart(made: EmailMessage | bytes) -> Mail:
    return take_apart(made if isinstance(made, bytes) else made.as_bytes())


def test_a_reply_gives_its_sender_subject_text_and_workbook() -> None:
    mail = taken_apart(message("Hei! Vedlagt.", {"Gol.xlsx": BOOK}, In_Reply_To="<ut-1@example.org>"))
    assert (mail.name, mail.address, mail.subject) == ("Kari Nordmann", "kari@gol.kommune.no", "SV: Status")
    assert (mail.message_id, mail.answers) == ("<svar-1@gol.kommune.no>", ("<ut-1@example.org>",))
    assert (mail.text, mail.files, mail.kind) == ("Hei! Vedlagt.", (("Gol.xlsx", BOOK),), "reply")
    assert mail.date is not None
    assert mail.date.isoformat() == "2025-12-01T09:00:00+00:00"


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("=?iso-8859-1?Q?Sk=E5r=2C_Kari?= <kari@gol.kommune.no>", "Skår, Kari"),
        ("=?iso-8859-1?Q?Sk=E5r,_Kari?= <kari@gol.kommune.no>", "Skår, Kari"),
        ("=?utf-8?B?U2vDpXIsIEthcmk=?=\r\n <kari@gol.kommune.no>", "Skår, Kari"),
        ("Nordmann, Kari <kari@gol.kommune.no>", "Nordmann, Kari"),
        ('"Nordmann, Kari" <kari@gol.kommune.no>', "Nordmann, Kari"),
        ("kari@gol.kommune.no (Kari)", "Kari"),
        ("kari@gol.kommune.no", ""),
    ],
)
def test_a_sender_is_known_whatever_is_in_the_name(sender: str, name: str) -> None:
    raw = message("Hei").as_bytes().replace(b"Kari Nordmann <kari@gol.kommune.no>", sender.encode())
    mail = taken_apart(raw)
    assert (mail.name, mail.address) == (name, "kari@gol.kommune.no")


def test_a_workbook_within_the_text_is_found_as_outlook_may_write_it() -> None:
    lines = b"".join(binascii.b2a_uu(BOOK[at : at + 5]) for at in range(0, len(BOOK), 5))
    text = b"Hei!\n\nbegin 600 Gol 2025.xlsx\n" + lines + b"`\nend\n\nHelsing Kari\n"
    mail = taken_apart(message("TEKST").as_bytes().replace(b"TEKST\r\n", text.replace(b"\n", b"\r\n")))
    assert mail.files == (("Gol 2025.xlsx", BOOK),)
    assert mail.text == "Hei!\n\nHelsing Kari"


@pytest.mark.parametrize(
    "text", ["begin 600 arbeidet\nVi er i gang.\nend", "begin 600 a.xlsx\nÅ\nend", "begin 1"]
)
def test_a_text_that_only_looks_like_a_file_is_kept(text: str) -> None:
    mail = taken_apart(message(text))
    assert (mail.text, mail.files) == (text, ())


def test_a_very_long_text_says_that_it_is_cut() -> None:
    mail = taken_apart(message("Lang " * 5_000))
    assert len(mail.text) <= 20_000
    assert mail.text.endswith("… (24999)")


def test_what_a_mac_sends_beside_a_workbook_is_no_answer() -> None:
    made = message("Hei", {"Gol.xlsx": BOOK})
    made.add_attachment(
        b"\0\x05\x16\x07\0\x02\0\0", maintype="application", subtype="applefile", filename="Gol.xlsx"
    )
    assert taken_apart(made).files == (("Gol.xlsx", BOOK),)


def test_every_attached_workbook_is_found_inline_ones_too() -> None:
    made = message("To filer", {"a.xlsx": BOOK})
    made.add_attachment(
        OTHER, maintype="application", subtype="octet-stream", filename="b.xlsx", disposition="inline"
    )
    assert taken_apart(made).files == (("a.xlsx", BOOK), ("b.xlsx", OTHER))


def test_the_logo_below_a_name_is_no_answer_but_an_attached_picture_is_shown() -> None:
    made = message(html="<p>Hei<img src='cid:logo'></p>")
    made.add_related(b"\x89PNG logo", maintype="image", subtype="png", cid="<logo>", filename="image001.png")
    made.add_attachment(b"\xff\xd8\xff photo", maintype="image", subtype="jpeg", filename="arket.jpg")
    mail = taken_apart(made)
    assert mail.files == (("arket.jpg", b"\xff\xd8\xff photo"),)
    assert mail.pictures == ("image001.png",)


def test_a_forwarded_message_is_opened() -> None:
    made = message("Vidaresender frå Ola.")
    made.add_attachment(message("Her er vårt.", {"Hol.xlsx": BOOK}, sender="Ola <ola@hol.kommune.no>"))
    mail = taken_apart(made)
    assert mail.files == (("Hol.xlsx", BOOK),)
    assert (mail.address, mail.text) == ("kari@gol.kommune.no", "Vidaresender frå Ola.")


def test_what_is_forwarded_without_a_word_keeps_its_writers_text() -> None:
    made = message("")
    made.add_attachment(message("Me har ikkje noko nytt.", sender="Ola <ola@hol.kommune.no>"))
    assert taken_apart(made).text == "Me har ikkje noko nytt."


def test_a_message_saved_as_a_file_and_attached_is_opened_too() -> None:
    inner = message("Indre", {"Hol.xlsx": BOOK}).as_bytes()
    made = message("Ytre")
    made.add_attachment(inner, maintype="application", subtype="octet-stream", filename="melding.eml")
    assert taken_apart(made).files == (("melding.eml/Hol.xlsx", BOOK),)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../master.xlsx", "master.xlsx"),
        ("C:\\plan\\master.xlsx", "C:/plan/master.xlsx"),
        ("Go\u0308l.xlsx", "Göl.xlsx"),
        ("\u202exslx.loG.xlsx", "xslx.loG.xlsx"),
        ("a\x00b.xlsx", "a b.xlsx"),
        ("/etc/passwd", "etc/passwd"),
    ],
)
def test_a_hostile_name_leads_nowhere(name: str, shown: str) -> None:
    written = base64.b64encode(name.encode()).decode()
    raw = (
        "From: a@b.no\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        f'Content-Type: application/octet-stream; name="=?utf-8?b?{written}?="\n\nPK\n--b--\n'
    )
    assert taken_apart(raw.encode()).files == ((shown, b"PK"),)


def test_base64_with_rubbish_in_it_is_decoded_as_far_as_it_goes() -> None:
    raw = (
        b"From: a@b.no\nSubject: x\nContent-Type: application/zip; name=a.zip\n"
        b"Content-Transfer-Encoding: base64\n\nUEsD!\n*BA\n"
    )
    assert taken_apart(raw).files == (("a.zip", b"PK\x03\x04"),)


@pytest.mark.parametrize("charset", ["utf-8", "x-unknown", "zlib", "idna", '"', "utf-7"])
def test_a_wrong_charset_makes_no_text_unreadable(charset: str) -> None:
    raw = f"From: a@b.no\nSubject: x\nContent-Type: text/plain; charset={charset}\n\nFullført på Ål".encode()
    assert taken_apart(raw).text == "Fullført på Ål"


def test_western_text_that_calls_itself_utf_8_is_readable() -> None:
    raw = "From: a@b.no\nSubject: Ål\nContent-Type: text/plain; charset=utf-8\n\nFullført på Ål".encode(
        "cp1252"
    )
    mail = taken_apart(raw)
    assert (mail.subject, mail.text) == ("Ål", "Fullført på Ål")


@pytest.mark.parametrize("given", ["", "; boundary=ukjend"])
def test_a_missing_or_wrong_boundary_hides_no_workbook(given: str) -> None:
    raw = (
        f"From: a@b.no\nSubject: x\nContent-Type: multipart/mixed{given}\n\n"
        "--b\n\nHei\n--b\nContent-Type: application/x; name=a.xlsx\n\nPK\n--b--\n"
    )
    assert taken_apart(raw.encode()).files == (("a.xlsx", b"PK"),)


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("junk", ["no header at all", "Name without colon", "X-A b: c", ">From a@b.no"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_a_line_that_is_no_header_hides_no_workbook(place: str, junk: str, end: str) -> None:
    lines = ["Content-Type: application/zip; name=a.zip", "Content-Transfer-Encoding : base64"]
    lines.insert(1 if place == "last" else 0, junk)
    part = "\n".join(lines)
    raw = (
        f"From: a@b.no\n{junk}\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\n\nHei\n--b\n{part}\n\nUEsDBA==\n--b--\n"
    )
    mail = taken_apart(raw.replace("\n", end).encode())
    assert (mail.text, mail.files) == ("Hei", (("a.zip", b"PK\x03\x04"),))


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_forwarded_message_that_is_encoded_is_opened(encoding: str) -> None:
    inner = message("Indre", {"Hol.xlsx": BOOK}).as_bytes()
    written = base64.encodebytes(inner) if encoding == "base64" else quopri.encodestring(inner)
    raw = (
        b"From: a@b.no\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n" + written
    )
    assert taken_apart(raw + b"\n--b--\n").files == (("Hol.xlsx", BOOK),)


def test_a_boundary_in_letters_that_are_not_english_separates_parts_too() -> None:
    raw = (
        "From: a@b.no\nSubject: x\nContent-Type: multipart/mixed; boundary=år\n\n"
        "--år\n\nHei\n--år\nContent-Type: application/x; name=a.xlsx\n\nPK\n--år--\n"
    )
    mail = taken_apart(raw.encode())
    assert (mail.text, mail.files) == ("Hei", (("a.xlsx", b"PK"),))


def test_a_message_without_its_end_keeps_what_came() -> None:
    raw = (
        b"From: a@b.no\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nHei\n--b\nContent-Type: application/x; name=a.xlsx\n\nPK"
    )
    mail = taken_apart(raw)
    assert (mail.text, mail.files) == ("Hei", (("a.xlsx", b"PK"),))


@pytest.mark.parametrize("inside", ["multipart/mixed; boundary=b{level}\n\n--b{level}", "message/rfc822\n"])
def test_two_thousand_levels_are_given_up_with_a_reason(inside: str) -> None:
    raw = "From: a@b.no\nSubject: x\n" + "".join(
        f"Content-Type: {inside.format(level=level)}\n" for level in range(2_000)
    )
    with pytest.raises(Rejected, match="parts within parts"):
        take_apart(raw.encode())


def test_ten_thousand_parts_are_given_up_with_a_reason() -> None:
    raw = (
        b"From: a@b.no\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nHei\n" * 10_000
    )
    with pytest.raises(Rejected):
        take_apart(raw)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "Return-Path: <>",
        "X-Autoreply: yes",
    ],
)
def test_an_automatic_reply_is_no_answer(header: str) -> None:
    written = message("Eg er på ferie til 4. januar.").as_bytes()
    assert taken_apart(header.encode() + b"\r\n" + written).kind == "auto_reply"


def test_a_workbook_that_a_case_system_sends_is_an_answer() -> None:
    mail = taken_apart(
        message("Sendt frå sakssystemet.", {"Gol.xlsx": BOOK}, Auto_Submitted="auto-generated")
    )
    assert (mail.kind, mail.copies) == ("reply", False)


def test_a_workbook_in_an_automatic_reply_may_be_the_one_that_was_sent() -> None:
    mail = taken_apart(message("Eg er på ferie.", {"Gol.xlsx": BOOK}, Auto_Submitted="auto-replied"))
    assert (mail.kind, mail.copies) == ("reply", True)


def test_a_message_with_auto_submitted_no_is_from_a_person() -> None:
    assert taken_apart(message("Hei", Auto_Submitted="no")).kind == "reply"


def test_a_bounce_names_the_address_and_the_workbook_that_was_sent_is_no_answer() -> None:
    sent = message("Rapporter her", {"Gol.xlsx": BOOK}).as_bytes()
    mail = taken_apart(delivery_report("borte@gol.kommune.no", returned=sent))
    assert (mail.kind, mail.bounced, mail.files) == ("bounce", ("borte@gol.kommune.no",), ())


def test_a_bounce_may_say_more_than_that_it_failed() -> None:
    mail = taken_apart(delivery_report("kari@gol.no", "failed (bad destination mailbox address)"))
    assert (mail.kind, mail.bounced) == ("bounce", ("kari@gol.no",))


def test_a_bounce_tells_which_message_came_back_however_little_of_it_is_returned() -> None:
    sent = message("Rapporter her", {"Gol.xlsx": BOOK}).as_bytes()
    head = sent.partition(b"\r\n\r\n")[0]
    whole = delivery_report("borte@gol.kommune.no", returned=sent)
    headers = delivery_report("borte@gol.kommune.no", returned=head).replace(
        b"message/rfc822", b"text/rfc822-headers"
    )
    words = (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mx.example.org.\n\n<borte@gol.kommune.no>:\nNo mailbox here.\n\n"
        b"--- Below this line is a copy of the message.\n\n" + head.replace(b"\r", b"")
    )
    for raw in (whole, headers, words):
        mail = taken_apart(raw)
        assert (mail.kind, mail.answers) == ("bounce", ("<svar-1@gol.kommune.no>",))


def test_a_message_that_is_only_delayed_has_not_bounced() -> None:
    assert taken_apart(delivery_report("treg@gol.kommune.no", "delayed")).kind == "auto_reply"


def test_a_bounce_in_a_servers_own_words_is_known() -> None:
    pytest.importorskip("flufl.bounce")
    raw = (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: plan@example.org\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mx.example.org.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        b"<borte@gol.kommune.no>:\nSorry, no mailbox here by that name.\n"
        b"\n--- Below this line is a copy of the message.\n"
    )
    mail = taken_apart(raw)
    assert (mail.kind, mail.bounced) == ("bounce", ("borte@gol.kommune.no",))


def test_somebody_who_writes_about_a_bounce_has_not_bounced() -> None:
    text = "Hi. This is the qmail-send program at x.\n\n<borte@gol.kommune.no>:\nSorry, no mailbox here by that name."
    assert taken_apart(message(text)).kind == "reply"


def test_what_outlook_packs_in_winmail_dat_is_unpacked() -> None:
    pytest.importorskip("tnefparse")
    made = message("Hei")
    made.add_attachment(
        tnef("Gol.xlsx", BOOK), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    assert taken_apart(made).files == (("Gol.xlsx", BOOK),)


def test_a_damaged_winmail_dat_is_kept_as_it_came() -> None:
    made = message("Hei")
    made.add_attachment(
        b"\x78\x9f\x3e\x22\x01", maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    assert taken_apart(made).files == (("winmail.dat", b"\x78\x9f\x3e\x22\x01"),)


def test_a_workbook_or_a_text_is_no_message() -> None:
    assert not looks_like_mail(BOOK)
    assert not looks_like_mail(b"Nr;Tiltak;Status\n1.1;Sti;Ferdig\n")
    assert not looks_like_mail(b"")
    assert looks_like_mail(message("Hei").as_bytes())
    assert looks_like_mail(b"Received: from a\n by b\nFrom: a@b.no\n\nx")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 2_000), st.integers(0, 40), st.integers(0, 8))
def test_no_damage_to_a_message_stops_the_reading(rubbish: bytes, at: int, gone: int, again: int) -> None:
    made = message("Hei", {"Gol.xlsx": BOOK, "ål.xlsx": OTHER}, html="<p>Hei</p>", References="<a@b> <c@d>")
    made.add_attachment(message("Indre", {"Hol.xlsx": BOOK}))
    raw = bytearray(made.as_bytes())
    for step in range(again + 1):
        place = (at * (step + 1)) % len(raw)
        raw[place : place + gone] = rubbish
    try:
        mail = take_apart(bytes(raw))
    except Rejected:
        return
    assert all(
        not part.startswith(".") for name, _ in mail.files for part in name.split("/")[:1] if part == ".."
    )
    assert all(isinstance(content, bytes) for _, content in mail.files)


def saved_by_outlook(text: str, files: Mapping[str, bytes], headers: str = "") -> bytes:
    """Return a .msg file (MS-OXMSG): each property is a stream, texts in UTF-16; each file is a storage."""

    def storage(listed: bytes, properties: Mapping[int, str | bytes | int]) -> dict[str, bytes]:
        streams: dict[str, bytes] = {}
        for tag, value in properties.items():
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            if isinstance(content, int):
                listed += struct.pack("<IIii", tag, 6, content, 0)
            else:
                listed += struct.pack("<IIii", tag, 6, len(content), 0)
                streams[f"__substg1.0_{tag:08X}"] = content
        return {"__properties_version1.0": listed, **streams}

    attached = {
        f"__attach_version1.0_#{number:08X}": storage(
            bytes(8), {0x37050003: 1, 0x3707001F: name, 0x37010102: content.ljust(4096, b"\0")}
        )
        for number, (name, content) in enumerate(files.items())
    }
    own = {0x0037001F: "SV: Status", 0x1000001F: text, 0x007D001F: headers}
    return container(
        {
            "__nameid_version1.0": {"__substg1.0_00020102": b""},
            **storage(struct.pack("<8x4I8x", 0, len(files), 0, len(files)), own),
            **attached,
        }
    )


def test_a_message_saved_by_outlook_is_taken_apart() -> None:
    pytest.importorskip("oxmsg")
    headers = "From: Kari <kari@gol.kommune.no>\r\nMessage-ID: <svar-1@gol.kommune.no>\r\n"
    saved = saved_by_outlook("Vedlagt.\r\n", {"Gol.xlsx": BOOK, "b.xlsx": OTHER}, headers)
    assert looks_like_mail(saved)
    mail = take_apart(saved)
    assert (mail.address, mail.message_id, mail.kind) == (
        "kari@gol.kommune.no",
        "<svar-1@gol.kommune.no>",
        "reply",
    )
    assert (mail.subject, mail.text) == ("SV: Status", "Vedlagt.")
    assert [(name, content[: len(BOOK)].rstrip(b"\0")) for name, content in mail.files] == [
        ("Gol.xlsx", BOOK),
        ("b.xlsx", OTHER),
    ]


def test_a_message_saved_by_outlook_is_one_whatever_is_written_in_it_or_attached() -> None:
    pytest.importorskip("oxmsg")
    old = container({"Workbook": b"x"})
    saved = saved_by_outlook("Booking is open. Workbook attached.", {"Gol.xls": old})
    assert looks_like_mail(saved)
    assert [(name, content.startswith(old)) for name, content in take_apart(saved).files] == [
        ("Gol.xls", True)
    ]
    assert not looks_like_mail(container({"Workbook": "__nameid_version1.0".encode("utf-16-le")}))


def test_a_message_saved_by_outlook_with_a_message_in_it_is_not_half_read() -> None:
    saved = saved_by_outlook("Vedlagt.", {"Gol.xlsx": BOOK})
    assert saved.count(b"\x02\x01\x01\x37") == 1
    with pytest.raises(Rejected, match="saved by Outlook"):  # a file that is another message has no bytes
        take_apart(saved.replace(b"\x02\x01\x01\x37", b"\x0d\x00\x01\x37"))


@pytest.mark.parametrize("at", range(0x200, 0xF000, 0x1000))
def test_a_damaged_message_of_outlooks_is_given_up_or_whole(at: int) -> None:
    pytest.importorskip("oxmsg")
    saved = saved_by_outlook("Vedlagt.", {"Gol.xlsx": BOOK})
    damaged = saved[:at] + b"\xff" * 200 + saved[at + 200 :]
    try:
        files = take_apart(damaged).files if looks_like_mail(damaged) else ()
    except Rejected:
        return
    assert len(files) == (1 if looks_like_mail(damaged) else 0)
