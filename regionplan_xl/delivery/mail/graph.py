"""A mailbox in Microsoft 365, read through Microsoft Graph byte for byte, without removing any message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from regionplan_xl.delivery.mail.graph_client import GraphClient, GraphRefused
from regionplan_xl.delivery.mail.mailbox import FetchedMessage, Known
from regionplan_xl.errors import NotNow, Place, Problem

_PAGE = "odata.maxpagesize=200"
_GONE = 410  # HTTP status: the bookmark has expired


class GraphMailbox:
    """A folder of a mailbox. A message's place is its immutable ID; the bookmark is Graph's delta link."""

    def __init__(self, client: GraphClient, folder: str = "inbox") -> None:
        self._client = client
        self._folder = folder
        self.bookmark = ""

    @property
    def name(self) -> str:
        """The name of the mailbox, for people."""
        return f"{self._client.mailbox} ({self._folder})"

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def check(self) -> int:
        """Sign in and return the number of messages in the folder; raise `NotNow` or `InputError` if that fails."""
        folder = self._client.get(f"mailFolders/{quote(self._folder)}").json()
        return int(folder.get("totalItemCount", 0))

    def fetch(self, known: Known, since: datetime | None) -> Iterator[FetchedMessage | Problem]:
        """Yield the messages that are not recorded, in Graph's order, and a problem for each that cannot be fetched.

        Ask Graph for changes since the bookmark; if the bookmark has expired, list the whole folder again.
        """
        link, complete, seen = self.bookmark, True, set[str]()
        while True:
            page = self._page(link)
            listed = {one["id"]: one for one in page["value"] if "@removed" not in one}
            recorded = frozenset(known([self._place(id_) for id_ in listed])) if listed else frozenset()
            for id_, one in listed.items():
                received = _moment(one.get("receivedDateTime"))
                if (
                    id_ in seen
                    or self._place(id_) in recorded
                    or one.get("isDraft")
                    or (since and received < since)
                ):
                    continue
                seen.add(id_)
                fetched = self._message(id_, received)
                complete = complete and not isinstance(fetched, Problem)
                if fetched is not None:
                    yield fetched
            if "@odata.nextLink" not in page:
                break
            link = page["@odata.nextLink"]
        if complete:
            self.bookmark = page.get("@odata.deltaLink", "")

    def _page(self, link: str) -> Mapping[str, Any]:
        if not link:
            return self._first_page()
        try:
            return dict(self._client.get(link, prefer=_PAGE).json())
        except GraphRefused as error:
            if error.status == _GONE or "syncstate" in error.code.lower():
                return self._first_page()
            raise

    def _first_page(self) -> Mapping[str, Any]:
        path = f"mailFolders/{quote(self._folder)}/messages/delta"
        parameters = {"$select": "receivedDateTime,isDraft"}
        return dict(self._client.get(path, prefer=_PAGE, parameters=parameters).json())

    def _message(self, id_: str, received: datetime) -> FetchedMessage | Problem | None:
        """Fetch a whole message; return None if it was removed, a problem if this one alone cannot be fetched."""
        try:
            raw = self._client.get(f"messages/{quote(id_, safe='')}/$value").content
        except GraphRefused as error:
            if error.status == 404:
                return None
            return replace(error.problem, place=Place(file=self.name))
        return FetchedMessage(self._place(id_), raw, received, partial(self._mark, id_))

    def _mark(self, id_: str) -> bool:
        """Mark a message as read; return False if that fails now."""
        path, data = f"messages/{quote(id_, safe='')}", json.dumps({"isRead": True}).encode()
        try:
            self._client.send("PATCH", path, headers={"Content-Type": "application/json"}, data=data)
        except NotNow:
            return False
        return True

    def _place(self, id_: str) -> str:
        return f"graph:{self._client.mailbox}/{id_}"


def _moment(text: str | None) -> datetime:
    """Parse a time from Graph (`2026-11-29T08:05:00Z`) into UTC; a missing or invalid one gives the present time."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.now(UTC)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
