"""AR > Charge Tenant: charges of one tenant, typed one under the other and posted together."""

from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.charge_choices import ChargeChoice, charge_choices
from landlord_desktop.services.charge_orders import (
    ChargeLine,
    ChargeOrder,
    PostedCharges,
    post_charge_order,
    write_charge_order,
)
from landlord_desktop.ui.receivables.payer_posting import PayerPosting
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.receivables.tenant_sums import TenantSums
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import text_field
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.pick_list import PickRow
from landlord_desktop.ui.widgets.side_by_side import SideBySide

_COLUMNS = (
    LineColumn("code", "Charge", "pick", width=230, stretch=2, required=True),
    LineColumn("amount", "Amount", "money", required=True),
    LineColumn("memo", "Memo", "text", stretch=3, longest=200),
    LineColumn("managers", "Pay Management Group", "check", width=170, help="Owed to the managers, not to the owner"),
)


class ChargeTenantScreen(PayerPosting):
    """The running total stands under the lines; advance payments and open credits that pay at once are told."""

    key = "charge_tenant"
    title = "Charge Tenant"
    help_page = "charge_tenant"
    topics = frozenset({"profiles", "accounts", "charges", "receipts", "credits"})
    tells = ("charges", "credits", "journal")
    question = "Post these charges?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "charge_", parent)
        self._choices: dict[str, ChargeChoice] = {}
        self.day = DateEdit("charge_date", context.today)
        self.due = DateEdit("due_by", context.today, optional=True)
        self.dates = Form("charge_dates")
        self.lines = LineGrid("charges", "Charges", _COLUMNS, context.today, "amount")
        self.comments = text_field("charge_comments", 500)
        self.sums = TenantSums("charge_sums", context)
        self._lay_out()
        self.payer.tenant_chosen.connect(self.sums.show_tenant)
        self.payer.tenant_chosen.connect(self.left_buttons_changed)
        self.lines.cell_edited.connect(self._edited)
        self.day.set_value(context.today())

    def _lay_out(self) -> None:
        self.dates.add("&Date:", self.day, required=True)
        self.dates.add("Due &by:", self.due, "Only where it differs; late fees count from it")
        head = Card("charge_payer_card")
        head.body.addWidget(SideBySide((self.payer, 5), (self.dates, 3), top=True))
        body = Card("charges_card", "Charges")
        body.body.addWidget(self.lines, 1)
        notes = Form("charge_notes")
        notes.add("C&omments:", self.comments)
        body.body.addWidget(notes)
        self.build((head, 0), (body, 1), (self.sums, 0))

    # the entry

    def order(self) -> ChargeOrder | None:
        """The charges as they stand; None, with the field marked, where something is missing."""
        if not self.payer.form.check() or not self.dates.check():
            return None
        faults = self.lines.fault_texts()
        if faults:
            self.problems.show_problem("warning", "These charges cannot be posted as they stand:", faults)
            return None
        tenant_id, day = self.payer.tenant_id(), self.day.value()
        if tenant_id is None or day is None:
            return None
        lines = tuple(
            ChargeLine(line["code"], line["amount"], line["memo"], self._pays_management(line))
            for line in self.lines.lines()
        )
        return ChargeOrder(tenant_id, day, lines, self.due.value(), self.comments.text().strip())

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the charges."""
        return write_charge_order(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post the charges."""
        return post_charge_order(books, order)

    def posted_words(self, posted: PostedCharges) -> str:
        """How many charges were posted, and their sum."""
        return f"{plural(posted.count, 'charge')} posted, {format_cents(posted.amount_cents)}."

    def is_blank(self) -> bool:
        """Whether no charge was typed."""
        return not self.lines.lines() and not self.comments.text().strip()

    def clear_entry(self) -> None:
        """Another tenant; the date stays."""
        self.lines.set_lines(())
        self.comments.clear()
        self.due.set_value(None)
        self.payer.clear()
        self.payer.unit.setFocus()

    # how it is done

    def read_more(self, books: Any) -> tuple[ChargeChoice, ...]:
        """The charge codes."""
        return charge_choices(books)

    def show_read(self, picks: Picks, more: tuple[ChargeChoice, ...]) -> None:  # noqa: ARG002 - the fields have them
        """The charge codes, and the tenant's sums once more."""
        self._choices = {choice.code: choice for choice in more}
        self.lines.set_choices("code", [PickRow(choice.code, choice.code, choice.name) for choice in more])
        self.sums.show_tenant(self.payer.tenant_id())

    def after_tenant(self) -> QWidget:
        """The first line."""
        return self.lines

    def _pays_management(self, line: dict[str, Any]) -> bool | None:
        """None where the mark is that of the code, so that a deposit goes where its code says."""
        usual = self._choices[line["code"]].pays_management
        return None if bool(line["managers"]) == usual else bool(line["managers"])

    def _edited(self, place: int, column: str) -> None:
        choice = self._choices.get(self.lines.value(place, "code")) if column == "code" else None
        if choice is not None:
            self.lines.set_value(place, "managers", choice.pays_management)
