"""What the columns of a document were understood as, in the reader's words."""

from regionplan_xl.documents.planning.field_words import columns_in_words, field_words
from regionplan_xl.locale import catalog


def test_the_fields_of_columns_are_named_as_the_master_names_them() -> None:
    nynorsk = catalog("nn")
    assert nynorsk(field_words("responsible + involved")) == "Ansvar + Involvering"
    assert nynorsk(field_words("")) == "–"
    told = nynorsk(columns_in_words([("Lead", "responsible"), ("Cost", "")]))
    assert [line.strip() for line in told.split("\n")] == ["Lead = Ansvar", "Cost = –"]
