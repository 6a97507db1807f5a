"""The template rendered in a fork while the command does other work is the same template."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from regionplan_xl.engine.forks import can_fork
from regionplan_xl.excel.actor import template
from regionplan_xl.excel.actor.template import render_actor_template, template_begun
from regionplan_xl.plan.status import LANGUAGES, STANDARD

pytestmark = pytest.mark.skipif(not can_fork(), reason="forks are only used on Linux")


@pytest.fixture(autouse=True)
def _nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(template, "_BEGUN", {})
    monkeypatch.setattr("threading.active_count", lambda: 1)  # whatever other tests have left running
    render_actor_template.cache_clear()
    yield
    render_actor_template.cache_clear()


def rendered_here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Return the list of calls that this process makes from now on to render a template."""
    seen: list[tuple[object, ...]] = []
    here, render = os.getpid(), template._rendered

    def noted(*of: object) -> bytes:
        if os.getpid() == here:
            seen.append(of)
        return render(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(template, "_rendered", noted)
    return seen


def forks_from_now_on(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list of ids of forks that this process makes from now on."""
    forks, fork = list[int](), os.fork

    def noted() -> int:
        forks.append(pid := fork())
        return pid

    monkeypatch.setattr("os.fork", noted)
    return forks


def assert_ended(forks: list[int]) -> None:
    """Assert that there was one fork, which has ended and was waited for."""
    (pid,) = forks
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_fork_rendered_is_the_template_and_is_asked_for_once(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = render_actor_template(language, STANDARD)
    render_actor_template.cache_clear()
    here, forks = rendered_here(monkeypatch), forks_from_now_on(monkeypatch)
    with template_begun(language, STANDARD):
        assert render_actor_template(language, STANDARD) == once
    assert here == []
    assert_ended(forks)
    render_actor_template.cache_clear()
    with template_begun(language, STANDARD):  # as a service that sends again: it is rendered here
        assert render_actor_template(language, STANDARD) == once
    assert here == [(language, STANDARD, 0)]


@pytest.mark.parametrize("fails", [False, True])
def test_a_fork_that_nobody_asks_does_not_outlive_the_block(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    forks = forks_from_now_on(monkeypatch)
    with suppress(KeyError), template_begun("nn", STANDARD):
        if fails:
            raise KeyError
    assert_ended(forks)
    with template_begun("nn", STANDARD):  # as a service that tries again
        assert len(forks) == 2


def test_another_template_than_the_one_begun_is_rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = rendered_here(monkeypatch)
    with template_begun("nn", STANDARD):
        assert render_actor_template("nn", STANDARD, 2) != render_actor_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 2)]


def test_if_the_fork_is_lost_the_template_is_rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    once = render_actor_template("nb", STANDARD)
    render_actor_template.cache_clear()
    here, render = rendered_here(monkeypatch), template._rendered
    command = os.getpid()
    monkeypatch.setattr(
        template,
        "_rendered",
        lambda *of: render(*of) if os.getpid() == command else os.kill(os.getpid(), signal.SIGKILL),
    )
    with template_begun("nb", STANDARD):
        assert render_actor_template("nb", STANDARD) == once
    assert here == [("nb", STANDARD, 0)]


def test_beside_other_threads_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    here = rendered_here(monkeypatch)
    with template_begun("nn", STANDARD):
        render_actor_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 0)]


def test_if_the_system_has_no_process_for_it_the_template_is_rendered_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr("os.fork", refuse)
    here = rendered_here(monkeypatch)
    with template_begun("nn", STANDARD):
        render_actor_template("nn", STANDARD)
    assert here == [("nn", STANDARD, 0)]
