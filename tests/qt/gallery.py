"""One window with every shared widget, for pictures and for the tests of theme and text sizes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from landlord_desktop.ui.background import Background
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.screens import ScreenEntry
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.sum_box import SumBox

TODAY = date(2022, 3, 8)


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    tenant: str
    unit: str
    day: date
    amount_cents: int
    state: State
    marked: bool = False


def lines(count: int = 40) -> list[Line]:
    states = (
        State("positive", "Equal"),
        State("warning", "Unpaid charges are $980.00"),
        State("negative", "Already posted"),
        State("info", "Saving"),
        State("neutral", "Removed"),
    )
    names = ("Kelly Johnson", "Maria del Carmen Fern\u00e1ndez", "Bob Smith & Sons", "Anne <b>Bold</b> O\u2019Neil")
    return [
        Line(
            place,
            names[place % 4],
            f"{100 + place} Oak Street",
            date(2022, 1 + place % 12, 1 + place % 28),
            (place * 7919) % 250000 - (9000 if place % 9 == 0 else 0),
            states[place % 5],
            place % 3 == 0,
        )
        for place in range(count)
    ]


COLUMNS = (
    Column("mark", "", "mark", lambda row: row.marked, 44),
    Column("number", "Item", "count", lambda row: row.number, 70),
    Column("tenant", "Tenant for Unit", value=lambda row: f"{row.tenant} for {row.unit}", width=240, stretch=True),
    Column("day", "Posting Date", "date", lambda row: row.day, 110),
    Column("amount", "Amount", "money", lambda row: row.amount_cents, 110),
    Column("state", "Status", "state", lambda row: row.state, 230),
)


class GalleryScreen(Screen):
    """A screen as the others are built: sums, form, table and detail."""

    key = "gallery"
    title = "Batch Tenant Receipts"
    topics = frozenset({"batches"})
    help_page = "gallery"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.activations: list[Mapping[str, object]] = []
        self.refreshes: list[frozenset[str]] = []
        self.may_close = True
        self.problem = ProblemBar("gallery_problem")
        self.progress = ProgressStrip("gallery_progress")
        self.tenant = PickList("gallery_tenant", "Tenants", with_folder=True)
        self.amount = MoneyEdit("gallery_amount")
        self.day = DateEdit("gallery_day", lambda: TODAY)
        self.memo = QLineEdit()
        self.memo.setObjectName("gallery_memo")
        self.table = HistoryTable("gallery_lines", COLUMNS, lambda row: row.number, "No payments yet", "gallery")
        self.detail = DetailPanel("gallery_detail", "Balances behind this line")
        self.sums = SumBox("gallery_sums")
        self.post = push_button("Post", "gallery_post", "primary", "check", "Ctrl+Return")
        self._lay_out()
        self._fill()

    def left_buttons(self) -> list[CommandSpec]:
        return [
            CommandSpec("load_receipts", "Load Receipts from Inosio", "load", "Ctrl+L", tooltip="Load a batch"),
            CommandSpec("process_payment", "Process Payment", "process", "F6"),
            CommandSpec("remove_payment", "Remove Payment", "remove", "Ctrl+Delete", enabled=False),
            CommandSpec("post_batch", "Post", "check", "Ctrl+Shift+Return", primary=True),
            CommandSpec("deposit_receipts", "Deposit Receipts", "deposit"),
        ]

    def first_focus(self) -> QWidget:
        return self.tenant

    def activate(self, **parameters: object) -> None:
        self.activations.append(parameters)

    def refresh(self, changes: object) -> None:
        self.refreshes.append(changes.topics)  # type: ignore[attr-defined]

    def can_close(self) -> bool:
        return self.may_close

    def _form(self) -> Card:
        card = Card("gallery_card", "Payment")
        form = Form("gallery_form")
        form.add("&Tenant", self.tenant, required=True)
        form.add("&Amount", self.amount, required=True)
        form.add("Posting &Date", self.day, "Payments keep their own date unless you change it.")
        form.add("&Memo", self.memo)
        quick = QCheckBox("Quick Posting Mode")
        quick.setObjectName("gallery_quick")
        quick.setChecked(True)
        form.add("", quick)
        self.form = form
        card.body.addWidget(form)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (
            push_button("Start Over", "gallery_start_over", "quiet"),
            push_button("Remove", "gallery_remove", "danger"),
            push_button("Cancel", "gallery_cancel"),
            self.post,
        ):
            buttons.addWidget(button)
        card.body.addStretch(1)
        card.body.addLayout(buttons)
        return card

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label("Batch Tenant Receipts", role="title"))
        layout.addWidget(self.problem)
        layout.addWidget(self.progress)
        top = QHBoxLayout()
        top.setSpacing(SPACE[3])
        top.addWidget(self._form(), 3)
        top.addWidget(self.detail, 2)
        layout.addLayout(top)
        tabs = QTabWidget()
        for name in ("All", "Not Equal", "Equal to Unpaid Charges"):
            page = QWidget()
            if name == "All":
                inner = QVBoxLayout(page)
                inner.setContentsMargins(0, SPACE[2], 0, 0)
                inner.addWidget(self.table)
            tabs.addTab(page, name)
        layout.addWidget(tabs, 1)
        layout.addWidget(self.sums)

    def _fill(self) -> None:
        self.tenant.set_rows([PickRow(1, "JOHNSON", "Kelly Johnson", "101 Oak Street"), PickRow(2, "SMITH", "Bob")])
        self.tenant.pick(1)
        self.amount.set_cents(120000)
        self.table.set_rows(lines())
        self.table.select_first()
        self.detail.set_pairs(
            [
                Pair("Tenant", "Kelly Johnson"),
                Pair("Unpaid charges", 98000, "money"),
                Pair("Open credit", -3550, "money"),
                Pair("Last receipt", date(2022, 2, 3), "date"),
                Pair("Memo", "Rent <i>March</i>"),
            ]
        )
        for key, title, cents in (("total", "Total", 270000), ("marked", "Marked", 220000)):
            self.sums.add(key, title)
            self.sums.set_cents(key, cents)
        self.sums.add("difference", "Difference", emphasis=True)
        self.sums.set_cents("difference", -50000, "negative")
        action = CommandSpec("open_settings", "Open Settings")
        self.problem.show_problem(
            "warning", "2 of 40 payments can't be posted yet.", ["JOHNSON: Unpaid charges are $980.00"], [action]
        )
        self.progress.start("Posting payments", lambda: None)
        self.progress.set_progress(12, 40)


ENTRIES = (
    ScreenEntry("dashboard", "File", "Home", "home", "", "home", shortcut="Ctrl+Home"),
    ScreenEntry("batch", "AR", "Batch Receipts", "batch_receipts", "", "batch", left_button=True, shortcut="Ctrl+B"),
    ScreenEntry("inosio", "Integration", "Preferred Partners", "preferred_partners", "", "integration",
                left_button=True, left_text="Integration"),
    ScreenEntry("deposit", "GL", "Deposit Receipts", "deposit_receipts", "", "deposit", left_button=True),
)  # fmt: skip


def make(entry: ScreenEntry, context: ScreenContext) -> Screen:
    screen = GalleryScreen(context)
    screen.title = entry.text
    return screen


def context_for(window: object, background: Background, changes: ChangeSignal) -> ScreenContext:
    from landlord_desktop.ui.main_window import MainWindow

    assert isinstance(window, MainWindow)
    return ScreenContext(
        books=None,  # type: ignore[arg-type]
        background=background,
        changes=changes,
        navigate=window.navigate,
        notify=window.notify,
        report_error=lambda error: None,
        user="LYN",
        workstation="FRONT-DESK",
        token_source=None,
        sync=None,
        today=lambda: TODAY,
    )
