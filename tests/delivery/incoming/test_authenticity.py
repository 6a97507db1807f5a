"""Who may answer: only senders that the receiving mail server has authenticated."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.delivery.mail.incoming.authentication_results import parse_authentication_results
from regionplan_xl.delivery.mail.incoming.authenticity import judge
from regionplan_xl.delivery.mail.incoming.sender_address import only_address
from regionplan_xl.delivery.mail.who_may_answer import may_answer
from tests.delivery.incoming.corpus import ADDRESS, MICROSOFT, SERVER, bad_cases, good_cases

GOOD, BAD = list(good_cases(750)), list(bad_cases(250))


def test_no_good_message_is_doubted() -> None:
    doubted = [case.headers for case in GOOD if judge(case.raw(), case.trust).address != ADDRESS]
    assert doubted == []


def test_no_forged_or_malformed_message_is_believed() -> None:
    believed = [
        (case.wrong, case.headers)
        for case in BAD
        if may_answer(judge(case.raw(), case.trust).address, ADDRESS, "domain")
    ]
    assert believed == []


def test_every_trick_is_tried_on_both_kinds_of_mailbox_where_it_can_be() -> None:
    tried = Counter((case.wrong, case.trust) for case in BAD)
    assert len({wrong for wrong, _ in tried}) == 14
    assert len(tried) >= 22
    assert {trust for _, trust in tried} == {SERVER, MICROSOFT}


def test_what_is_doubted_says_why() -> None:
    for case in BAD:
        verdict = judge(case.raw(), case.trust)
        assert bool(verdict.address) != (verdict.doubt is not None)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 749), st.text(alphabet='abc=;:()"\\ \n\r\0<>@,.\u202e', max_size=40), st.booleans())
def test_nothing_below_the_servers_own_results_changes_who_it_is(
    number: int, text: str, folded: bool
) -> None:
    case = GOOD[number]
    if "AuthAs" in case.headers:
        return
    below = f"X-Below: {text.replace(chr(10), ' ').replace(chr(13), ' ').replace(chr(0), ' ')}\n"
    forged = f"Authentication-Results: {SERVER}; dmarc=fail header.from=gol.kommune.no{' ' * folded}\n"
    assert judge(case.raw(below.encode() + forged.encode() + b"\nHei"), case.trust).address == ADDRESS


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 249), st.integers(0, 3_000), st.binary(max_size=4))
def test_a_forged_message_is_not_believed_for_damage_below_what_the_server_wrote(
    number: int, at: int, rubbish: bytes
) -> None:
    case = BAD[number]
    if case.wrong not in ("results_that_deny", "forged_further_down"):
        return
    raw = case.raw()
    own = raw.index(b"Received: from evil")
    place = own + at % (len(raw) - own)
    damaged = raw[:place] + rubbish + raw[place:]
    assert judge(damaged, case.trust).address != ADDRESS


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.sampled_from([SERVER, MICROSOFT, ""]))
def test_any_header_gets_a_verdict(text: str, trust: str) -> None:
    raw = f"Authentication-Results: {text}\r\nReceived: {text}\r\nFrom: {text}\r\n\r\n".encode(
        "utf-8", "replace"
    )
    assert judge(raw, trust).address in ("", only_address(text))
    parse_authentication_results(text)


def test_without_a_server_to_trust_nobody_is_believed() -> None:
    assert {judge(case.raw(), "").address for case in GOOD} == {""}


@pytest.mark.parametrize(
    "written", [f"; {ADDRESS} ;", f"post@gol.kommune.no, {ADDRESS}", f"Kari <{ADDRESS.upper()}>"]
)
def test_each_address_of_an_actor_may_answer(written: str) -> None:
    assert may_answer(ADDRESS, written, "address")


def test_a_colleague_may_answer_only_where_the_domain_counts() -> None:
    assert may_answer("ola@gol.kommune.no", ADDRESS, "domain")
    assert not may_answer("ola@gol.kommune.no", ADDRESS, "address")
    assert not may_answer("ola@hol.kommune.no", ADDRESS, "domain")
    assert not may_answer("ola@mail.gol.kommune.no", ADDRESS, "domain")
    assert not may_answer("", ADDRESS, "domain")
    assert not may_answer("ola@gol.kommune.no", "", "domain")


def test_where_everybody_may_have_an_address_only_the_address_itself_counts() -> None:
    assert may_answer("turlaget@gmail.com", "turlaget@gmail.com", "domain")
    assert not may_answer("evil@gmail.com", "turlaget@gmail.com", "domain")
    assert not may_answer("evil@online.no", "leiar@online.no; turlaget@gmail.com", "domain")
