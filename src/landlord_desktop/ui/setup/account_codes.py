"""Setup > Account Codes: the chart of accounts as a list."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services.account_codes import AccountRow, list_account_codes
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.setup.account_pages import ACCOUNT_TYPE_WORDS
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label

_FOLDERS = (("active", "1. Active"), ("banks", "2. Bank Accounts"), ("inactive", "3. Inactive"), ("all", "4. All"))
_ACTIVE, _INACTIVE = State("positive", "Active"), State("neutral", "Inactive")
_COLUMNS = (
    Column("code", "ID", value=lambda row: row.code, width=150),
    Column("name", "Name", value=lambda row: row.name, width=280, stretch=True),
    Column("ledger_code", "Ledger Code", value=lambda row: row.ledger_code, width=110),
    Column("type", "Account Type", value=lambda row: ACCOUNT_TYPE_WORDS[row.account_type], width=160),
    Column(
        "number", "Account Number", value=lambda row: row.masked_number, width=140,
        help="Only the last four digits; the whole number is in the account's window",
    ),
    Column("active", "Active", "state", value=lambda row: _ACTIVE if row.active else _INACTIVE, width=110),
)  # fmt: skip


class AccountCodesScreen(Screen):
    """Lists the account codes; Enter or Edit opens one in its window."""

    key = "account_codes"
    title = "Account Codes"
    help_page = "account_codes"
    topics = frozenset({"accounts"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: list[AccountRow] = []
        self.table = HistoryTable(
            "account_codes", _COLUMNS, lambda row: row.account_id, "No account codes here", "account_codes", multi=False
        )
        self.folders = FolderTabs("account_code_folders", _FOLDERS)
        self.table.activated.connect(self._open)
        self.table.selection_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label("Account Codes", role="title"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.folders)

    def activate(self, **_parameters: object) -> None:
        """Read the list."""
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - there is one topic
        """Read the list again."""
        self._read()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, Edit and New, as below every list of the guide."""
        chosen = bool(self.table.selected_keys())
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec("edit", "Edit", "edit", "Ctrl+E", self.edit, "Open the account code chosen", chosen),
            CommandSpec("new", "New", "new", "Ctrl+N", self.new, "Add an account code"),
        ]

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def edit(self) -> None:
        """Open the account code that is chosen."""
        keys = self.table.selected_keys()
        if keys:
            self._open(keys[0])

    def new(self) -> None:
        """Open an empty window."""
        self.context.navigate("account", {})

    def _open(self, account_id: object) -> None:
        self.context.navigate("account", {"account_id": account_id})

    def _read(self) -> None:
        books = self.context.books
        self.context.background.run(lambda _task: list_account_codes(books), done=self._show, owner=self)

    def _show(self, rows: list[AccountRow]) -> None:
        self._rows = rows
        for key, _text in _FOLDERS:
            self.folders.set_count(key, len(_in_folder(rows, key)))
        self._show_folder(self.folders.key())

    def _show_folder(self, key: str) -> None:
        self.table.set_rows(_in_folder(self._rows, key))
        if self.table.current_row() is None:
            self.table.select_first()


def _in_folder(rows: list[AccountRow], key: str) -> list[AccountRow]:
    if key == "all":
        return rows
    if key == "banks":
        return [row for row in rows if row.is_bank and row.active]
    return [row for row in rows if row.active == (key == "active")]
