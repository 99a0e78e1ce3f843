"""Whose home this is: bound to one region by its first night, and to nobody else's ever after.

`home/region.toml` says the region and its code, since when, by which account, and whether it is a rehearsal's home. A
home of a release before this one has none: its last publication says whose it is.
"""

import getpass
import json
import os
import tomllib
from dataclasses import dataclass
from datetime import datetime

import duckdb

import regions
from base.atomic import replaced_file
from base.errors import BadInput
from base.home import Home
from ledger import chain, databases
from ledger.databases import Run

_HEAD = "# 这个工作文件夹属于哪个地区：第一次运行时由系统写下，请勿改动。"
_TYPES: dict[str, type] = {"region": str, "code": str, "since": datetime, "by": str, "rehearsal": bool}


class Damaged(BadInput):
    """The binding cannot be read, or was edited."""


@dataclass(frozen=True)
class Binding:
    """Whose home it is."""

    region: str
    code: str
    since: datetime
    by: str
    """The account that ran its first night."""
    rehearsal: bool

    @property
    def name(self) -> str:
        """What the region is called."""
        return regions.read(self.region).name


def read(home: Home) -> Binding | None:
    """The binding of a home; None where it has none yet. Raises BadInput where the file is damaged or was edited."""
    if not home.binding.exists():
        return None
    try:
        entries = tomllib.loads(home.binding.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _damaged(home, "不是能读的 TOML") from None
    if odd := sorted(entries.keys() ^ _TYPES.keys()):
        raise _damaged(home, f"多出或缺少 {'、'.join(odd)}")
    if odd := sorted(name for name, kind in _TYPES.items() if not isinstance(entries[name], kind)):
        raise _damaged(home, f"{'、'.join(odd)} 的写法不对")
    if entries["region"] not in regions.names():
        raise _damaged(home, "region 不是已有的地区")
    if entries["code"] != regions.read(entries["region"]).code:
        raise _damaged(home, f"code 不是 {entries['region']} 的区划代码")
    return Binding(**entries)


def last_run(home: Home) -> Run | None:
    """Region and day of the publication that stands; None before the first one. Raises BadInput where it is damaged."""
    if not home.published.exists():
        return None
    try:
        return databases.run_of(home.published)
    except duckdb.Error:
        databases.require(databases.damages(home))
        raise BadInput(
            f"已发布的数据库 {home.published} 打不开，看不出属于哪个地区；请用 {home.previous.name} 顶替后再运行。"
        ) from None


def check(home: Home, region: str, rehearsal: bool = False) -> None:
    """Raise BadInput where a run of this region, or a rehearsal, has no business in this home; nothing is changed.

    A binding of which nothing has come yet, neither a ledger nor a publication, may be another's by a slip of the hand:
    the next run may name another region.
    """
    home = Home(home.root)  # as it lies there, whatever a rehearsal would make of it
    bound, last = read(home), last_run(home)
    if rehearsal:
        _refuse_within(home)
    if rehearsal and (not bound.rehearsal if bound else _has_lasting(home)):
        raise BadInput(f"{home.root} 是正式的工作文件夹，不能用来演练；请给 --home 另指一个文件夹。")
    if bound and bound.rehearsal and not rehearsal:
        raise BadInput(f"{home.root} 是演练用的文件夹，不能正式运行；请核对 --home，或加 --rehearse。")
    if bound:
        _agree(home, bound.region, last)
    owner = bound.region if bound else last.region if last else region
    if owner != region and _has_lasting(home):
        problem = f"{home.root} 属于{_named(owner)}，不能用 --region {region}（{_named(region)}）运行"
        raise BadInput(f"{problem}；请核对 --home 和 --region。")


def bind(home: Home, region: str, at: datetime, rehearsal: bool = False) -> None:
    """Write down whose home it is, where that does not stand there yet; whoever calls holds the home.

    Raises BadInput as `check` does: another first night may have come in between.
    """
    check(home, region, rehearsal)
    bound, last = read(home), last_run(home)
    if bound and (bound.region, bound.rehearsal) == (region, rehearsal):
        return
    entries: dict[str, object] = {
        "region": region,
        "code": regions.read(region).code,
        "since": last.first_at if last else at,
        "by": _account(),
        "rehearsal": rehearsal,
    }
    with replaced_file(home.binding) as (new, _):
        new.write_text(
            "\n".join([_HEAD, *(f"{name} = {_toml(value)}" for name, value in entries.items()), ""]), "utf-8"
        )


def check_published(home: Home) -> None:
    """Raise BadInput where the published file is of another region than the home: somebody copied it in."""
    if bound := read(home):
        _agree(home, bound.region, last_run(home))


def refuse_rehearsal(home: Home, what: str) -> None:
    """Raise BadInput where the home is a rehearsal's: nothing that people answer or receive comes out of it."""
    if is_rehearsal(home):
        raise BadInput(f"{home.root} 是演练用的文件夹，不能{what}；请核对 --home。")


def is_rehearsal(home: Home) -> bool:
    """Whether the home is a rehearsal's."""
    bound = read(home)
    return bound is not None and bound.rehearsal


def _has_lasting(home: Home) -> bool:
    """Whether something has come of a home that may not become another's."""
    return any(path.exists() for path in (home.published, home.ledger, home.anchor)) or bool(chain.backups(home.ledger))


def _agree(home: Home, region: str, last: Run | None) -> None:
    if last and last.region != region:
        problem = f"{home.published} 是{_named(last.region)}的数据库，{home.root} 却属于{_named(region)}"
        raise BadInput(f"{problem}；请查清是谁放进来的，并用 {home.previous.name} 或备份恢复。")


def _refuse_within(home: Home) -> None:
    """A rehearsal's home may not lie inside a county's own."""
    for folder in home.root.resolve().parents:
        if Home(folder).binding.exists() or Home(folder).published.exists():
            raise BadInput(f"{home.root} 在另一个工作文件夹 {folder} 里面，不能用来演练；请给 --home 另指一个文件夹。")


def _named(region: str) -> str:
    return regions.read(region).name if region in regions.names() else f"未知地区 {region}"


def _damaged(home: Home, why: str) -> Damaged:
    return Damaged(f"{home.binding} 已损坏或被改动过（{why}）；请从备份恢复这个文件，不要手工填写。")


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return str(os.getuid())


def _toml(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    # A JSON string is a TOML string, a JSON truth value a TOML one.
    return json.dumps(value, ensure_ascii=False)
