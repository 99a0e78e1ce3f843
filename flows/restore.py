"""What was lost comes back: from a backup, or from a version of the ledger that lies beside it.

What would be lost by it is told first, and nothing is done until somebody says so by name. What is replaced is moved
into `replaced/`, never deleted. The new files are made ready beside, then what is to be done is written down
(`restoring.json`), then done by renames: a restore that is killed has done nothing yet, or is finished by the next
call, and until then nobody else goes on.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import duckdb

from base import case_key, clock
from base.atomic import replaced_file, sync
from base.errors import BadInput
from base.home import PRIVATE, PRIVATE_MODE, SHARED, SHARED_MODE, Home
from base.text import fold
from flows import archive, binding, keeping
from flows.archive import ANCHOR, BINDING, KEY, LEDGER, PARTS, PUBLICATION
from ledger import anchor, chain, databases
from ledger.event import Event
from sql.warehouse import quoted

ONLY: Mapping[str, tuple[str, ...]] = {"key": (KEY,), "published": PUBLICATION}
"""What may come back by itself, while the ledger stays."""

_KINDS = {
    "answered": "反馈",
    "contradicted": "与数据不符的反馈",
    "contacted": "走访",
    "corrected": "更正电话地址",
    "verdict": "匹配认定",
    "claimed": "报称已办",
    "closed": "结案",
    "reopened": "重新打开",
    "listed": "列入清单",
    "changed": "情况变化",
    "sent": "下发",
    "bond contacted": "包保联系",
    "message due": "应发短信",
    "message sent": "已发短信",
    "accepted": "放行",
    "released": "确认完整",
    "restored": "恢复",
    "unknown": "种类不明（未公布过）",
}
_WHAT = {LEDGER: "账本", KEY: "编号密钥", BINDING: "地区登记", PUBLICATION[0]: "公布的数据库", PUBLICATION[1]: "依据库"}
_AFTERWARDS = ("published/previous.duckdb", "published/analysis.duckdb")
"""Made from what is given up: set aside with it."""


@dataclass(frozen=True)
class Plan:
    """What a restore would do, known before it does anything."""

    source: str
    made_at: str
    region: str
    as_of: str
    sequence: int
    names: tuple[str, ...]
    """The files that come back, by their place in the home."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """Events of the present ledger that would be gone, by kind."""
    is_counted: bool = True
    """Whether the present ledger could be read; else what is known of it was counted elsewhere."""
    given_up: tuple[Mapping[str, object], ...] = ()
    """What published files that stay tell of events that would be gone."""


def plan(home: Home, source: Path, password: str | None = None, only: str | None = None) -> Plan:
    """What restoring would bring back and what would be lost by it. Raises BadInput where it cannot or may not be."""
    with home.locked():
        _refuse(home)
        with _plain(home):
            return _planned(home, source, password, only)


def restore(
    home: Home, source: Path, by: str, password: str | None = None, only: str | None = None, at: datetime | None = None
) -> Plan:
    """Restore, and record who did and what was lost by it. Raises BadInput: nothing was replaced."""
    actor = fold(by)
    if not actor:
        raise BadInput("恢复须写明是谁决定的：--yes --by 姓名。")
    at = (at or clock.now()).replace(microsecond=0)
    with home.locked():
        _refuse(home)
        with _plain(home):
            done = _planned(home, source, password, only)
            _make_ready(home, source, password, done, actor, at)
            _write_down(home, done, at)
            finish_moves(home)
        if only:
            # Where something else is still wrong, what came back has come back; it is told by the next command.
            with suppress(BadInput):
                chain.append(home, [_event(done, actor)], at)
    return done


def finish(home: Home) -> bool:
    """Finish a restore that was killed while it replaced files; whether there was one."""
    if not home.restoring.exists():
        return False
    with home.locked(), _plain(home):
        finish_moves(home)
    return True


def sentences(planned: Plan, home: Home) -> Iterator[str]:
    """What the terminal shows of a plan: counts and files, nothing personal."""
    made = f"，{planned.made_at.replace('T', ' ')}做的" if planned.made_at else ""
    whose = f"{planned.region or '地区未记'}，截至{planned.as_of or '（没有公布）'}"
    yield f"{planned.source}：{whose}{made}，账本到第{planned.sequence}号事件。"
    several = sum(planned.lost.values())
    unsure = "" if planned.is_counted else "现有账本读不出来，以下是从公布的数据库和账本锚点数出来的，可能不全；"
    if several:
        kinds = "，".join(f"{_KINDS.get(kind, kind)} {number}" for kind, number in planned.lost.items())
        yield f"{unsure}恢复后将失去在这以后记下的{several}个事件：{kinds}。"
    else:
        yield f"{unsure}恢复后不会失去账本里的任何事件。"
    what = "、".join(_WHAT.get(name, name) for name in planned.names)
    yield f"恢复：{what}；现有的移到 {home.root / 'replaced'}，不删除。"


def _refuse(home: Home) -> None:
    # What a damaged binding says counts for nothing: it is among what a restore brings back.
    with suppress(binding.Damaged):
        binding.refuse_rehearsal(home, "恢复")
    if home.restoring.exists():
        raise BadInput(f"上一次恢复做到一半中断了；请先做完它：yingbao restore --home {home.root}。")


@contextmanager
def _plain(home: Home) -> Iterator[None]:
    """The disk's own faults as a sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "磁盘写满了，请腾出空间后再试" if full else f"{error.strerror}，请核对路径和权限后再试"
        raise BadInput(f"恢复没有做成（{home.root}）：{why}。") from None


def _staging(home: Home) -> Path:
    return home.root / ".restoring"


def _planned(home: Home, source: Path, password: str | None, only: str | None) -> Plan:
    ready = _staging(home)
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(mode=PRIVATE_MODE)
    try:
        if not source.is_file():
            raise BadInput(f"找不到备份 {source}。")
        if source.suffix == ".duckdb":
            return _of_version(home, source, ready)
        return _of_archive(home, source, password, only, ready)
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def _of_archive(home: Home, source: Path, password: str | None, only: str | None, ready: Path) -> Plan:
    contents = archive.read(source, password, ready, (LEDGER, KEY, BINDING, *(PUBLICATION if only else ())))
    bound = databases.region_of(home)
    if bound and contents.region and bound != contents.region:
        raise BadInput(
            f"{source.name} 是 {contents.region} 的备份，{home.root} 是 {bound} 的；请核对是不是拿错了备份。"
        )
    names = tuple(name for name in (ONLY[only] if only else PARTS) if contents.has(name) and name != ANCHOR)
    if not names or (not only and not {LEDGER, KEY} <= set(names)):
        raise BadInput(f"{source.name} 里没有要恢复的东西；请换一份备份。")
    key = _sound(source, ready, contents.sequence, contents.seal)
    plain = Plan(source.name, contents.made_at, contents.region, contents.as_of, contents.sequence, names)
    if only:
        _must_fit(home, source, ready, key, contents.sequence, contents.seal, only)
        return plain
    # What was published later than the backup goes with it; where the backup holds no publication, it stays.
    stay = () if set(PUBLICATION) & set(names) else (home.published, home.previous)
    return _with_losses(home, ready / LEDGER, key, plain, stay)


def _of_version(home: Home, source: Path, ready: Path) -> Plan:
    """A version of the ledger itself: the key and what is published stay."""
    if wrong := case_key.damage(home.case_key):
        raise BadInput(wrong.sentence)
    key = case_key.read(home.case_key)
    (ready / LEDGER).parent.mkdir(mode=PRIVATE_MODE)
    shutil.copyfile(source, ready / LEDGER)
    last = _whole(source, ready / LEDGER)
    with chain.open_chain(ready / LEDGER) as links:
        if anchor.fits_ledger(links, key) is False:
            raise BadInput(f"{source.name} 不是用现在的编号密钥写的，它是别处的账本；请换一份。")
    plain = Plan(source.name, "", databases.region_of(home) or "", "", last.sequence, (LEDGER,))
    return _with_losses(home, ready / LEDGER, key, plain, (home.published, home.previous))


def _whole(source: Path, file: Path) -> chain.Tail:
    """The end of a ledger that is to come back. BadInput where it is itself damaged."""
    if chain.verify(file):
        raise BadInput(f"{source.name} 里的账本是损坏的；请换一份备份。")
    return chain.tail(file)


def _sound(source: Path, ready: Path, sequence: int, seal: str) -> str:
    """The backup's key, once its ledger has been found whole and to be what the contents tell."""
    if case_key.damage(ready / KEY):
        raise BadInput(f"{source.name} 里的编号密钥是损坏的；请换一份备份。")
    key, last = case_key.read(ready / KEY), _whole(source, ready / LEDGER)
    if last.sequence != sequence or anchor.seal(key, last.hash) != seal:
        raise BadInput(f"{source.name} 里的账本和密钥不是一套；请换一份备份。")
    return key


def _must_fit(home: Home, source: Path, ready: Path, key: str, sequence: int, seal: str, only: str) -> None:
    """What comes back by itself must be the present ledger's."""
    try:
        with chain.open_chain(home.ledger) as links:
            held = links.hash_of(sequence)
            fits = not sequence or (held is not None and anchor.seal(key, held) == seal)
            if fits and only == "published":
                seen = anchor.witness(links.con, ready / PUBLICATION[0])
                fits = seen is None or seen.fits(key, links.hash_of(seen.sequence) or "")
    except duckdb.Error:
        raise BadInput("现有账本打不开，不能只恢复这一样；请去掉 --only，连账本一起恢复。") from None
    if not fits:
        raise BadInput(f"{source.name} 不是现有账本的备份，不能只恢复这一样；请换一份，或去掉 --only 连账本一起恢复。")


def _with_losses(home: Home, new: Path, key: str, plain: Plan, stay: Sequence[Path]) -> Plan:
    lost, is_counted = _losses(home, new, plain.sequence)
    given_up = []
    with chain.open_chain(new) as links:
        for file in stay:
            with suppress(duckdb.Error):
                seen = anchor.witness(links.con, file)
                if seen and not seen.fits(key, links.hash_of(seen.sequence) or ""):
                    given_up.append({"sequence": seen.sequence, "mark": seen.mark})
    return Plan(**{**vars(plain), "lost": lost, "is_counted": is_counted, "given_up": tuple(given_up)})


def _losses(home: Home, new: Path, sequence: int) -> tuple[dict[str, int], bool]:
    """Events of the present ledger that the new one does not hold, by kind; of what is published where it is lost."""
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute(f"attach {quoted(str(new))} as new (read_only)")
        for file, events, is_whole in (
            (home.ledger, "old.event", True),
            (home.published, "old.ledger.event", False),
            (home.previous, "old.ledger.event", False),
        ):
            if not file.exists():
                continue
            with suppress(duckdb.Error):
                con.execute("detach database if exists old")
                con.execute(f"attach {quoted(str(file))} as old (read_only)")
                beyond = (
                    "anti join new.event as held using (sequence, hash)" if is_whole else f"where sequence > {sequence}"
                )
                rows = con.execute(
                    f"select kind, count(*) from {events} {beyond} group by kind order by kind"
                ).fetchall()
                lost = {str(kind): int(number) for kind, number in rows}
                return (lost, True) if is_whole else (_with_unknown(home, lost, sequence), False)
    return _with_unknown(home, {}, sequence), not home.has_begun


def _with_unknown(home: Home, lost: dict[str, int], sequence: int) -> dict[str, int]:
    """What the anchor knows of beyond what could be counted: feedback since the last publication."""
    with suppress(ValueError):
        last = anchor.read(home)
        more = (last.sequence if last else 0) - sequence - sum(lost.values())
        return lost | ({"unknown": more} if more > 0 else {})
    return lost


def _event(done: Plan, actor: str) -> Event:
    payload = {
        "from": done.source,
        "made_at": done.made_at,
        "sequence": done.sequence,
        "parts": list(done.names),
        "lost": dict(done.lost),
        "given_up": [dict(end) for end in done.given_up],
    }
    return Event("restored", "ledger", actor, payload, date.fromisoformat(done.as_of) if done.as_of else None)


def _make_ready(home: Home, source: Path, password: str | None, done: Plan, actor: str, at: datetime) -> None:
    """Make the new files ready beside, whole and on the disk; nothing of the home is touched."""
    ready = Home(_staging(home))
    ready.root.mkdir(mode=PRIVATE_MODE)
    if source.suffix == ".duckdb":
        ready.ledger.parent.mkdir(mode=PRIVATE_MODE)
        shutil.copyfile(source, ready.ledger)
        shutil.copyfile(home.case_key, ready.case_key)
        ready.case_key.chmod(case_key.MODE)
    else:
        archive.read(source, password, ready.root, done.names)
    if LEDGER in done.names:
        last = chain.extend(ready.ledger, [_event(done, actor)], at)
        anchor.write(ready, case_key.read(ready.case_key), last.sequence, last.hash, at)


def _write_down(home: Home, done: Plan, at: datetime) -> None:
    """From here on the restore is finished, whatever happens."""
    whole = LEDGER in done.names
    moves = [name for name in done.names if not (whole and name in (LEDGER, KEY))]
    if whole:
        moves = ["ledger", ANCHOR, *moves]
    aside = list(_AFTERWARDS) if whole and PUBLICATION[0] in done.names else []
    with replaced_file(home.restoring) as (new, _):
        new.write_text(json.dumps({"at": f"{at:%Y%m%dT%H%M%S}", "moves": moves, "aside": aside}), encoding="utf-8")


def finish_moves(home: Home) -> None:
    """Put the new files in place, the old ones aside; may be called again after every kill."""
    todo = json.loads(home.restoring.read_text(encoding="utf-8"))
    # What the last night left for the next one belongs to what is given up.
    keeping.clear(home)
    ready, aside = _staging(home), home.root / "replaced" / str(todo["at"])
    aside.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    aside.parent.chmod(PRIVATE_MODE)
    for name in todo["aside"]:
        _set_aside(home.root / name, aside / name)
    for name in todo["moves"]:
        # What is no longer there has been put in place before the kill.
        if (ready / name).exists():
            _set_aside(home.root / name, aside / name)
            _settle(ready / name, name)
            shared = name.partition("/")[0] in SHARED
            (home.root / name).parent.mkdir(mode=SHARED_MODE if shared else PRIVATE_MODE, exist_ok=True)
            (ready / name).rename(home.root / name)
            sync((home.root / name).parent)
    for name in (*SHARED, *PRIVATE):
        if (home.root / name).is_dir():
            (home.root / name).chmod(SHARED_MODE if name in SHARED else PRIVATE_MODE)
    sync(home.root)
    home.restoring.unlink()
    sync(home.root)
    shutil.rmtree(ready, ignore_errors=True)


def _set_aside(old: Path, place: Path) -> None:
    if not os.path.lexists(old):
        return
    place.parent.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    old.rename(place)
    sync(place.parent)


def _settle(path: Path, name: str) -> None:
    if path.is_file():
        path.chmod(0o640 if name.partition("/")[0] in SHARED else 0o600)
