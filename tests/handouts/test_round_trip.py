"""There and back through real programs: LibreOffice fills in, sorts, filters and saves; every answer on its case."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from handouts.feedback import read_answers
from tests.handouts.visits import FIRM, LI, SECRET, column, table, towns

OFFICE, TO_TEXT = shutil.which("soffice"), shutil.which("pdftotext")
SURNAMES = "赵钱孙李周吴郑王冯陈"
ROWS = [
    LI
    | {
        "subject_name": f"{surname}某",
        "subject_id": f"32092319700101{place:03d}X",
        "case_ids": f"{place:016x}",
        "village_code": f"32092310020{place % 3}",
    }
    for place, surname in enumerate(SURNAMES)
]
ANSWERS = {
    "赵**": ("已办理", "已参保", "=1+1"),
    "钱**": ("不需参保", "出国(境)", ""),
    "孙**": ("暂未办理", "联系不上", "1-2"),
    "周**": ("已办理", "已补缴", ""),
    "陈**": ("线索有误", "误报", "同名同姓"),
}


def convert(file: Path, to: str, out: Path) -> Path:
    place = f"-env:UserInstallation=file://{out}/profile"
    command = [str(OFFICE), place, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{file.stem}.{to}"


def answers_of(file: Path) -> dict[str, tuple[str, str, str]]:
    returned = read_answers(file, SECRET)
    assert returned.questioned == []
    assert returned.skipped == len(ROWS) + 1 - len(ANSWERS)
    names = {row["case_ids"]: f"{row['subject_name'][0]}**" for row in ROWS}
    return {names[answer.case_ids[0]]: (answer.result, answer.reason, answer.note) for answer in returned.answers}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on the PATH")
def test_filled_in_sorted_filtered_and_saved_by_libreoffice_every_answer_is_on_its_case(tmp_path: Path) -> None:
    (issued,) = towns(tmp_path, *ROWS, firms=(FIRM,))
    target = tmp_path / "returned.xlsx"
    accept = ["--headless", "--norestore", f"--accept=pipe,name={tmp_path.name};urp;"]
    with subprocess.Popen([str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", *accept]) as office:
        try:
            answers = json.dumps([[name, *cells] for name, cells in ANSWERS.items()])
            script = [str(Path(__file__).with_name("office.py")), tmp_path.name, str(issued.path), str(target), answers]
            done = subprocess.run(["/usr/bin/python3", *script], capture_output=True, text=True, timeout=180)
        finally:
            if office.poll() is None and not target.exists():
                office.terminate()
    assert done.returncode == 0, done.stderr
    # The drop-downs accept every reason of its own result, wherever sorting took it, and refuse another's.
    assert json.loads(done.stdout) == [0, 1]
    assert column(table(target), "姓名") != column(table(issued.path), "姓名")
    assert answers_of(target) == ANSWERS
    saved = openpyxl.load_workbook(target)["人员"]
    assert any(saved.row_dimensions[line].hidden for line in range(2, len(ROWS) + 2))
    headers = {cell.value: cell.column_letter for cell in saved[1]}
    assert saved.column_dimensions[headers["行号"]].hidden


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on the PATH")
@pytest.mark.skipif(TO_TEXT is None, reason="poppler-utils (pdftotext) is not on the PATH")
def test_on_paper_every_page_bears_the_header_and_no_key(tmp_path: Path) -> None:
    (issued,) = towns(tmp_path, *ROWS * 8)
    pdf = convert(issued.path, "pdf", tmp_path)
    pages = subprocess.run([str(TO_TEXT), "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    # Where somebody worked last stands on the slips only.
    slips = [page for page in pages.split("\f") if "某纺织厂" in page]
    people = [page for page in pages.split("\f") if "三组5号" in page and page not in slips]
    assert len(people) >= 3 and len(slips) >= 3
    assert all("核实结果" in page and "姓名" in page for page in people)
    assert all("找谁" in page and "走访记录" in page for page in slips)
    assert "行号" not in "".join(people + slips)
    size = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    assert "841.89 x 595" in size or "842 x 595" in size
