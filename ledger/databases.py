"""The databases that were published: whether they open, belong together, and what may stand in for what."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from base.damage import Damage, unopened
from base.errors import BadInput
from base.home import Home


@dataclass(frozen=True)
class Run:
    """Which run a published database is of."""

    run_id: str
    region: str
    as_of: date
    first_at: datetime
    """When the first of all runs that it tells of began."""


def run_of(path: Path) -> Run:
    """Which run published it. Raises duckdb.Error where it does not open or is none of ours."""
    try:
        status = path.stat()
    except OSError as error:
        raise duckdb.IOException(f"{type(error).__name__}: {path.name}") from None
    return _run_of(path, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))


@lru_cache(maxsize=8)
def _run_of(path: Path, _stand: tuple[int, ...]) -> Run:
    """Read once as long as the file stays as it is: a command asks several times whose it is."""
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute("""
            select run_id, region, as_of, (select min(started_at) from audit.run) from audit.run
            order by run_id desc, step_no desc limit 1
        """).fetchall()
    if not found:
        raise duckdb.InvalidInputException("no run")
    return Run(*found[0])


def damages(home: Home) -> list[Damage]:
    """What is wrong with the published database itself; without it nothing but a night can be done."""
    if not home.published.exists():
        if not home.has_begun or not home.previous.exists():
            return []
        remedy = _stand_in(home, "重新运行一次 yingbao run（这一次没有上次的数据可比）")
        return [Damage(f"公布的数据库 {home.published} 不见了", remedy, stops=False)]
    try:
        run_of(home.published)
    except duckdb.Error as error:
        remedy = _stand_in(home, f"移走 {home.published} 后重新运行 yingbao run（这一次没有上次的数据可比）")
        return [unopened(home.published, "公布的数据库", error, remedy)]
    return []


def require(found: list[Damage]) -> None:
    """Raise BadInput where something stops."""
    for damage in found:
        if damage.stops:
            raise BadInput(damage.sentence)


def beside(home: Home) -> list[Damage]:
    """What is wrong with the database before and with the evidence: told by the doctor, mended by a night."""
    return [*_previous(home), *of_evidence(home)]


def _previous(home: Home) -> list[Damage]:
    if not home.previous.exists():
        return []
    try:
        run_of(home.previous)
    except duckdb.Error as error:
        remedy = "它只是上一次的留底，请移走；下次发布后会重新留一份"
        return [unopened(home.previous, "上一次公布的数据库", error, remedy, stops=False)]
    return []


def of_evidence(home: Home) -> list[Damage]:
    """What is wrong with the evidence; it does not `stop` where it merely is of another run."""
    if not home.published.exists():
        return []
    remedy = "请重新运行一次 yingbao run；在那之前 yingbao explain 查不到依据"
    if not home.evidence.exists():
        return [Damage(f"依据库 {home.evidence} 不见了（可能因其中的数据已过保存期限而删除）", remedy)]
    try:
        with duckdb.connect(str(home.evidence), read_only=True) as con:
            [(run_id,)] = con.execute("select max(run_id) from restricted.run").fetchall()
        if run_id != run_of(home.published).run_id:
            return [Damage("依据库与公布的数据库不是同一次运行的", remedy, stops=False)]
    except duckdb.Error as error:
        return [unopened(home.evidence, "依据库", error, remedy)]
    return []


def _stand_in(home: Home, otherwise: str) -> str:
    """The database before may stand in where it opens and is of this region; else `otherwise`."""
    try:
        before = run_of(home.previous)
        region = region_of(home)
    except duckdb.Error:
        return f"请{otherwise}"
    if region and before.region != region:
        return f"请{otherwise}"
    return f"请用上一次公布的（截至{before.as_of}）顶替：cp {home.previous} {home.published}，再运行一次 yingbao run"


def region_of(home: Home) -> str | None:
    """Whose home it is, where that is written down."""
    try:
        entries = tomllib.loads(home.binding.read_text(encoding="utf-8"))
        return str(entries["region"])
    except (OSError, ValueError, KeyError):
        return None
