"""`yingbao check`: every file of an inbox is read as a night reads it, and nothing comes of it but what is said."""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from base import clock
from base.atomic import PRIVATE_FOLDER, written
from flows.received import Entry, compared, look
from sources.reader import forms
from sources.reader.landing import Landed
from sources.reader.manifest import survey
from sql.warehouse import Progress


def check(
    inbox: Path,
    progress: Progress,
    json_file: Path | None = None,
    rows: Path | None = None,
    home: Path | None = None,
) -> list[Entry]:
    """Entries of all files; the whole to `json_file`, and the typed rows of each file that was read into `rows`.

    `home`: its `forms.toml` holds, as in a night. BadInput: that file is wrong, or there is no inbox.
    """
    progress("读取收件目录")
    declared = forms.of_home(home)
    found = survey(inbox, clock.today())
    # What is landed holds people: nobody but the owner looks in, and it is gone afterwards.
    with tempfile.TemporaryDirectory(prefix="yingbao-") as landing:
        read = list(look(found, Path(landing), os.cpu_count() or 1, progress, declared))
        progress("比较各文件")
        entries = compared(read)
        if rows:
            _write_rows(rows, [landed for _, landed in read])
    if json_file:
        with written(json_file) as stream:
            plain = [entry.plain() for entry in entries]
            stream.write(json.dumps(plain, ensure_ascii=False, indent=1).encode())
    return entries


def _write_rows(folder: Path, read: Sequence[Landed | None]) -> None:
    """`<number of the entry>.parquet`, for the owner alone."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for number, landed in enumerate(read, 1):
        if landed:
            with landed.parquet.open("rb") as source, written(folder / f"{number}.parquet") as target:
                shutil.copyfileobj(source, target)
