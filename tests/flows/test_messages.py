"""Messages to lapsed members: who is due one, what it says, and that nobody is written to twice."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

import regions
from base.errors import BadInput
from base.home import Home
from flows.messages import batch, opt_out
from flows.publication import Publication
from ledger import chain
from ledger.event import Event
from tests.flows.inbox import night, small_town, write
from tests.town import Town

DAY = date(2026, 11, 22)


def town(phone: str = "13900000001") -> Town:
    small = small_town()
    for row in small.rows["resident"]:
        row["phone"] = phone if row["person_name"] == "停缴" else ""
    return small


def kinds(home: Home) -> list[tuple[str, int]]:
    statement = "select kind, count(*) from ledger.event where kind like 'message%' group by kind order by kind"
    return [tuple(row) for row in chain.ask(home.ledger, statement).rows()]


def published(root: Path, small: Town, as_of: date = DAY) -> Home:
    night(write(small, root / f"inbox{as_of}"), root / "home", as_of=as_of, threads=1)
    return Home(root / "home")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return published(tmp_path_factory.mktemp("messages"), town())


def test_a_lapsed_member_with_a_mobile_is_written_to_once_and_by_surname(home: Home) -> None:
    made = batch(home)
    assert made.path and (made.sent, made.missing) == (1, 0)
    with made.path.open(encoding="utf-8-sig", newline="") as lines:
        [row] = csv.DictReader(lines)
    assert row["手机号"] == "13900000001"
    assert row["内容"].startswith("【阜宁县社保】停先生您好：")
    assert kinds(home) == [("message due", 1), ("message sent", 1)]
    again = batch(home)
    assert (again.path, again.sent, again.missing) == (None, 0, 0)
    assert kinds(home) == [("message due", 1), ("message sent", 1)]


def test_the_file_is_for_owner_and_group_only(home: Home) -> None:
    [file] = home.messages.glob("*.csv")
    assert file.stat().st_mode & 0o007 == 0


@pytest.mark.parametrize(("days", "sent"), [(90, 0), (91, 1)])
def test_messages_are_spread_over_the_year(tmp_path: Path, days: int, sent: int) -> None:
    first = published(tmp_path, town())
    batch(first)
    later = date.fromordinal(DAY.toordinal() + days)
    with duckdb.connect(str(first.published)) as con:
        con.execute("update audit.run set as_of = ?", [later])
    assert batch(first).sent == sent


def test_who_has_no_mobile_number_is_reported(tmp_path: Path) -> None:
    home = published(tmp_path, town(phone="0515-87212345"))
    made = batch(home)
    assert (made.path, made.sent, made.missing) == (None, 0, 1)
    assert made.without and "没有可用的手机号" in made.without.read_text(encoding="utf-8-sig")
    assert kinds(home) == [("message due", 1)]


def test_a_claimed_or_closed_case_is_not_written_to(tmp_path: Path) -> None:
    home = published(tmp_path, town())
    [(case_id,)] = chain.ask(
        home.ledger, "select subject from ledger.event where kind = 'listed' and payload like '%lapsed_members%'"
    ).rows()
    chain.append(home, [Event("claimed", case_id, "张三", {"reason": "已续缴", "until": "2027-01-21"})])
    assert batch(home).sent == 0


def test_the_messages_of_the_year_stand_in_the_next_night_s_cases(tmp_path: Path) -> None:
    batch(published(tmp_path, town()))
    home = published(tmp_path, town(), date(2026, 11, 23))
    with duckdb.connect(str(home.published), read_only=True) as con:
        counts = con.execute("select messages_this_year from ledger.case where list_id = 'lapsed_members'").fetchall()
    assert counts == [(1,)]


def test_who_has_opted_out_is_not_written_to_and_the_number_is_not_kept(tmp_path: Path) -> None:
    home = published(tmp_path, town())
    (tmp_path / "退订.csv").write_text("手机号,内容\n13900000001,T\n13900000001,TD\n", encoding="gb18030")
    assert (opt_out(home, tmp_path / "退订.csv"), opt_out(home, tmp_path / "退订.csv")) == (1, 0)
    made = batch(home)
    assert (made.sent, made.missing) == (0, 0)
    assert "13900000001" not in str(chain.ask(home.ledger, "from ledger.event").rows())


def test_a_file_without_mobile_numbers_opts_nobody_out(tmp_path: Path, home: Home) -> None:
    (tmp_path / "x.txt").write_text("0515-87212345\n320923199003070134\n", encoding="utf-8")
    with pytest.raises(BadInput, match="没有手机号"):
        opt_out(home, tmp_path / "x.txt")


@pytest.mark.parametrize(("days", "sent"), [(90, 0), (91, 1)])
def test_one_cap_holds_over_all_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, sent: int) -> None:
    """停缴 was written to for one list; another of the person's lists waits as long."""
    first = published(tmp_path, town())
    batch(first)
    [(case_id, payload)] = chain.ask(
        first.ledger,
        "select subject, payload from ledger.event where kind = 'listed' and payload like '%lapsed_members%'",
    ).rows()
    other = payload.replace("lapsed_members", "unenrolled_residents_45_plus")
    chain.append(first, [Event("listed", f"other{case_id}", "系统", json.loads(other), DAY)])
    texts = {"unenrolled_residents_45_plus": "{称呼}"}
    own = replace(regions.read("funing"), messages=texts)
    later = date.fromordinal(DAY.toordinal() + days)
    monkeypatch.setattr("flows.messages.publication", lambda _: Publication(later, own))
    assert batch(first).sent == sent


@pytest.mark.parametrize(
    ("region", "list_id"),
    [
        ("wuhai", "unenrolled_residents_45_plus"),
        ("wuhai", "unenrolled_residents_under_45"),
        ("wuyi", "waged_uninsured_people"),
    ],
)
def test_the_plans_that_name_further_groups_have_a_text_for_them(region: str, list_id: str) -> None:
    found = regions.read(region)
    assert list_id in found.messages and list_id in found.lists


# Employers, claims and the cap of a month ----------

FIRMS = "{地区}{称呼}请参保"


def firm_town(phone: str = "13900000009", own: str = "13900000001") -> Town:
    """乙厂 insures nobody; its number may be 停缴's as well."""
    small = town(own)
    small.register(f"firm | phone\n乙厂 | {phone}")
    return small


def texts(monkeypatch: pytest.MonkeyPatch, day: date = DAY, **messages: str) -> None:
    own = replace(regions.read("funing"), messages=messages)
    monkeypatch.setattr("flows.messages.publication", lambda _: Publication(day, own))


def told(made: Path | None) -> list[tuple[str, str]]:
    assert made
    with made.open(encoding="utf-8-sig", newline="") as lines:
        return [(row["手机号"], row["内容"]) for row in csv.DictReader(lines)]


def test_an_employer_is_written_to_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = published(tmp_path, firm_town())
    texts(monkeypatch, taxed_uninsured_employers=FIRMS)
    assert told(batch(home).path) == [("13900000009", "阜宁县乙厂请参保")]
    assert batch(home).sent == 0


def test_a_number_of_two_is_written_to_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """乙厂 gives its owner's telephone, which is 停缴's: one message, and none for the other within the month."""
    home = published(tmp_path, firm_town(phone="13900000001"))
    texts(monkeypatch, taxed_uninsured_employers=FIRMS, lapsed_members="{称呼}")
    assert [number for number, _ in told(batch(home).path)] == ["13900000001"]
    assert batch(home).sent == 0


@pytest.mark.parametrize(("days", "sent"), [(30, 0), (31, 1)])
def test_over_all_lists_a_number_is_written_to_once_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, sent: int
) -> None:
    home = published(tmp_path, firm_town(phone="13900000001"))
    texts(monkeypatch, lapsed_members="{称呼}")
    assert batch(home).sent == 1
    texts(monkeypatch, date.fromordinal(DAY.toordinal() + days), taxed_uninsured_employers=FIRMS)
    assert batch(home).sent == sent


@pytest.mark.parametrize(
    ("until", "sent"), [(DAY, 1), (date(2026, 12, 6), 1), (date(2026, 12, 7), 0), (date(2026, 11, 21), 0)]
)
def test_a_claim_is_reminded_of_in_the_last_fortnight_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: date, sent: int
) -> None:
    home = published(tmp_path, town())
    texts(monkeypatch, expiring_claims="{称呼}还没有查到")
    listed = "select subject from ledger.event where kind = 'listed' and payload like '%lapsed_members%'"
    [(case_id,)] = chain.ask(home.ledger, listed).rows()
    claimed = Event("claimed", case_id, "张三", {"reason": "已续缴", "until": until.isoformat()}, date(2026, 11, 1))
    chain.append(home, [claimed])
    made = batch(home)
    assert made.sent == sent
    if sent:
        assert told(made.path) == [("13900000001", "停先生还没有查到")]
        assert batch(home).sent == 0


def test_an_employer_that_opted_out_or_has_no_mobile_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = published(tmp_path, firm_town())
    (tmp_path / "退订.txt").write_text("13900000009\n", encoding="utf-8")
    opt_out(home, tmp_path / "退订.txt")
    texts(monkeypatch, taxed_uninsured_employers=FIRMS)
    assert (batch(home).sent, batch(home).missing) == (0, 0)
    (tmp_path / "other").mkdir()
    land = published(tmp_path / "other", firm_town(phone="0515-87212345"))
    made = batch(land)
    assert (made.sent, made.missing) == (0, 1)


def test_the_plans_that_name_employers_and_deadlines_have_texts_for_them() -> None:
    assert "taxed_uninsured_employers" in regions.read("wuhai").messages
    assert "expiring_claims" in regions.read("wuhai").messages
    assert "taxed_uninsured_employers" in regions.read("wuyi").messages
