"""The tour: the guide's whole job in a fresh practice office, with pictures of every screen and the PDFs it printed."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from landlord_desktop.app import PRACTICE, DesktopProgram
from landlord_desktop.app_portal import reveal_new_key
from landlord_desktop.config import PROGRAM_NAME
from landlord_desktop.reports import catalog
from landlord_desktop.reports.files import write
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.ui.errors import ErrorReporter, Failure, install_hooks
from landlord_desktop.ui.tour import GUIDE_BATCH, TourFacts, whole_job
from landlord_desktop.ui.tour_driver import Driver

PORTFOLIO = "PF-2118"
SIZE = (1280, 800)


def run_tour(out: Path) -> int:
    """Run the tour; pictures and PDFs go to `out`. 0 where every step and the proof of the books succeeded, else 1."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName(PROGRAM_NAME)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="landlord-tour-") as name:
        return _Tour(Path(name), out).run()


class _Tour:
    def __init__(self, office: Path, out: Path) -> None:
        self._office, self._out = office, out
        self._failures: list[Failure] = []
        reporter = ErrorReporter()
        install_hooks(reporter)
        self._program = DesktopProgram(PRACTICE, office, reporter)
        reporter.show_with(self._failures.append)
        self._driver = Driver(lambda: self._program.window, out)
        self._fault: BaseException | None = None

    def run(self) -> int:
        window = self._program.window
        window.resize(*SIZE)
        window.show()
        facts = TourFacts(self._token, self._at_rest)
        script = whole_job(lambda: self._program.window, self._driver, facts)
        self._driver.run(script, self._ended)
        QApplication.exec()
        return self._tell()

    def _token(self) -> str:
        opened = self._program.opened
        if opened is None or opened.practice is None:
            raise RuntimeError("the practice office is not open")
        return reveal_new_key(opened.practice.server, PORTFOLIO, "Landlord Desktop tour")

    def _at_rest(self) -> bool:
        return self._program.sync is not None and not self._program.sync.running

    def _ended(self, fault: BaseException | None) -> None:
        self._fault = fault
        if fault is not None:
            self._driver.keep_last("stopped-here")
        for dialog in QApplication.topLevelWidgets():
            if dialog is not self._program.window and dialog.isVisible():
                dialog.close()
        self._program.window.close()
        QTimer.singleShot(0, QApplication.quit)

    def _tell(self) -> int:
        books = open_books(str(self._office / PRACTICE / "practice.db"))
        try:
            papers = self._print(books) if self._fault is None else []
            proof = run_checks(books, deep=True)
        finally:
            books.close()
        print(f"{len(self._driver.pictures)} pictures and {len(papers)} PDFs are in {self._out}")  # noqa: T201
        for failure in self._failures:
            print(f"shown as a failure: {failure.sentence}")  # noqa: T201
        if self._fault is not None:
            print(f"The tour stopped: {self._fault}")  # noqa: T201
        print(f"check: {'green' if proof.ok else 'FINDINGS'} ({len(proof.checks)} checks)")  # noqa: T201
        for finding in proof.findings:
            print(f"  {finding}")  # noqa: T201
        return 0 if self._fault is None and proof.ok and not self._failures else 1

    def _print(self, books: Books) -> list[Path]:
        papers = []
        for name, options in (
            ("post-batch-receipts", {"batch": GUIDE_BATCH}), ("deposit-slip", {}), ("tenant-balances", {}),
            ("bank-register", {}),
        ):
            path = self._out / f"{name}.pdf"
            write(catalog.build(books, name, **options), path)
            papers.append(path)
        return papers
