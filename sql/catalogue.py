"""The catalogue of lists, `docs/lists.md`, made from the heads of the queries.

python -m sql.catalogue > docs/lists.md
"""

import re

from sql.warehouse import Query, read_queries

TITLES = {"employers": "Lists of employers and projects", "people": "Lists of people"}
FACTS = (
    ("among", "looks among"),
    ("priority", "priority"),
    ("heading", "towns read"),
    ("duty", "whose duty"),
    ("say", "at the door"),
    ("law", "law"),
    ("plan", "plans"),
    ("needs", "needs"),
)
INTRODUCTION = """# The lists

Made from the heads of `sql/lists/*.sql` by `python -m sql.catalogue`; a test keeps it current. Each list is one query:
it returns its candidates, and in `not_because` what keeps each of them off, null for who is listed. `yingbao explain`
tells the same of one subject. Tiers: `must_join` and `persuade` go to towns, `check_data` to the desk. Priority 1 is
the most pressing. A list whose `needs` were not delivered is empty and says so.
"""


def page() -> str:
    """The whole page, as Markdown."""
    lists = sorted(read_queries("lists"), key=lambda query: query.path.stem)
    parts = [INTRODUCTION]
    for kind, title in TITLES.items():
        chosen = [query for query in lists if kind_of(query) == kind]
        parts.append(f"## {title}\n\n| list | 中文 | tier |\n|---|---|---|\n" + "\n".join(map(_row, chosen)) + "\n")
        parts += map(_entry, chosen)
    return "\n".join(parts)


def kind_of(query: Query) -> str:
    """Whom a list is about: `people`, or `employers` (projects among them), as its select says."""
    [subject, *_] = re.findall(r"'(person|employer|project)' as subject_kind|(\w+)\.subject_kind", query.statement)
    return "people" if subject[0] == "person" or subject[1] else "employers"


def _row(query: Query) -> str:
    name, _, _ = query.title.partition(":")
    return f"| [`{query.path.stem}`](#{query.path.stem}) | {name} | {query.header['tier']} |"


def _entry(query: Query) -> str:
    name, _, text = query.title.partition(":")
    facts = [f"- {label}: {query.header[word]}" for word, label in FACTS if word in query.header]
    return f"### {query.path.stem}\n\n{name}: {text.strip()}\n\n" + "\n".join(facts) + "\n"


if __name__ == "__main__":
    print(page(), end="")
