"""200 kinds of hostile and broken files through `yingbao check`: none may crash it, none may be read without a word.

    python benchmarks/hostile_files.py --out demo/hostile [--list] [--run]

Files are put into one inbox and read by one call; what is wrong with a manifest or a folder gets an inbox of its own.
A kind is right where it is refused, or read with something told; harmless ones (`HARMLESS`) may be read as they are.
`--run`: each of them is run as a night, too, alone; right is where it is refused or held, and nothing is published.
Exit 1 for any other, for a fault of the program, and for a call that ends otherwise than with 0 or 2.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.errors import BadInput  # noqa: E402
from base.home import Home  # noqa: E402
from benchmarks.files.hostile import HARMLESS, LINE, MANIFESTS, NAME, TEXT, files, folders, with_manifest  # noqa: E402
from flows.faults import GateHeld  # noqa: E402
from flows.nightly import nightly  # noqa: E402


def checked(inbox: Path, json_file: Path) -> tuple[int, list[dict[str, object]], str, int]:
    """Exit code, entries, what was complained of, and the most memory (MB) of any process so far."""
    json_file.unlink(missing_ok=True)
    words = [sys.executable, "-c", "from flows.cli import main; main()", "check", str(inbox), "--json", str(json_file)]
    ended = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False, timeout=3_000)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    return ended.returncode, json.loads(json_file.read_text()) if json_file.exists() else [], ended.stderr[-300:], peak


def judge(name: str, entries: list[dict[str, object]], refusal: str) -> tuple[str, str, bool]:
    """What became of a kind, the sentence, and whether that is right."""
    verdicts = {str(entry["verdict"]) for entry in entries} or {"refused"}
    answer = "；".join(filter(None, (str(entry["sentence"] or "") for entry in entries))) or refusal
    findings = [str(odd["text"]) for entry in entries for odd in entry["findings"]]  # type: ignore[attr-defined]
    verdict = next(each for each in ("refused", "odd", "read") if each in verdicts)
    is_fault = "程序出错" in answer or "Traceback" in answer
    return (
        verdict,
        answer or "；".join(findings),
        not is_fault and (verdict != "read" or name.partition(": ")[2] in HARMLESS or name in HARMLESS),
    )


def put(ending: str, content: bytes, inbox: Path) -> None:
    """The one file of a delivery, and its line."""
    shutil.rmtree(inbox / "person_roster")
    (inbox / "person_roster").mkdir()
    (inbox / "person_roster" / f"b{ending}").write_bytes(content)
    with_manifest(NAME + LINE.replace("a.csv", f"b{ending}"), inbox)


def nights(out: Path, alone: Sequence[tuple[str, Callable[[Path], object]]]) -> Iterator[tuple[str, str, str, bool]]:
    """Each kind as a night in a new home: what became of it, the sentence, and whether nothing was published."""
    kinds: list[tuple[str, Callable[[Path], object]]] = []
    kinds += [(name, partial(put, ending, content)) for name, (ending, content) in files()]
    for name, change in [*kinds, *alone]:
        inbox, home = out / "inbox", out / "home"
        for folder in (inbox, home):
            shutil.rmtree(folder, ignore_errors=True)
        (inbox / "person_roster").mkdir(parents=True)
        (inbox / "person_roster" / "a.csv").write_bytes(TEXT)
        change(inbox)
        if not os.path.lexists(inbox / "manifest.csv"):
            with_manifest(NAME + LINE, inbox)
        signal.alarm(900)
        try:
            nightly.fn(inbox=inbox, home=home, region="funing", as_of=date(2026, 11, 22))
        except BadInput as refused:
            verdict, answer = "refused", str(refused)
        except GateHeld as held:
            verdict, answer = "held", str(held)
        except Exception as fault:
            verdict, answer = "fault", repr(fault)
        else:
            verdict, answer = "published", ""
        signal.alarm(0)
        is_right = verdict in ("refused", "held") and not Home(home).published.exists()
        yield f"night: {name}", verdict, answer.replace("\n", " "), is_right


def main() -> int:
    """Print what became of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--list", action="store_true", help="every kind with its sentence")
    parser.add_argument("--run", action="store_true", help="each kind as a night, too")
    call = parser.parse_args()
    shutil.rmtree(call.out, ignore_errors=True)
    inbox = call.out / "inbox"
    (inbox / "person_roster").mkdir(parents=True)
    named: dict[str, str] = {}
    for number, (name, (ending, content)) in enumerate(files()):
        file = f"person_roster/{number:03}{ending}"
        (inbox / file).write_bytes(content)
        named[file] = name
    code, entries, answer, peak = checked(inbox, call.out / "check.json")
    wrong = 0 if code == 2 else 1
    print(f"{len(named)} files: exit {code}, peak {peak} MB {answer if code not in (0, 2) else ''}")
    of: dict[str, list[dict[str, object]]] = {}
    for entry in entries:
        of.setdefault(str(entry["file"]), []).append(entry)
    outcomes = [
        (name, *judge(name, of.get(file, []), "" if of.get(file) else "不在结果里")) for file, name in named.items()
    ]
    alone: list[tuple[str, Callable[[Path], object]]] = list(folders())
    alone += [(f"manifest: {name}", partial(with_manifest, text)) for name, text in MANIFESTS.items()]
    for name, change in alone:
        shutil.rmtree(inbox, ignore_errors=True)
        (inbox / "person_roster").mkdir(parents=True)
        (inbox / "person_roster" / "a.csv").write_bytes(TEXT)
        change(inbox)
        code, entries, answer, peak = checked(inbox, call.out / "check.json")
        outcomes.append((name, *judge(name, entries, answer)))
        if code not in (0, 2):
            outcomes[-1] = (name, f"exit {code}", answer, False)
    if call.run:
        outcomes += nights(call.out, alone)
    for name, verdict, answer, is_right in outcomes:
        wrong += not is_right
        if call.list or not is_right:
            print(f"{'right' if is_right else 'WRONG'} | {name} | {verdict} | {answer[:140]}")
    counted = dict(Counter(verdict for _, verdict, _, _ in outcomes))
    print(f"{len(outcomes)} kinds: {counted}, {wrong} wrong, peak {peak} MB")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
