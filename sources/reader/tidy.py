"""What stands among the rows and is none (totals, signatures, pages, repeated headers), and what a file says of itself.

Every form goes through here between being read and being typed. Clean blocks pass untouched: what is looked at first
is whether a required column has an empty cell, and the column with the fewest distinct values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.errors import Flaw
from base.text import fold
from sources.reader import header
from sources.reader.marks import Bad
from sources.reader.table import REMARK, STRINGS, Block, Finding, Malformed, Sheet, Sum, Table, no_rows
from sources.reader.values import exact_yuan, typed
from sources.source import YUAN

if TYPE_CHECKING:
    from sources.source import Source

FULL_SHEETS = (65_536, 1_048_576)
"""Rows that a sheet of an .xls or .xlsx has: a file that ends there may go on elsewhere."""
FULL = "正好是工作表的上限"
"""What is told of a file that ends there: a gate looks for it, too."""
_FEW = 64
"""Rows of a block that may be looked at one by one for a reason that is usually none."""
_LOOKED_UP = 1_000
"""Distinct values that are compared with headers one by one."""
_PRIVATE = "[\ue000-\uf8ff]"

_BY = "制表|填表|填报|审核|复核|复审|初审|经办|负责|单位负责|主管|分管领导|联系|打印|导出|统计|审批|校对"
_WHO = "人|员|单位|部门|人员|科室|日期|时间|机构|电话|签字|签章|盖章"
_SUM = "小计|合计|总计|共计|累计"
_ALL = "本?页面?|分|总|累|共|本单位|本表|全部|本月|本年"
_ODD_ROWS = (
    (
        "小计、合计行",
        rf"({_ALL})?({_SUM})(人数|金额|笔数|行数)?(:.*|\(.*\)|\d.*)?",
    ),
    # As Excel's outline and pivots write them, and as people do: 阜城街道 汇总, Grand Total.
    ("小计、合计行", r"(?i:.{2,20}(汇总|小计|合计)|总计数|(.{1,20})?(sub|grand)?total)"),
    ("注释行", r"(?i:[-—–=(]*(以下|此页|下面)(空白|无正文|无数据|无内容|无记录)[-—–=)]*|end|-+end-+)"),
    ("签名行", rf"({_BY})({_WHO})*(\(.*\))?:.*"),
    ("签名行", r"(制表|填表|审核|复核|经办|负责|联系|打印|导出|填报)(人|员|日期|时间|单位|人员).*"),
    ("页码行", r"(共\d+页[,，]?)?第?\d+页([,，/]?共\d+页)?|第\d+/\d+页|页码?:?\d+(/\d+)?|-\d+-"),
    ("页码行", r"共\d+(行|条|人|笔)(记录)?"),
    ("查询结果行", r"\(\d+(rows?|行)(受影响)?\)|\d+rows?(inset.*|selected\.?)|已选择\d+行。?"),
    ("注释行", r"(注|备注|说明|附注|填表说明|注意)\d?:.*|注\d?[、.].*"),
)
_RULER = re.compile(r"[-=+_|:─━═]*[-=─━═]{3,}[-=+_|:─━═]*")
"""What separates a header from its rows in a list that was printed."""
_KINDS = tuple((reason, re.compile(pattern)) for reason, pattern in _ODD_ROWS)
_PRINTED_COUNT = r"\(\+(\d+)\)"
"""How a count that a total prints stands in its reason until it has been compared."""
_HEADER, _TITLE = "重复的表头", "重复的标题"
_WHOLE = re.compile(r"(总|共|全部|累)?(合计|总计|共计).*")
"""A total of everything, not of a page or a town."""
_IN_TITLE = r"[共计]:?(\d{1,9})(?:行|条|笔)"
SHORT = "文件自己写明的多，读到的少"
"""How it begins, where a file says itself that something is missing: a gate looks for it."""


def tidied(source: Source, table: Table) -> Iterator[Block]:
    """The blocks without what is no row, with what is odd about them told. Flaw: another table begins in between."""
    if table.remarks:
        first = table.read[0]
        yield Block(no_rows(table.header), np.empty(0, np.int64), sheet=first, remarks=list(table.remarks))
    last: dict[str | None, tuple[Sheet, int, int]] = {}
    printed: dict[str | None, _Printed] = {}
    named_units: set[str | None] = set()
    for block in table.blocks:
        name = block.sheet.name
        for part in _tidy(source, block):
            yield _counted(printed.setdefault(name, _Printed()), part)
        _, rows, line = last.get(name, (block.sheet, 0, 0))
        lines = [*block.lines[-1:].tolist(), *(row.line for row in block.malformed[-1:])]
        last[name] = block.sheet, rows + len(block.lines) + len(block.malformed), max(line, *lines, 0)
        if name not in named_units and (units := _units(block.sheet)):
            yield replace(_nothing(block), remarks=units)
        named_units.add(name)
    # A full sheet that another one goes on from has lost nothing.
    final = [sheet.name for sheet, *_ in last.values()][-1:]
    for sheet, rows, line in last.values():
        if sheet.name in final and (cut := _cut_off(sheet, rows, line)):
            yield Block(no_rows(_header(sheet)), np.empty(0, np.int64), sheet=sheet, remarks=[cut])
        if other := _other_count(source, sheet, printed[sheet.name]):
            yield Block(no_rows(_header(sheet)), np.empty(0, np.int64), sheet=sheet, remarks=[other])


@dataclass
class _Printed:
    """How many rows a sheet has, and how many it says itself that it has."""

    rows: int = 0
    counts: list[tuple[int, int]] = field(default_factory=list)
    """The numbers that lines print, and the lines."""


def _counted(printed: _Printed, block: Block) -> Block:
    """Add a block's rows, and the counts that its totals print; the block with plain reasons."""
    printed.rows += len(block.lines) + len(block.malformed)
    for finding in block.remarks:
        if match := re.search(_PRINTED_COUNT, finding.reason):
            printed.counts.append((int(match[1]), finding.line))
    if not block.remarks:
        return block
    return replace(
        block, remarks=[one._replace(reason=re.sub(_PRINTED_COUNT, "", one.reason)) for one in block.remarks]
    )


def _other_count(source: Source, sheet: Sheet, printed: _Printed) -> Finding | None:
    """That the file counts other rows than it has: neither as a whole nor part by part it prints as many."""
    found = _header(sheet)
    unit = _IN_TITLE.replace("(?:", "(?:人|") if source.is_roster else _IN_TITLE
    titles = [(int(count), found.line) for text in found.above for count in re.findall(unit, text)]
    counts = [count for count, _ in printed.counts]
    if titles and printed.rows not in [count for count, _ in titles]:
        counts, most, line = [], *max(titles)
    elif not counts or printed.rows in (*counts, sum(counts)):
        return None
    else:
        most, line = max(printed.counts)
    is_short = printed.rows < max(most, sum(counts))
    sentence = f"文件自己写明共{most}行（人、条），实有{printed.rows}行，可能{'漏导' if is_short else '多导'}"
    return Finding(line, "", f"{SHORT}：{sentence}" if is_short else sentence, REMARK)


def other_sums(source: Source, printed: Sequence[Sum], read: Mapping[str, Decimal]) -> list[Finding]:
    """That totals print other sums than the rows have: neither one of them nor all together. Never an amount."""
    found = []
    for column in source.columns:
        amounts = [one.amount for one in printed if one.column == column.name]
        have = read.get(column.name, Decimal(0))
        if not amounts or any(abs(amount - have) <= _near(amount) for amount in (*amounts, sum(amounts, Decimal(0)))):
            continue
        most, line = max((abs(one.amount), one.line) for one in printed if one.column == column.name)
        is_short = abs(have) < most
        share = abs(most - abs(have)) / most if most else Decimal(1)
        side, cause = ("多", "漏") if is_short else ("少", "多")
        sentence = f"合计行的{column.header}比各行之和{side}{share:.1%}，可能{cause}导"
        found.append(Finding(line, column.name, f"{SHORT}：{sentence}" if is_short else sentence, REMARK))
    return found


def _near(amount: Decimal) -> Decimal:
    """By how much a sum of rounded amounts may differ."""
    return max(Decimal(1), abs(amount) / 10_000)


def _header(sheet: Sheet) -> header.Header:
    assert sheet.header is not None  # noqa: S101 (blocks are of sheets that are read)
    return sheet.header


def _nothing(block: Block) -> Block:
    return Block(no_rows(_header(block.sheet)), np.empty(0, np.int64), sheet=block.sheet)


def _cut_off(sheet: Sheet, rows: int, line: int) -> Finding | None:
    """Whether the rows end exactly where a sheet is full."""
    for full in FULL_SHEETS:
        if line == full or rows in (full, full - 1):
            return Finding(0, "", f"有{rows}行数据，{FULL}（{full}行），后面的行可能被截断", REMARK)
    return None


def _units(sheet: Sheet) -> list[Finding]:
    found = _header(sheet)
    return [
        Finding(found.line, name, f"金额单位不是元，已乘以{factor}", REMARK) for name, factor in found.factors.items()
    ]


def _tidy(source: Source, block: Block) -> Iterator[Block]:
    """The block, and one more of the rows that only lack their empty last fields."""
    padded, malformed, remarks = _malformed(source, block)
    kept, rejected, skipped = _rows(source, block)
    remarks += skipped
    skips = _count(remarks)
    sums = _sums(source, block, {finding.line for finding in remarks})
    if block.may_be_private:
        remarks += private_characters(block)
    skipped_rows = block.skipped + skips
    block = replace(
        block, malformed=malformed + rejected, remarks=block.remarks + remarks, skipped=skipped_rows, sums=sums
    )
    if kept is not None:
        columns = {name: cells.filter(pa.array(kept)) for name, cells in block.columns.items()}
        block = replace(block, columns=columns, lines=block.lines[kept], label=None)
    yield _multiplied(block)
    if padded:
        yield _multiplied(_padded(block, padded))


def _sums(source: Source, block: Block, skipped: set[int]) -> list[Sum]:
    """The amounts of totals of everything among the skipped lines."""
    if not skipped:
        return []
    found = _header(block.sheet)
    amounts = [column.name for column in source.columns if column.type == YUAN and column.name in found.columns]
    sums = []
    for line, cells in _lines(block, skipped):
        texts = [fold(cell).replace(" ", "") for cell in cells.values() if cell.strip()]
        if not any(_WHOLE.fullmatch(text) for text in texts[:2]):
            continue
        for name in amounts:
            amount = exact_yuan(fold(cells.get(found.columns[name], "")), found.factors.get(name, 1))
            if not isinstance(amount, Bad):
                sums.append(Sum(name, line, amount))
    return sums


def _lines(block: Block, wanted: set[int]) -> Iterator[tuple[int, dict[int, str]]]:
    """Lines of a block by the positions of their cells, as far as they are read."""
    found = _header(block.sheet)
    for odd in block.malformed:
        if odd.line in wanted:
            yield odd.line, dict(enumerate(odd.cells))
    for row in np.flatnonzero(np.isin(block.lines, list(wanted))).tolist():
        cells = {-1: _cell(block.label, row)} if block.label is not None else {}
        cells |= {at: _cell(block.columns[name], row) for name, at in sorted(found.columns.items(), key=lambda x: x[1])}
        yield int(block.lines[row]), cells


def _count(remarks: Sequence[Finding]) -> int:
    return sum(finding.times for finding in remarks)


def _multiplied(block: Block) -> Block:
    """Amounts in yuan, where the header or the title says that they are printed in thousands or so."""
    factors = _header(block.sheet).factors
    if not factors or not len(block.lines):
        return block
    columns = dict(block.columns)
    for name, factor in factors.items():
        cells = columns[name]
        texts = [_times(text, factor) for text in cells.dictionary.to_pylist()]
        columns[name] = pa.DictionaryArray.from_arrays(cells.indices, pa.array(texts, pa.string())).cast(STRINGS)
    return replace(block, columns=columns)


def _times(text: str, factor: int) -> str:
    # Not the rounded cents of the amount itself: 0.00125 万元 is 12.50 元.
    amount = exact_yuan(fold(text), factor)
    return text if isinstance(amount, Bad) else str(amount.quantize(Decimal("0.01")))


# Rows that do not fit ------------------------------------------------------------------------------------------------


def _malformed(source: Source, block: Block) -> tuple[list[Malformed], list[Malformed], list[Finding]]:
    """Those that only lack or repeat empty last fields, those that are bad, and what is told of those that are none."""
    padded: list[Malformed] = []
    bad: list[Malformed] = []
    remarks: list[Finding] = []
    found = _header(block.sheet) if block.malformed else None
    for number, row in enumerate(block.malformed):
        assert found is not None  # noqa: S101 (set above)
        below = block.malformed[number + 1] if number + 1 < len(block.malformed) else None
        if reason := why_no_row(found, row.cells):
            _refuse_other_unit(block.sheet, row.line, row.cells)
            remarks.append(Finding(row.line, "", f"{reason}{_says(source, row.cells)}，没有当作数据", REMARK))
        elif _lacks_only_empty(source, found, row, below) and not (
            number and _are_one_row(source, found, block.malformed[number - 1], row)
        ):
            padded.append(row)
        else:
            bad.append(row)
    return padded, bad, remarks


def _lacks_only_empty(source: Source, found: header.Header, row: Malformed, below: Malformed | None) -> bool:
    """Whether all that a row lacks, or has too many, are empty last fields; not one half of a row broken in two."""
    if not row.cells or not found.columns:
        return False
    if len(row.cells) > found.width:
        return not any(cell.strip() for cell in row.cells[found.width :])
    needed = max(found.columns[column.name] for column in source.columns if column.required)
    return len(row.cells) > needed and not (below and _are_one_row(source, found, row, below))


def _are_one_row(source: Source, found: header.Header, upper: Malformed, lower: Malformed) -> bool:
    """Whether two rows look like one that a line break has cut: together as wide, and one of them with a bad value."""
    if lower.line != upper.line + 1 or len(upper.cells) + len(lower.cells) - 1 != found.width:
        return False
    return any(
        typed(pa.array([row.cells[at]]), column).bad
        for row in (upper, lower)
        for column in source.columns
        if (at := found.columns.get(column.name, found.width)) < len(row.cells)
    )


def _padded(block: Block, rows: Sequence[Malformed]) -> Block:
    found = _header(block.sheet)
    columns = {}
    for name, position in found.columns.items():
        texts = [row.cells[position] if position < len(row.cells) else "" for row in rows]
        columns[name] = pa.array(texts, pa.string()).dictionary_encode().cast(STRINGS)
    lines = np.array([row.line for row in rows], np.int64)
    return Block(columns, lines, sheet=block.sheet, is_padded=True)


# Rows that are none -------------------------------------------------------------------------------------------------


def why_no_row(found: header.Header, cells: Sequence[str]) -> str | None:
    """What a line is that is no row: a total, a signature, a page, a note, the title again; None for a row."""
    texts = [fold(cell) for cell in cells if cell.strip()]
    if not texts:
        return None
    if "".join(texts) in found.above:
        return _TITLE
    if all(map(_RULER.fullmatch, texts)):
        return "分隔线行"
    for text in texts[:2]:
        for reason, pattern in _KINDS:
            if pattern.fullmatch(text.replace(" ", "").replace("：", ":")):
                return reason
    return None


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether a line below a header only numbers the columns: 栏次 甲 乙 1 2 3."""
    texts = [fold(cell) for cell in cells if cell.strip()]
    places = [text for text in texts if text not in ("栏次", *"甲乙丙丁戊己")]
    are_counted = [int(text) for text in places if text.isascii() and text.isdigit() and len(text) < 4]
    # Three at least: two short numbers may be a row.
    first = are_counted[0] if are_counted else 0
    return len(texts) > 2 and len(are_counted) == len(places) and are_counted == [first + n for n in range(len(places))]


def _refuse_other_unit(sheet: Sheet, line: int, cells: Sequence[str]) -> None:
    """Flaw: a note below the rows tells a unit that the amounts above it were not read in."""
    units = {header.unit_in(fold("".join(cells)))} - {None}
    found = _header(sheet)
    amounts = [name for name in found.columns if name.endswith("yuan")]
    if units and amounts and not units & {found.factors.get(name, 1) for name in amounts}:
        problem = f"{_where(sheet)}第{line}行注明的金额单位与表头的不同"
        raise Flaw(problem, "把金额单位写在表头上方或金额列的表头里后重新提供")


def _says(source: Source, cells: Sequence[str]) -> str:
    """The count of rows that a total prints. People are counted only on a roster: elsewhere one has several rows."""
    unit = "[人行条笔]" if source.is_roster else "[行条笔]"
    count = re.compile(rf"(?:{_ALL})?(?:{_SUM}|共|计)?(?:人数|行数)?:?(\d{{1,9}}){unit}(?:记录|数据)?")
    for cell in cells:
        if printed := count.fullmatch(fold(cell).replace(" ", "").replace("：", ":")):
            return f"(+{printed[1]})"
    return ""


def _header_again(source: Source, found: header.Header, block: Block, row: int, line: int) -> bool:
    """Whether a row is the header again. Flaw: it is another one."""
    known = header.spellings(source)
    cells = {name: _cell(column, row) for name, column in block.columns.items()}
    names = {name: header.named(known, cell) for name, cell in cells.items() if cell.strip()}
    same = sum(name == other for name, other in names.items())
    others = {other for other in names.values() if other}
    moved = sum(bool(other) and other != name for name, other in names.items())
    required = {column.name for column in source.columns if column.required}
    is_other = any(other is None and name in required for name, other in names.items())
    if same and same * 2 >= len(names) and not moved and not is_other:
        return True
    is_header = len(others) > 1 and len(others) * 2 >= len(names)
    if is_header and (others >= required or len(others) > 2 or same > 1):
        raise Flaw(f"{_where(block.sheet)}第{line}行起是另一张表（表头与前面的不同）", "把两张表分成两个文件后提供")
    return False


def _where(sheet: Sheet) -> str:
    return f"工作表“{sheet.name}”" if sheet.name else ""


def _rows(source: Source, block: Block) -> tuple[np.ndarray | None, list[Malformed], list[Finding]]:
    """Which rows stay (None: all), which are rejected since nearly nothing is in them, and which are none."""
    required = [column.name for column in source.columns if column.required and column.name in block.columns]
    if not len(block.lines):
        return None, [], []
    fewest = min(block.columns.values(), key=lambda cells: len(cells.dictionary))
    headers = _header_rows(source, fewest)
    blanks = _blanks(block, required)
    looked_at = {row + n for row in {-1, *headers} for n in (0, 1)} & set(range(len(block.lines)))
    looked_at |= set(range(max(0, len(block.lines) - 3), len(block.lines)))
    if blanks is not None:
        least = 1 if np.count_nonzero(blanks) <= _FEW else len(required) / 2
        looked_at |= set(np.flatnonzero(blanks >= least).tolist())
    without = _empty_rows(fewest)
    if without is not None and without.sum() <= _FEW:
        looked_at |= set(np.flatnonzero(without).tolist())
    dropped: list[int] = []
    rejected: list[Malformed] = []
    remarks: list[Finding] = []
    found = _header(block.sheet)
    for row in sorted(looked_at):
        line = int(block.lines[row])
        cells = ([_cell(block.label, row)] if block.label is not None else []) + [
            _cell(block.columns[name], row) for name in sorted(block.columns, key=lambda name: found.columns[name])
        ]
        filled = sum(bool(cell.strip()) for cell in cells)
        is_sparse = filled * 2 <= len(cells) or filled <= 4
        reason = why_no_row(found, cells) if is_sparse or _RULER.fullmatch(cells[0]) else None
        if reason is None and (line == found.line + 1 or row - 1 in headers) and _numbers_columns(cells):
            reason = "栏次行"
        if reason is None and row in headers and _header_again(source, found, block, row, line):
            reason = _HEADER
        if reason:
            _refuse_other_unit(block.sheet, line, cells)
            dropped.append(row)
            remarks.append(Finding(line, "", f"{reason}{_says(source, cells)}，没有当作数据", REMARK))
        elif 0 < filled <= 2 and blanks is not None and blanks[row] >= 2 and blanks[row] * 2 > len(required):
            dropped.append(row)
            rejected.append(Malformed(line, "必需的列大多是空的"))
    if not dropped:
        return None, rejected, remarks
    kept = np.ones(len(block.lines), bool)
    kept[dropped] = False
    return kept, rejected, remarks


def _header_rows(source: Source, cells: pa.DictionaryArray) -> frozenset[int]:
    """The rows that have a header's word in this column, or a line below it."""
    known = header.spellings(source)
    if len(cells.dictionary) > _LOOKED_UP:
        words = pa.array([spelling for column in source.columns for spelling in (column.header, *column.also)])
        positions = np.flatnonzero(pc.is_in(cells.dictionary, words).to_numpy(zero_copy_only=False)).tolist()
    else:
        texts = enumerate(cells.dictionary.to_pylist())
        positions = [at for at, text in texts if header.named(known, text) or _RULER.fullmatch(text)]
    if not positions:
        return frozenset()
    return frozenset(np.flatnonzero(np.isin(cells.indices.to_numpy(zero_copy_only=False), positions)).tolist())


def _blanks(block: Block, required: Sequence[str]) -> np.ndarray | None:
    """How many required columns are empty in each row; None where none is in any."""
    counted: np.ndarray | None = None
    for name in required:
        if (empty := _empty_rows(block.columns[name])) is not None:
            counted = empty.astype(np.int64) if counted is None else counted + empty
    return counted


def _empty_rows(cells: pa.DictionaryArray) -> np.ndarray | None:
    """Which rows are empty here; None where none is. Only values of a few bytes can be blank."""
    values = cells.dictionary
    if not len(values):
        return None
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    short = np.flatnonzero(np.diff(offsets) < 4)
    positions = [at for at in short.tolist() if not (values[at].as_py() or "").strip()] if len(short) < 10_000 else []
    if len(short) >= 10_000:
        empty = pc.equal(pc.utf8_trim_whitespace(values), "").fill_null(True)
        positions = np.flatnonzero(empty.to_numpy(zero_copy_only=False)).tolist()
    if not positions and not cells.indices.null_count:
        return None
    chosen = np.zeros(len(values) + 1, bool)
    chosen[[*positions, len(values)]] = True
    return chosen[cells.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)]


def _cell(cells: pa.DictionaryArray, row: int) -> str:
    return cells[row].as_py() or ""


def private_characters(block: Block) -> list[Finding]:
    """Characters that only the office that made them can read: told by column, from the line where the first stands."""
    rows: dict[str, list[int]] = defaultdict(list)
    for name, cells in block.columns.items():
        folded = pc.match_substring_regex(cells.dictionary, _PRIVATE).to_numpy(zero_copy_only=False)
        positions = [
            at for at in np.flatnonzero(folded).tolist() if re.search(_PRIVATE, fold(cells.dictionary[at].as_py()))
        ]
        if positions:
            rows[name] = np.flatnonzero(np.isin(cells.indices.to_numpy(zero_copy_only=False), positions)).tolist()
    reason = "有自造字（用户自定义区的字符），别处的系统认不出"
    return [
        Finding(int(block.lines[found[0]]), name, reason, REMARK, times=len(found))
        for name, found in rows.items()
        if found
    ]
