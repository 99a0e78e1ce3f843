"""The command line: thin, over the flows. Exit 0 done, 1 our fault, 2 wrong call or input, 3 held by a gate."""

import os
import sys

# ruff: noqa: E402
# Before anything else is imported: an empty or relative entry of PYTHONPATH means the folder that the command is called
# in, where workbooks of others lie, and with them whatever calls itself pickle.py.
for _entry in os.environ.get("PYTHONPATH", os.sep).split(os.pathsep):
    if not _entry.startswith(os.sep):
        _place = os.path.realpath(_entry or os.curdir)
        sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) != _place]

import argparse
import io
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from base.errors import OTHER_VERSION, BadInput
from base.home import Home

# Prefect reads these when it is imported: nothing is sent anywhere, Shanghai's clock, no page but this machine's.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("PREFECT_SERVER_API_HOST", "127.0.0.1")
# And Polars' allocator this: what is done with is the machine's again within half a second, not when it runs short.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:500,muzzy_decay_ms:0")

Argument = tuple[tuple[str, ...], dict[str, Any]]
COMMANDS: dict[str, tuple[Callable[..., int | None], tuple[Argument, ...]]] = {}


def _argument(*names: str, **options: Any) -> Argument:
    return names, options


def _command(*arguments: Argument) -> Callable[[Callable[..., int | None]], Callable[..., int | None]]:
    """A function becomes the command of its name, its docstring the help, its parameters these arguments."""

    def register(action: Callable[..., int | None]) -> Callable[..., int | None]:
        COMMANDS[action.__name__] = action, arguments
        return action

    return register


def _number(least: int, most: int = 10**18) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not re.fullmatch("[0-9]{1,18}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"应是不小于{least}的整数" + (f"，至多{most}" if most < 10**18 else ""))
        return int(text)

    return number


def _memory(text: str) -> str:
    from sql.duck import memory_word

    try:
        return memory_word(text)
    except BadInput as error:
        raise argparse.ArgumentTypeError(str(error).removeprefix("--memory ").removesuffix("。")) from None


INBOX = _argument("--inbox", type=Path, required=True, help="各部门数据所在文件夹（含 manifest.csv）")
HOME = _argument("--home", type=Path, required=True, help="本系统的工作文件夹")
REGION = _argument("--region", required=True, help="地区，如 funing")
AS_OF = _argument("--as-of", help="截至日期，如 2026-11-22；默认当天（上海时间）")


@_command(
    _argument("--out", type=Path, required=True, help="写到哪个文件夹"),
    _argument("--region", default="funing", help="地区，默认 funing"),
    _argument("--people", type=_number(3_000), default=60_000, help="人口数，默认60000"),
    _argument("--seed", type=_number(0), default=1, help="随机种子，同一种子得到同样的数据"),
    _argument("--as-of", default="2026-11-22", help="截至日期，默认 2026-11-22"),
)
def demo(out: Path, region: str, people: int, seed: int, as_of: str) -> None:
    """造一个虚构的县：各部门的数据文件（inbox）和标准答案（answers）。"""
    from county.making import make
    from flows.show import Reporter

    _known_region(region)
    with Reporter() as reporter:
        reporter(f"造数：{people}人，种子{seed}")
        day = _day(as_of) or date(2026, 11, 22)
        make(out, region=region, people=people, seed=seed, as_of=day, progress=reporter)
    print(f"数据：{out / 'inbox'}\n答案：{out / 'answers'}")


@_command(
    INBOX,
    HOME,
    REGION,
    AS_OF,
    _argument("--accept", action="append", default=[], help="放行某个检查项（可重复）"),
    _argument("--by", help="放行人姓名"),
    _argument("--threads", type=_number(1, 256), help="线程数；默认全部"),
    _argument("--memory", type=_memory, help="数据库内存上限，如 8GB；不写为 3GB，数据多的随之增加，至多本机一半"),
    _argument("--rehearse", action="store_true", help="演练：任何日期，另用一个工作文件夹，不动账本，不发乡镇"),
    _argument("--anew", action="store_true", help="全部重新计算，不沿用上次的中间结果"),
    _argument("--on-small-disk", action="store_true", help="预计磁盘空间不够，也照样运行"),
    _argument(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="在哪里计算：local 本机（默认），spark 数据中心的引擎",
    ),
    _argument("--connect", help="引擎的地址，如 sc://10.1.2.3:15002（Spark Connect）；和 --engine spark 一起用"),
    _argument("--engine-folder", help="引擎和本机都看得到的文件夹，放当晚的中间数据，用后清空；默认在工作文件夹里"),
)
def run(
    inbox: Path,
    home: Path,
    region: str,
    as_of: str | None,
    accept: list[str],
    by: str | None,
    threads: int | None,
    memory: str | None,
    rehearse: bool,
    anew: bool,
    on_small_disk: bool,
    engine: str,
    connect: str | None,
    engine_folder: str | None,
) -> None:
    """运行一次：读取、匹配、生成清单、检查、发布、分发。"""
    from flows.attempts import attempted
    from flows.engine import chosen
    from flows.nightly import nightly
    from flows.rehearsal import NOTE
    from flows.show import Reporter, console, lists_table
    from ledger import anchor

    with Reporter() as reporter, attempted(Home(home), region, as_of, reporter, last_line=anchor.line) as attempt:
        _known_region(region)
        # Without a flow run the steps are plain functions: a night needs no server.
        night = attempt.night = nightly.fn(
            inbox=inbox,
            home=home,
            region=region,
            as_of=_day(as_of),
            accept=tuple(accept),
            by=by,
            threads=threads,
            memory=memory,
            progress=attempt.progress,
            rehearse=rehearse,
            anew=anew,
            on_small_disk=on_small_disk,
            server=chosen(engine, connect, engine_folder),
        )
    console.print(lists_table(night.home.published))
    print(f"数据库：{night.home.published}")
    if rehearse:
        print(f"{NOTE}。")
    else:
        print(f"乡镇工作簿：{night.home.worklists(night.as_of)}（{len(night.worklists)}个）")
    print(f"内部核对：{night.home.reports(night.as_of) / 'desk.xlsx'}")
    print(f"报告：{night.home.reports(night.as_of) / 'index.html'}")
    if last := anchor.line(night.home):
        print(f"{last}（请抄下或打印留存，日后可用 yingbao doctor --anchor 核对）")


@_command(
    INBOX,
    HOME,
    REGION,
    _argument("--cron", default="0 2 * * *", help="时间表（上海时间），默认每天两点"),
)
def serve(inbox: Path, home: Path, region: str, cron: str) -> None:
    """按时间表每晚运行（Prefect），直到被停止。"""
    import regions
    from flows import binding
    from flows.schedule import serve_nightly
    from sql import configuration

    _known_region(region)
    configuration.check(regions.read(region).with_targets(Home(home).targets))
    binding.check(Home(home), region)
    serve_nightly(inbox.absolute(), home.absolute(), region, cron)


@_command(
    _argument("--home", action="append", type=Path, help="参加交换的工作文件夹（每个地区写一次）"),
    _argument("--homes", type=Path, help="写明各地区的文件（province.toml），代替 --home"),
)
def exchange(home: list[Path] | None, homes: Path | None) -> None:
    """各地区的工作文件夹互相交换参保情况：只给对方本来就有的人，下次运行时生效；退出的地区的数据随之撤回。"""
    from flows.exchange import exchange as exchanged

    if bool(home) == bool(homes):
        raise BadInput("请用 --home 写明每个工作文件夹，或用 --homes 写明一个文件。")
    if homes:
        from flows.province import read

        home = [Path(member.home) for member in read(homes)]
    for one in exchanged(home or []):
        print(one.sentence)


@_command(
    _argument("--homes", type=Path, required=True, help="写明各地区的文件（province.toml）"),
    AS_OF,
    _argument("--side-by-side", type=_number(1, 64), default=1, help="同时运行几个地区；默认一个接一个"),
    _argument("--threads", type=_number(1, 256), help="每个地区的线程数；默认全部"),
    _argument("--memory", type=_memory, help="每个地区的数据库内存上限，如 8GB"),
)
def province(homes: Path, as_of: str | None, side_by_side: int, threads: int | None, memory: str | None) -> int:
    """一台服务器上的几个地区：各运行一次（yingbao run），互不影响，然后交换参保情况，合计指标。"""
    from flows.province import province as nights
    from flows.show import Reporter

    _day(as_of)
    with Reporter() as reporter:
        # Without a flow run it is a plain function: no server is needed.
        done = nights.fn(homes, as_of, side_by_side, memory, threads, reporter)
    for line in (*(one.line for one in done.nights), *(one.sentence for one in done.exchanged)):
        print(line)
    if done.figures:
        print(f"全部地区的指标：{homes.parent / 'figures.csv'}（合计{done.figures}个）")
    if done.problem:
        print(done.problem, file=sys.stderr)
    return done.code


@_command(
    HOME,
    _argument("--out", type=Path, required=True, help="写到哪个文件夹（工作文件夹之外），每县一个子文件夹"),
    _argument("--by", default="county", help="按 county（县，默认）还是 prefecture（设区市，全省的结果）分"),
)
def cut(home: Path, out: Path, by: str) -> None:
    """把全市、全省的结果按县分开：每县一份公布的数据库、一份不含姓名的副本，和各乡镇的工作簿。"""
    from flows.cut import cut as apart
    from flows.show import Reporter

    _published(home)
    with Reporter() as reporter:
        done = apart(Home(home), out, by, reporter)
    print("\n".join(done.lines))


@_command(HOME, _argument("--towns", action=argparse.BooleanOptionalAction, default=True, help="是否按乡镇展开"))
def lists(home: Path, towns: bool) -> None:
    """各清单和各乡镇的行数，按层级。"""
    from flows.handout import left_out
    from flows.show import console, lists_table, towns_table

    published = _published(home)
    console.print(lists_table(published))
    if towns:
        console.print(towns_table(published))
    if waiting := left_out(Home(home)):
        print(waiting)


@_command(HOME, _argument("--public", action="store_true", help="公开版：8以下不公开，其余取整到5"))
def report(home: Path, public: bool) -> None:
    """重新生成给领导看的报告（网页和工作簿），或它的公开版。"""
    from flows.report import write_reports

    _published(home)
    # A night would clear away what is half written.
    with Home(home).locked():
        written = write_reports(Home(home), public)
    for path in written:
        print(str(path))


@_command(_argument("table", help="表名，如 core.person 或 lapsed_members"), HOME)
def columns(table: str, home: Path) -> None:
    """某张表每一列的含义。"""
    from flows.show import columns_table, console

    console.print(columns_table(_published(home), table))


@_command(
    _argument("subject", help="身份证号、信用代码、单位名称、案件编号或清单里的编号"),
    HOME,
    _argument("--list", dest="list_id", help="只看某一清单"),
)
def explain(subject: str, home: Path, list_id: str | None) -> None:
    """某人或某单位为什么在（不在）清单上：规则、事实、文件和行号。"""
    from flows.explain import sentences

    _published(home)
    for sentence in sentences(Home(home), subject, list_id):
        print(sentence)


@_command(
    _argument("file", type=Path, nargs="?", help="填好的待确认匹配表（verdicts.xlsx）；不写则列出已学到的名称"),
    HOME,
    _argument("--by", help="判断人姓名；默认未署名"),
    _argument("--take-back", type=_number(1), nargs="+", default=[], help="收回这些编号的认定，今后照常再问"),
)
def verdicts(file: Path | None, home: Path, by: str | None, take_back: list[int]) -> None:
    """收回待确认匹配表：记下判断人的认定，并报告自动匹配的准确率；列出、收回已学到的名称。"""
    from flows import verdicts as answers
    from flows.show import console

    _published(home)
    if file and take_back:
        raise BadInput("收回文件和收回认定（--take-back）请分两次运行。")
    parts: list[Any]
    if take_back:
        parts = answers.take_back(Home(home), take_back, by)
    elif file:
        parts = list(answers.summary(answers.take(Home(home), file, by), Home(home).ledger))
    else:
        parts = [answers.taught_table(answers.taught(Home(home).ledger))]
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str), highlight=False, markup=False)


@_command(
    _argument("files", type=Path, nargs="+", help="填好交回的乡镇工作簿，可以一次交多个"),
    HOME,
    _argument("--by", help="收回人姓名；默认未署名"),
)
def feedback(files: list[Path], home: Path, by: str | None) -> None:
    """收回填好的工作簿：记入账本；存疑的行另存一份，改好后再交。"""
    from flows.bonds import take_back

    _published(home)
    for sentence in take_back(Home(home), files, by):
        print(sentence)


@_command(HOME, _argument("--month", help="哪一个月，如 2026-11；默认最近一次发布的月份"))
def bonds(home: Path, month: str | None) -> None:
    """生成各单位的包保联系登记表（每月一份）；填好用 yingbao feedback 收回。"""
    from flows.bonds import send, sent_summary

    _published(home)
    for sentence in sent_summary(send(Home(home), month)):
        print(sentence)


@_command(
    HOME,
    _argument("--split", default="town", help="按 town（乡镇）还是 village（村）分"),
    _argument("--since", help="只要这一天以来新增的，如 2026-11-20"),
)
def worklists(home: Path, split: str, since: str | None) -> None:
    """重新生成乡镇工作簿：可按村分，可只要新增的；已反馈而没有重新打开的不再下发。"""
    from flows.handout import hand_out_again

    _published(home)
    folder, count = hand_out_again(Home(home), split, _day(since))
    print(f"工作簿：{folder}（{count}个）")


@_command(
    HOME,
    _argument("--opt-out", type=Path, help="退订的手机号（文本或 CSV）：登记后不再给它们发短信；不发本批"),
    _argument("--by", help="登记人姓名；默认未署名"),
)
def messages(home: Path, opt_out: Path | None, by: str | None) -> None:
    """生成应发的一批短信（断保、未参保等，CSV，交短信系统发送），并记入账本；登记退订。"""
    from flows.messages import batch
    from flows.messages import opt_out as opted_out

    _published(home)
    if opt_out:
        print(f"新登记退订{opted_out(Home(home), opt_out, by)}个号码，今后不再发送。")
        return
    made = batch(Home(home))
    if made.path:
        print(f"本批短信{made.sent}条：{made.path}")
    else:
        print("本次没有应发的短信。")
    if made.without:
        print(f"没有手机号的{made.missing}人：{made.without}")


@_command(
    HOME,
    _argument("--step", help="哪一步：告知书、提醒函、约谈、整改通知单、联合执法"),
    _argument("--list", dest="list_id", help="只发某一清单上的单位"),
    _argument("--town", help="只发某一乡镇（9位区划代码）的单位"),
    _argument("--by", help="发文人姓名；默认未署名"),
    _argument("--templates", action="store_true", help="把自带的模板写到 home/templates，供修改；已有的不动"),
)
def notices(
    home: Path, step: str | None, list_id: str | None, town: str | None, by: str | None, templates: bool
) -> None:
    """给单位发文书：参保告知书、提醒函、约谈通知、整改通知单、联合执法移交单，编号、带回执，记入账本。"""
    from flows.letters import offer_templates
    from flows.notices import issue, summary

    if templates:
        print(f"模板：{Home(home).templates}（新写{len(offer_templates(Home(home)))}个，已有的没有动）")
        return
    if not step:
        raise BadInput("请用 --step 写明哪一步，如 --step 告知书。")
    _published(home)
    for sentence in summary(issue(Home(home), step, list_id, town, by), step):
        print(sentence)


@_command(
    HOME,
    _argument("--kind", required=True, help="哪一种：入企、入户、活动"),
    _argument("--month", help="活动：报哪个月，如 2026-03；默认上个月"),
    _argument("--list", dest="list_id", help="只调查某一清单上的"),
    _argument("--town", help="只要某一乡镇（9位区划代码）的"),
    _argument("--by", help="下发人姓名；默认未署名"),
)
def surveys(home: Path, kind: str, month: str | None, list_id: str | None, town: str | None, by: str | None) -> None:
    """下发调查表：按乡镇写成工作簿，已知的填好，只留几格；填好用 yingbao feedback 收回。"""
    from flows.surveys import send, summary

    _published(home)
    for sentence in summary(send(Home(home), kind, list_id, town, by, month=_month(month))):
        print(sentence)


@_command(
    HOME,
    _argument("--list", dest="list_id", help="只算某一清单上的人"),
    _argument("--town", help="只算某一乡镇（9位区划代码）的人"),
)
def accounts(home: Path, list_id: str | None, town: str | None) -> None:
    """算一笔账：给清单上的人每人一张单子，缴多少、领多少、差多少；按乡镇写成可打印的文档。"""
    from flows.accounts import write_slips

    _published(home)
    made = write_slips(Home(home), list_id, town)
    print(f"算账单{made.slips}份、{made.files}个文件：{made.folder}")
    if made.without:
        print(f"另有{made.without}人没有算：不在可测算的险种里，或缺少缴费基数、口径。")


@_command(
    _argument("employer", help="统一社会信用代码或单位全称"),
    HOME,
    _argument("--by", help="经办人姓名；默认未署名"),
)
def posting(employer: str, home: Path, by: str | None) -> None:
    """应单位要求，出具在单位内部公示的参保人员和缴费基数表，以及如实参保承诺书。"""
    from flows.posting import write

    _published(home)
    made = write(Home(home), employer, by)
    print(f"公示表（{made.people}人）和承诺书：{made.folder}")


@_command(
    _argument("file", type=Path, help="申请单位名单（工作簿或 CSV），要有“单位名称”一列，最好有统一社会信用代码"),
    HOME,
    _argument("--by", help="查询人姓名；默认未署名"),
)
def screen(file: Path, home: Path, by: str | None) -> None:
    """核查申请奖补的单位：参保率、欠费、是否达到最低参保率，写在名单旁边；不含任何个人信息，每次查询记入账本。"""
    from flows.screen import answer, summary

    _published(home)
    for sentence in summary(answer(Home(home), file, by)):
        print(sentence)


PASSWORD = (
    _argument("--password-env", help="备份的密码在哪个环境变量里"),
    _argument("--password-file", type=Path, help="备份的密码在哪个文件里"),
)


@_command(HOME, _argument("--to", type=Path, required=True, help="备份写到哪个文件夹（工作文件夹之外）"), *PASSWORD)
def backup(home: Path, to: Path, password_env: str | None, password_file: Path | None) -> None:
    """备份账本、编号密钥、设置和最近一次公布的数据库，写成一个文件，写好后读回核对。"""
    from flows.backup import back_up, password

    made = back_up(Home(home), to, password(Home(home), password_env, password_file))
    contents = made.contents
    print(f"备份：{made.path}（账本到第{contents.sequence}号事件，{len(contents.files)}个文件，读回核对无误）")
    if not made.is_encrypted:
        print("注意：这份备份没有加密，里面有编号密钥和个人信息；拿出这台机器前请加密（--password-file）。")


@_command(
    _argument("source", type=Path, nargs="?", metavar="FROM", help="备份文件，或账本旁留的旧版本"),
    HOME,
    _argument("--only", choices=("key", "published"), help="只恢复编号密钥（key）或公布的数据库（published）"),
    _argument("--yes", action="store_true", help="看过将失去什么，确认恢复"),
    _argument("--by", help="决定恢复的人姓名"),
    *PASSWORD,
)
def restore(
    source: Path | None,
    home: Path,
    only: str | None,
    yes: bool,
    by: str | None,
    password_env: str | None,
    password_file: Path | None,
) -> None:
    """从备份恢复；先说明将失去什么，加 --yes --by 姓名 才动手；被替换的移到一边，不删除。"""
    from flows import restore as restoring
    from flows.backup import password

    if restoring.finish(Home(home)):
        print("上一次中断的恢复已经做完；请运行 yingbao doctor 查看。")
        return
    if source is None:
        raise BadInput("请写明从哪一份备份恢复：yingbao restore 备份文件 --home …。")
    word = password(Home(home), password_env, password_file)
    if yes:
        done = restoring.restore(Home(home), source, by or "", word, only)
        print(
            "\n".join(
                [*restoring.sentences(done, Home(home)), "已恢复。请运行 yingbao doctor 查看，再运行一次 yingbao run。"]
            )
        )
    else:
        plan = restoring.plan(Home(home), source, word, only)
        print(
            "\n".join(
                [*restoring.sentences(plan, Home(home)), "还没有改动任何文件；确认后再运行一次，加上 --yes --by 姓名。"]
            )
        )


@_command(
    _argument("--home", type=Path, help="本系统的工作文件夹"),
    _argument("--anchor", help="印出的账本行，如“账本 第120号事件 0123456789ab”：核对账本里还有没有它"),
    _argument("--notify", action="store_true", help="给 notify.toml 里的每个接收人试发一条消息"),
    _argument("--overdue", action="store_true", help="多日没有运行成功时通知（每天至多一次），供单独的定时任务使用"),
)
def doctor(home: Path | None, anchor: str | None, notify: bool, overdue: bool) -> int:
    """检查这台机器和工作文件夹缺什么、哪里不安全、怎样补救；有问题时退出码为2。"""
    from flows.doctor import examine

    if notify or overdue:
        return _tell(home, overdue)
    findings = examine(Home(home) if home else None, anchor)
    for finding in findings:
        mark = "正常" if finding.is_well else "注意"
        line = f"[{mark}] {finding.what}" + ("" if finding.is_well else f"：{finding.mend}")
        print(line)
    return 0 if all(finding.is_well for finding in findings) else 2


def _tell(home: Path | None, overdue: bool) -> int:
    """Try the receivers out, or tell them that no night has succeeded for days; 2 where something is to be mended."""
    from flows import notify

    if home is None or not home.is_dir():
        raise BadInput("请用 --home 写明本系统的工作文件夹。")
    if overdue:
        if problem := notify.tell_overdue(Home(home)):
            print(f"{problem}。", file=sys.stderr)
        return 2 if problem else 0
    deliveries = notify.try_out(Home(home))
    for reached in deliveries:
        print(f"[{'注意' if reached.problem else '正常'}] {reached.receiver}：{reached.problem or '已送出'}")
    if not deliveries:
        raise BadInput(f"{Home(home).notify} 里没有接收人；请照文档的例子写好后再试。")
    return 2 if any(reached.problem for reached in deliveries) else 0


@_command(
    _argument("inbox", type=Path, help="各部门数据所在文件夹"),
    _argument("--home", type=Path, help="工作文件夹；给出时按其中的 forms.toml 读"),
)
def manifest(inbox: Path, home: Path | None) -> None:
    """为清单 manifest.csv 里还没有的文件起草登记行，由人补全。"""
    from sources.reader import forms
    from sources.reader.manifest import draft

    added = draft(inbox, forms.of_home(home))
    message = f"已在 {inbox / 'manifest.csv'} 补登{len(added)}个文件；请补全提供单位、依据和保存期限。"
    message += "行数是应保清点的（rows_by 列），请与部门说的行数核对。" if added else ""
    print(message)


@_command(
    _argument("extract", help="哪一类数据（如 member），或 all"),
    _argument("--out", type=Path, required=True, help="写到哪个文件夹"),
    _argument("--home", type=Path, help="工作文件夹；给出时用它的地区名、forms.toml 和 templates/ 里自己的函"),
)
def template(extract: str, out: Path, home: Path | None) -> None:
    """为各部门做数据填报表（Excel）和商请函（Word）。"""
    from flows.template import write_templates

    written = write_templates(extract, out, home)
    print(f"已在 {out} 写好{len(written) // 2}类数据的填报表和商请函；函上的文号、日期、联系人和保存期限请填好。")


@_command(
    _argument("inbox", type=Path, help="各部门数据所在文件夹，有没有 manifest.csv 都可以"),
    _argument("--json", type=Path, help="把结果写到这个文件（JSON）"),
    _argument("--rows", type=Path, help="把读出的行写到这个文件夹（Parquet，含个人信息）"),
    _argument("--home", type=Path, help="工作文件夹；给出时按其中的 forms.toml 读"),
)
def check(inbox: Path, json: Path | None, rows: Path | None, home: Path | None) -> int:
    """试读收件目录里的每个文件，说明读到什么、哪里不对；不发布任何东西；有拒收的文件时退出码为2。"""
    from flows import received
    from flows.check import check as checked
    from flows.show import Reporter

    with Reporter() as reporter:
        entries = checked(inbox, reporter, json, rows, home)
    for entry in entries:
        print(received.line(entry))
    for entry in entries:
        if details := list(received.details(entry)):
            print("\n  ".join([f"\n{entry.file}", *details]))
    if lines := received.forms_lines(entries):
        print("\n".join(["\n可以写进 home/forms.toml 的行（核对后再写，# 开头的要补上代码）：", *lines]))
    return 2 if any(entry.verdict == received.REFUSED for entry in entries) else 0


@_command(
    HOME,
    _argument("--host", default="127.0.0.1", help="在哪个地址上开，默认 127.0.0.1（只有本机能用）"),
    _argument("--port", type=_number(1, 65_535), default=8021, help="端口，默认8021"),
    _argument("--inbox", type=Path, help="各部门数据所在文件夹；默认是工作文件夹里的 inbox，写过一次就记住"),
    _argument("--insecure-lan", action="store_true", help="没有 TLS 也让网络上的人用：只可在隔离的内网里"),
    _argument("--behind-tls-proxy", action="store_true", help="前面有做 TLS 的反向代理（见 docs/desk.md）"),
)
def desk(home: Path, host: str, port: int, inbox: Path | None, insecure_lan: bool, behind_tls_proxy: bool) -> None:
    """打开应保台：在浏览器里收件、运行、查线索、比对、填反馈，直到被停止。"""
    # The desk stands above the flows, which know nothing of it: it is called by its name, as any command is.
    serve = import_module("desk.serve").serve
    serve(home, host, port, inbox, insecure_lan, behind_tls_proxy)


_IN_CHINESE = {
    "usage: ": "用法：",
    "positional arguments:": "参数：",
    "options:": "选项：",
    "show this help message and exit": "显示这段说明",
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one Chinese sentence, without repeating what was typed."""

    def format_help(self) -> str:
        text = super().format_help()
        for word, chinese in _IN_CHINESE.items():
            text = text.replace(word, chinese, 1)
        return text

    def error(self, message: str) -> NoReturn:
        if missing := re.search("arguments are required: (.*)", message):
            problem = f"缺少 {missing[1]}"
        elif unknown := re.search(r"unrecognized arguments:.*?(--?[a-z][\w-]*)", message):
            problem = f"没有选项 {unknown[1]}"
        elif wrong := re.match("argument (--?[a-z-]+): (应.*)?", message):
            problem = f"{wrong[1]} 的值不对" + (f"（{wrong[2]}）" if wrong[2] else "")
        else:
            problem = "命令有误"
        raise BadInput(f"{problem}；用 {self.prog} --help 查看用法。")


def _parser() -> _Parser:
    parser = _Parser(prog="yingbao", description="应保：找出应参保而未参保的人和单位。", allow_abbrev=False)
    commands = parser.add_subparsers(metavar="命令")
    for name, (action, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=action.__doc__, description=action.__doc__, allow_abbrev=False)
        command.set_defaults(action=action)
        for names, options in arguments:
            command.add_argument(*names, **options)
    return parser


def _called(words: list[str]) -> int:
    parser = _parser()
    given = vars(parser.parse_args(words or ["--help"]))
    return given.pop("action")(**given) or 0


def main() -> None:
    """Run the command line; every failure is one sentence and an exit code."""
    from flows.faults import Fault, GateHeld, machine, where

    # A file's name may hold bytes that are no text: printing it is no fault.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(_called(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(2)
    except (BadInput, GateHeld) as error:
        print(str(error), file=sys.stderr)
        sys.exit(3 if isinstance(error, GateHeld) else 2)
    except Fault as fault:
        print(f"{fault}。请把这一行发给开发者。", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        if sentence := machine(error):
            print(f"{sentence}。", file=sys.stderr)
            sys.exit(2)
        # A night tells its own faults as such: what asks for a column or table that is not there is a command that
        # reads what an older release has published.
        if type(error).__name__ in ("BinderException", "CatalogException"):
            print(OTHER_VERSION, file=sys.stderr)
            sys.exit(2)
        # A message may quote a person's data: only its kind and place are shown.
        print(f"程序出错：{where(error)}。请把这一行发给开发者。", file=sys.stderr)
        sys.exit(1)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"截至日期应写成 2026-11-22 的样子，不是 {text}。") from None


def _month(text: str | None) -> date | None:
    if text and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise BadInput(f"月份应写成 2026-03 的样子，不是 {text}。")
    return date.fromisoformat(f"{text}-01") if text else None


def _known_region(region: str) -> None:
    import regions

    if region not in regions.names():
        raise BadInput(f"没有名为 {region} 的地区；可用的有：{'、'.join(regions.names())}。")


def _published(home: Path) -> Path:
    from flows import binding
    from ledger import databases

    published = Home(home).published
    if not published.exists():
        raise BadInput(f"{home} 里还没有发布过的数据库，请先运行 yingbao run。")
    binding.check_published(Home(home))
    databases.require(databases.damages(Home(home)))
    return published


if __name__ == "__main__":
    main()
