"""Tenant Info: who the tenant is, the balances, and what would be refunded if the tenancy ended now."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_history import TenantHistory
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.labels import label


class TenantInfo(QDialog):
    """Built from a history that was read; nothing is changed here."""

    def __init__(self, history: TenantHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = history.head
        self.setObjectName("tenant_info")
        self.setWindowTitle(f"{shown(head.name)} [Tenant Info]")
        self.setModal(True)
        self.who, self.sums = DetailPanel("tenant_facts", "Tenant"), DetailPanel("tenant_balances", "Balances")
        self.who.set_pairs(_who(history))
        self.sums.set_pairs(_sums(history))
        panels = QHBoxLayout()
        panels.setSpacing(SPACE[4])
        panels.addWidget(self.who, 1)
        panels.addWidget(self.sums, 1)
        close = push_button("Close", "close_info", icon="close", tooltip="Close (Esc)", slot=self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(shown(head.name), "tenant_info_title", "heading"))
        layout.addLayout(panels, 1)
        layout.addWidget(label(refund_words(history), "refund_words", wrap=True))
        layout.addLayout(buttons)
        self.setMinimumWidth(720)
        close.setFocus()


def refund_words(history: TenantHistory) -> str:
    """What would be due to the tenant or to the office if the tenancy ended now."""
    due = history.balance_cents - history.deposit_cents
    if due > 0:
        return f"If the tenancy ended now, the deposits would not cover the balance: {format_cents(due)} would be owed."
    if history.refund_cents:
        return f"If the tenancy ended now, {format_cents(history.refund_cents)} would be due to the tenant."
    return "If the tenancy ended now, nothing would be due to either side."


def _who(history: TenantHistory) -> list[Pair]:
    head = history.head
    returned = sum(line.kind == "nsf" for line in history.receipts) - sum(
        line.kind == "nsf_void" for line in history.receipts
    )
    return [
        Pair("ID", head.code),
        Pair("Unit", f"{head.unit_code}: {head.unit}"),
        Pair("Ledger", f"{head.ledger_code}: {head.ledger}"),
        Pair("Lease", _span(head.lease_starts_on, head.lease_expires_on)),
        Pair("Moved in", head.move_in_on, "date"),
        Pair("Moves out", head.move_out_on, "date"),
        Pair("Rent", head.rent_cents or None, "money"),
        Pair("E-mail", head.email),
        Pair("Phone", head.phone),
        Pair("Responsible", head.responsible),
        Pair("Returned payments", plural(returned, "NSF", "NSF") if returned else "None"),
    ]


def _sums(history: TenantHistory) -> list[Pair]:
    return [
        Pair("Unpaid charges", history.unpaid_cents, "money", "info_unpaid"),
        Pair("of these disputed", history.disputed_cents, "money", "info_disputed"),
        Pair("Open credits", -history.open_credit_cents, "money", "info_open_credits"),
        Pair("Advance payments", -history.advance_cents, "money", "info_advance"),
        Pair("Balance", history.balance_cents, "money", "info_balance"),
        Pair("Deposits held", history.deposit_cents, "money", "info_deposits"),
        Pair("Refund potential", history.refund_cents, "money", "refund_potential"),
    ]


def _span(first: object, last: object) -> str | None:
    days = [format_day(day) if day is not None else "open" for day in (first, last)]  # type: ignore[arg-type]
    return None if first is None and last is None else f"{days[0]} to {days[1]}"
