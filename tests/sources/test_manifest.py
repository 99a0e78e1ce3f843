"""The manifest says what may be read; the inbox holds nothing else."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from base.errors import BadInput
from sources.reader.manifest import COLUMNS, date_in, deliveries, draft, missing, survey

AS_OF = date(2026, 11, 22)
DEATHS = "身份证号码,姓名,死亡日期\nH1,甲,20260101\nH2,乙,x\n合计,2\n"

Inbox = Callable[..., Path]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """Files, and the manifest's lines below its header."""

    def made(*lines: str, files: tuple[str, ...] = ("death/a.csv",), header: str = ",".join(COLUMNS)) -> Path:
        for file in files:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(DEATHS, "utf-8")
        (tmp_path / "manifest.csv").write_text("\n".join([header, *lines, ""]), "utf-8-sig")
        return tmp_path

    return made


def test_a_delivery_is_what_its_line_says(inbox: Inbox) -> None:
    root = inbox(f'death/a.csv,death,20261120,"1,000",{"A" * 64},民政局,共享协议,2027-01-01', "")
    (delivery,) = deliveries(root, AS_OF)
    assert (delivery.extract, delivery.file, delivery.path) == ("death", "death/a.csv", root / "death/a.csv")
    assert (delivery.data_date, delivery.rows, delivery.sha256) == (date(2026, 11, 20), 1000, "a" * 64)
    assert (delivery.provided_by, delivery.legal_basis) == ("民政局", "共享协议")
    assert (delivery.keep_until, delivery.expired) == (date(2027, 1, 1), False)


def test_deliveries_come_in_order_whatever_the_manifest_does(inbox: Inbox) -> None:
    files = ("death/b.csv", "child/z.csv", "death/a.csv")
    root = inbox(*(f"{file},{file.split('/')[0]},2026-11-20,,,,," for file in files), files=files)
    assert [delivery.file for delivery in deliveries(root, AS_OF)] == ["child/z.csv", "death/a.csv", "death/b.csv"]


def test_a_file_is_read_on_the_last_day_it_may_be_kept_and_not_after(inbox: Inbox) -> None:
    root = inbox("death/a.csv,death,2026-11-20,,,,,2026-11-22")
    assert not deliveries(root, AS_OF)[0].expired
    assert deliveries(root, date(2026, 11, 23))[0].expired
    (root / "death/a.csv").unlink()
    assert deliveries(root, date(2026, 11, 23))[0].expired


def test_what_spreadsheets_and_desktops_leave_behind_is_no_delivery(inbox: Inbox) -> None:
    litter = ("death/~$a.xlsx", "death/.DS_Store", "death/Thumbs.db", ".DS_Store", ".git/config")
    root = inbox("death/a.csv,death,2026-11-20,,,,,", files=("death/a.csv", *litter))
    assert len(deliveries(root, AS_OF)) == 1


GOOD = "death/a.csv,death,2026-11-20,,,,,"
REFUSED = {
    "a file nobody listed": (
        (),
        ("death/a.csv",),
        "death/a.csv：没有在 manifest.csv 中登记；请运行 yingbao manifest 并补全登记后再运行。",
    ),
    "several files nobody listed": (
        (GOOD,),
        ("death/a.csv", "death/b.csv", "death/c.csv"),
        "death/b.csv：等2个文件没有在 manifest.csv 中登记",
    ),
    "a listed file that is not there": (
        (GOOD, GOOD.replace("a.csv", "b.csv")),
        ("death/a.csv",),
        "第3行登记的文件不存在（death/b.csv）",
    ),
    "a file listed twice": ((GOOD, GOOD), ("death/a.csv",), "第3行与第2行重复登记（death/a.csv）"),
    "an extract spelt wrongly": (
        (GOOD.replace(",death,", ",deaths,"),),
        ("death/a.csv",),
        "没有名为“deaths”的数据；是否应为“death”？",
    ),
    "a folder spelt wrongly": ((), ("residents/a.csv",), "residents/：没有名为“residents”的数据；是否应为“resident”？"),
    "a file of another extract": (
        (GOOD.replace(",death,", ",child,"),),
        ("death/a.csv",),
        "第2行的文件在 death/ 下，登记的却是 child",
    ),
    "no data date": ((GOOD.replace("2026-11-20", ""),), ("death/a.csv",), "第2行（death/a.csv）没有填 data_date"),
    "a data date that is none": (
        (GOOD.replace("11-20", "02-30"),),
        ("death/a.csv",),
        "第2行的 data_date 日历上没有这一天",
    ),
    "a count that is none": (("death/a.csv,death,2026-11-20,约5行,,,,",), ("death/a.csv",), "第2行的 rows 不是整数"),
    "a hash that is none": (
        ("death/a.csv,death,2026-11-20,,abc,,,",),
        ("death/a.csv",),
        "第2行的 sha256 不是64位十六进制数",
    ),
    "a path out of the inbox": (("../a.csv,death,2026-11-20,,,,,",), (), "第2行的 file 应为“数据名/文件名”"),
    "a file beside the manifest": ((), ("a.csv",), "a.csv：收件目录下只能有 manifest.csv 和各类数据的文件夹"),
    "a folder in a folder": ((), ("death/2026/a.csv",), "death/2026/：这里不能再有文件夹"),
    "too many fields": ((f"{GOOD},,x",), ("death/a.csv",), "第2行的字段比表头多"),
}


@pytest.mark.parametrize(("lines", "files", "sentence"), REFUSED.values(), ids=REFUSED)
def test_manifest_and_inbox_must_agree(
    lines: tuple[str, ...], files: tuple[str, ...], sentence: str, inbox: Inbox
) -> None:
    with pytest.raises(BadInput) as refusal:
        deliveries(inbox(*lines, files=files), AS_OF)
    assert sentence in str(refusal.value)


def test_a_manifest_that_cannot_be_read_is_refused(inbox: Inbox) -> None:
    root = inbox(header="file,extract")
    with pytest.raises(BadInput, match="表头缺少列 data_date、rows"):
        deliveries(root, AS_OF)
    (root / "manifest.csv").write_bytes(b"file\xff\xff")
    with pytest.raises(BadInput, match="偏移4处的字节既不是 UTF-8 也不是 GB18030"):
        deliveries(root, AS_OF)
    (root / "manifest.csv").unlink()
    with pytest.raises(BadInput, match="收件目录里没有登记表"):
        deliveries(root, AS_OF)


def test_the_draft_adds_what_is_missing_and_leaves_the_rest(inbox: Inbox) -> None:
    root = inbox(GOOD + "  ", files=("death/a.csv", "death/2026-10_殡葬.csv"))
    before = (root / "manifest.csv").read_bytes()
    (added,) = draft(root)
    assert (added.file, added.extract, added.data_date, added.rows) == (
        "death/2026-10_殡葬.csv",
        "death",
        "2026-10-31",
        3,
    )
    assert added.sha256 == sha256(DEATHS.encode()).hexdigest()
    assert (root / "manifest.csv").read_bytes() == before + (
        f"death/2026-10_殡葬.csv,death,2026-10-31,,{added.sha256},,,\r\n".encode()
    ), "in a manifest that cannot say who counted, our own count would look like the department's"
    assert len(deliveries(root, AS_OF)) == 2
    assert missing(root) == draft(root) == []


def test_the_draft_begins_a_manifest_that_excel_can_open(inbox: Inbox) -> None:
    root = inbox()
    (root / "manifest.csv").unlink()
    assert len(draft(root)) == 1
    assert (root / "manifest.csv").read_bytes().startswith(b"\xef\xbb\xbffile,extract,data_date")
    with pytest.raises(BadInput, match="没有填 data_date"):
        deliveries(root, AS_OF)


def test_a_drafted_count_is_marked_as_ours_and_is_held_against_nobody(inbox: Inbox) -> None:
    root = inbox(files=("death/20261120.csv",))
    (root / "manifest.csv").unlink()
    draft(root)
    text = (root / "manifest.csv").read_text("utf-8-sig")
    header, line = (row.split(",") for row in text.splitlines())
    assert header == [*COLUMNS, "rows_by"]
    assert (line[3], line[-1]) == ("3", "应保")
    assert deliveries(root, AS_OF)[0].rows is None
    (root / "manifest.csv").write_text(text.replace("应保", "民政局"), "utf-8-sig")
    assert deliveries(root, AS_OF)[0].rows == 3


def test_a_survey_names_every_file_whatever_is_wrong_with_it(inbox: Inbox) -> None:
    odd = ("death/a.csv", "death/b.csv", "deaths/c.csv", "stray.csv")
    root = inbox("death/a.csv,death,2026-11-20,,,,,", "death/gone.csv,death,2026-11-20,,,,,", files=odd)
    found = {one.file: (one.delivery is not None, "".join(one.problems)) for one in survey(root, AS_OF)}
    assert found["death/a.csv"] == (True, "")
    assert found["death/b.csv"] == (True, "没有在 manifest.csv 中登记，运行时会因此停下")
    assert found["death/gone.csv"] == (
        False,
        "manifest.csv：第3行登记的文件不存在（death/gone.csv）；请放入该文件或删去这一行。",
    )
    assert found["deaths/c.csv"] == (False, "deaths/：没有名为“deaths”的数据；是否应为“death”？")
    assert found["stray.csv"][0] is False
    (root / "manifest.csv").write_bytes(b"file\xff\xff")
    *files, last = survey(root, AS_OF)
    assert (last.file, last.delivery) == ("manifest.csv", None) and last.problems
    assert [one.file for one in files if one.delivery] == ["death/a.csv", "death/b.csv"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20261120_纳税人.csv", "2026-11-20"),
        ("纳税人2026-11-20.xlsx", "2026-11-20"),
        ("2026年11月20日.csv", "2026-11-20"),
        ("320923199001011234_20261120.csv", "2026-11-20"),
        ("x_202602.csv", "2026-02-28"),
        ("2026-11.csv", "2026-11-30"),
        ("2026年11月缴费.csv", "2026-11-30"),
        ("202611-2.csv", "2026-11-30"),
        ("20261399.csv", ""),
        ("缴费.csv", ""),
    ],
)
def test_the_date_is_taken_from_the_name(name: str, day: str) -> None:
    assert date_in(name) == day


def test_a_manifest_that_excel_saved_is_read_and_added_to_in_its_own_encoding(inbox: Inbox) -> None:
    root = inbox(files=("death/外出.csv",))
    line = "death/外出.csv,death,2026/11/1,3,,人社局,协议,2027/12/27\r\n"
    (root / "manifest.csv").write_bytes((",".join(COLUMNS) + "\r\n" + line).encode("gb18030"))
    (delivery,) = deliveries(root, AS_OF)
    assert (delivery.data_date, delivery.keep_until) == (date(2026, 11, 1), date(2027, 12, 27))
    (root / "death/新.csv").write_text(DEATHS, "utf-8")
    assert len(draft(root)) == 1
    assert "death/新.csv" in (root / "manifest.csv").read_bytes().decode("gb18030")
