"""Letters: a template of Word or WPS, filled in; our own text where the county has none of its own.

A template is a DOCX with `{{ 单位名称 }}` where a field goes (docxtpl; `{%p if … %}` and loops as there). The
county's lies in `home/templates/<name>.docx`; ours are plain texts in `handouts/letters/`, from which a DOCX is made:
`yingbao notices --templates` writes them there to begin with. A field that a template asks for and nobody knows is one
sentence.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import jinja2
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from base.errors import BadInput

FOLDER = Path(__file__).parent / "letters"
PDF_SECONDS = 300
"""How long LibreOffice is waited for."""
_TITLE, _BODY, _SMALL = ("方正小标宋简体", 22), ("仿宋", 15), ("仿宋", 12)
"""Face and size in points, nearly as official papers are set (GB/T 9704-2012 7.3): a letter fits on its page."""
_LINE_POINTS = 24
_TEXT_WIDTH, _TWO_COLUMNS = 15.6, (4.4, 11.2)
"""In centimetres."""


def names() -> list[str]:
    """The letters that there is a text for."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def template(folder: Path, name: str) -> bytes:
    """The template of a letter: the county's own in `folder`, else ours. Raises BadInput where its own is no DOCX."""
    own = folder / f"{name}.docx"
    if not own.exists():
        return default(name)
    content = own.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise BadInput(f"模板 {own} 不是有效的 .docx 文件；请用 Word 或 WPS 另存为 .docx，或删去它，改用自带的模板。")
    return content


def default(name: str) -> bytes:
    """Our own text of a letter as a DOCX.

    Of a line `# …` is a title, `> …` stands to the right, `- …` is not indented, `~ …` is small, `| … | … |` a row of
    a table, `8< …` the line that a slip is cut off at, `---` a page break; a line that is only `{%p … %}` is docxtpl's.
    """
    document = docx.Document()
    _page(document)
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    table: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if table:
            _table(document, table)
            table = []
        if line:
            _line(document, line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def filled(content: bytes, name: str, fields: Mapping[str, Any]) -> bytes:
    """A template with its fields filled in. Raises BadInput for a field that is not among them, and for what no
    template may say; the sentence names the template and what may be asked."""
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        letter = DocxTemplate(io.BytesIO(content))
        asked = letter.get_undeclared_template_variables(jinja_env=environment)
        if unknown := sorted(asked - fields.keys()):
            raise BadInput(
                f"模板“{name}”里的 {'、'.join(unknown)} 没有对应的内容；可用的有：{'、'.join(sorted(fields))}。"
            )
        letter.render(dict(fields), jinja_env=environment)
        stream = io.BytesIO()
        letter.save(stream)
    except (jinja2.TemplateError, KeyError, zipfile.BadZipFile, ValueError):
        raise BadInput(
            f"模板“{name}”里的标记写得不对（花括号要成对、写在同一处）；请改好，或删去它改用自带的模板。"
        ) from None
    return stream.getvalue()


def merged(letters: Sequence[bytes]) -> bytes:
    """Letters of one template in one document, each on a page of its own, to be printed at once."""
    first = docx.Document(io.BytesIO(letters[0]))
    body = first.element.body
    end = body.find(qn("w:sectPr"))
    for letter in letters[1:]:
        _break_page(first, end)
        for element in docx.Document(io.BytesIO(letter)).element.body:
            if element.tag != qn("w:sectPr"):
                end.addprevious(deepcopy(element))
    stream = io.BytesIO()
    first.save(stream)
    return stream.getvalue()


def pdfs(paths: Sequence[Path], into: Path) -> list[Path]:
    """The documents as PDF in a folder, as far as LibreOffice (with Writer) is there and makes them."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or not paths:
        return []
    with tempfile.TemporaryDirectory(prefix="yingbao-") as profile:
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        try:
            # One call for all: it takes LibreOffice longer to begin than to make ten.
            subprocess.run(  # noqa: S603 (a program of the machine's own, on files of ours)
                [*command, "--outdir", str(into), *map(str, paths)],
                check=True,
                capture_output=True,
                timeout=PDF_SECONDS,
            )
        except (subprocess.SubprocessError, OSError):
            return []
    made = [into / f"{path.stem}.pdf" for path in paths]
    return [path for path in made if path.exists()]


# -- how ours look ----------------------------------------------------------------------------------------------------


def _page(document: Document) -> None:
    """A4 with the margins of official papers (GB/T 9704-2012 5.2)."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.2)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    _set_typeface(document.styles["Normal"], *_BODY)


def _set_typeface(style: Any, typeface: str, size: float) -> None:
    style.font.name, style.font.size = typeface, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), typeface)


def _line(document: Document, line: str) -> None:
    if line == "---":
        document.add_page_break()
        return
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(_LINE_POINTS)
    mark, text = (line[0], line[2:]) if re.match("[#>~-] ", line) else ("", line)
    if mark == "#":
        layout.alignment, layout.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(12)
        layout.line_spacing = Pt(34)
    elif mark == ">":
        layout.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif mark == "-":
        layout.keep_with_next = True  # who signs stands on no page of its own
    elif line.startswith("8<"):
        layout.alignment, text = WD_ALIGN_PARAGRAPH.CENTER, f"………………………（{line[2:].strip()}）………………………"
    elif not mark and not line.startswith("{%"):
        layout.first_line_indent = Pt(2 * _BODY[1])
    is_small = mark == "~" or line.startswith("8<")
    if is_small:
        layout.line_spacing = Pt(18)
    _written(paragraph, text, *(_TITLE if mark == "#" else _SMALL if is_small else _BODY))


def _written(paragraph: Paragraph, text: str, typeface: str, size: float) -> None:
    run = paragraph.add_run(text)
    _set_typeface(run, typeface, size)


def _table(document: Document, rows: Iterable[Sequence[str]]) -> None:
    lines = list(rows)
    table = document.add_table(rows=0, cols=len(lines[0]))
    table.style = "Table Grid"
    table.autofit = False
    widths = _TWO_COLUMNS if len(lines[0]) == 2 else (_TEXT_WIDTH / len(lines[0]),) * len(lines[0])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cells in lines:
        for cell, text, width in zip(table.add_row().cells, cells, widths, strict=True):
            cell.width = Cm(width)
            layout = cell.paragraphs[0].paragraph_format
            layout.space_before = layout.space_after = Pt(3)
            _written(cell.paragraphs[0], text, *_SMALL)


def _break_page(document: Document, end: Any) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    end.addprevious(paragraph._p)
