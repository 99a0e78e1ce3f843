"""What each office prints for a person or an employer, and which of its records can be told by their numbers alone.

The wrong digits and missing codes are decided here, once per person and office, so that the answer key can say
exactly whose rows depend on them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from county.employers import TAXPAYER_KIND
from county.offices.person_records import OFFICES, PersonRecords
from county.tables import UNIT_ROSTERS
from county.world import World

HEARD = {
    **{f"unit_roster {roster}": 0.7 for roster in UNIT_ROSTERS},
    "subsidy": 0.75,
    "unit_survey": 0.6,
    "fund_deposit": 0.6,
    "construction_project": 0.7,
    "labour_ruling": 0.5,
    "penalty": 0.6,
}
"""Offices that have only heard of an employer (each roster is another's), and how often they print its credit code."""


@dataclass(frozen=True)
class View:
    """Which records are one: the truth, or what valid official numbers alone can tell.

    People: place in `subjects` for each person, by office. Employers: a number for each tax, business and unit
    record; equal numbers are one employer.
    """

    person: dict[str, np.ndarray]
    subjects: pl.Series
    valid: np.ndarray
    owner: np.ndarray
    """Whose place it is."""
    dated: np.ndarray
    """Whether a birth date is printed: in a valid number, or by the police beside a wrong one."""
    tax: np.ndarray
    business: np.ndarray
    unit: np.ndarray
    heard: dict[str, np.ndarray]
    """By an office that has only heard of employers: the employer that each of its rows is, -1 where none is told."""
    by_name: bool
    """Whether names are believed, or numbers alone."""
    employer_subjects: pl.Series
    owned_by: np.ndarray
    """By employer its owner; -1 where nobody prints whose a sole trader is."""


class Records:
    """Printed numbers of everyone and everything."""

    def __init__(self, world: World, facts: dict[str, pl.DataFrame]) -> None:
        self.world = world
        self.people = PersonRecords(world, facts)
        self.documents = self.people.documents
        self._employers(world, world.stream("employer papers"))
        self.uscc_known = self._known_by_credit_code(facts["dispatch"])
        # an office that has only heard of an employer knows no more numbers than the registries do
        self.heard_with_uscc = {
            office: (world.stream("heard " + office).random(len(world.employers)) < share) & self.uscc_known
            for office, share in HEARD.items()
        }

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
                "area": pl.Series(employers.area).cast(pl.String),
                "owner": owner,
                "n": pl.Series(np.arange(total)),
            }
        )
        twin = pl.int_range(pl.len()).over("owner")
        self.taxpayer_id = forms.select(
            pl.when(pl.col("form") == 18)
            .then("uscc")
            .when(pl.col("form") == 15)
            .then(pl.concat_str("area", "org"))
            .otherwise(pl.concat_str("owner", twin.cast(pl.String).str.zfill(2)))
        ).to_series()
        self.tax_has_uscc = (self.tax_form == 18) | (rng.random(total) < np.where(self.tax_form == 20, 0.5, 0.6))
        self.business_has_uscc = rng.random(total) >= 0.03
        # a branch prints its head office's code, so somebody has asked for that
        self.business_has_uscc[employers.head[employers.head >= 0]] = True
        self.taxpayer_kind = np.array([TAXPAYER_KIND.get(form, "企业") for form in employers.form], dtype=object)

        # two units an employer: even at hrss, odd at hsa, numbered separately in the same range
        self.unit_eid = np.repeat(np.arange(total), 2)
        # a bureau has a unit of those alone who take one of its insurances
        self.has_unit = np.empty(2 * total, dtype=bool)
        self.has_unit[0::2] = np.any([employers.has_insurance(code) for code in (110, 120, 210, 410)], axis=0)
        self.has_unit[1::2] = employers.has_insurance(310)
        numbers = np.empty(2 * total, dtype=np.int64)
        first = int(world.region.counties["code"][0]) * 1000
        numbers[0::2] = first + world.numbered(rng.permutation(total), total)
        numbers[1::2] = first + world.numbered(rng.permutation(total), total)
        self.unit_number = numbers
        self.unit_has_uscc = rng.random(2 * total) >= 0.25
        # some were typed wrong: the check digit tells, and the number is as good as missing
        self.unit_uscc_garbled = self.unit_has_uscc & (rng.random(2 * total) < 0.003)
        # a bureau that has not asked for the credit code rarely has the tax number
        has_tax_number = rng.random(2 * total) < np.where(self.unit_has_uscc, 0.3, 0.4)
        form = np.where(rng.random(2 * total) < 0.6, 18, 15)
        self.unit_tax_form = np.where(has_tax_number & ~self.unit_uscc_garbled, form, 0)
        self.unit_linked = (self.unit_has_uscc & ~self.unit_uscc_garbled) | (self.unit_tax_form > 0)
        # nobody tells the bureaus of a new name: neither knows, or the medical bureau alone has heard
        renamed = np.isin(np.arange(total), list(employers.old_names))
        self.unit_old_name = np.repeat(renamed, 2)
        self.unit_old_name[1::2] &= rng.random(total) < 0.5

    def _known_by_credit_code(self, dispatch: pl.DataFrame) -> np.ndarray:
        """Employers whose credit code somebody prints; of the others the organisation code is the best number."""
        employers = self.world.employers
        units = self.has_unit & ((self.unit_has_uscc & ~self.unit_uscc_garbled) | (self.unit_tax_form == 18))
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
            subjects=self.people.subjects(),
            valid=self.people.known_by_number(),
            owner=same,
            dated=self.people.known_by_number() | (self.people.lonely == OFFICES.index("resident")),
            tax=np.arange(total),
            business=np.arange(total),
            unit=self.unit_eid,
            heard=dict.fromkeys(HEARD, np.arange(total)),
            by_name=True,
            employer_subjects=self._employer_subjects(linked=False),
            owned_by=self.world.employers.owner,
        )

    def by_number(self) -> View:
        """A record without a valid number of its own stands alone."""
        count, total = len(self.world.people.sex), len(self.world.employers)
        valid = self.world.people.document != 2
        owner, dated = [np.arange(count)], [valid]
        person, subjects = {}, [self.people.numbers_only()]
        added = 0
        for office in OFFICES:
            apart = self.people.apart(office)
            places = np.arange(count)
            places[apart] = count + added + np.arange(len(apart))
            added += len(apart)
            owner.append(apart)
            dated.append(np.full(len(apart), office == "resident"))
            person[office] = places
            subjects.append(self.people.alias_subjects(office))
        employers = np.arange(total)
        tax_linked = (self.tax_form != 20) | self.tax_has_uscc
        return View(
            person=person,
            subjects=pl.concat(subjects),
            valid=np.r_[valid, np.zeros(added, dtype=bool)],
            owner=np.concatenate(owner),
            dated=np.concatenate(dated),
            tax=np.where(tax_linked, employers, total + employers),
            business=np.where(self.business_has_uscc, employers, 2 * total + employers),
            unit=np.where(self.unit_linked, self.unit_eid, 3 * total + np.arange(2 * total)),
            heard={office: np.where(has, employers, -1) for office, has in self.heard_with_uscc.items()},
            by_name=False,
            employer_subjects=self._employer_subjects(linked=True),
            owned_by=self.world.employers.owner,
        )

    def _employer_subjects(self, linked: bool) -> pl.Series:
        """Subject ids by employer number; with `linked`, the records that stand alone have places of their own."""
        employers = self.world.employers
        total = len(employers)
        unit_org = (self.unit_tax_form > 0) & self.has_unit
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
