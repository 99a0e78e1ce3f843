"""Who may read what of a home: the group what is shared, the owner alone everything else, file by file.

What a home of an earlier release let the group read is put right by the next night (`mend`); `yingbao doctor` names it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

SHARED = ("published", "worklists", "reports")
"""What the group may read: the published databases, the towns' workbooks, the reports."""
_TOKENS = ("notify.toml", "forms.toml")
"""Files at the top that nobody else may read; what else lies there (whose home it is) is no secret."""


def mend(root: Path) -> int:
    """Take away what others may read beyond what is theirs; returns of how many files and folders."""
    wrong = list(too_open(root))
    for path, allowed in wrong:
        path.chmod(path.stat().st_mode & allowed)
    return len(wrong)


def too_open(root: Path) -> Iterator[tuple[Path, int]]:
    """Every file and folder of a home that more people may read than should, and the mode that it may have at most.

    A link is not followed, and what vanishes meanwhile is passed by.
    """
    for folder, folders, files in os.walk(root):
        here = [Path(folder) / name for name in (*files, *folders)]
        for path in [root, *here] if folder == str(root) else here:
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                continue
            allowed = _allowed(path.relative_to(root).parts, path.is_dir())
            if not path.is_symlink() and mode & (0o777 if path.is_dir() else 0o666) & ~allowed:
                yield path, allowed


def _allowed(parts: tuple[str, ...], is_folder: bool) -> int:
    hidden = any(part.startswith(".") for part in parts[:-1]) or (is_folder and parts and parts[-1].startswith("."))
    at_the_top = len(parts) == 1 and not is_folder and parts[0] not in _TOKENS
    if not hidden and (not parts or parts[0] in SHARED or at_the_top):
        return 0o750 if is_folder else 0o640
    return 0o700 if is_folder else 0o600
