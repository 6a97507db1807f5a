"""Which addresses a cell of the sheet Aktørar holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.delivery.mail.addresses import Addresses, domain_of, parse_address, parse_addresses


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", Addresses()),
        ("post@gol.kommune.no", Addresses(("post@gol.kommune.no",))),
        ("kari@gol.no; post@gol.no", Addresses(("kari@gol.no", "post@gol.no"))),
        ("kari@gol.no;\npost@gol.no;", Addresses(("kari@gol.no", "post@gol.no"))),
        ("kari@gol.no, post@gol.no", Addresses(("kari@gol.no", "post@gol.no"))),
        ("Li, Kari <kari@gol.no>; post@gol.no", Addresses(("kari@gol.no", "post@gol.no"))),
        ("«Kari» <mailto:kari@gol.no>", Addresses(("kari@gol.no",))),
        ("kari@gol.no; KARI@GOL.NO", Addresses(("kari@gol.no",))),
        ("Post@Gol.NO", Addresses(("Post@gol.no",))),
        ("post@ål.kommune.no", Addresses(("post@xn--l-1fa.kommune.no",))),
        ("ring oss", Addresses((), ("ring oss",))),
        ("post@gol; kari@gol.no", Addresses(("kari@gol.no",), ("post@gol",))),
        ("post@gol.no\r\nBcc: alle@example.org", Addresses(("post@gol.no",), ("Bcc: alle@example.org",))),
    ],
)
def test_the_first_address_in_a_cell_is_written_to_and_the_others_are_its_deputies(
    cell: str, found: Addresses
) -> None:
    assert parse_addresses(cell) == found
    assert (found.first, *found.deputies) == (found.valid or ("",))


@pytest.mark.parametrize(
    "text",
    [
        "post", "@gol.no", "post@", "post@@gol.no", "po st@gol.no", "post@gol..no", ".post@gol.no", "post.@gol.no",
        "post@-gol.no", "post@127.0.0.1", "pöst@gol.no", "post@gol.no\nBcc: x@y.no", "post\x00@gol.no",
        f"{'a' * 65}@gol.no", f"post@{'a' * 64}.no", f"post@{'gol.' * 80}no",
    ],
)  # fmt: skip
def test_what_no_server_would_take_is_no_address(text: str) -> None:
    assert parse_address(text) == ""


@settings(deadline=None)
@given(st.text())
def test_no_cell_gives_an_address_that_could_add_a_line_to_a_message(cell: str) -> None:
    for address in parse_addresses(cell).valid:
        assert address.isascii()
        assert address.isprintable()
        assert " " not in address
        assert domain_of(address) in address


@settings(deadline=None)
@given(st.text(max_size=40))
def test_nothing_in_a_cell_is_passed_over(cell: str) -> None:
    found = parse_addresses(cell)
    assert bool(found.valid or found.invalid) == bool(cell.replace(";", "").strip())
