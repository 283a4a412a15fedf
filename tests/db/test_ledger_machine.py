"""Every entry and every reversal in any order, on both engines; after each step the books are proven.

A second, naive reckoning knows what was charged, received and adjusted, and what of it was taken back. From that alone
follow each tenant's balance, each ledger's money in the banks and each bank's balance. What is refused changes nothing.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from build import TODAY, a_batch, a_payment, a_tenant
from engines import office_on
from landlord_desktop.rules.allocation import oldest_first
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.rules.fees import fee_on_whole_charge
from landlord_desktop.services.batch_reversal import BatchReversalOrder, reverse_batch
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.charges import NewCharge, post_charges, set_disputed
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.credit_adjustments import CreditAdjustment, post_adjustment
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.deposits import post_slip, undeposited_receipts
from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder, post_ledger_receipt
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.slip_edits import ReplaceOrder, SlipEditOrder, edit_slip, replace_receipt
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, void_set
from landlord_desktop.services.working_list import tenant_states

TENANTS = ("ANN", "BOB", "CLEO")
CENTS = st.sampled_from([1, 333, 5_000, 98_000, 100_001])
DAYS = st.sampled_from([-40, 0, 0, 20])
PLACE = st.integers(0, 30)
CODES = st.sampled_from(["RENT", "RENT", "LATE", "WATER", "DEPOSIT"])


@dataclass
class Money:
    """A receipt, or an adjustment of open credits, of the naive reckoning: to a tenant or to a ledger, in a bank."""

    tenant: int | None
    ledger: int
    bank: int | None
    cents: int
    live: bool = True


class LedgerMachine(RuleBasedStateMachine):
    """Everything a trust office posts, and takes back, in any order."""

    engine = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        self.books = self.resources.enter_context(office_on(self.engine, Path(folder)))
        self.tenants = [
            a_tenant(self.books, code, ledger="OAK" if place else "NU", fee_basis_points=(1000, 825, 0)[place])
            for place, code in enumerate(TENANTS)
        ]
        self._change("UPDATE ledger SET accounting_method = 'accrual' WHERE code = 'OAK'")
        self.ledgers = dict(self._rows("SELECT code, id FROM ledger"))
        self.accounts = dict(self._rows("SELECT code, id FROM account_code"))
        self.banks = (self.accounts["CHECKING"], self.accounts["ESCROW"])
        self.charges: dict[int, tuple[int, int, bool]] = {}
        self.receipts: dict[int, Money] = {}
        self.charged_inside: dict[int, list[int]] = {}
        self.adjustments: dict[int, Money] = {}
        self.transfers: dict[int, tuple[int, int, int, bool]] = {}
        self.item_fees: dict[int, tuple[int, int, int, bool]] = {}
        self.parts: dict[int, int] = {}
        self.batches: list[str] = []

    def teardown(self) -> None:
        self.resources.close()

    @initialize(cents=CENTS)
    def begin(self, cents: int) -> None:
        for place in range(3):
            self.charge(place, cents, "RENT", 0, disputed=False, managers=None)

    @rule(place=st.integers(0, 2), cents=CENTS, code=CODES, days=DAYS, disputed=st.booleans(), managers=st.sampled_from(
        [None, None, True, False]))
    def charge(
        self, place: int, cents: int, code: str, days: int, *, disputed: bool, managers: bool | None
    ) -> None:
        charge = NewCharge(
            self.tenants[place], code, TODAY + timedelta(days=days), cents, disputed=disputed,
            pays_management=managers, owner_share_cents=cents // 3 if code == "LATE" and managers is None else 0,
        )
        if self._try(lambda: post_charges(self.books, [charge])) is not None:
            self._note_charges()

    @rule(place=PLACE, disputed=st.booleans())
    def dispute(self, place: int, *, disputed: bool) -> None:
        set_disputed(self.books, sorted(self.charges)[place % len(self.charges)], disputed=disputed)

    @rule(
        place=st.integers(0, 2), cents=CENTS, whole=st.booleans(), allocate=st.booleans(), escrow=st.booleans(),
        extra=st.sampled_from(["", "", "new", "advance"]), days=DAYS,
    )
    def receive(
        self, place: int, cents: int, *, whole: bool, allocate: bool, escrow: bool, extra: str, days: int
    ) -> None:
        tenant = self.tenants[place]
        state = self._state(tenant)
        cents = (state.unpaid_cents or cents) if whole else cents
        lines = (NewLine("RENT" if extra == "advance" else "WATER", 700, advance=extra == "advance"),) if extra else ()
        rest = cents - sum(line.amount_cents for line in lines)
        payments = oldest_first(rest, state.charges).payments if allocate and rest > 0 else ()
        order = ReceiptOrder(
            tenant, TODAY + timedelta(days=min(days, 0)), cents, self.banks[int(escrow)], payments, lines,
            uuid=self.books.new_uuid(),
        )
        posted = self._try(lambda: post_receipt(self.books, order))
        if posted is not None:
            self.receipts[posted.set_id] = Money(tenant, self._home(tenant), order.bank_id, cents)
            self.charged_inside[posted.set_id] = self._note_charges()

    @rule(place=st.integers(0, 2))
    def use_credit(self, place: int) -> None:
        state = self._state(self.tenants[place])
        parts = [
            part for credit in state.credits[:1]
            for part in oldest_first(credit.amount_cents, [one for one in state.charges if not one.disputed]).payments
        ]
        parts = [type(part)(part.charge_id, part.amount_cents, state.credits[0].ledger_id) for part in parts]
        self._try(lambda: apply_open_credits(self.books, state.tenant_id, parts, TODAY))

    @rule(code=st.sampled_from(["NU", "OAK", "MG"]), cents=CENTS)
    def receive_for_ledger(self, code: str, cents: int) -> None:
        order = LedgerReceiptOrder(self.ledgers[code], TODAY, cents, self.banks[0], uuid=self.books.new_uuid())
        posted = self._try(lambda: post_ledger_receipt(self.books, order))
        if posted is not None:
            self.receipts[posted.receipt_id] = Money(None, self.ledgers[code], self.banks[0], cents)

    @rule(place=st.integers(0, 2), increase=st.booleans(), cents=CENTS, managers=st.booleans())
    def adjust(self, place: int, *, increase: bool, cents: int, managers: bool) -> None:
        order = CreditAdjustment(
            self.tenants[place], TODAY, increase, cents, self.accounts["MGMT FEE"], from_management=managers
        )
        posted = self._try(lambda: post_adjustment(self.books, order))
        if posted is not None:
            signed = cents if increase else -cents
            self.adjustments[posted] = Money(
                self.tenants[place], self._home(self.tenants[place]), self.banks[0] if managers else None, signed
            )

    @rule(code=st.sampled_from(["NU", "OAK"]), cents=CENTS)
    def transfer(self, code: str, cents: int) -> None:
        order = TransferOrder(self.banks[0], self.banks[1], TODAY, (TransferLine(self.ledgers[code], cents),))
        posted = self._try(lambda: post_transfer(self.books, order))
        if posted is not None:
            self.transfers[posted] = (*self.banks, cents, True)

    @rule(place=PLACE, escrow=st.booleans())
    def deposit(self, place: int, *, escrow: bool) -> None:
        bank_id = self.banks[int(escrow)]
        waiting = undeposited_receipts(self.books, bank_id)
        some = waiting[: place % 3 + 1]
        if some:
            marked = [one.receipt_id for one in some]
            self._try(lambda: post_slip(self.books, bank_id, marked, sum(one.amount_cents for one in some)))

    @precondition(lambda self: self.receipts)
    @rule(
        place=PLACE, unwind=st.booleans(), fee=st.sampled_from([0, 5_000]), item_fee=st.sampled_from([0, 1_200]),
        part=st.sampled_from([None, None, 332, 5_001]),
    )
    def bounce(self, place: int, *, unwind: bool, fee: int, item_fee: int, part: int | None) -> None:
        receipt_id = sorted(self.receipts)[place % len(self.receipts)]
        receipt = self.receipts[receipt_id]
        order = NsfOrder(
            receipt_id, "R01 insufficient funds", TODAY, fee if receipt.tenant else 0, item_fee, unwind, part
        )
        posted = self._try(lambda: return_receipt(self.books, order))
        if posted is None:
            return
        assert receipt.live
        if part is None:
            receipt.live = False
        else:
            receipt.cents -= part
            self.parts[posted.set_id] = part
        self._note_charges()
        if posted.returned_item_set_id is not None:
            self.item_fees[posted.returned_item_set_id] = (self.ledgers["MG"], receipt.bank or 0, item_fee, True)

    @rule(place=PLACE, unwind=st.booleans(), as_error=st.booleans(), kind=st.sampled_from(
        ["", "receipt", "nsf", "charge", "deposit_slip", "credit_application", "credit_adjustment", "transfer"]))
    def void(self, place: int, kind: str, *, unwind: bool, as_error: bool) -> None:
        which = "WHERE kind = :kind" if kind else "WHERE kind <> :kind"
        sets = self._rows(f"SELECT id, kind, reverses_set_id FROM transaction_set {which} ORDER BY id", kind=kind)
        if not sets:
            return
        set_id, found, reversed_id = sets[place % len(sets)]
        order = VoidOrder(set_id, "Entered in error", None, unwind, as_error)
        if self._try(lambda: void_set(self.books, order)) is None:
            return
        self._note_void(set_id, found, reversed_id)

    @rule(place=PLACE, keep=st.integers(0, 2))
    def edit_slip(self, place: int, keep: int) -> None:
        """Take receipts off a slip, or put a waiting one on it."""
        slips = self._rows("SELECT id, bank_account_id FROM deposit_slip ORDER BY id")
        if not slips:
            return
        slip_id, bank_id = slips[place % len(slips)]
        on_it = self._rows("SELECT id, amount_cents FROM receipt WHERE slip_id = :id ORDER BY id", id=slip_id)
        waiting = [(one.receipt_id, one.amount_cents) for one in undeposited_receipts(self.books, bank_id)]
        chosen = [*on_it[:keep], *waiting[:1]]
        order = SlipEditOrder(
            slip_id, tuple(row[0] for row in chosen), sum(row[1] for row in chosen), "The slip was made wrong"
        )
        self._try(lambda: edit_slip(self.books, order))

    @precondition(lambda self: self.receipts)
    @rule(place=PLACE, cents=CENTS, other=st.integers(0, 2), unwind=st.booleans(), again=st.booleans())
    def replace(self, place: int, cents: int, other: int, *, unwind: bool, again: bool) -> None:
        receipt_id = sorted(self.receipts)[place % len(self.receipts)]
        old, tenant = self.receipts[receipt_id], self.tenants[other]
        corrected = ReceiptOrder(tenant, TODAY, cents, old.bank) if again else None
        slip = self._rows(
            "SELECT s.total_cents FROM receipt r JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id",
            id=receipt_id,
        )
        total = slip[0][0] - old.cents + (cents if again else 0) if slip else None
        order = ReplaceOrder(receipt_id, "Wrong tenant", corrected, total, unwind)
        replaced = self._try(lambda: replace_receipt(self.books, order))
        if replaced is None:
            return
        assert old.live
        old.live = False
        if replaced.receipt_id is None:
            self._end_charges(receipt_id)
        else:
            self.receipts[replaced.receipt_id] = Money(tenant, self._home(tenant), old.bank, cents)

    @rule(payments=st.lists(st.tuples(st.sampled_from(TENANTS), CENTS), min_size=1, max_size=3))
    def post_a_batch(self, payments: list[tuple[str, int]]) -> None:
        self.batches.append(f"B{len(self.batches)}")
        change_settings(self.books, {"inosio.bank": "CHECKING"})
        a_batch(self.books, self.batches[-1], *(
            a_payment(f"{self.batches[-1]}-{place}", cents, code) for place, (code, cents) in enumerate(payments)
        ))
        load_batch(self.books, self.batches[-1])
        result = self._try(lambda: post_working_lines(self.books, accept_proposals=True))
        for payment in result.posted if result else ():
            tenant = self._rows("SELECT tenant_id FROM receipt WHERE id = :id", id=payment.receipt_id)[0][0]
            self.receipts[payment.receipt_id] = Money(
                tenant, self._home(tenant), self.banks[0], payment.amount_cents
            )

    @precondition(lambda self: self.batches)
    @rule(place=PLACE, unwind=st.booleans())
    def reverse_a_batch(self, place: int, *, unwind: bool) -> None:
        batch_id = self.batches[place % len(self.batches)]
        live = self._rows(
            "SELECT id FROM receipt WHERE batch_id = :id AND voided_by_set_id IS NULL ORDER BY id", id=batch_id
        )
        order = BatchReversalOrder(batch_id, "Posted to the wrong month", unwind=unwind)
        if self._try(lambda: reverse_batch(self.books, order)) is not None:
            for (receipt_id,) in live:
                assert self.receipts[receipt_id].live
                self.receipts[receipt_id].live = False

    @rule(days=st.sampled_from([None, None, 45, 30]))
    def lock(self, days: int | None) -> None:
        day = "" if days is None else (TODAY - timedelta(days=days)).isoformat()
        change_settings(self.books, {"office.locked_through": day}, reason="Opened for a correction")

    def _note_void(self, set_id: int, kind: str, reversed_id: int | None) -> None:
        assert kind not in {"void", "opening"}
        if kind == "nsf":
            assert reversed_id is not None
            self.receipts[reversed_id].live = True
            self.receipts[reversed_id].cents += self.parts.get(set_id, 0)
        elif kind in {"receipt", "ledger_receipt"}:
            self.receipts[set_id].live = False
            self._end_charges(set_id)
        elif kind == "credit_adjustment":
            self.adjustments[set_id].live = False
        elif kind == "transfer":
            self.transfers[set_id] = (*self.transfers[set_id][:3], False)
        elif kind == "journal_entry":
            self.item_fees[set_id] = (*self.item_fees[set_id][:3], False)
        for (charge_id,) in self._rows("SELECT id FROM charge WHERE set_id = :id", id=set_id):
            tenant, cents, live = self.charges[charge_id]
            assert live
            if kind == "charge":
                self.charges[charge_id] = (tenant, cents, False)

    def _end_charges(self, receipt_id: int) -> None:
        """What was charged inside a receipt goes with it."""
        for charge_id in self.charged_inside.get(receipt_id, ()):
            tenant, cents, _live = self.charges[charge_id]
            self.charges[charge_id] = (tenant, cents, False)

    def _note_charges(self) -> list[int]:
        """Charges that the last step posted; their ids."""
        known = max(self.charges, default=0)
        for key, tenant, cents in self._rows(
            "SELECT id, tenant_id, amount_cents FROM charge WHERE id > :known", known=known
        ):
            self.charges[key] = (tenant, cents, True)
        return [key for key in self.charges if key > known]

    def _try(self, act: Callable[[], Any]) -> Any:
        """The outcome, or None where it was refused: then nothing at all has changed."""
        before = self._everything()
        try:
            return act()
        except (RuleError, StaleError) as error:
            refused = error.sentence
        assert refused.endswith((".", "?")), refused
        assert self._everything() == before
        return None

    def _everything(self) -> list[tuple[Any, ...]]:
        return self._rows(
            "SELECT (SELECT count(*) FROM transaction_set), (SELECT count(*) FROM journal_line), "
            "(SELECT count(*) FROM audit_entry), (SELECT sum(unpaid_cents) FROM charge), "
            "(SELECT sum(balance_cents) FROM tenant_credit), (SELECT count(*) FROM receipt WHERE slip_id IS NULL), "
            "(SELECT count(*) FROM bank_item), (SELECT sum(unused_cents) FROM advance_payment)"
        )

    @invariant()
    def the_books_are_sound(self) -> None:
        report = run_checks(self.books)
        assert report.ok, report.findings

    @invariant()
    def tenants_owe_what_was_charged_less_what_they_paid(self) -> None:
        owed = dict.fromkeys(self.tenants, 0)
        owed |= dict(self._rows("SELECT tenant_id, sum(unpaid_cents) FROM charge GROUP BY tenant_id"))
        for tenant, cents in self._rows("SELECT tenant_id, sum(balance_cents) FROM tenant_credit GROUP BY tenant_id"):
            owed[tenant] -= cents
        for tenant in self.tenants:
            charged = sum(cents for payer, cents, live in self.charges.values() if live and payer == tenant)
            given = sum(
                one.cents for one in (*self.receipts.values(), *self.adjustments.values())
                if one.live and one.tenant == tenant
            )
            assert owed[tenant] == charged - given

    @invariant()
    def banks_hold_what_came_in(self) -> None:
        held = dict.fromkeys(self.banks, 0)
        for one in self.receipts.values():
            if one.live:
                held[one.bank or 0] += one.cents
        for giver, taker, cents, live in self.transfers.values():
            if live:
                held[giver] -= cents
                held[taker] += cents
        for _ledger, bank, cents, live in self.item_fees.values():
            if live:
                held[bank] -= cents
        found = dict.fromkeys(self.banks, 0)
        found |= dict(self._rows(
            "SELECT b.account_id, sum(b.balance_cents) FROM account_balance b JOIN account_code a "
            "ON a.id = b.account_id WHERE a.is_bank = 1 GROUP BY b.account_id"
        ))  # fmt: skip
        assert found == held

    @invariant()
    def ledgers_own_what_was_paid_to_them(self) -> None:
        """Money of a ledger: charges paid to it less fees, open credits and advances it keeps, its own receipts."""
        own = dict.fromkeys(self.ledgers.values(), 0)
        managers = self.ledgers["MG"]
        for ledger, amount, unpaid, points, fee, undone in self._rows(
            "SELECT c.ledger_id, c.amount_cents, c.unpaid_cents, c.fee_basis_points, c.fee_taken_cents, "
            "(SELECT count(*) FROM allocation p WHERE p.charge_id = c.id AND p.amount_cents < 0) "
            "FROM charge c WHERE c.voided_by_set_id IS NULL"
        ):
            # A payment taken back takes its own cents back; the payment of the rest makes the whole fee right again.
            tolerance = undone if unpaid else 0
            assert abs(fee - fee_on_whole_charge(amount - unpaid, points)) <= tolerance
            own[ledger] += amount - unpaid - fee
            own[managers] += fee
        for ledger, unused, fee in self._rows("SELECT ledger_id, unused_cents, fee_unused_cents FROM advance_payment"):
            own[ledger] += unused - fee
            own[managers] += fee
        for ledger, cents in self._rows(
            "SELECT ledger_id, sum(balance_cents) FROM tenant_credit WHERE kind = 'open_credit' GROUP BY ledger_id"
        ):
            own[ledger] += cents
        for one in self.receipts.values():
            if one.live and one.tenant is None:
                own[one.ledger] += one.cents
        for one in self.adjustments.values():
            if one.live:
                own[managers if one.bank else one.ledger] -= one.cents
        for ledger, _bank, cents, live in self.item_fees.values():
            own[ledger] -= cents if live else 0
        found = dict.fromkeys(self.ledgers.values(), 0)
        found |= dict(self._rows(
            "SELECT b.ledger_id, sum(b.balance_cents) FROM account_balance b JOIN account_code a "
            "ON a.id = b.account_id WHERE a.is_bank = 1 GROUP BY b.ledger_id"
        ))  # fmt: skip
        assert found == own

    def _state(self, tenant: int) -> Any:
        with self.books.store.read() as connection:
            return tenant_states(connection, tenant_id=tenant)[tenant]

    def _home(self, tenant: int) -> int:
        return int(self._state(tenant).home_ledger_id)

    def _change(self, statement: str) -> None:
        with self.books.store.write() as connection:
            connection.execute(text(statement))

    def _rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        with self.books.store.read() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]


class ServerMachine(LedgerMachine):
    """The same on an office server."""

    engine = "postgresql"


LedgerMachine.TestCase.settings = ServerMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, phases=[Phase.generate, Phase.shrink], deadline=None, database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestLedgerMachine = LedgerMachine.TestCase
TestServerMachine = ServerMachine.TestCase
