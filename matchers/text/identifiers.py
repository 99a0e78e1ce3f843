"""Official numbers: check, convert and read citizen IDs, USCCs, organisation codes, registration and taxpayer numbers.

Every function takes a column of strings and answers with columns of the same length; what is not a valid number is
null, and nothing raises. Values are first sorted by their length in bytes, which alone keeps most garbage out, and
then checked one character position at a time. Lower-case letters are read, and handed back, as capitals.

Sources: GB 11643-1999 (citizen ID), ISO 7064:2003 (MOD 11-2 and MOD 11,10), GB 32100-2015 (USCC), GB 11714-1997
(organisation code), GS 15-2006 (registration number), 税总发〔2013〕41号 (taxpayer number).
"""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

# A block of values of one length: one row per character position, one column per value, so that a position is
# contiguous in memory.
Characters = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_BAD = 99  # what a character outside the alphabet counts as; above every real value

_FIRST_YEAR, _LAST_YEAR = 1880, 2099
_NO_DAY = np.iinfo(np.int32).min


def _alphabet(characters: str) -> npt.NDArray[np.uint8]:
    """A table from byte to value: the place of the character in `characters`, else `_BAD`."""
    table = np.full(256, _BAD, dtype=np.uint8)
    table[np.frombuffer(characters.encode("ascii"), dtype=np.uint8)] = np.arange(len(characters))
    return table


def _capitals() -> npt.NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    table[ord("a") : ord("z") + 1] -= 32
    return table


def _provinces() -> Flags:
    table = np.zeros(_BAD * 11 + 1, dtype=np.bool_)  # as long as two bad characters ask for
    real = (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    table[[code for codes in real for code in codes] + [71, 81, 82, 83]] = True
    return table


def _calendar() -> npt.NDArray[np.int32]:
    """Days since 1970-01-01 for every (year, month, day) in 12 months of 31 days; `_NO_DAY` where no such day is."""
    firsts = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-01", dtype="datetime64[M]")
    days = firsts.astype("datetime64[D]")[:, None] + np.arange(31)
    real = days.astype("datetime64[M]") == firsts[:, None]
    return np.where(real, days.astype(np.int64), _NO_DAY).astype(np.int32).ravel()


_CAPITALS = _capitals()
_DIGITS = _alphabet("0123456789")
_ID_CHECK = _alphabet("0123456789X")
_CODE = _alphabet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_USCC = _alphabet("0123456789ABCDEFGHJKLMNPQRTUWXY")  # GB 32100: without I, O, S, V, Z
_PROVINCES = _provinces()
_CALENDAR = _calendar()

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def citizen(numbers: pl.Series) -> pl.DataFrame:
    """Citizen ID numbers: the valid 18-character number, the birth date and the sex ("1" male, "2" female).

    A 15-digit number (issued until 1999) becomes its 18-character form, always of the 1900s: who was born in the
    1800s bore 996 to 999 as sequence number and would be over 126. Residence permits of Hong Kong, Macau and
    Taiwan (81, 82, 83; 18 characters only) and the foreigners' permanent residence card of 2023 (9…) are built
    alike and valid. The county inside the number is not checked: it is the one of the year of issue.

    Source: GB 11643-1999; 国办发〔2018〕81号 (residence permits); 国家移民管理局, 新版外国人永久居留身份证机读信息规则
    (2023).
    """
    numbers = _strings(numbers)
    rows, characters = _of_length(numbers, 18)
    valid, days = _citizen_18(characters)
    old_rows, old = _of_length(numbers, 15)
    old_valid, old_days, converted = _citizen_15(old)
    rows = np.concatenate([rows[valid], old_rows[old_valid]])
    characters = np.concatenate([characters[:, valid], converted[:, old_valid]], axis=1)
    sex = np.where(characters[16] % 2 == 1, ord("1"), ord("2")).astype(np.uint8)  # "0" is 48: parity as the digit's
    return pl.DataFrame(
        [
            _placed(numbers, rows, _text(characters)).alias("citizen_id"),
            _placed(numbers, rows, _dates(np.concatenate([days[valid], old_days[old_valid]]))).alias("birth_date"),
            _placed(numbers, rows, _text(sex[None, :])).alias("sex"),
        ]
    )


def uscc(numbers: pl.Series) -> pl.DataFrame:
    """Unified social credit codes: the valid 18-character `uscc`, and the `organisation_code` inside it.

    Both check characters must be right, its own (MOD 31) and that of the organisation code in characters 9 to 17;
    the area in characters 3 to 8 is digits. Placeholders of one repeated character, whole or inside, are invalid.

    Source: GB 32100-2015.
    """
    numbers = _strings(numbers)
    rows, characters = _of_length(numbers, 18)
    valid = _is_uscc(characters)
    rows, characters = rows[valid], characters[:, valid]
    return pl.DataFrame(
        [
            _placed(numbers, rows, _text(characters)).alias("uscc"),
            _placed(numbers, rows, _text(characters[8:17])).alias("organisation_code"),
        ]
    )


def organisation_code(numbers: pl.Series) -> pl.Series:
    """Organisation codes of 9 characters, also when delivered with the hyphen (`12345678-9`); else null.

    Source: GB 11714-1997.
    """
    numbers = _strings(numbers)
    rows, characters = _of_length(numbers, 9)
    long_rows, long = _of_length(numbers, 10)
    hyphen = long[8] == ord("-")
    rows = np.concatenate([rows, long_rows[hyphen]])
    characters = np.concatenate([characters, np.delete(long[:, hyphen], 8, axis=0)], axis=1)
    valid = _is_organisation_code(characters)
    return _placed(numbers, rows[valid], _text(characters[:, valid])).alias(numbers.name)


def registration_number(numbers: pl.Series) -> pl.Series:
    """Business registration numbers of 15 digits (before the USCC); else null.

    Source: GS 15-2006, check digit by ISO 7064 MOD 11,10.
    """
    numbers = _strings(numbers)
    rows, characters = _of_length(numbers, 15)
    digits = _DIGITS[characters]
    product = np.full(len(rows), 10, dtype=np.uint16)
    for digit in digits[:14]:
        total = (product + digit) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    valid = _all_below(digits, 10) & ((product + digits[14]) % 10 == 1) & ~_one_repeated(digits)
    return _placed(numbers, rows[valid], _text(characters[:, valid])).alias(numbers.name)


def taxpayer(numbers: pl.Series) -> pl.DataFrame:
    """Taxpayer numbers of every form, read into `uscc`, `organisation_code`, `owner_id` and `is_valid`.

    18 characters: a USCC, or a natural person's citizen ID. 15: six digits of area + organisation code.
    20: citizen ID + 2 digits; 17: 15-digit ID + 2 digits (`owner_id` is the 18-character ID).

    Source: 国家税务总局公告2015年第66号 (USCC; ID + 2), 国税函〔2006〕820号 (area + code), 税总发〔2013〕41号.
    """
    numbers = _strings(numbers)
    rows, characters = _of_length(numbers, 18)
    is_person, _ = _citizen_18(characters)
    # One citizen ID in some 340 also passes both checks of a USCC; a USCC hardly ever holds a birth date and the
    # ID's check character at once. So a number that is both is a person.
    is_unit = _is_uscc(characters) & ~is_person
    area_rows, area = _of_length(numbers, 15)
    is_area = _all_below(_DIGITS[area[:6]], 10) & _is_organisation_code(area[6:])
    new_rows, new = _of_length(numbers, 20)
    is_new = _citizen_18(new[:18])[0] & _all_below(_DIGITS[new[18:]], 10)
    old_rows, old = _of_length(numbers, 17)
    is_old, _, converted = _citizen_15(old[:15])
    is_old &= _all_below(_DIGITS[old[15:]], 10)

    code_rows = np.concatenate([rows[is_unit], area_rows[is_area]])
    codes = np.concatenate([characters[8:17, is_unit], area[6:, is_area]], axis=1)
    owner_rows = np.concatenate([rows[is_person], new_rows[is_new], old_rows[is_old]])
    owners = np.concatenate([characters[:, is_person], new[:18, is_new], converted[:, is_old]], axis=1)
    valid = np.zeros(len(numbers), dtype=np.bool_)
    valid[code_rows] = True
    valid[owner_rows] = True
    return pl.DataFrame(
        [
            _placed(numbers, rows[is_unit], _text(characters[:, is_unit])).alias("uscc"),
            _placed(numbers, code_rows, _text(codes)).alias("organisation_code"),
            _placed(numbers, owner_rows, _text(owners)).alias("owner_id"),
            pl.Series("is_valid", valid),
        ]
    )


def _citizen_18(characters: Characters) -> tuple[Flags, npt.NDArray[np.int32]]:
    """Which values are 18-character ID numbers, and the birth days."""
    digits = _DIGITS[characters[:17]]
    total = _weighted(digits, _ID_WEIGHTS)
    check = _ID_CHECK[characters[17]]
    days = _birth_days(digits[6:8], digits[8:14])
    # 9…: the permanent residence card, where province and nationality follow the 9.
    issued = _PROVINCES[digits[0] * np.uint16(10) + digits[1]] | (digits[0] == 9)
    return _all_below(digits, 10) & (check < 11) & ((total + check) % 11 == 1) & issued & (days != _NO_DAY), days


def _citizen_15(characters: Characters) -> tuple[Flags, npt.NDArray[np.int32], Characters]:
    """Which values are 15-digit ID numbers, the birth days, and the 18-character form."""
    digits = _DIGITS[characters]
    century = np.broadcast_to(np.array([[1], [9]], dtype=np.uint8), (2, digits.shape[1]))
    days = _birth_days(century, digits[6:12])
    # Residence permits (81, 82, 83, 9) never had 15 digits.
    valid = _all_below(digits, 10) & _PROVINCES[digits[0] * np.uint16(10) + digits[1]] & (digits[0] < 8)
    body = np.concatenate([digits[:6], century, digits[6:]])
    check = (12 - _weighted(body, _ID_WEIGHTS) % 11) % 11
    signs = np.frombuffer(b"0123456789X", dtype=np.uint8)
    converted = np.concatenate([body + np.uint8(ord("0")), signs[check][None, :]])
    return valid & (days != _NO_DAY), days, converted


def _birth_days(century: Characters, digits: Characters) -> npt.NDArray[np.int32]:
    """Days since 1970-01-01 of two digits of century and six of year, month and day; `_NO_DAY` where none is."""
    pairs = np.concatenate([century, digits]).astype(np.int32)
    year = ((pairs[0] * 10 + pairs[1]) * 10 + pairs[2]) * 10 + pairs[3]
    month = pairs[4] * 10 + pairs[5]
    day = pairs[6] * 10 + pairs[7]
    real = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    place = ((year - _FIRST_YEAR) * 12 + month - 1) * 31 + day - 1
    return np.where(real, _CALENDAR[np.where(real, place, 0)], np.int32(_NO_DAY))


def _is_uscc(characters: Characters) -> Flags:
    values = _USCC[characters]
    # The weighted sum of all 17, plus the check character, is a multiple of 31.
    right = (_weighted(values[:17], _USCC_WEIGHTS) + values[17]) % 31 == 0
    area = _all_below(_DIGITS[characters[2:8]], 10)
    return _all_below(values, 31) & right & area & _is_organisation_code(characters[8:17])


def _is_organisation_code(characters: Characters) -> Flags:
    values = _CODE[characters[:8]]
    check = _ID_CHECK[characters[8]]  # the same signs: ten digits, and X for 10
    right = (_weighted(values, _CODE_WEIGHTS) + check) % 11 == 0
    return _all_below(values, 36) & (check < 11) & right & ~_one_repeated(characters)


def _weighted(values: Characters, weights: tuple[int, ...]) -> npt.NDArray[np.uint16]:
    """Σ weight x value by column; at most 17 x 30 x 99, so it fits 16 bits even for bad characters."""
    total = np.zeros(values.shape[1], dtype=np.uint16)
    for weight, row in zip(weights, values, strict=True):
        total += row * np.uint16(weight)
    return total


def _all_below(values: Characters, bound: int) -> Flags:
    return np.max(values, axis=0, initial=0) < bound


def _one_repeated(values: Characters) -> Flags:
    """000000000 passes the check digits and stands in registers for "none"."""
    return np.all(values == values[0], axis=0)


def _strings(numbers: pl.Series) -> pl.Series:
    return numbers if numbers.dtype == pl.String else numbers.cast(pl.String, strict=False)


def _of_length(numbers: pl.Series, length: int) -> tuple[npt.NDArray[np.int64], Characters]:
    """The positions of the values of exactly `length` bytes, and their characters, capitals."""
    fits = (numbers.str.len_bytes() == length).fill_null(False)
    rows = np.flatnonzero(fits.to_numpy())
    if not len(rows):
        return rows, np.empty((length, 0), dtype=np.uint8)
    chosen = numbers if len(rows) == len(numbers) else numbers.filter(fits)
    # Arrow lays equal lengths out as one block: no copy and no loop.
    arrow = chosen.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, text = arrow.buffers()
    start = int(np.frombuffer(offsets, dtype=np.int64)[arrow.offset])
    block = np.frombuffer(text, dtype=np.uint8, count=len(rows) * length, offset=start)
    return rows, _CAPITALS[block.reshape(-1, length).T]


def _text(characters: Characters) -> pl.Series:
    """A column of strings from its characters."""
    length, count = characters.shape
    offsets = np.arange(count + 1, dtype=np.int64) * length
    block = np.ascontiguousarray(characters.T)
    return pl.Series(pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(block)))


def _dates(days: npt.NDArray[np.int32]) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)


def _placed(numbers: pl.Series, rows: npt.NDArray[np.int64], values: pl.Series) -> pl.Series:
    """`values` at `rows` of a column as long as `numbers`, null elsewhere."""
    if len(rows) == len(numbers) and (len(rows) == 0 or bool(np.all(np.diff(rows) > 0))):
        return values
    place = np.full(len(numbers), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    index = pl.Series(place)
    return values.gather(index.set(index < 0, None).cast(pl.UInt32))
