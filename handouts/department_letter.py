"""The letter that asks a department for its data, a DOCX: why, on which law, which columns, how often, kept how long.

The template is a county's own (docxtpl: `{{ 部门 }}`, a table row between `{%tr for 列 in 各列 %}` and
`{%tr endfor %}`), else ours, which is made here. The number of the letter (文号), its day and the people to ask are the
county's to fill in.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from base.atomic import replaced_file
from base.errors import BadInput
from sources.source import Source

TEMPLATE = "数据商请函.docx"
"""A county's own, in `home/templates/`."""
PURPOSE = (
    "为落实全民参保计划，核对应参加而未参加社会保险的单位和人员，上门宣传、帮助办理，"
    "并把在校、服役、已在外地参保、已领待遇等不需参保的人排除在外，避免打扰群众"
)
LAWS = (
    "《中华人民共和国社会保险法》第七十四条：社会保险经办机构通过业务经办、统计、调查获取社会保险工作所需的数据，"
    "有关单位和个人应当及时、如实提供。",
    "《中华人民共和国个人信息保护法》第十三条第一款第三项：为履行法定职责或者法定义务所必需，可以处理个人信息，"
    "不需取得个人同意。",
    "《中华人民共和国个人信息保护法》第三十四条：国家机关为履行法定职责处理个人信息，应当依照法律、行政法规规定的权限、"
    "程序进行，不得超出履行法定职责所必需的范围和限度。",
)
_BODY = (
    "{{ 部门 }}：",
    "为落实全民参保计划，现商请贵单位提供“{{ 数据 }}”。有关事项如下：",
    "一、用途。{{ 目的 }}；不作他用，不向其他单位和个人提供，比对结果只作线索，须核实后处理。",
    "二、依据。",
    "{%p for 条 in 依据 %}",
    "{{ 条 }}",
    "{%p endfor %}",
    "三、字段。只请提供下列各列，标“必填”的不能缺；填报表见附件，也可直接提供系统导出的文件。",
)
_AFTER = (
    "四、频次。{{ 频次 }}",
    "五、提供和保管。请用政务外网或加密介质当面交接，随附行数和截至日期；{{ 县 }}社会保险经办机构指定专人接收，"
    "数据只存于本单位内网，到期（　　　　年　　月　　日）删除，并按《个人信息保护法》第五十一条采取加密、去标识化、"
    "权限管理等措施。",
    "联系人：　　　　　　电话：",
    "附件：{{ 附件 }}",
)


def write_letter(source: Source, path: Path, county: str, attached: str, own: Path | None = None) -> Path:
    """Write the letter for one extract. Raises BadInput where the county's own template is no template."""
    content = own.read_bytes() if own and own.exists() else default()
    try:
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise ValueError
        letter = DocxTemplate(io.BytesIO(content))
        letter.render(template_values(source, county, attached), SandboxedEnvironment(autoescape=True), autoescape=True)
    except (TemplateError, ValueError, KeyError, zipfile.BadZipFile):
        raise BadInput(f"模板 {own} 不是能用的 .docx 模板；请用 Word 或 WPS 改好，或删去它，改用自带的。") from None
    with replaced_file(path) as (new, _):
        letter.save(str(new))
    return path


def template_values(source: Source, county: str, attached: str) -> dict[str, object]:
    """What a template may name."""
    return {
        "县": county,
        "部门": source.department,
        "数据": source.title,
        "目的": PURPOSE,
        "依据": list(LAWS),
        "频次": how_often(source),
        "各列": [{"名": column.header, "必填": "必填" if column.required else ""} for column in source.columns],
        "附件": attached,
    }


def how_often(source: Source) -> str:
    """How often the data are asked for: what happened month by month, or how things stand."""
    if source.adds_up:
        return "首次提供近两年的，以后每月15日前提供上月发生的；以前月份有更正的，一并提供。"
    return "首次提供截至上月末的全部，以后每月15日前提供截至上月末的全部；变动少的可以每季度提供一次。"


def default() -> bytes:
    """Our own template."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(3)
    _line(document, "关于商请提供{{ 数据 }}的函", "方正小标宋简体", 20, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "文号：　　　　〔　　　　〕　　号", "仿宋", 14, WD_ALIGN_PARAGRAPH.CENTER)
    for place, text in enumerate(_BODY):
        _line(document, text, "仿宋", 14, indent=place > 0)
    _table(document, ("列名", "要求"), ("{{ 列.名 }}", "{{ 列.必填 }}"))
    for text in _AFTER:
        _line(document, text, "仿宋", 14)
    _line(document, "（单位盖章）", "仿宋", 14, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "　　　　年　　月　　日", "仿宋", 14, WD_ALIGN_PARAGRAPH.RIGHT)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _line(
    document: Document,
    text: str,
    typeface: str,
    points: float,
    to: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    *,
    indent: bool = True,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = to
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.5
    if indent and to == WD_ALIGN_PARAGRAPH.JUSTIFY:
        paragraph.paragraph_format.first_line_indent = Pt(2 * points)
    _set(paragraph, text, typeface, points)


def _set(paragraph: Paragraph, text: str, typeface: str, points: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(points), typeface
    # Of Han characters Word asks for a typeface of its own.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), typeface)


def _table(document: Document, headers: Sequence[str], cells: Sequence[str]) -> None:
    """A row of headers and one that is repeated for every column of the extract."""
    table = document.add_table(rows=4, cols=len(headers))
    table.style = "Table Grid"
    rows = (headers, ("{%tr for 列 in 各列 %}", ""), cells, ("{%tr endfor %}", ""))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _set(cell.paragraphs[0], text, "仿宋", 12)
