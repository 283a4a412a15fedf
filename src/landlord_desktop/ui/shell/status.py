"""The line at the lower edge: whose books these are, and how the synchronization stands."""

from PySide6.QtWidgets import QStatusBar, QWidget

from landlord_desktop.ui.text import shown, tool_tip
from landlord_desktop.ui.widgets.badge import MARKS, StateKind
from landlord_desktop.ui.widgets.labels import label, set_look


class StatusLine(QStatusBar):
    """Office, database and user on the left, backup and synchronization on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self._office = label("", "status_office")
        self._database = label("", "status_database")
        self._user = label("", "status_user")
        self._backup = label("", "status_backup")
        self._sync = label("", "status_sync")
        for part in (self._office, self._database, self._user):
            self.addWidget(part)
        for part in (self._backup, self._sync):
            self.addPermanentWidget(part)

    def show_office(self, name: str, database: str, user: str = "") -> None:
        """Name the office, the database and the user."""
        self._office.setText(shown(name))
        self._database.setText(shown(database))
        self._user.setText(shown(user))

    def show_backup(self, text: str) -> None:
        """Say when the newest backup was made."""
        self._backup.setText(text)

    def show_sync(self, kind: StateKind, text: str, detail: str = "") -> None:
        """Say how the synchronization stands, by sign and word; the tool tip says the rest."""
        self._sync.setText(f"{MARKS[kind]} {shown(text)}" if text else "")
        self._sync.setToolTip(tool_tip(shown(detail)))
        self._sync.setAccessibleDescription(shown(detail))
        set_look(self._sync, "kind", kind)
