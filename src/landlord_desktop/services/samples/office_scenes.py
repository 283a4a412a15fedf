"""The rare entries of a lived-in office, each in one of the last months: credit, advances, returns, voids, corrections.

They stand on days after the everyday work of their month, so that the books grow in the order of their dates.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.services.batch_reversal import BatchReversalOrder, write_batch_reversal
from landlord_desktop.services.batch_status import settle_batches
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.charge_orders import ChargeLine, ChargeOrder, write_charge_order
from landlord_desktop.services.credit_adjustments import CreditAdjustment, write_adjustment
from landlord_desktop.services.deposits import write_slip
from landlord_desktop.services.ledger_receipts import LedgerLine, LedgerReceiptOrder, write_ledger_receipt
from landlord_desktop.services.nsf import NsfOrder, write_nsf
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, write_receipt
from landlord_desktop.services.samples.bulk import Payment, post_payments
from landlord_desktop.services.samples.foundation import BANK, at, ids
from landlord_desktop.services.samples.office_people import CARLA, NEIL, RUTH, Numbers
from landlord_desktop.services.samples.office_profiles import MONTHS, Habit, Household, Office
from landlord_desktop.services.samples.server_batches import batch_record, payment_item, store_sample_batch
from landlord_desktop.services.slip_edits import ReplaceOrder, SlipEditOrder, write_replacement, write_slip_edit
from landlord_desktop.services.voids import VoidOrder, write_void
from landlord_desktop.services.working_list import all_tenant_states

KEY_CENTS, PARKING_CENTS = 4500, 3500


@dataclass(frozen=True, slots=True)
class Cast:
    """The households of the scenes; all pay in time and all they owe."""

    in_advance: Household
    far_ahead: Household
    prepaying: Household
    with_credit: Household
    courtesy: Household
    of_two_ledgers: Household
    pet: Household
    typed_wrongly: Household
    returned: Household
    returned_lately: Household
    returned_wrongly: Household
    replaced: Household
    in_batch: tuple[Household, ...]
    on_edited_slip: tuple[Household, ...]


def choose_cast(office: Office, spared: Iterable[int]) -> Cast:
    """Pick them among those whose present rent need not stay unpaid."""
    taken = set(spared)
    plain = iter([
        home for home in office.households
        if home.end_month == MONTHS and home.habit is Habit.PROMPT and home.room_mate is None and not home.has_water
        and home.first_month < MONTHS - 6 and home.tenant_id not in taken
    ])  # fmt: skip
    three = tuple(next(plain) for _ in range(3))
    others = tuple(next(plain) for _ in range(3))
    return Cast(
        next(plain), next(plain), next(plain), next(plain), next(plain), next(plain), next(plain), next(plain),
        next(plain), next(plain), next(plain), next(plain), three, others,
    )


class Scenes:
    """Plays the scenes of a month, told by how many months before the present one it is."""

    def __init__(self, books: Books, office: Office, cast: Cast, numbers: Numbers) -> None:
        self._books, self._office, self._cast, self._numbers = books, office, cast, numbers
        self._scenes: Mapping[int, Sequence[Callable[[Connection, date], None]]] = {
            4: (self._pay_in_advance, self._pay_without_charge),
            3: (
                self._use_open_credit, self._adjust_credits, self._pay_two_ledgers, self._hold_a_deposit,
                self._receive_for_ledgers, self._type_wrongly, self._edit_a_slip,
            ),
            2: (self._return_a_payment, self._return_wrongly, self._reverse_a_batch, self._replace_a_receipt),
            1: (self._pay_far_ahead, self._return_lately),
        }  # fmt: skip

    def play(self, connection: Connection, months_back: int, first: date) -> None:
        """The scenes of a month that began on `first`."""
        for scene in self._scenes.get(months_back, ()):
            scene(connection, first)

    def play_late(self, connection: Connection, months_back: int, first: date) -> None:
        """After the statement of the month before was reconciled, an entry of that month turns up."""
        if months_back != 2:
            return
        owner = self._office.owner_codes[3]
        day, then = first.replace(day=28), date.fromordinal(first.toordinal() - 2)
        order = LedgerReceiptOrder(
            self._office.ledgers[owner], then, 32_000, self._office.bank_id, payer_name=self._office.owner_names[owner],
            check_number=self._numbers.check_number(), memo="Owner contribution, found in the drop box",
        )
        receipt = write_ledger_receipt(connection, self._on(day), order).receipt_id
        self._deposit(connection, [receipt], day)

    # credit and advance payments

    def _pay_in_advance(self, connection: Connection, first: date) -> None:
        self._advance(connection, self._cast.in_advance, first.replace(day=21), 1)

    def _pay_far_ahead(self, connection: Connection, first: date) -> None:
        self._advance(connection, self._cast.far_ahead, first.replace(day=21), 2)

    def _advance(self, connection: Connection, home: Household, day: date, months: int) -> None:
        line = NewLine("RENT", home.rent_cents, "Rent in advance", advance=True)
        receipt = self._receive(connection, home, day, home.rent_cents * months, new=(line,) * months)
        self._deposit(connection, [receipt], day)

    def _pay_without_charge(self, connection: Connection, first: date) -> None:
        day = first.replace(day=22)
        receipt = self._receive(connection, self._cast.prepaying, day, 30_000, memo="Toward next month")
        self._deposit(connection, [receipt], day)

    def _use_open_credit(self, connection: Connection, first: date) -> None:
        """Open credit pays a charge by itself; what is left of it and a part payment go to another by hand."""
        home, day = self._cast.with_credit, first.replace(day=21)
        self._deposit(connection, [self._receive(connection, home, day, 12_000)], day)
        self._charge(connection, home, first.replace(day=22), "KEYS", KEY_CENTS, "Second key")
        charge_id = self._charge(connection, home, first.replace(day=23), "PARKING", 9000, "Parking of a guest")
        home_ledger = connection.execute(_HOME_LEDGER, {"id": home.tenant_id}).scalar_one()
        part = ChargePayment(charge_id, 12_000 - KEY_CENTS, home_ledger)
        day = first.replace(day=24)
        write_receipt(connection, self._on(day), ReceiptOrder(home.tenant_id, day, 0, payments=(part,)))
        receipt = self._receive(connection, home, day, 1000, payments=(ChargePayment(charge_id, 1000),))
        self._deposit(connection, [receipt], day)

    def _adjust_credits(self, connection: Connection, first: date) -> None:
        tenant_id, account = self._cast.courtesy.tenant_id, ids(connection, "account_code")["COURTESY"]
        for day, increase, cents in ((first.replace(day=21), True, 2000), (first.replace(day=22), False, 500)):
            memo = "Courtesy for the broken lift" if increase else "Courtesy corrected"
            order = CreditAdjustment(tenant_id, day, increase, cents, account, memo=memo)
            write_adjustment(connection, self._on(day, RUTH), order)

    # receipts of several kinds

    def _pay_two_ledgers(self, connection: Connection, first: date) -> None:
        day = first.replace(day=23)
        lines = (
            NewLine("KEYS", KEY_CENTS, "New lock", pays_management=True), NewLine("PARKING", PARKING_CENTS, "Guest"),
        )
        receipt = self._receive(connection, self._cast.of_two_ledgers, day, KEY_CENTS + PARKING_CENTS, new=lines)
        self._deposit(connection, [receipt], day)

    def _hold_a_deposit(self, connection: Connection, first: date) -> None:
        day, escrow = first.replace(day=23), ids(connection, "account_code")["ESCROW"]
        lines = (NewLine("DEPOSIT", 25_000, "Pet deposit"),)
        receipt = self._receive(connection, self._cast.pet, day, 25_000, new=lines, bank_id=escrow)
        self._deposit(connection, [receipt], day, escrow)

    def _receive_for_ledgers(self, connection: Connection, first: date) -> None:
        """An owner's contribution, an application fee, a vendor's refund."""
        day, accounts, ledgers = first.replace(day=23), ids(connection, "account_code"), self._office.ledgers
        owner = self._office.owner_codes[7]
        application, repairs = LedgerLine(accounts["APPLICATION"], 4000), LedgerLine(accounts["REPAIRS"], 7500)
        orders: tuple[tuple[int, int, tuple[LedgerLine, ...], str, str], ...] = (
            (ledgers[owner], 30_000, (), self._office.owner_names[owner], "Owner contribution"),
            (ledgers["MGMT"], 4000, (application,), "Ottilie Hartwick", "Application fee"),
            (ledgers[owner], 7500, (repairs,), "Clearway Drains", "Refund of a bill paid twice"),
        )
        receipts = [
            write_ledger_receipt(
                connection, self._on(day),
                LedgerReceiptOrder(
                    ledger_id, day, cents, self._office.bank_id, lines, payer_name=payer, memo=memo,
                    check_number=self._numbers.check_number(),
                ),
            ).receipt_id
            for ledger_id, cents, lines, payer, memo in orders
        ]
        self._deposit(connection, receipts, day)

    # corrections

    def _type_wrongly(self, connection: Connection, first: date) -> None:
        """A charge voided the same day, which hides both, and a receipt voided days later, which is seen."""
        home, day = self._cast.typed_wrongly, first.replace(day=24)
        charge_id = self._charge(connection, home, day, "KEYS", KEY_CENTS, "Second key")
        set_id = connection.execute(text("SELECT set_id FROM charge WHERE id = :id"), {"id": charge_id}).scalar_one()
        write_void(connection, self._on(day), VoidOrder(set_id, "Charged to the wrong tenant"))
        receipt = self._receive(connection, home, day, 5000)
        later = first.replace(day=25)
        write_void(connection, self._on(later), VoidOrder(receipt, "The check was not signed", void_on=later))

    def _edit_a_slip(self, connection: Connection, first: date) -> None:
        """One of three checks was left at the desk; it is taken off the slip and deposited the day after."""
        day, later = first.replace(day=24), first.replace(day=25)
        lines = (NewLine("PARKING", PARKING_CENTS, "Guest"),)
        receipts = [
            self._receive(connection, home, day, PARKING_CENTS, new=lines) for home in self._cast.on_edited_slip
        ]
        slip_id = self._deposit(connection, receipts, day)
        order = SlipEditOrder(
            slip_id, tuple(receipts[:-1]), PARKING_CENTS * (len(receipts) - 1), "One check was left at the desk"
        )
        write_slip_edit(connection, self._on(later), order)
        self._deposit(connection, receipts[-1:], later)

    def _replace_a_receipt(self, connection: Connection, first: date) -> None:
        """A deposited receipt was entered with too little; the rest becomes open credit."""
        home = self._cast.replaced
        row = self._receipt_of(connection, home, first)
        parts = tuple(ChargePayment(*part) for part in connection.execute(_PAID, {"id": row.id}))
        right = ReceiptOrder(
            home.tenant_id, date.fromisoformat(row.posted_on), row.amount_cents + 2500, self._office.bank_id, parts,
            check_number=self._numbers.check_number(), memo="Corrected amount",
        )
        order = ReplaceOrder(row.id, "The bank counted $25.00 more", right, row.total_cents + 2500)
        write_replacement(connection, self._on(first.replace(day=24)), order)

    def _reverse_a_batch(self, connection: Connection, first: date) -> None:
        """A batch is posted a day too early, taken back whole, and posted again."""
        homes, charged = self._cast.in_batch, first.replace(day=21)
        for home in homes:
            self._charge(connection, home, charged, "KEYS", KEY_CENTS, "New lock")
        batch_id, days = self._numbers.batch_id(), [first.replace(day=number) for number in (22, 23, 24)]
        payments = [
            Payment(home.tenant_id, KEY_CENTS, charged, home.name, "ach", "Inosio Transaction", batch_id,
                    self._numbers.payment_id())
            for home in homes
        ]  # fmt: skip
        items = [
            payment_item(one.payment_id or "", charged, KEY_CENTS, home.name, tenant=home.code, unit=home.unit)
            for home, one in zip(homes, payments, strict=True)
        ]
        record = batch_record(batch_id, days[0], items, bank=BANK, processed=True)
        store_sample_batch(connection, self._on(days[0], NEIL), record)
        self._post_batch(connection, payments, days[0])
        order = BatchReversalOrder(batch_id, "Posted before the bank had the money")
        write_batch_reversal(connection, self._on(days[1], NEIL), order)
        self._post_batch(connection, payments, days[2])
        settle_batches(connection, self._on(days[2], NEIL), [batch_id])

    def _post_batch(self, connection: Connection, payments: list[Payment], day: date) -> None:
        books = self._on(day, NEIL)
        receipts = post_payments(connection, books, all_tenant_states(connection), payments, self._office.bank_id)
        self._deposit(connection, receipts, day)

    # returned payments

    def _return_a_payment(self, connection: Connection, first: date) -> None:
        self._return(connection, self._cast.returned, first, "R01 insufficient funds")

    def _return_lately(self, connection: Connection, first: date) -> None:
        self._return(connection, self._cast.returned_lately, first, "R02 account closed")

    def _return_wrongly(self, connection: Connection, first: date) -> None:
        """The return was another tenant's: it is voided with its fees."""
        set_id = self._return(connection, self._cast.returned_wrongly, first, "R01 insufficient funds")
        order = VoidOrder(set_id, "The return was another tenant's", void_on=first.replace(day=24))
        write_void(connection, self._on(first.replace(day=24), RUTH), order)

    def _return(self, connection: Connection, home: Household, first: date, reason: str) -> int:
        row, day = self._receipt_of(connection, home, first), first.replace(day=22)
        return write_nsf(connection, self._on(day, NEIL), NsfOrder(row.id, reason, day)).set_id

    # what all scenes use

    def _on(self, day: date, actor: Actor = CARLA) -> Books:
        return at(self._books, day, actor)

    def _charge(self, connection: Connection, home: Household, day: date, code: str, cents: int, memo: str) -> int:
        order = ChargeOrder(home.tenant_id, day, (ChargeLine(code, cents, memo),))
        write_charge_order(connection, self._on(day), order)
        return int(connection.execute(_LAST_CHARGE, {"id": home.tenant_id}).scalar_one())

    def _receive(
        self, connection: Connection, home: Household, day: date, cents: int, *, memo: str = "",
        payments: tuple[ChargePayment, ...] = (), new: tuple[NewLine, ...] = (), bank_id: int | None = None,
    ) -> int:
        """A check over the counter; the receipt's id."""
        order = ReceiptOrder(
            home.tenant_id, day, cents, bank_id or self._office.bank_id, payments, new,
            check_number=self._numbers.check_number(), memo=memo,
        )
        return write_receipt(connection, self._on(day), order).set_id

    def _deposit(self, connection: Connection, receipts: Sequence[int], day: date, bank_id: int | None = None) -> int:
        """A slip of these receipts; its id."""
        cents = sum(connection.execute(_AMOUNT, {"id": receipt}).scalar_one() for receipt in receipts)
        bank_id = bank_id or self._office.bank_id
        return write_slip(connection, self._on(day), bank_id, list(receipts), cents, day).slip_id

    def _receipt_of(self, connection: Connection, home: Household, first: date) -> Any:
        """The deposited receipt of a month, with the total of its slip."""
        return connection.execute(_DEPOSITED, {"id": home.tenant_id, "first": first.isoformat()}).first()


_HOME_LEDGER = text("SELECT u.ledger_id FROM tenant t JOIN unit u ON u.id = t.unit_id WHERE t.id = :id")
_LAST_CHARGE = text("SELECT max(id) FROM charge WHERE tenant_id = :id")
_AMOUNT = text("SELECT amount_cents FROM receipt WHERE id = :id")
_PAID = text("SELECT charge_id, amount_cents FROM allocation WHERE set_id = :id AND credit_ledger_id = 0 ORDER BY 1")
_DEPOSITED = text(
    "SELECT r.id, r.posted_on, r.amount_cents, s.total_cents FROM receipt r JOIN deposit_slip s ON s.id = r.slip_id "
    "WHERE r.tenant_id = :id AND r.posted_on >= :first AND r.voided_by_set_id IS NULL ORDER BY r.id LIMIT 1"
)
