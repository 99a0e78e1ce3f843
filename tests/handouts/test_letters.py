"""Letters: our own text, the county's template in its place, and what is said of a template that asks for too much."""

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from base.errors import BadInput
from handouts import letters

HAS_WRITER = shutil.which("soffice") is not None


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def made(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_fields_are_filled_in_and_marks_of_xml_are_text() -> None:
    content = letters.filled(made("致{{ 单位名称 }}"), "信", {"单位名称": "甲<乙>&丙有限公司"})
    assert text_of(content) == "致甲<乙>&丙有限公司"


def test_a_field_that_nobody_knows_is_one_sentence() -> None:
    with pytest.raises(BadInput, match=r"^模板“信”里的 单位别名 没有对应的内容；可用的有：单位名称。$"):
        letters.filled(made("{{ 单位别名 }}"), "信", {"单位名称": "甲"})


@pytest.mark.parametrize("text", ["{{ 单位名称", "{% if %}", "{{ 单位名称.__class__.__mro__ }}"])
def test_a_template_that_cannot_be_filled_in_is_one_sentence(text: str) -> None:
    with pytest.raises(BadInput, match="模板“信”"):
        letters.filled(made(text), "信", {"单位名称": "甲"})


def test_the_county_s_own_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    ours = letters.template(tmp_path, "算一笔账")
    (tmp_path / "算一笔账.docx").write_bytes(made("自己的"))
    assert text_of(letters.template(tmp_path, "算一笔账")) == "自己的" and "算一笔账" in text_of(ours)


def test_a_template_that_is_no_docx_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "算一笔账.docx").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"不是有效的 \.docx"):
        letters.template(tmp_path, "算一笔账")


def test_merged_letters_stand_one_after_the_other_each_on_a_page() -> None:
    both = letters.merged([made("一"), made("二"), made("三")])
    assert [line.strip() for line in text_of(both).splitlines() if line.strip()] == ["一", "二", "三"]
    assert docx.Document(io.BytesIO(both)).element.xml.count('w:type="page"') == 2


@pytest.mark.skipif(not HAS_WRITER, reason="LibreOffice (soffice) is not on this machine")
def test_a_template_that_was_saved_by_libreoffice_still_works(tmp_path: Path) -> None:
    (tmp_path / "信.docx").write_bytes(made("致{{ 单位名称 }}：请于{{ 期限 }}前办理。"))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx"]
    command = [*office, "--outdir", str(tmp_path / "saved"), str(tmp_path / "信.docx")]
    saved = subprocess.run(command, capture_output=True, check=False)
    if not (tmp_path / "saved" / "信.docx").exists():
        pytest.skip(f"LibreOffice has no Writer on this machine: {saved.stderr[-80:]!r}")
    content = letters.filled(
        (tmp_path / "saved" / "信.docx").read_bytes(), "信", {"单位名称": "甲厂", "期限": "12月7日"}
    )
    assert "致甲厂：请于12月7日前办理。" in text_of(content)


@pytest.mark.skipif(not HAS_WRITER, reason="LibreOffice (soffice) is not on this machine")
def test_documents_become_pdf_where_writer_is_there(tmp_path: Path) -> None:
    (tmp_path / "信.docx").write_bytes(made("致甲厂"))
    found = letters.pdfs([tmp_path / "信.docx"], tmp_path)
    if not found:
        pytest.skip("LibreOffice has no Writer on this machine")
    assert found == [tmp_path / "信.pdf"] and found[0].read_bytes().startswith(b"%PDF")


def test_without_libreoffice_there_is_no_pdf_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters.shutil, "which", lambda _: None)
    assert letters.pdfs([tmp_path / "信.docx"], tmp_path) == []
