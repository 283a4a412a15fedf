"""Reports > Reports: every report with what it shows, what it may be limited to, and its preview."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.reports.catalog import ENTRIES, ReportEntry, entry_of
from landlord_desktop.services.account_codes import BankChoices, bank_choice
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.features import REPORT_FEATURES
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import described, push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books

_OPTIONS_WIDTH = 290
_PREVIEW_KEY = "Ctrl+Return"


def _read_banks(books: "Books", _task: Task) -> BankChoices:
    return bank_choice(books)


class ReportsScreen(Screen):
    """A list to choose from, and the options of the chosen report beside it."""

    key = "reports"
    title = "Reports"
    topics = frozenset({"accounts"})
    help_page = "reports"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chosen: ReportEntry | None = None
        self.table = HistoryTable(
            "report_list",
            [
                Column("title", "Report", value=lambda entry: entry.title, width=185),
                Column("group", "Group", value=lambda entry: entry.group, width=150, visible=False),
                Column("about", "What It Shows", value=lambda entry: entry.about, width=220, stretch=True),
            ],
            row_key=lambda entry: entry.name,
            empty_text="There are no reports.",
            table_key="reports",
            multi=False,
        )
        self._show_reports()
        context.features.changed.connect(self._show_reports)
        self.table.selection_changed.connect(self._choose)
        self.table.activated.connect(self._open_name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[4])
        layout.addWidget(self.table, 1)
        side = QVBoxLayout()
        side.addWidget(self._make_options())
        side.addStretch(1)
        layout.addLayout(side)
        self.table.select_first()
        self._read()

    def _show_reports(self) -> None:
        """Those of a feature that is not marked are not there."""
        shows = self.context.features.shows
        self.table.set_rows([entry for entry in ENTRIES if shows(REPORT_FEATURES.get(entry.name, ""))])

    def first_focus(self) -> QWidget:
        """The list of reports."""
        return self.table.view

    def left_buttons(self) -> list[CommandSpec]:
        """Preview."""
        tip = "Show the report as it will be printed"
        return [CommandSpec("preview", "Preview", "report", _PREVIEW_KEY, self.preview, tip, primary=True)]

    def refresh(self, changes: Changes) -> None:
        """The banks may have changed."""
        del changes
        self._read()

    def preview(self) -> None:
        """Open the preview of the chosen report with the options given."""
        entry = self._chosen
        if entry is None or not self._options.check() or not self._days_in_order(entry):
            return
        given: dict[str, object] = {"name": entry.name}
        values = {"bank": self.bank.picked_key(), "from_": self.from_.value(), "to": self.to.value()}
        given |= {name: value for name, value in values.items() if name in entry.options and value is not None}
        self.context.navigate("report", given)

    # how it is done

    def _make_options(self) -> Card:
        self._card = Card("report_options")
        self._card.setFixedWidth(_OPTIONS_WIDTH)
        self._about = label("", "report_about", "muted", wrap=True)
        self.bank = PickList("report_bank", "Banks")
        self.from_ = DateEdit("report_from", today=self.context.today, optional=True)
        self.to = DateEdit("report_to", today=self.context.today, optional=True)
        self._options = Form("report_options_form", labels="above")
        self._rows = {
            "bank": self._options.add("&Bank", self.bank, "Empty for all banks"),
            "from_": self._options.add("&From", self.from_, "First day; empty for the beginning"),
            "to": self._options.add("&To", self.to, "Last day; empty for all to come"),
        }
        self._none = label("This report has no options.", "report_no_options", "caption")
        self._button = push_button("Preview", "preview_report", "primary", "report", slot=self.preview)
        self._button.setToolTip(described("Show the report as it will be printed", _PREVIEW_KEY))
        for part in (self._about, self._options, self._none):
            self._card.body.addWidget(part)
        self._card.body.addSpacing(SPACE[2])
        self._card.body.addWidget(self._button)
        return self._card

    def _read(self) -> None:
        self.context.background.run(partial(_read_banks, self.context.books), done=self._show_banks, owner=self)

    def _show_banks(self, choice: BankChoices) -> None:
        self.bank.set_rows([PickRow(bank.code, bank.code, bank.name) for bank in choice.banks])

    def _choose(self) -> None:
        keys = self.table.selected_keys()
        if not keys:
            return
        entry = entry_of(str(keys[0]))
        self._chosen = entry
        self._card.set_title(entry.title)
        self._about.setText(entry.about)
        shown = [name for name in self._rows if name in entry.options]
        for name, row in self._rows.items():
            row.setVisible(name in shown)
            row.label.setVisible(name in shown)
            row.clear_error()
        self._options.setVisible(bool(shown))
        self._none.setVisible(not shown)

    def _open_name(self, key: object) -> None:
        if self.table.select_key(str(key)):
            self.preview()

    def _days_in_order(self, entry: ReportEntry) -> bool:
        first, last = self.from_.value(), self.to.value()
        if "from_" in entry.options and first is not None and last is not None and first > last:
            self._rows["to"].set_error("The last day is before the first day")
            self.to.setFocus()
            return False
        return True
