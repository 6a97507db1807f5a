"""Short names of bodies, and what the document says that they stand for."""

from regionplan_xl.documents.blocks import Block
from regionplan_xl.documents.imported_document import Imported
from regionplan_xl.documents.planning.plan_of_draft import plan_of_draft
from regionplan_xl.documents.understanding.understand import understand
from tests.documents.drawn_tables import document, lines, table
from tests.documents.read_text import asked

PLAN = table("Tiltak | Tid | Ansvar\nLage kurs | 2026 | HO\nBygge bru | 2027 | EIG; VGS")


def read(*blocks: Block) -> Imported:
    whole = document(*blocks)
    return plan_of_draft(understand(whole), whole)


def names(imported: Imported) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(actor.name, actor.short, actor.aliases) for actor in imported.plan.actors]


def test_what_a_list_says_of_short_names_is_known_and_not_asked_about() -> None:
    wanted = [("HO", "", ("Helse og omsorg",)), ("EIG", "", ("Eigedom",)), ("VGS", "", ("Vik vidaregåande",))]
    for explained in (
        lines("Forklaring: HO = Helse og omsorg, EIG = Eigedom, VGS = Vik vidaregåande."),
        [table("Forkorting | Tyder\nHO | Helse og omsorg\nEIG | Eigedom\nVGS | Vik vidaregåande")],
        [table("HO = Helse og omsorg | EIG = Eigedom\nVGS = Vik vidaregåande | ")],
    ):
        imported = read(PLAN, *explained)
        assert names(imported) == wanted
        assert not [what for what in asked(imported) if "short for" in what]


def test_a_list_may_have_a_paragraph_for_each() -> None:
    imported = read(PLAN, *lines("HO: Helse og omsorg", "EIG – Eigedom"))
    assert names(imported)[:2] == [("HO", "", ("Helse og omsorg",)), ("EIG", "", ("Eigedom",))]


def test_a_body_that_is_called_by_both_names_is_one_and_that_is_told() -> None:
    also = table("Tiltak | Tid | Ansvar\nMale bru | 2026 | Vik vidaregåande")
    imported = read(PLAN, also, *lines("EIG = Eigedom, VGS = Vik vidaregåande"))
    assert ("Vik vidaregåande", "VGS", ()) in names(imported)
    assert "«VGS» was taken to be «Vik vidaregåande»." in asked(imported)


def test_a_short_name_that_is_explained_in_two_ways_is_asked_about() -> None:
    imported = read(
        PLAN, *lines("HO = Helse og omsorg, EIG = Eigedom", "HO = Handel og opplæring, EIG = Eigedom")
    )
    assert names(imported)[0] == ("HO", "", ())
    assert "The document does not say what «HO» is short for." in asked(imported)


def test_one_short_name_before_a_colon_explains_nothing() -> None:
    assert names(read(PLAN, *lines("EIG: Følgje opp tilboda")))[1] == ("EIG", "", ())
