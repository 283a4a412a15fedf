"""Two years of an office: rents on the first, water on the tenth, late fees, receipts in batches and at the counter.

Each month is one transaction. What tenants owe is read from the books before each day's receipts, as the portal would.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection

from landlord_desktop.rules.allocation import TenantState
from landlord_desktop.rules.late_fees import split_fee
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.deposits import write_slip
from landlord_desktop.services.samples.bulk import Payment, due_cents, post_payments
from landlord_desktop.services.samples.foundation import BANK, at, ids, month_starts
from landlord_desktop.services.samples.office_entries import Entries
from landlord_desktop.services.samples.office_people import CARLA, NEIL, Numbers
from landlord_desktop.services.samples.office_profiles import MONTHS, Habit, Household, Office
from landlord_desktop.services.samples.server_batches import batch_record, payment_item, store_sample_batch
from landlord_desktop.services.voids import VoidOrder, write_void
from landlord_desktop.services.working_list import all_tenant_states

LATE_FEE_CENTS = 4500
PROMPT_DAYS = (2, 3, 4, 5)
WATER_DAY, LATE_FEE_DAY, LATE_DAYS, REST_DAY = 10, 7, (9, 13), 19
VOIDED_MONTHS = (4, 11, 17, 21)


class History:
    """Writes the months of an office one by one."""

    def __init__(
        self, books: Books, office: Office, random: Random, spared: frozenset[int], numbers: Numbers, entries: Entries
    ) -> None:
        """`spared` are the tenants who have not paid in the present month; `entries` adds what is not everyday."""
        self._books, self._office, self._random, self._spared = books, office, random, spared
        self._today = books.today()
        self.numbers, self._entries = numbers, entries

    def write(self) -> None:
        """All months up to today."""
        for month, first in enumerate(month_starts(self._today, MONTHS)):
            with self._books.store.write() as connection:
                self._month(connection, month, first)
                if month < MONTHS - 1:
                    self._entries.end_month(connection, month, first)

    def _month(self, connection: Connection, month: int, first: date) -> None:
        homes = [home for home in self._office.households if home.lives_here(month)]
        self._charge(connection, first, list(_rents(homes, month, first)))
        self._entries.begin_month(connection, month, first)
        if month == self._last_month:
            homes = [home for home in homes if home.tenant_id not in self._spared]
        days = {home.tenant_id: self._days(home) for home in homes}
        for day in sorted({day for some in days.values() for day in some} | {WATER_DAY, LATE_FEE_DAY}):
            then = first + timedelta(days=day - 1)
            if then + timedelta(days=1) >= self._today:
                break
            if day == LATE_FEE_DAY:
                self._late_fees(connection, then, homes)
            elif day == WATER_DAY:
                water = [home for home in homes if home.has_water]
                self._charge(connection, then, list(self._waters(water, then)))
            else:
                payers = [home for home in homes if day in days[home.tenant_id]]
                self._receive(connection, month, then, payers, day)

    @property
    def _last_month(self) -> int:
        return MONTHS - 1

    def _days(self, home: Household) -> tuple[int, ...]:
        """The days of the month on which this tenant pays."""
        if home.habit is Habit.LATE:
            return (self._random.choice(LATE_DAYS),)
        if home.habit is Habit.IN_PARTS:
            return (self._random.choice(PROMPT_DAYS), REST_DAY)
        return (self._random.choice(PROMPT_DAYS),)

    def _charge(self, connection: Connection, day: date, charges: Sequence[NewCharge]) -> None:
        if charges:
            write_charges(connection, at(self._books, day, CARLA), charges)

    def _waters(self, homes: Sequence[Household], day: date) -> Iterator[NewCharge]:
        for home in homes:
            cents = self._random.randrange(1800, 6200)
            yield NewCharge(home.tenant_id, "WATER", day, cents, f"Water {day:%B}")

    def _late_fees(self, connection: Connection, day: date, homes: Sequence[Household]) -> None:
        states = all_tenant_states(connection)
        fees = []
        for home in homes:
            if due_cents(states[home.tenant_id], day) < home.rent_cents // 2:
                continue
            fees.append(_late_fee(home, day, disputed=home.habit is Habit.DISPUTES))
        fees += [
            _late_fee(home, day, disputed=True)
            for home in homes
            if home.habit is Habit.DISPUTES and self._random.random() < 0.08
        ]
        self._charge(connection, day, fees)

    def _receive(self, connection: Connection, month: int, day: date, payers: Sequence[Household], number: int) -> None:
        states = all_tenant_states(connection)
        amounts = {home.tenant_id: self._amount(home, states[home.tenant_id], day) for home in payers}
        paying = [home for home in payers if amounts[home.tenant_id] > 0]
        online = [home for home in paying if not home.pays_by_check]
        counter = [home for home in paying if home.pays_by_check]
        if online:
            self._online(connection, day, online, amounts, states)
        if counter or number == PROMPT_DAYS[-1]:
            self._counter(connection, month, day, counter, amounts, states)

    def _amount(self, home: Household, state: TenantState, day: date) -> int:
        due = due_cents(state, day)
        if home.habit is Habit.ROUNDS_UP and due > 0:
            return -(-due // 5000) * 5000
        if home.habit is Habit.IN_PARTS and day.day != REST_DAY:
            return due * 3 // 5
        return due

    def _online(
        self, connection: Connection, day: date, payers: Sequence[Household], amounts: dict[int, int],
        states: dict[int, TenantState],
    ) -> None:
        """A batch of the server, posted and deposited the day after."""
        posting = at(self._books, day + timedelta(days=1), NEIL)
        batch_id = self.numbers.batch_id()
        payments = [
            Payment(
                home.tenant_id, amounts[home.tenant_id], day, home.name, "ach", "Inosio Transaction", batch_id,
                self.numbers.payment_id(),
            )
            for home in payers
        ]
        items = [
            payment_item(
                payment.payment_id or "", day, payment.amount_cents, home.name, tenant=home.code, unit=home.unit
            )
            for home, payment in zip(payers, payments, strict=True)
        ]
        deposited_on = day + timedelta(days=1)
        record = batch_record(batch_id, deposited_on, items, bank=BANK, processed=True)
        store_sample_batch(connection, posting, record)
        receipts = post_payments(connection, posting, states, payments, self._office.bank_id)
        self._deposit(connection, posting, receipts, payments, deposited_on)

    def _counter(
        self, connection: Connection, month: int, day: date, payers: Sequence[Household], amounts: dict[int, int],
        states: dict[int, TenantState],
    ) -> None:
        """Checks and cash over the counter, with what owners and applicants bring, deposited in the afternoon."""
        desk = at(self._books, day, CARLA)
        payments = [
            Payment(home.tenant_id, amounts[home.tenant_id], day, home.name, "check", self.numbers.check_memo())
            for home in payers
        ]
        if payments and month in VOIDED_MONTHS and day.day == PROMPT_DAYS[0]:
            wrong = post_payments(connection, desk, dict(states), payments[:1], self._office.bank_id)
            write_void(connection, desk, VoidOrder(wrong[0], "Entered before the check was signed"))
        payments += self._others(connection, month, day)
        receipts = post_payments(connection, desk, states, payments, self._office.bank_id)
        self._deposit(connection, desk, receipts, payments, day)

    def _others(self, connection: Connection, month: int, day: date) -> list[Payment]:
        """Application fees, and now and then an owner's contribution."""
        if day.day != PROMPT_DAYS[-1]:
            return []
        accounts = ids(connection, "account_code")
        found = [
            Payment(
                self._office.ledgers["MGMT"], 5000, day, "Applicant", "cash", "Application fee",
                account_id=accounts["APPLICATION"],
            )
        ]
        if month % 3 == 1:
            owner = self._office.owner_codes[month % len(self._office.owner_codes)]
            found.append(
                Payment(
                    self._office.ledgers[owner], self._random.randrange(500, 2500, 50) * 100, day,
                    self._office.owner_names[owner], "check", "Owner contribution", account_id=accounts["CASH IN"],
                )
            )
        return found

    def _deposit(
        self, connection: Connection, books: Books, receipts: list[int], payments: Sequence[Payment], day: date
    ) -> None:
        if receipts:
            total_cents = sum(payment.amount_cents for payment in payments)
            write_slip(connection, books, self._office.bank_id, receipts, total_cents, day)


def _rents(homes: Sequence[Household], month: int, first: date) -> Iterator[NewCharge]:
    """The month's rents, and the security deposits of those who move in."""
    for home in homes:
        if month == home.first_month:
            yield NewCharge(home.tenant_id, "DEPOSIT", first, home.rent_cents, "Security deposit")
        key = f"rent:{home.tenant_id}:{first.isoformat()}"
        yield NewCharge(
            home.tenant_id, "RENT", first, home.rent_cents, f"{first:%B} rent", origin="rent", schedule_key=key
        )


def _late_fee(home: Household, day: date, *, disputed: bool) -> NewCharge:
    """The fee is the managers', or split with the owner as the management fee profile says."""
    owner_cents, _rest = split_fee(LATE_FEE_CENTS, home.late_fee_split)
    return NewCharge(
        home.tenant_id, "LATE", day, LATE_FEE_CENTS, "Late fee", disputed=disputed, owner_share_cents=owner_cents,
        origin="late_fee",
    )
