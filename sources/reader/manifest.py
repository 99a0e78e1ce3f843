"""`manifest.csv`: which file came from whom, of which day, on what grounds, and how long it may be kept.

A file that the manifest lacks is not read: nobody has said that we may.
"""

import csv
import hashlib
import io
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from rapidfuzz import fuzz, process

import sources
from base import files
from base.atomic import written
from base.errors import BadInput
from base.text import fold
from sources.reader.delivery import Delivery
from sources.reader.landing import Declared
from sources.reader.marks import Odd
from sources.reader.opening import blaming, read
from sources.reader.typed import type_block
from sources.reader.values import date_of
from sources.source import Source

NAME = "manifest.csv"
COLUMNS = ("file", "extract", "data_date", "rows", "sha256", "provided_by", "legal_basis", "keep_until")
ROWS_BY = "rows_by"
"""A column that a manifest may have: who counted the rows; empty: the department."""
COUNTED_BY_US = "应保"
"""What a draft writes there: our own count proves nothing about what the department meant to send."""
_MANIFEST_BYTES = 64 << 20
"""Of a manifest: a line is some hundred bytes, and an inbox has some hundred files."""
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Entry:
    """One line that the manifest lacks; `data_date` is empty where the file's name shows none."""

    file: str
    extract: str
    data_date: str
    rows: int
    sha256: str
    rows_by: str = COUNTED_BY_US


@dataclass(frozen=True)
class Found:
    """One file that lies in the inbox or is listed; `delivery` is None where `problems` say why it cannot be read."""

    file: str
    extract: str
    delivery: Delivery | None
    problems: tuple[str, ...] = ()
    data_date: date | None = None
    is_listed: bool = False


def deliveries(inbox: Path, as_of: date) -> list[Delivery]:
    """What the manifest lists, sorted by (extract, file). BadInput: manifest and inbox do not agree."""
    found = _files(inbox)
    lines = list(_lines(inbox))
    if not lines and not found:
        raise BadInput(f"{NAME}：没有登记任何文件；请把各部门提供的文件放进收件目录后运行 yingbao manifest。")
    listed = [_delivery(inbox, line, cells, as_of) for line, cells in lines]
    first: dict[str, int] = {}
    for (line, _), delivery in zip(lines, listed, strict=True):
        if first.setdefault(delivery.file, line) != line:
            raise BadInput(f"{NAME}：第{line}行与第{first[delivery.file]}行重复登记（{delivery.file}）；请删去一行。")
        if delivery.file not in found and not delivery.expired:
            raise BadInput(f"{NAME}：第{line}行登记的文件不存在（{delivery.file}）；请放入该文件或删去这一行。")
    unlisted = sorted(set(found) - set(first))
    if unlisted:
        more = f"等{len(unlisted)}个文件" if len(unlisted) > 1 else ""
        raise BadInput(f"{unlisted[0]}：{more}没有在 {NAME} 中登记；请运行 yingbao manifest 并补全登记后再运行。")
    return sorted(listed, key=lambda delivery: (delivery.extract, delivery.file))


def missing(inbox: Path, declared: Declared | None = None) -> list[Entry]:
    """The lines that the manifest lacks, by file. BadInput: a file that cannot be read, or a folder nobody knows."""
    listed = {_relative(cells["file"]) for _, cells in _lines(inbox)} if (inbox / NAME).exists() else set()
    of = declared or sources.SOURCES
    return [_entry(inbox, file, of[file.split("/")[0]]) for file in sorted(_files(inbox)) if file not in listed]


def survey(inbox: Path, as_of: date) -> list[Found]:
    """Every file of the inbox and every line of the manifest, by (extract, file), whatever is wrong with either.

    A file that no line lists is read all the same. What is wrong with the manifest as a whole comes last, as a file.
    BadInput: there is no inbox.
    """
    found = {file: Found(file, extract, None, (wrong,) if wrong else ()) for file, extract, wrong in _look(inbox)}
    broken: list[Found] = []
    listed: dict[str, tuple[int, dict[str, str]]] = {}
    has_manifest = (inbox / NAME).exists()
    try:
        for line, cells in _lines(inbox) if has_manifest else ():
            file = _relative(cells["file"])
            if file in listed:
                twice = f"{NAME}：第{line}行与第{listed[file][0]}行重复登记（{file}）；请删去一行。"
                broken.append(Found(NAME, "", None, (twice,)))
            else:
                listed[file] = line, cells
    except BadInput as wrong:
        broken.append(Found(NAME, "", None, (str(wrong),)))
        has_manifest = False
    for file in sorted({*found, *listed}):
        if file in listed:
            found[file] = _listed(inbox, found.get(file), *listed[file], as_of)
        elif not found[file].problems:
            problems = (f"没有在 {NAME} 中登记，运行时会因此停下",) if has_manifest else ()
            found[file] = _unlisted(inbox, found[file], problems, as_of)
    return [*sorted(found.values(), key=lambda one: (one.extract, one.file)), *broken]


def _listed(inbox: Path, there: Found | None, line: int, cells: dict[str, str], as_of: date) -> Found:
    """A file with its line. Where the line is wrong and the file is there, the file is read all the same."""
    file = _relative(cells["file"])
    try:
        delivery = _delivery(inbox, line, cells, as_of)
    except BadInput as wrong:
        if there and not there.problems:
            return replace(_unlisted(inbox, there, (str(wrong),), as_of), is_listed=True)
        return Found(files.printable(file), cells["extract"], None, (*(there.problems if there else ()), str(wrong)))
    if there and there.problems:
        return replace(there, is_listed=True)
    if there is None and not delivery.expired:
        wrong_line = f"{NAME}：第{line}行登记的文件不存在（{file}）；请放入该文件或删去这一行。"
        return Found(file, delivery.extract, None, (wrong_line,), delivery.data_date, True)
    return Found(file, delivery.extract, delivery, (), delivery.data_date, True)


def _unlisted(inbox: Path, there: Found, problems: tuple[str, ...], as_of: date) -> Found:
    day = date_in(PurePosixPath(there.file).name)
    shown = date.fromisoformat(day) if day else None
    path = inbox / there.file
    delivery = Delivery(there.extract, there.file, path, shown or as_of, None, None, "", "", None, False)
    return replace(there, delivery=delivery, problems=problems, data_date=shown)


def draft(inbox: Path, declared: Declared | None = None) -> list[Entry]:
    """Appends the missing lines to the manifest, for a person to complete; lines that stand there are not touched.

    Rows that we counted are marked as such, or, where the manifest has no column for it, left empty.
    """
    path = inbox / NAME
    _manifest_is_file(path)
    entries = missing(inbox, declared)
    before = path.read_bytes() if path.exists() else b""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    encoding = "utf-8"
    if not before.strip(b"\xef\xbb\xbf\r\n "):
        # With a byte-order mark Excel and WPS show Chinese file names, and write UTF-8 back.
        before = b"\xef\xbb\xbf"
        columns = [*COLUMNS, ROWS_BY]
        writer.writerow(columns)
    else:
        decoded, encoding = _decoded(before)
        columns = _header(decoded)
        before += b"" if before.endswith((b"\n", b"\r")) else b"\r\n"
    for entry in entries:
        drafted = vars(entry) if ROWS_BY in columns else vars(entry) | {"rows": ""}
        writer.writerow([drafted.get(name, "") for name in columns])
    if entries or not path.exists():
        # What a person has filled in may not be the empty file of a power cut.
        with written(path, mode=None) as stream:
            stream.write(before + text.getvalue().encode(encoding))
    return entries


@dataclass(frozen=True)
class Line:
    """What the manifest says of one file, as it is written there."""

    file: str
    extract: str
    data_date: str = ""
    rows: str = ""
    sha256: str = ""
    provided_by: str = ""
    legal_basis: str = ""
    keep_until: str = ""


TO_COMPLETE = ("data_date", "provided_by", "legal_basis", "keep_until")
"""What a person says of a file; the rest is counted."""


def lines(inbox: Path) -> list[Line]:
    """The lines of the manifest, in their order; none where there is no manifest. BadInput: it cannot be read."""
    if not (inbox / NAME).exists():
        return []
    return [Line(**{name: cells.get(name, "") for name in COLUMNS}) for _, cells in _lines(inbox)]


def complete(inbox: Path, line: Line | None, file: str) -> None:
    """Put a file's line in place of the one it has, or at the end; None: take it out. Other lines stay as they are.

    BadInput: a day that is none, a name that cannot be written down, a manifest that cannot be read.
    """
    _named(file)
    if line:
        for name in ("data_date", "keep_until"):
            _day(getattr(line, name), name, file)
    path = inbox / NAME
    _manifest_is_file(path)
    before = path.read_bytes() if path.exists() else b""
    text, encoding = _decoded(before) if before.strip() else (",".join(COLUMNS) + "\r\n", "utf-8-sig")
    columns = _header(text)
    kept = [row for row in _parsed(csv.reader(io.StringIO(text, newline=""))) if any(cell.strip() for cell in row)][1:]
    at = columns.index("file")
    place = next(
        (number for number, row in enumerate(kept) if len(row) > at and _relative(row[at].strip()) == file), None
    )
    if line:
        cells = {name: getattr(line, name) for name in COLUMNS}
        row = [cells.get(name, "") for name in columns]
        kept[len(kept) if place is None else place : len(kept) if place is None else place + 1] = [row]
    elif place is not None:
        del kept[place]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([columns, *kept])
    encoding = "utf-8-sig" if before.startswith(b"\xef\xbb\xbf") else encoding
    with written(path, mode=None) as stream:
        stream.write(out.getvalue().encode(encoding))


def _files(inbox: Path) -> dict[str, str]:
    """Delivered file → extract. BadInput: something in the inbox that belongs to no extract."""
    found: dict[str, str] = {}
    for file, extract, wrong in _look(inbox):
        if wrong:
            raise BadInput(wrong)
        found[file] = extract
    return found


def _look(inbox: Path) -> Iterator[tuple[str, str, str]]:
    """Every file of the inbox, its extract, and why it cannot be delivered there; of an empty folder, the folder."""
    if not inbox.is_dir():
        raise BadInput(f"{inbox}：收件目录不存在；请核对 --inbox。")
    for folder in sorted(inbox.iterdir()):
        if _litter(folder) or folder.name == NAME:
            continue
        name = files.printable(folder.name)
        if wrong := _wrong_folder(folder):
            inside = sorted(folder.iterdir()) if files.irregular(folder) == "文件夹" else []
            within = [f"{name}/{files.printable(path.name)}" for path in inside if not _litter(path)]
            yield from ((file, name if within else "", wrong) for file in within or [name])
            continue
        for path in sorted(folder.iterdir()):
            if not _litter(path):
                file = f"{folder.name}/{path.name}"
                wrong = _wrong_file(path, file)
                yield files.printable(file) if wrong else file, folder.name, wrong


def _wrong_folder(folder: Path) -> str:
    """Why what stands in the inbox under this name is no folder of an extract; empty where it is one."""
    try:
        _named(folder.name)
        kind = files.irregular(folder)
        if kind == "链接":
            raise BadInput(f"{folder.name}：是链接，收件目录里不用链接；请放入文件夹本身。")
        if kind != "文件夹":
            raise BadInput(f"{folder.name}：收件目录下只能有 {NAME} 和各类数据的文件夹；请把它移入所属的文件夹。")
        _known(folder.name, f"{folder.name}/")
    except BadInput as wrong:
        return str(wrong)
    return ""


def _wrong_file(path: Path, file: str) -> str:
    """Why what stands in an extract's folder is no file that can be delivered; empty where it is one."""
    try:
        _named(file)
    except BadInput as wrong:
        return str(wrong)
    kind = files.irregular(path)
    if kind == "文件夹":
        return f"{file}/：这里不能再有文件夹；请把文件放到 {path.parent.name}/ 下。"
    return f"{file}：是{kind}，不是文件；请移走它，{files.REMEDY}。" if kind else ""


def _named(file: str) -> None:
    """BadInput: a name that cannot be written down or printed."""
    if odd := files.odd_name(file):
        raise BadInput(f"{files.printable(file)}：{odd}；请改名（用汉字、字母和数字）并在 {NAME} 中登记新名。")


def _litter(path: Path) -> bool:
    """What Excel, Finder and Explorer leave behind."""
    return path.name.startswith((".", "~$")) or path.name.lower() in _LITTER


def _known(extract: str, where: str) -> None:
    if extract in sources.SOURCES:
        return
    near = process.extractOne(extract, list(sources.SOURCES), scorer=fuzz.ratio, score_cutoff=60)
    hint = f"是否应为“{near[0]}”？" if near else f"应为其中之一：{'、'.join(sources.SOURCES)}。"
    raise BadInput(f"{where}：没有名为“{extract}”的数据；{hint}")


def _lines(inbox: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every line that is not blank."""
    path = inbox / NAME
    _manifest_is_file(path)
    if not path.exists():
        raise BadInput(f"{NAME}：收件目录里没有登记表；请运行 yingbao manifest 生成后补全。")
    text, _ = _decoded(path.read_bytes())
    columns = _header(text)
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader, None)
    begins = reader.line_num + 1
    for cells in _parsed(reader):
        if any(cell.strip() for cell in cells):
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                raise BadInput(f"{NAME}：第{begins}行的字段比表头多；请核对其中的逗号。")
            padded = cells + [""] * (len(columns) - len(cells))
            yield begins, {name: cell.strip() for name, cell in zip(columns, padded, strict=False)}
        begins = reader.line_num + 1


def _decoded(raw: bytes) -> tuple[str, str]:
    """The manifest's text and encoding: Excel saves a CSV in GB18030. BadInput: a byte that is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError as error:
            at = error.start
    raise BadInput(f"{NAME}：偏移{at}处的字节既不是 UTF-8 也不是 GB18030；请另存为 UTF-8 编码的 CSV。")


def _parsed(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        raise BadInput(f"{NAME}：不能按 CSV 读取；请检查其中的引号，或删去后用 yingbao manifest 重新生成。") from None


def _manifest_is_file(path: Path) -> None:
    """BadInput: the manifest is a pipe that would be waited for, or a link that leads elsewhere."""
    if kind := files.irregular(path):
        raise BadInput(f"{NAME}：是{kind}，不是文件；请移走它，运行 yingbao manifest 生成登记表。")
    if path.exists() and path.stat().st_size > _MANIFEST_BYTES:
        raise BadInput(f"{NAME}：有{path.stat().st_size >> 20}MB，不是登记表；请核对。")


def _header(text: str) -> list[str]:
    columns = [cell.strip().lower() for cell in next(_parsed(csv.reader(io.StringIO(text, newline=""))), [])]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise BadInput(f"{NAME}：表头缺少列 {'、'.join(missing)}；表头应为 {','.join(COLUMNS)}。")
    return columns


def _delivery(inbox: Path, line: int, cells: dict[str, str], as_of: date) -> Delivery:
    where = f"{NAME}：第{line}行"
    file = _relative(cells["file"])
    parts = PurePosixPath(file).parts
    if not file or len(parts) != 2 or ".." in parts:
        raise BadInput(f"{where}的 file 应为“数据名/文件名”，相对于收件目录；请改正。")
    if odd := files.odd_name(file):
        raise BadInput(f"{where}的{odd}；请改正，文件名用汉字、字母和数字。")
    _known(cells["extract"], f"{where}（{file}）")
    if parts[0] != cells["extract"]:
        raise BadInput(f"{where}的文件在 {parts[0]}/ 下，登记的却是 {cells['extract']}；请改正其中之一。")
    keep_until = _day(cells["keep_until"], "keep_until", where)
    data_date = _day(cells["data_date"], "data_date", where)
    if data_date is None:
        raise BadInput(f"{where}（{file}）没有填 data_date；请填写数据反映的日期，如 {as_of}。")
    rows = cells["rows"].replace(",", "")
    if rows and not re.fullmatch(r"\d+", rows, re.ASCII):
        raise BadInput(f"{where}的 rows 不是整数；请改正或留空。")
    if cells["sha256"] and not re.fullmatch(r"[0-9a-fA-F]{64}", cells["sha256"]):
        raise BadInput(f"{where}的 sha256 不是64位十六进制数；请改正或留空。")
    return Delivery(
        extract=cells["extract"],
        file=file,
        path=inbox / file,
        data_date=data_date,
        # The hash holds the file to what we counted; another release may count otherwise.
        rows=int(rows) if rows and cells.get(ROWS_BY) != COUNTED_BY_US else None,
        sha256=cells["sha256"].lower() or None,
        provided_by=cells["provided_by"],
        legal_basis=cells["legal_basis"],
        keep_until=keep_until,
        expired=keep_until is not None and keep_until < as_of,
    )


def _relative(file: str) -> str:
    return file.replace("\\", "/").removeprefix("./")


def _day(text: str, name: str, where: str) -> date | None:
    if not text:
        return None
    day = date_of(fold(text))
    if isinstance(day, str | Odd):
        raise BadInput(f"{where}的 {name} {day if isinstance(day, str) else '不是日期'}；请按 2026-11-20 的样子填写。")
    return day


def _entry(inbox: Path, file: str, source: Source) -> Entry:
    path = inbox / file
    with blaming(source, file):
        rows = sum(type_block(source, block).counts["rows"] for block in read(source, path).blocks)
    with files.opened(path) as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return Entry(file, source.name, date_in(path.name), rows, sha256)


def date_in(name: str) -> str:
    """The day that a file's name shows (20261120, 2026-11-20; 202611 is that month's last day), or empty."""
    for match in re.finditer(r"(?<!\d)(20\d{2})([-_.年]?)(\d{2})(?:\2|月)?(\d{2})?(?!\d)", name, re.ASCII):
        year, month = int(match[1]), int(match[3])
        if not 1 <= month <= 12:
            continue
        last = monthrange(year, month)[1]
        day = int(match[4] or last)
        if 1 <= day <= last:
            return date(year, month, day).isoformat()
    return ""
