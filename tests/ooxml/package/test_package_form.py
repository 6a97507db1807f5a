"""A form gives the same package as writing everything, whatever is filled in."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from regionplan_xl.ooxml.package.package import Package
from tests.ooxml.packages import workbook

TEXTS = st.one_of(st.binary(max_size=40), st.binary(min_size=400, max_size=700), st.just(b"<row/>" * 20_000))


@settings(deadline=None)
@given(st.data())
def test_a_filled_form_holds_its_constants_and_what_was_filled_in_and_all_else_as_it_was(
    data: st.DataObject,
) -> None:
    book = workbook()
    package = Package.open(book)
    names = sorted(name for name in package.names if name != "[Content_Types].xml")
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    constants = {name: data.draw(st.lists(TEXTS, min_size=1, max_size=4)) for name in chosen}
    form = package.form(constants)
    for _ in range(2):
        gaps = {name: [data.draw(TEXTS) for _ in given[1:]] for name, given in constants.items()}
        filled = zipfile.ZipFile(io.BytesIO(form.pack(gaps)))
        assert filled.testzip() is None
        before = zipfile.ZipFile(io.BytesIO(book))
        assert filled.namelist() == before.namelist()
        for name in filled.namelist():
            if name not in constants:
                assert filled.read(name) == before.read(name)
                continue
            first, *rest = constants[name]
            expected = first + b"".join(g + c for g, c in zip(gaps[name], rest, strict=True))
            assert filled.read(name) == expected
