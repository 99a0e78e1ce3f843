"""A rehearsal: any day, past or future, into a home of its own, where nothing is remembered and nobody is told."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from base.home import Home

NOTE = "这是演练，不是正式发布：不计案件，不发乡镇，不能据此走访或反馈"
"""What whoever reads a rehearsal's lists must know."""


class Rehearsal(Home):
    """A home whose ledger is a scratch one in the building place, gone with the night."""

    @property
    def ledger(self) -> Path:
        """Begins empty every night, and is never kept."""
        return self._scratch / "ledger.duckdb"

    @property
    def anchor(self) -> Path:
        """Of the scratch ledger: gone with it."""
        return self._scratch / "anchor.json"

    @property
    def _scratch(self) -> Path:
        return self.build / "rehearsal"

    def prepare(self) -> None:
        """Begin with nothing: a rehearsal compares with no publication, least of all with another rehearsal's."""
        for file in (self.published, self.previous, self.analysis, self.evidence):
            file.unlink(missing_ok=True)
        super().prepare()

    @contextmanager
    def locked(self, is_brief: bool = False) -> Iterator[None]:
        """Hold the home for one night; the scratch ledger does not outlive it."""
        with super().locked(is_brief):
            try:
                yield
            finally:
                shutil.rmtree(self._scratch, ignore_errors=True)
