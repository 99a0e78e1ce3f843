"""Row keys that travel in a hidden column: sealed, so that nobody reads in them, alters them, or makes one up.

A key is what is told, as JSON, under AES-SIV (RFC 5297) with a key drawn from the home's secret: the same text gives
the same key, and a key in which a single character differs opens no more. Sheets that are out since before bear keys of
another making, which open too.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Letters and digits only: a spreadsheet makes no number, formula or escape of them, and upper case is all they know.
_MARK = "K"
_BLOCK = 40  # bytes, which make 64 letters without a rest; and a key's length says little
_TAG, _OLD_TAG = 16, 12
_LOOKS_LIKE_ONE = re.compile(rf"{_MARK}(?:[A-Z2-7]{{64}})+")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""Of base 32 (RFC 4648)."""
_DIGITS = str.maketrans(_LETTERS, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""As Python writes them."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def seal(secret: str, purpose: str, many: Iterable[Sequence[Any]]) -> list[str]:
    """A key for each of what is told; a key of one purpose opens for no other."""
    cipher, bound = _cipher(secret), [purpose.encode()]
    sealed = [cipher.encrypt(_padded(_JSON.encode(content).encode()), bound) for content in many]
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
    try:
        body: bytes | None = _cipher(secret).decrypt(sealed, [purpose.encode()])
    except InvalidTag:
        body = _opened_old(secret, purpose, sealed)
    content: list[Any] | None = json.loads(body) if body else None
    return content


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(HKDF(SHA512(), length=64, salt=None, info=b"yingbao row keys").derive(secret.encode()))


def _padded(body: bytes) -> bytes:
    return body + b" " * (-(len(body) + _TAG) % _BLOCK)


def _base32(data: bytes) -> str:
    """Each five bytes as eight letters."""
    fives = np.zeros((len(data) // 5, 8), np.uint8)
    fives[:, 3:] = np.frombuffer(data, np.uint8).reshape(-1, 5)
    places = fives.view(">u8") >> np.arange(35, -1, -5, dtype=np.uint64) & 31
    return np.frombuffer(_LETTERS.encode(), np.uint8)[places].tobytes().decode()


def _opened_old(secret: str, purpose: str, sealed: bytes) -> bytes | None:
    """What a key of an earlier release holds: a check of the text, and the text under a veil drawn from both."""
    tag, veiled = sealed[:_OLD_TAG], sealed[_OLD_TAG:]
    stream = hashlib.shake_256(f"veil {secret}".encode() + tag).digest(len(veiled))
    body = (int.from_bytes(veiled, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(veiled), "big")
    check = hmac.digest(f"{purpose} {secret}".encode(), body, "sha256")[:_OLD_TAG]
    return body if hmac.compare_digest(tag, check) else None
