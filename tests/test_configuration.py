"""Every key of every file of configuration, misspelt, is one sentence: the file, the line and the key that was meant.

So is a value of another type. What a file may hold under any name (old names of places, writings of one word) is no
key: it is left out here, and its values are not.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import regions
from base.errors import BadInput
from base.home import Home
from base.strict import read_toml
from county import names
from flows import backup, receivers
from matchers import child, project
from matchers.employer import link as employer
from matchers.engine import weights
from matchers.person import link as person
from matchers.text import address_likeness, address_words, families, vocabulary
from sql import analysis, configuration, plans_page, policy, publication

NOTIFY = """\
missing_days = 3
[[receiver]]
name = "值班"
url = "json://127.0.0.1:9/x"
wants = ["failed"]
[[receiver]]
env = "ADDRESS"
[[receiver]]
file = "address"
[[receiver]]
command = ["true"]
"""
BACKUP = 'password = { env = "NAME" }\n'
WITH_ALL = """
[worklists]
contact = "社保中心"
masking = "full"
workers = { 320923100 = "王网格" }
password = { file = "word" }
least_priority = 3
rows_a_round = 300
[feedback]
"暂未办理" = ["停产"]
[keep]
worklists_days = 90
desk_days = 90
reports_days = 90
messages_days = 90
feedback_days = 90
surveys_days = 90
survey_answers_days = 400
[policy.resident_medical_grace_until]
source = "县医保局"
verified = true
values = [{ from = 2025-07-01, value = 228 }]
"""
"""What a region's file may say and none of ours does."""


def _region(name: str) -> Callable[[Path], object]:
    def read(_: Path) -> object:
        found = regions.read(name)
        configuration.check(found)
        return found

    return read


def _home(read: Callable[[Home], object]) -> Callable[[Path], object]:
    return lambda path: read(Home(path.parent))


def _weights(part: Any) -> Callable[[Path], object]:
    return lambda path: weights.read(path, part.MATCHER.sizes)


@dataclass(frozen=True)
class File:
    """A file of configuration, what reads it, and the tables whose keys may be any."""

    path: Path
    read: Callable[[Path], object]
    free: tuple[tuple[str, ...], ...] = ()
    text: str | None = None

    def __str__(self) -> str:
        return self.path.name

    @property
    def written(self) -> str:
        return self.path.read_text("utf-8") if self.text is None else self.text


PLACES = (("aliases",), ("apart",), ("offices",), ("worklists", "workers"))
FUNING = regions.FOLDER / "funing.toml"
ROOT = regions.FOLDER.parent
FILES = (
    *(File(regions.FOLDER / f"{name}.toml", _region(name), PLACES) for name in regions.names()),
    File(FUNING, _region("funing"), PLACES, FUNING.read_text("utf-8") + WITH_ALL),
    File(policy.FILE, lambda path: policy.read(file=path), ((),)),
    File(ROOT / "sql" / "columns.toml", publication.dictionary, (("table",), ("column",))),
    File(ROOT / "sql" / "analysis.toml", analysis.rules),
    File(
        ROOT / "matchers" / "text" / "words.toml",
        lambda path: read_toml(path, vocabulary.Words),
        (("same",), *(("forms", kind) for kind in ("company", "trader", "other")), ("provinces",), ("counties",)),
    ),
    File(
        ROOT / "matchers" / "text" / "families.toml",
        lambda path: read_toml(path, families.Families),
        (("writings",), ("starts",), ("ends",), ("family",), ("general",)),
    ),
    File(ROOT / "matchers" / "text" / "address_words.toml", lambda path: read_toml(path, address_words.AddressWords)),
    File(
        ROOT / "matchers" / "text" / "counties.toml",
        lambda path: read_toml(path, address_words.Counties),
        (("counties",),),
    ),
    File(address_likeness.PATH, lambda path: read_toml(path, address_likeness.AddressWeights)),
    File(ROOT / "county" / "words.toml", lambda path: read_toml(path, names.Words), (("neighbours",),)),
    *(File(part.WEIGHTS, _weights(part)) for part in (child, employer, person, project)),
    File(Path("notify.toml"), _home(receivers.read), text=NOTIFY),
    File(Path("backup.toml"), _home(backup.password), text=BACKUP),
)
TABLES = (
    *(File(regions.FOLDER / f"{name}.csv", _region(name)) for name in regions.names()),
    *(File(regions.FOLDER / f"{name}.targets.csv", _region(name)) for name in regions.names()),
    File(regions.FOLDER / "requirements.csv", lambda _: plans_page.requirements()),
)


@dataclass(frozen=True)
class Key:
    """A key where it is written."""

    line: int
    start: int
    end: int
    name: str
    table: tuple[str, ...]

    def misspelt(self, text: str, as_: str) -> str:
        lines = text.splitlines()
        line = lines[self.line - 1]
        lines[self.line - 1] = line[: self.start] + as_ + line[self.end :]
        return "\n".join(lines) + "\n"


def written(file: File) -> Iterator[Key]:
    """Every key of the file but those that may be any."""
    return (key for key in _written(file.written) if key.table not in file.free)


def _written(text: str) -> Iterator[Key]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\[+[^\[\]]+\]+$", line):
            table = ()
            for part in re.finditer(r'"[^"]*"|[\w-]+', line):
                yield Key(number, part.start(), part.end(), part[0].strip('"'), table)
                table = (*table, part[0].strip('"'))
        elif key := re.match(r'("[^"]*"|[\w-]+) = ', line):
            name = key[1].strip('"')
            yield Key(number, key.start(1), key.end(1), name, table)
            if line[key.end() :].startswith(("{", "[{")):
                for inner in re.finditer(r"[{,] (?:\[?\{ )?([a-z0-9_]+) = ", line):
                    yield Key(number, inner.start(1), inner.end(1), inner[1], (*table, name))


def one_of_each(file: File) -> Iterator[Key]:
    """Every key that a table of the file may have, once: not of each list or parameter again."""
    seen = set()
    for key in written(file):
        name = "*" if key.table in (("lists",), ("feature",), ("policy",)) else key.name
        section = () if () in file.free else key.table[:1]
        if (kind := (section, len(key.table), name)) not in seen:
            seen.add(kind)
            yield key


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the regions' files, which are read from there."""
    for path in regions.FOLDER.glob("*.[tc]*"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(regions, "FOLDER", tmp_path)
    return tmp_path


def refused(file: File, folder: Path, text: str) -> str:
    """What is said of the file with this text; its name is the file's own."""
    path = folder / file.path.name
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    try:
        with pytest.raises(BadInput) as refusal:
            file.read(path)
    finally:
        if before is not None:
            path.write_text(before, encoding="utf-8")
    assert str(refusal.value).startswith(str(path))
    assert str(refusal.value).count("。") == 1
    return str(refusal.value).removeprefix(str(path))


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_file_reads_as_it_is(file: File, place: Path) -> None:
    path = place / file.path.name
    path.write_text(file.written, encoding="utf-8")
    path.chmod(0o600)
    if path.name != "backup.toml":  # where there is none, a password cannot be had
        assert file.read(path)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        pytest.param(file, key, id=f"{file} {'.'.join((*key.table, key.name))}")
        for file in FILES
        for key in one_of_each(file)
    ],
)
def test_a_misspelt_key_is_told_with_file_line_and_the_key_that_was_meant(file: File, key: Key, place: Path) -> None:
    said = refused(file, place, key.misspelt(file.written, misspellings(key.name)[0]))
    assert said.startswith(f" 第{key.line}行：")
    assert said.endswith(f"，是否想写 {key.name}；请改正。")


def misspellings(name: str) -> list[str]:
    """A letter twice, two letters swapped, a letter lost."""
    swapped = [name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1)]
    lost = [name[:at] + name[at + 1 :] for at in range(len(name))] if len(name) > 3 else []
    twice = [name[: at + 1] + name[at:] for at in range(len(name))]
    return [_quoted(one) for one in (*lost[1:], *swapped, *twice) if one != name]


def _quoted(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else f'"{key}"'


KEYS = [(file, key) for file in FILES for key in written(file)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_so_is_any_key_however_it_is_misspelt(place: Path, data: st.DataObject) -> None:
    file, key = data.draw(st.sampled_from(KEYS))
    said = refused(file, place, key.misspelt(file.written, data.draw(st.sampled_from(misspellings(key.name)))))
    assert said.startswith(f" 第{key.line}行：")
    assert f"，是否想写 {key.name}" in said


@pytest.mark.parametrize("file", TABLES, ids=str)
def test_a_misspelt_column_is_told_with_the_column_that_was_meant(file: File, place: Path) -> None:
    head, rest = file.written.split("\n", 1)
    for name in head.strip().split(","):
        column = name[:1] + name[2:]
        said = refused(file, place, head.replace(name, column, 1) + "\n" + rest)
        assert said == f" 第1行：没有名为 {column} 的列，是否想写 {name}；请改正。"


def entries(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of a file, and where it stands."""
    if at:
        yield at, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, one in inner:
        yield from entries(one, (*at, part))


def one_of_each_value(file: File) -> Iterator[tuple[Any, ...]]:
    """A value of every kind that the file holds: not of each list, column or parameter again."""
    seen = set()
    for at, value in entries(tomllib.loads(file.written)):
        is_one_of_many = at[:-1] in file.free or isinstance(at[-1], int) or (len(at) > 1 and isinstance(value, dict))
        section = "*" if () in file.free else at[0]
        if (kind := (section, len(at), "*" if is_one_of_many else at[-1])) not in seen:
            seen.add(kind)
            yield at


@pytest.mark.parametrize(
    ("file", "at"),
    [pytest.param(file, at, id=f"{file} {'.'.join(map(str, at))}") for file in FILES for at in one_of_each_value(file)],
)
def test_a_value_of_another_type_is_told_with_its_key(file: File, at: tuple[Any, ...], place: Path) -> None:
    whole = tomllib.loads(file.written)
    holder: Any = whole
    for part in at[:-1]:
        holder = holder[part]
    holder[at[-1]] = "不对" if isinstance(holder[at[-1]], int | float) else 7
    said = refused(file, place, "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in whole.items()))
    where, _, wanted = said.partition("应是")
    assert wanted
    assert where.endswith(f"第{at[-1] + 1}个 " if isinstance(at[-1], int) else f"{at[-1]} ")


def toml(value: Any) -> str:
    """A value in one line of TOML."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
