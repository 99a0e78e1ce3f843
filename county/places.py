"""What counties, prefectures and provinces are called in employers' names and addresses: data of `words.toml`."""

from functools import cache

from county.names import WORDS

_LINES = tuple(line.split() for line in WORDS.places)
NAMES = {code: name for code, name, *_ in _LINES}
"""Name by division code of two, four or six digits."""
SHORT_NAMES = {name: short for _, name, *rest in _LINES for short in rest}
"""阜宁县: 阜宁. The registry that gave a name is one, however it is written: it would not give both."""
LONG_NAMES = {short: name for name, short in SHORT_NAMES.items()}
NEIGHBOURS: dict[str, tuple[tuple[str, int, str], ...]] = {
    region: tuple((county, int(code), front) for county, code, front in map(str.split, lines))
    for region, lines in WORDS.neighbours.items()
}
"""Counties next door by region code: name, division code, province and prefecture."""


@cache
def own_places(county: str) -> tuple[str, ...]:
    """What the registries that a county's firms go to put in front of a name, the common ones more than once."""
    province, prefecture = NAMES[county[:2]], NAMES[county[:4]]
    name = NAMES.get(county, prefecture)
    wider = (prefecture, SHORT_NAMES[prefecture], SHORT_NAMES[province], province)
    return (name, SHORT_NAMES.get(name, name), SHORT_NAMES.get(name, name), *wider)


@cache
def fronts(county: str) -> tuple[str, ...]:
    """The beginnings of a county's addresses: with province and prefecture, or without."""
    province, prefecture, name = NAMES[county[:2]], NAMES[county[:4]], NAMES.get(county, "")
    return (f"{province}{prefecture}{name}", f"{prefecture}{name}", name, f"{province}{name}", "")


def in_full(place: str) -> str | None:
    """阜宁 or 阜宁县 with all that it lies in: 江苏省盐城市阜宁县; None where nothing is to be added."""
    name = LONG_NAMES.get(place, place)
    code = next((code for code, known in NAMES.items() if known == name), "")
    return "".join(NAMES[code[:digits]] for digits in (2, 4, 6) if digits <= len(code)) if len(code) > 2 else None
