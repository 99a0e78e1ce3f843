"""Backups: one file that holds what a county cannot get again, checked before it is made and read again after."""

import errno
import importlib.metadata
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from base import clock
from base.atomic import written
from base.errors import BadInput
from base.home import Home
from base.secret import Secret
from base.strict import Strict, read_toml
from flows import archive, binding, intake
from flows.archive import Contents
from handouts import lock
from ledger import anchor, chain, databases

_ROOM = 64 << 20
"""Beyond the files themselves, so much of the disk must be free."""


@dataclass(frozen=True)
class _Settings(Strict):
    """`home/backup.toml`."""

    password: Secret | None = None


@dataclass(frozen=True)
class Backup:
    """What was written."""

    path: Path
    contents: Contents
    is_encrypted: bool


def back_up(home: Home, folder: Path, password: str | None = None, at: datetime | None = None) -> Backup:
    """Write a backup of the home into a folder; it appears whole, and read again, or not at all.

    Raises BadInput where the home is not well (a damaged ledger is not backed up as if it were), where the folder lies
    inside the home, or where there is no room.
    """
    binding.refuse_rehearsal(home, "备份")
    if not home.root.is_dir() or not home.has_begun:
        raise BadInput(f"{home.root} 里没有可以备份的东西；请核对 --home。")
    if home.root.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise BadInput(f"备份不能放在工作文件夹 {home.root} 里面：它坏了，备份也一起没了；请换一个地方。")
    at = (at or clock.now()).replace(microsecond=0)
    with home.locked():
        chain.check(home)
        # What was acknowledged at the desk belongs to what is kept.
        intake.drain_held(home)
        files = {name: home.root / name for name in archive.PARTS if (home.root / name).is_file()}
        contents = _contents(home, files, at)
        name = f"yingbao_{contents.region or '未知地区'}_{contents.as_of or '未发布'}_{at:%Y%m%dT%H%M%S}.tar"
        path = folder / (name + (".age" if password else ""))
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_room(folder, contents)
            _write(path, contents, files, password)
        except OSError as error:
            raise BadInput(_unwritten(folder, error)) from None
    return Backup(path, contents, password is not None)


def password(home: Home, env: str | None = None, file: Path | None = None) -> str | None:
    """The password of the home's backups: named by the call, else by `backup.toml`; None where nobody names one.

    Raises BadInput where one is named and there is none.
    """
    source = Secret(env=env) if env else Secret(file=str(file)) if file else None
    settings = home.root / "backup.toml"
    if source is None and settings.exists():
        source = read_toml(settings, _Settings).password
    return lock.password_from(source, "备份要加密")


def _contents(home: Home, files: Mapping[str, Path], at: datetime) -> Contents:
    region = as_of = ""
    try:
        run = databases.run_of(home.published)
        region, as_of = run.region, f"{run.as_of}"
    except duckdb.Error:
        pass
    last = chain.tail(home.ledger)
    with chain.opened(home.ledger) as con:
        counts = dict(con.execute("select kind, count(*) from ledger.event group by kind order by kind").fetchall())
    return Contents(
        made_at=at.isoformat(),
        region=region or databases.region_of(home) or "",
        as_of=as_of,
        release=importlib.metadata.version("yingbao"),
        sequence=last.sequence,
        seal=anchor.seal(home.read_case_key(), last.hash),
        counts=counts,
        files=tuple(archive.describe(name, path) for name, path in files.items()),
    )


def _make_room(folder: Path, contents: Contents) -> None:
    """Remove what killed backups left; BadInput where the disk is too full for another."""
    for left in folder.glob(f".yingbao_{contents.region or '未知地区'}_*.part"):
        left.unlink()
    needed = sum(member.size for member in contents.files) + _ROOM
    if (free := shutil.disk_usage(folder).free) < needed:
        problem = f"{folder} 所在的磁盘只剩{free / 1e9:.1f}GB，这份备份要{needed / 1e9:.1f}GB"
        raise BadInput(f"{problem}；请腾出空间，或换一个地方。")


def _write(path: Path, contents: Contents, files: Mapping[str, Path], password: str | None) -> None:
    with written(path) as target:
        archive.write(target, contents, files, password)
        target.flush()
        if archive.read(Path(target.name), password) != contents:
            raise BadInput(f"备份写好后读回来不一样；请检查 {path.parent} 所在的磁盘。")


def _unwritten(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder} 所在的磁盘写满了，备份没有做成；请腾出空间，或换一个地方。"
    return f"备份写不到 {folder}（{error.strerror or type(error).__name__}）；请核对路径和权限。"
