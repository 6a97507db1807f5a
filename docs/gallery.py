"""The pictures in docs/gallery: two rounds on the example plan, by the real commands, and what comes of them.

Wants LibreOffice (soffice), pdftoppm and pdftotext. `make gallery`, or `python docs/gallery.py FOLDER`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regionplan_xl.actions.demo import Rows, filled_in, return_workbooks

HERE = Path(__file__).parent / "gallery"
LARGEST = 150_000  # bytes of a picture
A4_LANDSCAPE = 8.27  # inches high
LONG = (
    "Arbeidet er godt i gang, men tek lengre tid enn planlagt. Kommunane har ulike system, og to av dei må byte "
    "leverandør før vi kan gå vidare.\nNeste møte er i mai; då skal vi avgjere kven som tek ansvaret for drifta."
)
Answers = Mapping[str, Rows]

# Round -> actor -> number -> column key -> what is written there.
FIRST: Answers = {
    "Regionrådet": {
        "2.1.1": {"status": "Påstarta", "progress": 0.2},
        "2.2.1": {"status": "Påstarta"},
        "3.1.1": {"status": "Ikkje påstarta"},
        "3.1.2": {"status": "Påstarta", "progress": 0.4, "comment": "Møte med fylket 12. mars."},
    },
    "Næringsforum": {"1.1.1": {"status": "Påstarta"}, "1.1.2": {"status": "Ikkje påstarta"}},
    "Næringshagen": {"1.2.1": {"status": "Påstarta"}},
    "Gol": {"1.3.1": {"status": "Påstarta"}, "5.1.1": {"status": "Ikkje påstarta"}},
    "KRU": {"6.1.1": {"status": "Påstarta"}, "6.1.2": {"status": "Gjennomført"}},
}
SECOND: Answers = {
    "Regionrådet": {
        "1.1.3": {"status": "Påstarta", "progress": 0.6, "comment": LONG},
        "2.1.1": {"status": "Gjennomført", "progress": 1.0, "comment": "Fire nye studium frå hausten."},
        "2.2.1": {"status": "Gjennomført", "progress": 1.0},
        "2.5.1": {"status": "Påstarta", "comment": "Sju bedrifter er med."},
        "3.1.1": {"status": "Påstarta"},
        "3.2.1": {"status": "kanskje", "comment": "Ventar på svar frå departementet."},
        "6.3.1": {"status": "kanskje", "comment": "Ventar på styringsgruppa."},
    },
    "Næringsforum": {"1.1.1": {"status": "Gjennomført", "comment": "Vedteken i styret."}},
    "Næringshagen": {
        "1.2.1": {"status": "Påstarta", "progress": 0.5, "comment": LONG},
        "1.2.3": {"status": "Ikkje påstarta", "comment": "Manglar folk."},
    },
    "Bærekraft Hallingdal": {"4.1.4": {"status": "Gjennomført"}},
    "Klimakoordinator": {"4.4.2": {"status": "Påstarta"}},
    "Gol": {"1.3.1": {"status": "Gjennomført"}, "4.1.1": {"status": "Påstarta"},
            "4.1.5": {"status": "Gjennomført"}, "5.1.1": {"status": "Påstarta"}, "5.2.1": {"status": "Påstarta",
            "comment": "To møte så langt."}},
    "Hemsedal": {"1.3.1": {"status": "Påstarta"}, "4.1.1": {"status": "Ikkje påstarta"},
                 "5.1.1": {"status": "Gjennomført"}, "5.2.1": {"status": "Ikkje påstarta", "comment": "Manglar folk."}},
    "Ål": {"1.3.1": {"status": "Gjennomført"}, "4.1.1": {"status": "Gjennomført"}, "5.1.2": {"status": "Påstarta"}},
    "Hol": {"1.3.1": {"status": "Påstarta"}, "5.1.1": {"status": "Påstarta"}},
    "KRU": {"6.1.1": {"status": "Gjennomført"}, "6.2.1": {"status": "Påstarta", "comment": LONG}},
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """The upper `share` of a page of a document, which becomes `name`.png with `dots` per inch."""

    name: str
    document: Path
    sheet: str = ""
    dots: int = 80
    share: float = 1.0


def main() -> None:
    """Make every picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "hallingdal"
        play(project)
        for picture in pictures(project):
            draw(picture, target, Path(folder))


def play(project: Path) -> None:
    """Two rounds: the answers of the second find a master that the secretariat has changed meanwhile."""
    regionplan("init", project)
    for round_name, answers in (("2026-1", FIRST), ("2026-2", SECOND)):
        regionplan("--project", project, "send", "--round", round_name)
        books = project / "workbooks"
        list(return_workbooks(books / "outbox" / round_name, books / "inbox", answers))
        if answers is SECOND:
            master = project / "workbooks" / "master.xlsx"
            master.write_bytes(
                filled_in(master.read_bytes(), {"2.1.1": {"status": "Påstarta", "progress": 0.8}})
            )
        regionplan("--project", project, "merge")
    regionplan("--project", project, "report", "--format", "docx", "--meeting", "Hallingtinget")
    regionplan("--project", project, "send", "--round", "2027-1")


def pictures(project: Path) -> Iterator[Picture]:
    """What is shown."""
    books = project / "workbooks"
    master, actor = books / "master.xlsx", books / "outbox" / "2027-1" / "Gol.xlsx"
    yield Picture("oversikt", master, "Oversikt")
    yield Picture("satsingsomraade", master, "Næringsutvikling", 110, 0.6)
    yield Picture("delstatus", master, "Delstatus", 110, 0.42)
    yield Picture("konfliktar", master, "Konfliktar", 110, 0.45)
    yield Picture("aktor-tiltak", actor, "Tiltak")
    yield Picture("aktor-rettleiing", actor, "Rettleiing", 60)
    case = next((books / "reports").glob("*.docx"))
    yield Picture("sak", case, dots=60)
    yield Picture("sak-utvikling", case, "Utvikling over tid", 80)


def regionplan(*words: str | Path) -> None:
    """Run the program; 1 means that something waits for a person, as it should here."""
    done = subprocess.run(
        [sys.executable, "-m", "regionplan_xl", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode > 1:
        sys.exit(f"regionplan {' '.join(map(str, words))}\n{done.stderr}")


def draw(picture: Picture, target: Path, folder: Path) -> None:
    """The first page of a sheet (or of a document) as a picture."""
    pdf = folder / f"{picture.document.stem}.pdf"
    if not pdf.exists():
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
             "pdf", "--outdir", str(folder), str(picture.document)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    page = str(_page(pdf, picture.sheet) if picture.sheet else 1)
    out = target / f"{picture.name}.png"
    subprocess.run(
        ["pdftoppm", "-r", str(picture.dots), "-f", page, "-l", page, "-singlefile", "-png",
         "-H", str(int(picture.dots * A4_LANDSCAPE * picture.share) if picture.share < 1 else -1),
         str(pdf), str(out.with_suffix(""))],
        check=True,
    )  # fmt: skip
    if out.stat().st_size > LARGEST:
        sys.exit(f"{out} is {out.stat().st_size} bytes; {LARGEST} at most")
    print(f"{out} ({out.stat().st_size // 1000} kB)")


def _page(pdf: Path, sheet: str) -> int:
    """The first page whose footer names the sheet; in an actor's workbook and the case, the first with its words."""
    marks = {
        "Tiltak": "Førre svar",
        "Rettleiing": "Slik gjer du",
        "Utvikling over tid": "Tala ved slutten av kvar runde",
    }
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    for number, page in enumerate(text.stdout.split("\f"), start=1):
        foot = page.rstrip().rsplit("\n", 1)[-1]
        if sheet in foot or marks.get(sheet, "\0") in page:
            return number
    sys.exit(f"{pdf.name} has no page of «{sheet}»")


if __name__ == "__main__":
    main()
