"""Write small PDFs of words at given positions, in Helvetica, with lines around cells if wanted."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A text and the position of its beginning, in points from the left and the top of the page."""

    left: float
    top: float
    text: str
    size: float = 10.0
    bold: bool = False


_HEIGHT = 842


Box = tuple[float, float, float, float]  # left, top, right, bottom


def pdf(*pages: Sequence[Words], boxes: Sequence[Box] = (), fills: Sequence[Box] = ()) -> bytes:
    """Return a PDF; `boxes` are drawn on every page, and `fills` filled with grey."""
    count = len(pages)
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
            for name in ("Helvetica", "Helvetica-Bold")
        ),
    ]
    for n, words in enumerate(pages):
        fonts = "<< /Font << /F0 3 0 R /F1 4 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {_HEIGHT}] /Contents {6 + 2 * n} 0 R "
            f"/Resources {fonts} >>".encode()
        )
        drawn = b"\n".join([*map(_fill, fills), *map(_shown, words), *map(_outline, boxes)])
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _shown(words: Words) -> bytes:
    text = words.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    baseline = _HEIGHT - words.top - words.size
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET" % (words.bold, words.size, words.left, baseline, text)


def _fill(box: Box) -> bytes:
    left, top, right, bottom = box
    return b"0.9 g %g %g %g %g re f 0 g" % (left, _HEIGHT - bottom, right - left, bottom - top)


def _outline(box: Box) -> bytes:
    left, top, right, bottom = box
    return b"%g %g %g %g re S" % (left, _HEIGHT - bottom, right - left, bottom - top)


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for n, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(made))
    )
