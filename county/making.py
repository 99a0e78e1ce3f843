"""A made-up county from its first life to the last file of an office.

`make` writes `out/inbox/` (as `interfaces.md` describes an inbox) and `out/answers/`. Same arguments, same bytes.
A prefecture of millions is made county by county, each in a process of its own, so that memory is that of one county.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from county import DEFAULT_DAY, LEAST_PEOPLE
from county.key import borders
from county.key.key import write_groups, write_indicators, write_key, write_links
from county.key.together import write_key as write_together
from county.lives.planted import make_world
from county.numbers import WHOLE, Share
from county.offices import (
    deliver_employers,
    deliver_insurance,
    deliver_people,
    deliver_projects,
    deliver_rosters,
    deliver_taxes,
)
from county.offices.delivery import Delivery
from county.offices.records import Records
from county.offices.write import Inbox, RecordOwners, write_manifest
from county.people import Region
from county.world import World

AT_ONCE = 1_500_000
"""More people than this are made county by county: they take 3.9 GB a million."""

Lines = list[dict[str, str | int]]
"""Lines of a manifest."""


def make(
    out: Path,
    region: str = "funing",
    people: int = 60_000,
    seed: int = 1,
    as_of: date = DEFAULT_DAY,
    progress: Callable[[str], None] | None = None,
    at_once: int = AT_ONCE,
) -> None:
    """Make a county of so many people: the departments' deliveries, and the key to what is in them.

    More people than `at_once` are the counties of a prefecture, equally many each: files and answers of their own
    (`answers/<county's code>/`, without the indicators, which are the prefecture's), one manifest. Nobody of them lives
    in one county and works in another.
    """

    def tell(sentence: str) -> None:
        if progress is not None:
            progress(sentence)

    inbox, answers = Path(out) / "inbox", Path(out) / "answers"
    counties = Region.load(region).counties
    apart = people > at_once and len(counties) > 1
    each = people // len(counties) if apart else people
    if each < LEAST_PEOPLE:
        raise ValueError(f"a county has at least {LEAST_PEOPLE} people, or its planted cases do not fit in")
    for folder in (inbox, answers):
        # files of another run would stand in the folder without a line in the manifest
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    lines: Lines = []
    if apart:
        # a process that has ended gives its memory back
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as workers:
            for place, (code, name) in enumerate(counties.select("code", "name").iter_rows()):
                share = Share(place, len(counties), int(code))
                tell(f"{name}: {each:,} people")
                made = workers.submit(_deliver, inbox, answers / code, region, each, seed, as_of, share, f"{name}_")
                lines += made.result()
    else:
        lines = _deliver(inbox, answers, region, people, seed, as_of, WHOLE, "", tell)
    write_manifest(inbox, lines)
    tell(f"{len(lines)} files, {sum(file.stat().st_size for file in inbox.rglob('*.*')) / 1e6:,.0f} MB")


def _silent(_sentence: str) -> None:
    """For whoever works in a process of its own."""


def _deliver(
    inbox_folder: Path,
    answers: Path,
    region: str,
    people: int,
    seed: int,
    as_of: date,
    share: Share,
    front: str,
    tell: Callable[[str], None] = _silent,
) -> Lines:
    """What the departments deliver of one county, and its answers; returns the lines of the manifest."""
    tell(f"{people:,} people begin to live")
    world, facts = _lives(people, region, seed, as_of, share)
    return _deliver_world(inbox_folder, answers, world, facts, {}, as_of, front, tell)[0]


def make_neighbours(
    out: Path,
    places: tuple[str, str],
    people: int,
    seed: int = 1,
    as_of: date = DEFAULT_DAY,
    together: str | None = None,
) -> pl.DataFrame:
    """Make two regions in one world (`county/key/borders.py`), each in a folder of its name; whom both have, by number.

    The answers of each know what the other's offices know of these people; what is delivered does not. `together`: a
    third folder, with all files of both in one inbox and the answers of one run over both.
    """
    shares = [Share(number, len(places), is_whole=True) for number in range(len(places))]
    worlds = [_lives(people, place, seed, as_of, share) for place, share in zip(places, shares, strict=True)]
    (one, facts), (other, others) = worlds
    shared = borders.cross(one, other, facts, others)
    nearby = (
        borders.known_to(shared.one, shared.other, other, others),
        borders.known_to(shared.other, shared.one, one, facts),
    )
    made = []
    for place, (world, lived), known in zip(places, worlds, nearby, strict=True):
        inbox, answers = Path(out) / place / "inbox", Path(out) / place / "answers"
        shutil.rmtree(Path(out) / place, ignore_errors=True)
        inbox.mkdir(parents=True)
        lines, delivery = _deliver_world(inbox, answers, world, lived, {"elsewhere": known}, as_of, "", _silent)
        write_manifest(inbox, lines)
        made.append((inbox, lines, delivery))
    if together is not None:
        shutil.rmtree(Path(out) / together, ignore_errors=True)
        _gather(Path(out) / together / "inbox", places, [(inbox, lines) for inbox, lines, _ in made])
        write_together(Path(out) / together / "answers", made[0][2], made[1][2], shared)
    return pl.DataFrame({"person_id": one.identity.documents.gather(shared.one.astype("u4"))})


def _gather(inbox: Path, places: tuple[str, str], parts: list[tuple[Path, Lines]]) -> None:
    """All files of several inboxes in one, each under the name of its place."""
    gathered: Lines = []
    for place, (folder, lines) in zip(places, parts, strict=True):
        for line in lines:
            file = Path(str(line["file"]))
            named = file.with_name(f"{place}_{file.name}")
            (inbox / named).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / file, inbox / named)
            gathered.append(line | {"file": named.as_posix()})
    write_manifest(inbox, gathered)


def _lives(people: int, region: str, seed: int, as_of: date, share: Share) -> tuple[World, dict[str, pl.DataFrame]]:
    """The clean world, and what has happened in it."""
    world = make_world(people, region, seed, as_of, share)
    facts = {name: table.frame() for name, table in world.facts.items()}
    world.facts.clear()
    return world, facts


def _deliver_world(
    inbox_folder: Path,
    answers: Path,
    world: World,
    facts: dict[str, pl.DataFrame],
    nearby: dict[str, pl.DataFrame],
    as_of: date,
    front: str,
    tell: Callable[[str], None],
) -> tuple[Lines, Delivery]:
    """The same of a world that is there; `nearby`: facts that are true of its people and delivered by nobody."""
    answers.mkdir(parents=True, exist_ok=True)
    people, share = len(world.people.sex), world.region.share
    records = Records(world, facts)
    inbox = Inbox(inbox_folder, as_of, world.clock.data_date, tell, front)
    packed = people > 200_000
    people_records = RecordOwners(answers / "people", "person_id", packed)
    employer_records = RecordOwners(answers / "employers", "employer_id", packed)
    delivery = Delivery(world, records, facts, inbox, people_records, employer_records)
    deliver_people.deliver(delivery)
    deliver_rosters.deliver(delivery)
    deliver_insurance.deliver(delivery)
    deliver_taxes.deliver(delivery)
    deliver_employers.deliver(delivery)
    deliver_projects.deliver(delivery)
    people_records.close()
    employer_records.close()
    tell("the answer key")
    facts = facts | {name: pl.concat([facts[name], more]) for name, more in nearby.items()}
    drifting = borders.DRIFTING if nearby else ()
    write_key(answers, world, records, facts, delivery.undecidable, delivery.unclear_to(), drifting)
    if not share.is_county:
        write_indicators(answers, world, records, facts)
    write_groups(answers, world, records)
    write_links(answers, delivery)
    return inbox.lines, delivery
