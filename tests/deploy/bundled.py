"""A bundle of a program so small that it is made and installed in seconds: one compiled-looking wheel and a command."""

import hashlib
import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy import bundle

DEPLOY = Path(__file__).parents[2] / "deploy"
MACHINE = platform.machine()


def wheel(folder: Path, name: str, tag: str) -> Path:
    """A wheel with one module, written by hand."""
    path = folder / f"{name}-1.0-{tag}.whl"
    facts = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}.py", "SIZE = 'small'\n")
        file.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        file.writestr(f"{facts}/WHEEL", f"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: false\nTag: {tag}\n")
        file.writestr(f"{facts}/RECORD", f"{name}.py,,\n{facts}/METADATA,,\n{facts}/WHEEL,,\n{facts}/RECORD,,\n")
    return path


def project(root: Path, version: str) -> Path:
    """A source tree as ours is, whose `yingbao` says its version and what it was asked."""
    (root / "flows").mkdir(parents=True)
    (root / "flows" / "__init__.py").write_text(f"import sys\ndef main(): print('v{version}', *sys.argv[1:])\n")
    (root / "deploy" / "systemd").mkdir(parents=True)
    for file in ("install.sh", "systemd/yingbao-night.timer"):
        (root / "deploy" / file).write_bytes((DEPLOY / file).read_bytes())
    (root / "README.md").write_text("small")
    (root / "LICENSE").write_text("small")
    (root / "pyproject.toml").write_text(f"""
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "yingbao"
version = "{version}"
readme = "README.md"
[project.scripts]
yingbao = "flows:main"
[tool.setuptools]
packages = ["flows"]
""")
    return root


def small_bundle(folder: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The unpacked bundle of such a version."""
    wheels = folder / f"wheels-{version}"
    wheels.mkdir(parents=True)
    made = wheel(wheels, "smalldep", f"cp311-cp311-manylinux_2_28_{MACHINE}")
    root = project(folder / f"source-{version}", version)
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    (root / "requirements.txt").write_text(f"smalldep==1.0 --hash=sha256:{digest}\n")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    packed = bundle.make(root, folder / "dist", [MACHINE])
    subprocess.run(["tar", "xzf", packed.archive, "-C", folder], check=True)
    return folder / packed.archive.name.removesuffix(".tar.gz")


def install(unpacked: Path, prefix: Path) -> subprocess.CompletedProcess[str]:
    """`install.sh` as an account without settings of its own calls it; the commands in `stubs` answer otherwise."""
    base = Path(sys.base_prefix) / "bin" / "python3.11"
    # Not root, whoever runs the tests: root may not use a Python that lies in its own folder.
    path = stub(prefix.parent / "stubs", "id", "echo 1000")
    given = {"PATH": path, "HOME": str(prefix.parent), "LANG": "C.UTF-8"}
    command = ["sh", unpacked / "install.sh", "--prefix", prefix, "--python", base]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=given, timeout=120)


def stub(folder: Path, name: str, answer: str) -> str:
    """A PATH whose first folder has a command that answers something else."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"
