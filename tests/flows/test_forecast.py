"""What a night will need is said before its work: it rests on the last nights, and a disk that will not do stops it."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from base.errors import BadInput
from base.home import Home
from flows import forecast, journal
from flows.attempts import attempted
from flows.nightly import nightly
from tests.flows.inbox import AS_OF, brief, small_town, write


def published(home: Home, minutes: int, **took: int) -> None:
    begun = {"attempt": str(len(journal.read(home))), "started_at": "2026-11-22T02:00:00"}
    journal.append(home, begun | {"event": "start"})
    ended = {"event": "end", "outcome": "published", "ended_at": f"2026-11-22T02:{minutes:02d}:00"}
    journal.append(home, begun | ended | took)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_home_without_nights_is_told_what_made_up_counties_took(home: Home) -> None:
    need = forecast.needed(home, 3_000)
    assert need.nights == 0 and need.disk_mb > 3_000
    assert need.sentence.startswith("预计约需") and need.sentence.endswith("折合文本3.0GB，按一般机器推算）")


def test_what_the_last_nights_took_is_what_the_next_one_needs(home: Home) -> None:
    published(home, 5, delivered_mb=1_000, memory_mb=2_000, disk_mb=3_000)
    published(home, 4, delivered_mb=1_000, memory_mb=2_100, disk_mb=800)
    assert forecast.needed(home, 1_000) == forecast.Need(1_000, 300, 2_100, 3_000, nights=2)


def test_twice_as_much_needs_twice_as_much_and_half_of_it_no_less(home: Home) -> None:
    published(home, 5, delivered_mb=1_000, memory_mb=2_000, disk_mb=3_000)
    assert forecast.needed(home, 2_000) == forecast.Need(2_000, 600, 4_000, 6_000, nights=1)
    assert forecast.needed(home, 500) == forecast.Need(500, 300, 2_000, 3_000, nights=1)


def test_only_the_last_ten_published_nights_are_asked(home: Home) -> None:
    published(home, 50, delivered_mb=10, memory_mb=9_999, disk_mb=9_999)
    for _ in range(10):
        published(home, 1, delivered_mb=10, memory_mb=100, disk_mb=100)
    journal.append(home, {"event": "end", "attempt": "x", "outcome": "held", "memory_mb": 8_888})
    assert forecast.needed(home, 10) == forecast.Need(10, 60, 100, 100, nights=10)


def test_what_is_packed_counts_as_its_text_whatever_it_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "wage").mkdir()
    for name in ("a.csv", "b.csv.gz", "c.XLSX", "d.parquet"):
        (tmp_path / "wage" / name).write_bytes(b"x" * 1_000)
    assert forecast.delivered(tmp_path) == 1_000 + 8_000 + 3_000 + 8_000


class Machine:
    """So much is free, in MB."""

    def __init__(self, disk: int = 10**6, memory: int = 10**6) -> None:
        self.disk, self.memory = disk, memory

    def disk_usage(self, path: str) -> SimpleNamespace:
        return SimpleNamespace(free=self.disk * 1_000_000)

    def virtual_memory(self) -> SimpleNamespace:
        return SimpleNamespace(available=self.memory * 1_000_000)


def told(home: Home, machine: Machine, memory: str | None = None, on_small_disk: bool = False) -> list[str]:
    published(home, 5, delivered_mb=1, memory_mb=2_000, disk_mb=3_000)
    home.root.mkdir(exist_ok=True)
    sentences: list[str] = []
    night = SimpleNamespace(
        inbox=home.root, home=home, memory=memory, note=sentences.append, progress=lambda text: None, delivered_mb=0
    )
    with patch.object(forecast, "psutil", machine):
        forecast.tell(night, on_small_disk)  # type: ignore[arg-type]
    return sentences


def test_a_machine_with_room_hears_no_warning(home: Home) -> None:
    assert told(home, Machine(disk=4_500, memory=2_000)) == []


def test_a_disk_that_will_soon_be_full_is_told(home: Home) -> None:
    [sentence] = told(home, Machine(disk=4_499))
    assert sentence == "磁盘只剩4.5GB，本次预计需要3.0GB，请尽快清理"


def test_a_disk_that_will_not_do_stops_the_night_unless_somebody_wants_it(home: Home) -> None:
    with pytest.raises(BadInput, match=r"只剩3\.0GB，本次预计需要3\.0GB；请清理磁盘或换一个磁盘再运行"):
        told(home, Machine(disk=2_999))
    assert [text.split("所在")[1] for text in told(home, Machine(disk=2_999), on_small_disk=True)] == [
        "磁盘只剩3.0GB，本次预计需要3.0GB"
    ]


def test_memory_that_will_not_do_is_told_with_what_to_do_unless_it_was_set(home: Home) -> None:
    [sentence] = told(home, Machine(memory=1_999))
    assert sentence.endswith("请关掉其他程序，或加 --memory 2GB（慢一些，多用磁盘）")
    assert told(home, Machine(memory=1_999), memory="1GB") == []


def test_a_night_on_an_engine_says_nothing_of_what_this_machine_needs() -> None:
    took: dict[str, Any] = {"delivered_mb": 1, "used": SimpleNamespace(memory_mb=2, disk_mb=3)}
    here, there = (SimpleNamespace(engine=engine, **took) for engine in (None, object()))
    assert forecast.taken(here) == {"delivered_mb": 1, "memory_mb": 2, "disk_mb": 3}  # type: ignore[arg-type]
    assert forecast.taken(there) == {}  # type: ignore[arg-type]


def test_a_night_s_line_in_the_journal_says_what_it_took_and_the_next_one_says_so(home: Home, tmp_path: Path) -> None:
    inbox = write(small_town(), tmp_path / "inbox")
    said: list[str] = []
    with brief():
        for _ in range(2):
            with attempted(home, "funing", AS_OF.isoformat(), said.append) as attempt:
                attempt.night = nightly.fn(
                    inbox=inbox, home=home.root, region="funing", as_of=AS_OF, progress=attempt.progress
                )
    ended: Mapping[str, object] = json.loads(journal.nights(home).read_text().splitlines()[-1])
    assert int(str(ended["memory_mb"])) > 100 and int(str(ended["disk_mb"])) > 5
    first, second = (text for text in said if text.startswith("预计"))
    assert "按一般机器推算" in first and "按最近1次运行推算" in second
    assert second in journal.night_log(home).read_text()
