"""A round by Microsoft Graph: workbooks go out, an answer comes in and is merged, and its receipt goes out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.delivery.incoming.corpus import ADDRESS
from tests.delivery.incoming.messages import message
from tests.delivery.mail.entra import TENANT, Entra
from tests.delivery.mail.graph_stand_in import MAILBOX, Graph
from tests.delivery.mail.microsoft_cloud import microsoft_cloud
from tests.rounds.answers import ROUND, fill_in
from tests.rounds.desk import Desk
from tests.rounds.letters import edit_actor, words
from tests.rounds.mailbox import answers

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

CLIENT = "00000000-1111-2222-3333-444444444444"
# As Microsoft 365 writes it: without the name of the server that judged.
JUDGED = (
    b"Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=gol.kommune.no; dkim=pass "
    b"header.d=gol.kommune.no;dmarc=pass action=none header.from=gol.kommune.no;compauth=pass reason=100\r\n"
    b"Received: from mail.gol.kommune.no (192.0.2.7) by AM6EUR05FT052.mail.protection.outlook.com (10.233.241.1)"
    b" with Microsoft SMTP Server; Mon, 1 Dec 2025 09:00:01 +0000\r\n"
)


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    """Microsoft 365 with the plan's mailbox; this process can reach nothing else."""
    held = Graph(tokens={f"token-{number}" for number in range(1, 100)})
    with microsoft_cloud(Entra(CLIENT), held) as cloud:
        cloud.use(monkeypatch, tmp_path / "trusted.pem")
        monkeypatch.setenv("REGIONPLAN_GRAPH_SECRET", "løynd")
        yield held


@pytest.fixture
def gol(project: Path, graph: Graph) -> Desk:
    """A project that sends and receives through Graph; Gol has the address of the answer."""
    config = project / "config.yaml"
    lines = (
        f"channel: graph\n  sender: Regionrådet <{MAILBOX}>",
        f"graph: {{tenant: {TENANT}, client_id: {CLIENT}, mailbox: {MAILBOX}, sign_in: app}}",
    )
    text = config.read_text("utf-8").replace("channel: folder", "\n  ".join(lines))
    config.write_text(text, encoding="utf-8")
    desk = Desk(project)
    edit_actor(desk, "Gol", E_post=ADDRESS)
    return desk


def sent_by(graph: Graph) -> list[EmailMessage]:
    """Return the messages sent by Graph, as a mail program reads them."""
    return [message_from_bytes(raw, policy=default) for raw in graph.sent]


def test_a_round_goes_out_and_comes_in_by_graph_and_each_message_once(
    gol: Desk, graph: Graph, tmp_path: Path
) -> None:
    assert [one["actor"] for one in gol.run("send", "--round", ROUND, "--actor", "Gol")["sent"]] == ["Gol"]
    (out,) = sent_by(graph)
    assert out["To"] == ADDRESS
    (attached,) = out.iter_attachments()
    (tmp_path / "Gol.xlsx").write_bytes(attached.get_content())

    filled = fill_in(
        tmp_path / "Gol.xlsx", tmp_path / "svar.xlsx",
        {"1.2.3": {"Status": "kanskje", "Kommentar": "Ferdig snart"}},
    )  # fmt: skip
    reply = message("Her er svaret", {"Gol.xlsx": filled.read_bytes()}, In_Reply_To=out["Message-ID"])
    graph.deliver("svar", JUDGED + reply.as_bytes(), datetime.now(UTC).isoformat())
    assert len(gol.run("collect")["received"]) == 1
    merged = gol.run("merge")
    assert answers(merged) == [("1.2.3", "Ferdig snart")]
    assert [one["answer"] for one in merged["conflicts"]] == ["kanskje"]
    assert graph.inbox["svar"].is_read

    assert merged["receipts"]["sent"] == 1
    receipt = sent_by(graph)[-1]
    assert (receipt["To"], receipt["In-Reply-To"]) == (ADDRESS, reply["Message-ID"])
    assert "Ferdig snart" in words(receipt)
    assert len(list(receipt.iter_attachments())) == 1, "the workbook with the marked cell"
    for command in ("collect", "merge", "remind"):
        gol.run(command)
    assert len(graph.sent) == 2, "nobody gets anything twice"
