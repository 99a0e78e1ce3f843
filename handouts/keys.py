"""Row keys that travel in a hidden column: sealed, so that nobody reads in them, alters them, or makes one up.

A key is what is told, as JSON, under a veil that is drawn from the home's secret and from the text's own check: the
same text gives the same key, and a key in which a single character differs opens no more.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

_TAG = 12
# Letters and digits only: a spreadsheet makes no number, formula or escape of them, and upper case is all they know.
_MARK = "K"
_BLOCK = 40  # bytes, which make 64 letters without a rest; and a key's length says little
_LOOKS_LIKE_ONE = re.compile(rf"{_MARK}(?:[A-Z2-7]{{64}})+")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""Of base 32 (RFC 4648)."""
_DIGITS = str.maketrans(_LETTERS, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""As Python writes them."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def seal(secret: str, purpose: str, many: Iterable[Sequence[Any]]) -> list[str]:
    """A key for each of what is told; a key of one purpose opens for no other."""
    sealed = [_sealed(secret, purpose, _JSON.encode(told).encode()) for told in many]
    # All at once: b32encode of one key after the other takes longer than everything else about them.
    letters, ends = _base32(b"".join(sealed)), np.cumsum([len(one) * 8 // 5 for one in sealed]).tolist()
    return [_MARK + letters[start:end] for start, end in zip([0, *ends], ends, strict=False)]


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


def _sealed(secret: str, purpose: str, body: bytes) -> bytes:
    body += b" " * (-(len(body) + _TAG) % _BLOCK)
    tag = _tag(secret, purpose, body)
    return tag + _veiled(secret, tag, body)


def _base32(data: bytes) -> str:
    """Each five bytes as eight letters."""
    fives = np.zeros((len(data) // 5, 8), np.uint8)
    fives[:, 3:] = np.frombuffer(data, np.uint8).reshape(-1, 5)
    places = fives.view(">u8") >> np.arange(35, -1, -5, dtype=np.uint64) & 31
    return np.frombuffer(_LETTERS.encode(), np.uint8)[places].tobytes().decode()


def _tag(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.digest(f"{purpose} {secret}".encode(), body, "sha256")[:_TAG]


def _veiled(secret: str, tag: bytes, body: bytes) -> bytes:
    stream = hashlib.shake_256(f"veil {secret}".encode() + tag).digest(len(body))
    return (int.from_bytes(body, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(body), "big")
