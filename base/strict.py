"""Configuration is read strictly: a file's model knows every key, and whatever else stands in it is one sentence.

A model is a dataclass that inherits `Strict`: its fields are the keys, their types what may stand there, and what types
cannot say is checked in `__post_init__`, which raises `Wrong`. A misspelt key would otherwise leave its default in
force, and nobody would hear of it. Pydantic and RapidFuzz are imported when a file is read, or refused, not before:
they take longer to load than the command line takes to answer `--help`.
"""

import csv
import io
import json
import re
import tomllib
import types
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence, Sized
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from base.errors import BadInput

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]
"""Where something stands in a file: keys from the outermost, numbers (from 0) in lists."""
Model = TypeVar("Model")

_KINDS = {
    int: "整数",
    float: "数",
    str: "文字（写在引号里）",
    bool: "true 或 false",
    date: "日期（如 2026-11-22）",
}
_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
_ABSENT = 5
"""Points of likeness by which a key that the file lacks is nearer than one that it has."""
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w.-]|"[^"]*"|'[^']*')+)\s*=""")


def _spelling(field: str) -> str:
    """How a field is spelled in the file: `from_` as `from`, which Python keeps for itself."""
    return field.rstrip("_")


class Strict:
    """What every model of a configuration file inherits."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
        "alias_generator": _spelling,
    }

    def __post_init__(self) -> None:
        """What must stand in the file must say something."""
        for name in _required(cast(Hashable, type(self))):
            value = getattr(self, name)
            if isinstance(value, Sized) and not (value.strip() if isinstance(value, str) else value):
                raise Wrong("是空的", _spelling(name))


@cache
def _required(model: Hashable) -> tuple[str, ...]:
    needed = [each for each in fields(cast(Any, model)) if each.default is MISSING and each.default_factory is MISSING]
    return tuple(each.name for each in needed)


class Wrong(ValueError):  # noqa: N818
    """What a model finds wrong with its own values: what is said of which of its keys."""

    def __init__(self, message: str, *place: int | str) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


def read_toml(path: Path, model: type[Model]) -> Model:
    """A TOML file as its model. Raises BadInput, naming file, line and key, for whatever the model does not allow."""
    from pydantic import ValidationError

    text, kind = _text(path), _adapter(cast(Hashable, model))
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = f"第{at[1]}行" if at else "末尾"
        raise BadInput(f"{path} {line}不是 TOML 的写法；请改正。") from None
    try:
        # As JSON a list may become a tuple and a table a dataclass; numbers and texts are still told apart.
        return cast(Model, kind.validate_json(json.dumps(entries, default=str)))
    except ValidationError as error:
        raise refusal(path, *_first(error, model, entries)) from None


def read_rows(path: Path, model: type[Model]) -> dict[int, Model]:
    """The rows of a CSV file by line, as models, whose fields are the columns; an empty cell is the field's default.

    Raises BadInput, naming file, line and column, for whatever the model does not allow.
    """
    from pydantic import ValidationError

    lines, kind = csv.reader(io.StringIO(_text(path), newline=""), strict=True), _adapter(cast(Hashable, model))
    rows: dict[int, Model] = {}
    try:
        columns = next(lines, [])
        _check_columns(path, columns, _keys(model))
        for cells in filter(None, lines):
            if len(cells) != len(columns):
                raise BadInput(f"{path} 第{lines.line_num}行：应有{len(columns)}格，实有{len(cells)}格；请改正。")
            row = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
            rows[lines.line_num] = kind.validate_strings(row)
    except csv.Error:
        raise BadInput(f"{path} 第{lines.line_num}行不是 CSV 的写法；请改正。") from None
    except ValidationError as error:
        raise row_refusal(path, lines.line_num, *_first(error, model, row)) from None
    return rows


def refusal(path: Path, place: Place, message: str, key: str | None = None) -> BadInput:
    """What is said of a place in a TOML file, with its line; of a table, what is said of a key of it."""
    line = _line(_text(path), (*place, key) if key else place)
    return BadInput(f"{path}{f' 第{line}行' if line else ''}：{_name(place)}{message}；请改正。")


def row_refusal(path: Path, line: int, place: Place, message: str, key: str | None = None) -> BadInput:
    """What is said of a cell of a CSV file; `key` says no more than the line does."""
    return BadInput(f"{path} 第{line}行：{_name(place)}{message}；请改正。")


def unknown(word: str, known: Collection[str], what: str = "设置", there: Collection[str] = ()) -> str:
    """That nothing is called so, and what was meant: the nearest name, sooner one that is not `there` already."""
    return f"没有名为 {word} 的{what}{nearest(word, known, there)}"


def nearest(word: str, known: Collection[str], there: Collection[str] = ()) -> str:
    """What was meant by a word that nothing is called by; nothing where no name is known."""
    from rapidfuzz import fuzz

    likeness = {name: fuzz.ratio(word, name) + _ABSENT * (name not in there) for name in known}
    return f"，是否想写 {max(likeness, key=likeness.__getitem__)}" if likeness else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} 不是 UTF-8 的文本；请另存为 UTF-8 后再试。") from None
    except OSError:
        raise BadInput(f"{path} 不存在或读不了；请核对。") from None


@cache
def _adapter(model: Hashable) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(cast(Any, model))


def _first(error: "ValidationError", model: Any, entries: Mapping[str, Any]) -> tuple[Place, str, str | None]:
    """Of all that is wrong the one thing to say, and of which key; an unknown key explains the one that is missing."""
    found = error.errors(include_url=False, include_input=False)
    first = min(found, key=lambda each: (not _is_unknown(each), each["type"] == "missing"))
    place, kind = tuple(first["loc"]), first["type"]
    if _is_unknown(first) or kind == "missing":
        *outer, key = place[:-1] if place[-1] == "[key]" else place
        keys = _keys(_declared(model, outer))
        message = f"缺少 {key}" if kind == "missing" else unknown(str(key), keys, there=_at(entries, outer))
        return tuple(outer), f"里{message}" if outer else message, str(key)
    if isinstance(wrong := first.get("ctx", {}).get("error"), Wrong):
        return (*place, *wrong.place), wrong.message, None
    return *_value(place, model, entries), None


def _is_unknown(error: "ErrorDetails") -> bool:
    return error["type"] in _UNKNOWN or error["loc"][-1:] == ("[key]",)


def _value(place: Place, model: Any, entries: Mapping[str, Any]) -> tuple[Place, str]:
    """What should stand there: as the model declares it."""
    while place and _declared(model, place) is None:
        place = place[:-1]  # which of several types was tried
    declared = _declared(model, place)
    message = f"应是{_kind(declared)}"
    value = _at(entries, place)
    if get_origin(declared) is Literal and isinstance(value, str):
        message += nearest(value, get_args(declared))
    return place, message


def _at(entries: Any, place: Sequence[int | str]) -> Any:
    for part in place:
        entries = entries[part]
    return entries


def _declared(model: Any, place: Sequence[int | str]) -> Any:
    """The type that a model declares for a place; None where it declares none."""
    for part in place:
        model = _inner(model, part)
    return model


def _inner(model: Any, part: int | str) -> Any:
    model, arguments = _bare(model), get_args(_bare(model))
    if is_dataclass(model):
        hints = get_type_hints(model)
        return next((hints[field.name] for field in fields(model) if _spelling(field.name) == part), None)
    if not arguments or get_origin(model) in (Literal, Union, types.UnionType):
        return None
    return arguments[0] if isinstance(part, int) else arguments[1]


def _bare(model: Any) -> Any:
    """`X` of `X | None`."""
    arguments = [each for each in get_args(model) if each is not type(None)]
    is_optional = len(arguments) == 1 and type(None) in get_args(model)
    return arguments[0] if is_optional else model


def _keys(model: Any) -> tuple[str, ...]:
    """The keys that a table may have; none where any will do."""
    model = _bare(model)
    if is_dataclass(model):
        return tuple(_spelling(field.name) for field in fields(model))
    return get_args(get_args(model)[0]) if get_args(model) else ()


def _kind(model: Any) -> str:
    model = _bare(model)
    if get_origin(model) is Literal:
        return f" {'、'.join(map(str, get_args(model)))} 之一"
    if get_origin(model) in (Union, types.UnionType):
        return "或".join(_kind(each) for each in get_args(model) if each is not int or float not in get_args(model))
    if keys := _keys(model) if is_dataclass(model) or get_origin(model) is not tuple else ():
        return f"一组设置，可写的有：{'、'.join(keys)}"
    return _KINDS.get(model, "列表（写在方括号里）" if get_origin(model) is tuple else "一组设置")


def _check_columns(path: Path, columns: list[str], known: Collection[str]) -> None:
    for column in columns:
        if column not in known:
            raise row_refusal(path, 1, (), unknown(column, known, "列", columns))
    if lacking := [name for name in known if name not in columns]:
        raise row_refusal(path, 1, (), f"缺少 {lacking[0]} 列")
    if len(set(columns)) != len(columns):
        raise row_refusal(path, 1, (), "有重复的列")


def _name(place: Place) -> str:
    """How a place is called: keys joined by dots, numbers from 1."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int):
            words.append(f" 第{part + 1}个 ")
        else:
            words.append(f".{part}" if words and not words[-1].endswith(" ") else part)
    return f"{''.join(words).strip()} " if words else ""


def _line(text: str, place: Place) -> int | None:
    """The line of a place: of the key itself, else of the innermost table that it belongs to."""
    best: tuple[int, int | None] = (0, None)
    for number, found in _places(text):
        shared = 0
        for ours, theirs in zip(place, found, strict=False):
            if ours != theirs:
                break
            shared += 1
        # A table that lies deeper than the place is the place's own: [polcy.flexible_lapse] of polcy.
        if shared > best[0] and shared in (len(found), len(place)):
            best = shared, number
    rest = place[best[0] :]
    return best[1] if best[1] is None or not rest else _within(text, best[1], rest)


def _within(text: str, line: int, rest: Place) -> int:
    """The line of a key of inline tables that begin on a line, of the one with its number; else that line."""
    keys = [part for part in rest if isinstance(part, str)]
    numbers = [part for part in rest if isinstance(part, int)]
    key = re.compile(rf"""(?<![\w-])["']?{re.escape(keys[-1])}["']?\s*=""") if keys else re.compile("(?!)")
    found = []
    for number, below in enumerate(text.splitlines()[line - 1 :], line):
        if number > line and _HEADER.match(below):
            break
        found += [number] * len(key.findall(below))
    return found[min([*numbers[-1:], len(found) - 1])] if found else line


def _places(text: str) -> Iterator[tuple[int, Place]]:
    """Line and place of every table's header and every key that stands at the beginning of a line."""
    table: Place = ()
    seen: dict[Place, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if (header := _HEADER.match(line)) and (path := _dotted(header[2])):
            if header[1] == "[[":
                seen[path] = seen.get(path, -1) + 1
                path = (*path, seen[path])
            table = path
            yield number, table
        elif (key := _KEY.match(line)) and (path := _dotted(key[1])):
            yield number, (*table, *path)


def _dotted(key: str) -> Place:
    try:
        entry: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path: Place = ()
    while isinstance(entry, dict):
        [(part, entry)] = entry.items()
        path = (*path, part)
    return path
