"""The catalogue of indicators, `docs/indicators.md`, made from the heads of the queries.

python -m sql.indicator_page > docs/indicators.md
"""

from sql.indicators import queries
from sql.warehouse import Query

INTRODUCTION = """# The indicators

Made from the heads of `sql/indicators/*.sql` by `python -m sql.indicator_page`; a test keeps it current. Each
indicator is one query that counts numerator and denominator by town and period; `sql/indicators.py` adds the towns up
to counties and prefectures, divides once at the end, and writes `indicator.value`. No rate is ever averaged. Whoever
lies in no town of ours is counted under `unknown`, so that towns add up to the whole.

By what a plan counts stands in its targets (`counted_by`): the town of the home, the employer's town, or the insurance
office (`handled_by`, by `[offices]` and `[apart]` of the region's file and by the names of its areas). Where the plan
sets something apart, whoever its office handles, or who lives in its towns, counts there alone: its areas share nobody
and add up to the whole (`sql/adding/placed.sql`). Of other indicators what is set apart has its towns' sums besides.

A period is the first day of its month, or of its year where the indicator is yearly; what is told of the day of the run
only stands in its month. Months are the last 24 that the contribution extract covers; of earlier ones, and of those
that only the nights of their time could tell, what was published stays for three years. A period that the deliveries do
not cover has no row, a rate without a denominator no value: neither is zero. An indicator whose `needs` were not
delivered is 未计算 (`indicator.definition`); `bounds`: the province has not published this year's yet.

Targets (`regions/<region>.targets.csv` and the county's own `home/targets.csv`; `indicator.target`) stand as printed,
each with kind, scheme, years and sentence. `indicator.value` shows the newest that has begun, whether it has expired,
and where an area stood then; for a `change`, the figure of the year before and the difference. `regions.due_by` says
where an area should be by the end of a month. `python benchmarks/indicators.py` holds every figure against the made-up
county's key.
"""
FACTS = (("by", "town of"), ("population", "population"), ("definition", "definition"), ("needs", "needs"))


def page() -> str:
    """The whole page, as Markdown."""
    head = "| indicator | 中文 | plans | kind | unit |\n|---|---|---|---|---|\n"
    return "\n".join([INTRODUCTION, head + "\n".join(map(_row, queries())) + "\n", *map(_entry, queries())])


def _row(query: Query) -> str:
    name, _, _ = query.title.partition(":")
    words = " | ".join(query.header[word] for word in ("kpi", "kind", "unit"))
    return f"| [`{query.path.stem}`](#{query.path.stem}) | {name} | {words} |"


def _entry(query: Query) -> str:
    name, _, text = query.title.partition(":")
    facts = [f"- {label}: {query.header[word]}" for word, label in FACTS if word in query.header]
    return f"### {query.path.stem}\n\n{name}: {text.strip()}\n\n" + "\n".join(facts) + "\n"


if __name__ == "__main__":
    print(page(), end="")
