"""Saved e-mails in the inbox, and the remarks shown from them."""

from pathlib import Path
from typing import Any

from tests.rounds.desk import Desk


def book(desk: Desk, actor: str, number: str, **cells: str) -> bytes:
    """An actor's workbook with an answer."""
    path = desk.answer(actor, number, **(cells or {"Status": "Påstarta"}))
    data = path.read_bytes()
    path.unlink()
    return data


def drop(desk: Desk, name: str, raw: bytes) -> Path:
    target = desk.folder / "workbooks" / "inbox" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(raw)
    return target


def remarks(desk: Desk) -> list[tuple[Any, ...]]:
    return [(r["Aktør"], r["Kva det er"], r["Skrive"], r["Runde"]) for r in desk.rows("Merknader")]
