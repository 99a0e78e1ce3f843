"""Several homes on one server: each night fails alone, with one sentence; then those that are published exchange."""

from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows import journal, neighbours, province
from flows.province import Done, Ended, Member, read
from tests.flows.inbox import AS_OF, write, yingbao
from tests.flows.neighbouring import INSURES, LIVES, WORKS, homes, towns


def member(region: str, inbox: str, home: str) -> str:
    return f'[[home]]\nregion = "{region}"\ninbox = "{inbox}"\nhome = "{home}"\n'


def province_file(root: Path, *members: str) -> Path:
    path = root / "province.toml"
    path.write_text("\n".join(members), "utf-8")
    return path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three regions, of which one has a file that nobody has listed."""
    root = tmp_path_factory.mktemp("province")
    for region, town in towns().items():
        write(town, root / region / "inbox")
    (root / WORKS / "inbox" / "wage" / "new.csv").write_text("x", "utf-8")
    return province_file(
        root, *(member(name, f"{name}/inbox", f"{name}/home") for name in (LIVES, WORKS, INSURES))
    ).parent


@pytest.fixture(scope="module")
def done(root: Path) -> Done:
    return province.province.fn(root / "province.toml", AS_OF.isoformat(), side_by_side=2, threads=1)


def test_a_night_that_is_refused_ends_no_other(done: Done, root: Path) -> None:
    assert [one.code for one in done.nights] == [0, 2, 0]
    assert [one.line for one in done.nights][::2] == ["阜宁县：已发布", "玉溪市：已发布"]
    assert done.nights[1].line.startswith("武义县：") and "wage/new.csv" in done.nights[1].sentence
    assert "Traceback" not in done.nights[1].sentence
    ends = [[run.outcome for run in journal.read(home)] for home in homes(root).values()]
    assert ends == [[journal.PUBLISHED], [journal.REFUSED], [journal.PUBLISHED]]


def test_what_is_published_is_exchanged_and_who_was_left_out_is_named(done: Done, root: Path) -> None:
    assert done.exchanged[0].sentence == "阜宁县：玉溪市5条，截至2026-11-22"
    assert done.problem == "武义县还没有发布过，没有参加交换。" and done.code == 2
    assert neighbours.sent_to(homes(root)[WORKS]) == []


def test_a_night_that_fails_later_takes_part_with_what_it_published_last(
    done: Done, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(province, "_night", lambda one, words, say: Ended(one, 3, "检查未通过"))
    again = province.province.fn(root / "province.toml")
    assert again.exchanged[0].sentence.endswith("（与上次相同）")
    assert again.code == 2 and len(neighbours.sent_to(homes(root)[LIVES])) == 1
    assert again.figures == 0 and not (root / "figures.csv").exists(), "of half a province nobody wants the sum"
    province_file(root, *(member(name, f"{name}/inbox", f"{name}/home") for name in (LIVES, INSURES)))
    both = province.province.fn(root / "province.toml")
    assert both.figures > 10 and (root / "figures.csv").exists()
    province_file(root, *(member(name, f"{name}/inbox", f"{name}/home") for name in (LIVES, WORKS, INSURES)))


def test_a_home_that_is_held_stops_the_exchange_and_nothing_else(
    done: Done, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(province, "_night", lambda one, words, say: Ended(one, 0, ""))
    with homes(root)[INSURES].locked():
        again = province.province.fn(root / "province.toml")
    assert again.exchanged == () and "正在被另一次运行使用" in again.problem and again.code == 2
    assert len(neighbours.sent_to(homes(root)[LIVES])) == 1


def test_a_night_that_is_killed_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(province, "_CALL", "import os; os.kill(os.getpid(), 9)")
    heard: list[str] = []
    ended = province._night(Member(LIVES, "x", "y"), (), heard.append)
    assert (ended.code, ended.sentence) == (1, "运行被结束（信号9），原有数据库保持不变。")
    assert heard == ["阜宁县开始运行", f"阜宁县：{ended.sentence}"]


def test_a_fault_of_ours_comes_before_a_wrong_input_and_that_before_a_gate() -> None:
    def code(*codes: int, problem: str = "") -> int:
        return Done(tuple(Ended(Member("funing", "i", "h"), one, "") for one in codes), (), problem).code

    assert [code(0, 0), code(0, 3), code(3, 2, 0), code(2, 1, 3), code(3, problem="x")] == [0, 3, 2, 1, 2]


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ((member("funing", "a", "h"), member("nowhere", "b", "k")), "没有名为 nowhere 的地区"),
        ((member("funing", "a", "h"), member("wuyi", "b", "./h")), "写了同一个工作文件夹"),
        ((member("funing", "a", "h"), member("yancheng", "b", "k")), "阜宁县和盐城市有重叠"),
        ((member("funing", "a", "h"), member("funing", "b", "k")), "阜宁县和阜宁县有重叠"),
        (('[[home]]\nregion = "funing"\ninbox = "a"\nhouse = "h"\n',), "house"),
        (("# nobody",), "home"),
    ],
)
def test_a_file_of_homes_that_cannot_be_meant_begins_nothing(
    tmp_path: Path, members: tuple[str, ...], wrong: str
) -> None:
    path = province_file(tmp_path, *members)
    with pytest.raises(BadInput, match=wrong):
        province.province.fn(path)
    assert [one.name for one in tmp_path.iterdir()] == ["province.toml"]


def test_paths_are_those_beside_the_file_of_homes(tmp_path: Path) -> None:
    path = province_file(tmp_path, member("funing", "funing/inbox", "/data/funing"))
    assert read(path) == (Member("funing", f"{tmp_path}/funing/inbox", "/data/funing"),)


def test_the_command_names_each_home_and_ends_with_what_was_worst(root: Path, tmp_path: Path) -> None:
    path = province_file(tmp_path, member(WORKS, str(root / WORKS / "inbox"), str(tmp_path / "home")))
    ended = yingbao("province", "--homes", path, "--as-of", AS_OF.isoformat())
    assert (
        ended.returncode == 2 and "武义县：" in ended.stdout and ended.stderr == "武义县还没有发布过，没有参加交换。\n"
    )
    none = yingbao("province", "--homes", tmp_path / "none.toml")
    assert (none.returncode, none.stderr.count("\n")) == (2, 1)
    assert not Home(tmp_path / "home").published.exists()
