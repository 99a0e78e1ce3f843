"""How sure a share is that few answers tell; `sql/ledger/yield.sql` says it of lists, and a test compares both."""

from math import sqrt

_NORMAL_95 = 1.959963984540054


def wilson(right: int, judged: int) -> tuple[float | None, float | None]:
    """The 95 % interval of a share (Wilson 1927): also for few answers, and for none wrong, never outside 0 and 1."""
    if not judged:
        return None, None
    share, square = right / judged, _NORMAL_95**2
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = _NORMAL_95 / (1 + square / judged) * sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    # At the ends the two terms are equal but for rounding.
    return 0.0 if right == 0 else middle - half, 1.0 if right == judged else middle + half
