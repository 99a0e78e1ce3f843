"""What a reviewer has let pass: a gate, for exactly the files that it held, with a reason, for so many days.

`home/desk/accepted.jsonl`, a line each, kept. A night whose files are the same, byte by byte, lets it pass by itself;
another file, or another day than those, and the gate holds again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from base import clock
from base.atomic import PRIVATE_FOLDER, written
from base.errors import BadInput
from base.home import Home
from sources.reader.landing import Landed
from sql import gates

LONGEST_DAYS = 31
_LEAST_WORDS = 4


@dataclass(frozen=True)
class Accepted:
    """One gate that was let pass."""

    gate: str
    by: str
    reason: str
    at: str
    until: str
    """The last day on which it holds."""
    inputs: str
    """The digest of the files that it held."""


@dataclass(frozen=True)
class Held:
    """What held the last night that was held."""

    inputs: str
    at: str
    gates: Mapping[str, Sequence[str]]
    """The messages by gate."""


def inputs_of(files: Iterable[Landed]) -> str:
    """The digest of delivered files: of their names and of what is in them."""
    lines = sorted(f"{file.file} {file.sha256}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def standing(home: Home, files: Iterable[Landed]) -> tuple[tuple[str, ...], str | None]:
    """The gates that are let pass for these files today, and by whom."""
    today, known = clock.today().isoformat(), read(home)
    if not known:
        return (), None
    inputs = inputs_of(files)
    found = {one.gate: one.by for one in known if one.inputs == inputs and one.until >= today}
    return tuple(found), "、".join(dict.fromkeys(found.values())) or None


def leave(home: Home, files: Iterable[Landed], held: Mapping[str, Sequence[str]]) -> None:
    """Remember which files were held, and why: what a reviewer may let pass."""
    place = _folder(home) / "held.json"
    with written(place) as file:
        content = asdict(
            Held(inputs_of(files), clock.now().isoformat(), {gate: list(why) for gate, why in held.items()})
        )
        file.write(json.dumps(content, ensure_ascii=False).encode())


def held(home: Home) -> Held | None:
    """What held the last night that was held; None where nothing was, or nobody can read it."""
    try:
        return Held(**json.loads((home.root / "desk" / "held.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def accept(home: Home, chosen: Sequence[str], by: str, reason: str, days: int) -> list[Accepted]:
    """Let gates pass for the files that they held. Raises BadInput where nothing is held, or no reason is given."""
    stands = held(home)
    if stands is None:
        raise BadInput("现在没有被检查项拦下的运行。")
    if not chosen or set(chosen) - set(stands.gates):
        raise BadInput("请勾选要放行的检查项。")
    if len(reason.strip()) < _LEAST_WORDS:
        raise BadInput("请写明向谁核实过、为什么可以放行。")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(f"放行的天数应在1到{LONGEST_DAYS}之间。")
    gates.known(tuple(chosen), by)
    until: date = clock.today() + timedelta(days - 1)
    made = [Accepted(gate, by, reason, clock.now().isoformat(), until.isoformat(), stands.inputs) for gate in chosen]
    path = _folder(home) / "accepted.jsonl"
    before = path.read_bytes() if path.exists() else b""
    with written(path) as file:
        lines = (json.dumps(asdict(one), ensure_ascii=False) for one in made)
        file.write(before + "".join(f"{line}\n" for line in lines).encode())
    return made


def read(home: Home) -> list[Accepted]:
    """Everything that was ever let pass, the earliest first; a line that nobody can read lets nothing pass."""
    try:
        lines = (home.root / "desk" / "accepted.jsonl").read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            found.append(Accepted(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def _folder(home: Home) -> Path:
    folder = home.root / "desk"
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder
