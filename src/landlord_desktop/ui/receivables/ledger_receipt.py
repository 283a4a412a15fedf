"""AR > Ledger Receipt: money that is no tenant's payment, credited to an owner, a property or the managers."""

from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.ledger_receipts import (
    LedgerLine,
    LedgerReceiptOrder,
    PostedLedgerReceipt,
    post_ledger_receipt,
    write_ledger_receipt,
)
from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.receivables.pick_rows import NO_PICKS, Picks, make_picks
from landlord_desktop.ui.receivables.receipt_fields import ReceiptFields
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.posting_screen import PostingScreen

_COLUMNS = (
    LineColumn("account", "Account", "pick", width=320, stretch=1, required=True),
    LineColumn("amount", "Amount", "money", required=True),
)
_WITHOUT = "Without line items all of it goes to the account of the Posting Table."


class LedgerReceiptScreen(PostingScreen):
    """Line items are optional: without them the Posting Table's account gets it all."""

    key = "ledger_receipt"
    title = "Ledger Receipt"
    help_page = "ledger_receipt"
    topics = frozenset({"profiles", "accounts"})
    tells = ("receipts", "journal")
    question = "Post this ledger receipt?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._picks: Picks = NO_PICKS
        self._uuid = ""
        self._wanted: object = None
        self.ledger = PickList("ledger", "Ledgers")
        self.unit = PickList("ledger_unit", "Units")
        self.payer_form = Form("ledger_payer_form")
        self.payer_form.add("&Ledger:", self.ledger, required=True)
        self.payer_form.add("&Unit:", self.unit)
        self.unit.line.setPlaceholderText("Only where it is earmarked")
        self.fields = ReceiptFields("ledger", self.payer_form, context.today, payment_required=True)
        self.lines = LineGrid("line_items", "Line Items", _COLUMNS, context.today, "amount")
        self.hint = label(_WITHOUT, "line_items_hint", "muted", wrap=True)
        body = Card("line_items_card", "Line Items")
        body.body.addWidget(self.hint)
        body.body.addWidget(self.lines, 1)
        self.build((self.fields, 0), (body, 1))
        self.ledger.picked.connect(self._ledger_picked)
        self.fields.day.set_value(context.today())

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read what can be chosen; `ledger_id` is chosen then."""
        self._wanted = parameters.get("ledger_id")
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - any of its topics means the same
        """Read again what can be chosen; what was entered stays."""
        self._read()

    def first_focus(self) -> QWidget:
        """The ledger."""
        return self.ledger

    # the entry

    def order(self) -> LedgerReceiptOrder | None:
        """The receipt as it stands; None, with the field marked, where something is missing."""
        if not self.payer_form.check() or not self.fields.check():
            return None
        faults = self.lines.fault_texts()
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        fields, ledger_id, unit_id = self.fields, self.ledger.picked_key(), self.unit.picked_key()
        day, cents = fields.day.value(), fields.payment.money.value_cents()
        if not isinstance(ledger_id, int) or day is None or cents is None:
            return None
        self._uuid = self._uuid or self.context.books.new_uuid()
        return LedgerReceiptOrder(
            ledger_id, day, cents, fields.bank_id(),
            tuple(LedgerLine(line["account"], line["amount"]) for line in self.lines.lines()),
            unit_id if isinstance(unit_id, int) else None, fields.method(), fields.check_number.text().strip(),
            memo=fields.memo.text().strip(), comments=fields.comments.text().strip(), uuid=self._uuid,
        )

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the receipt."""
        return write_ledger_receipt(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post the receipt."""
        return post_ledger_receipt(books, order)

    def posted_words(self, posted: PostedLedgerReceipt) -> str:
        """The receipt's amount and number."""
        return f"{format_cents(posted.amount_cents)} posted as receipt {posted.receipt_id}."

    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.fields.is_blank() and not self.lines.lines()

    def clear_entry(self) -> None:
        """Another receipt: the date and the bank stay."""
        self._uuid = ""
        self.fields.clear_entry()
        self.lines.set_lines(())
        for field in (self.ledger, self.unit):
            field.clear_pick()
        self.ledger.setFocus()

    # how it is done

    def _read(self) -> None:
        books = self.context.books
        self.context.background.run(lambda _task: make_picks(read_lookups(books)), done=self._show, owner=self)

    def _show(self, picks: Picks) -> None:
        self._picks = picks
        self.ledger.set_rows(picks.ledgers)
        self.unit.set_rows(picks.units)
        self.fields.bank.set_rows(picks.banks)
        self.lines.set_choices("account", picks.other_sides)
        if isinstance(self._wanted, int):
            self.ledger.pick(self._wanted)
            self._wanted = None

    def _ledger_picked(self, ledger_id: object) -> None:
        ledger = self._picks.lookups.ledger(ledger_id)
        account = None if ledger is None else self._picks.lookups.account(ledger.account_id)
        words = _WITHOUT if account is None else (
            f"Without line items all of it goes to {shown(account.code)}, {shown(account.name)}."
        )
        self.hint.setText(words)
        if ledger is not None and ledger.bank_id is not None and self.fields.bank.is_empty():
            self.fields.bank.pick(ledger.bank_id)
