"""Two towns that differ in a secret only publish the same: whatever is published is no function of it.

In one town 甲 serves in the army and 乙 a sentence, in the other it is the other way round; and workers say the same of
丙 and 丁 at the door. Every table of the published files is compared, row by row.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from base.home import Home
from ledger import chain
from ledger.event import Event
from tests.flows.inbox import AS_OF, night, rows, small_town, write
from tests.town import Town

OF_A_RUN = {"run_id", "started_at", "seconds", "peak_memory_mb", "recorded_at", "event_seal", "sha256", "inputs_sha256"}
"""What differs from run to run."""
MONTHS = {"现役军人": 24, "服刑人员": 12}


def town(soldier: str, prisoner: str) -> Town:
    """Both are alike in all else; 戊 has a paper that no number proves, of the same file."""
    made = small_town()
    made.people("""
        name | born | sex | status
        甲   | 1990-01-02 | 男 |
        乙   | 1990-01-02 | 男 |
        丙   | 1991-01-02 | 男 |
        丁   | 1991-01-02 | 男 |
        己   | 1992-01-02 | 男 | -
        庚   | 1992-01-02 | 男 | -""")
    made.listed("soldier", f"who | starts_on\n{soldier} | 2025-09-01\n{'己' if soldier == '甲' else '庚'} | 2025-09-01")
    made.listed(
        "sentence",
        f"who | sentence_kind | starts_on\n{prisoner} | 监禁 | 2025-09-01\n"
        f"{'庚' if soldier == '甲' else '己'} | 监禁 | 2025-09-01",
    )
    return made


@dataclass
class Place:
    """One of the two towns."""

    home: Home
    inbox: Path
    town: Town

    def night(self, day: date) -> None:
        """A night on a day; what is delivered stays the same, however old it is by then."""
        old = {"accept": ("exemption_source_missing",), "by": "张科长"} if (day - AS_OF).days > 92 else {}
        night(self.inbox, self.home.root, as_of=day, whole=True, **old)

    def answer(self, who: str, reason: str) -> None:
        """A worker's answer of one case, as `yingbao feedback` records it."""
        [(case_id,)] = rows(
            self.home.root, f"select case_id from ledger.\"case\" where subject_id = '{self.town.ids[who]}' limit 1"
        )
        content = {"result": "不需参保", "reason": reason, "note": reason}
        until = date(AS_OF.year + MONTHS[reason] // 12, AS_OF.month, AS_OF.day).isoformat()
        closed = {"because": "不需参保", "reason": reason, "until": until}
        chain.append(
            self.home,
            [
                Event(kind, case_id, "张三", payload, AS_OF, "back.xlsx", 3)
                for kind, payload in (("contacted", content), ("answered", content), ("closed", closed))
            ],
        )

    def published(self, file: str) -> dict[str, list[tuple[object, ...]]]:
        """Every table of a published file as rows in order, without what differs from run to run."""
        with duckdb.connect(str(self.home.root / "published" / file), read_only=True) as con:
            tables: dict[str, list[str]] = {}
            for table, column in con.execute(
                "select schema_name || '.\"' || table_name || '\"', column_name from duckdb_columns()"
                " where not internal order by all"
            ).fetchall():
                tables.setdefault(table, []).append(column)
            contents = {}
            for table, names in tables.items():
                columns = ", ".join('"' + name + '"' for name in names if name not in OF_A_RUN)
                contents[table] = con.execute(f"select {columns} from {table} order by all").fetchall()
            return contents


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """The two towns after three nights: the first, the day after the answers, and half a year on."""
    found = []
    for number, (soldier, prisoner) in enumerate((("甲", "乙"), ("乙", "甲"))):
        root = tmp_path_factory.mktemp(f"place{number}")
        made = town(soldier, prisoner)
        place = Place(Home(root / "home"), write(made, root / "inbox"), made)
        (root / "home" / "ledger").mkdir(parents=True)
        # The same key, so that case ids and pseudonyms can be compared.
        (root / "home" / "ledger" / "case.key").write_text("7" * 64, encoding="ascii")
        place.night(AS_OF)
        place.answer("丙", "现役军人" if soldier == "甲" else "服刑人员")
        place.answer("丁", "服刑人员" if soldier == "甲" else "现役军人")
        place.night(AS_OF + timedelta(days=1))
        found.append(place)
    return found


@pytest.mark.parametrize("file", ["yingbao.duckdb", "previous.duckdb", "analysis.duckdb"])
def test_a_soldier_and_a_prisoner_change_places_and_nothing_published_changes(places: list[Place], file: str) -> None:
    one, other = (place.published(file) for place in places)
    assert one.keys() == other.keys()
    assert [table for table in one if one[table] != other[table]] == []


def test_the_evidence_of_the_two_towns_is_not_the_same(places: list[Place]) -> None:
    proofs = []
    for place in places:
        with duckdb.connect(str(place.home.evidence), read_only=True) as con:
            proofs.append(con.execute("select person_id, kind from restricted.exemption_proof order by all").fetchall())
    assert proofs[0] != proofs[1]


def test_who_was_left_alone_for_nobody_s_business_comes_back_without_a_trace_of_the_term(places: list[Place]) -> None:
    place = places[0]
    days = [date(2027, 11, 23), date(2028, 11, 23)]
    for day in days:
        place.night(day)
    remaining = dict(
        rows(
            place.home.root,
            """select subject, count(*) from ledger.event as event where kind in ('contacted', 'answered', 'closed')
            and contains(payload, '不需参保') group by 1""",
        )
    )
    assert remaining == {}
    for who in ("丙", "丁"):
        [(state, *answer)] = rows(
            place.home.root,
            f"""select state, result, result_reason, answered_on, case_closed_on from ledger."case"
            where subject_id = '{place.town.ids[who]}'""",
        )
        assert (state, answer) == ("open", [None] * 4)
    events = rows(place.home.root, "select subject, payload from ledger.event where kind = 'closed' and subject = ''")
    assert events == [("", "{}")] * 2


def test_explain_still_knows_all_of_who_is_left_alone(places: list[Place]) -> None:
    from flows.explain import sentences

    place = places[0]
    text = "\n".join(sentences(place.home, place.town.ids["甲"]))
    assert "现役军人" in text and "现役军人信息" in text and "户籍正常" in text
    assert "现役军人信息" in "\n".join(sentences(place.home, place.town.ids["己"]))
    assert rows(place.home.root, f"select * from core.person where person_id = '{place.town.ids['己']}'") == []
