"""Row keys that travel in a hidden column: sealed, so that nobody reads in them, alters them, or makes one up.

A key is what is told, as JSON, under a veil that is drawn from the home's secret and from the text's own check: the
same text gives the same key, and a key in which a single character differs opens no more.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from typing import Any

_TAG = 12
# Letters and digits only: a spreadsheet makes no number, formula or escape of them, and upper case is all they know.
_MARK = "K"
_BLOCK = 40  # bytes, which make 64 letters without a rest; and a key's length says little
_LOOKS_LIKE_ONE = re.compile(rf"{_MARK}(?:[A-Z2-7]{{64}})+")
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""Of base 32 (RFC 4648) as Python writes it."""


def seal(secret: str, purpose: str, told: Sequence[Any]) -> str:
    """The key of what is told; a key of one purpose opens for no other."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    body += b" " * (-(len(body) + _TAG) % _BLOCK)
    tag = _tag(secret, purpose, body)
    return _MARK + base64.b32encode(tag + _veiled(secret, tag, body)).decode("ascii")


def unseal(secret: str, purpose: str, key: str) -> list[Any] | None:
    """What a key tells; None where it is none of ours, or was altered."""
    text = "".join(key.split()).upper()
    if not _LOOKS_LIKE_ONE.fullmatch(text):
        return None
    # As a number to the base of 32: a thousand keys in the time of the fifty that b32decode manages.
    sealed = int(text.removeprefix(_MARK).translate(_DIGITS), 32).to_bytes(len(text) * 5 // 8, "big")
    tag, veiled = sealed[:_TAG], sealed[_TAG:]
    body = _veiled(secret, tag, veiled)
    if not hmac.compare_digest(tag, _tag(secret, purpose, body)):
        return None
    told: list[Any] = json.loads(body)
    return told


def _tag(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.digest(f"{purpose} {secret}".encode(), body, "sha256")[:_TAG]


def _veiled(secret: str, tag: bytes, body: bytes) -> bytes:
    stream = hashlib.shake_256(f"veil {secret}".encode() + tag).digest(len(body))
    return (int.from_bytes(body, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(body), "big")
