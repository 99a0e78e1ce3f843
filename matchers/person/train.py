"""Learn the people's weights from the data alone: strangers from random pairs of residents, m by EM over all compared
pairs of somebody unknown and somebody known. No answer key is read.

    python -m matchers.person.train HOME matchers/weights/person-1.toml
"""

from dataclasses import replace
from math import log2

import numpy as np
import polars as pl

from matchers.engine import training
from matchers.engine.weights import Weights, shares
from matchers.person import records
from matchers.person.link import weigh
from matchers.person.model import MATCHER
from sql.warehouse import Warehouse

RESIDENTS = """
    select row_number() over (order by person_id) as print_no, 'resident' as extract, person_id as number, person_name,
        birth_date, sex, phone, registered_area as area, null::varchar as employer_record, false as is_former,
        null::varchar as called, null::varchar as employer_id
    from staging.resident order by print_no"""
EMPLOYED = """
    select matched.employer_id, count(distinct printed.number) as people from numbered.person_print as printed
    join matches.employer as matched
        on printed.extract = matched.extract and printed.employer_record = matched.record_id
    where printed.extract = 'wage'
    group by matched.employer_id"""


def learn(warehouse: Warehouse, version: str, source: str) -> Weights:
    """m and u of every feature; `prior` is log2 of the true partners that somebody unknown has on average."""
    u = _strangers(warehouse)
    mentions = records.read(warehouse)
    scored = weigh(mentions, training.unweighed(MATCHER, version, source))
    names = list(MATCHER.sizes)
    pairs = float(scored["left_group"].n_unique() * mentions.all_people)
    counted = scored.group_by(names).len().sort(names)
    learned = training.settled(MATCHER, version, source, counted, u, pairs)
    return replace(learned, prior=learned.prior + log2(mentions.all_people))


def _strangers(warehouse: Warehouse) -> dict[str, np.ndarray]:
    """How often two people who have nothing to do with each other show each level."""
    people = records.mentions_of(warehouse.frame(RESIDENTS)).with_columns(pl.lit(False).alias("is_foreign"))
    levels = MATCHER.compare(training.random_pairs(people, people))
    u = {name: shares(column, MATCHER.sizes[name]) for name, column in levels.items()}
    # what is too rare for a sample is counted: how often two share a name, and an employer
    counts = people["called"].drop_nulls().value_counts()["count"].to_numpy() / len(people)
    u["name"] = _with_top(u["name"], float((counts**2).sum()))
    sizes = warehouse.frame(EMPLOYED)["people"].to_numpy()
    share = float(((sizes / max(sizes.sum(), 1)) ** 2).sum()) if len(sizes) else 0.01
    u["employer"] = np.array([1 - share, share])
    return u


def _with_top(levels: np.ndarray, top: float) -> np.ndarray:
    """The same shares with another one for the highest level."""
    rest = levels[:-1] * (1 - top) / levels[:-1].sum()
    return np.append(rest, top)


if __name__ == "__main__":
    training.run(learn, __doc__ or "")
