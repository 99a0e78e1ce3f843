"""Three lists of a county as an analyst makes them on one machine: pandas for the tables, RapidFuzz for names.

    python -m benchmarks.against.pandas_analyst --inbox DIR --as_of 2026-11-22 --out DIR

Units that pay tax but insure nobody, members of the employee pension who stopped paying, residents of 45 to 59 who are
in no pension. What an analyst knows of the files stands in our declarations (which header means what); everything else
is done as a script of two pages does it: text columns, `merge`, `groupby`, official numbers first, then the nearest
name of all.
"""

import argparse
import gzip
import warnings
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
from rapidfuzz import fuzz, process

from benchmarks.against.measure import Clock, Clusters, engine
from sources import SOURCES

HEAD_LINES = 40
DELIMITERS = ",\t|"
NEAREST = 92
"""A name counts as another's from this ratio on."""
FORM = r"(?:有限责任公司|股份有限公司|有限公司|合作社|经营部|服务部|商行|厂|店|中心)$"
PLACE = r"^(?:江苏省?|盐城市?|阜宁县?|[一-龥]{2}(?:省|市|县))+"


def lists(options: argparse.Namespace, clock: Clock) -> Clusters:
    """The lists' keys by list."""
    inbox, as_of = Path(options.inbox), date.fromisoformat(options.as_of)
    taxpayers, units = _table(inbox, "taxpayer"), _table(inbox, "insured_unit")
    members, paid = _table(inbox, "member"), _table(inbox, "contribution")
    months = _months(paid, as_of)
    made = {
        "taxed_uninsured": _taxed(taxpayers, units, _table(inbox, "tax_payment"), months),
        "lapsed": _lapsed(members, months, as_of),
        "unenrolled": _unenrolled(_table(inbox, "resident"), members, as_of),
    }
    clock.stop(rows={name: len(frame) for name, frame in made.items()})
    return {name: pl.DataFrame({"key": frame.to_list()}) for name, frame in made.items()}


def _table(inbox: Path, extract: str) -> pd.DataFrame:
    """All files of an extract as text, under our names of columns."""
    named = {word: column.name for column in SOURCES[extract].columns for word in (column.header, *column.also)}
    return pd.concat([_file(path, named) for path in sorted((inbox / extract).iterdir())], ignore_index=True)


def _file(path: Path, named: dict[str, str]) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path).rename(columns=named).astype(str)
    if path.suffix == ".xlsx":
        whole = pd.read_excel(path, header=None, dtype=str, engine="openpyxl")
        at = int((whole.isin(list(named))).sum(axis=1).idxmax())
        return whole.iloc[at + 1 :].set_axis(whole.iloc[at], axis=1).rename(columns=named)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    encoding = _encoding(raw)
    head = raw[: 1 << 16].decode(encoding, errors="ignore").splitlines()[:HEAD_LINES]
    _, at, delimiter = max(
        (sum(word.strip('" ') in named for word in line.split(mark)), -number, mark)
        for number, line in enumerate(head)
        for mark in DELIMITERS
    )
    frame = pd.read_csv(
        path, sep=delimiter, skiprows=-at, dtype=str, encoding=encoding, encoding_errors="replace", on_bad_lines="skip"
    )
    return frame.rename(columns=lambda word: named.get(word.strip(), word))


def _encoding(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _months(paid: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Who paid for the employee pension, in which unit, and how many months before the last one."""
    pension = paid[paid["insurance"].str.contains("110|企业职工基本养老|城镇职工", na=False)]
    digits = pension["period"].str.replace(r"\D", "", regex=True).str.slice(0, 6)
    month = pd.to_numeric(digits.str.slice(0, 4)) * 12 + pd.to_numeric(digits.str.slice(4, 6))
    ago = as_of.year * 12 + as_of.month - 1 - month
    return pension.assign(ago=ago)[["member_id", "insured_unit_id", "ago"]]


def _taxed(taxpayers: pd.DataFrame, units: pd.DataFrame, taxes: pd.DataFrame, months: pd.DataFrame) -> pd.Series:
    amount = pd.to_numeric(taxes["paid_yuan"].str.replace(",", ""), errors="coerce")
    paying = set(taxes.loc[amount > 0, "taxpayer_id"])
    active = set(months.loc[months["ago"] < 3, "insured_unit_id"])
    insured = units[units["insured_unit_id"].isin(active)]
    who = taxpayers[taxpayers["taxpayer_id"].isin(paying)].drop_duplicates("taxpayer_id")
    numbers = set(insured["uscc"].dropna()) | set(insured["taxpayer_id"].dropna())
    rest = who[~who["uscc"].isin(numbers) & ~who["taxpayer_id"].isin(numbers)]
    return rest.loc[~_has_name(rest["employer_name"], insured["employer_name"]), "taxpayer_id"]


def _has_name(names: pd.Series, among: pd.Series) -> pd.Series:
    """Whether a name is, nearly, one of some others."""
    core = list(_core(among).dropna().drop_duplicates())

    def found(name: str) -> bool:
        return process.extractOne(name, core, scorer=fuzz.ratio, score_cutoff=NEAREST) is not None

    return _core(names).fillna("").map(found).astype(bool)


def _core(names: pd.Series) -> pd.Series:
    plain = names.str.replace(r"\s", "", regex=True)
    return plain.str.replace(PLACE, "", regex=True).str.replace(FORM, "", regex=True)


def _lapsed(members: pd.DataFrame, months: pd.DataFrame, as_of: date) -> pd.Series:
    mine = members[members["insurance"].str.contains("110|企业职工基本养老|城镇职工", na=False)]
    last = months.groupby("member_id")["ago"].min().rename("last")
    joined = mine.merge(last, left_on="member_id", right_index=True)
    born = pd.to_numeric(joined["person_id"].str.slice(6, 10), errors="coerce")
    return joined.loc[(joined["last"] >= 3) & (as_of.year - born < 60), "person_id"].drop_duplicates()


def _unenrolled(residents: pd.DataFrame, members: pd.DataFrame, as_of: date) -> pd.Series:
    pension = members[members["insurance"].str.contains("110|120|170|养老", na=False)]
    born = pd.to_datetime(residents["person_id"].str.slice(6, 14), format="%Y%m%d", errors="coerce")
    age = as_of.year - born.dt.year
    due = residents[(age >= 45) & (age < 60)]
    numbers = due["person_id"].drop_duplicates()
    return numbers[~numbers.isin(set(pension["person_id"]))]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(lists, inbox=str, as_of=str)
