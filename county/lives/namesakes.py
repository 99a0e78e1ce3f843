"""People who are easily taken for one another, and people who look like two."""

from dataclasses import replace

import numpy as np
import polars as pl

from county.clock import month_end, month_start
from county.employers import HSA
from county.numbers import check_digits, text
from county.people import People
from county.world import EMPLOYEE, FLEXIBLE, RESIDENT, World

TWO_NUMBERS = 0.003


def guardians(people: People) -> np.ndarray:
    """A grown-up of each person's household, else nobody (-1)."""
    grown = np.flatnonzero((people.age >= 22) & (people.age < 60) & people.in_resident)
    first = np.full(int(people.household.max()) + 1, -1)
    first[people.household[grown]] = grown
    return first[people.household]


def _pairs(world: World, share: float, least: int, fits: np.ndarray, purpose: str) -> np.ndarray:
    """Some of those who fit, two by two."""
    rng = world.stream("namesakes " + purpose)
    fitting = rng.permutation(np.flatnonzero(fits))
    count = min(max(least, world.count(share)), len(fitting) // 2)
    return fitting[: 2 * count].reshape(-1, 2)


def plant_births(world: World) -> None:
    """Twins: two of a day in one household. And children of one day who live apart, to be given one name."""
    people = world.people
    infants = (people.age == 0) & people.in_resident & (guardians(people) >= 0) & (people.kind == 0)
    twins = _pairs(world, 0.0002, 4, infants, "twins")
    world.rebirth(twins[:, 1], people.birth[twins[:, 0]])
    people.household[twins[:, 1]] = people.household[twins[:, 0]]
    people.village[twins[:, 1]] = people.village[twins[:, 0]]
    world.groups["twins"] = twins
    infants[twins] = False
    apart = _pairs(world, 0.0001, 3, infants & (people.sex == 1), "infants")
    apart = apart[people.village[apart[:, 0]] != people.village[apart[:, 1]]]
    world.rebirth(apart[:, 1], people.birth[apart[:, 0]])
    world.groups["infants"] = apart


def plant_names(world: World) -> None:
    """One name for two people of one birthday: in different villages, in one, and with numbers a digit apart."""
    people = world.people
    grown = np.flatnonzero((people.age >= 16) & (people.document == 0) & people.in_resident)
    order = grown[np.lexsort((people.sex[grown], people.birth[grown]))]
    same = (people.birth[order[1:]] == people.birth[order[:-1]]) & (people.sex[order[1:]] == people.sex[order[:-1]])
    # every other place at most, so that nobody is in two pairs
    first = np.flatnonzero(same)
    first = first[np.r_[True, np.diff(first) > 1]]
    chosen = world.stream("namesakes names").permutation(first)[: max(24, world.count(0.0006))]
    pairs = np.stack([order[chosen], order[chosen + 1]], axis=1)
    pairs = np.concatenate([pairs, world.groups["infants"]])
    village = pairs[: len(chosen) // 2]
    people.village[village[:, 1]] = people.village[village[:, 0]]
    world.rename(pairs[:, 1], world.identity.names.gather(pairs[:, 0].astype(np.uint32)).to_list())
    world.groups["namesake"] = pairs
    near = pairs[: max(4, len(chosen) // 8)]
    world.groups["one_digit"] = near[_one_digit_apart(world, near)]
    world.steady[world.groups["one_digit"]] = True


def _one_digit_apart(world: World, pairs: np.ndarray) -> np.ndarray:
    """Give the second of each pair the first's number but for one digit and the check digit, where it is free."""
    letters = world.identity.letters.copy()
    issued = set(world.identity.documents.to_list())
    done = np.zeros(len(pairs), dtype=bool)
    for place, (one, other) in enumerate(pairs.tolist()):
        for step in range(1, 10):
            number = letters[one].copy()
            number[14] = ord("0") + (number[14] - ord("0") + step) % 10
            number[17] = check_digits(number[None, :17] - ord("0"))[0]
            if number.tobytes().decode() not in issued:
                issued.add(number.tobytes().decode())
                letters[other] = number
                done[place] = True
                break
    changed = pairs[done, 1]
    documents = world.identity.documents.clone().scatter(changed, text(letters[changed]))
    world.identity = replace(world.identity, letters=letters, documents=documents)
    return done


def give_second_numbers(world: World) -> None:
    """Some people are on the books twice: an old membership, or the one as a resident, goes under another number."""
    rng = world.stream("second numbers")
    people, count = world.people, len(world.people.sex)
    member = {column.name: column.to_numpy() for column in world.facts["member"].frame()}
    for issuer, insurance in (("hrss", 110), ("hsa", 310)):
        mine = np.isin(member["insurance"], HSA) == (issuer == "hsa")
        now = mine & (member["insurance"] == insurance) & (member["status"] == 1) & (member["member_kind"] == EMPLOYEE)
        main = np.full(count, -1)
        main[member["pid"][now]] = member["uid"][now]
        chosen = np.flatnonzero((people.kind == 0) & (people.document == 0) & (main >= 0))
        everyone = np.unique(member["pid"][mine])
        chosen = rng.permutation(chosen)[: max(10, round(len(everyone) * TWO_NUMBERS))]
        second = np.full(count, -1)
        beyond = 3_200_000_000 + count * world.region.share.of
        second[chosen] = beyond + world.numbered(rng.permutation(len(chosen)), count)
        world.second_number[issuer], world.main_unit[issuer] = second, main
        world.steady[chosen] = True
        # an old row under the other number, so that each of them has two: ended long ago, it changes no answer
        ended = world.clock.first - 2 - rng.integers(0, 40, len(chosen))
        world.facts["member"].add(
            pid=chosen,
            insurance=insurance if issuer == "hrss" else 390,
            uid=-1,
            member_kind=FLEXIBLE if issuer == "hrss" else RESIDENT,
            status=4,
            stopped=month_end(ended),
            enrolled=month_start(ended - 14),
            reason=0,
            before=6,
            tier=0,
        )
        if issuer == "hrss":
            people.name_kind(chosen, "two_numbers_110")
            continue
        # 310 under the one and 390 under the other is as it should be, 310 under both is not
        other = mine & (member["insurance"] != 390) & (member["uid"] != main[member["pid"]])
        people.name_kind(chosen, "two_numbers_two_insurances")
        people.name_kind(np.intersect1d(chosen, member["pid"][other]), "two_numbers_310")
    both = [np.flatnonzero(second >= 0) for second in world.second_number.values()]
    world.groups["two_members"] = np.unique(np.concatenate(both))


def member_numbers(world: World, issuer: str, pids: np.ndarray, uids: np.ndarray) -> np.ndarray:
    """The numbers under which a bureau has these people's rows: what is not their present job may be another."""
    first = getattr(world.identity, issuer)[pids]
    second = world.second_number[issuer][pids]
    return np.where((second >= 0) & (uids != world.main_unit[issuer][pids]), second, first)


def with_a_typo(names: pl.Series, letters: str, rng: np.random.Generator) -> list[str]:
    """Names with their last letter mistyped, or with one too many after two; what follows a dot is left out."""
    wrong = rng.integers(0, len(letters), len(names))
    return [_mistyped(name, letters, at) for name, at in zip(names.to_list(), wrong.tolist(), strict=True)]


def _mistyped(name: str, letters: str, at: int) -> str:
    if "·" in name:
        return name.split("·")[0]
    letter = letters[at] if letters[at] != name[-1] else letters[at - 1]
    # another letter in a name of two would be another name
    return name + letter if len(name) == 2 else name[:-1] + letter
