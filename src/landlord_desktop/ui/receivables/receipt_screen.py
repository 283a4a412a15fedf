"""AR > Tenant Receipt: a tenant's payment typed in and given to charges, new charges, advance payments and credit."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt
from landlord_desktop.services.tenant_receipt import Header, ReceiptDraft
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.receivables.payer_posting import PayerPosting
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.receivables.receipt_fields import ReceiptFields
from landlord_desktop.ui.receivables.receipt_panel import ReceiptPanel
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.posting_flow import show_refusal


class TenantReceiptScreen(PayerPosting):
    """The stand-alone form. With a payment of 0 the amounts are paid out of the tenant's open credit."""

    key = "tenant_receipt"
    title = "Tenant Receipt"
    help_page = "tenant_receipt"
    topics = frozenset({"profiles", "accounts", "charges", "receipts", "credits"})
    tells = ("receipts", "charges", "credits", "journal")
    question = "Post this receipt?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "receipt_", parent)
        self._uuid = ""
        self.fields = ReceiptFields("receipt", self.payer, context.today, payment_required=True)
        self.panel = ReceiptPanel(self._day, context.today, self)
        self.build((self.fields, 0), (self.panel, 1))
        self.buttons.left.addWidget(self.panel.information)
        self.buttons.left.addWidget(self.panel.shares)
        self.panel.distributes = True
        self.payer.tenant_chosen.connect(self._read_draft)
        self.fields.payment.money.cents_changed.connect(self._amount_changed)
        self.fields.day.set_value(context.today())

    # what the main window asks

    def refresh(self, changes: Changes) -> None:
        """Read again; the charges too, unless amounts were typed that would be lost."""
        super().refresh(changes)
        if changes.topics & {"charges", "receipts", "credits"} and self.is_blank():
            self._read_draft(self.payer.tenant_id())

    # the entry

    def order(self) -> object | None:
        """The receipt as it stands; None, with the field marked, where something is missing."""
        if not self.payer.form.check() or not self.fields.check():
            return None
        faults, split, draft = self.panel.faults(), self.panel.split(), self.panel.draft
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        if split is None or draft is None:
            return None
        fields = self.fields
        self._uuid = self._uuid or self.context.books.new_uuid()
        header = Header(
            self._day(), fields.bank_id(), fields.memo.text().strip(), fields.method(),
            fields.check_number.text().strip(), fields.comments.text().strip(),
        )
        return tenant_receipt.order_of(draft, header, split.plan, self.panel.new_charges(), self._uuid)

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the receipt."""
        return tenant_receipt.write_order(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post the receipt."""
        return tenant_receipt.post_order(books, order)

    def posted_words(self, posted: Any) -> str:
        """The receipt's amount and number; without a payment, that open credit was applied."""
        if not posted.receipt_id:
            return f"Open credit is applied (set {posted.set_id})."
        return f"{format_cents(posted.amount_cents)} posted as receipt {posted.receipt_id}."

    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.fields.is_blank() and not self.panel.grid.pays() and not self.panel.new_lines.lines()

    def clear_entry(self) -> None:
        """Another tenant: the date and the bank stay."""
        self._uuid = ""
        self.panel.clear_new_charges()
        self.panel.clear()
        self.fields.clear_entry()
        self.payer.clear()
        self.payer.unit.setFocus()

    # how it is done

    def _day(self) -> date:
        return self.fields.day.value() or self.context.today()

    def show_read(self, picks: Picks, more: object) -> None:  # noqa: ARG002 - nothing more is read
        """The banks."""
        self.fields.bank.set_rows(picks.banks)

    def after_tenant(self) -> QWidget:
        """The payment."""
        return self.fields.payment

    def _read_draft(self, tenant_id: object) -> None:
        self.problems.clear()
        if not isinstance(tenant_id, int):
            self._show_draft(None)
            return
        books = self.context.books
        self.context.background.run(
            lambda _task: tenant_receipt.tenant_draft(books, tenant_id), done=self._show_draft, failed=self._not_read,
            owner=self,
        )

    def _show_draft(self, draft: ReceiptDraft | None) -> None:
        if draft is not None and draft.tenant_id != self.payer.tenant_id():
            return
        cents = self.fields.payment.money.value_cents() or 0
        self.panel.show_draft(None if draft is None else replace(draft, amount_cents=cents))
        if draft is not None and draft.header.bank_id is not None and self.fields.bank.is_empty():
            self.fields.bank.pick(draft.header.bank_id)
        self.left_buttons_changed.emit()

    def _not_read(self, error: BaseException) -> None:
        self._show_draft(None)
        show_refusal(self.problems, error, self.key)

    def _amount_changed(self, _cents: object) -> None:
        self.panel.set_amount(self.fields.payment.money.value_cents() or 0)
