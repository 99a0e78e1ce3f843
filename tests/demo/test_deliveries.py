"""The made-up county's files: complete, reproducible, and in the shape in which departments deliver."""

import csv
import gzip
import hashlib
import tomllib
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest

import county
from county.making import make
from county.offices.write import source_of

PEOPLE = ["resident", "death", "student", "sentence", "soldier", "hardship", "land_loss", "child", "gig_worker"]
INSURANCE = ["person_roster", "insured_unit", "member", "contribution", "benefit", "insured_elsewhere"]
MONEY = ["taxpayer", "tax_payment", "wage", "payroll", "fund_deposit", "subsidy"]
EMPLOYERS = ["business", "unit_roster", "construction_project", "project_cover", "dispatch", "labour_ruling"]
EXTRACTS = [*PEOPLE, *INSURANCE, *MONEY, *EMPLOYERS, "unit_survey", "penalty", "rider_cover"]


def manifest(out: Path) -> list[dict[str, str]]:
    with (out / "inbox" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def fingerprints(out: Path) -> dict[str, str]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def decoded(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def rows_of(out: Path, extract: str) -> list[dict[str, str]]:
    """The rows of an extract's text files, by canonical names."""
    names = {}
    for column in source_of(extract).columns:
        names |= dict.fromkeys((column.header, *column.also), column.name)
    rows = []
    for line in manifest(out):
        path = out / "inbox" / line["file"]
        if line["extract"] != extract or path.suffix in (".xlsx", ".parquet"):
            continue
        lines = decoded(path).splitlines()
        while not any(separator in lines[0] for separator in ",\t|"):
            lines = lines[1:]
        separator = max(",\t|", key=lines[0].count)
        rows += [
            {names[key]: value for key, value in row.items()} for row in csv.DictReader(lines, delimiter=separator)
        ]
    return rows


def test_the_same_arguments_make_the_same_bytes(small: Path, tmp_path: Path) -> None:
    make(tmp_path, people=5_000)
    assert fingerprints(tmp_path) == fingerprints(small)


def test_another_seed_makes_other_people(small: Path, tmp_path: Path) -> None:
    make(tmp_path, people=3_000, seed=2)
    make(tmp_path / "again", people=3_000, seed=3)
    second, third = (rows_of(out, "resident") for out in (tmp_path, tmp_path / "again"))
    assert len({row["person_id"] for row in second} & {row["person_id"] for row in third}) < 300


def test_a_county_in_a_used_folder_leaves_no_old_files_behind(tmp_path: Path) -> None:
    stale = tmp_path / "inbox" / "resident" / "stale.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("old", encoding="utf-8")
    make(tmp_path, people=3_000)
    assert not stale.exists()


def test_every_extract_of_the_contract_is_delivered(small: Path) -> None:
    assert len(EXTRACTS) == 30
    assert {line["extract"] for line in manifest(small)} == set(EXTRACTS)
    for extract in EXTRACTS:
        assert sum(int(line["rows"]) for line in manifest(small) if line["extract"] == extract) > 0, extract


def test_the_manifest_tells_the_hash_of_every_file(small: Path) -> None:
    lines = manifest(small)
    on_disk = {str(path.relative_to(small / "inbox")) for path in (small / "inbox").glob("*/*")}
    assert {line["file"] for line in lines} == on_disk
    for line in lines:
        assert hashlib.sha256((small / "inbox" / line["file"]).read_bytes()).hexdigest() == line["sha256"]


def test_the_manifest_counts_the_rows_without_title_and_header(small: Path) -> None:
    for line in manifest(small):
        path = small / "inbox" / line["file"]
        if path.suffix == ".parquet":
            assert pl.read_parquet(path).height == int(line["rows"])
        elif path.suffix == ".xlsx":
            height = fastexcel.read_excel(path).load_sheet(0, header_row=None).height
            assert height - int(line["rows"]) in (1, 2), path
        else:
            assert len(decoded(path).splitlines()) - int(line["rows"]) in (1, 2), path


def test_the_newest_contributions_and_wages_describe_the_day_before_yesterday(small: Path) -> None:
    for extract in ("contribution", "wage"):
        assert max(line["data_date"] for line in manifest(small) if line["extract"] == extract) == "2026-11-20"


def test_last_month_is_the_last_one_in_contributions_and_wages(small: Path) -> None:
    for extract in ("contribution", "wage"):
        periods = {
            row["period"].replace("-", "").replace("年", "").replace("月", "") for row in rows_of(small, extract)
        }
        assert "202610" in periods
        assert not periods & {"202611"}


def test_encodings_formats_and_separators_are_mixed(small: Path) -> None:
    kinds, separators = set(), set()
    for line in manifest(small):
        path = small / "inbox" / line["file"]
        kinds.add("".join(path.suffixes))
        if path.suffix in (".csv", ".txt"):
            data = path.read_bytes()
            separators.add(max(",\t|", key=decoded(path).splitlines()[1].count))
            try:
                data.decode("utf-8")
                kinds.add("utf-8 with BOM" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
            except UnicodeDecodeError:
                kinds.add("gb18030")
    assert kinds >= {".csv", ".txt", ".xlsx", ".parquet", ".txt.gz", "utf-8", "utf-8 with BOM", "gb18030"}
    assert separators == {",", "\t", "|"}


def test_cells_hold_what_departments_print(small: Path) -> None:
    documents = [row["person_id"] for extract in ("resident", "member") for row in rows_of(small, extract)]
    assert any(len(number) == 15 for number in documents)
    assert any(number.endswith("x") for number in documents)
    assert any(letter in number for number in documents for letter in "０１２３")
    names = "".join(row["person_name"] for row in rows_of(small, "resident"))
    assert set("•・．‧") & set(names)
    assert set("䶮𠮷") & set(names)
    assert any("," in row["paid_yuan"] for row in rows_of(small, "tax_payment"))
    assert any(row["birth_date"] == "2023-02-30" for row in rows_of(small, "resident"))
    units = rows_of(small, "insured_unit")
    assert 0.15 < sum(not row["uscc"] for row in units) / len(units) < 0.35
    assert {len(row["taxpayer_id"]) for row in rows_of(small, "taxpayer")} == {15, 18, 20}


def test_one_row_in_a_hundred_is_repeated(small: Path) -> None:
    rows = [tuple(row.values()) for row in rows_of(small, "resident")]
    assert 0.004 < 1 - len(set(rows)) / len(rows) < 0.03


def test_records_are_kept_apart_in_the_key(small: Path) -> None:
    for name, owner in (("people", "person_id"), ("employers", "employer_id")):
        key = pl.read_csv(small / "answers" / f"{name}.csv", infer_schema=False)
        assert key.columns == ["extract", "record_id", owner, "hard"]
        assert not key.select("extract", "record_id").is_duplicated().any()


def test_too_small_a_county_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 3000"):
        make(tmp_path, people=10)


def test_an_unknown_region_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="atlantis"):
        make(tmp_path, region="atlantis", as_of=date(2026, 11, 22))


def test_the_words_are_a_package_file() -> None:
    words = tomllib.loads((Path(county.__file__).parent / "words.toml").read_text(encoding="utf-8"))
    assert len(words["brands"]) > 80
