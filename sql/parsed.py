"""What a statement reads, by DuckDB's own parser."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb


@dataclass(frozen=True)
class Parsed:
    """`tables`: what it reads, as `schema.name`; `is_beyond`: it also reads what is in no schema of a night's files."""

    tables: frozenset[str]
    is_beyond: bool
    is_elsewhere: bool
    """Whether it reads another database."""


@cache
def parsed(statement: str) -> Parsed:
    """What a statement reads; a night asks it of each several times. ValueError: it cannot be parsed."""
    [(answer,)] = _parser().cursor().execute("select json_serialize_sql(?)", [statement]).fetchall()
    named: list[tuple[str, str, str]] = []
    own: set[str] = set()

    def look(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("type") == "BASE_TABLE":
            named.append((node["catalog_name"], node["schema_name"], node["table_name"]))
        if "cte_map" in node:
            own.update(entry["key"].lower() for entry in node["cte_map"]["map"])
        return node

    # A hook sees every node of the tree; walking it afterwards took as long as reading it.
    tree = json.loads(answer, object_hook=look)
    if tree["error"]:
        raise ValueError(tree.get("error_message", "cannot be parsed"))
    elsewhere = any(catalog not in ("", "yingbao", "evidence") for catalog, _, _ in named)
    nameless = any(not schema and name.lower() not in own for _, schema, name in named)
    tables = frozenset(f"{schema}.{name}" for _, schema, name in named if schema)
    return Parsed(tables, elsewhere or nameless, elsewhere)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})
