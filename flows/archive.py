"""The file of a backup: a tar whose first member tells what else is in it, under a password where there is one.

It is read from its beginning to its end and never trusted: only names that a backup has are taken, and each file must
be the one whose digest the first member tells.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

import handouts
from base.errors import BadInput
from flows import age

LEDGER, KEY, ANCHOR, BINDING = "ledger/ledger.duckdb", "ledger/case.key", "anchor.json", "region.toml"
SETTINGS = ("forms.toml", "notify.toml", "backup.toml", "targets.csv", "letters.toml")
TEMPLATES = tuple(
    f"templates/{name}.docx"
    for name in (
        *sorted(path.stem for path in (Path(handouts.__file__).parent / "letters").glob("*.txt")),
        "数据商请函",
    )
)
"""The county's own letters: those that there is a text of ours for."""
PUBLICATION = ("published/yingbao.duckdb", "restricted/evidence.duckdb")
PARTS = (LEDGER, KEY, ANCHOR, BINDING, *SETTINGS, *TEMPLATES, *PUBLICATION)
"""What of a home may be in a backup, by its place there."""

_CONTENTS, _FORMAT = "contents.json", 1
_MOST_CONTENTS = 1 << 20
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a backup tells of itself; counts, no person."""

    made_at: str
    region: str
    as_of: str
    release: str
    sequence: int
    seal: str
    """Of the ledger's last event, under the home's key."""
    counts: Mapping[str, int]
    """Events by kind."""
    files: tuple[Member, ...]
    format: int = _FORMAT

    def has(self, name: str) -> bool:
        """Whether this file is in it."""
        return any(member.name == name for member in self.files)


def describe(name: str, path: Path) -> Member:
    """A file as it will be told of."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return Member(name, path.stat().st_size, digest.hexdigest())


def write(target: IO[bytes], contents: Contents, files: Mapping[str, Path], password: str | None) -> None:
    """Write a backup of these files."""
    if password is None:
        _write_tar(target, contents, files)
        return
    with age.Sealing(cast(Any, target), password) as sealing:
        _write_tar(cast(Any, sealing), contents, files)


def _write_tar(target: IO[bytes], contents: Contents, files: Mapping[str, Path]) -> None:
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        content = json.dumps(asdict(contents), ensure_ascii=False, indent=1).encode()
        tar.addfile(_info(_CONTENTS, len(content)), io.BytesIO(content))
        for member in contents.files:
            with files[member.name].open("rb") as file:
                tar.addfile(_info(member.name, member.size), file)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def is_encrypted(path: Path) -> bool:
    """Whether a file is under a password."""
    with path.open("rb") as file:
        return file.read(len(age.INTRO)) == age.INTRO


def read(path: Path, password: str | None, into: Path | None = None, only: Collection[str] = PARTS) -> Contents:
    """Read a whole backup and check every file in it; write those of `only` below `into`, synced.

    Raises BadInput, one sentence, where it is cut, changed, no backup, or does not open with the password.
    """
    try:
        with _opened(path, password) as tar:
            contents = _contents(tar)
            # Whatever a name says, nothing is written outside: only names that are known are taken.
            wrong = {member.name for member in contents.files} - set(PARTS)
            found = [_taken(tar, info, contents, into if info.name in only else None) for info in iter(tar.next, None)]
        if wrong or sorted(found) != sorted(member.name for member in contents.files):
            raise age.Damaged
        return contents
    except age.WrongPassword:
        raise BadInput(f"密码打不开备份 {path.name}；请核对密码（和它做备份时用的一样）。") from None
    except (tarfile.TarError, EOFError, age.Damaged, ValueError, KeyError, TypeError):
        raise BadInput(f"{path.name} 不是完整的应保备份：它被截断、改动过，或是别的文件；请换一份备份。") from None
    except OSError as error:
        raise BadInput(
            f"备份 {path} 读不了（{error.strerror or type(error).__name__}）；请核对路径、权限和磁盘。"
        ) from None


@contextmanager
def _opened(path: Path, password: str | None) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file:
        stream: Any = file
        if is_encrypted(path):
            if password is None:
                raise BadInput(f"备份 {path.name} 是加密的；请用 --password-env 或 --password-file 说明密码在哪里。")
            stream = age.Opening(file, password)
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            yield tar
        # The last piece tells that nothing was cut off behind it.
        while stream.read(_BLOCK):
            pass


def _contents(tar: tarfile.TarFile) -> Contents:
    first = tar.next()
    file = tar.extractfile(first) if first and first.isreg() else None
    if not first or not file or first.name != _CONTENTS or first.size > _MOST_CONTENTS:
        raise age.Damaged
    fields = json.loads(file.read())
    if fields["format"] > _FORMAT:
        raise BadInput("这份备份是更新版本的应保做的；请先升级应保。")
    return Contents(**{**fields, "files": tuple(Member(**member) for member in fields["files"])})


def _taken(tar: tarfile.TarFile, info: tarfile.TarInfo, contents: Contents, into: Path | None) -> str:
    """One member, checked and, where wanted, written; returns its name."""
    if info.name == _CONTENTS:
        raise age.Damaged
    [listed] = [member for member in contents.files if member.name == info.name]
    file = tar.extractfile(info) if info.isreg() else None
    if file is None or info.size != listed.size or info.name not in PARTS:
        raise age.Damaged
    digest = hashlib.sha256()
    with _target(into / info.name if into else None) as target:
        while block := file.read(_BLOCK):
            digest.update(block)
            if target:
                target.write(block)
    if digest.hexdigest() != listed.sha256:
        raise age.Damaged
    return info.name


@contextmanager
def _target(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())
