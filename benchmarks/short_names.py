"""Which firm does a short name mean? First-hit accuracy over real short and full names, beside plain RapidFuzz.

    python benchmarks/short_names.py [--pairs CSV]

Each short name (宝钢包装) is looked up among all full names (上海宝钢包装股份有限公司). Our ranking takes the names
apart with `matchers/text/employer_names.py`, lets characters that are rare among the full names weigh more, and wants
the short name's characters in their order, the brand's first.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Prefix
from rapidfuzz.process import cdist, cpdist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from matchers.text.employer_names import Places, parse

PAIRS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "listed_company_short_to_full.csv"
LONGEST = 12
"""How many characters of a short name count."""
NEAREST = 40
"""How many firms share enough characters to be looked at closely."""
FORM_WORDS = ("股份", "集团", "控股", "国际")
FACTORS = np.array([1.0, 1.0, 0.5, 0.5, 0.3, 0.3], dtype=np.float32)
"""Weights of: characters found, found in order, found at the start, core explained, brand explained, form words.

Set by hand, not fitted: other weights, tried by halving or doubling one or two, moved first hits by at most 0.002.
"""

# What the exchanges put on a short name: special treatment, first days, voting rights, depositary receipts.
_MARKS = r"^(?:\*?S?\*?ST|XD|XR|DR|[NCU](\p{Han}))"
_TAILS = r"(?:-?(?:U|W|UW|WD|SW|S|B|T|R|A|H|P)+|[AB]股?|退|股份)$"

Floats = npt.NDArray[np.float32]


def _characters(names: list[str], alphabet: dict[str, int]) -> Floats:
    """One row per name, one column per character, 1 where the name has it."""
    table = np.zeros((len(names), len(alphabet) + 1), dtype=np.float32)
    for row, name in enumerate(names):
        table[row, [alphabet[letter] for letter in name]] = 1
    return table


def _letters(names: list[str], alphabet: dict[str, int]) -> npt.NDArray[np.int32]:
    """One row per name: the columns of its characters, then the column that none has."""
    table = np.full((len(names), LONGEST), len(alphabet), dtype=np.int32)
    for row, name in enumerate(names):
        letters = [alphabet.get(letter, len(alphabet)) for letter in dict.fromkeys(name)][:LONGEST]
        table[row, : len(letters)] = letters
    return table


def _measure(left: list[str], right: list[str], scorer: object) -> Floats:
    return np.asarray(cpdist(left, right, scorer=scorer, dtype=np.float32))  # type: ignore[arg-type]


def ranking(shorts: pl.Series, fulls: pl.Series) -> tuple[npt.NDArray[np.int64], Floats]:
    """For each short name the places of the nearest full names, best first, and their scores."""
    nowhere = Places("", "", "", (), ())
    firm = parse(fulls, nowhere).select("normal", "plain", pl.coalesce("core", "normal").alias("core"), "brand")
    bare = shorts.str.normalize("NFKC").str.replace(_MARKS, "$1").str.replace(_TAILS, "")
    bare = pl.select(pl.when(bare.str.len_chars() > 1).then(bare).otherwise(shorts)).to_series()
    short = parse(bare, nowhere).select(pl.coalesce("plain", "normal", pl.lit("")).alias("plain"))["plain"].to_list()
    plain, core = firm["plain"].fill_null("").to_list(), firm["core"].fill_null("").to_list()
    normal = firm["normal"].fill_null("").to_list()
    brand = firm["brand"].fill_null("").to_list()

    alphabet = {letter: place for place, letter in enumerate(sorted({letter for name in normal for letter in name}))}
    has = _characters(normal, alphabet)
    # the rarer a character among the full names, the more it says; one that no full name has says most
    weight = np.log(len(normal) / np.maximum(has.sum(axis=0), 1)).astype(np.float32)
    letters = _letters(short, alphabet)
    weights = weight[letters]
    weights[letters == len(alphabet)] = 0
    missing = np.array([len(set(name) - alphabet.keys()) for name in short], dtype=np.float32)
    total = weights.sum(axis=1) + missing * np.log(len(normal)) + 1e-6
    by_letter = np.ascontiguousarray(has.T)
    cover = np.stack([wanted @ by_letter[row] for wanted, row in zip(weights, letters, strict=True)]) / total[:, None]
    nearest = np.argpartition(-cover, NEAREST, axis=1)[:, :NEAREST]

    rows, places = np.repeat(np.arange(len(short)), NEAREST), nearest.ravel()
    left = [short[row] for row in rows]
    right_core, right_plain = [core[place] for place in places], [plain[place] for place in places]
    size = np.array([len(name) for name in left], dtype=np.float32) + 1e-6
    ordered = np.maximum(_measure(left, right_core, LCSseq.similarity), _measure(left, right_plain, LCSseq.similarity))
    starts = np.maximum(_measure(left, right_core, Prefix.similarity), _measure(left, right_plain, Prefix.similarity))

    def explained(words: list[str]) -> Floats:
        """How much of these words of the full name the short name has."""
        table = _characters(words, alphabet)
        share = (table[places[:, None], letters[rows]] * weights[rows]).sum(axis=1)
        return share / ((table @ weight)[places] + 1e-6)

    # 三孚股份 is not short for a firm without 股份
    hints = np.zeros(len(rows), dtype=np.float32)
    for word in FORM_WORDS:
        present = np.array([word in name[2:] for name in shorts], dtype=np.bool_)
        given = np.array([word in name for name in normal], dtype=np.bool_)
        hints += present[rows] & given[places]
    score = FACTORS @ np.stack(
        [cover[rows, places], ordered / size, starts / size, explained(core), explained(brand), hints]
    )
    score = score.reshape(-1, NEAREST)
    order = np.argsort(-score, axis=1, kind="stable")
    return np.take_along_axis(nearest, order, axis=1), np.take_along_axis(score, order, axis=1)


def measure(path: Path | str = PAIRS) -> dict[str, float]:
    """First-hit accuracy and seconds of our ranking and of RapidFuzz's ratio, over one table of pairs."""
    pairs = pl.read_csv(path, new_columns=["short", "full"]).fill_null("")
    fulls = pairs["full"].unique(maintain_order=True)
    truth = pairs["full"].to_numpy()
    begun = time.perf_counter()
    ours, _ = ranking(pairs["short"], fulls)
    between = time.perf_counter()
    ratio = cdist(pairs["short"].to_list(), fulls.to_list(), scorer=fuzz.ratio, workers=1, dtype=np.float32)
    ended = time.perf_counter()
    names = fulls.to_numpy()
    return {
        "pairs": len(pairs),
        "accuracy": float((names[ours[:, 0]] == truth).mean()),
        "seconds": between - begun,
        "ratio_accuracy": float((names[ratio.argmax(axis=1)] == truth).mean()),
        "ratio_seconds": ended - between,
    }


def main() -> None:
    """Print both accuracies and their seconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="a table of short and full names")
    pairs = parser.parse_args().pairs
    if not pairs.exists():
        print(f"skipped: {pairs} is absent (it comes with the shared folder, not with the project)")
        return
    found = measure(pairs)
    print(f"short names looked up among full names: {found['pairs']:.0f}")
    print(f"ours             {found['accuracy']:.4f} first hits   {found['seconds']:.2f} s")
    print(f"RapidFuzz ratio  {found['ratio_accuracy']:.4f} first hits   {found['ratio_seconds']:.2f} s")


if __name__ == "__main__":
    main()
