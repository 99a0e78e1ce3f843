"""The catalogue of indicators, `docs/indicators.md`, made from the heads of the queries.

python -m sql.indicator_page > docs/indicators.md
"""

from sql.indicators import queries
from sql.warehouse import Query

INTRODUCTION = """# The indicators

Made from the heads of `sql/indicators/*.sql` by `python -m sql.indicator_page`; a test keeps it current. Each
indicator is one query that counts numerator and denominator by town and period; `sql/indicators.py` adds the towns up
to counties and prefectures, divides once at the end, and writes `indicator.value`. No rate is ever averaged. What a
plan sets apart is made of its towns or, where it has none, of those whom its insurance office handles (`handled_by`):
told for the indicators that are counted by office; such people count for their towns too. Whoever lies in no town of
ours is counted under `unknown`, so that towns add up to the whole.

A period is the first day of its month, or of its year where the indicator is yearly; what is told of the day of the run
only stands in its month. Months are the last 24 that the contribution extract covers. A period that the deliveries do
not cover has no row, a rate without a denominator no value: neither is zero. An indicator whose `needs` were not
delivered is 未计算 (`indicator.definition`).

Targets (`regions/<region>.targets.csv`, `indicator.target`) stand as the plans print them, each with kind, scheme, year
and sentence; `indicator.value` shows the newest that is in force by then, and its year. `regions.due_by` says where an
area should be by the end of a month. `python benchmarks/indicators.py` holds every figure against the made-up county's
key.
"""
FACTS = (("population", "population"), ("definition", "definition"), ("needs", "needs"))


def page() -> str:
    """The whole page, as Markdown."""
    head = "| indicator | 中文 | plans | kind | unit |\n|---|---|---|---|---|\n"
    return "\n".join([INTRODUCTION, head + "\n".join(map(_row, queries())) + "\n", *map(_entry, queries())])


def _row(query: Query) -> str:
    name, _, _ = query.title.partition(":")
    told = " | ".join(query.header[word] for word in ("kpi", "kind", "unit"))
    return f"| [`{query.path.stem}`](#{query.path.stem}) | {name} | {told} |"


def _entry(query: Query) -> str:
    name, _, text = query.title.partition(":")
    facts = [f"- {label}: {query.header[word]}" for word, label in FACTS if word in query.header]
    return f"### {query.path.stem}\n\n{name}: {text.strip()}\n\n" + "\n".join(facts) + "\n"


if __name__ == "__main__":
    print(page(), end="")
