"""A server that takes mail."""

from collections.abc import Iterator

import pytest

from tests.delivery.mail.mail_server import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running
