"""The template is rendered in a fork while the command does something else; it is the same template."""

import os
import signal
from collections.abc import Iterator

import pytest

from regionplan_xl.engine.forks import can_fork
from regionplan_xl.excel.actor import template
from regionplan_xl.excel.actor.template import begin_template, render_template
from regionplan_xl.plan.status import LANGUAGES, STANDARD

pytestmark = pytest.mark.skipif(not can_fork(), reason="forks are only used on Linux")


@pytest.fixture(autouse=True)
def _nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(template, "_BEGUN", {})
    monkeypatch.setattr("threading.active_count", lambda: 1)  # whatever other tests have left running
    render_template.cache_clear()
    yield
    render_template.cache_clear()


def rendered_here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What this process renders from now on."""
    seen: list[tuple[object, ...]] = []
    here, render = os.getpid(), template._rendered

    def noted(*of: object) -> bytes:
        if os.getpid() == here:
            seen.append(of)
        return render(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(template, "_rendered", noted)
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_fork_rendered_is_the_template_and_is_asked_for_once(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = render_template(language, STANDARD)
    render_template.cache_clear()
    here, forks, fork = rendered_here(monkeypatch), list[int](), os.fork

    def noted() -> int:
        forks.append(pid := fork())
        return pid

    monkeypatch.setattr("os.fork", noted)
    begin_template(language, STANDARD)
    assert render_template(language, STANDARD) == once
    assert here == []
    (pid,) = forks
    with pytest.raises(ChildProcessError):  # it has ended, and was waited for
        os.waitpid(pid, os.WNOHANG)
    render_template.cache_clear()
    begin_template(language, STANDARD)  # as a service that sends again: it is rendered here
    assert render_template(language, STANDARD) == once
    assert here == [(language, STANDARD, 0)]


def test_another_template_than_the_one_begun_is_rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = rendered_here(monkeypatch)
    begin_template("nn", STANDARD)
    assert render_template("nn", STANDARD, 2) != render_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 2)]


def test_if_the_fork_is_lost_the_template_is_rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    once = render_template("nb", STANDARD)
    render_template.cache_clear()
    here, render = rendered_here(monkeypatch), template._rendered
    command = os.getpid()
    monkeypatch.setattr(
        template,
        "_rendered",
        lambda *of: render(*of) if os.getpid() == command else os.kill(os.getpid(), signal.SIGKILL),
    )
    begin_template("nb", STANDARD)
    assert render_template("nb", STANDARD) == once
    assert here == [("nb", STANDARD, 0)]


def test_beside_other_threads_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    here = rendered_here(monkeypatch)
    begin_template("nn", STANDARD)
    render_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 0)]


def test_if_the_system_has_no_process_for_it_the_template_is_rendered_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr("os.fork", refuse)
    here = rendered_here(monkeypatch)
    begin_template("nn", STANDARD)
    render_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 0)]
