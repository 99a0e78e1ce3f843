"""A region cut by county: a folder each, the old one or the new one; refused where there is nothing to cut."""

import stat
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows.cut import cut
from flows.publication import Publication
from sql.cut import Whole
from tests.flows.cutting import COUNTIES, folder
from tests.flows.inbox import AS_OF, fingerprint
from tests.regions.test_province import province


def silent(text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A county's databases are two words; the codes that they were written for."""
    written: list[str] = []

    def write(whole: Whole, part: str, into: Path, case_key: str) -> dict[str, int]:
        for name in ("yingbao.duckdb", "analysis.duckdb"):
            (into / name).write_text(f"new {part}")
        written.append(part)
        return {"one": 3, "two": 0, "three": 4}

    monkeypatch.setattr(Whole, "write", write)
    return written


def everything(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("code", COUNTIES)
def test_a_county_is_given_both_databases_and_its_towns_workbooks_as_they_were_handed_out(
    cut_home: Path, code: str
) -> None:
    place = folder(cut_home, code)
    assert sorted(path.name for path in place.iterdir()) == ["analysis.duckdb", "worklists", "yingbao.duckdb"]
    issued = {path.name: path.read_bytes() for path in Home(cut_home / "home").worklists(AS_OF).glob(f"{code}*.xlsx")}
    assert issued and everything(place / "worklists") == issued


def test_owner_and_group_may_read_what_counties_are_given_and_nobody_else(cut_home: Path) -> None:
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (cut_home / "out").rglob("*")}
    assert modes == {(True, 0o750), (False, 0o640)}


def test_nothing_is_left_beside_the_counties_folders(cut_home: Path) -> None:
    assert sorted(path.name for path in (cut_home / "out").iterdir()) == [
        f"{code}_{name}" for code, name in COUNTIES.items()
    ]


@pytest.mark.usefixtures("briefly")
def test_each_county_is_one_line_and_what_is_in_none_another(cut_home: Path, tmp_path: Path) -> None:
    done = cut(Home(cut_home / "home"), tmp_path / "out", "county", silent)
    books = {code: len(list((folder(cut_home, code) / "worklists").glob("*.xlsx"))) for code in COUNTIES}
    assert done.rest > 0
    assert done.lines == (
        *(f"{code} {name}：2个清单共7行，乡镇工作簿{books[code]}个" for code, name in COUNTIES.items()),
        f"不在以上各地的（乡镇不明）{done.rest}行没有分下去，只在总库里",
    )


def test_whatever_ends_it_a_county_s_folder_is_the_old_one_or_the_new_one(
    cut_home: Path, tmp_path: Path, briefly: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for code, name in COUNTIES.items():
        (tmp_path / f"{code}_{name}").mkdir()
        (tmp_path / f"{code}_{name}" / "yingbao.duckdb").write_text("old")
    write = Whole.write

    def breaking(whole: Whole, part: str, into: Path, case_key: str) -> dict[str, int]:
        lists = write(whole, part, into, case_key)
        if len(briefly) == 2:
            raise ZeroDivisionError
        return lists

    monkeypatch.setattr(Whole, "write", breaking)
    with pytest.raises(ZeroDivisionError):
        cut(Home(cut_home / "home"), tmp_path, "county", silent)
    files = {name: content for name, content in everything(tmp_path).items() if name.endswith("yingbao.duckdb")}
    assert list(files.values()) == [b"new 150302", b"old", b"old"]
    assert len(list(tmp_path.iterdir())) == len(COUNTIES), "nothing half done lies beside"


@pytest.mark.usefixtures("briefly")
def test_the_home_is_held_meanwhile_and_left_as_it_was(cut_home: Path, tmp_path: Path) -> None:
    home = Home(cut_home / "home")
    before = fingerprint(home.root)
    with home.locked(), pytest.raises(BadInput, match="正在被另一次运行使用"):
        cut(home, tmp_path, "county", silent)
    cut(home, tmp_path, "county", silent)
    assert fingerprint(home.root) == before


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ("prefecture", "乌海市没有几个设区市，不用分；它的结果已在工作文件夹的 published 里。"),
        ("town", "--by 只能是 county 或 prefecture，不是 town。"),
    ],
)
def test_what_there_is_one_of_is_not_cut(cut_home: Path, tmp_path: Path, level: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        cut(Home(cut_home / "home"), tmp_path, level, silent)
    assert (str(refused.value), list(tmp_path.iterdir())) == (sentence, [])


@pytest.mark.parametrize(("level", "codes"), [("prefecture", ["3298", "3299"]), ("county", ["329801", "329901"])])
def test_a_province_is_cut_by_prefecture_or_by_county(
    cut_home: Path, tmp_path: Path, briefly: list[str], monkeypatch: pytest.MonkeyPatch, level: str, codes: list[str]
) -> None:
    (tmp_path / "regions").mkdir()
    whole = Publication(AS_OF, province(tmp_path / "regions", monkeypatch))
    monkeypatch.setattr("flows.cut.publication", lambda home: whole)
    monkeypatch.setattr("flows.binding.is_rehearsal", lambda home: False)
    cut(Home(cut_home / "home"), tmp_path / "out", level, silent)
    assert briefly == codes


def test_a_county_is_not_cut(published: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="阜宁县没有几个县（市、区），不用分"):
        cut(Home(published), tmp_path, "county", silent)


def test_nothing_is_written_into_the_home(cut_home: Path) -> None:
    home = Home(cut_home / "home")
    with pytest.raises(BadInput, match="不能写到工作文件夹"):
        cut(home, home.root / "published" / "counties", "county", silent)


def test_nothing_of_a_rehearsal_is_given_to_anybody(cut_home: Path, tmp_path: Path) -> None:
    bound = (cut_home / "home" / "region.toml").read_text("utf-8")
    (tmp_path / "region.toml").write_text(bound.replace("rehearsal = false", "rehearsal = true"), "utf-8")
    with pytest.raises(BadInput, match="是演练用的文件夹，不能分给各地"):
        cut(Home(tmp_path), tmp_path / "out", "county", silent)
