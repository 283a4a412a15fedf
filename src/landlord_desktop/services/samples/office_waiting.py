"""What waits in a lived-in office today: batches in which every reason occurs for which a payment may have to wait."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.samples.bulk import Payment, post_payments
from landlord_desktop.services.samples.foundation import BANK, month_after
from landlord_desktop.services.samples.office_history import LATE_FEE_CENTS
from landlord_desktop.services.samples.office_people import CARLA, NEIL, Numbers
from landlord_desktop.services.samples.office_profiles import MONTHS, Habit, Household, Office
from landlord_desktop.services.samples.server_batches import Record, batch_record, payment_item, store_sample_batch
from landlord_desktop.services.voids import VoidOrder, write_void
from landlord_desktop.services.working_list import all_tenant_states

CLAIM_HOURS = 12
EQUAL_PAYMENTS = 12


@dataclass(frozen=True, slots=True)
class Parties:
    """The households whose payments wait, each owing just the present month's rent until the scenes are set."""

    equal: tuple[Household, ...]
    under: Household
    over: Household
    no_charges: Household
    two_ledgers: Household
    with_room_mate: Household
    future: Household
    disputing: Household
    no_bank: tuple[Household, ...]
    claimed: tuple[Household, ...]
    posted: Household
    reversed: Household
    still_waiting: tuple[Household, ...]
    former: Household


def choose_parties(office: Office) -> Parties:
    """Pick them among the tenants who always pay all they owe, online and in time."""
    current = [
        home for home in office.households
        if home.end_month == MONTHS and home.habit is Habit.PROMPT and home.first_month < MONTHS - 1
    ]
    mates = [home for home in current if home.room_mate is not None]
    plain = iter(
        home for home in current if home.room_mate is None and not home.has_water and not home.pays_by_check
    )
    return Parties(
        tuple(next(plain) for _ in range(EQUAL_PAYMENTS)), next(plain), next(plain), next(plain), next(plain),
        next(home for home in mates if not home.has_water), next(plain), next(plain), (next(plain), next(plain)),
        (next(plain), next(plain), next(plain)), next(plain), next(plain), (next(plain), next(plain)),
        next(home for home in office.households if home.end_month < MONTHS),
    )


def spared(parties: Parties) -> frozenset[int]:
    """The tenants whose present rent must stay unpaid."""
    several = (*parties.equal, *parties.no_bank, *parties.claimed, *parties.still_waiting)
    single = (
        parties.under, parties.over, parties.no_charges, parties.two_ledgers, parties.with_room_mate, parties.future,
        parties.disputing, parties.posted, parties.reversed,
    )
    return frozenset(home.tenant_id for home in (*several, *single))


def write_waiting(books: Books, office: Office, parties: Parties, numbers: Numbers) -> None:
    """Set the scenes and store the waiting batches; one is in the hands of another user for hours."""
    waiting = Waiting(books, office, parties, numbers)
    with books.store.write() as connection:
        waiting.set_scenes(connection)
        for record in waiting.batches():
            store_sample_batch(connection, books, record)
        waiting.post_some(connection)
        claimed_id = waiting.claimed_batch(connection)
    load_batch(replace(books, actor=NEIL), claimed_id)
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE inosio_batch SET claim_expires_at = :until WHERE id = :id"),
            {"until": instant_text(books.now() + timedelta(hours=CLAIM_HOURS)), "id": claimed_id},
        )


class Waiting:
    """The scenes and batches of today."""

    def __init__(self, books: Books, office: Office, parties: Parties, numbers: Numbers) -> None:
        self._books, self._office, self._parties, self._numbers = books, office, parties, numbers
        self._today = books.today()
        self._received_on = self._today - timedelta(days=1)
        self._partly: list[Record] = []
        self._partly_id = numbers.batch_id()

    def set_scenes(self, connection: Connection) -> None:
        """Some paid at the counter today (which awaits deposit), and some have other charges than the rent."""
        parties, desk = self._parties, replace(self._books, actor=CARLA)
        counter = [parties.no_charges, parties.future, parties.disputing]
        payments = [
            Payment(home.tenant_id, home.rent_cents, self._today, home.name, "check", self._numbers.check_memo())
            for home in counter
        ]
        post_payments(connection, desk, all_tenant_states(connection), payments, self._office.bank_id)
        ahead = month_after((self._today + timedelta(days=31)).replace(day=1))
        key = f"rent:{parties.future.tenant_id}:{ahead.isoformat()}"
        write_charges(
            connection, desk,
            [
                NewCharge(
                    parties.future.tenant_id, "RENT", ahead, parties.future.rent_cents, f"{ahead:%B} rent",
                    origin="rent", schedule_key=key,
                ),
                NewCharge(parties.disputing.tenant_id, "LATE", self._today, LATE_FEE_CENTS, "Late fee", disputed=True),
                NewCharge(parties.two_ledgers.tenant_id, "LATE", self._today, LATE_FEE_CENTS, "Late fee"),
                NewCharge(parties.former.tenant_id, "WATER", self._today, 8140, "Final water bill"),
            ],
        )

    def batches(self) -> list[Record]:
        """The waiting batches, oldest deposit first."""
        self._partly = [self._rent(home) for home in self._partly_homes()]
        return [
            batch_record(self._partly_id, self._received_on, self._partly, bank=BANK),
            self._batch([self._rent(home) for home in self._parties.equal]),
            self._batch(self._inexact()),
            self._batch(self._doubtful()),
            self._batch(self._of_ledgers(), bank=None),
            self._batch([self._rent(home) for home in self._parties.no_bank], bank="SAVINGS"),
        ]

    def claimed_batch(self, connection: Connection) -> str:
        """Store the batch that somebody else works on; its id."""
        record = self._batch([self._rent(home) for home in self._parties.claimed])
        store_sample_batch(connection, self._books, record)
        return str(record["id"])

    def post_some(self, connection: Connection) -> None:
        """Of the batch posted in part, one payment is posted and one was posted and voided."""
        payments = [
            Payment(
                home.tenant_id, home.rent_cents, self._received_on, home.name, item["method"], item["memo"],
                self._partly_id, item["payment_id"],
            )
            for home, item in zip(self._partly_homes()[:2], self._partly, strict=False)
        ]
        neil = replace(self._books, actor=NEIL)
        receipts = post_payments(connection, neil, all_tenant_states(connection), payments, self._office.bank_id)
        write_void(connection, neil, VoidOrder(receipts[1], "Posted by mistake: the tenant asked to wait"))

    def _partly_homes(self) -> tuple[Household, ...]:
        return (self._parties.posted, self._parties.reversed, *self._parties.still_waiting)

    def _batch(self, items: list[Record], bank: str | None = BANK) -> Record:
        return batch_record(self._numbers.batch_id(), self._today, items, bank=bank)

    def _rent(self, home: Household, more_cents: int = 0, amount_cents: int | None = None) -> Record:
        cents = home.rent_cents + more_cents if amount_cents is None else amount_cents
        return payment_item(
            self._numbers.payment_id(), self._received_on, cents, home.name, tenant=home.code, unit=home.unit
        )

    def _inexact(self) -> list[Record]:
        parties = self._parties
        mate = parties.with_room_mate
        code, name = mate.room_mate or ("", "")
        return [
            self._rent(parties.under, -20_000),
            self._rent(parties.over, 2500),
            self._rent(parties.no_charges),
            self._rent(parties.two_ledgers, LATE_FEE_CENTS),
            self._rent(mate) | {"tenant_id": code, "payer_name": name},
        ]

    def _doubtful(self) -> list[Record]:
        parties = self._parties
        no_date = date(self._today.year, 2, 28).isoformat().replace("28", "30")
        return [
            self._rent(parties.future),
            self._rent(parties.disputing, amount_cents=LATE_FEE_CENTS),
            self._rent(parties.former, amount_cents=8140),
            payment_item(
                self._numbers.payment_id(), self._received_on, 97_500, "Rowena Tansley", tenant="TANSLEY",
                unit=("UNKNOWN", "9 Harbor Steps"),
            ),
            self._rent(parties.equal[0], amount_cents=0),
            self._rent(parties.equal[1], amount_cents=3000) | {"received_on": no_date},
        ]

    def _of_ledgers(self) -> list[Record]:
        owner = self._office.owner_codes[0]
        return [
            payment_item(
                self._numbers.payment_id(), self._received_on, 150_000, self._office.owner_names[owner],
                kind="owner", ledger=owner, memo="Owner contribution",
            ),
            payment_item(
                self._numbers.payment_id(), self._received_on, 5000, "Tobias Ferncliff", kind="applicant",
                ledger="MGMT", method="card", memo="Application fee",
            ),
        ]
