"""A made-up county: a clean world first, its answer key from that world's facts, then what departments deliver."""

from datetime import date

DEFAULT_DAY = date(2026, 11, 22)
LEAST_PEOPLE = 3000
