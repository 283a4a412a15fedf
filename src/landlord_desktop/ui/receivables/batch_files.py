"""Lockbox files of the batch screen: which file, and what to tell when it was loaded or saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.lockbox import LockboxResult
from landlord_desktop.ui import memory
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.badge import StateKind

_FILTER = "Lockbox files (*.csv *.txt *.bai *.zip);;All files (*)"
_SAVE_FILTER = "Lockbox files (*.csv)"
_FOLDER = "batch_receipts/lockbox_folder"


def ask_for_file(parent: QWidget, *, save: bool, chosen: Callable[[str], object]) -> QFileDialog:
    """Ask which lockbox file without waiting; `chosen`, a bound method, gets its path."""
    title = "Save Unprocessed Batch to Lockbox File" if save else "Load Payments from Lockbox File"
    dialog = QFileDialog(parent, title, memory.recall_text(_FOLDER), _SAVE_FILTER if save else _FILTER)
    dialog.setObjectName("lockbox_file")
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("unprocessed batch.csv")
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def remember_folder(path: Path) -> None:
    """Begin there the next time."""
    memory.remember(_FOLDER, str(path.parent))


def loaded_words(result: LockboxResult, name: str) -> tuple[StateKind, str, list[str]]:
    """What to tell of a file that was loaded, or of its faults, each with its line."""
    if result.errors:
        problems = [f"Line {error.line}: {error.sentence}" for error in result.errors]
        count = plural(len(result.errors), "line has a fault", "lines have faults")
        return "warning", f"Nothing was loaded from {name}: {count}.", problems
    words = f"{plural(result.loaded, 'payment')} loaded from {name}, {format_cents(result.total_cents)}."
    if result.known:
        words += f" {plural(result.known, 'payment')} stood on the list already."
    return "positive", words, []


def saved_words(saved: int, left_out: int, name: str) -> tuple[StateKind, str]:
    """What to tell of a file that was saved."""
    words = f"{plural(saved, 'payment')} saved to {name}. The list stays as it is."
    if not left_out:
        return "positive", words
    are = "is a ledger receipt" if left_out == 1 else "are ledger receipts"
    return "warning", f"{words} {left_out:,} {are} without a tenant or unit, for which the file has no column."
