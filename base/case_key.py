"""The secret behind case ids and row keys: made once, in a home that has never been used, and never again."""

import os
import re
from pathlib import Path

from base.atomic import written
from base.damage import Damage

MODE = 0o600


def read(path: Path) -> str:
    """The key of a file in which `damage` finds nothing."""
    return path.read_text(encoding="ascii").strip()


def make(path: Path) -> None:
    """Write a new key, whole or not at all."""
    with written(path, MODE) as file:
        file.write(os.urandom(32).hex().encode())


def damage(path: Path) -> Damage | None:
    """What is wrong with the key of a home that has been used."""
    what, remedy = "", f"请从备份只恢复密钥：yingbao restore 备份文件 --home {path.parent.parent} --only key"
    try:
        text = read(path)
    except FileNotFoundError:
        what = f"编号密钥 {path} 不见了，没有它，案件编号全变，发出去的工作簿也认不出来"
    except PermissionError:
        return Damage(f"编号密钥 {path} 这个账户读不了", "文件本身没有坏：请用它的所有者账户运行，或改正权限")
    except (OSError, ValueError):
        what = f"编号密钥 {path} 已损坏"
    else:
        if not re.fullmatch("[0-9a-f]{64}", text):
            what = f"编号密钥 {path} 已损坏"
    return Damage(what, remedy) if what else None
