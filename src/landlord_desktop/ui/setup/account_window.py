"""The edit window of an account code: `Bank Account Checking [Account]`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError, StaleError
from landlord_desktop.services.account_checks import AccountCode, BankSetup
from landlord_desktop.services.account_codes import (
    AccountRow,
    SavedAccount,
    list_account_codes,
    read_account_code,
    reveal_account_number,
    save_account_code,
)
from landlord_desktop.services.field_problems import FieldProblem, FieldsError
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.setup.account_fields import fill_field, read_field
from landlord_desktop.ui.setup.account_pages import AccountHeader, CheckingPage, MicrPage, OptionsPage, Rows, scrolled
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.form import FormRow
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

TAB_TITLES = ("1. Account Options", "2. Checking Account Setup", "3. MICR Check Setup")
_CHANGES = (
    confirm.Choice("save", "Save", "primary"),
    confirm.Choice("discard", "Discard", "danger"),
    confirm.Choice("stay", "Stay"),
)
NEW = AccountCode()
_Found = tuple[AccountCode, list[AccountRow]]


class AccountWindow(Screen):
    """Shows one account code, or a new one where `activate` names none."""

    key = "account"
    title = "Account"
    help_page = "account_codes"
    topics = frozenset({"accounts"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._account = NEW
        self._order: tuple[int, ...] = ()
        self._then: Callable[[], object] | None = None
        self._reading = False
        self._header, self._options = AccountHeader(), OptionsPage()
        self._checking, self._micr = CheckingPage(), MicrPage()
        self.problems = ProblemBar("account_problem")
        self.tabs = QTabWidget()
        self._build()
        self._rows: Rows = {
            **self._header.rows, **self._options.rows, **self._checking.rows, **self._micr.rows
        }  # fmt: skip
        self._options.bank.toggled.connect(self._bank_toggled)
        self._options.checking.toggled.connect(self._enable_parts)
        self._checking.number.show_asked.connect(self._reveal)
        self._show(NEW)

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Show the account code of `account_id`; a new one where there is none, once unsaved changes are settled."""
        wanted = parameters.get("account_id")
        self._leave(lambda: self._load(wanted) if isinstance(wanted, int) else self._start_new())

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - there is one topic
        """Read again, unless there is something typed that would be lost."""
        self._read(self._refreshed)

    def first_focus(self) -> QWidget:
        """The ID of a new record, the name of one that is there or is being read."""
        return self._rows["code" if self._account.account_id is None and not self._reading else "name"].field

    def can_close(self) -> bool:
        """Ask what to do with unsaved changes."""
        if not self.is_changed():
            return True
        answer = self._ask_changes()
        if answer == "save":
            self._then = self.close_asked.emit
            self.save()
        return answer == "discard"

    # the record

    def is_changed(self) -> bool:
        """True where something was typed that is not saved."""
        return self._typed() != self._account

    def save(self) -> None:
        """Check and store what was typed."""
        if not self.save_button.isEnabled():
            return
        self._clear_errors()
        unreadable = [
            FieldProblem(name, row.field.problem())
            for name, row in self._rows.items()
            if isinstance(row.field, MoneyEdit) and not row.field.is_valid()
        ]
        if unreadable:
            self._show_problems(unreadable)
            self._then = None
            return
        typed, books = self._typed(), self.context.books
        self.save_button.setEnabled(False)
        self.context.background.run(
            lambda _task: save_account_code(books, typed), done=self._saved, failed=self._failed, owner=self
        )

    def start_new(self) -> None:
        """Start a new record once unsaved changes are settled."""
        self._leave(self._start_new)

    def go_previous(self) -> None:
        """Show the record before this one, by ID."""
        self._step(-1)

    def go_next(self) -> None:
        """Show the record after this one, by ID."""
        self._step(1)

    # how it is done

    def _build(self) -> None:
        self.tabs.setObjectName("account_tabs")
        self.tabs.setTabPosition(QTabWidget.TabPosition.South)
        self.tabs.tabBar().setExpanding(False)
        for place, page in enumerate((self._options, self._checking, self._micr)):
            self.tabs.addTab(scrolled(page), TAB_TITLES[place])
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setObjectName(f"tab_{place + 1}")
            shortcut.activated.connect(self._show_tab)
            self.tabs.setTabToolTip(place, f"{TAB_TITLES[place]} (Alt+{place + 1})")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(self._header)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.save_button = push_button("Save", "save", "primary", "save", "Ctrl+S", slot=self.save)
        self.previous_button = push_button(
            "Previous", "previous", icon="previous", shortcut="Ctrl+PgUp", slot=self.go_previous
        )
        self.next_button = push_button("Next", "next", icon="next", shortcut="Ctrl+PgDown", slot=self.go_next)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        tip = "Float the window, or dock it as a tab (Ctrl+Shift+F)"
        row.addWidget(push_button("Dock", "dock_window", icon="dock", tooltip=tip, slot=self.dock_asked.emit))
        row.addWidget(push_button("Help", "help", icon="help", tooltip="Help on this window (F1)", slot=self._help))
        row.addStretch(1)
        row.addWidget(push_button("New", "new", icon="new", shortcut="Ctrl+N", slot=self.start_new))
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        row.addSpacing(SPACE[4])
        row.addWidget(self.save_button)
        close = push_button("Close", "close", icon="close", tooltip="Close the window (Ctrl+W)")
        close.clicked.connect(self.close_asked)
        row.addWidget(close)
        return row

    def _show_tab(self) -> None:
        place = int(self.sender().objectName()[-1]) - 1
        if self.tabs.isTabEnabled(place):
            self.tabs.setCurrentIndex(place)
            self.tabs.tabBar().setFocus()

    def _help(self) -> None:
        self.context.navigate("help", {"page": self.help_page})

    def _load(self, account_id: int) -> None:
        self._read(self._loaded, account_id)

    def _read(self, done: Callable[[_Found], object], account_id: int | None = None) -> None:
        books, wanted = self.context.books, account_id or self._account.account_id
        self._reading = wanted is not None

        def work(_task: Task) -> _Found:
            return NEW if wanted is None else read_account_code(books, wanted), list_account_codes(books)

        self.context.background.run(work, done=done, failed=self._failed, owner=self)

    def _loaded(self, found: _Found) -> None:
        self._reading = False
        self._order = tuple(row.account_id for row in found[1])
        self.problems.clear()
        self._show(found[0])

    def _refreshed(self, found: _Found) -> None:
        """Others changed something: what is typed here stays, and is compared when it is saved."""
        self._reading = False
        self._order = tuple(row.account_id for row in found[1])
        same = found[0].account_id == self._account.account_id
        if same and found[0] != self._account and not self.is_changed():
            self._show(found[0])
        else:
            self._enable_parts()

    def _start_new(self) -> None:
        self._reading = False
        self.problems.clear()
        self._show(NEW)
        self.tabs.setCurrentIndex(0)
        self.first_focus().setFocus()

    def _show(self, account: AccountCode) -> None:
        self._account = account
        self._clear_errors()
        for name, row in self._rows.items():
            fill_field(row.field, _value(account, name))
        self._checking.number.set_masked(account.masked_number)
        self._enable_parts()
        self.set_title(f"{shown(account.name) or 'New'} [Account]")

    def _typed(self) -> AccountCode:
        """The record as the fields say."""
        values = {name: read_field(row.field) for name, row in self._rows.items()}
        bank = {name[5:]: value for name, value in values.items() if name.startswith("bank.")}
        head: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith("bank.")}
        return replace(self._account, **head, bank=BankSetup(**bank))  # type: ignore[arg-type]

    def _enable_parts(self) -> None:
        bank, checking = self._options.bank.isChecked(), self._options.checking.isChecked()
        self._options.checking.setEnabled(bank)
        self._options.escrow.setEnabled(bank)
        for place in (1, 2):
            self.tabs.setTabEnabled(place, bank)
        self._micr.set_checking(checking=bank and checking)
        place = self._order.index(self._account.account_id) if self._account.account_id in self._order else -1
        self.previous_button.setEnabled(place > 0)
        self.next_button.setEnabled(0 <= place < len(self._order) - 1)
        self.save_button.setEnabled(True)

    def _bank_toggled(self, marked: bool) -> None:
        if marked:
            fill_field(self._options.account_type, "current_asset")
        else:
            self._options.checking.setChecked(False)
            self._options.escrow.setChecked(False)
        self._enable_parts()

    def _step(self, places: int) -> None:
        if self._account.account_id in self._order:
            wanted = self._order[self._order.index(self._account.account_id) + places]
            self._leave(lambda: self._load(wanted))

    def _leave(self, then: Callable[[], object]) -> None:
        """Do this once unsaved changes are saved or given up."""
        answer = self._ask_changes() if self.is_changed() else "discard"
        if answer == "save":
            self._then = then
            self.save()
        elif answer == "discard":
            then()

    def _ask_changes(self) -> str:
        name = shown(self._account.name) or "The new account code"
        text = f"{name} has changes that are not saved."
        return confirm.ask(self, "Save the changes?", text, _CHANGES, "save")

    def _saved(self, saved: SavedAccount) -> None:
        self._show(saved.account)
        self.context.notify("positive", f"{shown(saved.account.code)} saved")
        if saved.warnings:
            self.problems.show_problem("warning", "Saved. Look at these fields:", _named(saved.warnings, self._rows))
        else:
            self.problems.clear()
        self._read(self._refreshed)
        self.context.changes.tell("accounts", "settings")
        then, self._then = self._then, None
        if then is not None:
            then()

    def _failed(self, error: BaseException) -> None:
        self._then = None
        self._reading = False
        self._enable_parts()
        if isinstance(error, FieldsError):
            self._show_problems(error.fields)
        elif isinstance(error, StaleError):
            again = CommandSpec("read_again", "Read Again", "refresh", slot=self._read_again)
            self.problems.show_problem("warning", error.sentence, actions=[again])
        elif isinstance(error, LandlordError):
            self.problems.show_problem("negative", error.sentence)
        else:
            self.context.report_error(error)

    def _read_again(self) -> None:
        if self._account.account_id is not None:
            self._load(self._account.account_id)

    def _show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Each fault under its field, the cursor in the first."""
        for problem in problems:
            self._rows[problem.field].set_error(problem.sentence)
        self.problems.show_problem("negative", "Nothing was saved.", _named(problems, self._rows))
        field = self._rows[problems[0].field].field
        for place in range(self.tabs.count()):
            page = self.tabs.widget(place)
            if page is not None and page.isAncestorOf(field):
                self.tabs.setCurrentIndex(place)
        field.setFocus()

    def _clear_errors(self) -> None:
        for row in self._rows.values():
            row.clear_error()

    def _reveal(self) -> None:
        books, account_id = self.context.books, self._account.account_id or 0
        self.context.background.run(
            lambda _task: reveal_account_number(books, account_id),
            done=self._checking.number.reveal, failed=self._failed, owner=self,
        )  # fmt: skip


def _value(account: AccountCode, name: str) -> object:
    return getattr(account.bank, name[5:]) if name.startswith("bank.") else getattr(account, name)


def _named(problems: Sequence[FieldProblem], rows: dict[str, FormRow]) -> list[str]:
    return [f"{_title(rows[problem.field])}: {problem.sentence}" for problem in problems]


def _title(row: FormRow) -> str:
    return row.field.accessibleName() or row.field.property("text") or row.label.text()
