"""What a heading says of all measures below it."""

from tests.documents.drawn_tables import drafted, heading, table


def test_measures_below_a_row_with_a_label_and_a_body_are_that_bodys_and_that_is_asked_about() -> None:
    draft = drafted(
        heading("Villrein"),
        table(
            """
            Nr | Tiltak | Frist | Status
            Ansvar: Statsforvaltaren | < | < | <
            1 | Regulere ferdsel | 2026 | I gang
            2 | Informere hyttefolk | 2025 | Ferdig
            Ansvar: Villreinnemnda | < | < | <
            3 | Merkje simler | 2025 | Ferdig
            """
        ),
    )
    assert [one.responsible.text for one in draft.measures] == [
        "Statsforvaltaren", "Statsforvaltaren", "Villreinnemnda",
    ]  # fmt: skip
    assert all(one.responsible.doubt for one in draft.measures)


def test_what_a_measure_says_itself_counts_more_than_the_heading_above() -> None:
    draft = drafted(
        heading("Frist: 2027"),
        table("Tiltak | Ansvar | Frist\nByggje bru | Hol | 2026\nMale bru | Hol | "),
    )
    assert [one.timeframe.text for one in draft.measures] == ["2026", "2027"]


def test_shares_below_a_heading_like_that_of_a_time_are_no_times() -> None:
    draft = drafted(
        table(
            """
            Tiltak | Ansvar | Start | Slutt | Gjennomføringstida
            Kjøpe elbilar | Helse | 2024 | 2026 | 60 %
            Byggje om skular | Eigedom | 2023 | 2024 | 100 %
            """
        )
    )
    assert [one.timeframe.text for one in draft.measures] == ["2024 – 2026", "2023 – 2024"]


def test_how_far_a_measure_has_come_is_known_by_the_words_for_it() -> None:
    draft = drafted(
        table("Tiltak | Ansvar | Gjennomføringsgrad\nKjøpe elbilar | Helse | 60 %\nByggje bru | Hol | 0 %")
    )
    assert [one.progress.text for one in draft.measures] == ["60 %", "0 %"]
