"""How a person is shown on a list that many hands hold: by surname and by the last four digits of the number."""

import polars as pl

_SURNAME = (
    "^(欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|东方|西门|南宫|司徒|司空|长孙|宇文|轩辕|钟离|端木|申屠|澹台|淳于"
    "|单于|太叔|濮阳|闻人|赫连|呼延|鲜于|百里|东郭|公冶|公羊|宗政|仲孙|万俟|第五|拓跋|.)"
)
"""One character, or one of the surnames that have two."""

# How a subject without an official number is shown: lists.md, `subject_id`.
_ISSUERS = {
    "member:hrss:": "人社个人编号 ",
    "member:hsa:": "医保个人编号 ",
    "doc:": "其他证件 ",
    "org:": "组织机构代码 ",
    "tax:": "纳税人识别号 ",
    "reg:": "注册号 ",
    "unit:hrss:": "人社单位编号 ",
    "unit:hsa:": "医保单位编号 ",
    "project:": "项目编号 ",
}
_NO_NUMBER = "暂无证件号码"


def name_shown(column: str, masked: bool) -> pl.Expr:
    """A person's name, or its surname only."""
    name = pl.col(column).cast(pl.String)
    return name.str.extract(_SURNAME) + "**" if masked else name


def number_shown(column: str, masked: bool) -> pl.Expr:
    """A subject's number as people read it, or its last four digits only."""
    subject = pl.col(column).cast(pl.String)
    issuer, number = pl.lit(""), subject
    for prefix, label in _ISSUERS.items():
        bears = subject.str.starts_with(prefix)
        issuer = pl.when(bears).then(pl.lit(label)).otherwise(issuer)
        number = pl.when(bears).then(subject.str.strip_prefix(prefix)).otherwise(number)
    shown = issuer + "尾号" + number.str.tail(4) if masked else issuer + number
    # A child's hash tells nobody anything.
    return pl.when(subject.str.starts_with("child:")).then(pl.lit(_NO_NUMBER)).otherwise(shown).alias(column)
