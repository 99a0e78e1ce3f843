"""All deliveries of a night, landed side by side."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sources
from sources.manifest import Delivery
from sources.processes import Processes
from sources.source import Landed, is_landed, land

# A process takes a second to start and pays only where there is more than that second's work.
_WORTH_PROCESSES = 64 << 20


def land_all(deliveries: Sequence[Delivery], landing: Path, workers: int) -> Iterator[Landed]:
    """Land every delivery, the largest first, and yield the results in the order of the deliveries.

    Typing is Python's work, and threads would wait for each other: much of it is done in processes.
    BadInput: the first of the deliveries that cannot be used; what has been landed by then stays for the next run.
    """
    unread = sum(
        delivery.path.stat().st_size
        for delivery in deliveries
        if not is_landed(sources.SOURCES[delivery.extract], delivery, landing)
    )
    kind = Processes if workers > 1 and unread >= _WORTH_PROCESSES else ThreadPoolExecutor
    largest_first = sorted(range(len(deliveries)), key=lambda number: -deliveries[number].path.stat().st_size)
    with kind(workers) as pool:
        landed = {number: pool.submit(land_one, deliveries[number], landing) for number in largest_first}
        try:
            for number in range(len(deliveries)):
                yield landed[number].result()
        finally:
            pool.shutdown(cancel_futures=True)


def land_one(delivery: Delivery, landing: Path) -> Landed:
    """Land a delivery by the declaration of its extract."""
    return land(sources.SOURCES[delivery.extract], delivery, landing)
