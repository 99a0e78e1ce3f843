"""What `yingbao doctor` and the beginning of a night say of a machine and a home."""

import shutil
from pathlib import Path

import pytest

import regions
from base.errors import BadInput
from base.home import Home
from base.secret import Secret
from flows.doctor import examine
from tests.flows.inbox import AS_OF, night, small_town, write
from tests.handouts.visits import region

WORD = Secret(env="YINGBAO_TEST_WORD")


@pytest.fixture
def promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region whose workbooks go out under a password, which nobody has set."""
    locked = region(password=WORD)
    monkeypatch.setattr(regions, "read", lambda name: locked)
    monkeypatch.delenv("YINGBAO_TEST_WORD", raising=False)


def of_password(home: Path) -> list[tuple[str, str | None]]:
    return [(finding.what, finding.mend) for finding in examine(Home(home)) if "密码" in finding.what]


def test_a_healthy_home_needs_nothing(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YINGBAO_TODAY")
    assert [finding.what for finding in examine(Home(published)) if not finding.is_well] == []
    assert of_password(published) == []


def test_the_doctor_tells_a_password_that_is_missing_and_how_to_mend_it(
    published: Path, promised: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend = "地区文件规定乡镇工作簿加密，但环境变量 YINGBAO_TEST_WORD里没有密码；请设好后再运行。"
    assert of_password(published) == [("乡镇工作簿的密码取不到", mend)]
    monkeypatch.setenv("YINGBAO_TEST_WORD", "word-1")
    assert of_password(published) == [("乡镇工作簿的密码取得到", None)]


def test_a_password_that_is_missing_is_told_before_the_night_s_work_begins(tmp_path: Path, promised: None) -> None:
    inbox = write(small_town(), tmp_path / "inbox")
    with pytest.raises(BadInput, match="环境变量 YINGBAO_TEST_WORD里没有密码"):
        night(inbox, tmp_path / "home", as_of=AS_OF)
    assert not (tmp_path / "home").exists()


OWN = (
    "indicator,title,area,period,until,target,year_before,unit,kind,bound,counted_by,scheme,source,note\n"
    "{indicator},走访,合计,2026,,5,,次,flow,≥,place,全部,县里,\n"
)


def test_the_doctor_reads_the_county_s_own_targets(published: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(published, tmp_path / "home"))
    (home / "targets.csv").write_text(OWN.format(indicator="visits"), encoding="utf-8")
    assert not [finding for finding in examine(Home(home)) if "地区文件有错" in finding.what]
    (home / "targets.csv").write_text(OWN.format(indicator="vists"), encoding="utf-8")
    [wrong] = [finding for finding in examine(Home(home)) if "地区文件有错" in finding.what]
    assert wrong.mend == f"{home / 'targets.csv'} 第2行：indicator 里没有名为 vists 的指标，是否想写 visits；请改正。"


def test_the_doctor_reads_the_county_s_own_words(published: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(published, tmp_path / "home"))
    forms = home / "forms.toml"

    def of_forms() -> list[tuple[str, str | None]]:
        found = examine(Home(home))
        return [(finding.what, finding.mend) for finding in found if finding.what.startswith("forms.toml")]

    assert of_forms() == []
    forms.write_text('[resident.headers]\n"姓名" = ["XM"]\n', encoding="utf-8")
    line = "[resident.headers] “姓名”的“XM”本来就认识，可以删去"
    assert of_forms() == [("forms.toml 读得懂", None), ("forms.toml 里有一行不起作用", line)]
    forms.write_text("[residents]\n", encoding="utf-8")
    [(what, mend)] = of_forms()
    assert what == "forms.toml 有错，夜间运行会停下"
    assert "residents" in str(mend)
