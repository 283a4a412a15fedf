"""Where the money of a tenant's receipt goes: Unpaid Charges, New Charges, Open Credits, and the sums below."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt
from landlord_desktop.services.tenant_receipt import NewLine, ReceiptDraft, Split
from landlord_desktop.ui.receivables.charge_grid import ChargeGrid
from landlord_desktop.ui.receivables.credit_table import CreditTable
from landlord_desktop.ui.receivables.receipt_words import credit_words, share_words
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.page_tabs import PageTabs
from landlord_desktop.ui.widgets.pick_list import PickRow
from landlord_desktop.ui.widgets.sum_box import SumBox

_NEW_COLUMNS = (
    LineColumn("code", "Charge", "pick", width=210, stretch=2, required=True),
    LineColumn("amount", "Amount", "money", required=True),
    LineColumn("memo", "Memo", "text", width=120, stretch=3, longest=200),
    LineColumn("advance", "Advance Payment", "check", width=130, help="Paid now, charged later by its schedule"),
    LineColumn("managers", "Pay Management Group", "check", width=170, help="Owed to the managers, not to the owner"),
)
_SUMS = (
    ("payment", "Payment"), ("allocated", "Allocated"), ("from_credit", "From Open Credit"),
    ("open_credit", "To Open Credit"),
)  # fmt: skip
_NO_CHARGES = "No unpaid charges: what no new charge takes becomes open credit."
_NOBODY = "Choose the tenant who paid."


class ReceiptPanel(QWidget):
    """Shows at each key what a post would do. `day` gives the posting date.

    `distributes`: the payment is given to the oldest charges as it is typed, until an amount was typed by hand.
    """

    changed = Signal()

    def __init__(self, day: Callable[[], date], today: Callable[[], date], window: QWidget) -> None:
        super().__init__()
        self.setObjectName("receipt_panel")
        self._draft: ReceiptDraft | None = None
        self._day = day
        self.distributes = False
        self._by_hand = False
        self._filling = False
        self.grid = ChargeGrid(())
        self.use_credit = QCheckBox()
        self.use_credit.setObjectName("use_open_credit")
        self.no_charges = label(_NOBODY, "no_unpaid_charges", "muted")
        self.new_lines = LineGrid("new_charges", "New Charges", _NEW_COLUMNS, today, "amount")
        self.credit_table = CreditTable()
        self.sums = SumBox("receipt_sums")
        self.information = label("", "open_credit_information", wrap=True)
        self.shares = label("", "receipt_shares", "caption", wrap=True)
        self.charges_page = Card("unpaid_charges_page")
        for key, title in _SUMS:
            self.sums.add(key, title, emphasis=key == "payment")
        self.tabs = PageTabs(
            "receipt_tabs",
            [
                ("Unpaid Charges", self._fill_charges_page()), ("New Charges", _padded(self.new_lines)),
                ("Open Credits", self.credit_table),
            ],
            window,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.sums)
        self.use_credit.toggled.connect(self._show_split)
        self.new_lines.changed.connect(self._distribute_again)
        self.new_lines.cell_edited.connect(self._new_edited)
        self.show_draft(None)

    # what the window tells it

    def show_draft(self, draft: ReceiptDraft | None) -> None:
        """Another payment or tenant: the charges, and the amounts it begins with."""
        self._draft = draft
        account = None if draft is None else draft.account
        charges = account.charges if account is not None else ()
        grid = ChargeGrid(charges)
        self.charges_page.body.replaceWidget(self.grid, grid)
        self.grid.hide()
        self.grid.deleteLater()
        self.grid = grid
        grid.pays_changed.connect(self._pays_changed)
        self._by_hand = False
        self.no_charges.setText(_NOBODY if draft is None else _NO_CHARGES)
        set_shown(self.no_charges, shown=not charges)
        choices = draft.choices if draft is not None else ()
        self.new_lines.set_choices("code", [PickRow(choice.code, choice.code, choice.name) for choice in choices])
        self.credit_table.show_account(account, draft.state.advance_cents if draft is not None and draft.state else 0)
        credit = sum(part.amount_cents for part in draft.state.credits) if draft is not None and draft.state else 0
        self.use_credit.setText(f"Use open credit, {format_cents(credit)} available")
        set_shown(self.use_credit, shown=credit > 0)
        self.use_credit.setChecked(draft is not None and draft.use_credit and credit > 0)
        self._set_pays(draft.pays if draft is not None else {})
        self._distribute_again()

    def set_amount(self, cents: int) -> None:
        """Another amount of the payment."""
        if self._draft is not None:
            self._draft = replace(self._draft, amount_cents=cents)
        self._distribute_again()

    def clear_new_charges(self) -> None:
        """Take all new charges away."""
        self.new_lines.set_lines(())

    # what the user does

    def distribute(self) -> None:
        """Pay the oldest undisputed charges first."""
        if self._draft is not None:
            self._by_hand = False
            self._set_pays(tenant_receipt.distribute(self._draft, self._day(), self._new_cents()))

    def clear(self) -> None:
        """Pay no charge: all of it becomes open credit."""
        self._by_hand = True
        self._set_pays({})

    # what it gives

    @property
    def draft(self) -> ReceiptDraft | None:
        """The payment as it stands, with the amount typed last."""
        return self._draft

    def first_field(self) -> QWidget | None:
        """The first amount, if there is any charge."""
        return self.grid.first_field()

    def new_charges(self) -> tuple[NewLine, ...]:
        """The new charges that can be read."""
        return tuple(
            NewLine(line["code"], line["amount"], line["memo"], bool(line["advance"]), self._pays_management(line))
            for line in self.new_lines.lines()
            if line["code"] and line["amount"]
        )

    def split(self) -> Split | None:
        """Where the money goes with the amounts as they stand; None where nobody paid yet."""
        if self._draft is None or self._draft.state is None:
            return None
        return tenant_receipt.split(
            self._draft, self.grid.pays(), self._day(), use_credit=self.use_credit.isChecked(),
            new_lines=self.new_charges(),
        )

    def faults(self) -> list[str]:
        """What is wrong; the fields are marked."""
        found = [*self.grid.faults(), *self.new_lines.fault_texts()]
        split = self.split()
        return found or (list(split.problems) if split is not None else [])

    # how it is done

    def _fill_charges_page(self) -> QWidget:
        tools = QHBoxLayout()
        tools.setSpacing(SPACE[2])
        tools.addWidget(
            push_button("Distribute", "distribute", shortcut="Ctrl+Alt+D", slot=self.distribute,
                        tooltip="Pay the oldest charges first; disputed ones are left out")
        )  # fmt: skip
        tools.addWidget(push_button("Clear", "clear_pays", shortcut="Ctrl+Shift+Del", slot=self.clear))
        tools.addStretch(1)
        tools.addWidget(self.use_credit)
        self.charges_page.body.addWidget(self.no_charges)
        self.charges_page.body.addWidget(self.grid, 1)
        self.charges_page.body.addLayout(tools)
        return self.charges_page

    def _pays_management(self, line: dict[str, Any]) -> bool | None:
        choices = self._draft.choices if self._draft is not None else ()
        usual = next((choice.pays_management for choice in choices if choice.code == line["code"]), False)
        return None if bool(line["managers"]) == usual else bool(line["managers"])

    def _new_edited(self, place: int, column: str) -> None:
        if column == "code" and self._draft is not None:
            code = self.new_lines.value(place, "code")
            usual = next((choice.pays_management for choice in self._draft.choices if choice.code == code), False)
            self.new_lines.set_value(place, "managers", usual)

    def _set_pays(self, pays: Mapping[int, int]) -> None:
        self._filling = True
        self.grid.set_pays(pays)
        self._filling = False
        self._show_split()

    def _pays_changed(self) -> None:
        if not self._filling:
            self._by_hand = True
            self._show_split()

    def _distribute_again(self) -> None:
        if self.distributes and not self._by_hand and self._draft is not None and self._draft.amount_cents:
            self.distribute()
        else:
            self._show_split()

    def _new_cents(self) -> int:
        return sum(line.amount_cents for line in self.new_charges())

    def _show_split(self, _changed: object = None) -> None:
        split = self.split()
        self.sums.set_cents("payment", self._draft.amount_cents if self._draft is not None else 0)
        rest = split.to_open_credit_cents if split is not None else 0
        self.sums.set_cents("allocated", split.allocated_cents if split is not None else 0)
        self.sums.set_cents("from_credit", split.plan.from_credit_cents if split is not None else 0)
        self.sums.set_cents("open_credit", rest, "negative" if rest < 0 else "")
        self.grid.show_credit(split.from_credit if split is not None else {})
        self.credit_table.show_use(split)
        self.information.setText(credit_words(split) if split is not None else "")
        self.shares.setText(share_words(split) if split is not None else "")
        self.changed.emit()


def _padded(part: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
    layout.addWidget(part)
    return page
