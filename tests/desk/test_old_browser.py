"""Nothing that is shipped to a browser asks for more than Chromium 78, by the versions that caniuse and MDN give."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LATEST = 78
FOLDERS = ("desk/static", "desk/templates", "handouts/report")
KINDS = {".js": "script", ".css": "style", ".html": "page", ".j2": "page"}
SCRIPT = {
    "optional chaining": (80, r"\?\.(?!\d)"),
    "nullish coalescing": (80, r"\?\?"),
    "logical assignment": (85, r"(\|\||&&|\?\?)=(?!=)"),
    "private methods": (84, r"(?<![\w\"'#(\[=:,.&])#[a-z_]\w*\s*\([^)]*\)\s*\{"),
    "static blocks": (94, r"\bstatic\s*\{"),
    "top-level await": (89, r"^await\b"),
    "flag d or v of a pattern": (90, r"[)\]\w*+?]/[gimsuy]*[dv][gimsuy]*[.,;)\s]"),
    "replaceAll": (85, r"\.replaceAll\("),
    "at of a list": (92, r"\.at\("),
    "Object.hasOwn": (93, r"Object\.hasOwn\b"),
    "structuredClone": (98, r"\bstructuredClone\("),
    "Promise.any": (85, r"Promise\.(any|withResolvers|try)\b"),
    "findLast": (97, r"\.findLast(Index)?\("),
    "copies of lists": (110, r"\.(toSorted|toReversed|toSpliced)\("),
    "Object.groupBy": (117, r"\b(Object|Map)\.groupBy\b"),
    "Array.fromAsync": (121, r"Array\.fromAsync\b"),
    "randomUUID": (92, r"\.randomUUID\("),
    "replaceChildren": (86, r"\.replaceChildren\("),
    "AbortSignal.timeout": (103, r"AbortSignal\.(timeout|any)\b"),
    "WeakRef": (84, r"\b(WeakRef|FinalizationRegistry)\b"),
    "newer Intl": (81, r"Intl\.(DisplayNames|Segmenter|DurationFormat)\b"),
    "submitter of a form": (81, r"\.submitter\b"),
    "popovers": (114, r"\.(showPopover|hidePopover|togglePopover)\("),
    "view transitions": (111, r"startViewTransition"),
    "checkVisibility": (105, r"\.checkVisibility\("),
    "moveBefore": (133, r"\.moveBefore\b"),
    "URL.canParse": (120, r"URL\.(canParse|parse)\("),
    "cause of an error": (93, r"Error\([^)]*,\s*\{\s*cause\b"),
    "scheduler": (94, r"\bscheduler\.(postTask|yield)\b"),
    "clipboard items, file pickers": (86, r"\bshow(Open|Save)FilePicker\b"),
    "sets and iterators": (122, r"\.(isSubsetOf|symmetricDifference)\("),
}
STYLE = {
    ":is, :where": (88, r":(is|where)\("),
    ":has": (105, r":has\("),
    ":not of a list": (88, r":not\([^()]*,"),
    ":focus-visible": (86, r":focus-visible"),
    "::marker": (86, r"::marker"),
    ":modal, :user-valid": (105, r":(modal|user-valid|user-invalid|popover-open)\b"),
    "gap but of a grid": (84, r"(?<![-\w])(row-|column-)?gap\s*:"),
    "inset": (87, r"(?<![-\w])inset(-inline|-block)?\s*:"),
    "aspect-ratio": (88, r"aspect-ratio\s*:"),
    "accent-color": (93, r"accent-color\s*:"),
    "color-scheme": (81, r"color-scheme\s*:"),
    "appearance without prefix": (84, r"(?<![-\w])appearance\s*:"),
    "clamp, min, max": (79, r"(?<![-\w])(clamp|min|max)\("),
    "layers, containers, properties, scopes": (85, r"@(layer|container|property|scope|starting-style)\b"),
    "nesting": (112, r"[{;]\s*&"),
    "content-visibility": (85, r"content-visibility\s*:"),
    "newer colours": (111, r"\b(color-mix|oklch|oklab|lch|lab|light-dark)\("),
    "units of the small and large window": (108, r"\d(dvh|svh|lvh|dvw|svw|lvw|lh|rlh|cqw|cqh)\b"),
    "overflow: clip": (90, r"overflow(-[xy])?\s*:\s*clip"),
    "logical shorthands": (87, r"(margin|padding)-(inline|block)\s*:"),
    "text-wrap": (114, r"text-wrap\s*:"),
    "scrollbars": (94, r"scrollbar-(gutter|width|color)\s*:"),
    "single transforms": (104, r"(?<![-\w])(translate|rotate|scale)\s*:"),
    "subgrid": (117, r"\bsubgrid\b"),
    "revert": (84, r":\s*revert(-layer)?\b"),
    "underline offset": (87, r"text-(underline-offset|decoration-thickness)\s*:"),
    "ranges of media": (104, r"@media[^{]*[<>]"),
    "hyphens": (88, r"hyphens\s*:\s*auto"),
    "contrast and data preferences": (96, r"prefers-(contrast|reduced-data)"),
}
PAGE = {
    "inert": (102, r"\sinert[\s>]"),
    "popover": (114, r"\spopover(target)?[\s=>]"),
    "details that close each other": (120, r"<details[^>]*\sname="),
    "fetchpriority": (101, r"\sfetchpriority="),
    "search element": (118, r"<search[\s>]"),
}
TABLES = {"script": SCRIPT, "style": STYLE, "page": PAGE}
ASKED_FIRST = {"htmx.min.js": {"view transitions"}}
"""What a library uses only where the browser has it."""
# What a kind of file must not hold, tried on a line of each: a pattern that never fires would prove nothing.
SAMPLES = {
    "script": "a?.b; a ?? b; a ||= b; class A { #m(x) { } static { } }\nawait x; /a/d.test(b); s.replaceAll('a', 'b');"
    " l.at(-1); Object.hasOwn(a, b); structuredClone(a); Promise.any([]); l.findLast(f); l.toSorted();"
    " Object.groupBy(a); Array.fromAsync(a); crypto.randomUUID(); e.replaceChildren(); AbortSignal.timeout(1);"
    " new WeakRef(a); new Intl.Segmenter(); event.submitter; e.showPopover(); document.startViewTransition(f);"
    " e.checkVisibility(); e.moveBefore; URL.canParse(a); new Error('a', { cause: b }); scheduler.yield();"
    " showSaveFilePicker(); a.isSubsetOf(b);",
    "style": ":is(a) :has(b) :not(a, b) :focus-visible ::marker :modal { gap: 1px; inset: 0; aspect-ratio: 1;"
    " accent-color: red; color-scheme: dark; appearance: none; width: clamp(1px, 2px, 3px); content-visibility: auto;"
    " color: color-mix(in srgb, red, blue); height: 1dvh; overflow: clip; margin-inline: 0; text-wrap: balance;"
    " scrollbar-gutter: stable; scale: 2; grid: subgrid; all: revert; text-underline-offset: 1px; hyphens: auto;"
    " & a { } } @layer x; @media (width > 1px) { } @media (prefers-contrast: more) { }",
    "page": '<p inert ><p popover ><details name="a"><img fetchpriority="high"><search>',
}


def newer(text: str, kind: str) -> set[str]:
    """What a text uses that LATEST does not know, by the tables."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return {
        name
        for name, (since, pattern) in TABLES[kind].items()
        if since > LATEST and re.search(pattern, bare, re.MULTILINE)
    }


def shipped() -> list[Path]:
    found = (path for folder in FOLDERS for path in sorted((ROOT / folder).iterdir()))
    return [path for path in found if path.suffix in KINDS]


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_no_shipped_file_asks_for_a_newer_browser(path: Path) -> None:
    text = path.read_text("utf-8")
    found = newer(text, KINDS[path.suffix]) - ASKED_FIRST.get(path.name, set())
    if KINDS[path.suffix] == "page":
        found |= newer("\n".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL)), "style")
        found |= newer("\n".join(re.findall(r"<script>(.*?)</script>", text, re.DOTALL)), "script")
    assert found == set()


@pytest.mark.parametrize("kind", TABLES)
def test_each_pattern_finds_what_it_is_for(kind: str) -> None:
    assert newer(SAMPLES[kind], kind) == set(TABLES[kind])


def test_what_a_browser_of_2019_knows_is_let_through() -> None:
    plain = "grid-gap: 1rem; -webkit-appearance: none; transform: scale(2); min-width: 1px; max-height: 2vh;"
    assert newer(f"a:not(.b), input[type=checkbox]:focus {{ {plain} }}", "style") == set()
    assert newer("a ? .5 : b; a ? b : c; x || y; f(/a+/g); list.flat(); async () => { await x; };", "script") == set()
