"""`check`: prove the books, and tell how far a deep check is on stderr."""

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from landlord_desktop.cli_outcome import DONE, FINDINGS, Outcome
from landlord_desktop.services.words import plural

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books

_TENTHS = 10


@dataclass
class ProgressLine:
    """How far the work is: one line rewritten on a terminal, elsewhere a line at each tenth."""

    stream: TextIO
    _told: int = field(default=-1, init=False)

    def __call__(self, done: int, total: int) -> None:
        percent = done * 100 // total if total else 100
        step = percent if self.stream.isatty() else percent // _TENTHS
        if step == self._told:
            return
        self._told = step
        if self.stream.isatty():
            self._write(f"\rChecking the books: {percent} %")
        else:
            self._write(f"Checking the books: {step * _TENTHS} %\n")

    def end(self) -> None:
        """Leave the terminal's line; what follows stands on its own."""
        if self._told >= 0 and self.stream.isatty():
            self._write("\n")

    def _write(self, words: str) -> None:
        with suppress(OSError):  # nobody reads it any more; the check goes on
            self.stream.write(words)
            self.stream.flush()


def check_outcome(books: "Books", *, deep: bool) -> Outcome:
    """All invariants; `deep` reads every content hash and every stored body whatever the size of the books."""
    from landlord_desktop.services.check_contents import unopened_bodies
    from landlord_desktop.services.checks import is_small, run_checks

    everything = deep or is_small(books)
    progress = ProgressLine(sys.stderr) if deep and sys.stderr is not None else None
    try:
        found = run_checks(books, deep=everything, progress=progress)
    finally:
        if progress is not None:
            progress.end()
    checks = [{"name": one.name, "ok": one.ok, "findings": list(one.findings)} for one in found.checks]
    lines = []
    for one in found.checks:
        lines.append(f"{'ok     ' if one.ok else 'FINDING'} {one.name}")
        lines += [f"        {finding}" for finding in one.findings]
    if not everything:
        lines.append("        Of the content hashes only the newest were read; check --deep reads all.")
    unopened = unopened_bodies(books) if everything else 0
    if unopened:
        lines.append(
            f"        Sealed with a key that this PC's key store does not give, so not looked into: "
            f"{plural(unopened, 'stored message')} to the server."
        )
    return Outcome(DONE if found.ok else FINDINGS, tuple(lines), {"ok": found.ok, "checks": checks})
