"""From landed files to the rows that count: what wins where rows repeat, by the head of the input contract.

Identical repeats are dropped. Rows that share a key add up where the source says so; elsewhere the newest data date,
then the last line, wins. One rule for all extracts, so it is written once here and not in 28 staging files.
"""

from collections.abc import Sequence
from functools import reduce

from sources.landed import SHEET, schema
from sources.reader.landing import Landed
from sources.source import YUAN, Source
from sql import mentions
from sql.warehouse import Warehouse, quoted


def view_landed(warehouse: Warehouse, source: Source, files: Sequence[Landed]) -> None:
    """Make `landed.<extract>`: every row of every file, with `source_file` and `data_date`.

    Where several sheets of a file were read, `source_file` is `<file>#<sheet>`: what rests on it names the sheet.
    """
    if not files:
        # Not delivered: the table is there, empty, so that every query still binds.
        with warehouse.lent(no_rows=schema(source).empty_table()):
            warehouse.create(
                f"landed.{source.name}",
                f"select {', '.join(_landed(source))}, null::varchar as source_file, null::date as data_date"
                " from no_rows",
            )
        return
    # One scan of them all: of a scan for each of hundreds, whatever gathers their rows keeps blocks of its own. What
    # was delivered twice under two names is landed once, and read by both.
    paths = dict.fromkeys(quoted(str(file.parquet)) for file in files)
    select = f"""
        select {", ".join(f"landed.{name}" for name in _landed(source))}, {_ORIGIN} as source_file, file.data_date
        from read_parquet([{", ".join(paths)}], filename = true) as landed
        join (values {", ".join(map(_listed, files))}) as file (path, source_file, data_date, of_sheets)
            on landed.filename = file.path
    """
    # A landed file's name tells what is in it; where the home lies makes no difference.
    by_name = [str(file.parquet.parent) for file in files]
    anywhere = reduce(lambda text, folder: text.replace(folder, ""), by_name, select)
    warehouse.view(f"landed.{source.name}", select, anywhere)


_ORIGIN = f"case when file.of_sheets then file.source_file || '#' || landed.{SHEET} else file.source_file end"


def _listed(file: Landed) -> str:
    """A landed file's path, its name in the inbox, its data date, and whether several of its sheets were read."""
    of_sheets = len([sheet for sheet in file.sheets if not sheet["unread"]]) > 1
    return f"({quoted(str(file.parquet))}, {quoted(file.file)}, date '{file.data_date}', {str(of_sheets).lower()})"


def _landed(source: Source) -> list[str]:
    """The columns of a landed file, but for the sheet, which is told with the file."""
    return [*(column.name for column in source.columns), "source_line"]


def view_delivered(warehouse: Warehouse, source: Source) -> None:
    """Make `delivered.<extract>`: one row per key, or per key and part kept apart where rows add up.

    Beside the declared columns stand those of `mentions.added`: who issued a row's numbers, and its employer's record.

    A view, for whoever reads it once or would rather read it again than have it written. What it costs to know which
    rows repeat is spent once: `delivered.<extract>_repeated` and, what comes of them, `delivered.<extract>_settled`.
    """
    columns = [column.name for column in source.columns]
    key = ", ".join(source.key + source.apart)
    # A number for each key, so that what repeats is looked for among numbers, not among five columns of text. Two keys
    # with one number are looked at as if they repeated, and found not to.
    number = f"hash({', '.join(source.nearly_key) or key})"
    # Rows whose key is wholly empty stay rows of their own.
    has_key = "(" + " or ".join(f"{name} is not null" for name in source.key) + ")"
    warehouse.create(
        f"delivered.{source.name}_repeated",
        f"select {number} as number from landed.{source.name} where {has_key} group by all having count(*) > 1",
    )
    listed = [*_landed(source), "source_file", "data_date"]
    rows = ", ".join(f"landed.{name}" for name in listed)
    # One number says which of two rows is the newer: looking at three columns for each value took twice as long.
    again = f"""
        select {rows}, row_number() over (order by data_date, source_file, source_line) as age
        from landed.{source.name} as landed
        semi join delivered.{source.name}_repeated as repeated on {number} = repeated.number and {has_key}"""
    newest = "qualify row_number() over (partition by {} order by age desc) = 1"
    if source.adds_up:
        values = ", ".join(_added(source, name) for name in listed)
        settled = f"select {values} from (select * from again {newest.format(', '.join(columns))}) group by {key}"
    else:
        settled = f"select {', '.join(listed)} from again {newest.format(key)}"
    warehouse.create(f"delivered.{source.name}_settled", f"with again as ({again}) {settled}")
    marks = (", true as is_alone", ", false as is_alone") if source.nearly_key else ("", "")
    warehouse.view(
        f"delivered.{source.name}",
        f"""
        select delivered.*{mentions.added(source)} from (
            select {rows}{marks[0]} from landed.{source.name} as landed
            anti join delivered.{source.name}_repeated as repeated on {number} = repeated.number and {has_key}
            union all
            select {", ".join(listed)}{marks[1]} from delivered.{source.name}_settled
        ) as delivered
        """,
    )


def _added(source: Source, name: str) -> str:
    column = next((column for column in source.columns if column.name == name), None)
    if name in source.key + source.apart:
        return name
    if column and column.largest:
        return f"max({name}) as {name}"
    if column and column.type == YUAN:
        return f"sum({name})::decimal(18, 2) as {name}"
    return f"arg_max({name}, age) as {name}"
