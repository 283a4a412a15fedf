"""What an entry will post, before it is posted: totals by bank and by ledger, the debits and credits on demand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.journal_preview import JournalPreview
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label, line, set_shown
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_NARROWEST = 560
_LEDGER_TITLES = ("Ledger", "Management fee", "Gets")
_LINE_TITLES = ("Ledger", "Account", "Debit", "Credit")
_SHOW, _HIDE = "Show Debits and Credits", "Hide Debits and Credits"
_TOGGLE_KEYS = "Ctrl+J"


class JournalPreviewPanel(QWidget):
    """Shows a preview; `set_lines_shown` opens the table of debits and credits."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.warnings = ProblemBar(f"{object_name}_warnings")
        set_shown(self.warnings.dismiss_button, shown=False)
        self._notes = label("", f"{object_name}_notes", wrap=True)
        self.banks = _FigureTable(f"{object_name}_banks", ("Bank", "Change"), "No bank changes.")
        self.ledgers = _FigureTable(f"{object_name}_ledgers", _LEDGER_TITLES, "No ledger changes.")
        self.lines = _FigureTable(f"{object_name}_lines", _LINE_TITLES, "No journal lines: the charge alone is kept.")
        self.toggle = push_button(_SHOW, f"{object_name}_toggle", "quiet", "columns", _TOGGLE_KEYS, slot=self._toggle)
        totals = QHBoxLayout()
        totals.setSpacing(SPACE[4])
        for title, table, share in (("By Bank", self.banks, 2), ("By Ledger", self.ledgers, 3)):
            card = Card(f"{table.objectName()}_card", title)
            card.body.addWidget(table)
            card.body.addStretch(1)
            totals.addWidget(card, share)
        self._card = Card(f"{object_name}_lines_card", "Debits and Credits")
        self._card.body.addWidget(_scrolled(self.lines), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.warnings)
        layout.addWidget(self._notes)
        layout.addLayout(totals)
        layout.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._card, 1)
        layout.addStretch(0)
        self.show_preview(JournalPreview())
        self.set_lines_shown(on=False)

    def show_preview(self, preview: JournalPreview) -> None:
        """Show another entry; the table of debits and credits stays open or closed."""
        if preview.warnings:
            self.warnings.show_problem("warning", shown(preview.warnings[0]), preview.warnings[1:])
        else:
            self.warnings.clear()
        self._notes.setText("\n".join(shown(note) for note in preview.notes))
        set_shown(self._notes, shown=bool(preview.notes))
        self.banks.set_rows([((bank,), (cents,)) for bank, cents in preview.banks])
        self.ledgers.set_rows([((name,), (fee or None, cents)) for name, cents, fee in preview.ledgers])
        total = (("Total", ""), (preview.debit_cents, preview.credit_cents))
        rows = [((name, account), (debit, credit)) for name, account, debit, credit in preview.lines]
        self.lines.set_rows(rows, total if rows else None)

    def set_lines_shown(self, *, on: bool) -> None:
        """Show or hide the debits and credits."""
        set_shown(self._card, shown=on)
        self.toggle.setText(_HIDE if on else _SHOW)
        self.toggle.setShortcut(QKeySequence(_TOGGLE_KEYS))  # another text takes the shortcut away

    def _toggle(self) -> None:
        self.set_lines_shown(on=self._card.isHidden())


class JournalPreviewDialog(QDialog):
    """Asks before an entry is posted. `posted` tells that Post was pressed; Escape goes back and changes nothing."""

    posted = Signal()

    def __init__(self, parent: QWidget | None, title: str, preview: JournalPreview, action: str = "Post") -> None:
        super().__init__(parent)
        self.setObjectName("journal_preview")
        self.setWindowTitle(title)
        self.setModal(True)
        self.panel = JournalPreviewPanel("preview")
        self.panel.show_preview(preview)
        self.panel.toggle.clicked.connect(self._fit)
        self.post_button = push_button(action, "preview_post", "primary", "check", "Ctrl+Return", slot=self._post)
        self.back_button = push_button("Back", "preview_back", tooltip="Back to the entry (Esc)", slot=self.reject)
        keypad = QShortcut(QKeySequence("Ctrl+Enter"), self)
        keypad.activated.connect(self.post_button.click)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.post_button)
        buttons.addWidget(self.back_button)
        layout = self._whole = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[4])
        layout.addStrut(_NARROWEST)
        layout.addWidget(label(title, "preview_title", "heading", wrap=True))
        layout.addWidget(self.panel, 1)
        layout.addLayout(buttons)
        self.setAccessibleDescription(_spoken(preview))
        self.post_button.setFocus()

    def _post(self) -> None:
        if self.post_button.isEnabled():
            self.post_button.setEnabled(False)
            self.accept()
            self.posted.emit()

    def _fit(self) -> None:
        """Grow for the table, as far as the display allows; go back to what the totals need."""
        self._whole.activate()
        wanted, most = self._whole.sizeHint(), self.screen().availableGeometry()
        width = max(self.width(), min(wanted.width(), most.width()))
        self.resize(width, min(wanted.height(), most.height() - SPACE[6]))


class _FigureTable(QWidget):
    """Rows of words on the left and amounts on the right, under their titles."""

    def __init__(self, object_name: str, titles: Sequence[str], empty: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._titles, self._empty = titles, empty
        self._parts: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE[5])
        self._grid.setVerticalSpacing(SPACE[1])

    def set_rows(
        self,
        rows: Sequence[tuple[Sequence[str], Sequence[int | None]]],
        total: tuple[Sequence[str], Sequence[int | None]] | None = None,
    ) -> None:
        """Show these rows, and a total under a line."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts.clear()
        if not rows:
            self._place(label(self._empty, f"{self.objectName()}_empty", "muted", wrap=True), 0, 0)
            return
        words = len(rows[0][0])
        for column, title in enumerate(self._titles):
            side = Qt.AlignmentFlag.AlignRight if column >= words else Qt.AlignmentFlag.AlignLeft
            self._place(label(title, role="muted"), 0, column, side)
            self._grid.setColumnStretch(column, int(column < words))
        for at, row in enumerate(rows, 1):
            self._add(at, row)
        if total is not None:
            rule = line()
            self._parts.append(rule)
            self._grid.addWidget(rule, len(rows) + 1, 0, 1, len(self._titles))
            self._add(len(rows) + 2, total, role="heading")

    def texts(self) -> list[list[str]]:
        """What is shown, row by row, titles first."""
        found: dict[int, list[str]] = {}
        for part in self._parts:
            if isinstance(part, QLabel):
                at = self._grid.getItemPosition(self._grid.indexOf(part))[0]  # type: ignore[index]
                found.setdefault(at, []).append(part.text())
        return [found[at] for at in sorted(found)]

    def _add(self, at: int, row: tuple[Sequence[str], Sequence[int | None]], role: str = "body") -> None:
        words, amounts = row
        for column, text in enumerate(words):
            self._place(label(shown(text), role="heading" if role == "heading" else "body"), at, column)
        for column, cents in enumerate(amounts, len(words)):
            text = "\u2013" if cents is None else format_cents(cents)
            figure = label(text, role="heading" if role == "heading" else "body")
            figure.setFont(tabular_font(figure.font()))
            self._place(figure, at, column, Qt.AlignmentFlag.AlignRight)

    def _place(
        self, part: QLabel, at: int, column: int, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        self._grid.addWidget(part, at, column, side | Qt.AlignmentFlag.AlignVCenter)
        self._parts.append(part)


def _scrolled(table: QWidget) -> QScrollArea:
    """The table in an area that scrolls downwards where there are many lines."""
    area = QScrollArea()
    area.setWidget(table)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName("Debits and credits")
    table.setProperty("role", "page")
    return area


def _spoken(preview: JournalPreview) -> str:
    """The preview in sentences, for a screen reader."""
    said = [f"{bank}: {format_cents(cents)}." for bank, cents in preview.banks]
    said += [f"{name} gets {format_cents(cents)}, fee {format_cents(fee)}." for name, cents, fee in preview.ledgers]
    said.append(plural(len(preview.lines), "journal line") + ".")
    return " ".join([*preview.warnings, *preview.notes, *said])
