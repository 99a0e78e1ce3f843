"""What install.sh does on a machine without a network, and what it says where it cannot."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.bundled import MACHINE, install, small_bundle, stub

if shutil.which("sha256sum") is None:
    pytest.skip("sha256sum is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """Two versions, unpacked."""
    folder = tmp_path_factory.mktemp("bundles")
    with pytest.MonkeyPatch.context() as patch:
        yield small_bundle(folder, "1.0", patch), small_bundle(folder, "1.1", patch)


@pytest.fixture
def bundle(bundles: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the first, to be damaged."""
    return Path(shutil.copytree(bundles[0], tmp_path / bundles[0].name))


def says(prefix: Path) -> str:
    return subprocess.run([prefix / "bin" / "yingbao", "doctor"], capture_output=True, text=True, check=True).stdout


def test_it_installs_what_the_bundle_holds_links_it_and_asks_the_doctor(bundle: Path, tmp_path: Path) -> None:
    done = install(bundle, tmp_path / "a b")
    assert (done.returncode, done.stderr) == (0, "")
    assert "v1.0 doctor\n" in done.stdout and says(tmp_path / "a b") == "v1.0 doctor\n"
    assert (tmp_path / "a b" / "current" / "systemd" / "yingbao-night.timer").is_file()


def test_an_upgrade_switches_and_keeps_the_old_version_to_go_back_to(
    bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = bundles
    prefix = tmp_path / "prefix"
    install(old, prefix)
    told = install(new, prefix).stdout
    assert says(prefix) == "v1.1 doctor\n"
    [back] = [line.partition("：ln")[2] for line in told.splitlines() if "：ln" in line]
    subprocess.run(["sh", "-c", f"ln{back}"], check=True)
    assert says(prefix) == "v1.0 doctor\n"
    install(new, prefix)
    assert says(prefix) == "v1.1 doctor\n", "installed already: it is only switched to"


def test_a_failed_installation_leaves_nothing_and_the_old_version_current(
    bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = bundles
    prefix = tmp_path / "prefix"
    install(old, prefix)
    damaged = Path(shutil.copytree(new, tmp_path / "damaged" / new.name))
    (damaged / "requirements.txt").write_text(f"smalldep==1.0 --hash=sha256:{'0' * 64}\n")
    _sum_again(damaged)
    done = install(damaged, prefix)
    assert done.returncode == 2 and "有依赖包装不上" in done.stderr
    assert says(prefix) == "v1.0 doctor\n"
    assert sorted(path.name for path in prefix.iterdir() if path.is_dir()) == sorted({"bin", "current", _version(old)})


def test_a_changed_file_is_refused_before_anything_is_run(bundle: Path, tmp_path: Path) -> None:
    with next((bundle / "wheels").rglob("smalldep*.whl")).open("ab") as wheel:
        wheel.write(b"more")
    done = install(bundle, tmp_path / "prefix")
    assert done.returncode == 2 and "SHA256SUMS 不符" in done.stderr and not (tmp_path / "prefix").exists()


@pytest.mark.parametrize(
    ("command", "answer", "sentence"),
    [
        ("uname", "case $1 in -m) echo mips64;; *) echo Linux;; esac", f"没有 mips64 处理器的文件，只有：{MACHINE} 。"),
        ("uname", "case $1 in -s) echo Darwin;; *) echo x86_64;; esac", "只能装在 Linux 上，这里是 Darwin。"),
        ("getconf", "echo glibc 2.17", "系统的 glibc 是 2.17，至少要 2.28"),
        ("getconf", "exit 1", "用的不是 glibc"),
        ("df", 'printf "h\\nx 1 1 100 1%% /\\n"', "磁盘只剩 100MB，至少要 2500MB"),
    ],
)
def test_a_machine_that_cannot_run_it_is_told_why(
    bundle: Path, tmp_path: Path, command: str, answer: str, sentence: str
) -> None:
    stub(tmp_path / "stubs", command, answer)
    done = install(bundle, tmp_path / "prefix")
    assert done.returncode == 2 and sentence in done.stderr
    assert not (tmp_path / "prefix" / "current").exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("echo 3.9", "是 Python 3.9，这个安装包要 Python 3.11"),
        (
            'case "$2" in *ensurepip*) exit 1;; *) echo 3.11;; esac',
            "缺少 ensurepip；Debian、统信请安装 python3.11-venv",
        ),
        ("exit 127", "运行不了"),
    ],
)
def test_a_python_that_will_not_do_is_told_why(bundle: Path, tmp_path: Path, answer: str, sentence: str) -> None:
    stub(tmp_path / "stubs", "otherpython", answer)
    command = ["sh", bundle / "install.sh", "--prefix", tmp_path / "prefix", "--python", tmp_path / "stubs/otherpython"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and sentence in done.stderr


def test_root_is_told_that_nobody_else_can_use_a_python_of_its_own(bundle: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    python = private / "python3.11"
    stub(private, "python3.11", "echo 3.11")
    private.chmod(0o700)
    path = stub(tmp_path / "stubs", "id", "echo 0")
    command = ["sh", bundle / "install.sh", "--prefix", tmp_path / "prefix", "--python", python]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})
    assert done.returncode == 2 and f"其他账号进不了 {private}" in done.stderr


def test_the_sums_cover_every_file_of_a_bundle(bundles: tuple[Path, Path]) -> None:
    sums = (bundles[0] / "SHA256SUMS").read_text().splitlines()
    files = sorted(str(path.relative_to(bundles[0])) for path in bundles[0].rglob("*") if path.is_file())
    assert sorted(line.split("  ")[1] for line in sums) == [name for name in files if name != "SHA256SUMS"]


def _version(bundle: Path) -> str:
    return bundle.name.removeprefix("yingbao-")


def _sum_again(bundle: Path) -> None:
    names = [line.split("  ")[1] for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    summed = subprocess.run(["sha256sum", *names], cwd=bundle, capture_output=True, text=True, check=True)
    (bundle / "SHA256SUMS").write_text(summed.stdout)
