"""The parts of Deposit Receipts around its list: the fields on top, and the reckoning at the bottom."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from landlord_desktop.services.deposit_clock import DepositClock
from landlord_desktop.ui.gl.deposit_rows import DepositRow
from landlord_desktop.ui.gl.words import METHOD_WORDS
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_look, set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.sum_box import SumBox

_BANK_WIDTH, _BANK_WIDEST = 280, 420
NOTHING_WAITS = "Nothing awaits deposit in this bank"
SHOW_OTHERS = "Show All Undeposited Receipts lists those of other users too."
FOLDERS = (("all", "1. All"), ("marked", "2. Marked"), ("unmarked", "3. Unmarked"), ("cash", "4. Cash"))
_COLUMNS = (
    Column("mark", "On Slip", "mark", value=lambda row: row.marked, width=78, help="Space marks and unmarks"),
    Column("date", "Date", "date", value=lambda row: row.receipt.received_on, width=90),
    Column("payer", "Payer", value=lambda row: row.receipt.payer, width=160, stretch=True),
    Column("unit", "Unit", value=lambda row: row.receipt.unit, width=125),
    Column("method", "Method", value=lambda row: METHOD_WORDS[row.receipt.method], width=75),
    Column("memo", "Memo", value=lambda row: row.receipt.memo, width=115),
    Column("batch", "Inosio Batch", value=lambda row: row.receipt.batch_id, width=150),
    Column("entered_by", "Entered By", value=lambda row: row.receipt.entered_by, width=110, visible=False),
    Column("due", "Deposit By", "state", value=lambda row: row.due, width=125, help="Business days after it came"),
    Column("amount", "Amount", "money", value=lambda row: row.receipt.amount_cents, width=100),
)


def receipts_table() -> HistoryTable:
    """The list of undeposited receipts."""
    return HistoryTable(
        "undeposited_receipts", _COLUMNS, lambda row: row.receipt.receipt_id,
        NOTHING_WAITS, "deposit_receipts",
    )  # fmt: skip


def in_folder(row: DepositRow, folder: str) -> bool:
    """Whether a receipt stands in a folder of the list."""
    return {
        "all": True,
        "marked": row.marked,
        "unmarked": not row.marked,
        "cash": row.receipt.method == "cash",
    }[folder]


class ClockWords(StateBadge):
    """The deposit clock of what is listed: how much is overdue, due today, or by when the next is due."""

    def __init__(self) -> None:
        super().__init__("deposit_clock")

    def show_clock(self, clock: DepositClock) -> None:
        """Show it; nothing where nothing waits."""
        kind = "negative" if clock.overdue else "warning" if clock.due else "neutral"
        self.set_state(State(kind, clock.words))  # type: ignore[arg-type]
        set_shown(self, shown=bool(clock.words))


class DepositFields(QWidget):
    """Bank, date, and whose receipts are shown."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.bank = PickList("bank", "bank accounts")
        self.day = DateEdit("deposit_date", context.today)
        self.show_all = QCheckBox("Show All &Undeposited Receipts")
        self.show_all.setObjectName("show_all_undeposited_receipts")
        self.show_all.setToolTip("Also those that other users entered (Alt+U)")
        self.others = label("", "receipts_of_others", "caption", wrap=True)
        self.others.setMinimumHeight(self.show_all.sizeHint().height())
        bottom = Qt.AlignmentFlag.AlignBottom
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        for text, field in (("&Bank", self.bank), ("&Date", self.day)):
            form = Form(f"{field.objectName()}_form", "above")
            form.add(text, field, required=True)
            row.addWidget(form, 2 if field is self.bank else 0, bottom)
        self.bank.setMinimumWidth(_BANK_WIDTH)
        self.bank.setMaximumWidth(_BANK_WIDEST)
        self.day.line.setMinimumWidth(0)  # its own width at any text size is asked for instead
        self.day.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.show_all, 0, bottom)
        row.addWidget(self.others, 1, bottom)


class SortChoice(QWidget):
    """The two orders of the guide: by payer and date, or by amount."""

    def __init__(self) -> None:
        super().__init__()
        self.by_payee, self.by_amount = QRadioButton("Pa&yer by Date"), QRadioButton("Amou&nt")
        self.by_payee.setObjectName("sort_by_payee")
        self.by_amount.setObjectName("sort_by_amount")
        self.by_payee.setChecked(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        row.addWidget(label("Sort by", role="muted"))
        row.addWidget(self.by_payee)
        row.addWidget(self.by_amount)


class Reckoning(Card):
    """Total Deposit is typed; Total Marked and Difference are shown, with the reason why Post has to wait."""

    def __init__(self) -> None:
        super().__init__("deposit_reckoning")
        self.total = MoneyEdit("total_deposit")
        self.total.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.sums = SumBox("deposit_sums")
        self.sums.add("total_marked", "Total Marked")
        self.sums.add("difference", "Difference", emphasis=True)
        self.reason = label("", "post_reason", "muted", wrap=True)
        self.post = push_button(
            "Post", "post", "primary", "check", "Ctrl+Return", "Post the deposit slip; possible at a difference of zero"
        )
        form = Form("total_deposit_form", "above")
        form.add("&Total Deposit", self.total)
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addWidget(self.reason, 1)
        row.addWidget(form)
        row.addWidget(self.sums)
        row.addWidget(self.post)
        self.body.addLayout(row)

    def show_sums(self, marked_cents: int, total_cents: int | None, why_not: str, ready: str) -> None:
        """Show the sums and say why Post has to wait, or what it would post."""
        self.sums.set_cents("total_marked", marked_cents)
        difference = (total_cents or 0) - marked_cents
        self.sums.set_cents("difference", difference, "positive" if not why_not else "warning" if difference else "")
        self.reason.setText(why_not or ready)
        set_look(self.reason, "kind", "" if why_not else "positive")
        self.post.setAccessibleDescription(why_not or ready)
