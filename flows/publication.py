"""What those who come after a night need of it: its day, its region and the policy in force on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import regions
from base.errors import BadInput
from base.home import Home
from flows import binding
from regions import Region
from sql import policy
from sql.policy import Policy, Value


@dataclass(frozen=True)
class Publication:
    """The last publication."""

    as_of: date
    region: Region

    @cached_property
    def policy(self) -> Policy:
        """The dated values that hold in the region."""
        return policy.of(self.region)

    @property
    def values(self) -> Mapping[str, Value]:
        """The policy values in force on its day."""
        return self.policy.in_force(self.as_of)


def publication(home: Home) -> Publication:
    """Read the last publication's day and region. Raises BadInput where the region is not the home's."""
    binding.check_published(home)
    if not (last := binding.last_run(home)):
        raise BadInput(f"{home.root} 里还没有发布过的数据库，请先运行 yingbao run。")
    return Publication(last.as_of, regions.read(last.region))
