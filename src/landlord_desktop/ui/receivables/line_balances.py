"""The balances behind an opened line: unpaid charges, open credit, the last receipt, and payments that look alike."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_account import ChargeRow, LineBehind, LookAlike, ReceiptGlance, TenantAccount
from landlord_desktop.ui.text import format_day, format_moment, shown
from landlord_desktop.ui.theme.style import text_scale
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label


def charge_words(charge: ChargeRow) -> str:
    """The charge's code, marked where it is never paid without being asked for."""
    return f"{charge.code} disputed" if charge.disputed else charge.code


_COLUMNS = (
    Column("charged_on", "Date", "date", lambda charge: charge.charged_on, 82),
    Column("charge", "Charge", value=charge_words, width=84),
    Column("ledger", "Ledger", value=lambda charge: charge.ledger, width=96, stretch=True),
    Column("amount", "Amount", "money", lambda charge: charge.amount_cents, 89),
    Column("unpaid", "Unpaid", "money", lambda charge: charge.unpaid_cents, 90),
)


class LineBalances(QWidget):
    """Reads nothing; shows what it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("line_balances")
        self.charges = HistoryTable(
            "unpaid_charges", _COLUMNS, lambda charge: charge.charge_id, "No unpaid charges", multi=False,
            with_filter=False,
        )
        self.account = label("", "line_account", "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[1])
        layout.addWidget(self.charges, 1)
        layout.addWidget(self.account)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for every column but the Amount, which gives way first."""
        least = super().minimumSizeHint()
        least.setWidth(self._columns_width(_COLUMNS[:3]) + self._columns_width(_COLUMNS[4:]))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the Amount where there is room for it beside the Unpaid."""
        super().resizeEvent(event)
        self.charges.set_column_shown("amount", shown=self.width() >= self._columns_width(_COLUMNS))

    def _columns_width(self, columns: Sequence[Column]) -> int:
        return int(sum(column.width for column in columns) * text_scale())

    def clear(self) -> None:
        """Show nothing while another line is being read."""
        self._say("")
        self.charges.set_rows(())
        self.account.setText("")

    def show_account(self, account: TenantAccount | None) -> None:
        """Show a tenant's account; None where no tenant is behind the payment."""
        self._say("No tenant is behind this payment" if account is None else "No unpaid charges")
        self.charges.set_rows(() if account is None else account.charges)
        self.account.setText("" if account is None else account_words(account))

    def _say(self, text: str) -> None:
        empty = self.charges.findChild(EmptyState, "unpaid_charges_empty")
        if empty is not None:
            empty.set_text("", text)


def account_words(account: TenantAccount) -> str:
    """Open credit and the last receipt in one line."""
    credit = f"Open credit {format_cents(account.credit_cents)}"
    last = account.last_receipt
    if last is None:
        return f"{credit}. No receipt so far."
    return f"{credit}. Last receipt {format_cents(last.amount_cents)} on {format_day(last.posted_on)}."


def posted_words(receipt: ReceiptGlance) -> str:
    """When, by whom and as what a payment was posted before, and its date where that is another day."""
    by = f" by {shown(receipt.entered_by)}" if receipt.entered_by else ""
    same = receipt.entered_at.astimezone().date() == receipt.posted_on
    dated = "" if same else f", dated {format_day(receipt.posted_on)}"
    return f"Already posted {format_moment(receipt.entered_at)}{by} as receipt {receipt.receipt_id}{dated}"


def look_alike_words(behind: LineBehind) -> str:
    """A warning, never more, that another payment looks the same."""
    if not behind.look_alikes:
        return ""
    listed = "; ".join(_look_alike(one) for one in behind.look_alikes[:2])
    more = f" and {len(behind.look_alikes) - 2} more" if len(behind.look_alikes) > 2 else ""
    return f"Looks like {listed}{more}"


def _look_alike(one: LookAlike) -> str:
    what = f"receipt {one.number}" if one.kind == "receipt" else "another payment of this list"
    return f"{what}, {format_cents(one.amount_cents)} on {format_day(one.day)}"
