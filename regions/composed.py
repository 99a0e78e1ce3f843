"""Several regions in one: what their files say alike is taken over, all else is told apart or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from regions.local_values import Bounds, Dated, LocalBase, LocalValue

Key = TypeVar("Key", bound=str)
Meant = TypeVar("Meant")
Local = TypeVar("Local", LocalValue, LocalBase)


class Disagreement(Exception):  # noqa: N818
    """A value that some of the parts set otherwise than others, or not at all, and the whole does not set."""

    def __init__(self, name: str, parts: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.sentence = f"没有写，{'、'.join(parts)}写的又不一样（或只有其中几个写了），不能替全省选一个"


def kept_apart(parts: Sequence[str], names: Sequence[Mapping[str, Meant]]) -> dict[str, Meant]:
    """What each part means by a name; a name that several use has the part's own in front: 盐城市开发区.

    The bare one then means nothing: of two prefectures' 开发区 nobody could tell which is meant.
    """
    used = [name for each in names for name in each]
    return {
        part + name if used.count(name) > 1 else name: meant
        for part, each in zip(parts, names, strict=True)
        for name, meant in each.items()
    }


def agreed(parts: Sequence[str], values: Sequence[Mapping[Key, Local]], own: Mapping[Key, Local]) -> dict[Key, Local]:
    """The dated values that all parts set alike, wherever they have them from, and the whole's own in place of them.

    Raises Disagreement for one that is not the same in all parts and that the whole leaves open.
    """
    found: dict[Key, Local] = {}
    for name in sorted({name for each in values for name in each} - own.keys()):
        given = [each[name] for each in values if name in each]
        if len(given) < len(values) or any(_meaning(one) != _meaning(given[0]) for one in given):
            raise Disagreement(name, parts)
        found[name] = given[0]
    return {**found, **own}


def _meaning(value: LocalValue | LocalBase) -> list[Dated | Bounds]:
    """What holds from which day, without the text that it rests on."""
    return [replace(each, source=None, verified=None) for each in value.values]
