"""What a night will need, said before its work: memory, room on the disk, minutes.

It rests on what was delivered and what the last nights of this home took; before there is any, on the made-up counties
that `benchmarks/scale.py` has measured.
"""

from dataclasses import dataclass
from pathlib import Path

import psutil

from base.errors import BadInput
from base.home import Home
from flows import journal
from flows.night import Night
from sql.duck import memory_for

BEGINNING = "预计"
NIGHTS = 10
"""So many of the last published nights are asked; the one that took most for its data counts."""
# Of a home that has not published yet: what is always taken, and for each MB delivered (docs/speed.md).
FIRST_SECONDS, SECONDS_PER_MB = 12.0, 0.11
FIRST_MEMORY_MB, MEMORY_PER_MB = 450, 4.0
OF_ENGINE, MATCHED_PER_MB = 1.2, 0.05
"""Of much the database holds what it may, and a fifth beside it; who is who takes its part of what is delivered."""
FIRST_DISK_MB, DISK_PER_MB = 30, 2.0
AS_TEXT = {".gz": 8, ".zip": 8, ".parquet": 8, ".xlsx": 3}
"""How many times its size what is packed counts."""
SOON_FULL = 1.5
"""With less room than this for each MB needed the clerk is told, though the night goes on."""


@dataclass(frozen=True)
class Need:
    """What a night is expected to take."""

    delivered_mb: int
    seconds: float
    memory_mb: int
    disk_mb: int
    nights: int
    """Of how many earlier nights it is known; 0: of none."""

    @property
    def sentence(self) -> str:
        """For the clerk, before the work."""
        rests_on = f"按最近{self.nights}次运行推算" if self.nights else "按一般机器推算"
        minutes = max(1, round(self.seconds / 60))
        return (
            f"{BEGINNING}约需{minutes}分钟、内存{_gb(self.memory_mb)}、磁盘{_gb(self.disk_mb)}"
            f"（各部门数据折合文本{_gb(self.delivered_mb)}，{rests_on}）"
        )


def needed(home: Home, delivered_mb: int) -> Need:
    """What so many MB will need in this home."""
    past = [run for run in journal.read(home) if run.outcome == journal.PUBLISHED and run.memory_mb][-NIGHTS:]
    if not past:
        return Need(
            delivered_mb,
            FIRST_SECONDS + SECONDS_PER_MB * delivered_mb,
            round(min(FIRST_MEMORY_MB + MEMORY_PER_MB * delivered_mb, _most_memory(delivered_mb))),
            round(FIRST_DISK_MB + DISK_PER_MB * delivered_mb),
            nights=0,
        )
    # A county that doubled is the exception: a small one's fixed costs are not scaled down.
    grown = [(run, max(1.0, delivered_mb / max(1, run.delivered_mb))) for run in past]
    return Need(
        delivered_mb,
        max((run.over_at - run.started_at).total_seconds() * times for run, times in grown),
        max(round(run.memory_mb * times) for run, times in grown),
        max(round(run.disk_mb * times) for run, times in grown),
        nights=len(past),
    )


def _most_memory(delivered_mb: int) -> float:
    return OF_ENGINE * memory_for(delivered_mb) + MATCHED_PER_MB * delivered_mb


def tell(night: Night, on_small_disk: bool) -> None:
    """Say what the night will need; BadInput where the disk will not do, unless somebody wants it all the same."""
    night.delivered_mb = delivered(night.inbox) // 1_000_000
    need = needed(night.home, night.delivered_mb)
    night.progress(need.sentence)
    free = psutil.disk_usage(str(night.home.root)).free // 1_000_000
    if free < need.disk_mb:
        short = f"{night.home.root} 所在磁盘只剩{_gb(free)}，本次预计需要{_gb(need.disk_mb)}"
        if not on_small_disk:
            raise BadInput(f"{short}；请清理磁盘或换一个磁盘再运行，确认够用可加 --on-small-disk。")
        night.note(short)
    elif free < SOON_FULL * need.disk_mb:
        night.note(f"磁盘只剩{_gb(free)}，本次预计需要{_gb(need.disk_mb)}，请尽快清理")
    available = psutil.virtual_memory().available // 1_000_000
    if available < need.memory_mb and not night.memory:
        night.note(
            f"本机可用内存只有{_gb(available)}，本次预计需要{_gb(need.memory_mb)}；"
            "请关掉其他程序，或加 --memory 2GB（慢一些，多用磁盘）"
        )


def taken(night: Night) -> dict[str, int]:
    """What the journal keeps of a night that published, for the next one's forecast: nothing, where an engine made its
    tables."""
    if night.engine:
        return {}
    return {
        "delivered_mb": night.delivered_mb,
        "memory_mb": night.used.memory_mb,
        "disk_mb": night.used.disk_mb,
    }


def delivered(inbox: Path) -> int:
    """The bytes of all files of an inbox, as if they were plain text; what is packed is estimated."""
    return sum(_as_text(path) for path in inbox.glob("*/*") if path.is_file())


def _as_text(path: Path) -> int:
    # What an archive says of itself is not asked: it may lie, and only the reader looks into one within limits.
    return path.stat().st_size * AS_TEXT.get(path.suffix.lower(), 1)


def _gb(megabytes: int) -> str:
    return f"{megabytes}MB" if megabytes < 1000 else f"{megabytes / 1000:.1f}GB"
