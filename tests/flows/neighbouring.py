"""Three small regions with people across their borders: they live in one, work in the next, insure in the third."""

from datetime import date
from pathlib import Path
from typing import Any

from base.home import Home
from flows.night import Night
from flows.nightly import nightly
from tests.flows.inbox import AS_OF, brief, write
from tests.town import Town, citizen

LIVES, WORKS, INSURES = "funing", "wuyi", "yuxi"
VILLAGES = {LIVES: "320923100200", WORKS: "330723100200", INSURES: "530402001001"}
NEXT = date(2026, 11, 23)
BORN = {
    "在编": ("1976-01-01", "男"),  # insured as an employee in the third place
    "农保": ("1976-01-02", "男"),  # a resident member in the third place
    "早停": ("1976-01-03", "男"),  # stopped in the third place long ago
    "双退": ("1976-01-04", "女"),  # draws a pension in the third place
    "当兵": ("2004-01-05", "男"),  # at home only the veterans' office knows him; insured in the third place
    "本地": ("1976-01-06", "男"),  # known to nobody else
    "外人": ("1976-01-07", "男"),  # known to the third place alone
}
IDS = {name: citizen(*born, number + 1) for number, (name, born) in enumerate(BORN.items())}


def homes(root: Path) -> dict[str, Home]:
    """By region."""
    return {region: Home(root / region / "home") for region in VILLAGES}


def towns() -> dict[str, Town]:
    """What each region's departments deliver."""
    found = {region: _town(region) for region in VILLAGES}
    lives, works, insures = found.values()
    for town in (works, insures):
        town.ids |= IDS
    lives.people(_people("在编", "农保", "早停", "双退", "本地", village=VILLAGES[LIVES]))
    lives.ids |= IDS
    lives.listed("soldier", "who | starts_on\n当兵 | 2024-09-01")
    works.firms("name | unit\n丙厂 | 1")
    works.wages("who | firm | months\n在编 | 丙厂 | 2026-06..2026-10\n农保 | 丙厂 | 2026-06..2026-10")
    insures.firms("name | unit\n丁厂 | 1")
    insures.members("""
        who  | insurance | firm | status | before
        在编 | 110       | 丁厂 | 1      | 24
        农保 | 170       | -    | 1      |
        早停 | 110       | 丁厂 | 4      | 30
        当兵 | 110       | 丁厂 | 1      |
        外人 | 110       | 丁厂 | 1      |""")
    insures.paid("""
        who  | insurance | firm | months
        在编 | 110       | 丁厂 | 2026-01..2026-10
        农保 | 170       | -    | 2025-12
        早停 | 110       | 丁厂 | 2026-01
        当兵 | 110       | 丁厂 | 2026-01..2026-10
        外人 | 110       | 丁厂 | 2026-01..2026-10""")
    insures.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "双退 | 企业职工养老 | 2026-01 | 2026-10 | 正常",
    )
    return found


def nights(root: Path, as_of: date = AS_OF, *regions: str) -> dict[str, Night]:
    """The night of each region, or of some."""
    made = {}
    for region, town in towns().items():
        if region in (regions or VILLAGES):
            inbox = root / region / f"inbox{as_of}"
            made[region] = night(inbox if inbox.exists() else write(town, inbox), homes(root)[region], region, as_of)
    return made


def night(inbox: Path, home: Home, region: str, as_of: date, **more: Any) -> Night:
    """One night of a region."""
    with brief():
        return nightly.fn(inbox=inbox, home=home.root, region=region, as_of=as_of, threads=1, **more)


def _town(region: str) -> Town:
    """Whoever else is needed for a night: one insured worker whose data nobody asks about."""
    town = Town(as_of=AS_OF.isoformat())
    own = citizen("1990-01-01", "男", 300 + list(VILLAGES).index(region))
    town.people(f"name | born | sex | id | registered\n职工 | 1990-01-01 | 男 | {own} | {VILLAGES[region]}")
    town.firms("name | unit\n甲厂 | 1")
    town.wages("who | firm | months\n职工 | 甲厂 | 2026-06..2026-10")
    town.members("who | insurance | firm\n职工 | 110 | 甲厂\n职工 | 170 | -")
    town.paid("who | insurance | firm | months\n职工 | 110 | 甲厂 | 2026-01..2026-10\n职工 | 170 | - | 2025-12")
    return town


def _people(*names: str, village: str) -> str:
    lines = [f"{name} | {BORN[name][0]} | {BORN[name][1]} | {IDS[name]} | {village}" for name in names]
    return "\n".join(["name | born | sex | id | registered", *lines])
