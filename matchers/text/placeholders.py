"""What people type where they know nothing: 无, 不详, 0, ***. Such a value never blocks and never agrees."""

import polars as pl

WORDS = (
    "无",
    "暂无",
    "没有",
    "不详",
    "未知",
    "未填",
    "不明",
    "待定",
    "待核",
    "待补",
    "空",
    "null",
    "none",
    "nan",
    "n/a",
    "na",
)


def filled(column: pl.Expr) -> pl.Expr:
    """The text without blanks; null where it is a placeholder."""
    text = column.str.replace_all(r"\s+", "")
    empty = text.str.to_lowercase().is_in(WORDS) | text.str.contains(r"^[0*＊\-—_/.．。?？xX×]*$")
    return pl.when(empty.not_()).then(text)


def telephone(column: pl.Expr) -> pl.Expr:
    """The digits of a telephone number; null for what is none: too short, one digit again and again, 12345678."""
    digits = column.str.replace_all(r"\D", "").str.replace(r"^(?:0{0,2}86)(1\d{10})$", "$1")
    same = "|".join(f"{digit}{{7,}}" for digit in range(10))
    return pl.when((digits.str.len_chars() >= 7) & ~digits.str.contains(f"{same}|12345678|87654321")).then(digits)
