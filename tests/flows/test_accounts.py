"""Accounts out of a published run: in `explain`, on slips by town, and for nobody whose values nobody knows."""

import io
import shutil
from pathlib import Path

import docx
import duckdb
import polars as pl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import accounts
from flows.explain import sentences
from flows.publication import publication
from handouts.accounts import COLUMNS, FIGURES
from tests.flows.inbox import rows

LETTERS = 'office = "经办中心"\nphone = "12345"\naddress = "某路1号"\nsigned = "某县人社局"\n'


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Home:
    shutil.copytree(small_home, tmp_path / "home")
    (tmp_path / "home" / "letters.toml").write_text(LETTERS, encoding="utf-8")
    return Home(tmp_path / "home")


def someone(home: Home, list_id: str) -> str:
    return str(rows(home.root, f"select min(subject_id) from lists.{list_id} where tier = 'persuade'")[0][0])


def test_the_figures_of_many_people_come_at_once_one_row_a_scheme(home: Home) -> None:
    published = publication(home)
    people = [person for (person,) in rows(home.root, "select person_id from core.person")]
    with duckdb.connect() as con:
        con.execute(f"attach '{home.published}' as published (read_only)")
        found = accounts.of(con, people, published)
    assert found.schema == pl.Schema(COLUMNS) and set(FIGURES) < set(COLUMNS)
    assert found.select("person_id", "scheme").is_unique().all()
    assert set(found["scheme"]) == {"职工养老", "居民养老"}
    drawing = {person for (person,) in rows(home.root, "select person_id from core.standing where draws is not null")}
    assert not drawing & set(found["person_id"]), "who draws a pension needs no account"


def test_explain_tells_a_person_s_account_with_what_it_assumes(home: Home) -> None:
    [line] = [line for line in sentences(home, someone(home, "lapsed_residents")) if line.startswith("算一笔账")]
    assert "每月约领" in line and "基础养老金是国家最低标准" in line and "出处尚未核实的口径" in line


def test_slips_are_written_town_by_town_for_the_owner_alone(home: Home) -> None:
    made = accounts.write_slips(home, "lapsed_residents")
    files = sorted(made.folder.glob("*.docx"))
    assert len(files) == made.files and made.slips > 0
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600} and made.folder.stat().st_mode & 0o777 == 0o700
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(files[0].read_bytes())).paragraphs)
    assert text.count("每年缴") == int(files[0].stem.rsplit("_", 1)[1].removesuffix("份"))
    assert "经办中心" in text and "12345" in text


def test_without_letters_toml_nobody_is_named_and_nothing_written(home: Home) -> None:
    home.letters.unlink()
    with pytest.raises(BadInput, match=r"letters\.toml"):
        accounts.write_slips(home)
    assert not home.accounts.exists()


@pytest.mark.parametrize("given", [{"list_id": "no_such_list"}, {"town": "999999999"}])
def test_a_list_or_town_that_is_none_is_one_sentence(home: Home, given: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        accounts.write_slips(home, **given)
