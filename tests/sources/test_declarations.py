"""The declarations are the input contract."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sources import SOURCES
from sources.landed import schema
from sources.reader import codes, header
from sources.reader.header import clean
from sources.source import CODE, Column

CONTRACT = Path(__file__).parents[3] / "shared" / "design" / "extracts.toml"
contract = pytest.mark.skipif(not CONTRACT.exists(), reason="the contract (../shared/design/extracts.toml) is not here")


def column_of(extract: str, name: str) -> Column:
    return next(column for column in SOURCES[extract].columns if column.name == name)


def extracts() -> dict[str, Any]:
    """What the contract agrees on; what is declared beyond it has its own tests."""
    if not CONTRACT.exists():
        return {}
    return {name: table for name, table in tomllib.loads(CONTRACT.read_text("utf-8")).items() if name != "codes"}


@contract
def test_each_extract_of_the_contract_is_declared() -> None:
    assert extracts().keys() <= SOURCES.keys()
    assert sorted(SOURCES) == list(SOURCES)


@contract
@pytest.mark.parametrize("name", extracts())
def test_the_declaration_says_what_the_contract_says(name: str) -> None:
    source, agreed = SOURCES[name], extracts()[name]
    declared = [
        [column.name, column.header, column.type + "!" * column.required, *column.also] for column in source.columns
    ]
    assert declared == agreed["columns"]
    assert [source.title, source.department, list(source.key)] == [agreed["title"], agreed["department"], agreed["key"]]
    assert source.adds_up == (name in {"contribution", "tax_payment", "wage", "fund_deposit", "subsidy"})


@contract
def test_codes_are_mapped_as_the_contract_maps_them() -> None:
    agreed = tomllib.loads(CONTRACT.read_text("utf-8"))["codes"]
    for column, mapping in agreed.items():
        dropped = mapping.pop("ignored", [])
        known = next(one for source in SOURCES.values() for one in source.columns if one.name == column)
        assert set(codes.ignored(known)) == {codes.key(word) for word in dropped}
        for canonical, printed in mapping.items():
            for word in [canonical, *printed]:
                assert codes.spellings(known)[codes.key(word)] == canonical


@contract
def test_words_beside_a_code_column_are_accepted_as_they_stand() -> None:
    extract = ""
    for line in CONTRACT.read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            extract = heading[1]
        if match := re.match(r'\s*\["(\w+)", "[^"]+", "code!?".*\],\s*# ([^ :]+/[^ ]+)', line):
            accepted = codes.spellings(column_of(extract, match[1]))
            assert [accepted.get(codes.key(word)) for word in match[2].split("/")] == match[2].split("/")


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_header_names_two_columns(source: Any) -> None:
    owners: dict[str, set[str]] = {}
    for column in source.columns:
        for spelling in (column.name, column.header, *column.also):
            owners.setdefault(clean(spelling), set()).add(column.name)
    assert [spelling for spelling, names in owners.items() if len(names) > 1] == []


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_every_code_column_has_its_words(source: Any) -> None:
    assert all(codes.spellings(column) for column in source.columns if column.type == CODE)
    assert schema(source).names == [*(column.name for column in source.columns), "source_line", "source_sheet"]
    assert set(source.key) <= set(schema(source).names)


def test_ethnic_groups_are_the_fifty_six_of_the_standard() -> None:
    assert codes.ETHNICITIES["01"] == codes.ETHNICITIES["HA"] == codes.ETHNICITIES["汉"] == "汉族"
    assert codes.ETHNICITIES["56"] == codes.ETHNICITIES["JN"] == "基诺族"
    assert len({name for name in codes.ETHNICITIES.values() if name.endswith("族")}) == 56


@pytest.mark.parametrize(
    "printed", ["村（社区）名称", "村(社区)名称", "村（社区）名称（必填）", "*村（社区）名称\n(文本)"]
)
def test_a_header_that_has_brackets_of_its_own_is_known_with_a_note_behind_it(printed: str) -> None:
    assert header.named(header.spellings(SOURCES["bond"]), printed) == "village_name"
