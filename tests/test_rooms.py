"""Imports run downwards through the house, none runs in a circle, and the picture of it is today's."""

import pytest

from benchmarks.house import PICTURE, floor_of, imports, modules, picture, room_of

MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downwards(module: str) -> None:
    room = room_of(module)
    for other in imports(MODULES[module], MODULES):
        assert room_of(other) == room or floor_of(room_of(other)) < floor_of(room), other


def test_there_is_no_circle() -> None:
    left = {name: imports(path, MODULES) for name, path in MODULES.items()}
    while free := [name for name, needs in left.items() if not needs & set(left)]:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert not left


def test_the_picture_of_the_house_is_drawn_from_today_s_imports() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "python benchmarks/house.py --draw"
