"""Applicants with hard names asked of a home: how many are named rightly, wrongly, asked about; and how long it takes.

    python benchmarks/screen.py --home demo/home --answers demo/answers [--rows 500] [--seed 1] [--show 10]

Four fifths are employers of the county under names that its offices print otherwise than the registers do; what those
offices printed is taken away first, so that nobody has seen the writing before. Of them a quarter bear their code, a
tenth another employer's, a tenth their own with one character wrong. One fifth are employers whom the county does not
know: every record of theirs is taken away, and half of them bear a valid code. An answer is right where the answer key
says so; whoever is unknown, or bears another's code, is to be asked about.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402
from ledger import judgements  # noqa: E402
from matchers.employer import asked  # noqa: E402

REGISTERS = ("business", "taxpayer", "insured_unit")
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def truth(known: asked.Register, answers: Path) -> pl.DataFrame:
    """Every record with the employer that the answer key says it is of (`truth`)."""
    key = pl.read_csv(answers / "employers.csv", infer_schema=False).select(
        "extract", "record_id", pl.col("employer_id").alias("truth")
    )
    return known.records.join(key, on=["extract", "record_id"], how="inner")


def printed(known: asked.Register, records: pl.DataFrame) -> pl.DataFrame:
    """Hard names: `employer_name`, `truth`; no register prints them, and they mean one employer."""
    names = known.mentions.select("extract", "record_id", "employer_name").join(
        records.select("extract", "record_id", "truth"), on=["extract", "record_id"]
    )
    is_register = pl.col("extract").is_in(REGISTERS)
    registered = names.filter(is_register)["employer_name"].unique()
    hard = names.filter(~is_register & ~pl.col("employer_name").is_in(registered.implode()))
    hard = hard.select("employer_name", "truth").unique(maintain_order=True)
    return hard.filter(pl.len().over("employer_name") == 1).sort("employer_name")


def cut(known: asked.Register, records: pl.DataFrame, absent: pl.Series) -> asked.Register:
    """The register without what offices printed by name alone, and without all that is known of some employers."""
    left = records.filter(pl.col("extract").is_in(REGISTERS) & ~pl.col("truth").is_in(absent.implode()))
    kept = left.select("extract", "record_id")
    numbers = known.numbers.explode("by_number").filter(
        pl.col("by_number").is_in(left["employer_id"].unique().implode())
    )
    return replace(
        known,
        records=known.records.join(kept, on=["extract", "record_id"], how="semi", maintain_order="left"),
        mentions=known.mentions.join(kept, on=["extract", "record_id"], how="semi", maintain_order="left"),
        numbers=numbers.group_by("number").agg("by_number"),
    )


def applicants(known: asked.Register, records: pl.DataFrame, rows: int, seed: int) -> pl.DataFrame:
    """`row`, `employer_name`, `code`, `truth` (null: nobody's), `kind`."""
    chance = np.random.default_rng(seed)
    hard = printed(known, records).sample(fraction=1, shuffle=True, seed=seed)
    strangers = records.filter((pl.col("extract") == "business") & (pl.col("truth").str.len_chars() == 18))
    strangers = strangers.filter(~pl.col("truth").is_in(hard["truth"].head(rows).implode()))
    strangers = strangers.unique("truth", keep="first", maintain_order=True).sample(rows // 5, seed=seed)
    names = known.mentions.filter(~pl.col("is_former")).unique(
        ["extract", "record_id"], keep="first", maintain_order=True
    )
    gone = strangers.join(names, on=["extract", "record_id"]).select("employer_name", "truth")
    here = hard.filter(~pl.col("truth").is_in(gone["truth"].implode())).head(rows - gone.height)
    kinds = chance.choice(["code", "other's code", "slip", "name"], here.height, p=[0.25, 0.1, 0.1, 0.55])
    others = here["truth"].gather(chance.permutation(here.height))
    coded = here.with_columns(pl.Series("kind", kinds), others.alias("other"))
    slips = [_slip(code, chance) for code in coded["truth"]]
    code = pl.when(pl.col("kind") == "code").then("truth").when(pl.col("kind") == "slip").then(pl.Series(slips))
    coded = coded.with_columns(code.when(pl.col("kind") == "other's code").then("other").alias("code"))
    coded = coded.with_columns(pl.when(pl.col("code").str.len_chars() == 18).then("code").alias("code"))
    is_coded = pl.int_range(pl.len()) % 2 == 0
    lost = gone.with_columns(pl.lit("unknown").alias("kind"), pl.when(is_coded).then("truth").alias("code"))
    both = pl.concat([coded.drop("other"), lost], how="diagonal")
    return both.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))


def _slip(code: str, chance: np.random.Generator) -> str:
    place = int(chance.integers(8, len(code)))
    return code[:place] + str(chance.choice([one for one in _DIGITS if one != code[place]])) + code[place + 1 :]


def main() -> None:
    """Print the table and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="so many that are wrong, or asked though known")
    given = parser.parse_args()
    home = Home(given.home)
    begun = time.perf_counter()
    whole = asked.register(home.published, home.evidence)
    reading = time.perf_counter() - begun
    records = truth(whole, given.answers)
    asking = applicants(whole, records, given.rows, given.seed)
    known = cut(whole, records, asking.filter(pl.col("kind") == "unknown")["truth"])
    begun = time.perf_counter()
    meant = asked.meant(known, asking, judgements.standing(home.ledger))
    seconds = time.perf_counter() - begun
    # Whose is the employer that was named: what the key says of its own records.
    named = records.filter(pl.col("extract").is_in(REGISTERS)).group_by("employer_id").agg(pl.col("truth").unique())
    results = asking.join(meant, on="row").join(named, on="employer_id", how="left", suffix="_named")
    is_right = pl.col("truth_named").list.contains(pl.col("truth")) & (pl.col("kind") != "unknown")
    shown = pl.col("candidates").list.len() > 0
    results = results.with_columns(
        pl.when(pl.col("employer_id").is_null() & shown).then(pl.lit("asked, with candidates"))
        .when(pl.col("employer_id").is_null()).then(pl.lit("asked, nobody near"))
        .when(is_right).then(pl.lit("right")).otherwise(pl.lit("WRONG")).alias("became")
    )  # fmt: skip
    pl.Config.set_tbl_rows(-1).set_tbl_hide_dataframe_shape().set_tbl_hide_column_data_types().set_fmt_str_lengths(60)
    pl.Config.set_tbl_width_chars(180)
    print(results.group_by("kind", "became").len().sort("kind", "became"))
    wrong = int((results["became"] == "WRONG").sum())
    print(f"{results.height} applicants: {wrong} wrong; read in {reading:.1f} s, told apart in {seconds:.1f} s")
    for became in ("WRONG", "asked, nobody near", "asked, with candidates")[: 3 if given.show else 0]:
        part = results.filter((pl.col("became") == became) & (pl.col("kind") != "unknown"))
        print(part.select("kind", "employer_name", "code", "truth", "employer_id", "question").head(given.show))


if __name__ == "__main__":
    main()
