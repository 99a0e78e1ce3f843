"""Two made-up regions in one world: are people across the border on the right lists once the homes have exchanged?

    python benchmarks/neighbours.py --out demo/neighbours [--people 5000] [--seed 3]

Makes 盐城 and 玉溪 with people who live in one and work in the other, runs `yingbao province` twice on one day (the
exchange of the first counts in the second), and holds both nights against the answer key, which is made of the clean
worlds. Ends with 1 where a row that valid numbers can tell is wrong after the exchange.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.answer_key import NUMBER, judge  # noqa: E402
from county import DEFAULT_DAY  # noqa: E402
from county.making import make_neighbours  # noqa: E402

PLACES = ("yancheng", "yuxi")


def wrong(home: Path, answers: Path) -> pl.DataFrame:
    """The rows of a home's lists that are not the key's, of those whose answer valid numbers tell."""
    return judge(home, answers).wrong.filter(pl.col("link") == NUMBER)


def main() -> int:
    """Make, run twice, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    out: Path = arguments.out
    shutil.rmtree(out, ignore_errors=True)
    shared = make_neighbours(out, PLACES, arguments.people, arguments.seed)
    print(f"{shared.height} people whom both regions know")
    file = out / "province.toml"
    homes = (f'[[home]]\nregion = "{place}"\ninbox = "{place}/inbox"\nhome = "{place}/home"\n' for place in PLACES)
    file.write_text("\n".join(homes), encoding="utf-8")
    is_wrong = False
    for night in ("before the exchange", "after it"):
        command = [Path(sys.executable).parent / "yingbao", "province", "--homes", file]
        subprocess.run([*map(str, command), "--as-of", DEFAULT_DAY.isoformat()], check=True, stdout=subprocess.DEVNULL)
        for place in PLACES:
            rows = wrong(out / place / "home", out / place / "answers")
            key = pl.read_csv(out / place / "answers" / "lists.csv", infer_schema=False)
            print(f"{night}, {place}: {rows.height} rows wrong; the key has {key.height}")
            for list_id, what, count in rows.group_by("list_id", "what").len().sort("list_id", "what").iter_rows():
                print(f"    {list_id}: {count} {what}")
            is_wrong = night == "after it" and (is_wrong or not rows.is_empty())
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
