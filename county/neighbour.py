"""A made-up neighbour of 盐城, and the province of the two: region files for tests and benchmarks, in their folder.

Its counties are those of 扬州, its towns and villages are nobody's. It follows the province's values and asks for the
lists that 盐城 asks for; so does the province, whose file says no more than which two it is put together of.
"""

import re
import shutil
from itertools import product
from pathlib import Path

import regions

HERE, NEIGHBOUR, PROVINCE = "yancheng", "yangzhou", "jiangsu"
_CODE, _NAME = "3210", "扬州市"
_COUNTIES = {
    "321002": "广陵区", "321003": "邗江区", "321012": "江都区",
    "321023": "宝应县", "321081": "仪征市", "321084": "高邮市",
}  # fmt: skip
_TOWNS = re.split(
    r"\s+",
    """\
石桥镇 柳圩镇 双庙镇 大墩镇 平湖镇 永丰镇 白塔镇 青莲镇 望江镇 双沟镇 桂溪镇 茶亭镇 芦渡镇 竹墟镇 梅岗镇 松林镇
鹤塘镇 雁滩镇 云台镇 月塘镇 星甸镇 春圩镇 秋浦镇 长宁镇""",
)
_VILLAGES = [f"{one}{other}村委会" for one, other in product("前后东西上下", "塘桥圩湾")]
_PLAN = "为演示编的计划"
_OFFICES = '[apart."市本级"]\nhandled_by = ["市本级"]\nnote = "市级经办机构直接管理的单位和人员，不是行政区划。"\n'
_LOCAL, _LISTS = "# Local values", "# A list is made"
"""Where, in the file of 盐城, what it sets itself begins, and which lists it asks for."""


def write(folder: Path) -> None:
    """Write the files of the three regions into a folder that `regions.FOLDER` may be set to."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in regions.FOLDER.glob(f"{HERE}.*"):
        shutil.copy(path, folder / path.name)
    text = (folder / f"{HERE}.toml").read_text("utf-8")
    local, lists = text.index(_LOCAL), text.index(_LISTS)
    head = f'name = "{_NAME}"\ncode = "{_CODE}"\nplan = "{_PLAN}"\nareas = "{NEIGHBOUR}.csv"\n'
    (folder / f"{NEIGHBOUR}.toml").write_text(f"{head}{_OFFICES}{text[local:]}", "utf-8")
    (folder / f"{NEIGHBOUR}.csv").write_text(_areas(), "utf-8")
    head = f'name = "江苏省"\ncode = "32"\nplan = "{_PLAN}"\nprefectures = ["{HERE}", "{NEIGHBOUR}"]\n'
    report = f'[[report]]\ncadence = "month"\nsource = "{_PLAN}"\n'
    (folder / f"{PROVINCE}.toml").write_text(f"{head}{report}{text[lists:]}", "utf-8")


def _areas() -> str:
    lines = ["code,name,level,parent", f"{_CODE},{_NAME},prefecture,"]
    for at, (county, name) in enumerate(_COUNTIES.items()):
        lines.append(f"{county},{name},county,{_CODE}")
        for number, town in enumerate(_TOWNS[at * 4 : at * 4 + 4]):
            code = f"{county}{100 + number}"
            lines.append(f"{code},{town},town,{county}")
            lines += [f"{code}{201 + place},{village},village,{code}" for place, village in enumerate(_VILLAGES)]
    return "\n".join(lines) + "\n"
