"""Statements of ours as Spark SQL: what `sql/` says to DuckDB, said so that Spark and Sail answer the same.

SQLGlot knows how the two spell things. It does not know where they spell alike and mean different things, nor what Sail
lacks of Spark: each of `RULES` mends one such place, and says which. `tests/engines/test_dialect.py` asks both engines
of each, and fails where a rule is left out and nothing changes.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

Columns = Mapping[str, Mapping[str, Iterable[str]]]
"""Schema → table → columns: what stands there, so that `*` can be said as what it is."""
Rule = Callable[[exp.Expr], exp.Expr]

PASSING = "passing"
"""The schema in which tables lie that DuckDB has as temporary ones, without a schema."""
FILES = "files"
"""The schema in which files stand that statements read by their paths."""
_KEPT = "_is_kept"


def spark(
    statement: str, bound: Mapping[str, object], columns: Columns, without: Collection[Rule] = (), prefix: str = ""
) -> str:
    """The statement as Spark SQL, with its values in place; `without`: rules that are left out (for their tests).

    `prefix`: what the engine's databases bear before the names of our schemas.

    Raises sqlglot.errors.SqlglotError for what cannot be parsed, or names a column that is nowhere; KeyError for a
    name that nothing is bound to.
    """
    tree = _bound(statement, bound)
    _find_passing(tree, columns.get(PASSING, {}))
    known: dict[str, object] = {
        schema: {table: dict.fromkeys(names, "varchar") for table, names in tables.items()}
        for schema, tables in columns.items()
        if tables
    }
    # Every column by its table, every `*` as its columns, every alias that is used again as what it stands for.
    tree = qualify(tree, dialect="duckdb", schema=known, identify=True, validate_qualify_columns=False)
    for rule in RULES:
        if rule not in without:
            tree = rule(tree)
    for table in tree.find_all(exp.Table) if prefix else ():
        if table.db:
            table.set("db", exp.to_identifier(f"{prefix}{table.db}", quoted=True))
    return tree.sql(dialect="spark")


def greatest_of_what_is_known(tree: exp.Expr) -> exp.Expr:
    """DuckDB's `arg_max(a, b)` looks only at rows that have an `a`; Spark's `max_by` answers null where the greatest
    `b` stands beside none."""
    for call in list(tree.find_all(exp.ArgMax, exp.ArgMin)):
        known = call.this.copy().is_(exp.null()).not_()
        if isinstance(call.parent, exp.Filter):
            where = call.parent.expression
            where.set("this", exp.and_(where.this.copy(), known))
        else:
            call.replace(exp.Filter(this=call.copy(), expression=exp.Where(this=known)))
    return tree


def so_many_months(tree: exp.Expr) -> exp.Expr:
    """`day + n * interval 1 month` is said as a function: Sail multiplies no interval."""
    for sum_ in list(tree.find_all(exp.Add, exp.Sub)):
        times = sum_.expression
        step = times.expression if isinstance(times, exp.Mul) else None
        if isinstance(step, exp.Interval) and step.text("unit").upper() == "MONTH":
            count = exp.Mul(this=exp.paren(times.this.copy()), expression=exp.Literal.number(step.this.name))
            signed = exp.Neg(this=exp.paren(count)) if isinstance(sum_, exp.Sub) else count
            sum_.replace(exp.func("add_months", sum_.this.copy(), signed))
    return tree


def grouped_by_name(tree: exp.Expr) -> exp.Expr:
    """`group by all` says what it groups by: Sail takes `all` for a column."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group and group.args.get("all"):
            named = [one.unalias().copy() for one in select.selects if not one.find(exp.AggFunc)]
            select.set("group", exp.Group(expressions=named))
    return tree


def ordered_by_name(tree: exp.Expr) -> exp.Expr:
    """`order by all` says what it orders by: Sail takes `all` for a column."""
    for order in list(tree.find_all(exp.Order)):
        one, ordered = order.expressions[0], order.parent
        if isinstance(one.this, exp.Var) and one.name.upper() == "ALL" and isinstance(ordered, exp.Query):
            columns = [exp.column(exp.to_identifier(name, quoted=True)) for name in ordered.named_selects]
            order.set("expressions", [exp.Ordered(**{**one.args, "this": column}) for column in columns])
    return tree


def kept_in_a_select_around(tree: exp.Expr) -> exp.Expr:
    """`qualify` becomes a select around its own: Sail has none, and SQLGlot's way lets a window go by what the select
    makes of a name, whichever table's column it asked for, and loses what the select does not return."""
    for select in list(tree.find_all(exp.Select)):
        condition = select.args.get("qualify")
        if not condition:
            continue
        inner = select.copy()
        inner.set("qualify", None)
        # A statement's own expressions and order stay outside; within, order says nothing.
        around = {name: inner.args.get(name) for name in ("with_", "order", "limit")}
        for name in around:
            inner.set(name, None)
        names = [exp.column(exp.to_identifier(name, quoted=True)) for name in select.named_selects]
        inner = inner.select(exp.alias_(condition.this.copy(), _KEPT), copy=False)
        outer = exp.select(*names).from_(inner.subquery("kept")).where(exp.column(_KEPT))
        for name, part in around.items():
            outer.set(name, part)
        if order := around["order"]:
            _by_result(order)
        if select is tree:
            tree = outer
        else:
            select.replace(outer)
    return tree


def numbers_of_texts(tree: exp.Expr) -> exp.Expr:
    """DuckDB's `hash` is another function than Spark's, whose `hash` has but 32 bits and passes over nulls: that of
    (null, 'a') is that of ('a', null). The number is an engine's own: nothing may rest on its value."""
    for call in list(tree.find_all(exp.Anonymous)):
        if call.name.lower() == "hash":
            arguments = [part for one in call.expressions for part in (one.copy().is_(exp.null()), one.copy())]
            call.replace(exp.func("xxhash64", *arguments))
    return tree


def sorted_lists(tree: exp.Expr) -> exp.Expr:
    """`list(a order by a)` is a list that is sorted: SQLGlot leaves the order out, which Spark has no place for."""
    for call in list(tree.find_all(exp.ArrayAgg)):
        if isinstance(call.this, exp.Order):
            listed = exp.ArrayAgg(this=call.this.this.copy())
            call.replace(exp.func("sort_array", listed))
    return tree


def rounded_as_doubles(tree: exp.Expr) -> exp.Expr:
    """`round(a, 2)` of a double is that of its hundredfold: Spark rounds the digits that it is written with, and 1.005,
    which lies a little below, up. (A decimal is rounded by nobody here.)"""
    for call in list(tree.find_all(exp.Round)):
        digits = call.args.get("decimals")
        if isinstance(digits, exp.Literal):
            many = exp.Literal.number(f"1e{digits.name}")
            whole = exp.Round(this=exp.Mul(this=exp.paren(call.this.copy()), expression=many))
            call.replace(exp.paren(exp.Div(this=whole, expression=many.copy(), typed=True)))
    return tree


def files_as_tables(tree: exp.Expr) -> exp.Expr:
    """`read_parquet(['file', …], filename = true)` is a table for each file (`files` says which), with its path beside:
    Spark's `parquet.`file`` loses its quotes where Sail keeps a view, and says where a row lies in a way of its own."""
    for read in list(tree.find_all(exp.ReadParquet)):
        paths = _paths(read)
        if len(paths) == 1 and len(read.expressions) == 1:
            read.replace(exp.table_(_name_of_file(paths[0]), db=FILES))
            continue
        parts = [
            exp.select("*", exp.Literal.string(path).as_("filename")).from_(exp.table_(_name_of_file(path), db=FILES))
            for path in paths
        ]
        read.replace(exp.union(*parts, distinct=False).subquery() if len(parts) > 1 else parts[0].subquery())
    return tree


RULES: tuple[Rule, ...] = (
    ordered_by_name,
    kept_in_a_select_around,
    greatest_of_what_is_known,
    so_many_months,
    grouped_by_name,
    numbers_of_texts,
    sorted_lists,
    rounded_as_doubles,
    files_as_tables,
)


def files(statement: str, bound: Mapping[str, object]) -> dict[str, str]:
    """The files that a statement reads, each by the name of the table of `FILES` that stands for it.

    Raises ValueError for a call whose paths do not stand in it.
    """
    if "read_parquet" not in statement:
        return {}
    paths = [path for read in _bound(statement, bound).find_all(exp.ReadParquet) for path in _paths(read)]
    return {_name_of_file(path): path for path in paths}


def _paths(read: exp.Expr) -> list[str]:
    first = read.expressions[0]
    literals = first.expressions if isinstance(first, exp.Array) else [first]
    if not all(isinstance(one, exp.Literal) for one in literals):
        raise ValueError("the paths that read_parquet reads must stand in the statement")
    return [str(one.name) for one in literals]


def _name_of_file(path: str) -> str:
    return f"file_{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def _bound(statement: str, bound: Mapping[str, object]) -> exp.Expr:
    tree: exp.Expr = sqlglot.parse_one(statement, dialect="duckdb").transform(_with_value, bound)
    return tree


def _with_value(node: exp.Expr, bound: Mapping[str, object]) -> exp.Expr:
    if isinstance(node, (exp.Parameter, exp.Placeholder)) and node.name:
        return _literal(bound[node.name])
    return node


def _literal(value: Any) -> exp.Expr:
    """A value as the engines read it: a float is no decimal, as which they would read its digits."""
    if isinstance(value, float):
        return exp.cast(exp.Literal.string(repr(value)), exp.DataType.Type.DOUBLE)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
    return exp.convert(value)


def _find_passing(tree: exp.Expr, passing: Collection[str]) -> None:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.db and table.name in passing and table.name not in own:
            table.set("db", exp.to_identifier(PASSING))


def _by_result(order: exp.Expr) -> None:
    for column in order.find_all(exp.Column):
        column.set("table", None)
