"""Whether the ledger, its key, the anchor and the published file are of one piece, and which of them is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from base.damage import Damage
from base.home import Home
from ledger import anchor
from ledger.anchor import Anchor, Chain, Witness, restore_command, restore_remedy


@dataclass(frozen=True)
class Witnesses:
    """What lies outside the ledger's folder and tells what must stand in it."""

    anchor: Anchor | None
    is_unreadable: bool
    """Whether an anchor lies there that nobody can read."""
    published: Mapping[Path, Witness] = field(default_factory=dict)
    """Of each published database that opens and was made from a ledger."""

    @property
    def sequence(self) -> int:
        """The number of the last event that is known of; 0 where none is."""
        return max([self.anchor.sequence if self.anchor else 0, *(one.sequence for one in self.published.values())])


def witnesses(home: Home) -> Witnesses:
    """Read what can be read; a database that does not open is told elsewhere (`databases`)."""
    found, is_unreadable = None, False
    try:
        found = anchor.read(home)
    except ValueError:
        is_unreadable = True
    published = {}
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        for file in (home.published, home.previous):
            try:
                if seen := anchor.witness(con, file):
                    published[file] = seen
            except duckdb.Error:
                continue
    return Witnesses(found, is_unreadable, published)


def of_lost(home: Home, seen: Witnesses) -> list[Damage]:
    """What is wrong where there is no ledger: nothing in a home that has not begun one."""
    if seen.sequence:
        what = f"账本 {home.ledger} 不见了，里面应有{seen.sequence}个事件（反馈、认定、结案都在其中）"
        return [Damage(what, restore_remedy(home.ledger))]
    # A county without a single lead publishes and begins no ledger; an anchor at 0 was begun before the first event.
    explains = seen.anchor or any(file.exists() for file in (home.published, home.previous))
    if home.has_begun and not explains:
        what = f"{home.root} 已经用过，账本和公布的数据库却都不见了"
        return [Damage(what, f"{restore_remedy(home.ledger)}；没有备份的，只能换一个新的空文件夹从头开始")]
    return []


def of_ledger(home: Home, chain: Chain, key: str, seen: Witnesses) -> list[Damage]:
    """What is wrong with a ledger whose chain is whole: its end, whose it is, its key, or what bears witness of it."""
    return _Judged(home, chain, key, seen).damages()


@dataclass
class _Judged:
    """The facts about one home; those that cost something are asked only where they are needed."""

    home: Home
    chain: Chain
    key: str
    seen: Witnesses

    @cached_property
    def published(self) -> dict[Path, Witness]:
        """The published files that must agree: not those whose end was given up by restoring an earlier ledger."""
        gone = self.chain.given_up()
        return {file: one for file, one in self.seen.published.items() if (one.sequence, one.mark) not in gone}

    @cached_property
    def agreeing(self) -> list[Path]:
        return [
            file
            for file, one in self.published.items()
            if (held := self.chain.hash_of(one.sequence)) and one.fits(self.key, held)
        ]

    @cached_property
    def against(self) -> list[Path]:
        return [file for file in self.published if file not in self.agreeing]

    @cached_property
    def anchor_knows_key(self) -> bool:
        return self.seen.anchor is not None and self.seen.anchor.key == anchor.fingerprint(self.key)

    @cached_property
    def is_key_right(self) -> bool:
        """Whether the key is the home's, whatever the ledger is."""
        if self.anchor_knows_key or any(self.published[file].is_sealed for file in self.agreeing):
            return True
        return any(anchor.fits_published(self.chain, self.key, file) for file in self.published)

    def damages(self) -> list[Damage]:
        previous, notes = self.home.previous, []
        if previous in self.against and self.home.published in self.agreeing:
            self.against.remove(previous)
            notes = [self._foreign(previous)]
        return [*notes, *self._of_the_rest()]

    def _of_the_rest(self) -> list[Damage]:
        anchored = self._anchor_holds()
        if anchored and not self.against:
            return []
        if anchored:
            return [self._foreign(file) for file in self.against]
        if not self.is_key_right and self._is_key_wrong():
            return [self._key()]
        if damage := self._cut() or self._changed():
            return [damage]
        return self._of_missing_anchor()

    def _is_key_wrong(self) -> bool:
        """Whether the ledger was not written with this key; one without a single case tells nothing of its key."""
        fits = anchor.fits_ledger(self.chain, self.key)
        return fits is False or (fits is None and self.seen.anchor is not None)

    def _anchor_holds(self) -> bool:
        """Whether the anchor's event stands in the ledger; one at 0 was begun before the first event."""
        last = self.seen.anchor
        if last is None or not self.anchor_knows_key:
            return False
        held = self.chain.hash_of(last.sequence)
        return not last.sequence or (held is not None and anchor.seal(self.key, held) == last.seal)

    def _cut(self) -> Damage | None:
        """Where one that is to be believed knows of later events than the ledger."""
        tail = self.chain.tail()
        anchored = self.seen.anchor.sequence if self.seen.anchor and self.anchor_knows_key else 0
        last = max([anchored, *(one.sequence for one in self.published.values())])
        if last <= tail or self._difference() <= tail:
            return None
        older = self.home.ledger.with_name(f"{self.home.ledger.stem}.{tail:012d}{self.home.ledger.suffix}")
        perhaps = f"被换成了较早的版本（很像旁边的 {older.name}）" if older.exists() else "被截短，或被换成了较早的版本"
        what = f"账本末尾少了第{tail + 1}号到第{last}号，共{last - tail}个事件：{perhaps}"
        return Damage(what, restore_remedy(self.home.ledger))

    def _difference(self) -> int:
        """The number of the first event that a published file tells otherwise; beyond every number where none does."""
        firsts = [anchor.first_difference(self.chain, self.key, file) for file in self.against]
        return min([first for first in firsts if first is not None], default=1 << 62)

    def _changed(self) -> Damage | None:
        """Where the ledger is not the one that was written here, or the anchor is not its own."""
        last = self.seen.anchor
        if self.agreeing and last and self._is_anchor_wrong(last):
            what = f"{self.home.anchor.name} 与账本、密钥和公布的数据库都不符：它不是这个账本的，或被改过"
            return Damage(what, f"账本无误；请查明是谁动过它，移走 {self.home.anchor} 后再运行，会重新建立")
        if not self.against and not last:
            return None
        first = self._difference()
        where = f"从第{first}号事件起" if first < 1 << 62 else f"第{last.sequence if last else 0}号事件"
        beside = "公布的数据库" if self.against else self.home.anchor.name
        what = f"账本{where}与{beside}不符：被换成了别的账本，或改写后重新接过链"
        return Damage(what, restore_remedy(self.home.ledger))

    def _is_anchor_wrong(self, last: Anchor) -> bool:
        """Whether a published file proves it: it stands, and what the anchor tells lies before its end."""
        known = max(self.published[file].sequence for file in self.agreeing)
        return not self.anchor_knows_key or last.sequence <= known

    def _key(self) -> Damage:
        what = f"编号密钥 {self.home.case_key} 被换过，不是这个账本的；用它运行，案件编号全变，发出的工作簿也认不出来"
        return Damage(what, restore_remedy(self.home.ledger, only=" --only key"))

    def _foreign(self, file: Path) -> Damage:
        what = f"公布的数据库 {file.name} 与账本不是一家的：它不是从这个账本公布的，或被换过"
        if file == self.home.previous:
            return Damage(what, "它只是上一次的留底，请移走；账本无误", stops=False)
        if self.home.previous in self.agreeing:
            remedy = f"账本无误；请用上一次公布的顶替：cp {self.home.previous} {file}，再运行一次"
        else:
            remedy = f"账本无误；请从备份只恢复公布的数据库：{restore_command(self.home.ledger, ' --only published')}"
            remedy += "；或移走它后重新运行（这一次没有上次的数据可比）"
        return Damage(what, remedy)

    def _of_missing_anchor(self) -> list[Damage]:
        home = self.home
        if not (self.chain.is_anchored or any(one.is_sealed for one in self.published.values())):
            return []  # a home of 0.2.0: its anchor is begun at the next write
        state = "读不出来" if self.seen.is_unreadable else "不见了"
        if self.agreeing:
            what = f"记着账本末尾的 {home.anchor.name} {state}，而账本与公布的数据库相符"
            return [Damage(what, "下次写入账本时会重新建立；请查明是谁动过它", stops=False)]
        what = f"记着账本末尾的 {home.anchor.name} {state}，又没有公布的数据库可以对照，不能确定账本末尾是否完整"
        sure = "没有备份、但用印出的账本行核对过（yingbao doctor --anchor）而确认账本完整的，认下它："
        return [Damage(what, f"{restore_remedy(home.ledger)}；{sure}yingbao restore {home.ledger} --home {home.root}")]
