"""What can end a run, besides bad input."""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.errors import BadInput


class MachineFault(BadInput):
    """A step that the machine stopped, not its input: the message says what to free, grant or close."""


class Fault(Exception):  # noqa: N818
    """A fault of ours, told by its place and kind only: a library's own message may quote a person's data."""


class Spoiled(Exception):  # noqa: N818
    """What was taken over of an earlier night cannot be used: the night begins anew. The message is for the clerk."""


class GateHeld(Exception):  # noqa: N818
    """A gate holds the publication back; yesterday's file stands. The message says which, and how to accept."""

    def __init__(self, sentence: str, held: Mapping[str, Sequence[str]] | None = None) -> None:
        """`held` has the messages by gate."""
        super().__init__(sentence)
        self.held = dict(held or {})


def where(error: BaseException) -> str:
    """The kind of an error and the last lines it came through, without its message."""
    places = []
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        places.append(f"{file.parent.name}/{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-4:])}"


@dataclass(frozen=True)
class Machine:
    """A fault of the machine: by what it is known, and what whoever runs it can do. `{where}` names the place."""

    sentence: str
    numbers: tuple[int, ...] = ()
    """How the system numbers it (`errno`)."""
    words: tuple[str, ...] = ()
    """What libraries write of it, in small letters; looked for in their messages, which are never shown."""
    kinds: tuple[str, ...] = ()
    """Names of exceptions that mean nothing else."""


_AGAIN = "处理后重新运行即可，已有的数据不受影响"
MACHINE = (
    Machine(
        f"磁盘空间不足{{where}}；请腾出空间（或换到更大的磁盘），{_AGAIN}",
        (errno.ENOSPC, errno.EDQUOT),
        ("no space left", "disk quota exceeded", "out of disk", "max_temp_directory_size", "os error 28"),
    ),
    Machine(
        "内存不足；请用 --memory（如 --memory 2GB）和 --threads 1 减少占用，或关闭其他程序后重新运行",
        (errno.ENOMEM,),
        ("out of memory", "cannot allocate memory", "could not allocate block", "os error 12"),
        ("MemoryError", "OutOfMemoryException", "ArrowMemoryError", "Died"),
    ),
    Machine(
        "{where}正被另一个程序以写方式打开；请关闭那个程序（DuckDB 命令行、DBeaver 等）后重新运行",
        (),
        ("could not set lock on file", "conflicting lock"),
    ),
    Machine(
        f"磁盘是只读的{{where}}；请以可写方式重新挂载，或把工作文件夹放到别处，{_AGAIN}",
        (errno.EROFS,),
        ("read-only file system", "os error 30"),
    ),
    Machine(
        f"没有权限{{where}}；请用工作文件夹所有者的账号运行，或请管理员改正所有者和权限，{_AGAIN}",
        (errno.EACCES, errno.EPERM),
        ("permission denied", "operation not permitted", "os error 13"),
    ),
    Machine(
        "打开的文件太多；请先运行 ulimit -n 4096 再试，或减少 --threads",
        (errno.EMFILE, errno.ENFILE),
        ("too many open files", "os error 24"),
    ),
    Machine(
        "开不了新的进程或线程；请减少 --threads，或请管理员放宽账号的进程数（ulimit -u）",
        (errno.EAGAIN,),
        ("can't start new thread", "resource temporarily unavailable", "os error 11"),
    ),
    Machine(
        "工作文件夹的一部分在另一个文件系统上{where}；请把它整个放在同一个磁盘分区里（不要用链接或挂载拆开）",
        (errno.EXDEV,),
        ("invalid cross-device link", "cross-device"),
    ),
    Machine(
        "文件太大，超出了文件系统或账号的限制{where}；请换文件系统，或放宽 ulimit -f",
        (errno.EFBIG,),
        ("file too large", "os error 27"),
    ),
    Machine(
        "文件名太长{where}；请把文件夹移到较浅的位置，或缩短文件名",
        (errno.ENAMETOOLONG,),
        ("file name too long",),
    ),
    Machine(
        "应是文件夹的地方是一个文件{where}；请核对 --home 和 --inbox",
        (errno.ENOTDIR, errno.EEXIST),
        ("not a directory",),
    ),
    Machine(
        "这个文件系统缺少所需的功能（同步、改名或加锁）{where}；请把工作文件夹放到本机磁盘（ext4、xfs）上",
        (errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK),
        ("operation not supported", "function not implemented", "no locks available"),
    ),
    Machine(
        "磁盘读写出错{where}；磁盘可能已损坏或断开，请检查磁盘后从备份恢复",
        (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE),
        ("input/output error", "os error 5", "stale file handle"),
    ),
    Machine(
        "{where}不是完好的数据库文件；请运行 yingbao doctor 查看怎样恢复",
        (),
        ("not a valid duckdb database file", "failed to load metadata pointer", "corrupt database file"),
    ),
    Machine(
        f"计算引擎连不上了，或中途重新启动过；请确认引擎在运行、网络通畅，{_AGAIN}",
        kinds=("EngineAway",),
    ),
    Machine(
        "计算引擎上的任务没有做完：内存不足，或执行任务的进程丢失；请给引擎更多内存（Spark 为 spark.executor.memory），"
        + _AGAIN,
        kinds=("TaskLost",),
    ),
    Machine(
        f"计算引擎有的节点没有安装应保，或不是同一个版本；请在各节点装上与本机相同的应保，{_AGAIN}",
        kinds=("ProgramAway",),
    ),
    Machine(
        f"计算引擎写数据的磁盘空间不足；请在引擎各节点和 --engine-folder 所在的磁盘腾出空间，{_AGAIN}",
        kinds=("EngineFull",),
    ),
)
"""What can be wrong with a machine rather than with us. The first that fits is told."""


def machine(error: BaseException) -> str | None:
    """The sentence for a fault of the machine, without its full stop; None for any other.

    Libraries wrap what the system tells them: whatever led to the error is asked as well. Of their messages only the
    words of the table are looked for; none is shown, since it may quote a person's data.
    """
    for one in _chain(error):
        for fault in MACHINE:
            if _fits(fault, one):
                return fault.sentence.replace("{where}", _place(one, fault))
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _fits(fault: Machine, error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in fault.numbers:
        return True
    if any(kind.__name__ in fault.kinds for kind in type(error).__mro__):
        return True
    # Only what libraries raise of files and memory: a parser's message may hold any word.
    if not isinstance(error, (OSError, RuntimeError, MemoryError)) and type(error).__module__.partition(".")[0] not in (
        "duckdb", "_duckdb", "polars", "pyarrow", "xlsxwriter", "fastexcel",
    ):  # fmt: skip
        return False
    message = str(error).lower()
    return any(word in message for word in fault.words)


def _place(error: BaseException, fault: Machine) -> str:
    """The file or folder that the system named, as the sentence takes it; empty where it named none."""
    name = getattr(error, "filename", None)
    if not name or not isinstance(name, (str, bytes, Path)):
        return "数据库文件" if fault.sentence.startswith("{where}") else ""
    text = Path(os.fsdecode(name))
    return f"{text}" if fault.sentence.startswith("{where}") else f"（{text}）"
