"""A made-up county from its first life to the last file of an office.

`make` writes `out/inbox/` (as `interfaces.md` describes an inbox) and `out/answers/`. Same arguments, same bytes.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from county import DEFAULT_DAY, LEAST_PEOPLE
from county.key.key import write_groups, write_indicators, write_key, write_links
from county.lives.planted import make_world
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
from county.offices.write import Inbox, RecordOwners


def make(
    out: Path,
    region: str = "funing",
    people: int = 60_000,
    seed: int = 1,
    as_of: date = DEFAULT_DAY,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Make a county of so many people: the departments' deliveries, and the key to what is in them."""

    def tell(sentence: str) -> None:
        if progress is not None:
            progress(sentence)

    if people < LEAST_PEOPLE:
        raise ValueError(f"a county has at least {LEAST_PEOPLE} people, or its planted cases do not fit in")
    inbox_folder, answers = Path(out) / "inbox", Path(out) / "answers"
    for folder in (inbox_folder, answers):
        # files of another run would stand in the folder without a line in the manifest
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    tell(f"{people:,} people begin to live")
    world = make_world(people, region, seed, as_of)
    facts = {name: table.frame() for name, table in world.facts.items()}
    world.facts.clear()
    records = Records(world, facts)
    inbox = Inbox(inbox_folder, as_of, world.clock.data_date, tell)
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
    inbox.manifest()
    tell("the answer key")
    write_key(answers, world, records, facts, delivery.undecidable, delivery.unclear_to())
    write_indicators(answers, world, records, facts)
    write_groups(answers, world, records)
    write_links(answers, delivery)
    tell(f"{len(inbox.lines)} files, {inbox.bytes / 1e6:,.0f} MB")
