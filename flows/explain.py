"""Why a subject is on a list, or why not: the lists' own queries, asked again of the rows of this one subject."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby

import duckdb

import regions
from base.errors import BadInput
from base.home import Home
from flows import binding
from flows.explain_subject import find, unknown
from ledger import chain, databases
from sql import candidates, explanation
from sql.candidates import Candidates
from sql.explanation import Excerpt, Judgement, Lead
from sql.warehouse import FOLDER, quoted

TIERS = {"must_join": "应当参保", "persuade": "动员参保", "check_data": "内部核对"}
SUBJECTS = {"person": "个人", "employer": "单位", "project": "工程项目"}


@dataclass
class Explanation:
    """What is known of one subject, part by part, as sentences."""

    kind: str
    subject: str
    notes: list[str]
    who: str
    listed: list[str]
    kept_off: list[str]
    """The lists that it is not on, those that looked at it first, each with why."""
    not_compared: list[str]
    not_of_its_kind: list[str]
    facts: list[str]
    links: list[str]
    history: list[str]
    weights: list["Weighed"] = field(default_factory=list)
    months: list["Months"] = field(default_factory=list)


@dataclass(frozen=True)
class Weighed:
    """Two records that were compared, with the weight of every feature in bits; above zero it speaks for one and the
    same."""

    records: str
    features: tuple[tuple[str, float], ...]
    total: float
    probability: float | None
    is_waiting: bool


@dataclass(frozen=True)
class Months:
    """An insurance of a person, month by month, the latest last: paid, declared, or empty."""

    insurance: str
    months: tuple[tuple[str, str], ...]


def sentences(home: Home, subject: str, list_id: str | None = None) -> list[str]:
    """What is known of one subject, in Chinese. Raises BadInput for a subject or list that nobody knows.

    First who it is, then every list of its kind (or the one asked for), the facts behind them, how its records were
    linked, and what has happened in its cases.
    """
    parts = explained(home, subject, list_id)
    lists = [*parts.listed, *parts.kept_off, *parts.not_compared, *parts.not_of_its_kind]
    return [*parts.notes, parts.who, *lists, *parts.facts, *parts.links, *parts.history]


def explained(home: Home, subject: str, list_id: str | None = None, is_drawn: bool = False) -> Explanation:
    """The same part by part; `is_drawn`: with the weights of its links and its months, too."""
    binding.check_published(home)
    databases.require(databases.of_evidence(home))
    with explanation.opened(home.published, home.evidence) as excerpt:
        con = excerpt.con
        missing = dict(con.execute("select list_id, missing_extracts from published.audit.list order by 1").fetchall())
        uncompared = con.execute("select list_id, uncompared from published.audit.list order by 1").fetchall()
        if list_id and list_id not in missing:
            raise BadInput(_unknown_list(list_id, list(missing)))
        found = find(excerpt, subject)
        if not found:
            raise BadInput(unknown(con, subject))
        kind, name = found
        known = [candidates.read(each) for each in missing if list_id in (None, each)]
        asked = [each for each in known if each.subject_kind == kind]
        facts = _text(kind)
        # Most lists look among others: of what only those read, nothing is copied.
        holding = excerpt.holding(kind, name, {table for each in asked for table in each.among})
        possible = {each.list_id for each in asked if each.among & holding}
        reads = {table for each in asked if each.list_id in possible for table in each.reads}
        drawn_of = {"core.coverage_month"} if is_drawn and kind == "person" else set()
        excerpt.copy(kind, name, reads | candidates.read_tables(facts) | {"ledger.case"} | drawn_of)
        who, *behind = [sentence for _, sentence in con.execute(facts, {"subject": name}).fetchall()] or [name]
        listed, kept_off = _of_lists(excerpt, name, asked, possible, missing)
        for table in ("weighed", "weighed_part"):
            con.execute(f"create or replace temp table {table} as {_text(table)}")
        return Explanation(
            kind,
            name,
            notes=list(_of_one_run(con)),
            who=who,
            listed=listed,
            kept_off=kept_off,
            not_compared=list(_not_compared(asked, dict(uncompared))),
            not_of_its_kind=[
                f"清单【{each.title}】不列{SUBJECTS[kind]}" for each in known if list_id and each not in asked
            ],
            facts=[*behind, *(_account(con, home, name) if kind == "person" and list_id is None else ())],
            links=[sentence for _, sentence in con.execute(_text("links")).fetchall()],
            history=list(_history(con, home, kind, name, list_id)),
            weights=_weights(con) if is_drawn else [],
            months=_months(con, name) if drawn_of else [],
        )


def _unknown_list(list_id: str, known: Sequence[str]) -> str:
    from rapidfuzz import process

    near = [name for name, *_ in process.extract(list_id, known, limit=5)]
    return f"没有名为 {list_id} 的清单；可用的如：{'、'.join(near)}。"


def _weights(con: duckdb.DuckDBPyConnection) -> list[Weighed]:
    """The pairs of the subject's records that were weighed, feature by feature."""
    rows = con.execute(_text("weights")).fetchall()
    return [
        Weighed(records, tuple((f"{feature}：{outcome}", bits) for *_, feature, outcome, bits in each), *judgement)
        for (records, *judgement), each in groupby(rows, key=lambda row: row[:4])
    ]


def _months(con: duckdb.DuckDBPyConnection, person: str) -> list[Months]:
    """What was declared and paid for a person in each month of the last three years, by insurance."""
    rows = con.execute(_text("months"), {"subject": person}).fetchall()
    return [
        Months(insurance, tuple((month, stand) for _, month, stand in each))
        for insurance, each in groupby(rows, key=lambda row: row[0])
    ]


def _account(con: duckdb.DuckDBPyConnection, home: Home, person: str) -> Iterator[str]:
    """What this person pays and would draw."""
    # Whoever asks of a list or of an employer waits for no library of columns.
    from flows import accounts
    from flows.publication import publication

    yield from accounts.sentences(con, person, publication(home))


def _of_one_run(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    runs = con.execute(
        "select (select max(run_id) from published.audit.run) = (select max(run_id) from evidence.restricted.run)"
    ).fetchall()
    if runs != [(True,)]:
        yield "注意：依据库与已发布的数据库不是同一次运行，请在下次运行后再查。"


def _of_lists(
    excerpt: Excerpt, subject: str, asked: Sequence[Candidates], possible: Set[str], missing: Mapping[str, str | None]
) -> tuple[list[str], list[str]]:
    """The lists that it is on, the most pressing first; what keeps it off those that looked at it, then the rest."""
    listed = excerpt.leads(subject, possible)
    by_id = {each.list_id: each for each in asked}
    plans = _plans(excerpt.con)
    on = [_listed(by_id[list_id], lead, plans.get(list_id)) for list_id, lead in listed.items()]
    others = [each for each in asked if each.list_id not in listed]
    judged = excerpt.judge_each([each for each in others if not missing[each.list_id]], possible, subject)
    off = [
        f"不在清单【{one.asked.title}】上：{_why_not(one)}"
        for one in sorted(judged, key=lambda one: not one.is_candidate)
    ]
    off += [
        f"不在清单【{each.title}】上：未计算，缺{missing[each.list_id]}" for each in others if missing[each.list_id]
    ]
    return on, off


def _not_compared(asked: Sequence[Candidates], uncompared: Mapping[str, str | None]) -> Iterator[str]:
    """With what these lists were not compared: what would keep somebody off may stand there."""
    for sources in dict.fromkeys(uncompared[each.list_id] for each in asked):
        titles = "、".join(each.title for each in asked if uncompared[each.list_id] == sources)
        if sources:
            yield f"未比对：{sources}；据此判断的清单：{titles}"


def _plans(con: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """Of each list of the run's region the plan's sentence that asks for it."""
    [(region,)] = con.execute("select any_value(region) from published.audit.run").fetchall()
    return {list_id: asked.source for list_id, asked in regions.read(region).lists.items()}


def _listed(asked: Candidates, lead: Lead, plan: str | None) -> str:
    rules = "；".join(part for part in (_articles(asked.header.get("law", "")), plan) if part)
    return (
        f"在清单【{asked.title}】上（{TIERS[lead.tier]}）：{lead.reason}"
        f"优先级{lead.priority}（{asked.header['priority']}）。规则：{rules}。依据 {lead.evidence}"
    )


def _why_not(judged: Judgement) -> str:
    if not judged.is_candidate:
        return f"不属于：{judged.asked.header['among']}"
    return judged.not_because or "按现行规则应在清单上，上次运行时没有列入；请在下次运行后再查"


def _articles(law: str) -> str:
    """`社会保险法 art. 57, 58` as a Chinese reader writes it."""
    return re.sub(r" art\. ([\d, ]*\d)", lambda found: f"第{found[1].replace(', ', '、')}条", law).replace("; ", "；")


def _history(con: duckdb.DuckDBPyConnection, home: Home, kind: str, subject: str, list_id: str | None) -> Iterator[str]:
    """What the ledger holds of its cases and records, the earliest first; nothing where there is no ledger yet."""
    # Its chain is followed by nights; here it is held against what lies outside, which takes no time.
    if wrong := [damage for damage in chain.examine(home, whole=False) if damage.stops]:
        yield f"注意：办理经过查不到：{wrong[0].sentence}"
        return
    if not home.ledger.exists():
        return
    con.execute(f"attach {quoted(str(home.ledger))} as whole_ledger (read_only)")
    bound = {"kind": kind, "subject": subject, "list_id": list_id}
    con.execute(f"create or replace temp table surveyed as {_text('surveyed')}", bound)
    yield from (sentence for _, sentence in con.execute(_text("history"), bound).fetchall())


def _text(name: str) -> str:
    return (FOLDER / "explain" / f"{name}.sql").read_text(encoding="utf-8")
