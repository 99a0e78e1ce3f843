"""What the pages show and take, over the small town; and that nothing is broken or told by whatever is asked."""

import io
import json
import re
import time
import urllib.parse
import zipfile
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.home import Home
from desk import log, shown
from desk.drawing import bars, strip
from desk.frame import Desk
from desk.pages.compare import mark
from flows import answering, browse, intake, walks
from flows.snapshot import Snapshots
from ledger import chain
from tests.desk.conftest import TOWN, Enter, token_of
from tests.desk.test_access import CELLS, ROLES
from tests.flows.inbox import rows

ID_NUMBER = re.compile(r"\d{17}[\dX]")


def someone(home: Home) -> tuple[str, str]:
    """An ID number and a name on a list."""
    query = (
        "select subject_id, subject_name from lists.\"all\" where subject_kind = 'person' order by subject_id limit 1"
    )
    [(number, name)] = rows(home.root, query)
    return number, name


def found(browser: TestClient, text: str) -> str:
    answer = browser.post("/leads/search", data={"csrf": token_of(browser), "text": text})
    assert answer.status_code == 200
    return answer.text


def page_of(browser: TestClient, text: str) -> str:
    """The address of the first whom a search finds."""
    address = re.search(r'href="(/who/K[A-Z2-7]+)"', found(browser, text))
    assert address, "nobody is found"
    return address[1]


def test_the_first_page_says_what_became_of_the_night_and_what_waits(enter: Enter) -> None:
    text = enter("leader").get("/").text
    assert "阜宁县" in text and "截至2026-11-22" in text and "线索共" in text
    assert "/feedback/checks" not in text, "a leader is not sent where leaders may not go"


@pytest.mark.parametrize("by", ["number", "name", "initials", "case"])
def test_a_person_is_found_by_number_name_initials_and_case(enter: Enter, home: Home, by: str) -> None:
    [(case_id, number, name)] = rows(
        home.root, "select case_id, subject_id, subject_name from lists.\"all\" where subject_name = '停缴' limit 1"
    )
    asked = {"number": number, "name": name, "initials": "tj", "case": case_id}[by]
    assert "停缴" in found(enter("clerk"), asked)


def test_who_stands_on_no_list_is_found_by_number_and_not_by_name(enter: Enter, home: Home) -> None:
    [(number,)] = rows(home.root, "select person_id from core.person where person_name = '在职'")
    assert "在职" in found(enter("clerk"), number)
    assert "没有找到" in found(enter("clerk"), "在职")


def test_an_employer_is_found_by_a_part_of_its_name_and_its_initials(enter: Enter) -> None:
    assert "乙厂" in found(enter("clerk"), "乙") and "乙厂" in found(enter("clerk"), "yc")


def test_no_page_shows_a_whole_number_until_it_is_asked_for_and_that_is_written_down(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    number, _ = someone(home)
    address = page_of(browser, number)
    assert number not in address
    for path in (address, f"{address}/explained", "/leads", "/feedback/checks", "/compare"):
        assert number not in browser.get(path).text
    before = len(looks(home))
    answer = browser.post(f"{address}/number", data={"csrf": token_of(browser)})
    assert number in answer.text
    [*_, last] = looks(home)
    assert len(looks(home)) == before + 1 and last["by"] == "clerk"
    assert browse.subject_of(home, str(last["subject"])) == ("person", number)
    assert number not in log.place(home).read_text()


def looks(home: Home) -> list[dict[str, str]]:
    lines = log.place(home).read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["what"] == log.LOOKED]


def test_a_subject_s_page_says_why_and_why_not_with_file_and_line(enter: Enter) -> None:
    browser = enter("clerk")
    text = browser.get(f"{page_of(browser, '停缴')}/explained").text
    assert "为什么在" in text and "为什么不在" in text and "#" in text and "近三年逐月参保" in text
    assert text.count('class="month paid') >= 3, "January to March 2026 are paid"


def answer_form(page: str) -> dict[str, str]:
    """The first form that answers a lead."""
    form = page[page.index('action="/answer"') :]
    return {name: re.search(f'name="{name}" value="([^"]*)"', form)[1] for name in ("csrf", "row", "token")}  # type: ignore[index]


def test_a_lead_is_answered_on_its_page_once(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    form = answer_form(browser.get(page_of(browser, "大龄")).text) | {"outcome": "暂未办理|联系不上"}
    assert "已收下：暂未办理、联系不上" in browser.post("/answer", data=form).text
    assert "只记一次" in browser.post("/answer", data=form).text
    settle(home)
    assert answers(home, "联系不上") == ["王经办"]
    assert "已反馈：<b>暂未办理、联系不上" in browser.get(page_of(browser, "大龄")).text


def settle(home: Home) -> None:
    """Until the ledger has what was acknowledged: the desk's own thread may be at it."""
    for _ in range(600):
        if not intake.waiting(home):
            return
        intake.drain(home)
        time.sleep(0.05)
    raise AssertionError("answers wait for ever")


def answers(home: Home, reason: str) -> list[str]:
    statement = f"""
        select actor from ledger.event
        where kind = 'answered' and json_extract_string(payload, '$.reason') = '{reason}' order by sequence
    """
    return [actor for (actor,) in chain.ask(home.ledger, statement).iter_rows()]


def test_what_cannot_be_taken_is_said_and_not_taken(enter: Enter) -> None:
    browser = enter("clerk")
    form = answer_form(browser.get(page_of(browser, "青年")).text) | {"outcome": "线索有误|误报"}
    answer = browser.post("/answer", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "请在备注里写明哪里有误" in answer.text
    assert browser.post("/answer", data=form | {"row": "KAAAA"}).status_code == 400


def test_leads_are_browsed_by_list_town_tier_and_what_was_said(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    total = len(rows(home.root, 'from lists."all"'))
    assert f"共 <b>{total}</b> 条" in browser.get("/leads").text
    of_town = len(rows(home.root, f"from lists.\"all\" where town_code = '{TOWN}'"))
    assert f"共 <b>{of_town}</b> 条" in browser.get(f"/leads?town={TOWN}").text
    assert "没有这样的线索" in browser.get("/leads?tier=nonsense").text


def test_each_figure_of_the_report_leads_to_its_rows(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    page = browser.get("/report").text
    links = re.findall(r'<a href="(/leads\?list_id=[^"]+)">([\d,]+)</a>', page)
    assert len(links) > 10 and any("town=" in address for address, _ in links)
    for address, figure in links:
        assert f"共 <b>{figure}</b> 条" in browser.get(address.replace("&amp;", "&")).text, address
    tiers = 'select list_id, tier, count(*) from lists."all" group by all order by all'
    whole = {(address.partition("&")[0], address.partition("tier=")[2]): int(figure.replace(",", ""))
             for address, figure in links if "town=" not in address}  # fmt: skip
    assert whole == {(f"/leads?list_id={name}", tier): count for name, tier, count in rows(home.root, tiers)}


def test_the_file_that_leaders_are_sent_and_their_page_hold_no_way_to_the_rows(enter: Enter, home: Home) -> None:
    assert "/leads" not in enter("leader").get("/report").text
    [file] = home.root.glob("reports/2*/index.html")
    assert "/leads" not in file.read_text("utf-8") and "/who/" not in file.read_text("utf-8")


def test_a_town_sees_its_own_masked_rows_and_answers_them_alone(enter: Enter, home: Home) -> None:
    browser, snapshot = enter("town"), Snapshots(home).now()
    villages = walks.villages(snapshot, TOWN)
    assert villages and f"/walk?village={villages[0].code}" in browser.get("/walk").text
    page = browser.get(f"/walk?village={villages[0].code}").text
    key = re.search('data-row="([^"]+)"', page)
    assert key and "**" in page and not ID_NUMBER.search(re.sub('data-row="[^"]+"', "", page))
    for _, name in rows(home.root, "select person_id, person_name from core.person"):
        # 停缴 is a word of what is said at the door, too: as a name it would stand by itself.
        assert f">{name}<" not in page
    sent = {"row": key[1], "outcome": "暂未办理|拒绝配合", "note": "", "token": "walk-token-1"}
    headers = {"X-CSRF": token_of(browser)}
    assert browser.post("/walk/answer", data=sent, headers=headers).json()["taken"]
    assert browser.post("/walk/answer", data=sent, headers=headers).json()["taken"]
    settle(home)
    assert set(answers(home, "拒绝配合")) == {"周网格"}
    own = answering.asked(home, key[1])
    others = answering.Asked(own.kind, "320923101", own.as_of, own.case_ids)
    [foreign] = answering.keys(home, [others])
    assert browser.post("/walk/answer", data=sent | {"row": foreign}, headers=headers).status_code == 403


def test_a_correction_on_the_walk_is_an_event_that_the_next_who_comes_sees(enter: Enter, home: Home) -> None:
    browser, snapshot = enter("town"), Snapshots(home).now()
    [village, *_] = walks.villages(snapshot, TOWN)

    def first() -> walks.Row:
        return walks.houses(snapshot, home, TOWN, village.code)[0].rows[0]

    def send(**given: str) -> dict:
        sent = {"row": key, "outcome": "", "note": ""} | given
        return browser.post("/walk/answer", data=sent, headers={"X-CSRF": token_of(browser)}).json()

    key = first().key
    cases = answering.asked(home, key).case_ids
    assert not send(token="mend-token-1")["taken"], "neither an answer nor a correction"
    assert not send(token="mend-token-2", phone="138")["taken"]
    assert "不像电话号码" in send(token="mend-token-2", phone="13800000000")["say"]
    assert send(token="mend-token-3", phone="13851234009")["say"] == "更正了电话。"
    assert send(token="mend-token-3", phone="13851234009")["taken"], "sent twice"
    assert first().phone_number == "13851234009", "before it is in the ledger, too"
    settle(home)
    assert first().phone_number == "13851234009"
    both = send(token="mend-token-4", phone="13851234010", address="新村5组9号", outcome="暂未办理|联系不上")
    assert both["say"].startswith("暂未办理、联系不上，更正了电话、地址。")
    settle(home)
    assert [row.address for house in walks.houses(snapshot, home, TOWN, village.code) for row in house.rows
            if row.key == key] == ["新村5组9号"]  # fmt: skip
    told = "select json_extract_string(payload, '$.column'), json_extract_string(payload, '$.value'), actor"
    told += f" from ledger.event where kind = 'corrected' and subject = '{cases[0]}' order by all"
    assert chain.ask(home.ledger, told).rows() == [
        ("address", "新村5组9号", "周网格"),
        ("phone", "13851234009", "周网格"),
        ("phone", "13851234010", "周网格"),
    ]
    assert send(token="mend-token-5", phone="")["say"] == "更正了电话。"
    settle(home)
    assert "" in [row.phone_number for house in walks.houses(snapshot, home, TOWN, village.code)
                  for row in house.rows if row.key == key]  # fmt: skip


def test_a_pair_is_judged_and_taken_back(home: Home, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import pairs
    from handouts.keys import seal

    record = ["employer", "taxpayer", "1", "business", "2"]
    issued = [*record, "review", 1.5, "甲厂", "甲工厂", "2026-11-22"]
    [key] = seal(home.read_case_key(), pairs._PURPOSE, [issued])
    browser = enter("reviewer")
    form = {"csrf": token_of(browser), "pair": key, "token": "pair-token-1"}
    assert browser.post("/compare", data=form | {"verdict": "maybe"}).status_code == 400
    assert "上一对：是，已收下" in browser.post("/compare", data=form | {"verdict": "yes"}).text
    browser.post("/compare/back", data=form)
    settle(home)
    said = chain.ask(home.ledger, "select payload from ledger.event where kind = 'verdict' order by sequence")
    assert [json.loads(one)["verdict"] for (one,) in said.iter_rows()] == ["yes", "withdrawn"]


def test_differences_are_marked() -> None:
    assert mark("阜宁甲厂", "阜宁乙厂") == (
        [("阜宁", False), ("甲", True), ("厂", False)], [("阜宁", False), ("乙", True), ("厂", False)],
    )  # fmt: skip


def test_a_waterfall_ends_at_its_sum_and_a_strip_has_a_square_a_month() -> None:
    steps, zero = bars([("名称", 6.0), ("电话", -2.0)], 4.0)
    assert [(step.label, step.value) for step in steps] == [("名称", 6.0), ("电话", -2.0), ("合计", 4.0)]
    assert zero == 0 and steps[1].start == 240 and steps[1].length == 120
    assert [month.look for month in strip([("2026-01", "已缴"), ("2026-02", ""), ("2026-03", "已申报未到账")])] == [
        "paid", "none", "declared",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("号码320923199003070134在册", "号码尾号0134在册"),
        ("32092319900307013X", "尾号013X"),
        ("320923900307013", "尾号7013"[:2] + "7013"),
        ("91320923MA1GFM6X3G", "91320923MA1GFM6X3G"),
        ("电话13800000001，共18423元", "电话13800000001，共18423元"),
    ],
)
def test_a_whole_id_number_never_stands_in_a_sentence(text: str, told: str) -> None:
    assert shown.hidden(text) == told


def test_a_department_s_form_and_letter_are_taken_from_the_page_of_received_files(enter: Enter) -> None:
    browser = enter("clerk")
    assert '<a href="/inbox/template/penalty">' in browser.get("/inbox").text
    given = browser.get("/inbox/template/death")
    names = zipfile.ZipFile(io.BytesIO(given.content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "docx"]
    assert browser.get("/inbox/template/nothing").status_code == 400


def test_a_file_is_received_registered_and_removed(enter: Enter, app: FastAPI, tmp_path: Path) -> None:
    browser, desk = enter("clerk"), app.state.desk
    desk.keep(inbox=str(tmp_path / "inbox"))
    token = token_of(browser)
    given = {"files": ("死亡_20261120.csv", b"person_id,person_name,died_on\n", "text/csv")}
    sent = {"csrf": token, "extract": "death"}
    assert browser.post("/inbox/upload", data=sent, files=given).status_code == 303
    assert browser.post("/inbox/upload", data=sent, files=given).status_code == 400, "the name is taken"
    [line] = [
        one for one in (tmp_path / "inbox" / "manifest.csv").read_text("utf-8-sig").splitlines() if "death" in one
    ]
    assert line.startswith("death/死亡_20261120.csv,death,2026-11-20,")
    told = {"csrf": token, "file": "death/死亡_20261120.csv", "data_date": "2026-11-19", "provided_by": "民政局"}
    assert browser.post("/inbox/complete", data=told).status_code == 303
    assert "2026-11-19" in (tmp_path / "inbox" / "manifest.csv").read_text("utf-8-sig")
    assert browser.post("/inbox/complete", data=told | {"data_date": "昨天"}).status_code == 400
    assert browser.post("/inbox/remove", data=told).status_code == 400, "nobody said that they are sure"
    assert browser.post("/inbox/remove", data=told | {"sure": "yes"}).status_code == 303
    assert not (tmp_path / "inbox" / "death" / "死亡_20261120.csv").exists()


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", ".hidden.csv", "~$open.xlsx", "a\nb.csv", ""])
def test_a_file_s_name_leads_nowhere_else(enter: Enter, app: FastAPI, tmp_path: Path, name: str) -> None:
    app.state.desk.keep(inbox=str(tmp_path / "inbox"))
    browser = enter("clerk")
    browser.post(
        "/inbox/upload", data={"csrf": token_of(browser), "extract": "death"}, files={"files": (name, b"x", "text/csv")}
    )
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.parent in (tmp_path / "inbox", tmp_path / "inbox" / "death") for path in inside)
    assert not any(path.name.startswith((".", "~")) for path in inside)


def test_the_report_opens_in_a_frame_that_reaches_nothing(enter: Enter) -> None:
    headers = enter("leader").get("/report/2026-11-22/index.html").headers
    policy = headers["Content-Security-Policy"]
    assert "sha256-" in policy and "sandbox" in policy and "'unsafe-inline'" not in policy.split("style-src")[0]
    assert enter("leader").get("/report/2026-11-22/report.xlsx").status_code == 200
    assert enter("leader").get("/report/2026-11-22/..%2Fdesk.xlsx").status_code in (400, 404)


def test_what_was_handed_out_is_listed_and_taken_and_that_is_written_down(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    [name] = [path.name for path in home.worklists(date(2026, 11, 22)).glob("*.xlsx")][:1]
    address = f"/handouts/file/worklists/2026-11-22/{urllib.parse.quote(name)}"
    assert address in browser.get("/handouts").text
    assert browser.get(address).content[:2] == b"PK"
    for other in ("/handouts/file/ledger/-/case.key", "/handouts/file/worklists/..%2F..%2Fledger/case.key",
                  "/handouts/file/worklists/2026-11-22/.issued.json"):  # fmt: skip
        assert browser.get(other).status_code in (400, 404)


def test_a_survey_is_made_taken_and_handed_in_at_the_desk(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    made = browser.post("/handouts/surveys", data={"csrf": token_of(browser), "kind": "入企"})
    assert made.status_code == 200 and "入企调查表1个" in made.text
    [address] = re.findall('href="(/handouts/survey/[^"]+)"', browser.get("/handouts").text)
    content = browser.get(address).content
    assert content[:2] == b"PK"
    assert browser.get("/handouts/survey/2026-11-22_入企/.issued.json").status_code in (400, 404)
    sent = {"csrf": token_of(browser)}
    told = browser.post("/feedback/upload", data=sent, files={"files": ("入企调查表.xlsx", content)})
    assert told.status_code == 200 and "未填" in told.text
    assert browser.post("/handouts/surveys", data={**sent, "kind": "问卷"}).status_code == 400


def test_a_returned_workbook_is_taken_and_a_foreign_file_is_told(enter: Enter, home: Home) -> None:
    browser = enter("clerk")
    [file] = list(home.worklists(date(2026, 11, 22)).glob(f"{TOWN}*.xlsx"))
    sent = {"csrf": token_of(browser)}
    told = browser.post("/feedback/upload", data=sent, files={"files": (file.name, file.read_bytes())})
    assert told.status_code == 200 and "未填" in told.text
    wrong = browser.post("/feedback/upload", data=sent, files={"files": ("x.xlsx", b"nothing")})
    assert wrong.status_code == 400 and "x.xlsx" in wrong.text
    assert list(intake.folder(home).glob("upload-*")) == []


JUNK = ["", "0", "-1", "1e9", "'", '"><script>alert(1)</script>', "../../etc/passwd", "%00", "K" + "A" * 64, "张" * 300,
        "{{7*7}}", "' or 1=1 --", "320923101", "unknown", "\x00", "🦉" * 50]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_no_address_and_no_form_breaks_the_desk(role: str, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("start_night", "start_look"):
        monkeypatch.setattr(f"flows.child.{name}", lambda *of: None)
    monkeypatch.setattr("flows.backup.back_up", lambda *of: None)
    browser = enter(role)
    token = token_of(browser)
    fields = (
        *("text", "row", "outcome", "note", "token", "verdict", "pair", "list_id", "town", "extract", "file"),
        *("data_date", "number", "value", "gate", "reason", "days", "as_of", "split", "what", "login", "region"),
    )

    @given(cell=st.sampled_from(sorted(CELLS)), words=st.lists(st.sampled_from(JUNK), min_size=6, max_size=6))
    @settings(max_examples=60, deadline=None, derandomize=True,
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
    def ask(cell: str, words: list[str]) -> None:
        method, path = cell.split(" ")
        address = re.sub(r"\{\w+\}", lambda _: urllib.parse.quote(words[0] or "x", safe=""), path)
        if method == "GET":
            query = {name: words[at % 6] for at, name in enumerate(fields)}
            answer = browser.get(address, params=query)
        elif cell == "POST /system/backup":
            return
        else:
            sent = {name: words[at % 6] for at, name in enumerate(fields)} | {"csrf": token}
            answer = browser.post(address, data=sent)
        assert answer.status_code != 500, (cell, words)
        assert "<script>alert" not in answer.text
        if role == "town":
            assert not ID_NUMBER.search(re.sub('data-row="[^"]+"', "", answer.text))
            assert [name for name in ("停缴", "漏保", "大龄", "青年", "在职") if f">{name}<" in answer.text] == []

    ask()


def test_a_reader_sees_one_publication_whole_while_another_takes_its_place(home: Home, tmp_path: Path) -> None:
    import shutil

    place = Home(tmp_path / "home")
    shutil.copytree(home.root, place.root)
    snapshots = Snapshots(place)
    first = snapshots.now()
    with first.cursor() as con:
        before = con.execute('select count(*) from lists."all"').fetchone()
        other = place.published.with_suffix(".new")
        shutil.copyfile(place.published, other)
        other.replace(place.published)
        assert con.execute('select count(*) from lists."all"').fetchone() == before
    assert snapshots.now() is not first and snapshots.now() is snapshots.now()


def test_without_a_publication_pages_say_what_to_do(tmp_path: Path) -> None:
    from desk.app import application
    from tests.desk.conftest import PASSWORD, sign_in

    app = application(Home(tmp_path / "empty"))
    desk: Desk = app.state.desk
    desk.accounts.set_password(desk.accounts.add("clerk", "王经办", "clerk"), PASSWORD)
    browser = sign_in(app, "clerk")
    assert "还没有运行过" in browser.get("/").text
    for path in ("/leads", "/compare", "/feedback/checks"):
        answer = browser.get(path)
        assert answer.status_code == 400 and "还没有公布过结果" in answer.text
    for path in ("/inbox", "/runs", "/feedback", "/handouts", "/report", "/system"):
        assert browser.get(path).status_code == 200
