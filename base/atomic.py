"""Files and folders that appear whole or not at all: built in a hidden sibling, then renamed into place.

A workshop bears a fixed name, so that what a killed run left behind (personal data) is removed by the next one; a file
that is written at once bears a name of its writer's own, since two may write it at the same time.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SHARED_FILE, SHARED_FOLDER = 0o640, 0o750
"""What the group may read: published databases, the towns' workbooks, reports."""
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""What the owner alone may read: everything that nobody has said is to be shared."""


@contextmanager
def replaced_folder(folder: Path, shared: bool = False) -> Iterator[tuple[Path, Path]]:
    """Yield (new folder to fill, folder for scratch files); on success the new folder takes the place of `folder`.

    `shared`: the group may read it, else the owner alone.
    """
    workshop, old = _sibling(folder, "new"), _sibling(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder)  # a run was killed between the two renames below
    shutil.rmtree(old, ignore_errors=True)
    with _workshop(workshop, shared) as (new, scratch):
        yield new, scratch
        # What lies deepest first: a folder is on the disk after what it holds.
        for path in (*sorted(new.rglob("*"), reverse=True), new):
            _settle(path, shared)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    # The names first: what the old folder held may not go before the disk knows the new one.
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def replaced_file(path: Path, shared: bool = False) -> Iterator[tuple[Path, Path]]:
    """Yield (new file to write, folder for scratch files); on success the new file takes the place of `path`.

    `shared`: the group may read it, else the owner alone.
    """
    with _workshop(_sibling(path, "new"), shared) as (folder, scratch):
        new = folder / path.name
        yield new, scratch
        _settle(new, shared)
        new.replace(path)
    sync(path.parent)


@contextmanager
def written(path: Path, mode: int | None = PRIVATE_FILE) -> Iterator[BinaryIO]:
    """Yield a new file to write; on success it is on the disk and takes the place of `path`. Its `name` is a path.

    It has its `mode` before it has contents; None: what any file of this account gets.
    """
    part = _sibling(path, f"{os.getpid()}-{threading.get_ident()}.part")
    part.unlink(missing_ok=True)
    try:
        # Nobody else's file and no link is written into, whoever may write in the folder.
        with open(
            part, "xb", opener=lambda name, flags: os.open(name, flags, 0o666 if mode is None else mode)
        ) as stream:
            if mode is not None:
                os.fchmod(stream.fileno(), mode)  # whatever the umask
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


@contextmanager
def _workshop(folder: Path, shared: bool) -> Iterator[tuple[Path, Path]]:
    """A private folder that is gone afterwards, with a place for results and one for scratch files."""
    for missing in reversed([parent for parent in folder.parents if not parent.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(SHARED_FOLDER if shared else PRIVATE_FOLDER)  # whatever the umask
        sync(missing.parent)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        results, scratch = folder / "results", folder / "scratch"
        results.mkdir()
        scratch.mkdir()
        yield results, scratch
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sibling(path: Path, word: str) -> Path:
    return path.with_name(f".{path.name}.{word}")


def _settle(path: Path, shared: bool) -> None:
    file, folder = (SHARED_FILE, SHARED_FOLDER) if shared else (PRIVATE_FILE, PRIVATE_FOLDER)
    path.chmod(folder if path.is_dir() else file)
    sync(path)


def sync(path: Path) -> None:
    """Have a file's contents, or a folder's names, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copied(source: Path, target: Path) -> None:
    """Copy a file for its owner alone, without copying its blocks where the file system can share them."""
    with source.open("rb") as read, target.open("wb") as copy:
        os.fchmod(copy.fileno(), PRIVATE_FILE)
        left = os.fstat(read.fileno()).st_size
        while left:
            done = os.copy_file_range(read.fileno(), copy.fileno(), left)
            if not done:
                raise OSError(f"{source.name} became shorter while it was copied")
            left -= done
