"""AR > Adjust Open Credits: value moves between the owner's or the managers' ledger and a tenant's open credit."""

from typing import Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.credit_adjustments import (
    CreditAdjustment,
    CreditFacts,
    credit_facts,
    post_adjustment,
    write_adjustment,
)
from landlord_desktop.ui.receivables.payer_posting import PayerPosting
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import text_field
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.side_by_side import SideBySide
from landlord_desktop.ui.widgets.sum_box import SumBox


class Direction(QWidget):
    """Increase or Decrease Tenant Credits."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("credit_direction")
        self.increase = QRadioButton("Increase Tenant Credits")
        self.decrease = QRadioButton("Decrease Tenant Credits")
        self.increase.setObjectName("increase_tenant_credits")
        self.decrease.setObjectName("decrease_tenant_credits")
        self.group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE[1], 0, SPACE[1])
        row.setSpacing(SPACE[3])
        for button in (self.increase, self.decrease):
            self.group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.increase.setChecked(True)
        self.setFocusProxy(self.increase)


class AdjustCreditsScreen(PayerPosting):
    """The protected sums show what there was, what is moved, and what there will be."""

    key = "adjust_open_credits"
    title = "Adjust Open Credits"
    help_page = "adjust_open_credits"
    topics = frozenset({"profiles", "accounts", "charges", "receipts", "credits"})
    tells = ("credits", "journal")
    question = "Adjust the open credits so?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "credit_", parent)
        self._facts: CreditFacts | None = None
        self.day = DateEdit("credit_date", context.today)
        self.direction = Direction()
        self.amount = MoneyEdit("credit_amount")
        self.managers = QCheckBox("Transfer from Management")
        self.managers.setObjectName("transfer_from_management")
        self.account = PickList("credit_account", "Account Codes")
        self.memo = text_field("credit_memo", 200)
        self.comments = text_field("credit_comment", 500)
        self.date_form, self.form, self.account_form = (
            Form("credit_date_form"), Form("credit_form"), Form("credit_account_form"),
        )  # fmt: skip
        self.words = label("", "credit_words_of_direction", "muted", wrap=True)
        self.sums = SumBox("credit_sums")
        self._lay_out()
        self.payer.tenant_chosen.connect(self._read_facts)
        self.amount.cents_changed.connect(self._reckon)
        self.direction.increase.toggled.connect(self._reckon)
        self.managers.toggled.connect(self._reckon)
        self.day.set_value(context.today())
        self._reckon()

    def _lay_out(self) -> None:
        self.date_form.add("&Date:", self.day, required=True)
        head = Card("credit_payer_card")
        head.body.addWidget(SideBySide((self.payer, 5), (self.date_form, 3), top=True))
        self.form.add("", self.direction)
        self.form.add("Amou&nt:", self.amount, required=True)
        self.form.add("", self.managers)
        self.account_form.add("A&ccount:", self.account, "The income or expense that gives or takes it", required=True)
        self.account_form.add("M&emo:", self.memo)
        self.account_form.add("C&omment:", self.comments)
        body = Card("credit_card", "Adjustment")
        body.body.addWidget(SideBySide((self.form, 4), (self.account_form, 5), top=True))
        body.body.addWidget(self.words)
        for key, title in (
            ("starting", "Starting Open Credits"), ("moved", "Amount Transferred"), ("final", "Final Open Credits"),
            ("unpaid", "Unpaid Charges"),
        ):  # fmt: skip
            self.sums.add(key, title, emphasis=key == "final")
        self.build((head, 0), (body, 0), (self.sums, 0), (QWidget(), 1))

    # the entry

    def order(self) -> CreditAdjustment | None:
        """The adjustment as it stands; None, with the field marked, where something is missing."""
        if not self.payer.form.check() or not self.date_form.check():
            return None
        if not self.form.check() or not self.account_form.check():
            return None
        tenant_id, day, cents = self.payer.tenant_id(), self.day.value(), self.amount.value_cents()
        account_id = self.account.picked_key()
        if tenant_id is None or day is None or cents is None or not isinstance(account_id, int):
            return None
        return CreditAdjustment(
            tenant_id, day, self.direction.increase.isChecked(), cents, account_id, self.managers.isChecked(),
            self.memo.text().strip(), self.comments.text().strip(),
        )

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the adjustment."""
        return write_adjustment(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post the adjustment."""
        return post_adjustment(books, order)

    def posted_words(self, posted: object) -> str:
        """What became of the open credits."""
        return f"Open credits adjusted to {self.sums.text('final')} (set {posted})."

    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.amount.is_empty() and not self.memo.text().strip() and not self.comments.text().strip()

    def clear_entry(self) -> None:
        """Another tenant; date and account stay."""
        self.amount.set_cents(None)
        self.memo.clear()
        self.comments.clear()
        for form in (self.form, self.account_form):
            form.clear_errors()
        self.payer.clear()
        self.payer.unit.setFocus()

    # how it is done

    def show_read(self, picks: Picks, more: object) -> None:  # noqa: ARG002 - nothing more is read
        """The account codes, and the tenant's credits once more."""
        self.account.set_rows(picks.other_sides)
        self._read_facts()

    def after_tenant(self) -> QWidget:
        """The direction."""
        return self.direction

    def _read_facts(self, _tenant_id: object = None) -> None:
        self.left_buttons_changed.emit()
        tenant_id, books = self.payer.tenant_id(), self.context.books
        if tenant_id is None:
            self._show_facts(None)
            return
        self.context.background.run(lambda _task: credit_facts(books, tenant_id), done=self._show_facts, owner=self)

    def _show_facts(self, facts: CreditFacts | None) -> None:
        if facts is None or facts.tenant_id == self.payer.tenant_id():
            self._facts = facts
            self._reckon()

    def _reckon(self, _changed: object = None) -> None:
        facts = self._facts
        starting = facts.open_credit_cents if facts else 0
        moved = self.amount.value_cents() or 0
        moved = moved if self.direction.increase.isChecked() else -moved
        self.sums.set_cents("starting", starting)
        self.sums.set_cents("moved", moved)
        self.sums.set_cents("final", starting + moved, "negative" if starting + moved < 0 else "")
        self.sums.set_cents("unpaid", facts.unpaid_cents if facts else 0)
        self.managers.setEnabled(facts is None or bool(facts.management))
        self.words.setText(self._direction_words(facts, moved))

    def _direction_words(self, facts: CreditFacts | None, moved: int) -> str:
        if facts is None or not moved:
            return ""
        ledger = shown(facts.management if self.managers.isChecked() else facts.ledger)
        name, amount = shown(facts.name), format_cents(abs(moved))
        return f"{ledger} gives {amount} to {name}." if moved > 0 else f"{name} gives {amount} to {ledger}."
