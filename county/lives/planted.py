"""The world that everybody of a county lives in: the planted cases first, then ordinary lives."""

from datetime import date

from county import firms, projects
from county.lives import (
    careers,
    namesakes,
    planted_cover,
    planted_doubts,
    planted_duplicates,
    planted_employers,
    planted_hardship,
    planted_lapses,
    planted_medical,
    planted_over_age,
    planted_owners,
    planted_partial,
    planted_pensions,
    planted_permits,
    planted_renewals,
    planted_residents,
    planted_rosters,
    planted_rulings,
    planted_wages,
    planted_years,
    watched,
)
from county.numbers import WHOLE, Share
from county.world import World


def make_world(people: int, region: str, seed: int, as_of: date, share: Share = WHOLE) -> World:
    """Plant everything, then let everyone else live an ordinary life."""
    world = World(people, region, seed, as_of, share)
    planted_wages.plant(world)
    planted_lapses.plant(world)
    planted_residents.plant(world)
    free = world.people.free.copy()
    planted_employers.plant(world)
    planted_owners.plant(world)
    planted_hardship.plant(world)
    planted_pensions.plant(world)
    planted_years.plant(world)
    planted_cover.plant(world)
    planted_medical.plant(world)
    planted_rosters.plant(world)
    planted_rulings.plant(world)
    planted_duplicates.plant(world)
    planted_partial.plant(world)
    planted_renewals.plant(world)
    planted_permits.plant(world)
    planted_over_age.plant(world)
    planted_doubts.plant(world)
    # what these are listed for is planted, nothing is added by chance
    world.settled = free & ~world.people.free
    planted_wages.ordinary_waged(world)
    careers.live(world)
    planted_rulings.ordinary_rulings(world)
    planted_duplicates.ordinary_deaths(world)
    planted_owners.settle_owners(world)
    namesakes.plant_births(world)
    planted_medical.register_children(world)
    world.identify()
    firms.christen(world)
    watched.plant(world)
    projects.build(world)
    namesakes.plant_names(world)
    careers.other_lists(world)
    namesakes.give_second_numbers(world)
    planted_duplicates.call_names(world)
    return world
