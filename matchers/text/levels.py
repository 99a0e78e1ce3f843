"""Levels of comparisons: an enumeration for each thing that is compared, from 0 (they differ) up (more alike)."""

from enum import IntEnum

MISSING = -1
"""The level of a pair that has nothing to compare."""


class Level(IntEnum):
    """One level: its number and, for the person who asks, its Chinese label."""

    label: str

    def __new__(cls, value: int, label: str) -> "Level":
        """A whole number with a label."""
        level = int.__new__(cls, value)
        level._value_ = value
        level.label = label
        return level

    @classmethod
    def labels(cls) -> tuple[str, ...]:
        """The labels from 0 up."""
        return tuple(level.label for level in sorted(cls))


class Agreement(Level):
    """What either agrees or does not."""

    DIFFERENT = 0, "不同"
    SAME = 1, "相同"


class Village(Level):
    """How near two places of residence are (GB/T 2260)."""

    DIFFERENT = 0, "不同"
    TOWN = 1, "同乡镇"
    SAME = 2, "相同"
