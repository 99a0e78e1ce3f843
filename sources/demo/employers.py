"""The made-up county's employers: their kinds, true numbers, and what each office knows of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.demo.clock import Clock
from sources.demo.firm_names import FirmName
from sources.demo.numbers import credit_codes, organisation_codes, registration_numbers, text
from sources.demo.people import Region

ACTIVE, SUSPENDED, ENDED, NO_UNIT = 1, 2, 3, 0
TRADER = "个体工商户"
PAID, NO_TAX, SOCIAL_ITEMS, BEFORE_WINDOW, PAID_BACK = "paid", "none", "social", "before", "back"
FULL = (110, 210, 310, 410)
CIVIL = (120, 310, 410)
HSA = (310, 390, 510)


@dataclass(frozen=True)
class EmployerKind:
    """One kind of employer: how common it is and what the offices know of it."""

    name: str
    share: float
    form: str = "企业"
    unit: int = NO_UNIT
    insurances: tuple[int, ...] = FULL
    tax: str = PAID
    tax_status: str = "03"
    business_status: str = "存续"
    in_tax: bool = True
    in_business: bool = True
    founded_days: int = 0
    """Days before the run; 0: years ago."""
    hires: str = ""
    """Who works there: `staff` insured people, `short` uninsured ones, `both`; else its own recipe sees to it."""


EMPLOYER_KINDS = (
    # insured: nothing to find
    EmployerKind("covered", 0.28, unit=ACTIVE, hires="staff"),
    EmployerKind("arrears", 0.012, unit=ACTIVE),
    EmployerKind("public_body_120", 0.03, form="事业单位", unit=ACTIVE, insurances=CIVIL),
    EmployerKind("agency", 0.008, form="派遣", unit=ACTIVE),
    EmployerKind("branch_insured", 0.008, form="分支机构", unit=ACTIVE, hires="staff"),
    EmployerKind("sole_trader_covered", 0.02, form=TRADER, unit=ACTIVE, hires="staff"),
    # insured, and some of the staff are not
    EmployerKind("partly_insured", 0.04, unit=ACTIVE, hires="both"),
    EmployerKind("public_body_partly", 0.01, form="事业单位", unit=ACTIVE, insurances=(110, *CIVIL), hires="short"),
    EmployerKind("agency_partly", 0.0075, form="派遣", unit=ACTIVE),
    EmployerKind("sole_trader_partly", 0.01, form=TRADER, unit=ACTIVE, hires="both"),
    EmployerKind("covered_not_operating", 0.01, unit=ACTIVE, tax_status="05", hires="both"),
    # uninsured and due
    EmployerKind("uninsured", 0.04, hires="short"),
    EmployerKind("empty_unit", 0.012, unit=ACTIVE, hires="short"),
    EmployerKind("suspended_unit", 0.012, unit=SUSPENDED, hires="short"),
    EmployerKind("ended_unit", 0.01, unit=ENDED, hires="short"),
    EmployerKind("taken_back_unit", 0.01, unit=ACTIVE),
    EmployerKind("medical_only_unit", 0.01, unit=ACTIVE, insurances=(310, 410), hires="short"),
    EmployerKind("recently_founded", 0.01, founded_days=80),
    EmployerKind("wages_without_tax", 0.01, tax=NO_TAX, hires="short"),
    EmployerKind("tax_office_only", 0.01, in_business=False, hires="short"),
    EmployerKind("partnership_uninsured", 0.01, form="合伙企业", hires="short"),
    # a sole trader turned company (个转企) beside its old self, which the registry has closed
    EmployerKind("converted_covered", 0.008, unit=ACTIVE, hires="staff"),
    EmployerKind("converted_uninsured", 0.004, hires="short"),
    EmployerKind("converted_by_old_unit", 0.008),
    EmployerKind("converted_old", 0.012, form=TRADER, tax=NO_TAX, tax_status="07", business_status="注销"),
    EmployerKind(
        "converted_old_insured", 0.008, form=TRADER, unit=ACTIVE, tax=NO_TAX, tax_status="07", business_status="注销"
    ),
    # pay tax, insure nobody, and nobody there is due
    EmployerKind("idle_taxed", 0.02),
    EmployerKind("dispatch_host", 0.012),
    EmployerKind("branch", 0.012, form="分支机构"),
    EmployerKind("only_pensioners", 0.01),
    EmployerKind("only_interns", 0.01),
    EmployerKind("only_new_hires", 0.01),
    EmployerKind("only_elsewhere", 0.01),
    EmployerKind("only_service_fees", 0.01),
    EmployerKind("founded_31_days", 0.01, founded_days=31),
    # never on the list of the taxed
    EmployerKind("founded_30_days", 0.01, founded_days=30),
    EmployerKind("registered_30_days", 0.01, founded_days=30, in_business=False),
    EmployerKind("closed_tax_07", 0.012, tax_status="07", hires="short"),
    EmployerKind("closed_business", 0.012, business_status="注销", hires="short"),
    EmployerKind("revoked_business", 0.01, business_status="吊销未注销", hires="short"),
    EmployerKind("tax_stopped_04", 0.01, tax_status="04", hires="short"),
    EmployerKind("tax_abnormal_05", 0.01, tax_status="05", hires="short"),
    EmployerKind("social_items_only", 0.01, tax=SOCIAL_ITEMS),
    EmployerKind("tax_before_window", 0.01, tax=BEFORE_WINDOW),
    EmployerKind("tax_taken_back", 0.01, tax=PAID_BACK),
    EmployerKind("registry_only", 0.04, tax=NO_TAX, in_tax=False),
    EmployerKind("sole_trader_with_staff", 0.05, form=TRADER, hires="short"),
    EmployerKind("sole_trader", 0.0, form=TRADER),
)
"""The last kind takes what the shares leave."""

KIND_OF = {kind.name: place for place, kind in enumerate(EMPLOYER_KINDS)}
CREDIT_PREFIX = {"个体工商户": 92, "农民专业合作社": 93, "机关": 11, "事业单位": 12, "社会团体": 51, "民办非企业": 52}
TAXPAYER_KIND = {
    "个体工商户": "个体工商户",
    "合伙企业": "合伙企业",
    "机关": "机关事业",
    "事业单位": "机关事业",
    "社会团体": "社会团体",
    "民办非企业": "民办非企业",
}


@dataclass
class Employers:
    """One place in each array per employer."""

    kind: np.ndarray
    form: np.ndarray
    size: np.ndarray
    village: np.ndarray
    founded: np.ndarray
    closed: np.ndarray
    head: np.ndarray
    """The head office of a branch, else -1."""
    owner: np.ndarray
    """The person who owns it or answers for it."""
    predecessor: np.ndarray
    """The sole trader that a company was before (个转企), else -1."""
    organisation: np.ndarray
    area: np.ndarray
    """The county that gave it its numbers."""
    uscc: pl.Series
    org: pl.Series
    registration_no: pl.Series

    def of(self, *names: str) -> np.ndarray:
        """The employers of these kinds."""
        return np.flatnonzero(np.isin(self.kind, [KIND_OF[name] for name in names]))

    def hiring(self, *hires: str) -> np.ndarray:
        """The employers whose kind takes such people."""
        return self.of(*(kind.name for kind in EMPLOYER_KINDS if kind.hires in hires))

    def fact(self, attribute: str) -> np.ndarray:
        """What the kind says, for every employer."""
        return np.array([getattr(kind, attribute) for kind in EMPLOYER_KINDS])[self.kind]

    def has_insurance(self, insurance: int) -> np.ndarray:
        """Whether the employer's insured unit (of whatever status) is on the books for an insurance."""
        offered = np.array([insurance in kind.insurances and kind.unit != NO_UNIT for kind in EMPLOYER_KINDS])
        return offered[self.kind]

    def __len__(self) -> int:
        return len(self.kind)

    def __post_init__(self) -> None:
        # given by `firms.christen`, once people have names
        self.names: list[FirmName] = []
        self.old_names: dict[int, FirmName] = {}
        self.told = np.zeros(len(self), dtype=bool)
        """Whose old name an older file of the registry tells."""
        self.name = self.industry = pl.Series([], dtype=pl.String)
        self.phone = self.tax_phone = self.name
        self.town = self.spot = np.empty(0, dtype=object)
        self.groups: dict[str, np.ndarray] = {}
        """What is planted for those who link records: the employers of each case."""


def found(people: int, region: Region, clock: Clock, rng: np.random.Generator, owners: np.ndarray) -> Employers:
    """Make the employers of a county of so many people."""
    total = max(60, round(people * 0.045))
    counts = np.array([round(total * kind.share) for kind in EMPLOYER_KINDS])
    counts = np.maximum(counts, 1)
    counts[-1] = max(1, total - counts[:-1].sum())
    kind = rng.permutation(np.repeat(np.arange(len(EMPLOYER_KINDS)), counts))
    total = len(kind)

    form = np.array([kind.form for kind in EMPLOYER_KINDS], dtype=object)[kind]
    converted = [KIND_OF[kind.name] for kind in EMPLOYER_KINDS if kind.name.startswith("converted")]
    plain = np.flatnonzero((form == "企业") & ~np.isin(kind, converted))
    variety = ["企业"] * 17 + ["农民专业合作社", "个人独资", "民办非企业"]
    form[plain] = np.array(variety, dtype=object)[rng.integers(0, len(variety), len(plain))]
    public = np.flatnonzero(form == "事业单位")
    form[public] = np.array(["事业单位", "事业单位", "机关"], dtype=object)[rng.integers(0, 3, len(public))]

    village = rng.integers(0, len(region.villages), total)
    days = np.array([kind.founded_days for kind in EMPLOYER_KINDS])[kind]
    # whoever has staff existed before the first month of the contribution extract
    long_ago = clock.day(0) - (1300 + rng.integers(0, 7000, total)).astype("m8[D]")
    organisation = organisation_codes(total, rng)
    prefixes = np.array([CREDIT_PREFIX.get(name, 91) for name in form])
    head = np.full(total, -1)
    covered = np.flatnonzero((kind == KIND_OF["covered"]) & (form == "企业"))
    branches = np.flatnonzero(kind == KIND_OF["branch"])
    head[branches] = rng.choice(covered, len(branches))
    # two branches or so with units of their own to a head office: 第一分公司, 第二分公司
    branches = np.flatnonzero(kind == KIND_OF["branch_insured"])
    heads = rng.choice(covered, len(branches) // 2 + 1)
    head[branches] = heads[np.arange(len(branches)) % len(heads)]
    status = np.array([kind.business_status for kind in EMPLOYER_KINDS])[kind]
    closed = np.full(total, np.datetime64("NaT", "D"))
    gone = np.flatnonzero(status != "存续")
    closed[gone] = clock.day(0) - rng.integers(20, 200, len(gone)).astype("m8[D]")
    founded = np.where(days > 0, clock.day(0) - days.astype("m8[D]"), long_ago)
    owner = rng.choice(owners, total)
    predecessor = _predecessors(kind)
    heirs = np.flatnonzero(predecessor >= 0)
    old = predecessor[heirs]
    founded[heirs] = clock.day(0) - (1200 + rng.integers(0, 90, len(heirs))).astype("m8[D]")
    closed[old], owner[old], village[old] = founded[heirs], owner[heirs], village[heirs]
    return Employers(
        kind=kind,
        form=np.where(form == "派遣", "企业", form),
        size=rng.pareto(1.3, total) + 0.3,
        village=village,
        founded=founded,
        closed=closed,
        head=head,
        owner=owner,
        predecessor=predecessor,
        organisation=organisation,
        area=np.full(total, int(region.code)),
        uscc=text(credit_codes(prefixes, int(region.code), organisation)),
        org=text(organisation),
        registration_no=text(registration_numbers(int(region.code), total)),
    )


def _predecessors(kind: np.ndarray) -> np.ndarray:
    """The closed sole trader of each company that was one, as far as there are enough of both."""
    predecessor = np.full(len(kind), -1)
    for heirs, old in (
        (("converted_covered", "converted_uninsured"), "converted_old"),
        (("converted_by_old_unit",), "converted_old_insured"),
    ):
        new = np.flatnonzero(np.isin(kind, [KIND_OF[name] for name in heirs]))
        traders = np.flatnonzero(kind == KIND_OF[old])
        pairs = min(len(new), len(traders))
        predecessor[new[:pairs]] = traders[:pairs]
    return predecessor
