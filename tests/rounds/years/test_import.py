"""A plan document becomes a project, and every doubt is listed."""

from pathlib import Path

from tests.rounds.answers import header, measures
from tests.rounds.commands import regionplan_in_process as regionplan
from tests.workbooks import load_workbook

DOCUMENT = "000_baa27bac7c5f390b.txt"


def areas(book: Path) -> list[str]:
    found = []
    for sheet in load_workbook(book).worksheets:
        try:
            _, columns = header(sheet)
        except AssertionError:
            continue
        if "Ansvar" in columns:
            found.append(sheet.title)
    return found


def test_the_status_case_of_2025_becomes_a_project(tmp_path: Path, shared: Path) -> None:
    folder = tmp_path / "p"
    made = regionplan("--json", "init", folder, "--from", shared / "plans" / DOCUMENT)
    assert made.status == 1, made.err
    assert (made.data["areas"], made.data["goals"], made.data["measures"]) == (6, 26, 68)

    master = folder / "workbooks" / "master.xlsx"
    assert len(areas(master)) == 6
    found = list(measures(master).values())
    assert len(found) == 68
    numbers = [str(m["Nr"]) for m in found]
    assert numbers.count("5.4.1") == numbers.count("6.4.1") == 2
    assert "4.5.2" in numbers
    times = {str(m["Nr"]): m["Tid"] for m in found}
    assert (times["5.1.4"], times["5.3.2"], times["6.3.5"]) == ("2025.-2026", "årleg", "Kont")
    row = next(m for m in found if m["Nr"] == "5.1.2")
    assert (row["Ansvar"], row["Involvering"]) == (
        "Kommunane, Næringshage",
        "Næringsliv, Husbanken, Distriktssenteret",
    )
    assert all(m["Status"] is None for m in found)

    check = regionplan("--json", "check", folder=folder)
    assert check.status == 1
    assert (check.data["areas"], check.data["goals"], check.data["measures"]) == (6, 26, 68)
    assert [f["code"] for f in check.data["findings"]].count("number-twice") == 2
    assert all(f["what"] and f["fix"] for f in check.data["findings"])
    doubts = [f["what"] for f in check.data["findings"] if f["code"] == "to-check"]
    # Eleven questions, and what is above and below the plan.
    assert len(doubts) == len(made.data["doubts"]) == 13
    assert any("«.5.2.»" in doubt and "4.5.2" in doubt for doubt in doubts)

    doubts = [str(cell.value) for row in load_workbook(master)["Sjekkliste"].iter_rows() for cell in row]
    for expected in ("5.2", "5.4.1", "6.4.1", "4.4.2"):
        assert any(expected in doubt for doubt in doubts), expected
    # What was left out of the workbook is on the list too.
    assert any("Jan Olav Helling" in doubt for doubt in doubts)


def register(master: Path) -> dict[str, dict[str, object]]:
    """Return the rows of Aktørar: name -> heading -> value."""
    rows = load_workbook(master)["Aktørar"].iter_rows(min_row=3, values_only=True)
    headings = [str(heading) for heading in next(rows)]
    return {str(row[0]): dict(zip(headings, row, strict=True)) for row in rows if row[0]}


def test_the_register_of_a_new_plan_is_its_documents_own(tmp_path: Path, shared: Path) -> None:
    folder = tmp_path / "p"
    made = regionplan("--json", "init", folder, "--from", shared / "plans" / DOCUMENT)
    rows = register(folder / "workbooks" / "master.xlsx")
    assert len(rows) == made.data["actors"] == 46
    assert not any(row["E-post"] for row in rows.values())
    assert not {"Flå", "Nesbyen", "Gol", "Ål", "Hol"} & rows.keys()
    assert (rows["Kommunane"]["Slag"], rows["Kommunane"]["Medlemmer"]) == ("gruppe", None)

    findings = regionplan("--json", "check", folder=folder).data["findings"]
    assert [f["code"] for f in findings if "«Kommunane»" in f["what"]] == [
        "to-check",
        "group-without-members",
    ]


def test_everybody_who_is_responsible_gets_a_workbook(tmp_path: Path, shared: Path) -> None:
    folder = tmp_path / "p"
    regionplan("init", folder, "--from", shared / "plans" / DOCUMENT)
    # The document does not say which the municipalities are; the secretariat writes it.
    master = folder / "workbooks" / "master.xlsx"
    book = load_workbook(master)
    sheet = book["Aktørar"]
    group = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "Kommunane")
    group[4].value = "Flå, Nesbyen, Gol, Hemsedal, Ål, Hol"
    for row, name in enumerate(("Flå", "Nesbyen", "Gol", "Ål", "Hol"), sheet.max_row + 1):
        sheet.cell(row, 1).value = name
    book.save(master)

    sent = regionplan("--json", "send", "--round", "2025-1", folder=folder)
    names = {entry["actor"] for entry in sent.data["sent"]}
    assert {"Flå", "Nesbyen", "Gol", "Hemsedal", "Ål", "Hol"} <= names
    assert "Kommunane" not in names
    assert sent.data["unasked"] == []
    hemsedal = next(entry for entry in sent.data["sent"] if entry["actor"] == "Hemsedal")
    gol = next(entry for entry in sent.data["sent"] if entry["actor"] == "Gol")
    assert hemsedal["measures"] == gol["measures"] + 1


def test_import_writes_a_master_beside(tmp_path: Path, shared: Path) -> None:
    out = tmp_path / "ny.xlsx"
    run = regionplan("--json", "import", shared / "plans" / DOCUMENT, "--out", out)
    assert run.status == 1
    assert len(measures(out)) == 68


def test_a_document_without_measures_is_refused_with_a_reason(tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Hei.\n\nVi ynskjer eit møte om planen i mai.\n", encoding="utf-8")
    run = regionplan("import", letter, "--out", tmp_path / "x.xlsx")
    assert run.status == 2
    assert "brev.txt" in run.err
    assert not (tmp_path / "x.xlsx").exists()


def test_a_document_that_is_understood_in_part_has_the_rest_on_its_check_sheet(
    tmp_path: Path, shared: Path
) -> None:
    out = tmp_path / "x.xlsx"
    run = regionplan("--json", "import", shared / "plans" / "004_b9dd121d237acf28.txt", "--out", out)
    assert run.status == 1
    assert len(measures(out)) == 70
    assert any("Gjestedøgn pr. år" in doubt["said"] for doubt in run.data["doubts"])


def test_a_wrong_choice_is_answered_in_the_language_of_the_workbook_to_be_made(tmp_path: Path) -> None:
    document = tmp_path / "plan.csv"
    document.write_text("Tiltak;Ansvar\nRydde sti;Turlaget\n", encoding="utf-8")
    for choice, said in (
        ("--columns=Ansvr=Kven", "Eit tiltak har ikkje"),
        ("--pages=x", "«x» er ikkje sidetal"),
    ):
        run = regionplan("import", document, "--dry-run", choice)
        assert run.status == 2
        assert said in run.err


def test_a_long_text_to_check_is_quoted_with_a_sign_that_it_goes_on(tmp_path: Path) -> None:
    said = (
        "Arbeidsgruppa for stiar, løyper og turkart i heile regionen og fjella rundt, som skal veljast i vår?"
    )
    plan = tmp_path / "plan.md"
    plan.write_text(
        f"# Plan\n\n## Helse\n\n| Tiltak | Ansvar |\n|---|---|\n| Rydde | {said} |\n", encoding="utf-8"
    )
    folder = tmp_path / "p"
    regionplan("init", folder, "--from", plan)
    findings = regionplan("--json", "check", folder=folder).data["findings"]
    told = [one["what"] for one in findings if one["code"] == "to-check"]
    assert any(f"«{said[:79]}…»" in one for one in told)
    assert not any(f"«{said[:79]}»" in one or f"«{said[:80]}»" in one for one in told)
