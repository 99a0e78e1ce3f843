"""What a command did to the files below a folder, recorded with strace, and what a power cut would have left of it.

`record` runs the command; `Disk` replays its calls one by one and knows of every file what was synced, and of every
folder which names were. `left` writes down what a file system may show after a cut, as an enemy would choose:

- `lost`: only what was synced; a name appears, changes or goes only with the fsync of its folder;
- `kept`: every change of names, without the contents that were not synced (the file of length zero after a rename);
- `torn`: the same, and of what was not synced the first half, the rest zeros;
- `mixed`: by chance, the names of one folder as they were synced, those of the next as they were changed.
"""

import random
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOST, KEPT, TORN, MIXED = "lost", "kept", "torn", "mixed"
VARIANTS = (LOST, KEPT, TORN, MIXED)
_NAMES = ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir")
_CONTENTS = ("write", "writev", "pwrite64", "pwritev", "sendfile", "copy_file_range", "ftruncate", "truncate")
_TRACED = (
    *_NAMES,
    *_CONTENTS,
    "open",
    "openat",
    "creat",
    "fallocate",
    "lseek",
    "fsync",
    "fdatasync",
    "msync",
    "symlink",
)
_WANTED = re.compile(rb"(\d+\.\d+) (\w+)\((.*)\) += (-?\d+)", re.DOTALL)
_FILE = re.compile(rb"(?:AT_FDCWD|(\d+))<((?:\\x[0-9a-f]{2})*)>(?:\(deleted\))?")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """One call of the operating system that succeeded."""

    at: float
    name: str
    words: bytes
    result: int


def record(command: Sequence[str], trace: Path) -> tuple[list[Call], subprocess.CompletedProcess[str]]:
    """Run a command under strace; its calls in the order of their beginnings, and how it ended."""
    trace.mkdir(parents=True)
    asked = [
        "strace",
        "-ff",
        "-ttt",
        "-yxx",
        "-s",
        str(1 << 28),
        "-e",
        f"trace={','.join(_TRACED)}",
        "-e",
        "signal=none",
    ]
    done = subprocess.run([*asked, "-o", str(trace / "t"), *command], capture_output=True, text=True, check=False)
    calls = []
    for file in trace.iterdir():
        with file.open("rb") as lines:
            for line in lines:
                if (found := _WANTED.match(line)) and not found[4].startswith(b"-"):
                    calls.append(Call(float(found[1]), found[2].decode(), found[3], int(found[4])))
        file.unlink()
    return sorted(calls, key=lambda call: call.at), done


@dataclass
class File:
    """A file's bytes as the running system sees them, and as they are on the disk."""

    data: bytearray
    synced: bytes | None = None
    """None: it was never synced."""
    is_dirty: bool = True
    was_cut: bool = False
    """Emptied since it was last synced."""

    def left(self, variant: str) -> bytes:
        """What a cut leaves of it."""
        if not self.is_dirty:
            return bytes(self.data)
        if variant == TORN:
            half = len(self.data) // 2
            return bytes(self.data[:half]) + bytes(len(self.data) - half)
        return b"" if self.synced is None or (variant != LOST and self.was_cut) else self.synced


@dataclass
class Folder:
    """A folder's names as the running system sees them, and as they are on the disk."""

    names: dict[str, "File | Folder"] = field(default_factory=dict)
    synced: dict[str, "File | Folder"] = field(default_factory=dict)


class Disk:
    """A folder's files; begins as it lies there, all of it synced."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.top = _read(root)
        self.places: dict[tuple[bytes, int], int] = {}
        """Where the next write of an open file goes, by handle and file."""

    def replay(self, call: Call) -> bool:
        """Do what the call did; whether it changed or synced anything below the folder."""
        handler: Callable[[Call], bool] | None = getattr(self, f"_{_KINDS.get(call.name, call.name)}", None)
        return handler is not None and handler(call)

    def find(self, path: Path) -> "File | Folder | None":
        """What lies at an absolute path."""
        here: File | Folder | None = self.top
        for name in path.relative_to(self.root).parts:
            here = here.names.get(name) if isinstance(here, Folder) else None
        return here

    def left(self, variant: str, target: Path, chance: random.Random) -> None:
        """Write down what a cut at this moment leaves."""
        _write(self.top, variant, target, chance)

    def unlike(self, other: Path) -> list[str]:
        """The paths that are not as they lie in a real folder: what the recording missed."""
        return sorted(_unlike(self.top, other, Path()))

    def _open(self, call: Call) -> bool:
        path = self._paths(call)[-1:]
        changes = b"O_CREAT" in call.words or b"O_TRUNC" in call.words or b"O_RDONLY" not in call.words
        if not path or not changes:
            return False
        [target] = path
        node, folder = self.find(target), self.find(target.parent)
        is_new = node is None and isinstance(folder, Folder)
        if is_new and isinstance(folder, Folder):
            folder.names[target.name] = node = File(bytearray())
        if not isinstance(node, File):
            return False
        if b"O_TRUNC" in call.words and node.data:
            node.data, node.is_dirty, node.was_cut = bytearray(), True, True
        self.places[str(call.result).encode(), id(node)] = len(node.data) if b"O_APPEND" in call.words else 0
        return is_new or b"O_TRUNC" in call.words

    def _lseek(self, call: Call) -> bool:
        for handle, node in self._files(call)[:1]:
            self.places[handle, id(node)] = call.result
        return False

    def _write(self, call: Call) -> bool:
        for handle, node in self._files(call)[:1]:
            at = self.places.get((handle, id(node)), 0)
            _put(node, at, b"".join(_bytes(text) for text in _TEXT.findall(call.words))[: call.result])
            self.places[handle, id(node)] = at + call.result
            return True
        return False

    def _pwrite64(self, call: Call) -> bool:
        for _, node in self._files(call)[:1]:
            at = int(call.words.rpartition(b", ")[2])
            _put(node, at, b"".join(_bytes(text) for text in _TEXT.findall(call.words))[: call.result])
            return True
        return False

    def _sendfile(self, call: Call) -> bool:
        files = list(self._handles(call))
        if len(files) != 2 or not isinstance(target := self._node(files[0][1]), File):
            return False
        source = self._node(files[1][1])
        content = source.data if isinstance(source, File) else _path(files[1][1]).read_bytes()
        begin = re.search(rb"\[(\d+)\]", call.words)
        if begin is None:
            raise RuntimeError("a copy without an offset was not recorded")
        at = self.places.get((files[0][0], id(target)), 0)
        _put(target, at, bytes(content[int(begin[1]) : int(begin[1]) + call.result]))
        self.places[files[0][0], id(target)] = at + call.result
        return True

    def _ftruncate(self, call: Call) -> bool:
        size = int(call.words.rpartition(b", ")[2])
        nodes = [*(node for _, node in self._files(call)), *(self.find(path) for path in self._paths(call))]
        for node in nodes:
            if isinstance(node, File):
                node.was_cut = node.was_cut or size < len(node.data)
                node.data = node.data[:size] + bytes(max(0, size - len(node.data)))
                node.is_dirty = True
                return True
        return False

    def _fallocate(self, call: Call) -> bool:
        for _, node in self._files(call):
            *_, mode, at, size = call.words.split(b", ")
            if mode == b"0":
                node.data.extend(bytes(max(0, int(at) + int(size) - len(node.data))))
                node.is_dirty = True
            return True
        return False

    def _fsync(self, call: Call) -> bool:
        for _, path in self._handles(call):
            node = self._node(path)
            if isinstance(node, Folder):
                node.synced = dict(node.names)
            elif node:
                node.synced, node.is_dirty, node.was_cut = bytes(node.data), False, False
            return node is not None
        return False

    def _rename(self, call: Call) -> bool:
        paths = self._paths(call)
        if len(paths) != 2:
            return False
        (old, old_folder), (new, new_folder) = ((path, self.find(path.parent)) for path in paths)
        if isinstance(old_folder, Folder) and isinstance(new_folder, Folder):
            other = new_folder.names.get(new.name)
            new_folder.names[new.name] = old_folder.names.pop(old.name)
            if b"RENAME_EXCHANGE" in call.words and other:
                old_folder.names[old.name] = other
        return True

    def _link(self, call: Call) -> bool:
        old, new = self._paths(call)[:2] if len(self._paths(call)) == 2 else (None, None)
        node = self.find(old) if old else None
        folder = self.find(new.parent) if new else None
        if new and node and isinstance(folder, Folder):
            folder.names[new.name] = node
        return new is not None

    def _unlink(self, call: Call) -> bool:
        for path in self._paths(call)[:1]:
            folder = self.find(path.parent)
            if isinstance(folder, Folder):
                folder.names.pop(path.name, None)
            return True
        return False

    def _mkdir(self, call: Call) -> bool:
        for path in self._paths(call)[:1]:
            folder = self.find(path.parent)
            if isinstance(folder, Folder):
                folder.names[path.name] = Folder()
            return True
        return False

    def _msync(self, call: Call) -> bool:
        raise RuntimeError("a mapped file was written: that is not recorded")

    def _handles(self, call: Call) -> Iterator[tuple[bytes, bytes]]:
        for found in _FILE.finditer(call.words):
            if found[1] is not None:
                yield found[1], _bytes(found[2])

    def _files(self, call: Call) -> list[tuple[bytes, File]]:
        """The open files below the folder that the call names."""
        handles = [(handle, self._node(path)) for handle, path in self._handles(call)]
        return [(handle, node) for handle, node in handles if isinstance(node, File)]

    def _node(self, path: bytes) -> "File | Folder | None":
        place = _path(path)
        return self.find(place) if place.is_relative_to(self.root) else None

    def _paths(self, call: Call) -> list[Path]:
        """The paths that the call names, of the folder that each is relative to; only those below ours."""
        paths, base = [], b"/"
        for found in re.finditer(rb"%s|%s" % (_FILE.pattern, _TEXT.pattern), call.words, re.DOTALL):
            if found[3] is None:
                base = _bytes(found[2])
            else:
                paths.append(_path(base) / _path(_bytes(found[3])))
        return [path for path in paths if path.is_relative_to(self.root)]


_KINDS = {
    **dict.fromkeys(("openat", "creat"), "open"),
    **dict.fromkeys(("writev",), "write"),
    **dict.fromkeys(("pwritev",), "pwrite64"),
    **dict.fromkeys(("copy_file_range",), "sendfile"),
    **dict.fromkeys(("truncate",), "ftruncate"),
    **dict.fromkeys(("fdatasync",), "fsync"),
    **dict.fromkeys(("renameat", "renameat2"), "rename"),
    **dict.fromkeys(("linkat", "symlink"), "link"),
    **dict.fromkeys(("unlinkat", "rmdir"), "unlink"),
    **dict.fromkeys(("mkdirat",), "mkdir"),
}


def _bytes(text: bytes) -> bytes:
    return bytes.fromhex(text.replace(b"\\x", b"").decode("ascii"))


def _path(text: bytes) -> Path:
    return Path(text.decode(errors="surrogateescape"))


def _put(node: File, at: int, content: bytes) -> None:
    if len(node.data) < at:
        node.data.extend(bytes(at - len(node.data)))
    node.data[at : at + len(content)] = content
    node.is_dirty = True


def _read(folder: Path) -> Folder:
    names: dict[str, File | Folder] = {}
    seen: dict[int, File] = {}
    for path in folder.iterdir():
        if path.is_dir():
            names[path.name] = _read(path)
        elif path.is_file():
            content = path.read_bytes()
            names[path.name] = seen.setdefault(path.stat().st_ino, File(bytearray(content), content, False))
    return Folder(names, dict(names))


def _write(folder: Folder, variant: str, target: Path, chance: random.Random) -> None:
    target.mkdir(mode=0o750, parents=True)
    forgets = variant == LOST or (variant == MIXED and chance.random() < 0.5)
    for name, node in (folder.synced if forgets else folder.names).items():
        if isinstance(node, Folder):
            _write(node, variant, target / name, chance)
        else:
            (target / name).write_bytes(node.left(variant))
            (target / name).chmod(0o640)


def _unlike(folder: Folder, real: Path, below: Path) -> Iterator[str]:
    for name in folder.names.keys() ^ {path.name for path in real.iterdir()}:
        yield f"{below / name} (there or not)"
    for name, node in folder.names.items():
        place = real / name
        if isinstance(node, Folder) and place.is_dir():
            yield from _unlike(node, place, below / name)
        elif isinstance(node, File) and place.is_file() and place.read_bytes() != node.data:
            yield str(below / name)
