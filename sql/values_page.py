"""The table of values, `docs/values.md`: what law, provinces and plans set, from when, and what rests on it.

python -m sql.values_page > docs/values.md
"""

from collections.abc import Iterator, Sequence

import regions
from sql import policy, rests_on
from sql.policy import BOUNDS, ContributionBase, Parameter

INTRODUCTION = """# The values

Made by `python -m sql.values_page` from `sql/policy.toml`, the regions' files and the queries; a test keeps it current.
A value holds from its day until the next one's. ✗: nobody has shown us the text; a night and the report name those that
decided a row. What rests on a value is found in the queries: lists, and indicators in italics.
"""
LOCAL = """## Values that regions set

"""
SHARED = """## Values of all regions

Settings of our own (gates, days until a door is called at again) are left out: they stand in `sql/policy.toml`.
"""
HEAD = "| value | from | region | source | verified | what rests on it |\n|---|---|---|---|---|---|\n"
BASES = """## Bounds of contribution bases

Yuan a month, for the days for which the province has published them. Of a month without bounds nobody's base is judged,
and the list says so.

| insurance | from | until | lower | upper | region | source | verified |
|---|---|---|---|---|---|---|---|
"""
OURS = ("本系统", "应保清单口径")
"""How the sources of our own settings begin."""
MANY = 6
"""So many lists are named; of more it is said how many."""


def page() -> str:
    """The whole page, as Markdown."""
    found = sorted(map(regions.read, regions.names()), key=lambda region: region.code)
    local = [p for region in found for p in policy.read(region) if p.scope == region.name]
    shared = [p for p in policy.read() if not p.source.startswith(OURS)]
    bases = [base for region in found for base in policy.contribution_bases(region)]
    return "\n".join(
        [
            *(INTRODUCTION, LOCAL + HEAD + "\n".join(_rows(sorted(local, key=_order))), ""),
            *(BASES + "\n".join(map(_base, bases)), "", f"Rests on them: {_resting(BOUNDS)}.", ""),
            *(SHARED, HEAD + "\n".join(_rows(shared)), ""),
        ]
    )


def _order(parameter: Parameter) -> tuple[str, str]:
    return parameter.parameter, parameter.scope


def _rows(parameters: Sequence[Parameter]) -> Iterator[str]:
    for p in parameters:
        name = f"{p.title} `{p.parameter}`：**{p.value}** {'' if p.unit == '口径' else p.unit}"
        rests = _resting(p.parameter)
        yield f"| {name} | {p.valid_from} | {p.scope} | {p.source} | {_mark(p.is_verified)} | {rests} |"


def _base(base: ContributionBase) -> str:
    span = f"{base.valid_from} | {base.valid_until} | {base.floor_yuan:g} | {base.ceiling_yuan:g}"
    return f"| {base.insurance} | {span} | {base.scope} | {base.source} | {_mark(base.is_verified)} |"


def _mark(is_verified: bool) -> str:
    return "✓" if is_verified else "✗"


def _resting(name: str) -> str:
    lists, counted = rests_on.lists(name), rests_on.indicators(name)
    shown = [f"`{one}`" for one in lists] if len(lists) <= MANY else [f"{len(lists)} lists"]
    shown += [f"*{one}*" for one in counted] if len(counted) <= MANY else [f"*{len(counted)} indicators*"]
    return ", ".join(shown) or "—"


if __name__ == "__main__":
    print(page(), end="")
