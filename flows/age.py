"""A file under a password, in the age format (age-encryption.org/v1, scrypt), which `age -d` opens too.

Written and read piece by piece, so that gigabytes need little memory. Each piece is sealed under its number and whether
it is the last: nothing can be cut off, exchanged or added unseen.
"""

import base64
import hashlib
import hmac
import os
import re
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

INTRO = b"age-encryption.org/v1"
WORK = 18
"""A guess costs 2 to the power of this many steps, and 256 MB of memory."""
_MOST_WORK = 20
_PIECE, _TAG = 64 * 1024, 16
_HEADER = re.compile(rb"age-encryption\.org/v1\n-> scrypt (\S{22}) (\d{1,2})\n(\S{43})\n---")


class WrongPassword(Exception):  # noqa: N818
    """The password opens nothing."""


class Damaged(Exception):  # noqa: N818
    """The file is cut, changed, or of another kind."""


class Sealing:
    """What is written to it stands in `target` under the password; ended by leaving the `with` well."""

    def __init__(self, target: BinaryIO, password: str) -> None:
        self._target, self._left, self._number = target, bytearray(), 0
        file_key, salt = os.urandom(16), os.urandom(16)
        wrapped = ChaCha20Poly1305(_stretched(password, salt, WORK)).encrypt(bytes(12), file_key, None)
        header = b"%s\n-> scrypt %s %d\n%s\n---" % (INTRO, _encoded(salt), WORK, _encoded(wrapped))
        nonce = os.urandom(16)
        target.write(b"%s %s\n" % (header, _encoded(_mac(file_key, header))) + nonce)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def write(self, data: bytes) -> int:
        """Take what comes, in pieces of any size."""
        self._left += data
        # The last piece is kept back until it is known to be the last.
        while len(self._left) > _PIECE:
            self._seal(bytes(self._left[:_PIECE]), is_last=False)
            del self._left[:_PIECE]
        return len(data)

    def _seal(self, piece: bytes, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, None))
        self._number += 1

    def __enter__(self) -> "Sealing":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._seal(bytes(self._left), is_last=True)


class Opening:
    """Reads what `Sealing` wrote. Raises WrongPassword at once, Damaged as soon as a piece is not what was written."""

    def __init__(self, source: BinaryIO, password: str) -> None:
        self._source, self._number, self._clear, self._ended = source, 0, b"", False
        file_key = _unwrapped(source, password)
        self._cipher = ChaCha20Poly1305(_derived(file_key, source.read(16), b"payload"))
        self._next = source.read(_PIECE + _TAG)

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end."""
        parts, missing = [], size if size >= 0 else 1 << 62
        while missing > 0 and (self._clear or not self._ended):
            if not self._clear:
                self._open()
                continue
            parts.append(self._clear[:missing])
            self._clear = self._clear[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def _open(self) -> None:
        piece, self._next = self._next, self._source.read(_PIECE + _TAG)
        self._ended = not self._next
        try:
            self._clear = self._cipher.decrypt(_nonce(self._number, self._ended), piece, None)
        except InvalidTag:
            raise Damaged from None
        self._number += 1


def _unwrapped(source: BinaryIO, password: str) -> bytes:
    lines = b"".join(source.readline(200) for _ in range(3))
    mac_line = source.readline(200)
    header = lines + mac_line[:3]
    found = _HEADER.fullmatch(header)
    is_line = mac_line[3:4] == b" " and mac_line.endswith(b"\n")
    if not found or not is_line or not 1 <= int(found[2]) <= _MOST_WORK:
        raise Damaged
    try:
        salt, wrapped = _decoded(found[1]), _decoded(found[3])
        file_key = ChaCha20Poly1305(_stretched(password, salt, int(found[2]))).decrypt(bytes(12), wrapped, None)
        written = _decoded(mac_line[4:-1])
    except InvalidTag:
        raise WrongPassword from None
    except ValueError:
        raise Damaged from None
    if not hmac.compare_digest(written, _mac(file_key, header)):
        raise Damaged
    return file_key


def _stretched(password: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=INTRO + b"/scrypt" + salt, length=32, n=1 << work, r=8, p=1).derive(password.encode())


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, hashlib.sha256)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _encoded(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _encoded(data) != text:
        raise ValueError  # another spelling of the same bytes
    return data
