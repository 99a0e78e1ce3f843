"""What `yingbao check` says of the received files, kept for the desk: `home/desk/looked.json`.

python -m flows.looked INBOX HOME     what the desk starts; a county's files take minutes
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from base import clock
from base.atomic import written
from base.errors import BadInput
from base.home import Home
from flows import received
from flows.check import check
from flows.received import Entry
from flows.show import Reporter
from sources import SOURCES
from sources.reader import forms, offers
from sources.reader.offers import Offer


@dataclass(frozen=True)
class Question:
    """A word of a file that a county could give a meaning: what is asked, and the lines that say yes."""

    number: int
    text: str
    lines: tuple[str, ...]
    is_open: bool
    """Nobody can guess what it means: the lines lack the value."""


@dataclass(frozen=True)
class Looked:
    """What was said of one file."""

    file: str
    extract: str
    verdict: str
    line: str
    details: tuple[str, ...]
    data_date: str
    questions: tuple[Question, ...] = field(default=())


def look(inbox: Path, home: Home) -> None:
    """Read every file as a night would, and keep what is said of it."""
    with Reporter() as reporter:
        entries = check(inbox, reporter, home=home.root)
    numbered = 0
    found = []
    for entry in entries:
        asked = _questions(entry, numbered)
        numbered += len(asked)
        found.append(_plain(entry, asked))
    with written(_place(home)) as file:
        file.write(json.dumps({"at": clock.now().isoformat(" "), "files": found}, ensure_ascii=False).encode())


def read(home: Home) -> tuple[str, list[Looked]]:
    """When the files were looked at last, and what was said of each; an empty text where they never were."""
    try:
        kept = json.loads(_place(home).read_text("utf-8"))
        return kept["at"], [_looked(entry) for entry in kept["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return "", []


def confirm(home: Home, number: int, value: str = "") -> str:
    """Say yes to a question, with the value where nobody could guess it; returns the lines that were written.

    Raises BadInput for a question that is not asked, and where the lines cannot stand in `forms.toml`.
    """
    _, found = read(home)
    asked = [question for one in found for question in one.questions if question.number == number]
    if not asked:
        raise BadInput("没有这个问题了；请再检查一次文件。")
    [question] = asked
    lines = list(question.lines)
    if question.is_open:
        if not value:
            raise BadInput("请选它是哪一个代码；不要的行选“略过”。")
        lines = [line.replace("# ？", json.dumps(value, ensure_ascii=False)) for line in lines]
    forms.confirm(home.forms, lines)
    return " ".join(lines)


def _questions(entry: Entry, first: int) -> list[Question]:
    source = SOURCES.get(entry.extract)
    found: list[Offer] = [odd.offer for odd in entry.findings if odd.offer] if source else []
    return [
        Question(
            first + number, offers.question(source, offer), tuple(offers.lines([(source, offer)])), offer.value == ""
        )
        for number, offer in enumerate(found)
        if source
    ]


def _plain(entry: Entry, asked: Sequence[Question]) -> dict[str, Any]:
    return {
        "file": entry.file,
        "extract": entry.extract,
        "verdict": entry.verdict,
        "line": received.line(entry),
        "details": [text for text in received.details(entry) if "在 forms.toml 里写" not in text],
        "data_date": entry.data_date.isoformat() if entry.data_date else "",
        "questions": [vars(question) for question in asked],
    }


def _looked(entry: dict[str, Any]) -> Looked:
    asked = tuple(Question(**{**question, "lines": tuple(question["lines"])}) for question in entry["questions"])
    return Looked(**{**entry, "details": tuple(entry["details"]), "questions": asked})


def _place(home: Home) -> Path:
    (home.root / "desk").mkdir(mode=0o700, parents=True, exist_ok=True)
    return home.root / "desk" / "looked.json"


def main() -> None:
    """Look, and say in one sentence what keeps it from it."""
    try:
        look(Path(sys.argv[1]), Home(Path(sys.argv[2])))
    except BadInput as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
