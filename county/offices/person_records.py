"""What each office prints for a person: the number, right or wrong or none, and the name, present or former.

Decided here once, per person and office, so that the answer key can say exactly whose rows depend on a name.
"""

import numpy as np
import polars as pl

from county.employers import HSA
from county.lives.namesakes import guardians, with_a_typo
from county.names import GIVEN_MEN, GIVEN_WOMEN
from county.numbers import fifteen, replaced, text, with_a_wrong_digit, with_swapped_digits
from county.world import World

WRONG, SWAPPED, BLANK = 0.002, 0.001, 0.0005
TYPO, FORMER, WITHOUT_NUMBER = 0.001, 0.5, 0.08
OFFICES = (
    "resident",
    "hrss",
    "hsa",
    "wage",
    "benefit",
    "student",
    "insured_elsewhere",
    "death",
    "soldier",
    "sentence",
    "person_roster",
    "dispatch",
    "hardship",
    "land_loss",
    "child",
    "gig_worker",
    "fund_deposit",
    "labour_ruling",
    "rider_cover",
)
"""Whoever types an ID number for himself: the two bureaus once each, every other extract for itself."""
OLD_NUMBERS = {"hrss": 0.08, "benefit": 0.08, "hardship": 0.08, "land_loss": 0.1}
"""Offices that still hold 15-digit numbers, and for what share of those born before 1975."""
OLD_NAMES = ("hrss", "hsa", "benefit", "hardship", "land_loss", "person_roster", "wage_before")
"""Offices that print the former name of half of those who have one."""
BUREAUS = ("hrss", "hsa")
FACT = {
    "insured_elsewhere": "elsewhere", "person_roster": "roster", "gig_worker": "gig", "fund_deposit": "fund",
    "labour_ruling": "ruling",
}  # fmt: skip
"""Where an office's rows are called otherwise."""


class PersonRecords:
    """Numbers and names by office, tidy: as the reader will have them."""

    def __init__(self, world: World, facts: dict[str, pl.DataFrame]) -> None:
        self.world = world
        rng = world.stream("papers")
        count = len(world.people.sex)
        self.guardian = guardians(world.people)
        # some are brought by a neighbour
        self.guardian[world.groups["fostered"][:, 0]] = world.groups["fostered"][:, 1]
        self.numberless = self._numberless(rng)
        self.present = {office: self._who(office, facts) for office in OFFICES}
        self.citizen = world.people.document == 0
        damage = {office: np.zeros(count, dtype=np.int8) for office in OFFICES}
        for office in OFFICES:
            draw = rng.random(count)
            kinds = np.searchsorted(np.cumsum([WRONG, SWAPPED, BLANK if office in BUREAUS else 0]), draw, side="right")
            damage[office][:] = np.where(self.citizen & ~world.steady & (kinds < 3), kinds + 1, 0)
        self.lonely = self._leave_one_right(damage)
        self.wrong = {office: np.flatnonzero(damage[office] > 0) for office in OFFICES}
        """Whose number an office has wrong, or not at all."""
        self.kinds = damage
        self.documents = {office: self._documents(office, damage[office], rng) for office in OFFICES}
        self.names = {office: self._names(office, damage, rng) for office in (*OFFICES, "wage_before")}

    def _numberless(self, rng: np.random.Generator) -> np.ndarray:
        """Infants whom the vaccination register knows without a number; half of twins and namesakes among them."""
        world, people = self.world, self.world.people
        infants = (people.age == 0) & people.in_resident & (self.guardian >= 0)
        numberless = infants & (rng.random(len(infants)) < WITHOUT_NUMBER)
        for name in ("twins", "infants"):
            numberless[world.groups[name][::2]] = True
        numberless[world.groups["numberless"]] = True
        return numberless & infants

    def _who(self, office: str, facts: dict[str, pl.DataFrame]) -> np.ndarray:
        """The people about whom an office has rows that print a number."""
        people = self.world.people
        if office == "resident":
            return people.in_resident
        there = np.zeros(len(people.sex), dtype=bool)
        if office in BUREAUS:
            for name in ("member", "spell", "yearly"):
                medical = facts[name]["insurance"].is_in(HSA)
                there[facts[name].filter(medical if office == "hsa" else ~medical)["pid"].to_numpy()] = True
        elif office == "wage":
            there[facts["wage"].filter(pl.col("m0") <= pl.col("m1"))["pid"].to_numpy()] = True
        else:
            there[facts[FACT.get(office, office)]["pid"].to_numpy()] = True
        if office == "child":
            there &= ~self.numberless
        return there

    def _leave_one_right(self, damage: dict[str, np.ndarray]) -> np.ndarray:
        """Whoever is known to several offices has a right number at one of them at least.

        Returns the office that alone knows somebody, by a wrong number; -1 for all others.
        """
        count = len(self.world.people.sex)
        known, right = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
        first = np.full(count, -1)
        for place, office in enumerate(OFFICES):
            there = self.present[office]
            known += there
            right |= there & (damage[office] == 0)
            first = np.where((first < 0) & there, place, first)
        astray = (known > 0) & ~right & self.citizen
        for place, office in enumerate(OFFICES):
            damage[office][astray & (known > 1) & (first == place)] = 0
        return np.where(astray & (known == 1), first, -1)

    def _documents(self, office: str, damage: np.ndarray, rng: np.random.Generator) -> pl.Series:
        world, letters = self.world, self.world.identity.letters
        printed = world.identity.documents
        if office in OLD_NUMBERS:
            old = world.people.birth < np.datetime64("1975-01-01")
            short = np.flatnonzero(self.citizen & old & (rng.random(len(old)) < OLD_NUMBERS[office]))
            printed = replaced(printed, short, text(fifteen(letters[short])))
        for kind, change in ((1, with_a_wrong_digit), (2, with_swapped_digits)):
            places = np.flatnonzero(damage == kind)
            printed = replaced(printed, places, text(change(letters[places], rng)))
        blank = np.flatnonzero(damage == 3)
        return replaced(printed, blank, [""] * len(blank))

    def _names(self, office: str, damage: dict[str, np.ndarray], rng: np.random.Generator) -> pl.Series:
        """The present name; sometimes the former one or a wrong letter, but then the number is right."""
        identity = self.world.identity
        wrong = damage["wage" if office == "wage_before" else office] > 0
        free = ~wrong & ~self.world.steady
        names = identity.names
        former = np.zeros(len(free), dtype=bool)
        if office in OLD_NAMES:
            # a former name is one only where the police tell it; without them it is another's
            registered = self.present["resident"] & (damage["resident"] == 0)
            former = (identity.formers != "").to_numpy() & free & registered & (rng.random(len(free)) < FORMER)
            names = replaced(names, np.flatnonzero(former), identity.formers.filter(pl.Series(former)))
        if office not in ("resident", "wage_before", "child"):
            places = np.flatnonzero(free & ~former & (rng.random(len(free)) < TYPO))
            names = replaced(names, places, with_a_typo(names.gather(places), GIVEN_MEN + GIVEN_WOMEN, rng))
        for other, pids, called in self.world.called:
            if other == office:
                names = replaced(names, pids, called)
        return names

    # -- who is who --------------------------------------------------------------------------------------------

    def known_by_number(self) -> np.ndarray:
        """Whose right number some office prints."""
        return (self.world.people.document != 2) & (self.lonely < 0)

    def apart(self, office: str) -> np.ndarray:
        """Whose rows at an office only a name (or a passport, which nobody can check) joins to the person's others."""
        foreign = (self.world.people.document == 2) & (office in BUREAUS)
        foreign[self.wrong[office]] = True
        return np.flatnonzero(foreign & self.present[office])

    def alias_subjects(self, office: str) -> pl.Series:
        """What such people are called by those who only see that office's rows."""
        return self._called(office, self.apart(office))

    def subjects(self) -> pl.Series:
        """What everyone is called: the right number where one is printed, else the member number, else the document."""
        subjects = self.numbers_only()
        for place in reversed(range(len(OFFICES))):
            # the bureaus' numbers come first, so they are written last
            office = (*BUREAUS, *(name for name in OFFICES if name not in BUREAUS))[place]
            pids = np.flatnonzero(~self.known_by_number() & self.present[office])
            subjects = replaced(subjects, pids, self._called(office, pids))
        return subjects

    def numbers_only(self) -> pl.Series:
        """ID numbers and, of foreigners, passports."""
        documents = self.world.identity.documents
        passports = np.flatnonzero(self.world.people.document == 2)
        return replaced(documents, passports, [f"doc:{number}" for number in documents.gather(passports)])

    def _called(self, office: str, pids: np.ndarray) -> pl.Series:
        if office in BUREAUS:
            numbers = pl.Series(getattr(self.world.identity, office)[pids])
            return pl.select(pl.concat_str(pl.lit(f"member:{office}:"), numbers)).to_series()
        return pl.select(
            pl.concat_str(pl.lit("doc:"), self.documents[office].gather(pids.astype(np.uint32)))
        ).to_series()

    def groups(self) -> dict[str, np.ndarray]:
        """People by what makes them hard to know."""
        world, identity = self.world, self.world.identity
        groups = {
            "minority_name": np.flatnonzero(identity.names.str.contains("·", literal=True).to_numpy()),
            "foreigner": np.flatnonzero(world.people.document == 2),
            "two_members": world.groups["two_members"],
            "namesake": np.unique(world.groups["namesake"]),
        }
        known = np.any([self.present[office] for office in OFFICES], axis=0)
        damaged = {kind: np.zeros(len(known), dtype=bool) for kind in (1, 2, 3)}
        short, former = np.zeros(len(known), dtype=bool), np.zeros(len(known), dtype=bool)
        for office, there in self.present.items():
            for kind, flags in damaged.items():
                flags |= there & (self.kinds[office] == kind)
            if office in OLD_NUMBERS:
                short |= there & (self.documents[office].str.len_chars() == 15).to_numpy()
            printed = self.names["wage_before" if office == "wage" else office]
            if office in OLD_NAMES or office == "wage":
                former |= there & (printed == identity.formers).to_numpy()
        groups |= {
            "wrong_digit": np.flatnonzero(damaged[1]),
            "swapped_digits": np.flatnonzero(damaged[2]),
            "number_missing": np.flatnonzero(damaged[3]),
            "fifteen_digits": np.flatnonzero(short),
            "former_name": np.flatnonzero(former),
        }
        return {name: pids[known[pids]] for name, pids in groups.items()}
