"""What stops a run because of its input, told to the person who can mend it."""


class BadInput(Exception):  # noqa: N818 (callers show it as a sentence; it is no programming error)
    """A file, manifest or call that cannot be used. The message is one Chinese sentence and holds no personal data."""


class Flaw(Exception):  # noqa: N818
    """What is wrong inside one file, before it is known whose file it is: `land` turns it into `BadInput`.

    `problem` says what and where; `remedy` completes “请 <department> …”.
    """

    def __init__(self, problem: str, remedy: str = "重新导出后提供") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
