"""Addresses on labelled sets of the user's own: parts (F1 each) and relevance (macro F1), beside RapidFuzz.

    python benchmarks/addresses.py [--parts FILE …] [--pairs FILE [--unseen FILE …]] [--weights FILE] [--region funing]

`--parts`: one token a line and its label, `字 B-district` (BIO; a token may be a whole number), a blank line between
addresses, as in the set of the NAACL 2019 paper on Chinese addresses. The labels district, town, community, road and
roadno are held against county, town, village, road and door, without ranks; of several of one kind the first counts. A
villagers' group that a set labels road (5组) is counted as it stands, and once more without; a village that a set
labels a point of interest (张庄村) as it is labelled, and once more by its word.

`--pairs`: JSON lines `{"query": …, "candidate": [{"text": …, "label": …}]}` as in the CCKS 2021 task of address
relevance, or lines of two addresses and a label with tabs between. Labels: 完全匹配/部分匹配/不匹配, exact_match/
partial_match/not_match, same/partly/not or 2/1/0. Queries are dealt into two halves by their text: on the first the
two thresholds of each engine are set, the second is what the figures are of. `--unseen`: sets that set nothing; what
they share with `--pairs` is left out. The weights are the shipped ones, or those that `address_train` wrote.

None of these sets is part of the repository.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import regions  # noqa: E402
from matchers.text.address_features import levels  # noqa: E402
from matchers.text.address_likeness import AddressWeights, Near, read, shipped  # noqa: E402
from matchers.text.address_tokens import Rarity  # noqa: E402
from matchers.text.address_train import macro_f1, thresholds  # noqa: E402
from matchers.text.addresses import parse  # noqa: E402
from matchers.text.vocabulary import Places, bare  # noqa: E402

LABELS = {"county": "district", "town": "town", "village": "community", "road": "road", "door": "roadno"}
NEAR = {
    name: near
    for near, names in {
        Near.SAME: ("完全匹配", "exact_match", "same", "2"),
        Near.PARTLY: ("部分匹配", "partial_match", "partly", "1"),
        Near.NOT: ("不匹配", "not_match", "not", "0"),
    }.items()
    for name in names
}
_TOWN = re.compile(r"(?:街道办事处|街道|办事处|镇|乡)$")
_VILLAGE = re.compile(r"(?:村民委员会|村委会|村委|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)+$")
_GROUP = re.compile(r"(?:组|队|社)$")
_NUMERALS = {numeral: str(digit) for digit, numeral in enumerate("零一二三四五六七八九")}


def read_parts(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Each address and the first part of each label in it."""
    found: list[tuple[str, dict[str, str]]] = []
    text, last = "", ""
    parts: dict[str, str] = {}
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if text:
                found.append((text, parts))
            text, parts, last = "", {}, ""
            continue
        token, label = line.rsplit(maxsplit=1)
        begins, _, name = label.partition("-")
        if begins == "B":
            last = "" if name in parts else name
        if last and name == last:
            parts[name] = parts.get(name, "") + token
        text += token
    return found


def read_pairs(path: Path) -> list[tuple[str, str, int]]:
    """Query, candidate and `Near` of each labelled pair; a line that breaks off is left out."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            pairs += [(entry["query"], each["text"], int(NEAR[each["label"]])) for each in entry["candidate"]]
        elif len(cells := line.split("\t")) == 3 and cells[2] in NEAR:
            pairs.append((cells[0], cells[1], int(NEAR[cells[2]])))
    return pairs


def plain(part: str, text: str | None) -> str | None:
    """A part as it is held against another: without its rank, a number with its digits."""
    if not text:
        return None
    text = unicodedata.normalize("NFKC", text).upper()
    if part in ("county", "town"):
        return _TOWN.sub("", bare(text))
    if part == "village":
        return _VILLAGE.sub("", text) or text
    if part == "door":
        digits = re.search(r"\d+(?:-\d+)?", "".join(_NUMERALS.get(letter, letter) for letter in text))
        return digits[0] if digits else text
    return text


def village(parts: dict[str, str]) -> str | None:
    """The village of a labelled address: what is labelled so, else what ends in its word, whatever the label."""
    ending = (parts.get(label) for label in ("poi", "subpoi"))
    named = (each for each in ending if each and _VILLAGE.search(each) and not each.endswith("新村"))
    return parts.get(LABELS["village"]) or next(named, None)


def f1(found: list[str | None], truth: list[str | None]) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and how many there are."""
    right = sum(one is not None and one == other for one, other in zip(found, truth, strict=True))
    answered, there = sum(each is not None for each in found), sum(each is not None for each in truth)
    return right / max(answered, 1), right / max(there, 1), 2 * right / max(answered + there, 1), there


def measure_parts(path: Path, places: Places) -> None:
    """Print how well addresses are taken apart."""
    rows = read_parts(path)
    begun = time.perf_counter()
    parsed = parse(pl.Series([text for text, _ in rows]), places)
    seconds = time.perf_counter() - begun
    print(f"{path.name}: {len(rows)} addresses, {len(rows) / seconds:,.0f} a second")
    print(f"{'part':20}{'precision':>10}{'recall':>8}{'F1':>7}{'there':>7}")
    for part, label in LABELS.items():
        found = [plain(part, each) for each in parsed[part]]
        truth = [plain(part, parts.get(label)) for _, parts in rows]
        _tell(part, f1(found, truth))
        if part == "village":
            _tell("village by its word", f1(found, [plain(part, village(parts)) for _, parts in rows]))
        if part == "road":
            no_group = [None if each and _GROUP.search(each) else each for each in truth]
            _tell("road, no groups", f1(found, no_group))


def _tell(part: str, figures: tuple[float, float, float, int]) -> None:
    print(f"{part:20}{figures[0]:10.3f}{figures[1]:8.3f}{figures[2]:7.3f}{figures[3]:7}")


Sums = tuple[np.ndarray, np.ndarray]


def _sums(pairs: list[tuple[str, str, int]], places: Places, weights: AddressWeights) -> dict[str, Sums]:
    """By engine its two sums of each pair."""
    begun = time.perf_counter()
    distinct = pl.Series([text for pair in pairs for text in pair[:2]]).unique(maintain_order=True)
    parsed = parse(distinct, places)
    place_of = {text: at for at, text in enumerate(distinct)}
    left, right = (parsed[[place_of[pair[side]] for pair in pairs]] for side in (0, 1))
    sums = weights.sums(levels(left, right, Rarity.of(parsed["normal"])))
    print(f"{len(pairs)} pairs, {len(pairs) / (time.perf_counter() - begun):,.0f} a second")
    texts = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ratio, partial = (cpdist(*texts, scorer=scorer, workers=1) for scorer in (fuzz.ratio, fuzz.partial_ratio))
    return {"Yingbao": sums, "RapidFuzz ratio": (ratio, ratio), "RapidFuzz partial_ratio": (partial, partial)}


def measure_pairs(path: Path, unseen: list[Path], places: Places, weights: AddressWeights) -> None:
    """Print how well two addresses are told apart, on the second half of `path` and on the sets never looked at."""
    pairs = read_pairs(path)
    truth = np.array([near for *_, near in pairs])
    first = np.array([crc32(query.encode()) % 2 == 0 for query, *_ in pairs])
    engines = _sums(pairs, places, weights)
    set_on_first = {
        name: thresholds(place[first], house[first], truth[first]) for name, (place, house) in engines.items()
    }
    shipped_ones = {"Yingbao, thresholds as shipped": (weights.partly, weights.same)}
    _table(engines, shipped_ones | set_on_first, truth, ~first, f"{path.name}, second half")
    seen = {query for query, *_ in pairs}
    for other in unseen:
        pairs = [pair for pair in read_pairs(other) if pair[0] not in seen]
        truth = np.array([near for *_, near in pairs])
        _table(_sums(pairs, places, weights), shipped_ones | set_on_first, truth, truth >= 0, f"{other.name}, whole")


def _table(
    engines: dict[str, Sums],
    limits: dict[str, tuple[float, float]],
    truth: np.ndarray,
    measured: np.ndarray,
    heading: str,
) -> None:
    print(f"{f'{heading}: {measured.sum()}':46}{'macro F1':>9}{'not':>7}{'partly':>8}{'same':>7}")
    for name, (partly, same) in limits.items():
        place, house = engines[name.split(",")[0]]
        called = np.where(place < partly, Near.NOT, np.where(house < same, Near.PARTLY, Near.SAME))
        _judge(name, called[measured], truth[measured])


def _judge(name: str, called: np.ndarray, truth: np.ndarray) -> None:
    each = [2 * ((called == k) & (truth == k)).sum() / max((called == k).sum() + (truth == k).sum(), 1) for k in Near]
    print(f"{name:46}{macro_f1(called, truth):9.3f}{each[0]:7.3f}{each[1]:8.3f}{each[2]:7.3f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="addresses.py [options]"
    )
    parser.add_argument("--parts", type=Path, action="append", default=[], help="a labelled set of address parts")
    parser.add_argument("--pairs", type=Path, help="a labelled set of pairs of addresses")
    parser.add_argument("--unseen", type=Path, action="append", default=[], help="a set that set no threshold")
    parser.add_argument("--weights", type=Path, help="other weights than the shipped ones (address_train)")
    parser.add_argument("--region", default="funing", help="whose towns need no rank")
    wanted = parser.parse_args()
    if not (wanted.parts or wanted.pairs):
        parser.error("one of --parts and --pairs is wanted")
    region = regions.read(wanted.region)
    places = Places.of(region.areas, region.code)
    for path in wanted.parts:
        measure_parts(path, places)
    if wanted.pairs:
        weights = read(wanted.weights) if wanted.weights else shipped()
        measure_pairs(wanted.pairs, wanted.unseen, places, weights)


if __name__ == "__main__":
    main()
