"""What an employer posts inside: its declared staff with their bases, masked as the region says, and the pledge."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import docx
import pytest

import regions
from base.errors import BadInput
from base.home import Home
from flows import posting
from flows.publication import Publication
from ledger import chain
from regions.worklists import FULL, Worklists

LETTERS = 'office = "经办中心"\nphone = "12345"\naddress = "某路1号"\nsigned = "某县人社局"\n'


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    (tmp_path / "home" / "letters.toml").write_text(LETTERS, encoding="utf-8")
    return Home(tmp_path / "home")


def roster(made: posting.Posted) -> list[list[str]]:
    [table] = docx.Document(io.BytesIO((made.folder / "公示表.docx").read_bytes())).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_roster_names_who_is_declared_masked_as_the_region_says(home: Home) -> None:
    made = posting.write(home, "甲厂", by="经办人")
    head, *rows = roster(made)
    assert head == ["序号", "姓名", "证件号码", "参加险种", "缴费基数（元）"]
    assert [(row[0], row[1], row[3]) for row in rows] == [("1", "在**", "养老")]
    assert rows[0][2].startswith("尾号") and len(rows[0][2]) == 6
    assert made.people == 1


def test_a_region_that_shows_everything_shows_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    full = replace(regions.read("funing"), worklists=Worklists(masking=FULL))
    monkeypatch.setattr(posting, "publication", lambda _: Publication(real.as_of, full))
    real = Publication(posting.binding.last_run(home).as_of, full)  # type: ignore[union-attr]
    [_, row] = roster(posting.write(home, "甲厂"))
    assert row[1] == "在职" and len(row[2]) == 18


def test_the_pledge_bears_the_count_and_it_is_recorded_who_asked(home: Home) -> None:
    made = posting.write(home, "甲厂", by="经办人")
    pledge = docx.Document(io.BytesIO((made.folder / "承诺书.docx").read_bytes()))
    assert "申报参保1人" in "\n".join(paragraph.text for paragraph in pledge.paragraphs)
    [event] = chain.ask(home.ledger, "from ledger.event where kind = 'posted'").to_dicts()
    assert event["actor"] == "经办人" and "在职" not in event["payload"]
    assert made.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("employer", ["乙厂", "没有这家单位"])
def test_who_declared_nobody_or_is_not_known_has_no_roster(home: Home, employer: str) -> None:
    with pytest.raises(BadInput):
        posting.write(home, employer)
    assert not home.postings.exists()
