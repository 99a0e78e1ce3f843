"""The report of a night, from the command and as a step; its pictures in Prefect."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from prefect import flow

from base.errors import BadInput
from base.home import Home
from flows.report import write_reports
from tests.flows.inbox import AS_OF, LISTS, night, rows, yingbao


@pytest.fixture(scope="module")
def home(first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(first_night / "home", tmp_path_factory.mktemp("report") / "home"))


def page(home: Path) -> str:
    return (Home(home).reports(AS_OF) / "index.html").read_text(encoding="utf-8")


def test_a_night_ends_with_the_report(home: Path) -> None:
    assert "内部资料，不得外传" in page(home)
    assert "有工资未参保人员" in page(home)
    assert (Home(home).reports(AS_OF) / "report.xlsx").is_file()


def test_tonight_s_workbooks_are_counted_the_same_night(home: Path) -> None:
    """The publication was made before they went out; the ledger knows."""
    [(sent,)] = rows(home, "select count(*) from lists.\"all\" where tier in ('must_join', 'persuade')")
    [(before,)] = rows(home, "select count(*) from ledger.case where times_sent > 0")
    assert (before, sent > 0) == (0, True)
    assert "还没有下发记录" not in page(home)
    folder = Home(home).reports(AS_OF) / "towns"
    pages = [file.read_text(encoding="utf-8") for file in folder.glob("3*.html")]
    counted = [int(found[1]) for text in pages if (found := re.search(r"已下发(\d+)条", text))]
    assert sum(counted) == sent


def test_it_names_no_person(home: Path) -> None:
    people = {name for list_id in LISTS for (name,) in rows(
        home, f"select subject_name from lists.{list_id} where subject_kind = 'person'"
    )}  # fmt: skip
    assert people
    cells = re.findall(r">([^<>]+)<", page(home))
    assert not people & {cell.strip() for cell in cells}


def test_the_page_refers_to_nothing_outside_itself(home: Path) -> None:
    outside = re.findall(r'(?:href|src)="(?!#|data:)[^"]*"|url\(|@import|https?://(?!www\.w3\.org/)', page(home))
    assert outside == []


def test_the_command_writes_the_public_version_by_itself(home: Path) -> None:
    done = yingbao("report", "--home", home, "--public")
    assert (done.returncode, done.stderr) == (0, "")
    folder = Home(home).public_reports(AS_OF)
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "report.xlsx"]
    assert "公开版" in (folder / "index.html").read_text(encoding="utf-8")


def test_the_same_publication_gives_the_same_page(home: Path) -> None:
    before = page(home)
    write_reports(Home(home))
    assert page(home) == before


@pytest.mark.usefixtures("prefect_server")
def test_its_pictures_are_artifacts_of_the_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[dict[str, str]] = []
    monkeypatch.setattr("flows.report.create_markdown_artifact", lambda **artifact: made.append(artifact))

    @flow(persist_result=False)
    def reporting() -> None:
        write_reports(Home(home))

    reporting()
    # The plan's targets have expired: there is nothing of today to draw beside them. What went out tonight is drawn.
    assert [artifact["key"] for artifact in made] == ["report-board", "report-funnel"]
    assert all("data:image/svg+xml;base64," in artifact["markdown"] for artifact in made)


OWN = (
    "indicator,title,area,period,until,target,year_before,unit,kind,bound,counted_by,scheme,source,note\n"
    "staff_coverage_rate,参保率,全县,2026,,5,,%,rate,≥,employer,职工养老,县里的文,\n"
)


def test_a_county_s_own_targets_of_this_year_are_judged_where_the_plan_has_ended(
    home: Path, first_night: Path, tmp_path: Path
) -> None:
    assert "方案的目标都已到期（最晚" in page(home)
    own = tmp_path / "home"
    own.mkdir()
    (own / "targets.csv").write_text(OWN, encoding="utf-8")
    night(first_night / "inbox", own, whole=True)
    assert "≥5.0%（2026年）" in page(own)
    assert "有目标的1项指标中，1项达到" in page(own)


def test_a_publication_without_the_tables_of_a_report_asks_for_a_new_run(home: Path, tmp_path: Path) -> None:
    old = Home(tmp_path)
    old.published.parent.mkdir()
    old.published.write_bytes(Home(home).published.read_bytes())
    with duckdb.connect(str(old.published)) as con:
        con.execute("drop table audit.trend")
    with pytest.raises(BadInput, match="旧版本"):
        write_reports(old)
