"""The page in a real Chromium: it asks nothing of a network, figures open, tables sort and filter, paper holds it."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from handouts import report
from tests.handouts.report.county import AS_OF, BEFORE, LAPSED, TOWNS, WAGED, A, B, C, county, rate

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not on the PATH")


@dataclass
class Opened:
    """A page in a browser, and everything that it asked for or complained of."""

    page: "playwright.Page"  # type: ignore[name-defined]  # noqa: F821
    asked: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    figures = county(
        area=[(A, "阜城街道"), (B, "吴滩街道"), (C, "元江哈尼族彝族傣族自治县")],
        coverage=[(A, True, 60), (A, False, 40), (B, True, 90), (B, False, 10), (C, True, 200), (C, False, 50)],
        lead=[(day, name, tier, area, count) for day in (date(2026, 9, 30), BEFORE, AS_OF)
              for (name, tier), count in (((WAGED, "must_join"), 20), ((LAPSED, "persuade"), 9)) for area in TOWNS],
        funnel=[(WAGED, False, False, 50), (WAGED, True, False, 30), (WAGED, True, True, 20)],
        employer=[(f"91{number}", f"第{number}机械厂", "阜城街道", 40, 40 - number, 0.5, 20, 0.0, 0)
                  for number in range(1, 13)],
        met=[("medical", A, True, 90), ("medical", A, False, 10)], **rate("medical"),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("report")
    return report.write_report(figures, folder)[0]


@pytest.fixture(scope="module")
def opened(file: Path) -> Iterator[Opened]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        opened = Opened(page)
        page.on("request", lambda request: opened.asked.append(request.url))
        page.on("console", lambda message: opened.messages.append(message.text))
        page.on("pageerror", lambda error: opened.messages.append(str(error)))
        page.goto(file.as_uri())
        yield opened
        browser.close()


def test_the_page_asks_for_itself_alone_and_complains_of_nothing(opened: Opened, file: Path) -> None:
    assert opened.asked == [file.as_uri()]
    assert opened.messages == []


def test_a_rate_opens_to_its_definition_its_parts_its_people_and_the_date_of_the_data(opened: Opened) -> None:
    row = opened.page.locator("#board tbody tr", has_text="阜城街道")
    row.locator("td").nth(4).click()
    box = opened.page.locator("#figure")
    assert box.is_visible()
    text = box.inner_text()
    for word in (
        "阜城街道 · 参保率：60.0%",
        "已参保 60 ÷ 应参保 100",
        "已参保人数除以应参保人数",
        "数据日期2026-11-20",
    ):
        assert word in text
    opened.page.keyboard.press("Escape")
    assert not box.is_visible()


def test_a_count_opens_to_the_meaning_of_its_column(opened: Opened) -> None:
    opened.page.locator("#board tbody tr", has_text="吴滩街道").locator("td").nth(3).click()
    assert "应参保人数减已参保人数" in opened.page.locator("#figure").inner_text()
    opened.page.keyboard.press("Escape")


def column(opened: Opened, table: str, place: int) -> list[str]:
    cells = opened.page.locator(f"#{table} tbody:not(.totals) tr:not(.group):not([hidden]) td:nth-child({place})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_a_table_sorts_by_numbers_both_ways_and_its_total_stays_on_top(opened: Opened) -> None:
    button = opened.page.locator("#board th").nth(4).locator("button")
    button.click()
    assert column(opened, "board", 5) == ["90.0%", "80.0%", "60.0%"]
    button.click()
    assert column(opened, "board", 5) == ["60.0%", "80.0%", "90.0%"]
    assert opened.page.locator("#board tbody tr").first.inner_text().startswith("阜宁县")


def test_a_table_filters_by_words(opened: Opened) -> None:
    opened.page.fill("[data-filters=employers]", "第12")
    assert set(column(opened, "employers", 1)) == {"第12机械厂"}
    opened.page.fill("[data-filters=employers]", "")
    assert len(set(column(opened, "employers", 1))) > 10


def test_without_the_script_definitions_open_all_the_same(file: Path, opened: Opened) -> None:
    plain = opened.page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(file.as_uri())
    meaning = plain.locator("#board thead .pop").first
    assert not meaning.is_visible()
    plain.locator("#board thead summary").first.click()
    assert meaning.is_visible()


def test_nothing_runs_out_of_the_screen(opened: Opened) -> None:
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_drawing_shows_its_words_whole(opened: Opened) -> None:
    outside = opened.page.evaluate("""
        Array.from(document.querySelectorAll('.drawing')).flatMap(box => {
            const frame = box.querySelector('svg').getBoundingClientRect();
            return Array.from(box.querySelectorAll('text')).filter(text => {
                const place = text.getBoundingClientRect();
                return place.width && (place.left < frame.left - 1 || place.right > frame.right + 1);
            }).map(text => text.textContent);
        })
    """)
    assert outside == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on the PATH")
def test_printed_it_stands_on_a4_with_its_words_and_what_was_folded(opened: Opened, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.pdf(path=str(pdf), prefer_css_page_size=True)
    size = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert "A4" in size and "841.9" in size
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for word in (
        "阜宁县社会保险扩面征缴情况（2026年11月、2026年第四季度）",
        "内部资料，不得外传",
        "逐晚行数",
        "▼差",
        "个人所得税扣缴申报明细",
    ):
        assert word in text
