"""Days and months as people and programs print them; a form is looked for only where the plain ones do not fit."""

import re
from datetime import date, timedelta
from functools import lru_cache

from sources.reader.marks import Bad, Odd

SERIAL_REMARK = "日期存成了数字（Excel 序列号），已换算成日期"
OPEN = frozenset(["长期", "长期有效", "永久", "永久有效", "至今", "今", "现在", "目前", "无固定期限", "无期限", "0"])
"""What says that there is no such day; so do an open end, and an empty cell that a program has formatted."""
_NO_DAY = {(9999, 12, 31), (0, 0, 0), (1900, 1, 0)}

_EPOCH = date(1899, 12, 30)
_SERIALS = range((date(1930, 1, 1) - _EPOCH).days, (date(2050, 1, 1) - _EPOCH).days)
_ZONE = r"(?P<zone>Z|UTC|GMT|[+]0[08](?::?00)?)?"
_TIME = (
    # Nothing between a day of one digit and the hour: 2024/3/112:00 may be the 1st or the 11th.
    r"(?:(?:[T ]|(?<=[日号])|(?<=\d{8})|(?<=\d{4}[-/.]\d\d[-/.]\d\d))"
    r"(?:(?P<hour>\d{1,2}):\d{1,2}(?::\d{1,2}(?:\.\d+)?)?|\d{1,2}时(?:\d{1,2}分)?(?:\d{1,2}秒)?|\d{6})|(?<=\d{8})\d{6})?"
)
_DATE = re.compile(
    r"(?:(?P<y1>\d{4})(?P<m1>\d{2})(?P<d1>\d{2})"
    r"|(?P<y2>\d{4})(?P<sign>[-/.、\\ ])(?P<m2>\d{1,2})(?P=sign)(?P<d2>\d{1,2})"
    r"|(?P<y3>\d{4})年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]?)" + _TIME + _ZONE,
    re.ASCII,
)
_TRIMMED = re.compile(
    r"(?<=\d{8})\.0+$|(?<=\d)\.$|[(（]?(?:星期|周)[一二三四五六日天][)）]?|[上下]午|\s*[AP]M", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) (\d{1,2}) \d{2}:\d{2}:\d{2} (?:CST|GMT\+08:00) (\d{4})", re.ASCII
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTH = re.compile(
    r"(\d{4})(?:(\d{2})(?:\.0+)?|[-/](\d{1,2})月?|\.(\d{2})|年(\d{1,2})(?:月份?)?)",
    re.ASCII,
)
_SPAN = re.compile(r"(.+?)(?:至|到|[~～—–]+|--| - )(.+)|(\d{6}|\d{8})-(\d{6}|\d{8})", re.ASCII)


@lru_cache(maxsize=200_000)
def date_of(text: str) -> date | Bad | Odd | None:
    """A calendar day in any of the printed forms, with or without a time; 9999-12-31 is an open end."""
    match = _DATE.fullmatch(text)
    if match is None:
        return _odd_date(text)
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"] or match[f"{part}3"]) for part in "ymd")
    if (year, month, day) in _NO_DAY:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return Bad("日历上没有这一天")
    is_utc = match["zone"] and "8" not in match["zone"]
    # 16:00 in Greenwich is midnight here: programs print a day so.
    return found + timedelta(days=1) if is_utc and int(match["hour"] or 0) >= 16 else found


def _odd_date(text: str) -> date | Bad | Odd | None:
    """What only some program prints: weekdays, halves of the day, Java's form, Excel's count of days."""
    if text in OPEN:
        return None
    trimmed = " ".join(_TRIMMED.sub(" ", text).split())
    if trimmed != text and _DATE.fullmatch(trimmed):
        return date_of(trimmed)
    if (match := _ENGLISH.fullmatch(text)) and match[1] in _MONTHS:
        return date_of(f"{match[3]}-{_MONTHS.index(match[1]) + 1}-{match[2]}")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        return _serial(int(text[:5]))
    written = _in_digits(text)
    return date_of(written) if written != text else Bad("不是日期")


_HAN_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_HAN_YEAR = re.compile(r"([〇○零一二三四五六七八九]{4}|\d{4})年(?=[元一二三四五六七八九十\d])", re.ASCII)
_HAN_NUMBER = re.compile(r"元|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]")


def _in_digits(text: str) -> str:
    """二〇二六年十月五日 and 2026年元月5日 with digits; what does not begin with a year of four stays as it is."""
    if not (match := _HAN_YEAR.match(text)):
        return text
    year = "".join(_HAN_DIGITS.get(char, char) for char in match[1])
    return f"{year}年{_HAN_NUMBER.sub(_of_han, text[match.end() :])}"


def _of_han(number: re.Match[str]) -> str:
    """十月 has one ten, 二十 two; 元月 is the first."""
    tens, ten, ones = number[0].replace("元", "一").rpartition("十")
    return str(10 * int(_HAN_DIGITS.get(tens, "1")) * bool(ten) + int(_HAN_DIGITS.get(ones, "0")))


def _serial(number: int) -> Bad | Odd:
    """A day as Excel counts it. 20241 may as well be the first month of 2024: that stays bad."""
    if number in _SERIALS and not (19001 <= number <= 20999):
        return Odd(_EPOCH + timedelta(days=number), SERIAL_REMARK)
    return Bad("不是日期")


@lru_cache(maxsize=20_000)
def month_of(text: str) -> date | Bad | Odd | None:
    """The first day of the month that a month, a full date or a span within one month names."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return _month_of_days(text)
    year, month = int(match[1]), int(next(filter(None, match.groups()[1:])))
    if (year, month) in ((9999, 12), (0, 0)):
        return None
    return date(year, month, 1) if year and 1 <= month <= 12 else Bad("日历上没有这个月")


def _month_of_days(text: str) -> date | Bad | Odd | None:
    day = date_of(text)
    if isinstance(day, Odd):
        return Odd(day.value.replace(day=1), day.reason)
    if not isinstance(day, Bad):
        return day and day.replace(day=1)
    if span := _SPAN.fullmatch(text):
        first, last = (month_of(side) for side in (span[1] or span[3], span[2] or span[4]))
        if isinstance(first, date) and isinstance(last, date):
            return first if first == last else Bad("跨了几个月，不是一个月")
    if (written := _in_digits(text)) != text:
        return month_of(written)
    return day if day != "不是日期" else Bad("不是年月")
