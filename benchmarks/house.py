"""The house, measured and drawn from its imports.

    python benchmarks/house.py            lines and imports of every room
    python benchmarks/house.py --draw     docs/house.svg, which stands in CONTRIBUTING; a test holds it against the code

An arrow leads from a room to one that it imports, where no other room lies between.
"""

import argparse
import ast
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "house.svg"
FLOORS: tuple[tuple[str, ...], ...] = (
    ("base",),
    ("regions",),
    ("sources",),
    ("sources.reader",),
    ("sql",),
    ("matchers.text",),
    ("matchers.engine",),
    ("matchers", "ledger", "county"),
    ("county.lives", "handouts"),
    ("county.offices",),
    ("county.key",),
    ("county.making",),
    ("flows",),
    ("desk",),
)
"""Rooms from the ground up: a room imports what lies below it, and nothing of its own floor."""
WIDTH, HEIGHT, GAP, MARGIN = 232, 72, 30, 24
_COLUMNS = {"county": 2, "ledger": 1, "handouts": 1}


def modules() -> dict[str, Path]:
    """Every module that the floors hold, by its dotted name."""
    folders = sorted({room.split(".")[0] for floor in FLOORS for room in floor})
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of the house that a file imports, wherever in it that is said."""
    found = {name if name in known else module for module, name in _imported(path)}
    return {name for name in found if name in known and known[name] != path}


@cache
def _imported(path: Path) -> list[tuple[str, str]]:
    """What stands in a file's import statements: the module, and the dotted name of what is taken of it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(alias.name, alias.name) for alias in node.names]
    return found


def room_of(module: str) -> str:
    """The innermost room that a module lies in."""
    inside = [room for floor in FLOORS for room in floor if f"{module}.".startswith(f"{room}.")]
    return max(inside, key=len)


def floor_of(room: str) -> int:
    """How high a room lies."""
    return next(number for number, floor in enumerate(FLOORS) if room in floor)


def arrows() -> Counter[tuple[str, str]]:
    """How many imports lead from one room to another."""
    known = modules()
    return Counter(
        (room_of(name), room_of(other))
        for name, path in known.items()
        for other in imports(path, known)
        if room_of(name) != room_of(other)
    )


def direct(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the arrows that others make by the way."""
    below: dict[str, set[str]] = {}
    for upper, lower in pairs:
        below.setdefault(upper, set()).add(lower)

    def reached(room: str) -> set[str]:
        return set().union(*({lower} | reached(lower) for lower in below.get(room, set())))

    return {
        (upper, lower)
        for upper, lower in pairs
        if not any(lower in reached(between) for between in below[upper] - {lower})
    }


def purpose(room: str) -> str:
    """The first sentence that a room says of itself."""
    known = modules()
    text = ast.get_docstring(ast.parse(known[room].read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0].split(". ")[0].rstrip(".")


def _place(room: str) -> tuple[int, int]:
    """Where the box of a room begins."""
    column = _COLUMNS.get(room.split(".")[0], 0)
    return MARGIN + column * (WIDTH + 60), MARGIN + (len(FLOORS) - 1 - floor_of(room)) * (HEIGHT + GAP)


def _way(upper: tuple[int, int], lower: tuple[int, int]) -> str:
    """From the foot of a box to the head of one below it, or from side to side between columns."""
    (x1, y1), (x2, y2) = upper, lower
    if x1 == x2:
        return f"M{x1 + WIDTH // 2} {y1 + HEIGHT}V{y2}"
    start, end, bend = (x1, x2 + WIDTH, -1) if x1 > x2 else (x1 + WIDTH, x2, 1)
    foot, middle = y1 + HEIGHT * 2 // 3, y2 + HEIGHT // 2
    return f"M{start} {foot}Q{start + bend * 24} {middle} {end} {middle}"


def _lines(text: str, most: int = 42) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def picture() -> str:
    """The house as SVG."""
    rooms = [room for floor in FLOORS for room in floor]
    across = 2 * MARGIN + 3 * WIDTH + 2 * 60
    up = 2 * MARGIN + len(FLOORS) * (HEIGHT + GAP) - GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {up}" font-family="sans-serif">',
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#7a8896"/></marker></defs>',
        f'<rect width="{across}" height="{up}" fill="#ffffff"/>',
    ]
    for upper, lower in sorted(direct(set(arrows()))):
        parts.append(
            f'<path d="{_way(_place(upper), _place(lower))}" fill="none" stroke="#7a8896" stroke-width="1.4" '
            'marker-end="url(#to)"/>'
        )
    for room in rooms:
        x, y = _place(room)
        parts.append(
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#eef3f8" stroke="#3c5a78"/>'
            f'<text x="{x + 10}" y="{y + 18}" font-size="13" font-weight="bold" fill="#1d2f40">'
            f"{escape(room.replace('.', '/'))}</text>"
        )
        parts += [
            f'<text x="{x + 10}" y="{y + 34 + 14 * number}" font-size="10" fill="#3c4a57">{escape(line)}</text>'
            for number, line in enumerate(_lines(purpose(room)))
        ]
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """Print or draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", action="store_true", help="write docs/house.svg")
    if parser.parse_args().draw:
        PICTURE.write_text(picture(), encoding="utf-8")
        return
    size: Counter[str] = Counter()
    for name, path in modules().items():
        size[room_of(name)] += len(path.read_text(encoding="utf-8").splitlines())
    for floor in reversed(FLOORS):
        for room in floor:
            print(f"{size[room]:6} lines  {room}")
    for (upper, lower), count in sorted(arrows().items()):
        print(f"{count:4} imports  {upper} → {lower}")


if __name__ == "__main__":
    main()
