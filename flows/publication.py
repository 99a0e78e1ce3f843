"""What those who come after a night need of it: its day, its region and the policy in force on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

import regions
from flows.home import Home
from regions import Region
from sql import policy


@dataclass(frozen=True)
class Publication:
    """The last publication."""

    as_of: date
    region: Region

    @property
    def values(self) -> Mapping[str, policy.Value]:
        """The policy values in force on its day."""
        settings = {"name": self.region.name, **self.region.settings}
        return policy.in_force(policy.read(settings), self.as_of)


def publication(home: Home) -> Publication:
    """Read the last publication's day and region."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        [(as_of, region)] = con.execute(
            "select as_of, region from audit.run order by run_id desc, step_no desc limit 1"
        ).fetchall()
    return Publication(as_of, regions.read(region))
