"""Batch Receipts with a batch of 5,000 payments: load, classify and show it; and each letter typed into the filter.

Times are the program's own seconds of the processor, which a busy machine does not stretch.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

LETTERS = "Tenant 4"


def main(payments: int = 5000, rounds: int = 3) -> None:
    """Print the time from the key to the lines on screen (limit 1 s), and that of a letter (limit 100 ms)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bench.book import TODAY, add_batch, copy_book, make_book, open_book
    from bench.window import Heart
    from landlord_desktop.app import DesktopProgram
    from landlord_desktop.services.batches import give_up_claims
    from landlord_desktop.services.settings import change_settings
    from landlord_desktop.services.working_lines import list_lines, start_over
    from landlord_desktop.ui.errors import ErrorReporter

    application: Any = QApplication.instance() or QApplication([])
    heart = Heart(application)
    loads, reads, letters = [], [], []
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        folder = Path(name)
        make_book(folder / "book.db", payments, 10_000)
        books = open_book(folder / "book.db")
        add_batch(books, payments)
        for _round in range(rounds):
            began = time.process_time()
            list_lines(books)
            reads.append(time.process_time() - began)
        start_over(books)
        give_up_claims(books)
        change_settings(books, {"office.today": TODAY.isoformat()})
        books.close()
        for place in range(rounds):
            path = copy_book(folder / "book.db", folder / f"round{place}.db")
            program = DesktopProgram(str(path), folder, ErrorReporter())
            program.window.show()
            heart.until(lambda program=program: program.opened is not None)
            screen: Any = program.window.open_screen("batch_receipts")
            heart.until(lambda program=program: not program.background.busy)
            began = time.process_time()
            screen.load_all()
            heart.until(lambda screen=screen: len(screen.table.rows()) == payments)
            application.processEvents()
            loads.append(time.process_time() - began)
            heart.until(lambda program=program: not program.background.busy)
            letters += _typed(application, screen.table)
            program.window.hide()
            program.window.closed.emit()
    print(f"read and classify {payments:,}   {statistics.median(reads) * 1000:6.0f} ms")
    print(f"key to lines on screen    {statistics.median(loads) * 1000:6.0f} ms [limit 1000]")
    worst = max(letters) * 1000
    print(f"a letter in the filter    {statistics.median(letters) * 1000:6.1f} ms, worst {worst:.1f} [limit 100]")


def _typed(application: Any, table: Any) -> list[float]:
    """Seconds until each letter's rows are shown, typed and taken back."""
    found = []
    for text in [*(LETTERS[: end + 1] for end in range(len(LETTERS))), ""]:
        began = time.process_time()
        table.set_filter(text)
        application.processEvents()
        found.append(time.process_time() - began)
    return found
