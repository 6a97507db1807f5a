"""Make returns that are poisoned at random: by texts, names, codes, sizes, times or formats.

Each poison writes one file. Unless the file is of another kind, it has the body's answer about its second measure.
"""

import os
import random
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment

from tests.poison.many_bodies import (
    FIRST,
    GUIDE,
    MEASURES,
    PROPOSALS,
    SECOND,
    Body,
    cell_xml,
    type_in,
    write_parts,
)
from tests.poison.packages import replace_texts, stored_text
from tests.poison.texts import FILE_NAMES, TEXTS
from tests.sandbox.hostile import HOSTILE, ODD

Poison = Callable[[random.Random, Body, Path], Path]
"""Writes a poisoned return of the body to a folder; returns the file."""

_PLACES = {
    "status": (MEASURES, f"E{FIRST}"),
    "progress": (MEASURES, f"F{FIRST}"),
    "comment": (MEASURES, f"G{FIRST}"),
    "day": (MEASURES, f"H{FIRST}"),
    "title": (MEASURES, "A1"),
    "heading": (MEASURES, "R3"),
    "own column": (MEASURES, f"R{FIRST}"),
    "measure": (MEASURES, f"B{FIRST}"),
    "hidden ID": (MEASURES, f"D{FIRST}"),
    "guide": (GUIDE, "C60"),
    "proposal": (PROPOSALS, "A4"),
}
_DAYS = (
    -1,
    0,
    60,
    2_958_465,
    2_958_466,
    1e300,
    "0001-01-01",
    "9999-12-31",
    "31.02.2027",
    "-5000",
    "30.12.1899",
)
_MTIMES = (0, -1, -86_400 * 365, 253_402_300_799, 253_402_300_800, -62_135_596_801, 2**33, -(2**31) - 1)
_ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp037",
    "cp850",
    "mac-roman",
    "utf-8-sig",
    "shift-jis",
)


def _answered(body: Body, more: Mapping[tuple[str, str], str | float]) -> dict[tuple[str, str], str | float]:
    return {(MEASURES, f"G{SECOND}"): body.comments[1], **more}


def _path(folder: Path, body: Body, poison: str, ending: str = "xlsx") -> Path:
    return folder / f"{body.name} {poison}.{ending}"


# Texts


def text_in_a_cell(rng: random.Random, body: Body, folder: Path) -> Path:
    place, text = rng.choice([*_PLACES]), rng.choice([*TEXTS])
    target = _path(folder, body, f"{text} in {place}")
    type_in(body.sent, target, _answered(body, {_PLACES[place]: TEXTS[text]}))
    return target


def text_elsewhere(rng: random.Random, body: Body, folder: Path) -> Path:
    """Put the text in a note and on an added sheet."""
    text = rng.choice([*TEXTS])
    target = _path(folder, body, f"{text} elsewhere")
    book: Any = openpyxl.load_workbook(body.sent)
    sheet = book["Tiltak"]
    sheet[f"G{SECOND}"].value = body.comments[1]
    sheet[f"G{FIRST}"].comment = Comment("POISON-NOTE", "Ola")
    book.create_sheet("Eige ark")["B2"].value = "POISON-CELL"
    between = folder / "between"
    book.save(between)
    replace_texts(between, target, dict.fromkeys(("POISON-NOTE", "POISON-CELL"), TEXTS[text]))
    between.unlink()
    return target


# Names


def odd_name(rng: random.Random, body: Body, folder: Path) -> Path:
    free = [name for name in FILE_NAMES if not (folder / name).exists()]
    target = folder / rng.choice(free)
    type_in(body.sent, target, _answered(body, {}))
    return target


# Codes


def odd_code(rng: random.Random, body: Body, folder: Path) -> Path:
    others = [path for path in sorted(body.sent.parent.iterdir()) if path != body.sent]
    foreign = Body(int(rng.choice(others).stem[-3:]), others[0]).number
    other = Body(foreign, body.sent.with_name(f"Organ {foreign:03}.xlsx")).code
    code, name = rng.choice([
        (other, "foreign"), (f"{body.code} og {other}", "two"), ("", "none"), ("2" * 40_000, "long"),
        ("a\x08b", "control"), (body.code[:-1], "short"), ("ZZZ-ZZZ-ZZZ"[: len(body.code)], "unknown"),
        ("=1+1", "formula"), ("{0}%s\x0b", "braces"),
    ])  # fmt: skip
    target = _path(folder, body, f"{name} code")
    type_in(body.sent, folder / "between", _answered(body, {}))
    with zipfile.ZipFile(folder / "between") as book:
        parts = {
            part: book.read(part).decode().replace(body.code, stored_text(code)) for part in book.namelist()
        }
    (folder / "between").unlink()
    write_parts(target, parts)
    return target


# Sizes


def too_much(rng: random.Random, body: Body, folder: Path) -> Path:
    name = rng.choice([*_LARGE])
    target = _path(folder, body, name)
    _LARGE[name](body, target)
    return target


def _rows(count: int, row: Callable[[int], str]) -> str:
    return "".join(f'<row r="{number}">{row(number)}</row>' for number in range(100, 100 + count))


def _many_proposals(body: Body, target: Path) -> None:
    type_in(body.sent, target.with_suffix(".tmp"), _answered(body, {}))
    with zipfile.ZipFile(target.with_suffix(".tmp")) as book:
        parts = {part: book.read(part).decode() for part in book.namelist()}
    target.with_suffix(".tmp").unlink()
    rows = _rows(60_000, lambda n: cell_xml(f"A{n}", f"Framlegg {n} frå {body.name}"))
    parts[PROPOSALS] = parts[PROPOSALS].replace("</sheetData>", f"{rows}</sheetData>")
    write_parts(target, parts)


def _own_rows(body: Body, target: Path) -> None:
    rows = _rows(20_000, lambda n: cell_xml(f"B{n}", f"Eiga rad {n}") + cell_xml(f"G{n}", f"Eige svar {n}"))
    type_in(body.sent, target, _answered(body, {}), rows)


def _long_cells(body: Body, target: Path) -> None:
    rows = _rows(400, lambda n: cell_xml(f"R{n}", f"{n} lang tekst " + "1.1.1: tekst " * 2_460))
    type_in(body.sent, target, _answered(body, {}), rows)


def _alike_rows(body: Body, target: Path) -> None:
    rows = _rows(20, lambda n: cell_xml(f"B{n}", "e" * 2_000) + cell_xml(f"G{n}", f"Svar {n}"))
    type_in(body.sent, target, _answered(body, {}), rows)


def _wide_row(body: Body, target: Path) -> None:
    letters = [*map(chr, range(65, 91))]
    columns = [*(a + b for a in letters for b in letters), *("A" + a + b for a in letters for b in letters)]
    row = "".join(cell_xml(f"{column}100", f"Kommentar {column}") for column in columns)
    type_in(body.sent, target, _answered(body, {}), f'<row r="100">{row}</row>')


def _one_long_cell(body: Body, target: Path) -> None:
    type_in(body.sent, target, _answered(body, {(MEASURES, f"G{FIRST}"): "lang kommentar " * 70_000}))


_LARGE: Mapping[str, Callable[[Body, Path], None]] = {
    "60,000 proposals": _many_proposals,
    "20,000 own rows": _own_rows,
    "400 long cells": _long_cells,
    "rows alike": _alike_rows,
    "wide row": _wide_row,
    "one long cell": _one_long_cell,
}


# Times


def odd_time(rng: random.Random, body: Body, folder: Path) -> Path:
    target = _path(folder, body, "time")
    type_in(body.sent, target, _answered(body, {(MEASURES, f"H{FIRST}"): rng.choice(_DAYS)}))
    seconds = rng.choice(_MTIMES)
    try:
        os.utime(target, (seconds, seconds))
    except (OSError, OverflowError):
        os.utime(target, (0, 0))  # the file system cannot store such a time
    return target


# Formats


@cache
def _made(name: str) -> bytes:
    return {**HOSTILE, **ODD}[name]()


def hostile_file(rng: random.Random, body: Body, folder: Path) -> Path:
    name = rng.choice([one for one in (*HOSTILE, *ODD) if not [*folder.glob(f"* {one}")]])
    target = folder / f"{body.name} {name}"
    target.write_bytes(_made(name))
    return target


def damaged_file(rng: random.Random, body: Body, folder: Path) -> Path:
    data = bytearray(body.sent.read_bytes())
    if rng.random() < 0.5:
        del data[rng.randrange(len(data)) :]
    else:
        for _ in range(rng.choice((1, 10, 1000))):
            data[rng.randrange(len(data))] = rng.randrange(256)
    target = _path(folder, body, "damaged", rng.choice(("xlsx", "xls", "ods", "csv", "zip")))
    target.write_bytes(data)
    return target


def wrong_ending(rng: random.Random, body: Body, folder: Path) -> Path:
    target = _path(
        folder, body, "wrong", rng.choice(("pdf", "docx", "xls", "ods", "csv", "zip", "txt", "exe"))
    )
    type_in(body.sent, target, _answered(body, {}))
    return target


def odd_csv(rng: random.Random, body: Body, folder: Path) -> Path:
    encoding = rng.choice(_ENCODINGS)
    target = _path(folder, body, encoding, "csv")
    row = f"1.1.1;Tiltak 2 for {body.name};Påstarta;{body.comments[1]}"
    text = f"Kode;{body.code}\nNr;Tiltak;Status;Kommentar\n{row}\n"
    data = text.encode(encoding, "replace")
    target.write_bytes(data + rng.choice((b"", b"\0", b"\xff\xfe", rng.randbytes(40))))
    return target


def other_format(rng: random.Random, body: Body, folder: Path) -> Path:
    ending = rng.choice(("pdf", "png", "docx", "txt", "zip", "html"))
    target = _path(folder, body, "other", ending)
    if ending == "zip":
        type_in(body.sent, folder / "between", _answered(body, {}))
        with zipfile.ZipFile(folder / "inner", "w") as inner:
            inner.write(folder / "between", "x/../svar.xlsx")
        with zipfile.ZipFile(target, "w") as outer:
            outer.write(folder / "inner", "CON.zip")
            outer.write(folder / "between", f"{body.name} i zip.xlsx")
        for name in ("inner", "between"):
            (folder / name).unlink()
    else:
        target.write_bytes(
            {"pdf": b"%PDF-1.7\n", "png": b"\x89PNG\r\n"}.get(ending, b"") + body.name.encode()
        )
    return target


POISONS: tuple[tuple[Poison, ...], ...] = (
    (text_in_a_cell, text_in_a_cell, text_elsewhere),
    (odd_name,),
    (odd_code,),
    (too_much,),
    (odd_time,),
    (hostile_file, damaged_file, wrong_ending, odd_csv, other_format),
)
"""By kind: texts, names, codes, sizes, times, formats."""


def poison(rng: random.Random, number: int, body: Body, folder: Path) -> Path:
    """Write a poisoned return of that body; the kinds take turns."""
    return rng.choice(POISONS[number % len(POISONS)])(rng, body, folder)
