"""Letters to actors and to the secretariat, and templates that the secretariat has edited."""

import re
from pathlib import Path

import pytest

from regionplan_xl.delivery.mail.letter_examples import KINDS, examples
from regionplan_xl.delivery.mail.letters import Letters, built_in_letters
from regionplan_xl.errors import InputError
from regionplan_xl.plan.status import LANGUAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "letters").mkdir()
    return tmp_path / "letters"


def written(folder: Path, text: str, kind: str = "workbook", **values: object) -> tuple[str, str, str]:
    (folder / f"{kind}.nn.txt").write_text(text, encoding="utf-8")
    letter = Letters(folder).write(kind, "nn", {**KINDS[kind], **values})
    return letter.subject, letter.text, letter.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_there_in_every_language(kind: str, language: str, folder: Path) -> None:
    letter = Letters(folder).write(kind, language, KINDS[kind])
    assert "\n" not in letter.subject
    named = {"failure": "plan", "nudge": "code"}.get(kind, "round")
    assert str(KINDS[kind][named]) in letter.subject
    assert "30. april 2025" in letter.text
    assert "{" not in letter.text + letter.html.partition("<body")[2]
    assert "\n\n\n" not in letter.text
    assert f'lang="{language}"' in letter.html
    for paragraph in letter.text.split("\n\n"):
        assert all(line.lstrip("-0123456789. ") in letter.html for line in paragraph.split("\n"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("days", "words"), [(7, "7 da"), (1, "mor"), (0, "da"), (-3, "30. april 2025")])
def test_a_reminder_says_how_long_there_is_left(language: str, days: int, words: str, folder: Path) -> None:
    letter = Letters(folder).write("reminder", language, {**KINDS["reminder"], "days_left": days})
    assert words in letter.text
    assert "-3" not in letter.text


def test_a_letter_is_as_the_secretariat_has_written_it(folder: Path) -> None:
    subject, text, html = written(
        folder, "Emne: Svar på {{ plan }}\n\nKjære {{ actor }}!\nSvar no.\n\n- Gol\n- Hol\n"
    )
    assert (subject, text) == ("Svar på Regionplan", "Kjære Gol!\nSvar no.\n\n- Gol\n- Hol\n")
    assert "<p>Kjære Gol!<br>Svar no.</p>" in html
    assert "<li>Hol</li>" in html


def test_the_copies_that_the_secretariat_edits_say_what_the_built_in_letters_say(folder: Path) -> None:
    before = {(k, lang): Letters(folder).write(k, lang, KINDS[k]) for k in KINDS for lang in LANGUAGES}
    for name, text in built_in_letters().items():
        (folder / name).write_bytes(text.replace(b"\n", b"\r\n"))
    assert Letters(folder).problems() == []
    assert before == {
        (k, lang): Letters(folder).write(k, lang, KINDS[k]) for k in KINDS for lang in LANGUAGES
    }


def test_names_with_signs_of_html_are_text_in_both_forms(folder: Path) -> None:
    name = "<b>Gol & Ål</b> {{ code }} \x07"
    letter = Letters(folder).write(
        "workbook", "nn", {**KINDS["workbook"], "actor": name, "plan": "A\r\nBcc: x@y.no"}
    )
    assert "<b>Gol & Ål</b> {{ code }} \ufffd" in letter.text
    assert "&lt;b&gt;Gol &amp; Ål&lt;/b&gt;" in letter.html
    assert "<b>" not in letter.html
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_a_page_of_the_secretariats_own_is_used_for_the_html(folder: Path) -> None:
    (folder / "workbook.nn.html").write_text("<h1>{{ subject }}</h1>{{ actor }}", encoding="utf-8")
    letter = Letters(folder).write("workbook", "nn", {**KINDS["workbook"], "actor": "<Gol>"})
    assert letter.html == f"<h1>{letter.subject}</h1>&lt;Gol&gt;"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Emne: X\n\nHei {{ actr }}", 3, ["«actr»", "Did you mean «actor»?"]),
        ("Emne: X\n\nHei {{ gull }}", 3, ["«gull»", "deadline, days_left"]),
        ("Emne: X\n\n{% if code %}\nHei\n", 4, ["not understood", "«{% endif %}» is missing"]),
        ("Emne: X\nHei {{ actor }\n", 2, ["not understood", "brackets", "{{ actor }}"]),
        ("Emne: X\n\n\n{{ actor.missing }}", 4, ["«missing»"]),
        ("Emne: X\n{{ measures / indicators }}", 2, ["no value that can be written"]),
        ("Emne: X\n{{ actor.__class__.__mro__ }}", 2, ["may not do that"]),
        ("Emne: X\n{% include '../config.yaml' %}", 2, ["no letter «../config.yaml»"]),
        ("Hei!\nEmne: X", 1, ["first line", "Emne:"]),
        ("", 1, ["first line"]),
        ("Emne:\nHei", 1, ["first line"]),
    ],
)  # fmt: skip
def test_an_error_in_a_template_is_told_with_file_line_and_fix(
    text: str, line: int, words: list[str], folder: Path
) -> None:
    with pytest.raises(InputError) as caught:
        written(folder, text)
    place = caught.value.place
    assert place is not None
    assert (place.file, place.row) == ("letters/workbook.nn.txt", line)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    (problem,) = Letters(folder).problems()
    assert (problem.place, str(problem.what)) == (place, str(caught.value.what))
    assert str(problem.fix)


def test_a_letter_that_is_not_saved_as_utf8_is_told_of(folder: Path) -> None:
    (folder / "workbook.nn.txt").write_bytes("Emne: X\n\nKjære".encode("latin-1"))
    (problem,) = Letters(folder).problems()
    assert (problem.place.row, "UTF-8" in str(problem.what)) == (3, True)


@pytest.mark.parametrize(
    ("name", "fix"),
    [("workbok.nn.txt", "«workbook.nn.txt»"), ("workbook.no.txt", "«workbook.n"), ("brev.html", "silent.nb")],
)
def test_a_file_that_is_no_letter_is_told_of_with_the_likely_name(name: str, fix: str, folder: Path) -> None:
    (folder / name).write_text("Emne: X", encoding="utf-8")
    (folder / "notat.docx").write_bytes(b"")
    (problem,) = Letters(folder).problems()
    assert problem.place.file == f"letters/{name}"
    assert fix in str(problem.fix)


def test_a_project_without_letters_of_its_own_has_nothing_wrong_with_them(tmp_path: Path) -> None:
    assert Letters(tmp_path / "letters").problems() == []


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("nn", "Denne aktøren har ikkje svart", "Desse har"), ("nb", "Denne aktøren har ikke svart", "Disse har"),
     ("en", "This body has not answered", "These have")],
)  # fmt: skip
def test_one_body_that_has_not_answered_is_not_named_as_several(
    language: str, one: str, several: str, folder: Path
) -> None:
    values = {**KINDS["silent"], "silent": 1, "actors": ({"name": "Gol", "address": ""},)}
    assert one in Letters(folder).write("silent", language, values).text
    assert several in Letters(folder).write("silent", language, KINDS["silent"]).text


@pytest.mark.parametrize("name", built_in_letters())
def test_the_check_fills_in_every_part_of_every_letter(name: str, folder: Path) -> None:
    kind, language, _ = name.split(".")
    head, end, rest = built_in_letters()[name].decode().partition("-#}")
    parts = re.split(r"(\{% (?:if|elif|else|for)\b[^}]*%\})", rest)
    marked = [f"{tag}§{at}§" for at, tag in enumerate(parts) if at % 2]
    text = parts[0] + "".join(tag + text for tag, text in zip(marked, parts[2::2], strict=True))
    (folder / name).write_text(head + end + text, encoding="utf-8")
    written = [Letters(folder).write(kind, language, values) for values in examples(kind)]
    seen = {found for letter in written for found in re.findall("§\\d+§", letter.subject + letter.text)}
    assert seen == {tag.rpartition("}")[2] for tag in marked}


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("receipt", "{% if fresh and try_out %}{{ X }}{% endif %}"),
        ("receipt", "{% if not returned %}{{ X }}{% endif %}"),
        ("receipt", "{% if unread and try_out %}{{ X }}{% endif %}"),
        (
            "receipt",
            "{% for sheet in decides %}{% for cell in sheet.cells %}{{ cell.X }}{% endfor %}{% endfor %}",
        ),
        ("reminder", "{% if days_left < 0 %}{{ X }}{% endif %}"),
        ("nudge", "{% if months == 1 %}{{ X }}{% endif %}"),
        ("nudge", "{% for one in stale %}{% if not one.reported %}{{ one.X }}{% endif %}{% endfor %}"),
        ("silent", "{% for one in actors %}{% if not one.address %}{{ one.X }}{% endif %}{% endfor %}"),
        ("failure", "{% if job == 'config.yaml' %}{{ X }}{% endif %}"),
        ("workbook", "{% if not contact %}{{ X }}{% endif %}"),
    ],
)
def test_an_error_in_a_part_that_is_seldom_in_the_letter_is_found(kind: str, part: str, folder: Path) -> None:
    (folder / f"{kind}.nn.txt").write_text(f"Emne: X\n\n{part}", encoding="utf-8")
    (problem,) = Letters(folder).problems()
    assert ("«X»" in str(problem.what), problem.place.row) == (True, 3)
