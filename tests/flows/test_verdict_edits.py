"""Whatever a reviewer or a program does to the sheet: every answer on its own pair, or questioned."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.home import Home
from flows.verdicts import take
from handouts.verdicts import SHEET
from ledger.judgements import standing
from tests.flows.pairs import ANSWERS, THREE, answers_in, counts, filled, handed_out, pair, save, table

OFFICE = shutil.which("soffice")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[list[Any]], Path]:
    """A home, the rows of a filled-in workbook (twelve pairs, four waiting for an answer), a place for files."""
    root = tmp_path_factory.mktemp("edits")
    home = Home(root / "home")
    words = ["是", "否", "不确定", None] * 3
    pairs = [pair(n, "accepted" if n % 3 else "review", left_name="=某厂", right_name="同名") for n in range(12)]
    rows = table(handed_out(home, *pairs))
    for row in rows[1:]:
        row[9] = words[int(row[4][-2:].lstrip("：0") or 0)]
    return home, rows, root


def answered(path: Path) -> dict[str, str]:
    return dict(standing(path).select("left_record", "verdict").iter_rows())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_rows_and_columns_reads_the_same(
    shared: tuple[Home, list[list[Any]], Path], data: st.DataObject
) -> None:
    home, rows, root = shared
    order = data.draw(st.permutations(range(1, len(rows))))
    places = data.draw(st.permutations(range(len(rows[0]) + 1)))
    above = data.draw(st.integers(0, 3))
    extra = [[*row, "我的列" if number == 0 else "随便写写"] for number, row in enumerate(rows)]
    moved = [[extra[line][place] for place in places] for line in (0, *order)]
    file = save(root / "moved.xlsx", [["标题"]] * above + moved)
    home.ledger.unlink(missing_ok=True)
    home.anchor.unlink(missing_ok=True)
    taken = take(home, file)
    assert counts(taken) == ({"yes": 3, "no": 3, "unsure": 3}, 0, 3, 0)
    verdicts = ("yes", "no", "unsure", None)
    assert answered(home.ledger) == {f"00{n}": word for n in range(12) if (word := verdicts[n % 4])}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_deleted_doubled_or_emptied_put_no_answer_on_a_wrong_pair_and_lose_none(
    shared: tuple[Home, list[list[Any]], Path], data: st.DataObject
) -> None:
    home, rows, root = shared
    chosen = data.draw(st.lists(st.integers(1, len(rows) - 1), max_size=20))
    shuffled = [list(rows[line]) for line in chosen]
    for row in shuffled:
        match data.draw(st.sampled_from(["", "", "", "key", "text", "word"])):
            case "key":
                row[-1] = data.draw(st.sampled_from([None, "K", shuffled[0][-1], rows[1][-1]]))
            case "text":
                row[data.draw(st.integers(2, 7))] = data.draw(st.sampled_from([None, "改过"]))
            case "word":
                row[9] = data.draw(st.sampled_from(["是", "否", "大概"]))
    home.ledger.unlink(missing_ok=True)
    home.anchor.unlink(missing_ok=True)
    taken = take(home, save(root / "edited.xlsx", [rows[0], *shuffled]))
    shown = {(row[4], row[9]) for row in shuffled if row[9]}
    meaning = {"yes": "是", "no": "否", "unsure": "不确定"}
    title = rows[1][4].partition("：")[0]
    for record, verdict in answered(home.ledger).items():
        assert (f"{title}：{record}", meaning[verdict]) in shown
    filled_rows = sum(bool(row[9]) for row in shuffled)
    doubled = filled_rows - len(taken.questioned) - taken.recorded.total()
    assert 0 <= doubled <= len(chosen) - len(set(chosen)) + sum(row[-1] == shuffled[0][-1] for row in shuffled[1:])
    assert counts(take(home, root / "edited.xlsx"))[0] == {}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on the PATH")
@pytest.mark.parametrize("through", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_reads_the_same(home: Home, tmp_path: Path, through: str) -> None:
    odd = pair(4, left_name="=1+1", right_name="0012", left_detail="两\n行 320923197001010028", right_detail="3E5 -5")
    file = filled(handed_out(home, *THREE, odd), ANSWERS | {"=1+1": "是"})
    name = "filled"
    for target in dict.fromkeys([through, "xlsx"]):
        out = tmp_path / f"as_{target}"
        place = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [str(OFFICE), place, "--headless", "--convert-to", target, "--outdir", str(out), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        file = out / f"{name}.{target}"
    taken = take(home, file)
    assert counts(taken) == ({"yes": 2, "no": 1, "unsure": 1}, 0, 0, 0)
    assert answers_in(home) == {"某厂1": "yes", "某厂2": "no", "某厂3": "unsure", "某厂4": "yes"}
    saved = openpyxl.load_workbook(file)[SHEET]
    assert saved.column_dimensions["L"].hidden
