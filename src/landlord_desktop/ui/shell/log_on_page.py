"""The log-on screen: which database, and who works in it. It asks no password and says why."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.config import PROGRAM_NAME, version
from landlord_desktop.services.log_on_choices import LogOnFacts, in_order, preferred
from landlord_desktop.ui.known_databases import PRACTICE
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.shell.log_on_words import PROTECTS, database_text, database_tip, user_note, user_text
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import set_icon, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.fields import check_field, choice_field
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_WIDTH, _CHARACTERS = 560, 72
_MARK = 44
_NOTHING = "\u00a0"
"""Under a field while there is nothing to say: the screen keeps its height."""
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class LogOnPage(QScrollArea):
    """Enter is OK and Escape is Cancel. Whoever shows it answers `database_picked` with facts or a fault."""

    database_picked = Signal(str)
    accepted = Signal(str, str)
    cancelled = Signal()
    browse_asked = Signal()
    new_asked = Signal()
    server_asked = Signal()
    notes_asked = Signal()
    forget_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log_on")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._facts: LogOnFacts | None = None
        self._keyboard_placed = False
        self.database = choice_field("database", [])
        self.user = choice_field("user_name", [])
        self.ask_at_start = check_field("ask_at_start_who_works", "As&k at start who works")
        self.problems = ProblemBar("log_on_problem")
        self.problems.dismiss_button.hide()
        self.ok = push_button("OK", "log_on_ok", "primary", tooltip="Log on (Enter)", slot=self.accept)
        leave = self.cancelled.emit
        self.cancel = push_button("Cancel", "log_on_cancel", tooltip="Leave the program (Esc)", slot=leave)
        self._where, self._who = Form("log_on_where", "above"), Form("log_on_who", "above")
        self._database_row = self._where.add("&Database", self.database)
        self._user_row = self._who.add("&User Name", self.user)
        self._places: list[QPushButton] = []
        self._build()
        for combo in (self.database, self.user):
            combo.setMinimumContentsLength(20)
            combo.installEventFilter(self)
        self.database.currentIndexChanged.connect(self._database_changed)
        self.user.currentIndexChanged.connect(self._show_user)
        self.user.setEnabled(False)
        self.ok.setEnabled(False)

    # what is shown

    def show_databases(self, databases: Sequence[str], chosen: str) -> None:
        """Offer these databases and pick one; its users are asked for by `database_picked`."""
        self.database.blockSignals(True)
        self.database.clear()
        for one in databases:
            self.database.addItem(database_text(one), one)
            self.database.setItemData(self.database.count() - 1, database_tip(one), Qt.ItemDataRole.ToolTipRole)
        self.database.setCurrentIndex(max(0, self.database.findData(chosen)))
        self.database.blockSignals(False)
        self._database_changed()

    def picked_database(self) -> str:
        """The database that is picked."""
        return str(self.database.currentData() or "")

    def show_facts(self, facts: LogOnFacts, remembered: str) -> None:
        """Offer the users of the database that is picked; facts of another one come too late and are not shown."""
        if facts.database != self.picked_database():
            return
        self._facts = facts
        self.problems.clear()
        self.user.blockSignals(True)
        self.user.clear()
        for row in in_order(facts, remembered):
            self.user.addItem(user_text(row), row.name)
        if facts.can_add:
            self.user.addItem(f"{shown(facts.system_name)} \u2013 new user", facts.system_name)
        self.user.setCurrentIndex(self.user.findData(preferred(facts, remembered)))
        self.user.blockSignals(False)
        self._database_row.set_help(shown(facts.office_name))
        self._show_user()
        self.user.setEnabled(self.user.count() > 0)
        self.ok.setEnabled(self.user.count() > 0)
        if not self._keyboard_placed:
            self._keyboard_placed = True
            self.user.setFocus()

    def show_fault(self, database: str, sentence: str, *, gone: bool) -> None:
        """Say why the users of a database cannot be shown; one that is gone can be taken off the list."""
        if database != self.picked_database():
            return
        self._empty(_NOTHING)
        actions = []
        if gone and database != PRACTICE:
            actions = [CommandSpec("take_off_the_list", "Take Off the List", "remove", slot=self._forget)]
        self.problems.show_problem("warning", shown(sentence), actions=actions)
        self.problems.dismiss_button.hide()
        self.database.setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Answer nothing while the books are being opened."""
        for part in (self.database, self.user, self.ok, self.ask_at_start, *self._places):
            part.setEnabled(not busy)
        self.ok.setText("Opening\u2026" if busy else "OK")
        if not busy:
            self.user.setFocus()

    # what is answered

    def accept(self) -> None:
        """Log on as the user that is picked."""
        if self.ok.isEnabled() and self._facts is not None:
            self.accepted.emit(self.picked_database(), str(self.user.currentData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter is OK and Escape is Cancel, wherever the keyboard is."""
        if event.key() in _ENTER:
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter in a pick list is OK too: it does not go to the next field here."""
        if event.type() == QEvent.Type.KeyPress and watched in {self.database, self.user}:
            pressed = cast("QKeyEvent", event)
            if pressed.key() in _ENTER:
                self.accept()
                return True
        return super().eventFilter(watched, event)

    # how it is done

    def _database_changed(self) -> None:
        self.problems.clear()
        self._empty("Reading the users\u2026")
        self.database.setToolTip(database_tip(self.picked_database()))
        if self.picked_database():
            self.database_picked.emit(self.picked_database())

    def _empty(self, note: str) -> None:
        self._facts = None
        self.user.blockSignals(True)
        self.user.clear()
        self.user.blockSignals(False)
        self.user.setEnabled(False)
        self.ok.setEnabled(False)
        self._database_row.set_help(_NOTHING)
        self._user_row.set_help(note)

    def _show_user(self) -> None:
        if self._facts is not None:
            self._user_row.set_help(user_note(self._facts, str(self.user.currentData())))

    def _forget(self) -> None:
        self.forget_asked.emit(self.picked_database())

    def _build(self) -> None:
        card = Card("log_on_card", "Log On")
        self._card = card
        self._fit()
        theme_changed().changed.connect(self._fit)
        card.body.setSpacing(SPACE[3])
        card.body.addWidget(self.problems)
        card.body.addWidget(self._where)
        card.body.addLayout(self._place_buttons())
        card.body.addWidget(self._who)
        card.body.addWidget(self.ask_at_start)
        card.body.addWidget(label(PROTECTS, "log_on_protects", "caption", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.ok)
        buttons.addWidget(self.cancel)
        card.body.addLayout(buttons)
        inside = QWidget()
        inside.setProperty("role", "page")
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[5])
        stack.setSpacing(SPACE[4])
        stack.addStretch(2)
        stack.addLayout(self._head())
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        stack.addLayout(middle)
        stack.addStretch(3)
        self.setWidget(inside)

    def _fit(self) -> None:
        """As wide as its lines are at the text size that is chosen."""
        self._card.setFixedWidth(max(_WIDTH, self._card.fontMetrics().averageCharWidth() * _CHARACTERS))

    def _head(self) -> QHBoxLayout:
        """The program's mark and name, and what is new in this version."""
        mark = QToolButton()
        mark.setObjectName("log_on_mark")
        mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_icon(mark, "home", "accent", _MARK)
        self.notes = push_button(
            f"Version {version()}: Release Notes", "log_on_release_notes", "link",
            tooltip="What is new in this version", slot=self.notes_asked.emit,
        )
        name = label(PROGRAM_NAME, "log_on_program", "title")
        name.setContentsMargins(SPACE[1], 0, 0, 0)  # level with the words of the link, which has a border
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(self.notes, 0, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout()
        head.setSpacing(SPACE[3])
        head.addStretch(1)
        head.addWidget(mark)
        head.addLayout(words)
        head.addStretch(1)
        return head

    def _place_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        for text, name, icon, tip, slot in (
            ("&Browse\u2026", "log_on_browse", "folder", "Choose a database file on this PC", self.browse_asked.emit),
            ("&New\u2026", "log_on_new", "new", "Create a database", self.new_asked.emit),
            ("&Office Server\u2026", "log_on_server", "link", "Open the database that the PCs of an office share",
             self.server_asked.emit),
        ):  # fmt: skip
            button = push_button(text, name, "quiet", icon, tooltip=tip, slot=slot)
            self._places.append(button)
            row.addWidget(button)
        row.addStretch(1)
        return row
