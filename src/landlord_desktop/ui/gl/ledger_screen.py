"""GL > General Ledger: the balances of all accounts, and the lines of one of them with their running balance."""

from datetime import date
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.services.general_ledger import LedgerAnswer, LedgerQuestion, general_ledger, usual_side
from landlord_desktop.services.ledger_choices import LedgerChoices, ledger_choices
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.gl.ledger_columns import ACCOUNTS, AccountSide, account_of, line_columns, reckoning
from landlord_desktop.ui.gl.ledger_fields import LedgerFields
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import show_failure
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox

_SUMS = (
    ("opening", "Opening Balance"), ("debits", "Debits"), ("credits", "Credits"), ("closing", "Closing Balance"),
)  # fmt: skip


class GeneralLedgerScreen(Screen):
    """Without an account it shows the balances of all; Enter goes into one of them, and from a line to its set."""

    key = "general_ledger"
    title = "General Ledger"
    help_page = "general_ledger"
    topics = frozenset({"receipts", "charges", "slips", "accounts", "credits", "journal", "profiles"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._answer: LedgerAnswer | None = None
        self._asked = 0
        self._reading = Task()
        self._side = AccountSide()
        self.problems = ProblemBar("general_ledger_problem")
        self.heading = label("General Ledger", "general_ledger_heading", "title")
        self.sums = SumBox("ledger_sums")
        self.fields = LedgerFields(context)
        self.accounts = HistoryTable(
            "ledger_accounts", ACCOUNTS, lambda row: row.account_id, "Nothing was posted up to the last of these days",
            "general_ledger_accounts",
        )
        self.lines = HistoryTable(
            "ledger_lines", line_columns(self._side), lambda row: (row.set_id, row.line),
            "No lines in this account for these days", "general_ledger_lines",
        )
        self.reckoning = label("", "ledger_reckoning", "muted", wrap=True)
        self._tables = QStackedWidget()
        self._lay_out()
        self.fields.changed.connect(self._read)
        self.accounts.activated.connect(self._open_account)
        self.lines.activated.connect(self._open_line)
        for table in (self.accounts, self.lines):
            table.selection_changed.connect(self.left_buttons_changed)

    def activate(self, **parameters: object) -> None:
        """Show what is named: ledger_id, account_id, ledger_account, unit_id, tenant_id, from_day, to_day."""
        books = self.context.books
        self.context.background.run(
            lambda _task: (ledger_choices(books), parameters), done=self._begin, failed=self._failed, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        """Read again what is shown; the records to pick from too where they changed."""
        if changes.topics & {"accounts", "profiles"}:
            self.activate()
        else:
            self._read()

    def first_focus(self) -> QWidget:
        """The ledger."""
        return self.fields.ledger

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, the way into an account or a set and back, and the ways out."""
        one = self._table() is self.lines
        chosen = self._table().current_row() is not None
        into = (
            CommandSpec("open_set", "Open Set", "link", "Ctrl+E", self.open_chosen, "Show the whole set in the journal",
                        chosen)
            if one
            else CommandSpec("open_account", "Open Account", "folder", "Ctrl+E", self.open_chosen,
                             "Show the lines of the account", chosen)
        )  # fmt: skip
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            into,
            CommandSpec(
                "all_accounts", "All Accounts", "previous", "Alt+Left", self.show_all_accounts,
                "Back to the balances of all accounts", one,
            ),
            CommandSpec(
                "report", "Report", "report", "Ctrl+P", self.report,
                "Preview what is asked for; print it, or save it as PDF, CSV or Excel",
            ),
        ]  # fmt: skip

    def focus_filter(self) -> None:
        """Type into the filter of the list shown."""
        self._table().filter.setFocus()

    def open_chosen(self) -> None:
        """Go into the account, or from the line to its set."""
        row = self._table().current_row()
        if row is not None and self._table() is self.accounts:
            self._open_account(row.account_id)
        elif row is not None:
            self.context.open_record("set", row.set_id)

    def show_all_accounts(self) -> None:
        """Back to the balances of all accounts; the account that was shown is selected."""
        before = self.fields.account.picked_key()
        self.fields.account.clear_pick()
        self.accounts.select_key(before)
        self.accounts.setFocus()

    def report(self) -> None:
        """Preview the general ledger of what is asked for."""
        question = self.fields.question()
        picked = {
            name: row.code
            for name, pick in (
                ("ledger", self.fields.ledger), ("account", self.fields.account), ("unit", self.fields.unit),
                ("tenant", self.fields.tenant),
            )
            if (row := pick.picked_row()) is not None
        }  # fmt: skip
        self.context.navigate(
            "report", {"name": "general-ledger", "from_": question.first, "to": question.last, **picked}
        )

    # how it is done

    def _begin(self, found: tuple[LedgerChoices, dict[str, object]]) -> None:
        choices, wanted = found
        self.fields.set_choices(choices)
        pair = wanted.get("ledger_account")
        if isinstance(pair, tuple) and len(pair) == 2:
            wanted = {**wanted, "ledger_id": pair[0], "account_id": pair[1]}
        if wanted:
            self.fields.blockSignals(True)
            self.fields.ask(**wanted)
            self._take_days(wanted.get("from_day"), wanted.get("to_day"))
            self.fields.blockSignals(False)
        self._read()

    def _take_days(self, first: object, last: object) -> None:
        """The days that were named; where none were, all, so that the record is seen whole."""
        if isinstance(first, date) or isinstance(last, date):
            self.fields.days.set_days(*(day if isinstance(day, date) else None for day in (first, last)))
        else:
            self.fields.days.set_range("all")

    def _read(self) -> None:
        question, books = self.fields.question(), self.context.books
        self._asked += 1
        asked = self._asked
        if question.first and question.last and question.first > question.last:
            self.problems.show_problem("warning", "The first day is after the last day. Give them the other way round.")
            return
        self._reading.cancel()
        self._reading = self.context.background.run(
            lambda _task: (asked, general_ledger(books, question)), done=self._show, failed=self._failed, owner=self,
        )  # fmt: skip

    def _show(self, found: tuple[int, LedgerAnswer]) -> None:
        asked, answer = found
        if asked != self._asked:
            return
        self.problems.clear()
        self._answer = answer
        account = account_of(answer)
        one = answer.question.account_id is not None
        self._side.account_type = "" if account is None else account.account_type
        if one:
            self.lines.set_rows(answer.lines)
        else:
            self.accounts.set_rows(answer.accounts)
        had_keyboard = self._tables.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._tables.setCurrentWidget(self.lines if one else self.accounts)
        if self._table().current_row() is None:
            self._table().select_first()
        if had_keyboard:
            self._table().setFocus()
        self._show_sums(answer)
        self.left_buttons_changed.emit()

    def _show_sums(self, answer: LedgerAnswer) -> None:
        account = account_of(answer)
        kind = "" if account is None else account.account_type
        self.heading.setText("General Ledger" if account is None else f"General Ledger: {shown(account.code)}")
        closing = usual_side(answer.closing_cents, kind)
        self.sums.set_cents("opening", usual_side(answer.opening_cents, kind))
        self.sums.set_cents("debits", answer.debit_cents)
        self.sums.set_cents("credits", answer.credit_cents)
        self.sums.set_cents("closing", closing, "negative" if closing < 0 else "")
        self.reckoning.setText(reckoning(answer))

    def _table(self) -> HistoryTable:
        return cast("HistoryTable", self._tables.currentWidget())

    def _open_account(self, account_id: object) -> None:
        self.lines.setFocus()
        self.fields.account.pick(cast("int", account_id))

    def _open_line(self, key: object) -> None:
        self.context.open_record("set", cast("tuple[int, int]", key)[0])

    def _failed(self, error: BaseException) -> None:
        show_failure(self.context, self.problems, error)

    def question(self) -> LedgerQuestion:
        """What is asked now."""
        return self.fields.question()

    def _lay_out(self) -> None:
        for key, title in _SUMS:
            self.sums.add(key, title, emphasis=key == "closing")
        for table in (self.accounts, self.lines):
            self._tables.addWidget(table)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.sums)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addWidget(self.fields)
        layout.addWidget(self._tables, 1)
        layout.addWidget(self.reckoning)
