"""The one page to read: what happens in a night, in order.

land → stage → match → core → lists → gates → ledger → indicators → publish → hand out
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

import regions
from base import clock, resources
from base.errors import BadInput
from base.home import Home
from flows import (
    accepted,
    admission,
    binding,
    engine,
    forecast,
    intake,
    keeping,
    neighbours,
    received,
    retention,
    surveyed,
)
from flows.faults import GateHeld, MachineFault, Spoiled, where
from flows.handout import hand_out_desk, hand_out_towns
from flows.night import Night, step
from flows.orchestrator import flow
from flows.rehearsal import Rehearsal
from flows.report import write_reports
from handouts import lock
from handouts.received import NAME
from ledger import cases, chain, judgements
from matchers import child, project
from matchers.employer import link as employer
from matchers.engine import result
from matchers.person import link as person
from matchers.text import numbers
from regions import Area
from sources import SOURCES
from sources.reader import forms
from sources.reader.delivery import Delivery
from sources.reader.landing import land_all
from sources.reader.manifest import deliveries, survey
from sql import (
    analysis,
    audit,
    configuration,
    delivered,
    fresh,
    gates,
    indicators,
    leads,
    mentions,
    publication,
    rests_on,
    rows,
)
from sql.duck import DuckWarehouse
from sql.warehouse import SCHEMAS, Progress, Query, Warehouse, read_queries


@dataclass(frozen=True)
class AreaAlias:
    """Another name of an area."""

    alias_name: str
    area_code: str


@dataclass(frozen=True)
class AbsentSource:
    """An extract that takes people off lists, and why the region goes without it (`[absent]`)."""

    extract: str
    absent_because: str


@step("读取各部门数据")
def land(night: Night) -> int:
    """Decode every delivered file into typed Parquet, or take what an earlier night decoded."""
    # A night that begins once more has read its files.
    if not night.files:
        _read(night)
    with night.warehouse() as warehouse:
        audit.remember(warehouse, night.home.published)
        audit.record_loads(warehouse, night.files)
        retention.record(warehouse, night.expired, night.deleted, night.home.published)
    return sum(file.rows for file in night.files)


@step("整理")
def stage(night: Night) -> int:
    """One row per key of every extract, typed and cleaned: in the evidence file, or as a view where it is large."""
    cleaned = {query.table: query for query in read_queries("staging")}
    with night.warehouse() as warehouse:
        for source in SOURCES.values():
            table = f"staging.{source.name}"
            night.progress(table)
            delivered.view_landed(warehouse, source, [file for file in night.files if file.extract == source.name])
            delivered.view_delivered(warehouse, source)
            if table in cleaned:
                warehouse.run(cleaned.pop(table))
            else:
                warehouse.create(table, f"select * from delivered.{source.name}")
        # What is left is no extract, but made of one.
        for query in cleaned.values():
            warehouse.run(query)
        mentions.view(warehouse)
        rows.write(warehouse, "core.area", Area, night.region.areas)
        aliases = [AreaAlias(*alias) for alias in sorted(night.region.aliases.items())]
        rows.write(warehouse, "core.area_alias", AreaAlias, aliases)
        absent = [AbsentSource(*entry) for entry in sorted(night.region.absent.items())]
        rows.write(warehouse, "core.absent_source", AbsentSource, absent)
        return audit.record_extracts(warehouse)


@step("匹配人员和单位")
def match(night: Night) -> int:
    """Who is who: by valid official numbers, then by everything else that records print; people's answers win."""
    with night.warehouse() as warehouse:
        warehouse.once("numbers", lambda: len(numbers.check(warehouse)))
        rows = sum(_run(night, warehouse, "numbered"))
        judgements.remembered(warehouse, night.home)
        key = night.home.read_case_key()
        found = warehouse.once("who is who", lambda: _who_is_who(night, warehouse, key), makes_room=True, key=key)
        judgements.record_matchers(warehouse, night.home.ledger, found["weights"])
        cases.recall(warehouse, night.home)
        return rows + int(found["rows"])


@step("归并到人和单位")
def build_core(night: Night) -> int:
    """One row per person, employer, covered month, wage month, exemption."""
    with night.warehouse() as warehouse:
        audit.record_policy(warehouse, night.policy.parameters, night.policy.bases)
        return sum(_run_all(night, warehouse, leads.before_lists()))


@step("生成清单")
def build_lists(night: Night) -> int:
    """Every list that the region asks for, with its reasons and evidence."""
    with night.warehouse() as warehouse:
        listed = leads.build(warehouse, night.home.read_case_key(), night.progress, night.region.lists)
        audit.record_trend(warehouse)
        for reservation in rests_on.reservations(night.policy.unverified(night.as_of), audit.filled(warehouse.ask)):
            night.note(reservation)
        for name, missing in audit.not_judged(warehouse):
            night.note(f"{name}没有判断：缺{missing}")
        return listed


@step("检查")
def check_gates(night: Night) -> int:
    """Whatever looks wrong holds the publication back, unless a named person lets it pass."""
    remembered, by = accepted.standing(night.home, night.files)
    night.accept, night.by = tuple(dict.fromkeys((*night.accept, *remembered))), night.by or by
    with night.warehouse() as warehouse:
        warehouse.sweep("staging", "delivered", "numbered", "matches", "restricted", "core", "lists")
        audit.record_keys(warehouse)
        held = gates.check(warehouse, night.accept, night.by, gates.of_files(warehouse, night.files))
    if held:
        accepted.leave(night.home, night.files, held)
        # What was rejected stands in a database that is not published: it is told here.
        why = received.rejects(received.of_night(night.files)) if "too_many_rejects" in held else ()
        raise GateHeld("\n".join([gates.sentence(held), *why]), held)
    return len(night.accept)


@step("登记案件")
def keep_cases(night: Night) -> int:
    """Every lead is a case: opened, changed, closed because the data say so, opened again; in one transaction."""
    with night.warehouse() as warehouse:
        events = cases.record(warehouse, night.home, night.started_at, night.accept, night.by)
        if names := cases.paused(warehouse):
            remedy = f"确认数据完整后，运行时加 --accept {gates.WHOLE} --by 姓名"
            night.note(f"{'、'.join(names)}是放行的或有一部分过了保存期限，与以前相差很大，本次不因数据结案；{remedy}")
        return events


@step("计算指标")
def count_indicators(night: Night) -> int:
    """The plans' indicators for every area and month, beside their targets; of cases, as they stand tonight."""
    with night.warehouse() as warehouse:
        return indicators.build(warehouse, night.region, night.progress)


@step("发布")
def publish(night: Night) -> int:
    """Copy what is shown into a file of its own, comment, checkpoint, close, sync, rename."""
    with night.built() as warehouse:
        audit.add_run(warehouse, night.record())
        warehouse.create("restricted.run", f"select '{night.run_id}' as run_id")
        build, key = night.home.build, night.home.read_case_key()
        warehouse.sweep(*SCHEMAS)
        if keeping.is_over(night.made_of, night.as_of):
            # A new file: rows of a delivery that is gone may stand in free blocks of the last one.
            night.kept.published = {}
        published, nameless = _editions(night, warehouse, key)
        if fresh.has_free_blocks(warehouse, "analysis", "published"):
            # An older night may be finer about somebody than tonight is: no block holds one.
            fresh.close(warehouse, "analysis", "published")
            for name in (publication.PUBLISHED, publication.ANALYSIS):
                (build / name).unlink()
            night.kept.published = {}
            published, nameless = _editions(night, warehouse, key)
        rows = warehouse.count("from published.audit.column")
        fresh.close(warehouse, "analysis", "published")
    _without_what_is_over(night)
    if not isinstance(night.home, Rehearsal):
        keeping.set_aside(night.home)
    night.progress(f"沿用{night.kept.taken}张表")
    publication.replace(night.home.build, night.home.published, night.home.previous, night.home.evidence)
    night.is_published = True
    night.kept.published = {**published.known, **nameless.known}
    # What a night that was held today has said of its files is over.
    (night.home.reports(night.as_of) / NAME).unlink(missing_ok=True)
    if retention.withdraw_previous(night.home, night.expired):
        night.note("上一版数据库用了已过保存期限的数据，已删除")
    return rows


def _editions(night: Night, warehouse: DuckWarehouse, key: str) -> tuple[fresh.Edition, fresh.Edition]:
    """Write what is published, and its copy without names."""
    build, home = night.home.build, night.home
    published = publication.prepare(warehouse, build / publication.PUBLISHED, home.published, key)
    return published, analysis.write(warehouse, build / publication.ANALYSIS, home.analysis, key, published)


@step("分发")
def hand_out(night: Night) -> int:
    """Workbooks for the towns, the desk's checks for the clerk."""
    due = cases.due(night.home.ledger, night.as_of)
    night.worklists = hand_out_towns(night.home, night.region, night.as_of, due, workers=night.threads)
    cases.record_sent(night.home, night.worklists, due, night.as_of, night.started_at)
    hand_out_desk(night.home, night.as_of, night.region)
    return len(night.worklists)


@step("写内部核对")
def show_desk(night: Night) -> int:
    """Of a rehearsal: the desk's checks, and no workbook for any town."""
    hand_out_desk(night.home, night.as_of, night.region)
    return 0


@step("生成报告")
def report(night: Night) -> int:
    """The page and the workbook for leaders."""
    return len(write_reports(night.home))


UNTIL_PUBLISHED = (
    *(land, stage, match, build_core, build_lists),
    *(check_gates, keep_cases, count_indicators, publish),
)
NIGHT = (*UNTIL_PUBLISHED, hand_out, report)
REHEARSAL = (*UNTIL_PUBLISHED, show_desk, report)


@flow(name="nightly", flow_run_name="{region}", validate_parameters=False, persist_result=False)
def nightly(
    inbox: Path,
    home: Path,
    region: str,
    as_of: date | str | None = None,
    accept: tuple[str, ...] = (),
    by: str | None = None,
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
    rehearse: bool = False,
    on_small_disk: bool = False,
    anew: bool = False,
    server: engine.EngineServer | None = None,
) -> Night:
    """The nightly job, once. Raises BadInput, GateHeld or Fault; whatever it raises, yesterday's file stands.

    `rehearse`: any day, into a home of its own, without a ledger and without workbooks for the towns.
    `on_small_disk`: also where the disk is expected to be too small. `anew`: nothing is taken over of an earlier night.
    `server`: an engine that makes the tables, always anew.
    """
    place = Rehearsal(Path(home)) if rehearse else Home(Path(home))
    night = Night(
        inbox=find_inbox(Path(inbox)),
        home=place,
        region=regions.read(region).with_targets(place.targets),
        as_of=date.fromisoformat(str(as_of)) if as_of else clock.today(),
        accept=gates.known(accept, by),
        by=by,
        threads=threads,
        memory=memory,
        progress=progress or (lambda text: None),
        anew=anew or server is not None,
    )
    configuration.check(night.region)
    # A password that is missing is told before a night's work, not after it.
    lock.password_from(night.region.worklists.password)
    admission.check(night.home, night.region.region, night.as_of, rehearse)
    with night.home.locked(), resources.watched(night.home.root) as night.used:
        binding.bind(night.home, night.region.region, night.started_at, rehearse)
        # A rehearsal has no ledger that could be lost.
        for damage in () if rehearse else chain.check(night.home):
            night.note(damage.sentence)
        night.home.prepare()
        if not rehearse:
            _take_in(night)
        forecast.tell(night, on_small_disk)
        with engine.begun(night, server):
            _to_the_end(night, REHEARSAL if rehearse else NIGHT)
    return night


def _to_the_end(night: Night, parts: Sequence[Callable[[Night], int | None]]) -> None:
    """Every step, and what is to be put away however they end."""
    try:
        _go_through(night, parts)
    except MachineFault:
        raise  # on a disk without room nothing more is written
    except (BadInput, GateHeld):
        _leave_received(night)
        _put_away(night)
        raise
    else:
        _put_away(night)
    finally:
        _withdraw_evidence(night)


def _go_through(night: Night, parts: Sequence[Callable[[Night], int | None]]) -> None:
    """Every step; once more from the beginning where what an earlier night left turns out to be of no use."""
    try:
        for part in parts:
            part(night)
    except Spoiled as spoiled:
        night.note(str(spoiled))
        night.begin_anew()
        for part in parts:
            part(night)


def _without_what_is_over(night: Night) -> None:
    """Rows of a delivery that is gone may stand in free blocks of what was built: it is written anew."""
    if keeping.is_over(night.made_of, night.as_of):
        fresh.build_anew(night.home.build, night.threads, night.memory)
        night.made_of = [one for one in night.made_of if not one.gone_on]


def _put_away(night: Night) -> None:
    """Leave what was built for the next night; one that was rehearsed leaves nothing."""
    if isinstance(night.home, Rehearsal):
        return
    if night.engine:
        keeping.leave_nothing(night.home)
        return
    try:
        if not night.is_published and keeping.is_over(night.made_of, night.as_of):
            # What this night has not come to was made of what is gone.
            with night.built() as warehouse:
                warehouse.sweep(*SCHEMAS)
                warehouse.sweep(*SCHEMAS, apart=True)
            _without_what_is_over(night)
        keeping.put_away(night.home, night.kept, night.made_of)
    except (OSError, duckdb.Error):
        keeping.clear(night.home)
        night.note("中间结果没有留下来，下次运行全部重新计算")


def _take_in(night: Night) -> None:
    """What was answered at the desk while the home was held is in the ledger before the night."""
    for sentence in intake.drain_held(night.home).refused:
        night.note(f"应保台的一条反馈没有采用：{sentence}")


def find_inbox(folder: Path) -> Path:
    """The inbox itself, or the one inside the folder that `yingbao demo` made."""
    if not (folder / "manifest.csv").exists() and (folder / "inbox" / "manifest.csv").exists():
        return folder / "inbox"
    if not folder.is_dir():
        raise BadInput(f"找不到数据文件夹 {folder}。")
    return folder


def _read(night: Night) -> None:
    """Land every delivered file; what may not be kept goes, and what an earlier night left is taken back."""
    declared = forms.declared(night.home.forms)
    neighbours.let_go(night.home, night.as_of)
    listed = [*deliveries(night.inbox, night.as_of), *neighbours.deliveries(night.home, night.as_of)]
    for sentence in neighbours.notes(listed):
        night.note(sentence)
    night.deleted = _let_go(night, listed)
    for expired in (delivery for delivery in listed if delivery.expired):
        night.note(f"{expired.file} 已过保存期限（{expired.keep_until}），不再使用")
    todo = [delivery for delivery in listed if not delivery.expired]
    for file in land_all(todo, night.home.landing, night.threads or os.cpu_count() or 1, declared):
        night.progress(f"{file.file} {file.rows}行" + ("" if file.read else "（未变，沿用）"))
        night.files.append(file)
        if file.mended:
            night.note(f"{file.file} 的落地数据不完整或被改动过，已从收件目录重新读取")
    night.files += surveyed.landed(night.home, night.region.keep, night.as_of)
    # Whatever happens later tonight: what may not be kept is gone, and what nobody delivers any more.
    if gone := night.home.purge_landing({path for file in night.files for path in (file.parquet, file.rejects)}):
        night.note(f"已删除{gone}份过期或不再交付的落地数据")
    for sentence in received.notes(received.of_night(night.files)):
        night.note(sentence)
    _take_back(night)


def _let_go(night: Night, listed: list[Delivery]) -> list[retention.Due]:
    """Delete what may not be kept, before anything can hold the night; what it was is told."""
    night.expired = retention.expired(night.home.published, listed, night.as_of)
    if keeping.let_go(night.home, listed, night.as_of, expired=bool(night.expired)):
        night.note("上次留下的中间结果用了已过保存期限的数据，已删除；本次全部重新计算")
    deleted = retention.clear(night.home, night.region.keep, listed, night.as_of)
    still_there = {delivery.extract for delivery in listed if not delivery.expired}
    for sentence in retention.notes(night.expired, deleted, still_there):
        night.note(sentence)
    return deleted


def _take_back(night: Night) -> None:
    """What the last night left stands in the building place, unless something else was asked for or it is of no use."""
    if night.anew or any(file.mended for file in night.files):
        keeping.clear(night.home)
    night.made_of = keeping.made_of(night.files, keeping.delivered(night.home), night.as_of)
    try:
        night.kept = keeping.take(night.home, night.as_of.toordinal())
    except keeping.Unusable as unusable:
        night.note(f"上次留下的中间结果不能用（{unusable}），本次全部重新计算")
        night.made_of = keeping.made_of(night.files, [], night.as_of)


def _leave_received(night: Night) -> None:
    """Of a night that was held or refused: what its files were like, where a clerk can look; it ends the same."""
    path = night.home.reports(night.as_of) / NAME
    if night.is_published:
        return
    try:
        entries = received.of_night(night.files) if len(night.steps) else _looked_at(night)
        received.workbook(entries, path, night.as_of)
    except Exception as error:
        night.note(f"{path} 没有写成（{where(error)}）")
    else:
        night.note(f"各文件的情况在 {path}")


def _looked_at(night: Night) -> list[received.Entry]:
    """All files, where the night ended at one that it refused; a file that nobody has listed is not read."""
    unlisted = ("没有在 manifest.csv 中登记，没有读",)
    found = [
        one if one.is_listed or not one.delivery else replace(one, delivery=None, problems=unlisted)
        for one in survey(night.inbox, night.as_of)
    ]
    workers = night.threads or os.cpu_count() or 1
    read = list(received.look(found, night.home.landing, workers, night.progress))
    return received.compared(read)


def _withdraw_evidence(night: Night) -> None:
    """A night that published nothing has left the evidence as it was: what has expired may not stay in it."""
    if not night.is_published and retention.withdraw_evidence(night.home, night.expired):
        night.note(
            "过期数据的证据库已删除，在下次发布之前 yingbao explain 不能用；"
            "已发布的数据库里还有由过期数据得出的结果，请尽快处理并重新运行"
        )


def _who_is_who(night: Night, warehouse: Warehouse, key: str) -> dict[str, Any]:
    """Link everybody; the rows that were made, and by which weights each matcher weighed."""
    weighed = [employer.link(warehouse), person.link(warehouse)]
    rows = sum(_run(night, warehouse, "matches"))
    weighed += [child.link(warehouse, key), project.link(warehouse)]
    rows += result.record(warehouse, weighed)
    return {"rows": rows, "weights": {part.matcher: part.weights for part in weighed}}


def _run(night: Night, warehouse: Warehouse, *schemas: str) -> Iterator[int]:
    return _run_all(night, warehouse, read_queries(*schemas))


def _run_all(night: Night, warehouse: Warehouse, queries: list[Query]) -> Iterator[int]:
    for query in queries:
        night.progress(query.table)
        yield warehouse.run(query)
