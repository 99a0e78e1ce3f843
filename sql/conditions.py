"""What a list asks of its candidates: the conditions of its last `where`, and what failing each of them means.

A list's file ends in `select … from … where`, each word at the line's beginning. Who is in the `from` is a candidate
(the head's `among` says who that is); each condition stands below a line `-- not: <SQL expression>`, the Chinese text
that is true of a candidate who fails it.
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
_SUBJECT = re.compile(r"^\s*(?:(\S.*) as subject_id|(\w+\.subject_id)),?\s*$", re.M)
_WORD = re.compile(r"^([a-z]+)\b", re.M)
_READS = re.compile(r'\b(?:from|join)\s+(\w+)\."?(\w+)"?')
_FROM = re.compile(r"(?<!distinct )\bfrom\s+([\w.]+)")
_EXPRESSION = re.compile(r"^(?:with )?(\w+) as \($(.*?)^\)", re.M | re.S)


@dataclass(frozen=True)
class Condition:
    """One condition of a list, and the SQL text of why a candidate who fails it is not listed."""

    holds: str
    otherwise: str


@dataclass(frozen=True)
class Conditions:
    """A list's file taken apart."""

    list_id: str
    title: str
    """The Chinese name."""
    header: Mapping[str, str]
    subject_kind: str
    """One of KINDS: whose list it is."""
    before: str
    """The common table expressions, with the head."""
    subject: str
    """The subject's id as the candidates' rows hold it."""
    origin: str
    """From the last `from` to before the last `where`: the candidates."""
    conditions: tuple[Condition, ...]
    reads: frozenset[str]
    """The tables that the file reads, as `schema.name`."""
    among: frozenset[str]
    """Those of them that the candidates come from: who has a row in none is no candidate."""

    @property
    def judged(self) -> str:
        """For every candidate `subject_id`, and of the first condition that fails its number and text.

        `failed_condition` counts from 1 (null: all hold, the candidate is on the list); `failed_because` is Chinese.
        """
        # Number and text come out of one CASE: a second one that names the first is bound anew in each of its branches.
        failed = "\n".join(
            f"when (\n{part.holds}\n) is not true then row({place}, ({part.otherwise})::varchar)"
            for place, part in enumerate(self.conditions, 1)
        )
        return (
            f"{self.before}\nselect subject_id, failed[1] as failed_condition, failed[2] as failed_because from (\n"
            f"select {self.subject} as subject_id,\ncase\n{failed}\nend as failed\n{self.origin}\n)"
        )

    @property
    def parameters(self) -> frozenset[str]:
        """The values that `judged` binds, without the dollar sign."""
        return frozenset(re.findall(r"\$(\w+)", re.sub(r"--.*", "", self.judged)))


def read(list_id: str, folder: Path = FOLDER / "lists") -> Conditions:
    """Take a list's file apart. Raises ValueError, naming the file, where it is not written as above."""
    return parse(list_id, (folder / f"{list_id}.sql").read_text(encoding="utf-8"))


def parse(list_id: str, text: str) -> Conditions:
    """The same of a text that is in hand."""
    name = f"{list_id}.sql"
    title, header = read_head(name, text)
    if lacking := [word for word in ("among", "priority") if not header.get(word)]:
        raise ValueError(f"{name}: the head does not say {', '.join(lacking)}")
    words = [(found[1], found.start()) for found in _WORD.finditer(text)]
    places = {word: at for word, at in words if word in ("select", "from", "where")}
    if [word for word, _ in words if word in places] != ["select", "from", "where"]:
        raise ValueError(f"{name}: it must end in one `select … from … where`, each at the beginning of a line")
    if outside := [word for word, at in words if at > places["from"] and word not in _ALLOWED]:
        raise ValueError(f"{name}: `{outside[0]}` belongs into a table expression, not into the last statement")
    columns = _after(name, "select", text[places["select"] : places["from"]])
    origin = text[places["from"] : places["where"]].rstrip()
    if re.search(r"^(anti|semi) join", origin, re.M):
        raise ValueError(f"{name}: a join that takes candidates off has no text; join left and say a condition")
    kind, subject = _KIND.match(columns), _SUBJECT.search(columns)
    if not kind or not subject:
        raise ValueError(f"{name}: the last select must begin with the subject's kind and id")
    before = text[: places["select"]].rstrip()
    chinese, _, _ = title.partition(":")
    return Conditions(
        list_id=list_id,
        title=chinese,
        header=header,
        subject_kind=kind[1] or "person",
        before=before,
        subject=subject[1] or subject[2],
        origin=origin,
        conditions=_conditions(name, _after(name, "where", text[places["where"] :])),
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


_ALLOWED = ("from", "where", "join", "left", "cross", "anti", "semi")


def _after(name: str, word: str, text: str) -> str:
    """What stands below a word that has its line to itself."""
    first, _, rest = text.partition("\n")
    if first.strip() != word:
        raise ValueError(f"{name}: the last `{word}` must stand alone on its line")
    return rest.rstrip().rstrip(";")


def _conditions(name: str, text: str) -> tuple[Condition, ...]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        words = line.strip()
        if words.startswith("-- not:"):
            found.append((words.removeprefix("-- not:").strip(), []))
        elif found:
            found[-1][1].append(line)
        elif words and not words.startswith("--"):
            raise ValueError(f"{name}: a condition has no `-- not:` above it")
    if not found:
        raise ValueError(f"{name}: the last `where` has no conditions")
    return tuple(
        Condition(_condition(name, place, lines), _otherwise(name, place, otherwise))
        for place, (otherwise, lines) in enumerate(found, 1)
    )


def _condition(name: str, place: int, lines: list[str]) -> str:
    """One condition without the `and` that joins it to the one before; its comments stay."""
    code = [number for number, line in enumerate(lines) if line.strip() and not line.strip().startswith("--")]
    if not code:
        raise ValueError(f"{name}: below `-- not:` number {place} there is no condition")
    first = lines[code[0]].strip()
    if first.startswith("and ") != (place > 1):
        raise ValueError(f"{name}: condition {place} must {'begin' if place > 1 else 'not begin'} with `and`")
    return "\n".join((first.removeprefix("and "), *lines[code[0] + 1 :])).rstrip()


def _otherwise(name: str, place: int, text: str) -> str:
    if not text:
        raise ValueError(f"{name}: `-- not:` number {place} is empty")
    return text
