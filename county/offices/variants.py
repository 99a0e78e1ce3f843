"""The ways in which offices write an employer's name, and what of it each way leaves to be told by."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from county.firm_names import COMPANY, COUNT, LIMITED, SHORT, FirmName
from county.names import ALIKE, WORDS
from county.places import LONG_NAMES, SHORT_NAMES, in_full

TRADITIONAL = {ord(pair[0]): pair[1] for pair in WORDS.traditional.split()}
WHOLE: frozenset[str] = frozenset()
WIDE = {ord(half): chr(ord(half) + 0xFEE0) for half in "0123456789()"}

Parts = tuple[FirmName, frozenset[str]] | None


@dataclass(frozen=True, slots=True)
class Written:
    """A name as an office writes it. `key`: what it can be told by, as `Index` keeps it."""

    text: str
    key: tuple[str, ...]
    way: str
    lossless: bool


def _place_out(name: FirmName) -> Parts:
    return (replace(name, place="", behind=False), frozenset({"place"})) if name.place else None


def _town_out(name: FirmName) -> Parts:
    return (replace(name, town=""), frozenset({"town"})) if name.town and name.brand else None


def _place_suffix(name: FirmName) -> Parts:
    other = SHORT_NAMES.get(name.place) or LONG_NAMES.get(name.place)
    return (replace(name, place=other), WHOLE) if other else None


def _place_more(name: FirmName) -> Parts:
    more = in_full(name.place)
    return (replace(name, place=more, behind=False), WHOLE) if more else None


def _place_moved(name: FirmName) -> Parts:
    if not name.place or not name.brand or name.town:
        return None
    return replace(name, place=SHORT_NAMES.get(name.place, name.place), behind=not name.behind), WHOLE


def _form(name: FirmName) -> Parts:
    other = {COMPANY: LIMITED, LIMITED: COMPANY}.get(name.form)
    return (replace(name, form=other), WHOLE) if other else None


def _form_short(name: FirmName) -> Parts:
    return (replace(name, form="公司"), WHOLE) if name.form in (COMPANY, LIMITED) else None


def _form_out(name: FirmName) -> Parts:
    return (replace(name, form=""), frozenset({"form"})) if name.form and name.trade else None


def _trade_short(name: FirmName) -> Parts:
    return (replace(name, trade=SHORT[name.trade]), WHOLE) if name.trade in SHORT else None


def _trade_out(name: FirmName) -> Parts:
    return (replace(name, trade=""), frozenset({"trade"})) if name.brand and name.trade and name.form else None


def _abbreviation(name: FirmName) -> Parts:
    if not name.brand or not name.trade:
        return None
    short = replace(name, place="", town="", behind=False, form="", trade=SHORT.get(name.trade, name.trade))
    return short, frozenset({"place", "town", "form"})


def _bare(name: FirmName) -> Parts:
    """Place and brand are all that is left: 阜宁宏达."""
    if not name.brand or not name.place or not name.form.endswith("公司"):
        return None
    return replace(name, trade="", form="", behind=False), frozenset({"trade", "form"})


def _numeral(name: FirmName) -> Parts:
    digits = name.mark.translate({ord(word): str(place + 1) for place, word in enumerate(COUNT)})
    return (replace(name, mark=digits), WHOLE) if digits != name.mark else None


WAYS: dict[str, tuple[int, Callable[[FirmName], Parts]]] = {
    "place_out": (14, _place_out),
    "town_out": (4, _town_out),
    "place_suffix": (12, _place_suffix),
    "place_more": (6, _place_more),
    "place_moved": (7, _place_moved),
    "form": (12, _form),
    "form_short": (4, _form_short),
    "form_out": (6, _form_out),
    "trade_short": (6, _trade_short),
    "trade_out": (4, _trade_out),
    "abbreviation": (9, _abbreviation),
    "bare": (3, _bare),
    "numeral": (30, _numeral),
}
"""How often each is meant, and what it makes of the parts; None where it does not apply."""
TYPO, OLD_LETTERS, OWNER = "typo", "traditional", "owner"
WEIGHTS = {**{way: weight for way, (weight, _) in WAYS.items()}, TYPO: 12, OLD_LETTERS: 6, OWNER: 10}


def ways(chance: random.Random) -> list[str]:
    """All ways in an order by chance, the common ones mostly first."""
    return sorted(WEIGHTS, key=lambda way: chance.random() ** (1 / WEIGHTS[way]), reverse=True)


def write(name: FirmName, way: str, owner: str, chance: random.Random) -> Written | None:
    """The name written in a way, if the way makes another name of it."""
    plain = name.full()
    if way == TYPO:
        letters = name.brand + name.trade if name.head is None else ""
        places = [place for place, letter in enumerate(letters) if letter in ALIKE]
        if not places:
            return None
        place = chance.choice(places)
        letters = letters[:place] + ALIKE[letters[place]] + letters[place + 1 :]
        wrong = replace(name, brand=letters[: len(name.brand)], trade=letters[len(name.brand) :])
        return Written(wrong.full(), typo_key(name, place), way, False)
    if way == OLD_LETTERS:
        text = plain.translate(TRADITIONAL)
        return Written(text, name.key(), way, True) if text != plain else None
    if way == OWNER:
        # a shop goes by its owner: 张三（宏达超市）
        if not name.town or not name.brand or not name.form or name.form == "专业合作社":
            return None
        shop = replace(name, place="", town="").full()
        return Written(f"{owner}（{shop}）", ("place", "town", *name.key(frozenset({"place", "town"}))), way, False)
    make = WAYS[way][1]
    # a branch is written with its head office's name in that way; its own number stays, perhaps in other digits
    made = make(name) if name.head is None or way == "numeral" else make(name.head)
    if made is None:
        return None
    parts, without = made
    if name.head is not None and way != "numeral":
        parts = replace(name, head=parts)
    text = parts.full()
    if way == "place_moved" and chance.random() < 0.4:
        # not behind the brand but behind everything, or in front
        county, rest = SHORT_NAMES.get(name.place, name.place), replace(parts, place="").full()
        text = f"{rest}（{county}）" if chance.random() < 0.6 else f"（{county}）{rest}"
    if text == plain:
        return None
    return Written(text, (*sorted(without), *name.key(without)), way, not without)


def typo_key(name: FirmName, place: int) -> tuple[str, ...]:
    """The name with one letter of brand and trade unknown."""
    letters = name.brand + name.trade
    return (TYPO, letters[:place] + "?" + letters[place + 1 :], *name.key(frozenset({"brand", "trade"})))


def plain(name: FirmName) -> Written:
    """The name as it is registered."""
    return Written(name.full(), name.key(), "", True)


def is_unambiguous(name: FirmName, written: Written) -> bool:
    """Whether a name, with nothing beside it, leaves a clerk who has all registers in no doubt whom it means.

    Brand and trade must be there. Half of a brand of two letters is as good as another brand, for there are firms that
    differ by just that (the sisters 宏达建材 and 弘达建材); a name without its trade may be that of any sister. What
    stands for a trade and is none is a slip of the hand.
    """
    if written.way != TYPO:
        return "trade" not in written.key[: -len(name.key())]
    place = written.key[1].index("?")
    return place >= len(name.brand) or len(name.brand) >= 3


class Index:
    """Which employers a written name may stand for."""

    def __init__(self, names: Iterable[FirmName]) -> None:
        self.of: dict[tuple[str, ...], list[int]] = defaultdict(list)
        losses = [
            WHOLE,
            *(frozenset({part}) for part in ("place", "town", "form", "trade")),
            frozenset({"place", "town", "form"}),
            frozenset({"trade", "form"}),
            frozenset({"place", "town"}),
        ]
        labels = [(tuple(sorted(without)), without) for without in losses]
        for eid, name in enumerate(names):
            for label, without in labels:
                self.of[(*label, *name.key(without))].append(eid)
            for place in range(len(name.brand + name.trade) if name.head is None else 0):
                self.of[typo_key(name, place)].append(eid)

    def sharing(self, key: tuple[str, ...]) -> list[int]:
        """The employers that a name with this key may stand for."""
        return self.of.get(key, [])


def habit(text: str, chance: random.Random) -> str:
    """What everybody does besides: shorter brackets, a blank, full-width digits. The reader takes it back."""
    draw = chance.random()
    if draw < 0.4:
        text = text.replace("（", "(").replace("）", ")")
    elif draw < 0.43:
        middle = len(text) // 2
        text = f"{text[:middle]} {text[middle:]}"
    elif draw < 0.45:
        text = f"{text}\u3000"
    elif draw < 0.6:
        text = text.translate(WIDE)
    return text
