"""Dated values: what the law, the plans and we ourselves set, and which of them hold on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from base.strict import Place, Strict, read_toml, refusal, unknown
from regions import Region
from regions.local_values import Dated, LocalValue, Value, check_order
from regions.outcomes import KINDS, Outcomes, outcomes
from sources.hardship import HARDSHIP

FILE = Path(__file__).parent / "policy.toml"
BOUNDS = "policy.contribution_base"
"""The table in which queries find the bounds of contribution bases."""

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
    """The published bounds of one insurance's monthly base, in yuan, from a day until a day."""

    insurance: str
    valid_from: date
    valid_until: date
    floor_yuan: float
    ceiling_yuan: float
    source: str
    scope: str
    is_verified: bool


@dataclass(frozen=True)
class Policy:
    """All dated values of one region: the policy file's, and in place of them its own."""

    parameters: Sequence[Parameter]
    region: Region

    @cached_property
    def bases(self) -> list[ContributionBase]:
        """The bounds of contribution bases that the region's province has published."""
        return contribution_bases(self.region)

    def in_force(self, as_of: date) -> dict[str, Value]:
        """The value of each parameter on a day."""
        return in_force(self.parameters, as_of)

    def unverified(self, as_of: date) -> dict[str, str]:
        """The values in force on a day whose text nobody has shown us, in words, by the name that queries read."""
        named = {p.parameter: f"{p.title} {p.value}" for p in self.parameters if not p.is_verified and _holds(p, as_of)}
        last_month = as_of.replace(day=1) - timedelta(days=1)
        for base in self.bases:
            if not base.is_verified and base.valid_from <= last_month <= base.valid_until:
                bounds = f"{base.floor_yuan:g}至{base.ceiling_yuan:g}"
                named[BOUNDS] = f"{last_month.year}年缴费基数上下限 {bounds}"
        return named


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
                source=dated.source or own.source or entry.source,
                scope=region.name if region and name in local else "全国",
                is_verified=_first(dated.verified, own.verified, entry.verified),
            )
            for dated, end in zip(own.values, ends, strict=True)
        ]
    return parameters


def _first(*answers: bool | None) -> bool:
    """The first that says anything."""
    return next(each for each in answers if each is not None)


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
        problem = None
        if is_text != isinstance(dated.value, str):
            problem = "应是文字（写在引号里）" if is_text else "应是数"
        elif isinstance(dated.value, str):
            odd = [word for word in dated.value.split(",") if (word not in words if words else not word.strip())]
            problem = f"里{unknown(odd[0], words, '取值')}" if odd else None
        elif dated.value < 0 or (entry.unit == _YES_OR_NO and dated.value not in (0, 1)):
            problem = "应是0或1" if entry.unit == _YES_OR_NO else "不应小于0"
        if problem:
            raise refusal(file, (*place, "values", number, "value"), problem)


def in_force(parameters: Sequence[Parameter], as_of: date) -> dict[str, Value]:
    """The value of each parameter on a day; a parameter without one on that day is absent."""
    return {p.parameter: p.value for p in parameters if _holds(p, as_of)}


def contribution_bases(region: Region) -> list[ContributionBase]:
    """The bounds of every insurance and period that the region's file has; for other days there are none."""
    return [
        ContributionBase(
            insurance=insurance,
            valid_from=each.from_,
            valid_until=each.until,
            floor_yuan=each.floor_yuan,
            ceiling_yuan=each.ceiling_yuan,
            source=each.source or base.source,
            scope=region.name,
            is_verified=base.verified if each.verified is None else each.verified,
        )
        for insurance, base in sorted(region.contribution_base.items())
        for each in base.values
    ]


def _holds(value: Parameter, as_of: date) -> bool:
    return value.valid_from <= as_of and (value.valid_until is None or as_of <= value.valid_until)
