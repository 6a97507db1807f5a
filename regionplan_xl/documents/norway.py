"""The municipalities and counties of Norway (norway.csv), looked up by their full name."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from regionplan_xl.text import normalise, squeeze

MUNICIPAL = ("kommune", "herad", "gielda", "suohkan", "tjïelte", "municipality")
COUNTY = ("fylkeskommune", "fylke", "county council", "county")
"""The words that follow the name of a municipality or county, the usual one first."""
_BODY = re.compile(rf"\s+(?P<body>{'|'.join((*MUNICIPAL, *COUNTY))})$", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """A municipality (four-digit number) or county (two digits): its names, one per official language."""

    number: str
    names: tuple[str, ...]
    former: tuple[str, ...] = ()

    @property
    def is_county(self) -> bool:
        """True for a county."""
        return len(self.number) == 2

    @property
    def name(self) -> str:
        """All names as written together: «Kárášjohka - Karasjok»."""
        return " - ".join(self.names)


@cache
def regions() -> tuple[Region, ...]:
    """Return the counties and municipalities since 2024, in the order of norway.csv."""
    text = resources.files(__package__).joinpath("norway.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Region(row["number"], tuple(row["name"].split(" - ")), tuple(filter(None, row["former"].split(";"))))
        for row in rows
    )


def county_of(region: Region) -> Region:
    """Return the county of a municipality; a county itself."""
    return next(county for county in regions() if county.number == region.number[:2])


def regions_called(name: str) -> tuple[Region, ...]:
    """Return everything with the name `name`: «Nes», «Nes kommune», «Akershus fylkeskommune»; never a partial match.

    A bare name means the municipality, if there is one. Former names of counties do not count.
    """
    found = _BODY.search(squeeze(name))
    known = _by_name().get(normalise(_BODY.sub("", squeeze(name))), ())
    if found is not None:
        return tuple(region for region in known if region.is_county == (normalise(found["body"]) in COUNTY))
    return tuple(region for region in known if not region.is_county) or known


def successors_of(name: str) -> tuple[Region, ...]:
    """Return the present counties that were part of the former county `name`."""
    former = normalise(_BODY.sub("", squeeze(name)))
    return tuple(region for region in regions() if former in map(normalise, region.former))


def without_body(name: str) -> str:
    """Return a name without a final «kommune» or «fylkeskommune»."""
    return _BODY.sub("", squeeze(name))


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for region in regions():
        for name in dict.fromkeys((*region.names, region.name)):
            found[normalise(name)] = (*found.get(normalise(name), ()), region)
    return found
