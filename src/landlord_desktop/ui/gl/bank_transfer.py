"""GL > Transfer Between Banks: what ledgers own in one bank moves to another, one line a ledger."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.account_codes import BankChoices, bank_choice
from landlord_desktop.services.transfers import (
    LedgerMoney,
    TransferLine,
    TransferOrder,
    escrow_bank,
    ledger_money,
    post_transfer,
    write_transfer,
)
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.gl.words import bank_rows
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import text_field
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.posting_screen import PostingScreen
from landlord_desktop.ui.widgets.side_by_side import SideBySide

_COLUMNS = (
    LineColumn("ledger", "Ledger", "pick", width=280, stretch=1, required=True),
    LineColumn("in_bank", "In the Giving Bank", "figure", width=150),
    LineColumn("missing", "Deposits Not in Escrow", "figure", width=180, help="Deposits held less what is in escrow"),
    LineColumn("amount", "Amount", "money", required=True),
)


class BankTransferScreen(PostingScreen):
    """Deposits held that are not yet in escrow are offered as ready-made amounts."""

    key = "bank_transfer"
    title = "Transfer Between Banks"
    help_page = "bank_transfer"
    topics = frozenset({"profiles", "accounts", "receipts", "slips", "journal"})
    tells = ("journal", "slips")
    question = "Post this transfer?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._money: dict[int, LedgerMoney] = {}
        self._escrow_bank_id: int | None = None
        self.day = DateEdit("transfer_date", context.today)
        self.giving = PickList("from_bank", "bank accounts")
        self.getting = PickList("to_bank", "bank accounts")
        self.check_number = text_field("transfer_check_number", 20)
        self.memo = text_field("transfer_memo", 200)
        self.comments = text_field("transfer_comments", 500)
        self.banks_form, self.words_form = Form("transfer_banks"), Form("transfer_words")
        self.lines = LineGrid("transfer_lines", "Ledgers", _COLUMNS, context.today, "amount")
        self.offer = label("", "escrow_offer", "muted", wrap=True)
        self.take_offer = push_button(
            "Deposits Not Yet in Escrow", "take_escrow_offer", icon="check", shortcut="Ctrl+E", slot=self.fill_deposits,
            tooltip="One line for each ledger that holds deposits which are in no escrow bank",
        )  # fmt: skip
        self._lay_out()
        self.giving.picked.connect(self._read_money)
        self.lines.cell_edited.connect(self._edited)
        self.day.set_value(context.today())

    def _lay_out(self) -> None:
        self.banks_form.add("From &Bank:", self.giving, required=True)
        self.banks_form.add("&To Bank:", self.getting, required=True)
        self.banks_form.add("&Date:", self.day, required=True)
        self.words_form.add("Chec&k Number:", self.check_number)
        self.words_form.add("M&emo:", self.memo)
        self.words_form.add("C&omments:", self.comments)
        self.words_form.level_with(self.giving)
        head = Card("transfer_banks_card")
        head.body.addWidget(SideBySide((self.banks_form, 5), (self.words_form, 4), top=True))
        offer = QHBoxLayout()
        offer.addWidget(self.offer, 1)
        offer.addWidget(self.take_offer)
        body = Card("transfer_lines_card", "Ledgers")
        body.body.addLayout(offer)
        body.body.addWidget(self.lines, 1)
        self.build((head, 0), (body, 1))

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read the banks and what the ledgers have; `from_bank_id` and `to_bank_id` are chosen then."""
        books, wanted = self.context.books, parameters

        def work(_task: Task) -> tuple[BankChoices, dict[str, object]]:
            return bank_choice(books), dict(wanted)

        self.context.background.run(work, done=self._show_banks, owner=self)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - any of its topics means the same
        """Read again; what was entered stays."""
        self.activate()

    def first_focus(self) -> QWidget:
        """The giving bank."""
        return self.giving

    # the entry

    def fill_deposits(self) -> None:
        """One line for each ledger whose deposits lack in escrow, in place of what was typed."""
        lines = [
            {"ledger": money.ledger_id, "amount": money.to_escrow_cents, **_figures(money)}
            for money in self._money.values()
            if money.to_escrow_cents
        ]
        if lines:
            self.lines.set_lines(lines)
            self.lines.setFocus()
            if self.getting.picked_key() is None and self._escrow_bank_id is not None:
                self.getting.pick(self._escrow_bank_id)

    def order(self) -> TransferOrder | None:
        """The transfer as it stands; None, with the field marked, where something is missing."""
        if not self.banks_form.check():
            return None
        faults = self.lines.fault_texts()
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        giving, getting, day = self.giving.picked_key(), self.getting.picked_key(), self.day.value()
        if not isinstance(giving, int) or not isinstance(getting, int) or day is None:
            return None
        lines = tuple(TransferLine(line["ledger"], line["amount"]) for line in self.lines.lines())
        return TransferOrder(
            giving, getting, day, lines, self.check_number.text().strip(), self.memo.text().strip(),
            self.comments.text().strip(),
        )

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the transfer."""
        return write_transfer(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post the transfer."""
        return post_transfer(books, order)

    def posted_words(self, posted: object) -> str:
        """What was moved."""
        return f"{format_cents(self.lines.total_cents())} transferred (set {posted})."

    def is_blank(self) -> bool:
        """Whether no ledger has an amount."""
        return not any(line["amount"] for line in self.lines.lines())

    def clear_entry(self) -> None:
        """Another transfer: banks and date stay."""
        self.lines.set_lines(())
        for field in (self.check_number, self.memo, self.comments):
            field.clear()
        self._read_money()
        self.lines.setFocus()

    # how it is done

    def _show_banks(self, found: tuple[BankChoices, dict[str, object]]) -> None:
        choice, wanted = found
        rows = bank_rows(choice.banks)
        for field, name in ((self.giving, "from_bank_id"), (self.getting, "to_bank_id")):
            field.set_rows(rows)
            key = wanted.get(name)
            if isinstance(key, int):
                field.pick(key)
        usual = choice.usual_bank_id if choice.usual_bank_id is not None else next((row.key for row in rows), None)
        if self.giving.picked_key() is not None or usual is None or not self.giving.pick(usual):
            self._read_money()

    def _read_money(self, _bank_id: object = None) -> None:
        bank_id, books = self.giving.picked_key(), self.context.books
        wanted = bank_id if isinstance(bank_id, int) else None
        self.context.background.run(
            lambda _task: (ledger_money(books, wanted), escrow_bank(books)), done=self._show_money, owner=self
        )

    def _show_money(self, read: tuple[list[LedgerMoney], int | None]) -> None:
        found, self._escrow_bank_id = read
        self._money = {money.ledger_id: money for money in found}
        self.lines.set_choices("ledger", [PickRow(money.ledger_id, money.code, money.name) for money in found])
        for place in range(self.lines.line_count()):
            self._show_figures(place)
        missing = [money.to_escrow_cents for money in found if money.to_escrow_cents]
        self.take_offer.setEnabled(bool(missing))
        self.offer.setText(
            f"{format_cents(sum(missing))} of deposits held by {plural(len(missing), 'ledger')} is not yet in escrow."
            if missing
            else "All deposits held are in escrow banks."
        )

    def _edited(self, place: int, column: str) -> None:
        if column == "ledger":
            self._show_figures(place)

    def _show_figures(self, place: int) -> None:
        money = self._money.get(self.lines.value(place, "ledger") or 0)
        for key, text in _figures(money).items():
            self.lines.set_value(place, key, text)


def _figures(money: LedgerMoney | None) -> dict[str, str]:
    if money is None:
        return {"in_bank": "", "missing": ""}
    return {"in_bank": format_cents(money.in_bank_cents), "missing": format_cents(money.to_escrow_cents)}
