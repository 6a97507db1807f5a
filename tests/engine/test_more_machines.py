"""More machines: every engine gives the same result, and nothing is lost if a worker dies."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regionplan_xl.config.engine import EngineSettings
from regionplan_xl.engine.open_engine import open_engine
from regionplan_xl.errors import NotNow
from regionplan_xl.excel.actor.workbook import RoundFacts
from regionplan_xl.excel.actor.workbook_task import STAMP, WorkbookToStamp
from regionplan_xl.project.folder import Project
from tests.engine.cluster import Cluster, running
from tests.engine.rounds import copy, files, fill_inbox, ledger, master, merged, state, with_engine
from tests.engine.tasks import DYING, FAILING, reversing
from tests.paths import PROJECT
from tests.rounds.answers import answer, measure
from tests.rounds.commands import finished, regionplan

MANY = [f"svar {number}".encode() for number in range(12)]


def on(cluster: Cluster) -> str:
    """Return the engine of a cluster as written in config.yaml."""
    return f"{{kind: dask, address: '{cluster.address}'}}"


def settings(cluster: Cluster) -> EngineSettings:
    return EngineSettings(kind="dask", address=cluster.address)


def test_a_merge_gives_the_same_master_and_ledger_whoever_reads_the_returns(
    sent: Path, cluster: Cluster, tmp_path: Path
) -> None:
    fill_inbox(sent)
    engines = {"here": "{kind: inline}", "children": "{kind: processes}", "workers": on(cluster)}
    here, children, workers = (
        merged(copy(sent, tmp_path / name, engine)) for name, engine in engines.items()
    )
    assert here == children
    assert children == workers
    assert measure(master(tmp_path / "workers"), "1.1.1")["Status"] == "Gjennomført"


def test_a_file_that_brings_down_its_child_on_a_worker_is_held_as_here(
    sent: Path, cluster: Cluster, tmp_path: Path
) -> None:
    fill_inbox(sent, "a whole row and column.xlsb")
    engines = {"children": "{kind: processes}", "workers": on(cluster)}
    children, workers = (merged(copy(sent, tmp_path / name, engine)) for name, engine in engines.items())
    assert children == workers
    assert "workbooks/held/a whole row and column.xlsb.txt" in files(tmp_path / "workers")
    run = regionplan("--json", "merge", folder=tmp_path / "workers")
    assert run.status == 1, run.err  # the workers live on


def test_the_workbooks_of_a_round_are_the_same_whoever_stamps_them(
    sent: Path, cluster: Cluster, tmp_path: Path
) -> None:
    folder = with_engine(sent, on(cluster))
    run = regionplan("--json", "send", "--round", "2025-2", folder=folder)
    assert run.status == 0, run.err
    project = Project.open(folder)
    plan, round_ = project.read_master().plan, project.ledger.find_round("2025-2")
    assert round_ is not None
    dispatches = project.ledger.dispatches("2025-2")
    assert len(dispatches) == len(run.data["sent"]) > 20
    for dispatch in dispatches:
        sent_to = project.ledger.dispatch_by_code(dispatch.code)
        assert sent_to is not None
        [actor] = [actor for actor in plan.actors if actor.name == dispatch.actor]
        facts = RoundFacts(round_, plan.name, "", actor.language or project.language, plan.scale)
        to_stamp = WorkbookToStamp(sent_to, actor.name, facts)
        [file] = [entry["file"] for entry in run.data["sent"] if entry["actor"] == dispatch.actor]
        assert Path(file).read_bytes() == STAMP.here(to_stamp)(), dispatch.actor
    project.close_ledger()


def test_a_worker_that_is_killed_while_it_reads_loses_no_answer(
    sent: Path, needs_dask: None, tmp_path: Path
) -> None:
    fill_inbox(sent)
    alone = merged(copy(sent, tmp_path / "alone", "{kind: processes}"))
    with running(tmp_path / "cluster") as cluster:
        folder = copy(sent, tmp_path / "workers", on(cluster))
        command = [sys.executable, "-m", "regionplan_xl", "--project", str(folder), "--json", "merge"]
        merge = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        cluster.busy_worker().kill()
        out, err = merge.communicate(timeout=120)
        run = finished(subprocess.CompletedProcess(command, merge.returncode, out, err))
    assert run.status == 1, run.err
    assert (run.data, *state(folder)) == alone


def test_work_of_a_lost_worker_is_given_to_another_and_stays_in_order(
    needs_dask: None, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    with running(tmp_path / "cluster") as cluster, open_engine(settings(cluster)) as engine:
        done = engine.map(reversing(seen), MANY)
        first = next(done)
        [worker] = [one for one in cluster.workers if str(one.pid) == min(p.name for p in seen.iterdir())]
        worker.kill()
        assert [first, *done] == [data[::-1] for data in MANY]


def test_what_brings_down_one_worker_after_another_is_done_here_under_the_limits_of_this_machine(
    needs_dask: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
    with running(tmp_path / "cluster", nannies=True) as cluster, open_engine(settings(cluster)) as engine:
        assert list(engine.map(DYING, [b"one"])) == [b"here one"]
        seen = tmp_path / "seen"
        seen.mkdir()
        assert list(engine.map(reversing(seen), MANY[:3])) == [data[::-1] for data in MANY[:3]]


def test_what_fails_on_a_worker_is_done_here(cluster: Cluster) -> None:
    with open_engine(settings(cluster)) as engine:
        assert list(engine.map(FAILING, [b"one", b"two"])) == [b"here one", b"here two"]


@pytest.mark.parametrize("command", ["merge", "send"])
def test_a_scheduler_that_is_away_changes_nothing(
    sent: Path, needs_dask: None, tmp_path: Path, command: str
) -> None:
    with running(tmp_path / "cluster", workers=0) as cluster:
        folder = with_engine(sent, on(cluster))
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    before = files(folder), ledger(folder), master(folder).read_bytes()
    run = regionplan("--lang", "en", command, folder=folder)
    assert run.status == 3
    assert "config.yaml, engine.address: The Dask scheduler at tcp://127.0.0.1:" in run.err
    assert "cannot be reached (" in run.err
    assert "or write «engine: {kind: processes}» in config.yaml." in run.err
    assert "Traceback" not in run.err
    assert "distributed" not in run.err
    assert (files(folder), ledger(folder), master(folder).read_bytes()) == before


def test_a_scheduler_without_workers_is_not_waited_for_without_end(
    sent: Path, needs_dask: None, tmp_path: Path
) -> None:
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    with running(tmp_path / "cluster", workers=0) as cluster:
        run = regionplan("--lang", "en", "merge", folder=with_engine(sent, on(cluster)))
    assert run.status == 3
    assert "has no workers. Start some with «dask worker tcp://127.0.0.1:" in run.err
    assert [path.name for path in (sent / "workbooks" / "inbox").iterdir()] == ["Næringsforum svar.xlsx"]


def test_a_worker_with_another_version_of_the_program_is_refused_before_anything_is_done(
    sent: Path, needs_dask: None, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(PROJECT / "regionplan_xl", other / "regionplan_xl")
    with (other / "regionplan_xl" / "text.py").open("a", encoding="utf-8") as file:
        file.write("\n# another day's work\n")
    before = files(sent), ledger(sent)
    with running(tmp_path / "cluster", workers=0) as cluster:
        cluster.add_worker(other)
        run = regionplan("--lang", "en", "send", "--new", folder=with_engine(sent, on(cluster)))
    assert run.status == 3
    assert "does not run this program (there: regionplan_xl" in run.err
    assert "Install the same versions on every worker" in run.err
    assert (files(sent), ledger(sent)) == before


def test_collecting_needs_no_other_machine(sent: Path, needs_dask: None, tmp_path: Path) -> None:
    with running(tmp_path / "cluster", workers=0) as cluster:
        folder = with_engine(sent, on(cluster))
    answer(folder, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    run = regionplan("--json", "collect", folder=folder)
    assert run.status in (0, 1), run.err
    assert [entry["file"] for entry in run.data["received"]] == ["Næringsforum svar.xlsx"]


def certificate(folder: Path, openssl: str, name: str, signed_by: str = "") -> None:
    """Make `name`.pem and `name`.key, signed by our authority or self-signed."""
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem"]  # fmt: skip
    if signed_by:
        made += ["-CA", f"{signed_by}.pem", "-CAkey", f"{signed_by}.key"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)


def test_under_tls_only_those_with_a_certificate_of_the_same_authority_are_spoken_to(
    sent: Path, needs_dask: None, needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    openssl = needs_program("openssl")
    for name, signed_by in (("ca", ""), ("plan", "ca"), ("other", ""), ("stranger", "other")):
        certificate(sent, openssl, name, signed_by)
    answer(sent, "Næringsforum", {"1.1.1": {"Status": "Gjennomført"}})
    tls = [f"--tls-ca-file={sent}/ca.pem", f"--tls-cert={sent}/plan.pem", f"--tls-key={sent}/plan.key"]
    with running(tmp_path / "cluster", tls=tls) as cluster:
        assert cluster.address.startswith("tls://")
        start = f"{{kind: dask, address: '{cluster.address}'"
        with_engine(sent, f"{start}, ca: ca.pem, cert: stranger.pem, key: stranger.key}}")
        refused = regionplan("--lang", "en", "merge", folder=sent)
        assert refused.status == 3, refused.err
        assert "cannot be reached" in refused.err
        with_engine(sent, f"{start}, ca: ca.pem, cert: away.pem, key: plan.key}}")
        missing = regionplan("--lang", "en", "merge", folder=sent)
        assert missing.status == 2, missing.err
        assert f"engine.cert: The file «{sent}/away.pem» cannot be read (No such file" in missing.err
        with_engine(sent, f"{start}, ca: ca.pem, cert: plan.pem, key: stranger.key}}")
        mixed = regionplan("--lang", "en", "merge", folder=sent)
        assert mixed.status == 2, mixed.err
        assert "The files «ca», «cert» and «key» cannot be used" in mixed.err
        assert [path.name for path in (sent / "workbooks" / "inbox").iterdir()] == ["Næringsforum svar.xlsx"]
        with_engine(sent, f"{start}, ca: ca.pem, cert: plan.pem, key: plan.key}}")
        run = regionplan("--json", "merge", folder=sent)
        assert run.status == 0, run.err
        assert [change["number"] for change in run.data["changes"]] == ["1.1.1"]


def test_a_scheduler_that_is_lost_in_mid_run_ends_the_work_for_now(needs_dask: None, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    with running(tmp_path / "cluster") as cluster, open_engine(settings(cluster)) as engine:
        done = engine.map(reversing(seen), MANY)
        assert next(done) == MANY[0][::-1]
        cluster.end_scheduler()
        with pytest.raises(NotNow) as ended:
            list(done)
    assert "The Dask scheduler at" in str(ended.value)
    assert ended.value.exit_status == 3
