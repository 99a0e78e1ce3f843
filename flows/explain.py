"""Why a subject is on a list, or why not: read from the published file and the evidence behind it."""

import duckdb
import polars as pl

from flows.home import Home
from matchers import identifiers
from sources.errors import BadInput
from sql.warehouse import FOLDER, quoted, read_query


def sentences(home: Home, subject: str, list_id: str | None = None) -> list[str]:
    """What is known of one subject, in Chinese. Raises BadInput for a subject or list that nobody knows."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        con.execute(f"attach {quoted(str(home.evidence))} as evidence (read_only)")
        [(run_id,)] = con.execute("select max(run_id) from audit.run").fetchall()
        listed = {row[0] for row in con.execute("select list_id from audit.list").fetchall()}
        if list_id and list_id not in listed:
            raise BadInput(f"没有名为 {list_id} 的清单；可用的有：{'、'.join(sorted(listed))}。")
        found: list[str] = []
        if con.execute("select run_id from evidence.restricted.run").fetchall() != [(run_id,)]:
            found.append("注意：依据库与已发布的数据库不是同一次运行，请在下次运行后再查。")
        for name in ("person", "employer", "links"):
            query = read_query(FOLDER / "explain" / f"{name}.sql")
            bound = {"subject": subject_id(subject), "list_id": list_id}
            rows = con.execute(query.statement, bound).fetchall()
            found += [sentence for _, sentence in rows]
    if not any(not line.startswith("注意") for line in found):
        raise BadInput("没有找到这个对象；请核对号码（身份证号、统一社会信用代码，或清单里的对象编号）。")
    return found


def subject_id(written: str) -> str:
    """The id under which a subject is listed: an ID number of 15 digits is told in its 18."""
    text = written.strip()
    citizen = identifiers.citizen(pl.Series([text.upper()]))["citizen_id"][0]
    return citizen or (text if ":" in text else text.upper())
