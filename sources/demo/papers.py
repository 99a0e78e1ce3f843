"""What each office prints for a person or an employer, and which of its records can be told by their numbers alone.

The wrong digits and missing codes are decided here, once per person and office, so that the answer key can say
exactly whose rows depend on them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.demo.employers import TAXPAYER_KIND
from sources.demo.numbers import fifteen, replaced, text, with_a_wrong_digit
from sources.demo.world import World

WRONG = 0.002
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
)
"""Whoever types an ID number for himself: the two bureaus once each, every other extract for itself."""
OLD_NUMBERS = {"hrss": 0.08, "benefit": 0.08, "hardship": 0.08, "land_loss": 0.1}
"""Offices that still hold 15-digit numbers, and for what share of those born before 1975."""


@dataclass(frozen=True)
class View:
    """Which records are one: the truth, or what valid official numbers alone can tell.

    People: place in `subjects` for each person, by office. Employers: a number for each tax, business and unit
    record; equal numbers are one employer.
    """

    person: dict[str, np.ndarray]
    subjects: pl.Series
    valid: np.ndarray
    tax: np.ndarray
    business: np.ndarray
    unit: np.ndarray
    employer_subjects: pl.Series


class Papers:
    """Printed numbers of everyone and everything."""

    def __init__(self, world: World, facts: dict[str, pl.DataFrame]) -> None:
        self.world = world
        rng = world.stream("papers")
        self._people(world, rng)
        self._employers(world, rng)
        self.uscc_known = self._known_by_credit_code(facts["dispatch"])

    def _people(self, world: World, rng: np.random.Generator) -> None:
        people, identity = world.people, world.identity
        count = len(people.sex)
        citizen = people.document == 0
        old = people.birth < np.datetime64("1975-01-01")
        self.documents: dict[str, pl.Series] = {}
        self.wrong: dict[str, np.ndarray] = {}
        for office in OFFICES:
            printed = identity.documents
            if office in OLD_NUMBERS:
                short = np.flatnonzero(citizen & old & (rng.random(count) < OLD_NUMBERS[office]))
                printed = replaced(printed, short, text(fifteen(identity.letters[short])))
            wrong = np.flatnonzero(citizen & (rng.random(count) < WRONG))
            printed = replaced(printed, wrong, text(with_a_wrong_digit(identity.letters[wrong], rng)))
            self.documents[office] = printed
            self.wrong[office] = wrong

    def _employers(self, world: World, rng: np.random.Generator) -> None:
        employers = world.employers
        total = len(employers)
        self.in_tax = employers.fact("in_tax")
        self.in_business = employers.fact("in_business")
        # a foreigner's passport does not fit into a taxpayer number
        trader = (employers.form == "个体工商户") & (world.people.document[employers.owner] != 2)
        # the tax office's numbers: 18 characters, 15 (area and organisation code), 20 (the owner's ID and two digits)
        draw = rng.random(total)
        self.tax_form = np.where(trader & (draw < 0.5), 20, np.where(draw < 0.8, 18, 15))
        owner = world.identity.documents.gather(employers.owner.astype(np.uint32))
        forms = pl.DataFrame(
            {
                "form": self.tax_form,
                "uscc": employers.uscc,
                "org": employers.org,
                "owner": owner,
                "n": pl.Series(np.arange(total)),
            }
        )
        twin = pl.int_range(pl.len()).over("owner")
        self.taxpayer_id = forms.select(
            pl.when(pl.col("form") == 18)
            .then("uscc")
            .when(pl.col("form") == 15)
            .then(pl.concat_str(pl.lit(world.region.code), "org"))
            .otherwise(pl.concat_str("owner", twin.cast(pl.String).str.zfill(2)))
        ).to_series()
        self.tax_has_uscc = (self.tax_form == 18) | (rng.random(total) < np.where(self.tax_form == 20, 0.85, 0.6))
        self.business_has_uscc = rng.random(total) >= 0.03
        self.taxpayer_kind = np.array([TAXPAYER_KIND.get(form, "企业") for form in employers.form], dtype=object)

        # two units an employer: even at hrss, odd at hsa, numbered separately in the same range
        self.unit_eid = np.repeat(np.arange(total), 2)
        numbers = np.empty(2 * total, dtype=np.int64)
        numbers[0::2] = 320_923_000 + rng.permutation(total)
        numbers[1::2] = 320_923_000 + rng.permutation(total)
        self.unit_number = numbers
        self.unit_has_uscc = rng.random(2 * total) >= 0.25
        # some were typed wrong: the check digit tells, and the number is as good as missing
        self.unit_uscc_garbled = self.unit_has_uscc & (rng.random(2 * total) < 0.003)
        has_tax_number = rng.random(2 * total) < np.where(self.unit_has_uscc, 0.3, 0.84)
        form = np.where(rng.random(2 * total) < 0.6, 18, 15)
        self.unit_tax_form = np.where(has_tax_number & ~self.unit_uscc_garbled, form, 0)

    def _known_by_credit_code(self, dispatch: pl.DataFrame) -> np.ndarray:
        """Employers whose credit code somebody prints; of the others the organisation code is the best number."""
        employers = self.world.employers
        has_unit = np.repeat(employers.fact("unit") > 0, 2)
        units = has_unit & ((self.unit_has_uscc & ~self.unit_uscc_garbled) | (self.unit_tax_form == 18))
        known = (self.in_tax & self.tax_has_uscc) | (self.in_business & self.business_has_uscc)
        known |= units[0::2] | units[1::2]
        known[dispatch["agency"].to_numpy()] = True
        known[dispatch["host"].to_numpy()] = True
        heads = employers.head[self.in_business & (employers.head >= 0)]
        known[heads] = True
        return known

    # -- who is who --------------------------------------------------------------------------------------------

    def truth(self) -> View:
        """Every record belongs where it belongs."""
        count, total = len(self.world.people.sex), len(self.world.employers)
        same = np.arange(count)
        return View(
            person=dict.fromkeys(OFFICES, same),
            subjects=self._own_subjects(),
            valid=self.world.people.document != 2,
            tax=np.arange(total),
            business=np.arange(total),
            unit=self.unit_eid,
            employer_subjects=self._employer_subjects(linked=False),
        )

    def by_number(self) -> View:
        """A record without a valid number of its own stands alone."""
        count, total = len(self.world.people.sex), len(self.world.employers)
        person, subjects = {}, [self._own_subjects()]
        added = 0
        for office in OFFICES:
            wrong = self.wrong[office]
            places = np.arange(count)
            places[wrong] = count + added + np.arange(len(wrong))
            added += len(wrong)
            person[office] = places
            subjects.append(self.alias_subjects(office))
        employers = np.arange(total)
        tax_linked = (self.tax_form != 20) | self.tax_has_uscc
        unit_linked = (self.unit_has_uscc & ~self.unit_uscc_garbled) | (self.unit_tax_form > 0)
        return View(
            person=person,
            subjects=pl.concat(subjects),
            valid=np.r_[self.world.people.document != 2, np.zeros(added, dtype=bool)],
            tax=np.where(tax_linked, employers, total + employers),
            business=np.where(self.business_has_uscc, employers, 2 * total + employers),
            unit=np.where(unit_linked, self.unit_eid, 3 * total + np.arange(2 * total)),
            employer_subjects=self._employer_subjects(linked=True),
        )

    def alias_subjects(self, office: str) -> pl.Series:
        """What a person with a wrong digit is called by those who only see that office's rows."""
        wrong = self.wrong[office].astype(np.uint32)
        if office in ("hrss", "hsa"):
            numbers = self.world.identity.hrss if office == "hrss" else self.world.identity.hsa
            return pl.select(pl.concat_str(pl.lit(f"member:{office}:"), pl.Series(numbers[wrong]))).to_series()
        return pl.select(pl.concat_str(pl.lit("doc:"), self.documents[office].gather(wrong))).to_series()

    def _own_subjects(self) -> pl.Series:
        documents = self.world.identity.documents
        passports = np.flatnonzero(self.world.people.document == 2)
        return replaced(documents, passports, [f"doc:{number}" for number in documents.gather(passports)])

    def _employer_subjects(self, linked: bool) -> pl.Series:
        """Subject ids by employer number; with `linked`, the records that stand alone have places of their own."""
        employers = self.world.employers
        total = len(employers)
        has_unit = np.repeat(employers.fact("unit") > 0, 2)
        unit_org = (self.unit_tax_form > 0) & has_unit
        organisation = (self.in_tax & (self.tax_form == 15)) | unit_org[0::2] | unit_org[1::2]
        frame = pl.DataFrame(
            {
                "uscc": employers.uscc,
                "org": employers.org,
                "tax": self.taxpayer_id,
                "reg": employers.registration_no,
                "printed": self.uscc_known,
                "organisation": organisation,
                "taxed": self.in_tax,
            }
        )
        one = frame.select(
            pl.when("printed")
            .then("uscc")
            .when("organisation")
            .then(pl.concat_str(pl.lit("org:"), "org"))
            .when("taxed")
            .then(pl.concat_str(pl.lit("tax:"), "tax"))
            .otherwise(pl.concat_str(pl.lit("reg:"), "reg"))
        ).to_series()
        if not linked:
            return one
        alone = frame.select(
            pl.concat_str(pl.lit("tax:"), "tax").alias("a"), pl.concat_str(pl.lit("reg:"), "reg").alias("b")
        )
        unit = self.unit_subjects()
        return pl.concat([one, alone["a"], alone["b"], unit.rename(one.name)]) if total else one

    def unit_subjects(self) -> pl.Series:
        """`unit:<issuer>:<number>` for every unit."""
        issuers = np.tile(np.array(["hrss", "hsa"], dtype=object), len(self.unit_eid) // 2)
        return pl.select(
            pl.concat_str(pl.lit("unit:"), pl.Series(issuers), pl.lit(":"), pl.Series(self.unit_number))
        ).to_series()
