"""Files and folders that appear whole or not at all: built in a hidden sibling, then renamed into place.

The sibling bears a fixed name, so that what a killed run left behind (personal data) is removed by the next one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE_MODE = 0o640
FOLDER_MODE = 0o750


@contextmanager
def replaced_folder(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield (new folder to fill, folder for scratch files); on success the new folder takes the place of `folder`."""
    workshop, old = _sibling(folder, "new"), _sibling(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder)  # a run was killed between the two renames below
    shutil.rmtree(old, ignore_errors=True)
    with _workshop(workshop) as (new, scratch):
        yield new, scratch
        for path in new.iterdir():
            _settle(path, FILE_MODE)
        _settle(new, FOLDER_MODE)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    # The names first: what the old folder held may not go before the disk knows the new one.
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def replaced_file(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield (new file to write, folder for scratch files); on success the new file takes the place of `path`."""
    with _workshop(_sibling(path, "new")) as (folder, scratch):
        new = folder / path.name
        yield new, scratch
        _settle(new, FILE_MODE)
        new.replace(path)
    sync(path.parent)


@contextmanager
def _workshop(folder: Path) -> Iterator[tuple[Path, Path]]:
    """A private folder that is gone afterwards, with a place for results and one for scratch files."""
    for missing in reversed([parent for parent in folder.parents if not parent.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(FOLDER_MODE)  # whatever the umask
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


def _settle(path: Path, mode: int) -> None:
    path.chmod(mode)
    sync(path)


def sync(path: Path) -> None:
    """Have a file's contents, or a folder's names, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
