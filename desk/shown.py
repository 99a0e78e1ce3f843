"""How people are shown at the desk: by name and the last digits, until somebody asks for more and is written down."""

import re

_ID = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:1[89]|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![0-9A-Za-z])")
_OLD_ID = re.compile(r"(?<![0-9A-Za-z])\d{8}[01]\d[0-3]\d{4}(?![0-9A-Za-z])")


def hidden(text: str | None) -> str:
    """A sentence in which no whole ID number stands."""
    short = _ID.sub(lambda found: f"尾号{found[0][-4:]}", text or "")
    return _OLD_ID.sub(lambda found: f"尾号{found[0][-4:]}", short)


def number(kind: str, subject: str) -> str:
    """A subject's number as lists show it: an employer's whole, a person's last four."""
    bare = subject.rpartition(":")[2]
    if kind == "person":
        return "暂无证件号码" if subject.startswith("child:") else f"尾号{bare[-4:]}"
    return hidden(bare)


TIERS = {"must_join": "应当参保", "persuade": "动员参保", "check_data": "内部核对"}
KINDS = {"person": "人员", "employer": "单位", "project": "工程项目"}
STATES = {"open": "待办", "claimed": "报称已办", "closed": "已结案"}
