"""Passwords of workbooks (Agile Encryption, as Excel and WPS write it): where one comes from, closing, opening."""

import io
import os
import struct
from pathlib import Path

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format.ooxml import OOXMLFile

from base import files
from base.errors import BadInput
from base.secret import Secret

_COMPOUND = b"\xd0\xcf\x11\xe0"  # how an encrypted .xlsx and an old .xls begin; a plain .xlsx is a ZIP file


def password_from(source: Secret | None, why: str = "地区文件规定乡镇工作簿加密") -> str | None:
    """The password that a source points at; None without one.

    Raises BadInput where there is none, saying `why` one is needed.
    """
    if source is None:
        return None
    if source.env:
        password, place = os.environ.get(source.env, ""), f"环境变量 {source.env}"
    else:
        path = Path(source.file or "").expanduser()
        place = f"文件 {path}"
        password = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if not password:
        raise BadInput(f"{why}，但{place}里没有密码；请设好后再运行。")
    return password


def close(path: Path, password: str) -> None:
    """Put a workbook under its password, in place."""
    with path.open("rb") as plain:
        closed = io.BytesIO()
        OOXMLFile(plain).encrypt(password, closed)
    path.write_bytes(closed.getvalue())


def opened(path: Path, password: str | None) -> bytes:
    """A workbook's bytes, without its password. Raises BadInput where it does not open."""
    with files.opened(path) as stream:
        content = stream.read()
    if not content.startswith(_COMPOUND):
        return content
    try:
        document = msoffcrypto.OfficeFile(io.BytesIO(content))
    except (FileFormatError, OSError, ValueError, KeyError, IndexError, struct.error):
        document = None
    if not isinstance(document, OOXMLFile):
        raise BadInput(f"{path.name} 不是 .xlsx 工作簿（可能是旧版 .xls）；请另存为 .xlsx 后再交。")
    if password is None:
        raise BadInput(f"{path.name} 是加密的工作簿；请去掉密码后再交，或在地区文件里写明密码从哪里取。")
    plain = io.BytesIO()
    try:
        document.load_key(password=password, verify_password=True)
        document.decrypt(plain)
    except (InvalidKeyError, DecryptionError, ParseError, OSError, ValueError, KeyError, IndexError, struct.error):
        raise BadInput(f"{path.name} 用地区文件规定的密码打不开；请去掉密码后再交。") from None
    return plain.getvalue()
