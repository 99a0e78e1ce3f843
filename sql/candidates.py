"""A list's file as `explain` asks it: who its candidates are, and why each of them is not on the list.

A list returns its candidates, one row each. Its last column, `not_because`, is null for who is on the list; for
everybody else it is the first reason that keeps them off, in Chinese.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sql.warehouse import FOLDER, read_head

KINDS = ("person", "employer", "project")

PRESSING = "case tier when 'must_join' then 1 when 'persuade' then 2 else 3 end, priority, list_id"
"""By what one subject's rows of all lists are ordered: one person or employer, one visit."""

_KIND = re.compile(rf"\s*(?:'({'|'.join(KINDS)})' as subject_kind|\w+\.subject_kind),")
_WORD = re.compile(r"^([a-z]+)\b", re.M)
_READS = re.compile(r'\b(?:from|join)\s+(\w+)\."?(\w+)"?')
_FROM = re.compile(r"(?<!distinct )\bfrom\s+([\w.]+)")
_EXPRESSION = re.compile(r"^(?:with )?(\w+) as \($(.*?)^\)", re.M | re.S)
_ALLOWED = ("from", "join", "left", "cross", "where")


@dataclass(frozen=True)
class Candidates:
    """A list's file: its query and whom it looks among."""

    list_id: str
    title: str
    """The Chinese name."""
    header: Mapping[str, str]
    subject_kind: str
    """One of KINDS: whose list it is."""
    statement: str
    reads: frozenset[str]
    """The tables that the file reads, as `schema.name`."""
    among: frozenset[str]
    """Those of them that the candidates come from: who has a row in none is no candidate."""

    @property
    def judged(self) -> str:
        """For every candidate `subject_id` and `not_because`."""
        return f"select subject_id, not_because from (\n{self.statement}\n)"

    @property
    def parameters(self) -> frozenset[str]:
        """The values that `judged` binds, without the dollar sign."""
        return frozenset(re.findall(r"\$(\w+)", re.sub(r"--.*", "", self.statement)))


def read(list_id: str, folder: Path = FOLDER / "lists") -> Candidates:
    """Read a list's file. Raises ValueError, naming the file, where its last statement is written otherwise."""
    return parse(list_id, (folder / f"{list_id}.sql").read_text(encoding="utf-8"))


def parse(list_id: str, text: str) -> Candidates:
    """The same of a text that is in hand."""
    name = f"{list_id}.sql"
    title, header = read_head(name, text)
    if lacking := [word for word in ("among", "priority") if not header.get(word)]:
        raise ValueError(f"{name}: the head does not say {', '.join(lacking)}")
    words = [(found[1], found.start()) for found in _WORD.finditer(text)]
    if [word for word, _ in words if word in ("select", "from")] != ["select", "from"]:
        raise ValueError(f"{name}: it must end in one `select … from …`, each at the beginning of a line")
    places = dict(words)
    before, columns, origin = (
        text[: places["select"]],
        text[places["select"] + len("select") : places["from"]],
        text[places["from"] :],
    )
    if re.search(r"^(anti|semi) join", origin, re.M):
        raise ValueError(f"{name}: a join that takes candidates off has no text; join left and say why in not_because")
    if outside := [word for word, at in words if at > places["from"] and word not in _ALLOWED]:
        raise ValueError(f"{name}: `{outside[0]}` belongs into a table expression, not into the last statement")
    kind = _KIND.match(columns)
    if not kind:
        raise ValueError(f"{name}: the last select must begin with the subject's kind")
    if not columns.rstrip().endswith(" as not_because"):
        raise ValueError(f"{name}: the last select must end with `not_because`")
    return Candidates(
        list_id=list_id,
        title=title.partition(":")[0],
        header=header,
        subject_kind=kind[1] or "person",
        statement=text.rstrip().rstrip(";"),
        reads=read_tables(text),
        among=_among(name, before, origin),
    )


def read_tables(statement: str) -> frozenset[str]:
    """The tables that a statement of ours reads, as `schema.name`: `Query.reads` without a parser's time."""
    return frozenset(".".join(found) for found in _READS.findall(re.sub(r"--.*", "", statement)))


def _among(name: str, before: str, origin: str) -> frozenset[str]:
    """The tables behind the first word of the candidates, through every `from` of the table expressions on the way.

    What is only joined to them is not followed: it gives a row more columns, and makes no new one.
    """
    expressions = {word: _FROM.findall(body) for word, body in _EXPRESSION.findall(re.sub(r"--.*", "", before))}
    found, behind = set[str](), _FROM.findall(origin)[:1]
    while behind:
        word = behind.pop()
        if "." in word:
            found.add(word)
        elif word in expressions:
            behind += expressions[word]
        else:
            raise ValueError(f"{name}: `{word}`, from which candidates come, must begin with a line `{word} as (`")
    return frozenset(found)
