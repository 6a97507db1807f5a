"""Small files to read: good ones, in which people wrote a little, and one that makes the parser of .xlsb abort."""

from tests.ooxml.packages import workbook
from tests.sandbox.old_books import xlsb

CODE, WRITTEN = "HX7-4KQ", "Vi er i gang"
GOOD = workbook(
    f'<row r="1"><c r="A1" t="inlineStr"><is><t>Kode: {CODE}</t></is></c>'
    f'<c r="B1" t="inlineStr"><is><t>{WRITTEN}</t></is></c></row>'
)
FAR = xlsb({(0, 0): 1.0, (1_048_575, 16_383): 2.0})
# A whole row and 4,000 rows of a column: no line of the block around them is empty.
ABORTING = xlsb({(0, column): 1.0 for column in range(16_384)} | {(row, 0): 2.0 for row in range(4_000)})


def numbered(number: int) -> bytes:
    """Return a workbook with a number in A1."""
    return workbook(f'<row r="1"><c r="A1"><v>{number}</v></c></row>')
