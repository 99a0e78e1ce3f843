"""What all deliveries share: the world, the printed numbers, the inbox, and the record of who is who."""

from functools import cached_property

import numpy as np
import polars as pl

from base.text import fold_all
from county.lives.namesakes import member_numbers
from county.numbers import replaced
from county.offices import noise
from county.offices.printed import Desk
from county.offices.records import Records
from county.offices.write import Inbox, RecordOwners
from county.world import World

OWNER = "owner"
"""Stands for an office: to it those sole traders are unclear whose owner no register prints by number."""


class Delivery:
    """The desk at which the world's facts become departments' rows."""

    def __init__(
        self,
        world: World,
        records: Records,
        facts: dict[str, pl.DataFrame],
        inbox: Inbox,
        people: RecordOwners,
        employers: RecordOwners,
    ) -> None:
        self.world, self.records, self.facts, self.inbox = world, records, facts, inbox
        self.person_records, self.employer_records = people, employers
        self.child_records: list[tuple[str, int]] = []
        self.undecidable: set[int] = set()
        """Employers one of whose records could be another's as well."""
        self.unclear: dict[str, set[int]] = {}
        """By an office that has only heard of employers, those whom it prints so that nobody could tell."""
        self.owned = np.zeros(len(world.employers), dtype=bool)
        """By employer, whether a register prints its owner's ID number."""
        self.project_records: list[tuple[str, str]] = []
        self._cells: dict[str, pl.Series] = {}
        self._names: dict[str, pl.Series] = {}
        truth = records.truth()
        self.person_ids, self.employer_ids = truth.subjects, truth.employer_subjects

    def rng(self, name: str) -> np.random.Generator:
        """Random numbers of a delivery's own."""
        return self.world.stream("deliver " + name)

    def documents(self, office: str, pids: np.ndarray) -> pl.Series:
        """An office's ID numbers, tidy."""
        return self.records.documents[office].gather(pids.astype(np.uint32))

    def cells(self, office: str, pids: np.ndarray) -> pl.Series:
        """An office's ID numbers as they are printed, with lower-case x and worse."""
        if office not in self._cells:
            self._cells[office] = noise.messy_documents(self.records.documents[office], self.rng("cells " + office))
        return self._cells[office].gather(pids.astype(np.uint32))

    def names(self, office: str, pids: np.ndarray) -> pl.Series:
        """People's names as an office prints them."""
        if office not in self._names:
            self._names[office] = noise.messy_names(self.records.people.names[office], self.rng("names " + office))
        return self._names[office].gather(pids.astype(np.uint32))

    def forget(self, office: str) -> None:
        """Free the memory of an office that has delivered."""
        self._cells.pop(office, None)
        self._names.pop(office, None)

    @cached_property
    def _phones(self) -> pl.Series:
        numbers = 13_000_000_000 + self.rng("phones").integers(0, 6_000_000_000, len(self.world.people.sex))
        return pl.Series(numbers).cast(pl.String)

    def phones(self, pids: np.ndarray) -> pl.Series:
        """Telephone numbers."""
        return self._phones.gather(pids.astype(np.uint32))

    @cached_property
    def desk(self) -> Desk:
        """Where employers are written as offices write them."""
        return Desk(self.world, self.records)

    def person_columns(self, office: str, pids: np.ndarray) -> pl.DataFrame:
        """`person_id` and `person_name`, noted in the record of who is who."""
        self.people(office, office, pids)
        return pl.DataFrame({"person_id": self.cells(office, pids), "person_name": self.names(office, pids)})

    def people(self, extract: str, office: str, pids: np.ndarray, names: str | None = "") -> None:
        """Note whose rows an extract holds: `<document number>|<name>`, as the reader will have them.

        `names`: whose way of printing names, if not the office's; None where no name is printed.
        """
        pids = np.unique(pids)
        parts: list[pl.Expr | pl.Series] = [pl.lit("|")]
        if names is not None:
            printed = self.names(names or office, pids)
            # nearly all names are tidy as they are
            messy = np.flatnonzero((printed != self.records.people.names[names or office].gather(pids)).to_numpy())
            parts.append(replaced(printed, messy, fold_all(printed.gather(messy).to_list())))
        record_ids = pl.select(pl.concat_str(self.documents(office, pids), *parts)).to_series()
        self.person_records.add(extract, record_ids, self.person_ids.gather(pids.astype(np.uint32)))

    def members(self, extract: str, issuer: str, pids: np.ndarray, uids: np.ndarray) -> None:
        """Note whose member numbers an extract holds."""
        numbers = member_numbers(self.world, issuer, pids, uids)
        numbers, first = np.unique(numbers, return_index=True)
        record_ids = pl.select(pl.concat_str(pl.lit(issuer + ":"), pl.Series(numbers))).to_series()
        self.person_records.add(extract, record_ids, self.person_ids.gather(pids[first].astype(np.uint32)))

    def unclear_names(
        self, office: str, eids: np.ndarray, employed: np.ndarray, pids: np.ndarray | None = None
    ) -> np.ndarray:
        """Which of `eids` an office prints so that nobody could tell: by an unclear name, and beside people (`pids`,
        who work for `employed`) none of whom another office calls theirs."""
        unclear = np.isin(eids, np.array(sorted(self.desk.unclear[office]), dtype=np.int64))
        if pids is None or not unclear.any():
            return unclear
        others = self._at_work.filter(pl.col("office") != office)
        beside = pl.DataFrame({"eid": employed, "pid": pids}).join(others, on=["eid", "pid"])
        answer: np.ndarray = unclear & ~np.isin(eids, beside["eid"].unique().to_numpy())
        return answer

    def unclear_to(self) -> dict[str, set[int]]:
        """By office, or OWNER, the employers that it prints so that nobody could tell."""
        return self.unclear | {OWNER: set(np.flatnonzero(~self.owned).tolist())}

    @cached_property
    def _at_work(self) -> pl.DataFrame:
        """Who works for whom by the records of which office: `eid`, `pid`, `office`."""
        facts, unit_eid = self.facts, pl.Series(self.records.unit_eid)
        member = facts["member"].filter(pl.col("uid") >= 0)
        member = member.select(unit_eid.gather(member["uid"].cast(pl.UInt32)).alias("eid"), "pid")
        tables = {"insured_unit": member, "wage": facts["wage"], "fund_deposit": facts["fund"]}
        return pl.concat(
            table.select(pl.col("eid", "pid").cast(pl.Int64), pl.lit(office).alias("office")).unique()
            for office, table in tables.items()
        )

    def employers(
        self, extract: str, record_ids: pl.Series, eids: np.ndarray, hard: np.ndarray | None = None, heard: str = ""
    ) -> None:
        """Note which employer an extract's records are, and which of them nobody could decide.

        `heard`: of an office that has only heard of them, whose rows alone hang on its records.
        """
        if hard is not None and heard:
            self.unclear[heard] = set(eids[hard].tolist())
        elif hard is not None:
            self.undecidable.update(eids[hard].tolist())
        self.employer_records.add(extract, record_ids, self.employer_ids.gather(eids.astype(np.uint32)), hard)
