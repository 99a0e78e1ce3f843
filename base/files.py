"""Files that others put somewhere: opened without waiting for anybody, and only where they are files.

A pipe is waited for until somebody writes, a link leads out of the folder, a device never ends: none is opened.
"""

import io
import os
import stat
import unicodedata
from pathlib import Path

from base.errors import Flaw

_KINDS = {
    stat.S_IFLNK: "链接",
    stat.S_IFDIR: "文件夹",
    stat.S_IFIFO: "管道",
    stat.S_IFSOCK: "套接字",
    stat.S_IFCHR: "设备",
    stat.S_IFBLK: "设备",
}
REMEDY = "把文件本身放进来"
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NAME_BYTES = 255


def irregular(path: Path) -> str | None:
    """What stands under a name where it is no file (链接, 管道 …); None for a file, or where nothing is there."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    return None if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "特殊文件")


def opened(path: Path) -> io.BufferedReader:
    """A file's bytes. Flaw: it is no file. What stands there is looked at before and after it is opened."""
    if kind := irregular(path):
        raise Flaw(f"是{kind}，不是文件", REMEDY)
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Flaw("不是文件", REMEDY)
    return os.fdopen(handle, "rb")


def odd_name(name: str) -> str | None:
    """What is wrong with a file's name; None where it can be written down and printed."""
    if any("\ud800" <= char <= "\udfff" for char in name):
        return "文件名不是 UTF-8 编码"
    if any(_is_invisible(char) for char in name):
        return "文件名里有换行或不可见的字符"
    return None


def printable(name: str) -> str:
    """A name as it can be printed anywhere: what is no text stands as an escape."""
    plain = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char.encode("unicode_escape").decode("ascii") if _is_invisible(char) else char for char in plain)


def _is_invisible(char: str) -> bool:
    """Whether it breaks a line, steers a terminal, or turns the direction of what stands beside it."""
    return unicodedata.category(char) in ("Cc", "Zl", "Zp") or char in _TURNING


def fitting(stem: str, rest: str) -> str:
    """`stem` and `rest` as a file's name: the stem is cut where the disk would not take the whole.

    Room is left for what is put around a name while its file is written (`.….new`).
    """
    room = _NAME_BYTES - 8 - len(os.fsencode(rest))
    cut = os.fsencode(stem)[: max(room, 1)].decode("utf-8", "ignore")
    return f"{cut}{rest}"
