"""What each department delivers: one declaration an extract. `SOURCES` holds every one of this folder, by name."""

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.source import Source


def _declared() -> "dict[str, Source]":
    """Every `Source` that a module of this folder declares: a new extract is a new file, and nothing else."""
    from sources.source import Source

    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    found = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Source)}
    return dict(sorted(found.items()))


def __getattr__(name: str) -> "dict[str, Source]":
    """`SOURCES`, when first asked for: who only explains or lists what is published need not load every reader."""
    if name != "SOURCES":
        raise AttributeError(name)
    found = globals()["SOURCES"] = _declared()
    return found
