"""The charts, drawn by Vega-Lite where the report is made: plain SVG that any browser shows and any printer prints.

Text stays text in the reader's own fonts; sizes are fixed, so that no font of the machine that draws moves anything.
Nothing is told by colour alone: lines differ by dashes and bear their names, bars bear their numbers.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert

FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, WenQuanYi Micro Hei, SimSun, sans-serif"
INK, STRONG, LIGHT, GOOD, BAD = "#333333", "#1f4e79", "#b4c7dc", "#2e7d4f", "#b3261e"

HAN = 12
"""Width of a Chinese character of a label: names are never cut."""

Rows = Sequence[Mapping[str, Any]]

_VERSION = "5.21"
_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "labelFontSize": 12, "tickColor": "#999999", "domainColor": "#999999",
        "gridColor": "#e3e3e3", "title": None, "labelLimit": 0,
    },
    "text": {"fontSize": 12, "fill": INK},
}  # fmt: skip


def bars(rows: Rows, has_marker: bool = False, unit: str = "%") -> str:
    """Bars across, one a row (`name`, `value`, `text`; `at`: where a marker stands; `standing`), the first on top."""
    left = 20 + HAN * max((len(row["name"]) for row in rows), default=0)
    most = max([100 if unit == "%" else 1, *(row["value"] for row in rows), *(row.get("at") or 0 for row in rows)])
    y: dict[str, Any] = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"ticks": False, "domain": False, "labelPadding": 6},
    }
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, most * 1.28], "nice": False},
        "axis": {"labelExpr": f"format(datum.value, ',') + '{unit}'", "values": _ticks(most), "labelOverlap": False},
    }
    colour = {
        "condition": [
            {"test": "datum.standing == 'good'", "value": GOOD},
            {"test": "datum.standing == 'bad'", "value": BAD},
        ],
        "value": STRONG,
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 13}, "encoding": {"y": y, "x": x, "color": colour}},
        {
            "mark": {"type": "text", "align": "left", "dx": 5},
            "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "text"}},
        },
    ]
    if has_marker:
        tick = {"type": "tick", "thickness": 2.5, "size": 20, "color": INK}
        layers.append({"mark": tick, "encoding": {"y": y, "x": {**x, "field": "at"}}})
    values = [{**row, "end": max(row["value"], row.get("at") or 0)} for row in rows]
    return _drawn({"data": {"values": values}, "layer": layers}, 560 - left, 22 * max(len(rows), 1), left, 10)


def lines(rows: Rows) -> str:
    """A line a name over nights (`day`, `name`, `value`), its name at its end."""
    last = max(row["day"] for row in rows)
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"nice": False, "padding": 6},
        "axis": {"format": "%-m月%-d日", "tickCount": 5, "grid": False},
    }
    y = {"field": "value", "type": "quantitative", "axis": {"tickCount": 5, "format": ",d"}}
    names = list(dict.fromkeys(row["name"] for row in rows))
    dashes = {"domain": names, "range": [[1, 0], [7, 3], [2, 3]][: len(names)]}
    dash = {"field": "name", "type": "nominal", "scale": dashes, "legend": None}
    line = {"type": "line", "color": STRONG, "strokeWidth": 2}
    point = {"type": "point", "filled": True, "color": STRONG, "size": 18}
    layers = [
        {"mark": line, "encoding": {"x": x, "y": y, "strokeDash": dash}},
        {"mark": point, "encoding": {"x": x, "y": y, "detail": {"field": "name"}}},
        {
            "transform": [{"filter": "datum.label != ''"}],
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"x": x, "y": y, "text": {"field": "label"}},
        },
    ]
    values = [{**row, "label": f"{row['name']} {row['value']:,}" if row["day"] == last else ""} for row in rows]
    return _drawn({"data": {"values": values}, "layer": layers}, 390, 150, 50, 120)


def _ticks(most: float) -> list[float]:
    step = next(
        step for step in (10**power * unit for power in range(9) for unit in (1, 2, 2.5, 5)) if most / step <= 5
    )
    return [step * count for count in range(int(most / step) + 1)]


def _drawn(chart: dict[str, Any], width: int, height: int, left: int, right: int) -> str:
    """The drawing, its size fixed by us."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        **chart,
        "width": width,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": right, "top": 8, "bottom": 26},
        "config": _CONFIG,
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION)
    # What reads aloud is the page's caption; the library's English names of axes and groups say nothing to anybody.
    return re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", svg)
