"""What stops a run because of its input, told to the person who can mend it."""

from typing import Any

OTHER_VERSION = "已发布的数据库是另一版本的程序生成的；请先运行 yingbao run，再来查询。"
"""Of a published file that lacks what today's queries ask for: the first night after an upgrade writes it anew."""


class BadInput(Exception):  # noqa: N818 (callers show it as a sentence; it is no programming error)
    """A file, manifest or call that cannot be used. The message is one Chinese sentence and holds no personal data."""

    offers: tuple[Any, ...] = ()
    """Words of the file by which it could be read, if a county said what they mean (`sources/reader/offers.py`)."""


class Flaw(Exception):  # noqa: N818
    """What is wrong inside one file, before it is known whose file it is: `land` turns it into `BadInput`.

    `problem` says what and where; `remedy` completes “请 <department> …”.
    """

    def __init__(self, problem: str, remedy: str = "重新导出后提供", offers: tuple[Any, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.offers = offers
