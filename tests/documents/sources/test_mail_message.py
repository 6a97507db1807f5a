"""Plans in saved e-mails."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from regionplan_xl.documents.sources.mail_message import read
from regionplan_xl.errors import Rejected
from regionplan_xl.sandbox.plan_document import Importing, read_plan
from tests.documents.read_text import told

_TEXT = """Hei,

Satsingsområde: Miljø

Mål 1.1: Elvene er reine
1.1.1 Rense vatnet ved utløpet
   Ansvar: Hol
   Frist: 2026
"""
_PAGE = """<h1>Miljø</h1><table><tr><th>Tiltak<th>Ansvar<th>Frist</tr>
<tr><td>Måle vatnet i Ålsgrenda kvart år<td>Gol<td>2027</tr></table>"""


def _message(text: str = _TEXT) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Tiltak for reine elvar"
    message["From"] = "Kåre <kare@example.org>"
    message["Date"] = "Mon, 3 Nov 2025 10:00:00 +0100"
    message.set_content(text, charset="iso-8859-1", cte="quoted-printable")
    return message


@pytest.mark.parametrize("name", ("plan.eml", "plan"))
def test_the_plan_in_the_text_of_an_e_mail_is_read_and_named_after_its_subject(name: str) -> None:
    imported = read_plan(bytes(_message()), name, Importing())
    (measure,) = imported.plan.measures
    assert imported.plan.name == "Tiltak for reine elvar"
    assert (measure.number, measure.text) == ("1.1.1", "Rense vatnet ved utløpet")
    assert (measure.responsible, measure.timeframe.written) == (("Hol",), "2026")


def test_a_table_in_an_e_mail_is_read_as_in_a_web_page() -> None:
    message = _message()
    message.add_alternative(_PAGE, subtype="html", charset="windows-1252", cte="base64")
    (measure,) = read_plan(bytes(message), "plan.eml", Importing()).plan.measures
    assert (measure.text, measure.responsible) == ("Måle vatnet i Ålsgrenda kvart år", ("Gol",))


def test_a_file_attached_to_the_e_mail_is_told_about() -> None:
    message = _message()
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="Handlingsplan.docx")
    imported = read_plan(bytes(message), "plan.eml", Importing())
    assert "«Handlingsplan.docx» is attached to the e-mail, and was not read." in told(imported)


def test_an_e_mail_without_text_is_refused() -> None:
    with pytest.raises(Rejected, match="no text in the e-mail"):
        read(bytes(_message("")), "plan.eml")


def test_lines_copied_from_an_e_mail_are_text() -> None:
    copied = "From: Kåre\nSubject: Tiltak\n\n" + _TEXT
    (measure,) = read_plan(copied.encode(), "plan.txt", Importing()).plan.measures
    assert measure.text == "Rense vatnet ved utløpet"
