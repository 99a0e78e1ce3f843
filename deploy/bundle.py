"""Makes one archive that installs yingbao on a machine without a network: `make bundle`.

    python deploy/bundle.py [--out dist] [--machine x86_64] [--machine aarch64]

dist/yingbao-<version>-<date>.tar.gz holds the wheels of requirements.txt for each machine (`pip download`, hashes
checked by pip), yingbao's own wheel, the lock, install.sh, the systemd units and the operations pages. SHA256SUMS
covers every other file. Version and date are pyproject.toml's and the last commit's: one commit makes one archive,
byte for byte, where the index serves the same wheels.
"""

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTHON = "3.11"
"""Wheels are made for one Python: the one that the lock was resolved for and the tests run on."""
GLIBC = (2, 28)
"""The oldest C library that any of the wheels asks for; install.sh refuses an older one."""
MACHINES = ("x86_64", "aarch64")
CARRIED = ("LICENSE", "requirements.txt", "docs/operations.md", "docs/operations.zh-CN.md", "docs/home.md")
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Bundle:
    """What was made."""

    archive: Path
    files: int
    megabytes: float


def make(root: Path, out: Path, machines: Sequence[str]) -> Bundle:
    """Download, build, sum, pack. Raises CalledProcessError where a wheel is missing or differs from its hash."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["project"]["version"]
    at = _committed_at(root)
    name = f"yingbao-{version}-{at.astimezone(SHANGHAI):%Y%m%d}"
    with tempfile.TemporaryDirectory(prefix="yingbao-bundle-") as folder:
        place = Path(folder) / name
        _wheels(root, place / "wheels", machines)
        _own_wheel(root, place, project)
        for file in CARRIED:
            if (root / file).exists():
                _copy(root / file, place / file)
        for unit in sorted((root / "deploy" / "systemd").iterdir()):
            _copy(unit, place / "systemd" / unit.name)
        _copy(root / "deploy" / "install.sh", place / "install.sh", 0o755)
        _sums(place)
        out.mkdir(parents=True, exist_ok=True)
        archive = out / f"{name}.tar.gz"
        files = _pack(place, archive, int(at.timestamp()))
    return Bundle(archive, files, archive.stat().st_size / 1e6)


def platforms(machine: str) -> Iterator[str]:
    """Every tag of a wheel that runs where the C library is as old as ours, the newest first."""
    for minor in range(GLIBC[1], 16, -1):
        yield f"manylinux_2_{minor}_{machine}"
    yield f"manylinux2014_{machine}"


def _wheels(root: Path, place: Path, machines: Sequence[str]) -> None:
    """`any/` holds what runs everywhere, `<machine>/` what was compiled for it."""
    for machine in machines:
        folder = place / machine
        wanted = [word for platform in platforms(machine) for word in ("--platform", platform)]
        _pip(
            *("download", "--only-binary=:all:", "--no-deps", "--require-hashes", "--dest", str(folder)),
            *("--implementation", "cp", "--python-version", PYTHON),
            *("--abi", f"cp{PYTHON.replace('.', '')}", "--abi", "abi3", "--abi", "none"),
            *wanted,
            *("--requirement", str(root / "requirements.txt")),
        )
        folder.mkdir(parents=True, exist_ok=True)
        (place / "any").mkdir(exist_ok=True)
        for wheel in folder.glob("*-none-any.whl"):
            wheel.replace(place / "any" / wheel.name)


def _own_wheel(root: Path, place: Path, project: Mapping[str, Any]) -> None:
    """Our own wheel, and a lock of one line for it: pip then asks for its hash like for any other."""
    with tempfile.TemporaryDirectory(prefix="yingbao-wheel-") as folder:
        # Of a copy: a build leaves its folders beside the source, and takes in what an earlier one left there.
        source = Path(folder) / "source"
        for package in {name.split(".")[0] for name in project["tool"]["setuptools"]["packages"]}:
            shutil.copytree(root / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "LICENSE", project["project"]["readme"]):
            _copy(root / file, source / file)
        _pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, str(source))
        [wheel] = Path(folder).glob("yingbao-*.whl")
        _copy(wheel, place / "wheels" / "any" / wheel.name)
    line = f"yingbao=={project['project']['version']} --hash=sha256:{_digest(place / 'wheels' / 'any' / wheel.name)}\n"
    (place / "yingbao.txt").write_text(line, encoding="utf-8")


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"})


def _committed_at(root: Path) -> datetime:
    """When the last commit was made; now, where there is no history (a copy without .git)."""
    asked = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return datetime.fromtimestamp(int(answer.stdout), UTC) if answer.stdout.strip() else datetime.now(UTC)


def _copy(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def _sums(place: Path) -> None:
    lines = [f"{_digest(path)}  {path.relative_to(place)}\n" for path in _files(place)]
    (place / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _pack(place: Path, archive: Path, at: int) -> int:
    """Nobody's account and one moment for all: the archive tells what was committed, not who packed it."""
    files = _files(place)
    part = archive.with_name(f".{archive.name}.part")
    with part.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=at) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for path in files:
                entry = tarfile.TarInfo(str(path.relative_to(place.parent)))
                entry.size, entry.mtime, entry.mode = path.stat().st_size, at, path.stat().st_mode & 0o777
                with path.open("rb") as stream:
                    tar.addfile(entry, stream)
        packed.flush()
    part.replace(archive)
    archive.with_name(f"{archive.name}.sha256").write_text(f"{_digest(archive)}  {archive.name}\n", encoding="utf-8")
    return len(files)


def main() -> None:
    """Make the archive; tells where it lies, how large it is and its hash."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--machine", action="append", choices=MACHINES, help="default: both")
    arguments = parser.parse_args()
    made = make(ROOT, arguments.out, arguments.machine or MACHINES)
    print(f"{made.archive}: {made.files} files, {made.megabytes:.0f} MB")
    print(f"sha256 {_digest(made.archive)}")


if __name__ == "__main__":
    main()
