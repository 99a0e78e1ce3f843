"""What a clerk adds at the desk: a line of the manifest, a word of `forms.toml`; what others wrote stays as it is."""

from pathlib import Path

import pytest

from base.errors import BadInput
from sources.reader import forms, manifest
from sources.reader.manifest import Line

HEAD = "file,extract,data_date,rows,sha256,provided_by,legal_basis,keep_until,note\r\n"


def test_a_line_takes_the_place_of_its_file_s_and_the_others_stay(tmp_path: Path) -> None:
    before = f"{HEAD}wage\\a.csv,wage,,,,,,,\r\ndeath/b.csv,death,2026-11-01,,,民政局,,,记\r\n"
    (tmp_path / "manifest.csv").write_bytes(before.encode("gb18030"))
    manifest.complete(tmp_path, Line("wage/a.csv", "wage", "2026-11-20", provided_by="税务局"), "wage/a.csv")
    text = (tmp_path / "manifest.csv").read_bytes().decode("gb18030")
    assert text.splitlines() == [
        HEAD.strip(), "wage/a.csv,wage,2026-11-20,,,税务局,,,", "death/b.csv,death,2026-11-01,,,民政局,,,记",
    ]  # fmt: skip


def test_a_manifest_is_begun_and_a_line_taken_out(tmp_path: Path) -> None:
    manifest.complete(tmp_path, Line("wage/a.csv", "wage", "2026-11-20"), "wage/a.csv")
    assert [line.file for line in manifest.lines(tmp_path)] == ["wage/a.csv"]
    assert (tmp_path / "manifest.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "Excel shows it"
    manifest.complete(tmp_path, None, "wage/a.csv")
    assert manifest.lines(tmp_path) == []


@pytest.mark.parametrize("day", ["昨天", "2026-13-01"])
def test_a_day_that_is_none_is_not_written(tmp_path: Path, day: str) -> None:
    with pytest.raises(BadInput):
        manifest.complete(tmp_path, Line("wage/a.csv", "wage", day), "wage/a.csv")
    assert not (tmp_path / "manifest.csv").exists()


def test_a_word_is_confirmed_and_what_a_county_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    path.write_text('# 我们县的\n[member.headers]\n"姓名" = ["参保者"]  # 人社\n', "utf-8")
    forms.confirm(path, ["[member.headers]", '"姓名" = ["参保对象"]'])
    forms.confirm(path, ['[member.codes."险种类型"]', '"110" = ["企养"]'])
    text = path.read_text("utf-8")
    assert text.startswith("# 我们县的\n[member.headers]\n") and '"姓名" = ["参保者", "参保对象"]  # 人社' in text
    [name] = [column for column in forms.declared(path)["member"].columns if column.name == "person_name"]
    assert {"参保者", "参保对象"} <= set(name.also)
    forms.confirm(path, ["[member.headers]", '"姓名" = ["参保对象"]'])
    assert path.read_text("utf-8") == text


def test_what_means_something_else_already_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    with pytest.raises(BadInput, match="forms"):
        forms.confirm(path, ["[member.headers]", '"姓名" = ["险种类型"]'])
    assert not path.exists() and list(tmp_path.iterdir()) == []
