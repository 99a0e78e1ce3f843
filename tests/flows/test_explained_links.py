"""`explain` says how each record came to its subject: by which rule, what agreed, and how much each part weighed."""

import re
from pathlib import Path

import pytest

from base.home import Home
from flows.explain import sentences
from tests.flows.inbox import night, write
from tests.town import Town

FIRM = "阜宁县宏达建材有限公司"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One firm, one unit without a number under its name, one that may be its own under another name."""
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.firms(f"name\n{FIRM}")
    for row in town.rows["taxpayer"]:
        row |= {"legal_person_name": "周甲", "phone": "13912340001", "address": "阜宁县上海路8号"}
    fields = {"insurance": "110", "unit_status": "1", "legal_person_name": "周甲", "phone": "13912340001"}
    town.add("insured_unit", insured_unit_id="V1", employer_name="阜宁宏达建材有限责任公司", **fields)
    town.add("insured_unit", insured_unit_id="V2", employer_name="阜宁县新源电子有限公司", **fields)
    root = tmp_path_factory.mktemp("explained")
    night(write(town, root / "inbox"), root / "home")
    return root / "home"


def lines_of(home: Path, subject: str) -> list[str]:
    return sentences(Home(home), subject)


def code(home: Path) -> str:
    import duckdb

    with duckdb.connect(str(home / "published" / "yingbao.duckdb"), read_only=True) as con:
        [(employer_id,)] = con.execute("select employer_id from core.employer where is_taxpayer").fetchall()
    return str(employer_id)


def test_a_record_with_a_number_says_which(home: Path) -> None:
    [line] = [line for line in lines_of(home, code(home)) if line.startswith("记录【市场主体与机构登记信息】")]
    assert "统一社会信用代码" in line


def test_a_record_linked_by_name_says_what_agreed(home: Path) -> None:
    [line] = [line for line in lines_of(home, code(home)) if line.startswith("记录【参保单位信息】hrss:V1")]
    assert "按名称认定" in line and "相同：单位名称" in line and "法定代表人" in line


def test_the_weights_of_the_parts_and_the_prior_make_the_score(home: Path) -> None:
    from matchers.employer.link import WEIGHTS
    from matchers.engine import weights

    lines = [line for line in lines_of(home, code(home)) if line.startswith("逐项权重") and "hrss:V1" in line]
    [line] = [line for line in lines if "hrss:V2" not in line]
    parts = [float(bits) for bits in re.findall(r"[+-]\d+\.\d+", line.split("；合计")[0].split("：", 2)[2])]
    total = float(line.rsplit("合计", 1)[1])
    assert sum(parts) + weights.read(WEIGHTS).prior == pytest.approx(total, abs=0.2)


def test_a_pair_that_waits_says_why(home: Path) -> None:
    [line] = [line for line in lines_of(home, code(home)) if line.startswith("待人工确认") and "hrss:V2" in line]
    assert "名称不同" in line and "请核对" in line
    assert "得分" not in line
