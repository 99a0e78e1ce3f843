"""Weights are learned from a home's last night, as the matchers' heads say."""

import runpy
import sys
from pathlib import Path

import pytest

from matchers.engine import training
from matchers.engine.weights import read


@pytest.mark.parametrize("module", ["person.train", "child", "project", "employer.train"])
def test_weights_are_learned_from_a_published_night(
    module: str, small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / f"{module.partition('.')[0]}-1.toml"
    monkeypatch.setattr(sys, "argv", ["learn", str(small_home), str(out)])
    monkeypatch.setattr(training, "RANDOM_PAIRS", 20_000)
    runpy.run_module(f"matchers.{module}", run_name="__main__")
    found = read(out)
    assert found.m.keys() == found.u.keys() and all(0 < share < 1 for m in found.m.values() for share in m)
