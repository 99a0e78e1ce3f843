"""What a grid worker may answer: the four results and the reasons under each.

Source: the feedback table of policy.md, after 湘潭市2020年全民参保登记未参保原因代码.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from base.strict import Wrong

PEOPLE, EMPLOYERS = KINDS = ("人员", "单位")
DESK = "核对"
"""What the desk answers of the rows that nobody is visited for."""

Result = Literal["已办理", "不需参保", "暂未办理", "线索有误"]
Outcomes = Mapping[Result, Sequence[str]]
"""Reasons by result."""

_LONGEST = 250  # a formula holds texts of 255 characters
_DONE = ("已参保", "已续缴", "已补缴")
_NOT_DUE_PEOPLE = ("在校学生", "现役军人", "服刑人员", "出国(境)", "死亡", "迁出", "异地参保", "机关养老", "已领待遇")
_NOT_DUE_EMPLOYERS = ("已注销", "无用工", "总部或派遣单位参保")
_NOT_YET = ("无意愿", "经济困难", "联系不上", "拒绝配合", "待办理")
_WRONG_LEAD = ("误报",)
# What a desk can have brought about by itself: the data must show each, as what a town says to be done.
_DONE_AT_THE_DESK = ("已更正数据", "已停发或追回", "已核发待遇")
_NOT_YET_AT_THE_DESK = ("待部门核实", "待办理")
_KNOWN: Mapping[str, Outcomes] = {
    PEOPLE: {"已办理": _DONE, "不需参保": _NOT_DUE_PEOPLE, "暂未办理": _NOT_YET, "线索有误": _WRONG_LEAD},
    EMPLOYERS: {"已办理": _DONE, "不需参保": _NOT_DUE_EMPLOYERS, "暂未办理": _NOT_YET, "线索有误": _WRONG_LEAD},
    DESK: {
        "已办理": (*_DONE_AT_THE_DESK, *_DONE),
        "不需参保": (*_NOT_DUE_PEOPLE, *_NOT_DUE_EMPLOYERS),
        "暂未办理": _NOT_YET_AT_THE_DESK,
        "线索有误": _WRONG_LEAD,
    },
}


def outcomes(kind: str, more: Outcomes | None = None) -> dict[Result, tuple[str, ...]]:
    """The reasons under each of the four results, for 人员, 单位 or 核对; `more` are those a region adds.

    Raises Wrong for a reason of two results, one that no formula can hold, and more than a drop-down holds.
    """
    known = _KNOWN[kind]
    extra = more or {}
    # dict.fromkeys: a region may repeat one of ours, and a drop-down shows it once.
    all_of = {result: tuple(dict.fromkeys((*reasons, *extra.get(result, ())))) for result, reasons in known.items()}
    offered = [reason for reasons in all_of.values() for reason in reasons]
    for result, reasons in extra.items():
        for reason in reasons:
            if not reason.strip() or set(reason) & set(',|"') or offered.count(reason) > 1 or reason in known:
                raise Wrong(f'里的“{reason}”不能作原因：是空的、含有 , | "、与核实结果同名，或另一结果已有', result)
    for result, reasons in all_of.items():
        if len("|".join(reasons)) > _LONGEST:
            raise Wrong("的原因太多，下拉框放不下", result)
    return all_of
