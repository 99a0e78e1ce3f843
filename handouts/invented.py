"""Invented values of every column of an extract: three rows that nobody is, and that the reader reads as they stand."""

from sources.reader import codes
from sources.reader.marks import check_digit
from sources.source import GB_3304, Column, Source

ROWS = 3
_PEOPLE, _FIRMS = ("甲某某", "乙某某", "丙某某"), ("甲样例商贸有限公司", "乙样例制造有限公司", "丙样例服务有限公司")
_PLACES = ("样例路1号", "样例路2号", "样例村三组3号")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Of an organisation code, of the whole code: GB 11714, GB 32100.
_INNER, _OUTER = (3, 7, 9, 10, 5, 8, 4, 2), (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_TEXTS = {
    "phone": ("13800138001", "13800138002", "0515-87220003"),
    "ethnicity": ("汉族", "汉族", "回族"),
    "industry": ("5211", "1811", "7990"),
    "tax_kind": ("增值税", "企业所得税", "个人所得税"),
    "handled_by": ("样例县人社局", "样例县人社局", "样例县人社局"),
    "subsidy_name": ("稳岗返还", "技改补助", "稳岗返还"),
    "land_batch": ("样例征〔2026〕1号",) * ROWS,
    "paper_no": tuple(f"样例监字〔2026〕第{row}号" for row in range(1, ROWS + 1)),
    "ruling_id": tuple(f"（2026）样例民初{row}号" for row in range(1, ROWS + 1)),
    "platform": ("样例出行", "样例外卖", "样例快递"),
    "park_name": ("样例园区",) * ROWS,
    "project_name": ("样例小区一期工程", "样例道路工程", "样例学校工程"),
    "school_name": ("样例县第一小学", "样例县第二小学", "样例职业学院"),
}


def invented(source: Source) -> list[dict[str, str | int | float]]:
    """`ROWS` rows of an extract, by column name."""
    return [{column.name: value(column, row) for column in source.columns} for row in range(ROWS)]


def value(column: Column, row: int) -> str | int | float:
    """What the column says in that row."""
    match column.type:
        case "id_number":
            return id_number(row)
        case "uscc":
            return uscc(row)
        case "date":
            return f"20{20 + row}-0{row + 1}-15"
        case "month":
            return f"2026-0{row + 1}"
        case "year":
            return "2026"
        case "yuan":
            low, high = column.usual or (1000, 9000)
            return round((low * high) ** 0.5) + row
        case "count":
            return 10 + row
        case "area":
            return f"32092310000{row + 1}"
        case "code":
            return _word(column, row)
    return _text(column, row)


def id_number(row: int) -> str:
    """A number that is well formed and whose area code nobody was ever given (999999)."""
    body = f"999999{1970 + row}010100{row + 1}"
    return body + check_digit(body)


def uscc(row: int) -> str:
    """A well-formed code of an area that is none."""
    inner = f"SAMPLE0{row + 1}".replace("S", "5").replace("O", "0")
    rest = 11 - sum(weight * int(char, 36) for char, weight in zip(inner, _INNER, strict=True)) % 11
    body = "91999999" + inner + {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(weight * _USCC.index(char) for char, weight in zip(body, _OUTER, strict=True))
    return body + _USCC[(31 - total % 31) % 31]


def _word(column: Column, row: int) -> str:
    if column.words:
        words = column.words.split()
        return words[row % len(words)]
    values = list(codes.SPELLINGS[column.name].items())
    # The usual state of things, in every row; of what has none, one after the other.
    kept, spelled = values[1] if column.name in ("unit_status", "member_status", "payment_status") else values[0]
    return spelled[0] if kept.isascii() and spelled else kept


def _text(column: Column, row: int) -> str:
    if column.standard == GB_3304 or column.name in _TEXTS:
        return _TEXTS[column.name if column.name in _TEXTS else "ethnicity"][row]
    if "address" in column.name:
        return _PLACES[row]
    if column.name.endswith("_name"):
        is_firm = column.name.startswith("employer") or "unit" in column.name
        return (_FIRMS if is_firm else _PEOPLE)[row]
    if column.name == "registration_no" or column.name == "converted_from":
        return f"99999900000000{row + 1}"
    if column.name == "taxpayer_id":
        return uscc(row)
    return f"YL{row + 1:04d}"
