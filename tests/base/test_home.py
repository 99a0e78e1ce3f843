"""One run at a time holds a home; whoever holds it for a moment keeps no night from running."""

import fcntl
import threading
from pathlib import Path

import pytest

from base import home as base_home
from base.errors import BadInput
from base.home import Home


def held(home: Home, is_brief: bool) -> tuple[threading.Thread, threading.Event]:
    """Another run that holds the home until it is told to let go."""
    there, go = threading.Event(), threading.Event()

    def hold() -> None:
        with home.locked(is_brief):
            there.set()
            go.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    there.wait(30)
    return other, go


def test_a_night_waits_for_answers_that_are_being_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    other, go = held(home, is_brief=True)
    # It lets go only once somebody has been seen waiting, longer than for any other run.
    monkeypatch.setattr(base_home, "_A_MOMENT", 0.0)
    monkeypatch.setattr("base.home.time.sleep", lambda _: (go.set(), other.join()))
    with home.locked():
        assert go.is_set()


def test_a_second_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    with home.locked(is_brief=True):
        pass
    other, go = held(home, is_brief=False)
    monkeypatch.setattr(base_home, "_A_MOMENT", 0.0)
    with pytest.raises(BadInput, match="正在被另一次运行使用"), home.locked():
        pass
    go.set()
    other.join()
    with home.locked():
        pass


def test_who_only_looks_whether_a_home_is_held_keeps_nobody_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    with home.locked():
        pass
    with (tmp_path / ".lock").open("rb") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        monkeypatch.setattr("base.home.time.sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))
        with home.locked():
            pass
