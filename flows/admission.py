"""What is asked before a night begins: whether the home is this region's, and whether time goes forward."""

from datetime import date

import duckdb

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import binding
from ledger import chain


def check(home: Home, region: str, as_of: date, rehearsal: bool) -> None:
    """Raise BadInput, with nothing read or changed, for a night that may not be; a rehearsal may be of any day."""
    binding.check(home, region, rehearsal)
    if not rehearsal:
        check_day(home, as_of)


def check_day(home: Home, as_of: date) -> None:
    """Raise BadInput for a day that has not come, or lies before what was published or recorded last.

    A night of an earlier day would close cases that are open since, and the ledger forgets nothing.
    """
    today = clock.today()
    if as_of > today:
        raise BadInput(
            f"截至日期{as_of}晚于今天{today}，发布后以后的正常运行都会被拦住；"
            "请改正 --as-of，只想看看的请另指工作文件夹并加 --rehearse。"
        )
    newest = max((day for day in (_published_on(home), _recorded_on(home)) if day), default=None)
    if newest and newest > today:
        raise BadInput(
            f"上次发布的截至日期{newest}晚于今天{today}，以后的运行都早于它；"
            f"请从备份恢复那次发布之前的账本和 {home.published.name} 后再运行。"
        )
    if newest and as_of < newest:
        raise BadInput(
            f"截至日期{as_of}早于上次发布的{newest}，案件会被错误地结案和重开；"
            "请改正 --as-of，要回看过去的请另指工作文件夹并加 --rehearse。"
        )


def _published_on(home: Home) -> date | None:
    last = binding.last_run(home)
    return last.as_of if last else None


def _recorded_on(home: Home) -> date | None:
    """The newest day that the ledger knows: a night that was killed while it published has recorded its cases."""
    if not home.ledger.exists():
        return None
    try:
        newest = chain.ask(home.ledger, "select max(as_of) as as_of from ledger.event").item()
    except duckdb.Error:
        return None  # The night itself tells a ledger that cannot be read.
    return newest if isinstance(newest, date) else None
