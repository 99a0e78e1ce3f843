"""What a region's files say that only the rooms above them can judge: lists, indicators, policy values, columns.

Whatever cannot be meant is told before a night's work, not in its middle and not by what is missing after it.
"""

from base.strict import refusal, row_refusal, unknown
from regions import Region
from sql import analysis, policy, uncompared
from sql.indicators import queries, ways
from sql.warehouse import FOLDER

CLAIMS = "expiring_claims"
"""Of a region's messages, the one that is no list: 报称已办 whose day is near (`sql/messages/due.sql`)."""


def check(region: Region) -> None:
    """Raise BadInput, naming file, line and key, for the first thing that no room knows."""
    policy.of(region)
    analysis.rules()  # and the dictionary of columns that they speak of
    lists = _names("lists")
    for list_id in region.lists:
        if list_id not in lists:
            raise refusal(region.file, ("lists",), f"里{unknown(list_id, lists, '清单', region.lists)}", list_id)
    for extract in region.absent:
        if extract not in uncompared.sources():
            problem = f"里{unknown(extract, uncompared.sources(), '免缴依据数据', region.absent)}"
            raise refusal(region.file, ("absent",), problem, extract)
    for list_id in region.messages:
        # Claims that are about to expire are written to whatever list they are of.
        if list_id not in (texts := (*region.lists, CLAIMS)):
            problem = f"里{unknown(list_id, texts, '本地区清单', region.messages)}"
            raise refusal(region.file, ("messages",), problem, list_id)
    counted = {query.path.stem: ways(query) for query in queries()}
    names = set(counted)
    for target in region.targets:
        if target.indicator not in names:
            problem = f"里{unknown(target.indicator, names, '指标')}"
            raise row_refusal(target.file, target.line, ("indicator",), problem)
        if (known := counted.get(target.indicator)) and target.counted_by not in known:
            problem = f"应是 {'、'.join(known)} 之一：这个指标只能这样统计"
            raise row_refusal(target.file, target.line, ("counted_by",), problem)


def _names(folder: str) -> set[str]:
    return {path.stem for path in (FOLDER / folder).glob("*.sql")}
