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

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import sources
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


def _with(path: Path, source: Source, form: Form) -> Source:
    columns = {column.name: column for column in source.columns}
    for printed, words in form.headers.items():
        name = _column(path, source, (source.name, "headers"), printed)
        for word in words:
            other = header.declared(source).get(header.clean(word), name)
            if other != name or not header.clean(word):
                told = f"里的“{word}”已经是“{columns[other].header}”列的写法" if word.strip() else "里有空的写法"
                raise refusal(path, (source.name, "headers", printed), told)
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
