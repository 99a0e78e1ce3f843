"""The systemd units that are shipped: systemd itself finds nothing wrong with them, and they call what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from flows.cli import COMMANDS

SYSTEMD = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.iterdir() if path.suffix in (".service", ".timer"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
COMMAND = "/opt/yingbao/current/bin/yingbao"


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_verifies_it(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name in UNITS:
        # The command is there only where it is installed; all else is as shipped.
        text = (SYSTEMD / name).read_text(encoding="utf-8").replace(COMMAND, "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], cwd=tmp_path, capture_output=True, text=True)
    # Of our own units: what else a machine has set up wrongly is told here too.
    complaints = [line for line in done.stderr.splitlines() if "yingbao" in line]
    assert (done.returncode, complaints) == (0, [])


def test_the_night_is_at_two_in_shanghai_and_is_made_up_for() -> None:
    text = (SYSTEMD / "yingbao-night.timer").read_text(encoding="utf-8")
    assert "OnCalendar=*-*-* 02:00:00 Asia/Shanghai\n" in text and "Persistent=true\n" in text


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_calls_the_command_line_as_it_is(service: str) -> None:
    [called] = re.findall(r"^ExecStart=(.*)$", (SYSTEMD / service).read_text(encoding="utf-8"), re.MULTILINE)
    path, command, *words = called.split()
    known = {name for names, _ in COMMANDS[command][1] for name in names}
    assert path == COMMAND and {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_home_and_nothing_else(service: str) -> None:
    lines = (SYSTEMD / service).read_text(encoding="utf-8").splitlines()
    for line in (
        *("User=yingbao", "UMask=0027", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes"),
        *("PrivateTmp=yes", "CapabilityBoundingSet=", "IPAddressDeny=any", "ReadWritePaths=/srv/yingbao/home"),
    ):
        assert lines.count(line) == 1, line
    assert not any(line.startswith("ReadWritePaths=") and "inbox" in line for line in lines)
