"""The writer's own text is shown without the quoted message, in the languages of the Nordic countries."""

import pytest

from regionplan_xl.delivery.mail.incoming.own_text import own_text, text_of_page

OWN = "Hei!\nTiltak 2 er utsett til 2027.\n\nHelsing Kari"

QUOTES = {
    "gmail_nb": "man. 1. des. 2025 kl. 10:00 skrev Plan <plan@example.org>:\n\n> Hei\n> Svar innan fristen",
    "gmail_nn": "måndag 1. des. 2025 kl. 10:00 skreiv Plan <plan@example.org>:\n> Hei",
    "gmail_da": "Den man. 1. dec. 2025 kl. 10.00 skrev Plan <plan@example.org>:\n\n> Hej",
    "gmail_sv": "Den mån 1 dec. 2025 kl 10:00 skrev Plan <plan@example.org>:\n\n> Hej",
    "gmail_en": "On Mon, Dec 1, 2025 at 10:00 AM Plan <plan@example.org> wrote:\n\n> Hello",
    "gmail_en_two_lines": "On Mon, Dec 1, 2025 at 10:00 AM The Regional Council\n<plan@example.org> wrote:\n\n> Hello",
    "gmail_de": "Am Mo., 1. Dez. 2025 um 10:00 Uhr schrieb Plan <plan@example.org>:\n\n> Hallo",
    "apple_en": "On 1 Dec 2025, at 10:00, Plan <plan@example.org> wrote:\n\n> Hello\n> \n> more",
    "apple_nb": "1. des. 2025 kl. 10:00 skrev Plan <plan@example.org>:\n\n> Hei",
    "apple_de": "Am 01.12.2025 um 10:00 schrieb Plan <plan@example.org>:\n\n> Hallo",
    "roundcube_nb": "På 01.12.2025 10:00, skrev Plan:\n> Hei",
    "name_first_nb": "Plan skrev den 01.12.2025 10:00:\n\n> Hei",
    "outlook_nb": "Fra: Plan <plan@example.org>\nSendt: mandag 1. desember 2025 10:00\nTil: Kari\nEmne: Status\n\nHei",
    "outlook_nn": "Frå: Plan <plan@example.org>\nSendt: måndag 1. desember 2025 10:00\nTil: Kari\nEmne: Status\n\nHei",
    "outlook_sv": "Från: Plan <plan@example.org>\nSkickat: den 1 december 2025 10:00\nTill: Kari\nÄmne: Status\n\nHej",
    "outlook_da": "Fra: Plan <plan@example.org>\nSendt: 1. december 2025 10:00\nTil: Kari\nEmne: Status\n\nHej",
    "outlook_en": "________\nFrom: Plan <p@x.org>\nSent: Monday, 1 December\nTo: Kari\nSubject: Status\n\nHello",
    "outlook_de": "Von: Plan <plan@example.org>\nGesendet: Montag, 1. Dezember\nAn: Kari\nBetreff: Status\n\nHallo",
    "outlook_bold": "*Fra:* Plan <plan@example.org>\n*Sendt:* mandag 1. desember\n*Til:* Kari\n*Emne:* Status\n\nHei",
    "old_outlook": "-----Opprinnelig melding-----\nFra: Plan\n\nHei",
    "old_outlook_sv": "-----Ursprungligt meddelande-----\nHej",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_the_message_that_is_answered_is_left_out(quote: str) -> None:
    assert own_text(f"{OWN}\n\n{quote}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Som eg skreiv 1.12 kl. 10.00:\nTiltak 2 er utsett.",
        "Fra: Gol\nTil: Hol\nVegen er ferdig.",
        "> 50 % av kommunane er med.",
        "Kari skrev:\nalt er ferdig",
        "From: here on we go slower.",
    ],
)
def test_what_only_looks_like_a_quote_is_kept(text: str) -> None:
    assert own_text(text) == text


def test_answers_between_the_quoted_lines_are_kept() -> None:
    text = "On 1 Dec 2025, at 10:00, Plan <p@example.org> wrote:\n\n> Er 1.1 ferdig?\nJa.\n> Er 1.2 ferdig?\nNei."
    assert own_text(text) == "Ja.\nNei."


@pytest.mark.parametrize(
    "own",
    [
        "Sjå svara mine under, med raudt.", "Hei! Se under.", "Svara mine er i teksten nedanfor.",
        "Har svart med rødt.", "See my comments below.", "Kommentarane våre står innimellom.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("quote", ["outlook_nb", "outlook_en", "old_outlook"])
def test_answers_within_a_quoted_message_without_marks_are_kept_where_the_writer_says_so(
    own: str, quote: str
) -> None:
    text = f"{own}\n\n{QUOTES[quote]}\n1.1 Korleis går det?\nFerdig i mai."
    assert own_text(text) == text


def test_work_that_is_under_way_does_not_point_to_the_quoted_message() -> None:
    own = "Tiltak 2 er under arbeid.\nVi ventar på svar frå fylket."
    assert own_text(f"{own}\n\n{QUOTES['outlook_nb']}") == own


def test_a_message_that_is_all_quote_is_shown_whole() -> None:
    text = "Fra: Ola\nSendt: 1. desember\nTil: Kari\nEmne: Status\n\nMe har ikkje noko nytt."
    assert own_text(text) == text


def test_a_page_is_read_as_its_lines() -> None:
    page = (
        "<html><head><style>p{}</style><title>x</title></head><body><p>Hei &amp; h&aring;</p><div>Tiltak&nbsp;2"
        "<br>er ferdig</div><script>x()</script><div>1. des. 2025 kl. 10:00 skrev P &lt;p@example.org&gt;:<br></div>"
        "<blockquote><p>Hei</p><p>svar</p></blockquote></body></html>"
    )
    assert own_text(text_of_page(page)) == "Hei & hå\nTiltak 2\ner ferdig"


@pytest.mark.parametrize(
    "page", ["<p>Hei", "</div></p>Hei", "<![if x]>Hei<![endif]>", "<p><b>Hei</p></b>", "Hei<", "<!--x-->Hei"]
)
def test_a_page_that_is_badly_made_still_has_its_text(page: str) -> None:
    assert text_of_page(page).strip("<\n ") == "Hei"


def test_the_cells_of_a_table_are_words_apart() -> None:
    page = (
        "<table><tr><td>4.1.1</td><td>i gang</td></tr><tr><th>4.1.2</th><td><p>ferdig</p></td></tr></table>"
    )
    assert text_of_page(page).rstrip().split("\n") == ["4.1.1 i gang", "4.1.2", "ferdig"]
    assert text_of_page("<dl><dt>4.1.1</dt><dd>i gang</dd></dl><section>Helsing</section>Kari").split("\n") == [
        "4.1.1", "i gang", "Helsing", "Kari",
    ]  # fmt: skip
