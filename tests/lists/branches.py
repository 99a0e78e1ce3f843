"""The branches of a list's `not_because`, by DuckDB's own parser."""

import json
from copy import deepcopy
from typing import Any

import duckdb


def parsed(statement: str) -> dict[str, Any]:
    """The parse tree of a statement's last select."""
    return dict(_tree(statement)["statements"][0]["node"])


def with_branch(statement: str) -> str:
    """The same statement with one column more: `branch`, the number of the branch that `not_because` comes from."""
    tree = _tree(statement)
    columns = tree["statements"][0]["node"]["select_list"]
    numbered = deepcopy(columns[-1])
    numbered["alias"] = "branch"
    for number, branch in enumerate(numbered["case_checks"], 1):
        literal = {"kind": "INTEGER", "text": str(number)}
        branch["then_expr"] = {"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", "literal": literal}
    columns.append(numbered)
    with duckdb.connect() as con:
        [(text,)] = con.execute("select json_deserialize_sql(?::json)", [json.dumps(tree)]).fetchall()
    return str(text)


def _tree(statement: str) -> dict[str, Any]:
    with duckdb.connect() as con:
        [(text,)] = con.execute("select json_serialize_sql(?)", [statement]).fetchall()
    tree: dict[str, Any] = json.loads(text)
    assert not tree["error"], text
    return tree
