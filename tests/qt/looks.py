"""How a window looks, as far as a test can tell, and pictures of it for people."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QPushButton, QRadioButton, QWidget

from landlord_desktop.ui.theme.style import Scheme, apply_theme

SIZES = ((1280, 800), (1920, 1080))


def clipped_texts(widget: QWidget) -> list[str]:
    """Every visible label, button and check box that is smaller than its text, as 'name: text'."""
    return [f"{part.objectName() or type(part).__name__}: {part.text()}" for part in _texts(widget) if _clipped(part)]


def assert_no_clipped_text(widget: QWidget) -> None:
    """Fail where a label, button or check box is too small for its text."""
    QApplication.processEvents()
    found = clipped_texts(widget)
    assert not found, "text is cut: " + "; ".join(found)


def save_pictures(
    widget: QWidget,
    name: str,
    folder: Path,
    sizes: Iterable[tuple[int, int]] = SIZES,
    themes: Sequence[Scheme] = ("light", "dark"),
    text_size: int = 100,
) -> list[Path]:
    """Save a PNG of the widget in each size and theme; the paths, in that order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for theme in themes:
        apply_theme(_application(), theme, text_size)
        for width, height in sizes:
            widget.resize(QSize(width, height))
            widget.show()
            for _ in range(3):
                QApplication.processEvents()
            path = folder / f"{name}-{width}x{height}-{theme}{'' if text_size == 100 else f'-{text_size}'}.png"
            assert widget.grab().save(str(path))
            paths.append(path)
    return paths


def tab_stops(window: QWidget) -> list[str]:
    """The object names of the widgets that Tab reaches, in order, from the one that has the keyboard."""
    first = window.focusWidget()
    names: list[str] = []
    widget = first
    while widget is not None and len(names) < 500:
        names.append(widget.objectName())
        widget.nextInFocusChain()
        window.focusNextChild()
        widget = window.focusWidget()
        if widget is first:
            break
    return names


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _texts(widget: QWidget) -> Iterator[QLabel | QAbstractButton]:
    for kind in (QLabel, QPushButton, QCheckBox, QRadioButton):
        for part in widget.findChildren(kind):
            if part.isVisible() and part.text():
                yield part


def _clipped(part: QLabel | QAbstractButton) -> bool:
    if isinstance(part, QLabel) and part.wordWrap():
        needed = part.heightForWidth(part.width())
        return needed > part.height() + 1
    wanted = part.sizeHint() if not isinstance(part, QLabel) else part.minimumSizeHint()
    return wanted.width() > part.width() + 1 or wanted.height() > part.height() + 1


def row_texts(table: QWidget) -> list[list[str]]:
    """What a history table shows: the visible cells of each row, in the columns' order."""
    from landlord_desktop.ui.widgets.history_table import HistoryTable

    assert isinstance(table, HistoryTable)
    model = table.model
    return [
        [
            str(model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole))
            for column in range(model.columnCount())
            if not table.view.isColumnHidden(column)
        ]
        for row in range(model.rowCount())
    ]
