"""`home/forms.toml`: a county's own words for headers and codes, its units, and the sheets that hold no data.

```toml
[member]                                  # an extract
skip_sheets = ["说明*", "往年"]            # * stands for any characters
[member.headers]
"姓名" = ["职工姓名"]                      # our header, or the column's name: what they print
[member.codes."险种类型"]
"110" = ["企养"]                          # the value: their spellings; under "略过": rows that are dropped by name
[contribution.units]
"单位缴费额" = "万元"                      # where the file itself names no unit
```

What it says becomes part of the declaration (`sources`), by which a file's landing is named: a file is read anew when a
word of its extract changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

import sources
from base.atomic import written
from base.errors import BadInput
from base.home import Home
from base.strict import Strict, read_toml, refusal, unknown
from sources.reader import codes, header
from sources.source import CODE, DROPPED, YUAN, Column, Source

Words = tuple[str, ...]


@dataclass(frozen=True)
class Form(Strict):
    """What a county says of one extract."""

    headers: dict[str, Words] = field(default_factory=dict)
    codes: dict[str, dict[str, Words]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    skip_sheets: Words = ()


def of_home(home: Path | None) -> dict[str, Source] | None:
    """What the home's file says; None: no home is given. BadInput: it is not there, or the file is wrong."""
    if home and not home.is_dir():
        raise BadInput(f"{home}：工作文件夹不存在；请核对 --home。")
    return declared(Home(home).forms) if home else None


def declared(path: Path) -> dict[str, Source]:
    """Every extract, with what the file says of it; as declared where there is no file.

    BadInput: a name that nothing is called by, a word that means something else already.
    """
    found = dict(sources.SOURCES)
    if not path.exists():
        return found
    for name, form in read_toml(path, dict[str, Form]).items():
        if name not in found:
            raise refusal(path, (), unknown(name, found, "数据"), name)
        found[name] = _with(path, found[name], form)
    return found


def useless(home: Home) -> list[str]:
    """The lines of a home's file that change nothing, each with why, in Chinese; by what the last night has landed.

    Whether a spelling of a code was used is not known: what is landed has the value. BadInput: the file is wrong.
    """
    declared(home.forms)
    found: list[str] = []
    for name, form in (read_toml(home.forms, dict[str, Form]) if home.forms.exists() else {}).items():
        source = sources.SOURCES[name]
        printed, sheets = _landed(home.landing / name)
        known = header.spellings(source)
        for column, words in form.headers.items():
            place = f"[{name}.headers] “{column}”的"
            found += [f"{place}“{word}”本来就认识，可以删去" for word in words if header.clean(word) in known]
            unseen = [word for word in words if header.clean(word) not in {*known, *printed}]
            found += [f"{place}“{word}”在最近的文件里没有，请核对写法" for word in unseen if printed]
        for column, values in form.codes.items():
            spelled = codes.spellings(_named(source, column))
            place = f"[{name}.codes.“{column}”] "
            twice = [word for words in values.values() for word in words if codes.key(word) in spelled]
            found += [f"{place}“{word}”本来就认识，可以删去" for word in twice]
        for pattern in form.skip_sheets:
            if sheets and not any(fnmatchcase(sheet, pattern) for sheet in sheets):
                found.append(f"[{name}] skip_sheets 的“{pattern}”在最近的文件里没有，请核对写法")
    return found


def _named(source: Source, printed: str) -> Column:
    """The column of codes that is meant by a header or a name that `declared` has accepted."""
    name = header.spellings(source)[header.clean(printed)]
    return next(column for column in source.columns if column.name == name)


def _landed(folder: Path) -> tuple[set[str], set[str]]:
    """The header words, in comparing form, and the names of sheets of an extract's files that are landed."""
    printed: set[str] = set()
    sheets: set[str] = set()
    for file in sorted(folder.glob("*.json")):
        try:
            facts = json.loads(file.read_text("utf-8"))
            printed |= {header.clean(word) for word in facts["printed"]}
            sheets |= {sheet["name"] for sheet in facts["sheets"] if sheet["name"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue  # of another release, or damaged: the next night reads the file anew
    return printed, sheets


def _with(path: Path, source: Source, form: Form) -> Source:
    columns = {column.name: column for column in source.columns}
    for printed, words in form.headers.items():
        name = _column(path, source, (source.name, "headers"), printed)
        for word in words:
            other = header.declared(source).get(header.clean(word), name)
            if other != name or not header.clean(word):
                problem = f"里的“{word}”已经是“{columns[other].header}”列的写法" if word.strip() else "里有空的写法"
                raise refusal(path, (source.name, "headers", printed), problem)
        columns[name] = replace(columns[name], also=(*columns[name].also, *words))
    for printed, values in form.codes.items():
        place = (source.name, "codes", printed)
        name = _column(path, source, place[:2], printed, CODE)
        columns[name] = replace(columns[name], spelled=_spelled(path, columns[name], place, values))
    for printed, unit in form.units.items():
        name = _column(path, source, (source.name, "units"), printed, YUAN)
        if unit not in header.UNITS:
            raise refusal(path, (source.name, "units", printed), f"应是 {'、'.join(header.UNITS)} 之一")
        columns[name] = replace(columns[name], unit=unit)
    return replace(source, columns=tuple(columns.values()), skipped_sheets=form.skip_sheets)


def _column(path: Path, source: Source, place: tuple[str, ...], printed: str, kind: str = "") -> str:
    """The name of the column that is meant: by our header, any word for it, or its name."""
    known = {column.header: column.name for column in source.columns if kind in ("", column.type)}
    name = header.spellings(source).get(header.clean(printed))
    if name not in known.values():
        raise refusal(path, place, f"里{unknown(printed, known, '列')}", printed)
    return str(name)


def _spelled(
    path: Path, column: Column, place: tuple[str, ...], values: Mapping[str, Words]
) -> tuple[tuple[str, str], ...]:
    known = codes.spellings(column)
    spelled = dict(column.spelled)
    for printed, words in values.items():
        value = DROPPED if printed == DROPPED else known.get(codes.key(printed))
        if value is None:
            raise refusal(
                path, place, f"里{unknown(printed, [*sorted(set(known.values())), DROPPED], '代码')}", printed
            )
        for word in words:
            if known.get(codes.key(word), value) != value or not codes.key(word):
                meant = f"已经是“{known.get(codes.key(word))}”的写法" if word.strip() else "是空的"
                raise refusal(path, (*place, printed), f"里的“{word}”{meant}")
            spelled[word] = value
    return tuple(spelled.items())


def confirm(path: Path, lines: Sequence[str]) -> None:
    """Write lines that were offered (`offers.lines`: a table's head, then its entries) into a county's file.

    What stands in the file stays as it is written. BadInput: what would come of it cannot be read, or means two things;
    then nothing is changed.
    """
    text = path.read_text("utf-8") if path.exists() else ""
    table = ""
    for line in lines:
        if line.startswith("["):
            table = line
        elif not line.startswith("#"):
            text = _entered(text, table, line)
    trial = path.with_name(f".{path.name}.trial")
    try:
        with written(trial) as file:
            file.write(text.encode())
        declared(trial)
    except BadInput as wrong:
        raise BadInput(str(wrong).replace(str(trial), str(path))) from None
    finally:
        trial.unlink(missing_ok=True)
    with written(path) as file:
        file.write(text.encode())


def _entered(text: str, table: str, entry: str) -> str:
    """The text with an entry in its table: more words for a key that is there on one line, a new line otherwise."""
    found = text.splitlines()
    if table not in [line.split("#")[0].strip() for line in found]:
        return "\n".join([*found, *([""] if found else []), table, entry, ""])
    start = next(number for number, line in enumerate(found) if line.split("#")[0].strip() == table) + 1
    end = next((number for number in range(start, len(found)) if found[number].lstrip().startswith("[")), len(found))
    key, _, words = entry.partition(" = ")
    for number in range(start, end):
        name, is_entry, rest = found[number].partition("=")
        if is_entry and name.strip() in (key, key.strip('"')):
            stands, closes, remark = rest.rpartition("]")
            if not closes or "[" not in stands:
                raise BadInput(f"forms.toml 第{number + 1}行写成了几行，不能自动加上；请手工补上：{table} {entry}")
            bare = words.strip()[1:-1]
            if bare not in stands:
                found[number] = f"{name.rstrip()} = {stands.strip().rstrip(', ')}, {bare}]{remark}".replace("[, ", "[")
            return "\n".join([*found, ""])
    found.insert(start, entry)
    return "\n".join([*found, ""])
