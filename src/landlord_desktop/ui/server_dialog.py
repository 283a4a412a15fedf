"""File > Open Office Server: the address and password of the PostgreSQL database that an office's PCs share."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import Background, CancelledError, Task
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_WIDTH = 560
_WORDS = (
    "All PCs of an office work in one database of a PostgreSQL server. Its address and the user's name come from "
    "whoever looks after the server."
)


class ServerDialog(QDialog):
    """`chosen` brings the address, without its password, once its books could be opened; Escape changes nothing."""

    chosen = Signal(str)

    def __init__(self, address: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: Task | None = None
        self.setObjectName("office_server_window")
        self.setWindowTitle("Open Office Server")
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self.address = QLineEdit(address)
        self.address.setObjectName("server_address")
        self.address.setPlaceholderText("postgresql://USER@HOST/DATABASE")
        self.password = QLineEdit()
        self.password.setObjectName("server_password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.create_books = QCheckBox("&Create the books there: the database is still empty")
        self.create_books.setObjectName("create_books_there")
        self.problems = ProblemBar("office_server_problems")
        self.open_button = push_button("&Open", "open_server", "primary", shortcut="Ctrl+Return", slot=self._open)
        cancel = push_button("Cancel", "cancel_open_server", tooltip="Change nothing (Esc)", slot=self.reject)
        self._form = Form("office_server_form", "above")
        self._form.add("&Address", self.address, required=True)
        self._form.add("&Password", self.password, "Kept in this PC's key store. Empty: the one that is kept there.")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label("Open Office Server", role="heading"))
        layout.addWidget(label(_WORDS, "office_server_words", wrap=True))
        layout.addWidget(self.problems)
        layout.addWidget(self._form)
        layout.addWidget(self.create_books)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.address.setFocus()

    def reject(self) -> None:
        """Close; what is under way is not waited for."""
        if self._task is not None:
            self._task.cancel()
        super().reject()

    def _open(self) -> None:
        self.problems.clear()
        if self._task is not None or not self._form.check():
            return
        address, password, create = self.address.text().strip(), self.password.text(), self.create_books.isChecked()
        self.open_button.setEnabled(False)
        self._task = self._background.run(
            lambda task: try_server(address, password, task, create=create),
            done=self._reached, failed=self._failed, owner=self, lane="other",
        )

    def _reached(self, address: str) -> None:
        self._task = None
        if self.isVisible():
            self.accept()
            self.chosen.emit(address)

    def _failed(self, error: BaseException) -> None:
        self._task = None
        self.open_button.setEnabled(True)
        if isinstance(error, LandlordError):
            self.problems.show_problem("warning", shown(error.sentence))
        elif not isinstance(error, CancelledError):
            raise error


def try_server(address: str, password: str, task: Task, *, create: bool) -> str:
    """Open the books of a server once, made there before where `create` says so; the address as it may be kept.

    A password that was given and is right is kept. BooksError where the books cannot be opened.
    """
    from landlord_desktop.services.books import create_books, open_books
    from landlord_desktop.services.places import server_address
    from landlord_desktop.sync.server_passwords import password_for, remember_password

    kept = server_address(address)
    used = password or password_for(address)
    if task.cancelled:
        raise CancelledError
    if create:
        create_books(address, password=used)
    open_books(address, password=used).close()
    if password:
        remember_password(kept, password)
    return kept
