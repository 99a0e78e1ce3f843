"""Dated values: what the law, the plans and we ourselves set, and which of them hold on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import get_args

from base.strict import Place, Strict, read_toml, refusal, unknown
from regions import Region
from regions.local_values import Dated, Insurance, LocalBase, LocalValue, Value, check_order
from regions.outcomes import KINDS, Outcomes, outcomes
from sources.hardship import HARDSHIP

FILE = Path(__file__).parent / "policy.toml"
INSURANCES: tuple[Insurance, ...] = get_args(Insurance)

_YES_OR_NO = "是否"
_TEXTS = ("口径", "逗号分隔")
"""What units say of values: 0 or 1; words, one or several."""


@dataclass(frozen=True)
class _Entry(Strict):
    """One parameter as the policy file has it."""

    title: str
    unit: str
    source: str
    values: tuple[Dated, ...]
    verified: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order([each.from_ for each in self.values])


@dataclass(frozen=True)
class Parameter:
    """One value of one parameter, from a day until a day (None: still in force)."""

    parameter: str
    title: str
    value: Value
    valid_from: date
    valid_until: date | None
    unit: str
    source: str
    scope: str
    is_verified: bool


@dataclass(frozen=True)
class ContributionBase:
    """The bounds of one insurance's monthly base, in yuan, from a day until a day (None: still in force)."""

    insurance: str
    valid_from: date
    valid_until: date | None
    floor_yuan: float
    ceiling_yuan: float
    source: str
    is_placeholder: bool
    """Made of a placeholder for the average wage, because the region has no figures of its own for these days."""


@dataclass(frozen=True)
class Policy:
    """All dated values of one region: the policy file's, and in place of them its own."""

    parameters: Sequence[Parameter]
    region: Region

    @cached_property
    def bases(self) -> list[ContributionBase]:
        """The bounds of contribution bases, the region's own or a placeholder."""
        return contribution_bases(self.region.contribution_base, self.parameters)

    def in_force(self, as_of: date) -> dict[str, Value]:
        """The value of each parameter on a day."""
        return in_force(self.parameters, as_of)

    def reservations(self, as_of: date) -> list[str]:
        """What a reader must know of the values in force on a day: which nobody has verified."""
        return reservations(self.parameters, self.bases, as_of)


def of(region: Region) -> Policy:
    """The policy of a region. Raises BadInput as `read` does."""
    return Policy(read(region), region)


def read(region: Region | None = None, file: Path = FILE) -> list[Parameter]:
    """All dated values of the policy file; a region's own values replace those of the same name.

    Raises BadInput for whatever either file should not say: for a parameter that the policy file does not know, for a
    value that is not of the parameter's kind.
    """
    shared = read_toml(file, Mapping[str, _Entry])  # type: ignore[type-abstract]
    for name, entry in shared.items():
        _check(file, (name,), entry, entry.values, _words(name, {}))
    local: Mapping[str, LocalValue] = {}
    if region:
        local = region.policy
        for name, own in local.items():
            if name not in shared:
                raise refusal(region.file, ("policy",), f"里{unknown(name, shared, '口径', local)}", name)
            _check(region.file, ("policy", name), shared[name], own.values, _words(name, region.reasons))
    parameters = []
    for name, entry in sorted(shared.items()):
        own = local.get(name, LocalValue(entry.values))
        ends = [following.from_ - timedelta(days=1) for following in own.values[1:]] + [None]
        parameters += [
            Parameter(
                parameter=name,
                title=entry.title,
                value=dated.value,
                valid_from=dated.from_,
                valid_until=end,
                unit=entry.unit,
                source=entry.source if own.source is None else own.source,
                scope=region.name if region and name in local else "全国",
                is_verified=entry.verified if own.verified is None else own.verified,
            )
            for dated, end in zip(own.values, ends, strict=True)
        ]
    return parameters


def _words(name: str, reasons: Outcomes) -> frozenset[str]:
    """The words that a parameter which is no number may be made of, a comma between several; none: any will do."""
    if name == "flexible_lapse":
        return frozenset({"months", "year"})
    if name == "rider_scheme":
        return frozenset({"工伤保险", "职业伤害保障"})
    if name == "hardship_kinds":
        [kind] = (column for column in HARDSHIP.columns if column.name == "hardship_kind")
        return frozenset(kind.words.split())
    if name == "reasons_for_all_lists":
        return frozenset(each for kind in KINDS for some in outcomes(kind, reasons).values() for each in some)
    return frozenset()


def _check(file: Path, place: Place, entry: _Entry, values: Sequence[Dated], words: frozenset[str]) -> None:
    """Raises BadInput for a value that is no number where one is wanted, below zero, or none of the known words."""
    is_text = any(word in entry.unit for word in _TEXTS)
    for number, dated in enumerate(values):
        said = None
        if is_text != isinstance(dated.value, str):
            said = "应是文字（写在引号里）" if is_text else "应是数"
        elif isinstance(dated.value, str):
            odd = [word for word in dated.value.split(",") if (word not in words if words else not word.strip())]
            said = f"里{unknown(odd[0], words, '取值')}" if odd else None
        elif dated.value < 0 or (entry.unit == _YES_OR_NO and dated.value not in (0, 1)):
            said = "应是0或1" if entry.unit == _YES_OR_NO else "不应小于0"
        if said:
            raise refusal(file, (*place, "values", number, "value"), said)


def in_force(parameters: Sequence[Parameter], as_of: date) -> dict[str, Value]:
    """The value of each parameter on a day; a parameter without one on that day is absent."""
    return {p.parameter: p.value for p in parameters if _holds(p, as_of)}


def contribution_bases(local: Mapping[Insurance, LocalBase], parameters: Sequence[Parameter]) -> list[ContributionBase]:
    """The bounds of every insurance: the region's own (`[contribution_base.<insurance>]`), before them a placeholder.

    The placeholder is the average wage of the policy file times the shares of floor and ceiling.
    """
    names = ("average_wage_yuan", "contribution_base_floor_share", "contribution_base_ceiling_share")
    begun = sorted({p.valid_from for p in parameters if p.parameter in names})
    bases = []
    for insurance in INSURANCES:
        own = local[insurance].values if insurance in local else ()
        rows = []
        for day in (day for day in begun if not own or day < own[0].from_):
            values = in_force(parameters, day)
            if all(name in values for name in names):
                wage, floor, ceiling = (float(values[name]) for name in names)
                rows.append(
                    (day, round(wage * floor, 2), round(wage * ceiling, 2), "占位值：平均工资乘上下限比例", True)
                )
        rows += [(each.from_, each.floor_yuan, each.ceiling_yuan, local[insurance].source, False) for each in own]
        ends = [day - timedelta(days=1) for day, *_ in rows[1:]] + [None]
        bases += [ContributionBase(insurance, row[0], end, *row[1:]) for row, end in zip(rows, ends, strict=True)]
    return bases


def reservations(parameters: Sequence[Parameter], bases: Sequence[ContributionBase], as_of: date) -> list[str]:
    """What a reader of the night's lists must know of the values in force: which nobody has verified, in Chinese."""
    unread = [
        f"{p.title} {p.value}"
        for p in parameters
        # The average wage is only ever read through the bounds made of it: the next sentence speaks of them.
        if not p.is_verified and p.parameter != "average_wage_yuan" and _holds(p, as_of)
    ]
    made_up = sorted({(b.floor_yuan, b.ceiling_yuan) for b in bases if b.is_placeholder and _holds(b, as_of)})
    told = [f"出处尚未核实的口径：{'；'.join(unread)}"] if unread else []
    return told + [f"缴费基数上下限是占位值（每月{low:g}至{high:g}元），本省公布数尚未录入" for low, high in made_up]


def _holds(value: Parameter | ContributionBase, as_of: date) -> bool:
    return value.valid_from <= as_of and (value.valid_until is None or as_of <= value.valid_until)
