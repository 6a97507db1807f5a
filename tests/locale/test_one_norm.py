"""Each text is in one written norm: no word of Nynorsk in Bokmål, and none of Bokmål in Nynorsk."""

import re
from pathlib import Path

import pytest

from regionplan_xl.config.starter import default_config_text
from regionplan_xl.locale import catalog
from tests.paths import PACKAGE, PROJECT

# Words of the other norm, and forms of the own one that CONTRIBUTING.md does not choose.
FOREIGN = {
    "nb": """
        arbeidsboka blei cella dei då eit ein enno fila frå følgjer gjer gjev heile ho ikkje kva kvar kven lagra linja
        lista mappa noko nokon rada saka sida svara tida tiltaka utan vere veit òg
    """,
    "nn": """
        ble bare cellen ennå filen fra henne hva hver hvem hvis hvor igjen ikke jeg linjen listen mappen noe noen nå
        også raden saken uten vart vert være
    """,
}


def texts(language: str) -> dict[str, str]:
    """Return every text of a language by where it is: the catalog, the letters, and the comments of config.yaml."""
    known = catalog(language)
    found = dict(known.messages)
    found |= {f"{one} ({at})": text for one, forms in known.plurals.items() for at, text in enumerate(forms)}
    letters = (PACKAGE / "delivery" / "mail" / "templates").glob(f"*.{language}.txt")
    found |= {path.name: path.read_text("utf-8") for path in letters}
    found["config.yaml"] = "\n".join(
        line.partition("#")[2]
        for line in default_config_text("Plan", language).splitlines()
        if not line.lstrip().startswith(("colour", "label", "also"))
    )
    return found


def foreign_words(language: str, text: str) -> set[str]:
    words = set(re.findall(r"[\wæøåò]+", re.sub(r"\{[^}]*\}", " ", text).lower()))
    return words & set(FOREIGN[language].split())


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_every_text_is_in_one_written_norm(language: str) -> None:
    mixed = {
        where: found for where, text in texts(language).items() if (found := foreign_words(language, text))
    }
    assert not mixed


def test_a_mixed_sentence_is_found() -> None:
    assert foreign_words("nb", "La det stå, eller tøm cella, slik det var før sammenslåingen.") == {"cella"}
    assert foreign_words("nn", "Ho ligg igjen, og svaret gjeld også no.") == {"igjen", "også"}


def test_the_guide_is_in_nynorsk() -> None:
    guide = Path(PROJECT / "docs" / "brukarrettleiing.md").read_text("utf-8")
    prose = re.sub(r"```.*?```|`[^`]*`|\([^)]*\.md[^)]*\)", " ", guide, flags=re.DOTALL)
    assert not foreign_words("nn", prose)
