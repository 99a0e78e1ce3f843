"""Letters to employers: which step follows which, and how many days each leaves; whom an employer calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from base.strict import Strict, Wrong

StepName = Literal["告知书", "提醒函", "约谈", "整改通知单", "联合执法"]
"""What a step is called on the command line, and what its template is called."""


@dataclass(frozen=True)
class Step(Strict):
    """One step, in the order of the region's `[[notices]]`."""

    step: StepName
    days: int
    """How many days an employer has from the day of issue; 0: it asks nothing of it."""
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.days <= 366:
            raise Wrong("应是0到366之间的整数（天）", "days")


STEPS = (
    Step("告知书", 15, "武义 三(二)7：寄送参保告知书；乌海 四(五)2：下达告知书；期限为应保口径"),
    Step("提醒函", 10, "武义 三(二)6：对未参保的用人单位进行提醒；期限为应保口径"),
    Step("约谈", 5, "武义 附件1：对参保不规范的企业进行约谈；期限为应保口径"),
    Step("整改通知单", 15, "武义 附件1：发放整改通知单；社会保险法 第84条；期限为应保口径"),
    Step("联合执法", 0, "武义 三(二)6：对多次提醒拒不整改的企业开展联合执法"),
)
"""The steps of a region that sets none of its own."""


def check_steps(steps: Sequence[Step]) -> None:
    """Raises Wrong where there is none, or one stands twice."""
    if not steps or len({each.step for each in steps}) < len(steps):
        raise Wrong("应写明步骤，每种一次", "notices")


@dataclass(frozen=True)
class Office(Strict):
    """`home/letters.toml`: who writes, and whom an employer calls."""

    office: str
    phone: str
    address: str
    signed: str
    """Who signs, as it stands at the foot."""
    mark: str = "参保"
    """What numbers begin with: 阜人社参保."""

    def __post_init__(self) -> None:
        for name in ("office", "phone", "address", "signed", "mark"):
            if not getattr(self, name).strip():
                raise Wrong("不能空着", name)
