"""How many rows a second the reader lands, form by form, of one made-up extract.

    python benchmarks/reading.py [--rows 200000] [--repeat 3] [--only text xlsx]

The best of the repetitions counts: the machine may be busy with something else.
"""

import argparse
import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import sources  # noqa: E402
from benchmarks.files import forms  # noqa: E402
from sources.reader.delivery import Delivery  # noqa: E402
from sources.reader.landing import land  # noqa: E402

_XLS_ROWS = 20_000
_HEADER = ("扣缴义务人识别号", "扣缴义务人名称", "证件类型", "证件号码", "姓名", "所得项目", "税款所属期", "收入额")

_DBF_HEADER = ("NSRSBH", "KJYWRMC", "证件类型", "SFZJHM", "XM", "所得项目", "SKSSQ_Z", "SRE")


def table(count: int) -> list[list[forms.Cell]]:
    """A header and so many made-up wages, all as text."""
    surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "志远雪梅建国晓燕长根玉兰小军秀英东明"
    rows: list[list[forms.Cell]] = [list(_HEADER)]
    for number in range(count):
        employer = number // 12
        name = surnames[number % 16] + given[number % 17] + given[number // 17 % 18]
        day = 1960_01_01 + number % 45 * 10_000 + number % 12 * 100 + number % 28
        rows.append(
            [f"91320923MA{employer:08}", f"阜宁县第{employer}测试有限公司", "201", f"320923{day}{number % 10000:04}",
             name, "正常工资薪金", f"2026{number % 12 + 1:02}", f"{3000 + number % 9000}.{number % 100:02}"]
        )  # fmt: skip
    return rows


FORMS: dict[str, tuple[str, Callable[[list[list[forms.Cell]]], bytes]]] = {
    "text": ("x.csv", forms.text),
    "gb18030": ("x.csv", lambda rows: forms.text(rows, encoding="gb18030")),
    "utf-16": ("x.txt", lambda rows: forms.text(rows, "\t", "utf-16")),
    "gzip": ("x.csv.gz", lambda rows: gzip.compress(forms.text(rows), 6)),
    "xlsx": ("x.xlsx", lambda rows: forms.xlsx({"表": rows})),
    "xls": ("x.xls", lambda rows: forms.xls({"表": rows[: _XLS_ROWS + 1]})),
    "html": ("x.xls", forms.html),
    "xml": ("x.xls", forms.spreadsheet),
    "dbf": ("x.dbf", lambda rows: forms.dbf([_DBF_HEADER, *rows[1:]])),
    "zip": ("x.zip", lambda rows: forms.zipped({"名单.csv": forms.text(rows)})),
}


def main() -> None:
    """Print rows a second and the file's size, form by form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=FORMS, default=list(FORMS))
    asked = parser.parse_args()
    rows = table(asked.rows)
    for form in asked.only:
        name, written = FORMS[form]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(written(rows))
            best, loaded = min(_landed(path, Path(folder, str(number))) for number in range(asked.repeat))
            size = path.stat().st_size / (1 << 20)
        print(f"{form:8} {loaded:>9,} rows {size:8.1f} MB {best:7.2f} s {loaded / best:>10,.0f} rows/s")


def _landed(path: Path, landing: Path) -> tuple[float, int]:
    delivery = Delivery("wage", f"wage/{path.name}", path, date(2026, 11, 20), None, None, "", "", None, False)
    begun = time.perf_counter()
    landed = land(sources.SOURCES["wage"], delivery, landing)
    return time.perf_counter() - begun, landed.loaded


if __name__ == "__main__":
    main()
