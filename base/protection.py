"""Files that nobody outside the office can open, told by how they begin: what will help is said with it."""

from base.errors import Flaw

_DECRYPT = "在装有该软件的电脑上解密（或申请外发）后重新提供"
_BEGINNINGS: tuple[tuple[int, bytes, str, str], ...] = (
    (16, b"E-SafeNet", "被亿赛通文档安全系统（E-SafeNet）加密", _DECRYPT),
    (0, b"b\x14#e", "被亿赛通文档安全系统（E-SafeNet）加密", _DECRYPT),
    (0, b"%TSD-Header-###%", "被天锐绿盾（或同类文档加密软件）加密", _DECRYPT),
    (0, b"TRGreen", "被天锐绿盾加密", _DECRYPT),
    (0, b"Tipray", "被天锐绿盾加密", _DECRYPT),
    (0, b"\x06\x00IPGUARD", "被 IP-guard 文档加密软件加密", _DECRYPT),
    (0, b"IPGUARD", "被 IP-guard 文档加密软件加密", _DECRYPT),
    (0, b"CHINASEC", "被 Chinasec 文档加密软件加密", _DECRYPT),
    (0, b"LDSEC", "被文档加密软件加密", _DECRYPT),
    (0, b"Rar!\x1a\x07", "是 RAR 压缩包", "解压后放入，或改用 zip 压缩后提供"),
    (0, b"7z\xbc\xaf\x27\x1c", "是 7z 压缩包", "解压后放入，或改用 zip 压缩后提供"),
    (0, b"%PDF-", "是 PDF 文档，不是数据文件", "从原系统导出为 .xlsx 或 CSV 后提供"),
)
_WORDS = (
    (b"E-SafeNet", "被亿赛通文档安全系统（E-SafeNet）加密"),
    (b"TSD-Header", "被天锐绿盾（或同类文档加密软件）加密"),
)
_LOOKED_AT = 512


def of(start: bytes) -> Flaw | None:
    """What keeps a file shut, by its first bytes; None where nothing is known to."""
    for offset, word, problem, remedy in _BEGINNINGS:
        if start[offset:].startswith(word):
            return Flaw(problem, remedy)
    for word, problem in _WORDS:
        if word in start[:_LOOKED_AT] and b"\0" in start[:_LOOKED_AT]:
            return Flaw(problem, _DECRYPT)
    return None
