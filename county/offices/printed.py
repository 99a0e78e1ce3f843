"""What offices print of an employer: its name in their own way, an old telephone, a boss who has left, a placeholder.

`hard` marks a record that nobody could decide: no valid number, and what it prints of name, boss, telephone and address
fits another employer as well.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from base.text import fold
from county.employer_kinds import TRADER
from county.numbers import replaced
from county.offices import noise, variants
from county.offices.records import Records
from county.offices.variants import Index, Written
from county.places import NEIGHBOURS, fronts
from county.world import World

SHARES = {
    "hrss": 0.11, "hsa": 0.13, "taxpayer": 0.1, "wage": 0.1, "fund_deposit": 0.12, "unit_roster": 0.11,
    "subsidy": 0.1, "unit_survey": 0.14, "construction_project": 0.1, "labour_ruling": 0.12, "project_cover": 0.3,
    "penalty": 0.1,
}  # fmt: skip
"""The share of names that an office writes in another way than the registry."""
OTHER_BOSS, OTHER_PHONE, MOVED = 0.03, 0.15, 0.03
EMPTY = {"boss": 0.04, "phone": 0.05, "address": 0.03}
NOTHING = {
    "boss": ("", "", "无", "不详", "暂无", "***"),
    "phone": ("", "", "无", "0", "暂无", "13800000000", "不详"),
    "address": ("", "", "无", "不详", "暂无", "***"),
}


@dataclass(frozen=True)
class Signs:
    """What an office prints of some employers, in their order."""

    names: pl.Series
    boss_names: pl.Series
    boss_ids: pl.Series
    phones: pl.Series
    addresses: pl.Series
    hard: np.ndarray
    owned: np.ndarray
    """Where the owner's ID number is printed."""


class Desk:
    """Writes employers as offices do, and knows which of them a piece of writing may stand for."""

    def __init__(self, world: World, records: Records) -> None:
        self.world, self.records = world, records
        employers = world.employers
        self.index = Index(employers.names)
        # what is another's whole name is nobody's short one
        self.registered = {fold(name): eid for eid, name in enumerate(employers.name.to_list())}
        self.owners = world.identity.names.gather(employers.owner.astype(np.uint32)).to_list()
        self.by: dict[str, dict[object, list[int]]] = {"boss": defaultdict(list), "phone": defaultdict(list)}
        self.by["address"] = defaultdict(list)
        self.facts = {
            "boss": employers.owner.tolist(),
            "phone": employers.phone.to_list(),
            "address": list(zip(employers.town.tolist(), employers.spot.tolist(), strict=True)),
        }
        for sign, values in self.facts.items():
            for eid, value in enumerate(values):
                self.by[sign][value].append(eid)
        self.unclear: dict[str, set[int]] = defaultdict(set)
        """By an office that has only heard of employers, those whom it prints so that nobody could tell."""
        self.others = np.flatnonzero((world.people.age >= 25) & (world.people.age < 70))

    def chance(self, purpose: str) -> random.Random:
        """Chances of an office's own."""
        seed = int(self.world.stream("desk " + purpose).integers(0, 2**62))
        return random.Random(seed)  # noqa: S311 - nothing secret

    # -- only a name -------------------------------------------------------------------------------------------

    def heard(self, office: str, eids: Iterable[int], coded: Iterable[bool], purpose: str = "") -> list[str]:
        """Names from offices that have only heard of an employer; one of them stands for nobody else.

        Where no credit code is printed the name must do, so a way that fits two employers is not taken. Whether it
        does is noted (`unclear`).
        """
        chance = self.chance(f"{office} {purpose}")
        names = self.world.employers.names
        meant: dict[str, int] = {}
        texts = []
        for eid, has_code in zip(eids, coded, strict=True):
            written = self._written(eid, chance, SHARES[office], unique=not has_code)
            if meant.setdefault(fold(written.text), eid) != eid:
                written = variants.plain(names[eid])
                if meant.setdefault(fold(written.text), eid) != eid:
                    raise AssertionError(f"{office} prints two employers under one name")
            if not has_code and not variants.is_unambiguous(names[eid], written):
                self.unclear[f"{office} {purpose}".strip()].add(eid)
            texts.append(variants.habit(written.text, chance))
        return texts

    def _written(self, eid: int, chance: random.Random, share: float, unique: bool) -> Written:
        name = self.world.employers.names[eid]
        if chance.random() >= share:
            return variants.plain(name)
        for way in variants.ways(chance)[:8]:
            written = variants.write(name, way, self.owners[eid], chance)
            if written is None or (unique and len(self.index.sharing(written.key)) > 1):
                continue
            if self.registered.get(fold(written.text), eid) == eid:
                return written
        return variants.plain(name)

    # -- name, boss, telephone, address ------------------------------------------------------------------------

    def register(
        self, office: str, eids: np.ndarray, numbered: np.ndarray, share: float, old_names: np.ndarray | None = None
    ) -> Signs:
        """What a register holds. `numbered`: by a valid number; `old_names`: the office was never told of a change."""
        rng, chance = self.world.stream("register " + office), self.chance("register " + office)
        employers, count = self.world.employers, len(eids)
        boss = np.where(rng.random(count) < OTHER_BOSS, rng.choice(self.others, count), employers.owner[eids])
        if office == "business":
            # another owner would be another sole trader: the registry knows whose it is
            boss = np.where((employers.form[eids] == TRADER) | employers.owned[eids], employers.owner[eids], boss)
        left = {"boss": boss != employers.owner[eids]}
        phones = employers.tax_phone if office == "taxpayer" else employers.phone
        own = phones.gather(eids)
        other = np.flatnonzero(rng.random(count) < OTHER_PHONE)
        phone = replaced(own, other, [str(13_000_000_000 + n) for n in rng.integers(0, 6_900_000_000, len(other))])
        left["phone"] = (phone != employers.phone.gather(eids)).to_numpy()
        moved = rng.random(count) < MOVED
        left["address"] = moved
        at = np.where(moved, rng.integers(0, len(employers), count), eids)
        address = pl.Series(self._addresses(at, office, rng), dtype=pl.String)
        boss_name = self.world.identity.names.gather(boss.astype(np.uint32))
        columns = {"boss": boss_name, "phone": phone, "address": address}
        for sign, column in columns.items():
            empty = np.flatnonzero(rng.random(count) < EMPTY[sign])
            words = rng.integers(0, len(NOTHING[sign]), len(empty))
            columns[sign] = replaced(column, empty, [NOTHING[sign][word] for word in words])
            left[sign][empty] = True
        boss_id = self.world.identity.documents.gather(boss.astype(np.uint32))
        # an owner who is a case of his own is printed by number
        case = employers.owned[eids] & (employers.form[eids] != TRADER)
        unknown = np.flatnonzero((rng.random(count) < EMPTY["boss"]) & ~case)
        owned = boss == employers.owner[eids]
        owned[unknown] = False
        boss_id = noise.messy_documents(replaced(boss_id, unknown, [""] * len(unknown)), rng)

        names, hard = [], np.zeros(count, dtype=bool)
        for place, eid in enumerate(eids.tolist()):
            old = employers.old_names.get(eid) if old_names is not None and old_names[place] else None
            if old is not None:
                written = Written(old.full(), ("old",), "old", False)
            else:
                written = self._written(eid, chance, share, unique=False)
            names.append(variants.habit(written.text, chance))
            if not numbered[place]:
                signs = [sign for sign in left if not left[sign][place]]
                hard[place] = not self._decidable(eid, written, signs)
        texts = pl.Series(names, dtype=pl.String)
        return Signs(texts, columns["boss"], boss_id, columns["phone"], columns["address"], hard, owned)

    def _decidable(self, eid: int, written: Written, signs: list[str]) -> bool:
        """Whether the whole name, or two things that a record tells, fit this employer and no other."""
        named = self.index.sharing(written.key)
        if written.lossless and len(named) == 1:
            return True
        fitting = [set(self.by[sign][self.facts[sign][eid]]) for sign in signs]
        if written.way != "old":
            fitting.append(set(named))
        elif len(signs) < 3:
            # the name is another's now: everything else must speak against it
            return False
        return any(len(one & two) == 1 for one, two in combinations(fitting, 2))

    def _addresses(self, at: np.ndarray, office: str, rng: np.random.Generator) -> list[str]:
        """Where these employers sit, in the spelling of an office: with province or without, town or not, 号 or not."""
        employers = self.world.employers
        habitual = 0 if office == "hrss" else 2
        forms = np.where(rng.random(len(at)) < 0.6, habitual, rng.integers(0, 5, len(at)))
        counties = self.world.region.villages["code"].str.slice(0, 6).gather(employers.village[at]).to_list()
        neighbours = {code: before + county for county, code, before in NEIGHBOURS[self.world.region.code]}
        texts, styles = [], rng.random(len(at)).tolist()
        for eid, home, front, style in zip(at.tolist(), counties, forms.tolist(), styles, strict=True):
            town, spot = employers.town[eid], employers.spot[eid]
            if style < 0.2:
                town = ""
            elif style < 0.3:
                spot = spot.removesuffix("号")
            elif style < 0.35:
                spot = spot.replace("组", "组 ").replace("号", "号 ").strip()
            county = neighbours.get(int(employers.area[eid]))
            texts.append(f"{county}{spot}" if county else f"{fronts(home)[front]}{town}{spot}")
        return texts
