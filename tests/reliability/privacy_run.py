"""A program run for the privacy test: the guide's whole job through the real window, with failures on purpose.

Arguments: a folder for what is scanned, a file for the secrets to look for, and "sealed" (a key store) or "plain".
Everything is logged at level DEBUG, to a file of the scanned folder.
"""

import json
import logging
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from landlord_desktop.app import PRACTICE, DesktopProgram
from landlord_desktop.app_portal import reveal_new_key
from landlord_desktop.inosio import token
from landlord_desktop.reports import catalog
from landlord_desktop.reports.files import write
from landlord_desktop.services.account_codes import reveal_account_number
from landlord_desktop.services.books import Books
from landlord_desktop.ui.errors import ErrorReporter, install_hooks
from landlord_desktop.ui.tour import GUIDE_BATCH, TourFacts, whole_job
from landlord_desktop.ui.tour_driver import Driver, Script, Step
from office_online import FakeKeyring

ACCOUNT_NUMBER = "0020021234"
TENANT_NAME = "Anthony Kmetz"
PORTFOLIO = "PF-2118"


class SwiftDriver(Driver):
    """Takes no pictures."""

    def picture(self, name: str) -> Step:
        """Nothing."""
        return self.do(f"picture {name}", lambda: None)


class Run:
    """The window, the script and the failures."""

    def __init__(self, scanned: Path, secrets: Path) -> None:
        self.scanned, self.secrets = scanned, secrets
        self.tokens: list[str] = []
        self.told: list[str] = []
        reporter = ErrorReporter()
        install_hooks(reporter)
        self.program = DesktopProgram(PRACTICE, scanned / "data", reporter)
        shown = self.program.window.show_failure
        reporter.show_with(lambda failure: (self.told.append(failure.sentence), shown(failure)))
        self.driver = SwiftDriver(lambda: self.program.window, scanned)
        self.fault: BaseException | None = None

    def start(self) -> int:
        """Run to the end; 0 where the script was done."""
        self.program.window.show()
        facts = TourFacts(self._token, lambda: self.program.sync is not None and not self.program.sync.running)
        self.driver.run(self._script(facts), self._ended)
        QApplication.exec()
        (self.scanned / "told.txt").write_text("\n".join(self.told), encoding="utf-8")
        self.secrets.write_text(json.dumps({"tokens": self.tokens, "failures": len(self.told)}), encoding="utf-8")
        if self.fault is not None:
            raise SystemExit(f"stopped: {type(self.fault).__name__}: {self.fault}")
        return 0

    def _token(self) -> str:
        opened = self.program.opened
        assert opened is not None
        assert opened.practice is not None
        self.tokens += [opened.practice.token, reveal_new_key(opened.practice.server, PORTFOLIO, "privacy test")]
        return self.tokens[-1]

    def _script(self, facts: TourFacts) -> Script:
        yield from whole_job(lambda: self.program.window, self.driver, facts)
        for number, fail in enumerate((self._in_a_slot, self._in_the_background, self._in_a_thread), 1):
            yield self.driver.do(f"failure {number}", fail)
            yield self.driver.until(f"failure {number} is told", lambda number=number: len(self.told) == number)
        yield self.driver.do("look at the account number", self._in_background(self._work))
        yield self.driver.until("all is done", lambda: not self.program.background.busy)

    def _fail(self, *_: object) -> None:
        raise ValueError(f"{self.tokens[-1]} {ACCOUNT_NUMBER} {TENANT_NAME}")

    def _in_a_slot(self) -> None:
        self._slot_timer = QTimer(singleShot=True, interval=0)
        self._slot_timer.timeout.connect(self._fail)
        self._slot_timer.start()

    def _in_the_background(self) -> None:
        self.program.background.run(self._fail, done=self._fail, owner=self.program)

    def _in_a_thread(self) -> None:
        threading.Thread(target=self._fail).start()

    def _in_background(self, work: Callable[[Books], None]) -> Callable[[], object]:
        return lambda: self.program.background.run(
            lambda _task: work(self.program.window.context.books), done=lambda _done: None, owner=self.program
        )

    def _work(self, books: Books) -> None:
        with books.store.read() as connection:
            account = connection.exec_driver_sql("SELECT account_id FROM bank_detail WHERE account_number <> ''")
            account_id = account.scalars().first()
        assert reveal_account_number(books, account_id) == ACCOUNT_NUMBER
        papers = self.scanned / "papers"
        papers.mkdir()
        for entry in catalog.ENTRIES:
            options = {"batch": GUIDE_BATCH} if entry.name == "post-batch-receipts" else {}
            for ending in ("csv", "xlsx", "pdf"):
                write(catalog.build(books, entry.name, **options), papers / f"{entry.name}.{ending}")
        lines = [path.read_bytes().replace(b"\0", b" ") for path in Path("/proc").glob("[0-9]*/cmdline")]
        (self.scanned / "cmdlines.txt").write_bytes(b"\n".join(lines))
        (self.scanned / "live").mkdir()
        for path in (self.scanned / "data" / PRACTICE).glob("practice.db*"):
            shutil.copy(path, self.scanned / "live")

    def _ended(self, fault: BaseException | None) -> None:
        self.fault = fault
        for dialog in QApplication.topLevelWidgets():
            if dialog is not self.program.window and dialog.isVisible():
                dialog.close()
        self.program.window.close()
        QTimer.singleShot(0, QApplication.quit)


def main() -> int:
    """Run it."""
    scanned, secrets, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    logging.basicConfig(level=logging.DEBUG, filename=scanned / "everything.log", force=True)
    logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))
    if mode == "sealed":
        keyring = FakeKeyring()
        token.system_keyring = lambda: keyring
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Landlord Desktop")
    return Run(scanned, secrets).start()


if __name__ == "__main__":
    sys.exit(main())
