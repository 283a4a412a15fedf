"""From process start to the first painted frame, and to the books being ready, beside a bare PySide6 window."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("paint", time.time() - float(sys.argv[1]), flush=True)
        QApplication.quit()
application = QApplication([])
window = Window(); window.resize(1280, 800); window.show()
application.exec()
"""
OURS = """
import gc, sys, time
gc.disable()  # as the command line does before it imports the window
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QTimer
from landlord_desktop.app import DesktopProgram
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.main_window import MainWindow
HEAVY = ("sqlalchemy", "alembic", "httpx", "pydantic", "keyring", "xlsxwriter", "cryptography", "starlette")
whole = MainWindow.paintEvent
told = []
def painted(self, event):
    whole(self, event)
    if told:
        return
    told.append("paint")
    print("paint", time.time() - float(sys.argv[1]), flush=True)
    print("heavy", ",".join(name for name in HEAVY if name in sys.modules) or "none", flush=True)
MainWindow.paintEvent = painted
application = QApplication([])
program = DesktopProgram(sys.argv[2], Path(sys.argv[3]), ErrorReporter())
def ready():
    if program.opened is None:
        QTimer.singleShot(5, ready)
        return
    print("ready", time.time() - float(sys.argv[1]), flush=True)
    QTimer.singleShot(0, end)
def end():
    program.window.close()
    application.quit()
program.window.show()
ready()
application.exec()
"""


def run(code: str, *words: str) -> dict[str, str]:
    """What one process told: name and value of each line."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "src"}
    told = subprocess.run(
        [sys.executable, "-c", code, str(time.time()), *words],
        env=environment, capture_output=True, text=True, timeout=120, check=True,
    ).stdout
    return dict(line.split(" ", 1) for line in told.splitlines() if " " in line)


def main(rounds: int = 7) -> None:
    """Print the medians; rounds alternate."""
    from landlord_desktop.services.books import create_books

    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        book = Path(name) / "office.db"
        create_books(str(book), "guide")
        bare, paint, ready = [], [], []
        heavy = "none"
        for _round in range(rounds):
            bare.append(float(run(BARE)["paint"]))
            told = run(OURS, str(book), name)
            paint.append(float(told["paint"]))
            ready.append(float(told["ready"]))
            heavy = told["heavy"]
    anchor = statistics.median(bare)
    ratios = sorted(ours / other for ours, other in zip(paint, bare, strict=True))
    print(f"bare PySide6 window, first paint  {anchor:.3f} s")
    print(
        f"Landlord Desktop, first paint     {statistics.median(paint):.3f} s  ratio {statistics.median(ratios):.2f} "
        f"[{ratios[0]:.2f}-{ratios[-1]:.2f}]"
    )
    print(f"Landlord Desktop, books ready     {statistics.median(ready):.3f} s")
    print(f"heavy modules at the first paint: {heavy}")
