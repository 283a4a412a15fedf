"""Readable test data: an office with an owner's ledger, managers, a unit and tenants."""

import tempfile
import uuid
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from landlord_desktop.config import is_server
from landlord_desktop.db.models import profiles, setup
from landlord_desktop.services.batches import FetchedBatch, FetchedPayment, store_batch
from landlord_desktop.services.books import Actor, Books, create_books, open_books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.chart import fee_profile

MOMENT = datetime(2022, 3, 8, 15, 30, tzinfo=UTC)
TODAY = date(2022, 3, 8)
LYNN = Actor("lynn", "PC-1")


def an_office(path: Path | str, actor: Actor = LYNN) -> Books:
    """Books with owner NU, owner OAK and managers MG, in a new file or an empty database; fixed clock on 3/8/2022.

    A file is a copy of the first one that this process made, which takes a tenth of the time, with a number of its own.
    """
    if is_server(str(path)):
        _make_office(str(path))
    else:
        number, contents = _made_office()
        with Path(path).open("xb") as file:
            file.write(contents.replace(number, str(uuid.uuid4()).encode()))
    return open_books(str(path), actor=actor, clock=lambda: MOMENT)


@cache
def _made_office() -> tuple[bytes, bytes]:
    """The number of an office's database, and its whole file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "office.db")
        number = _make_office(str(path))
        return number.encode(), path.read_bytes()


def the_guides_office(path: Path) -> None:
    """The guide's sample in a new file, copied like `an_office`."""
    number, contents = _made_sample("guide")
    with path.open("xb") as file:
        file.write(contents.replace(number, str(uuid.uuid4()).encode()))


@cache
def _made_sample(sample: str) -> tuple[bytes, bytes]:
    """The number of a sample's database, and its whole file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.db")
        create_books(str(path), sample)
        books = open_books(str(path))
        books.close()
        return books.database_uuid.encode(), path.read_bytes()


def _make_office(location: str) -> str:
    """Make the books; their database's number."""
    create_books(location, now=MOMENT)
    books = open_books(location, actor=LYNN, clock=lambda: MOMENT)
    with books.store.write() as connection:
        bank = connection.execute(
            select(setup.account_code.c.id).where(setup.account_code.c.code == "CHECKING")
        ).scalar_one()
        connection.execute(
            insert(setup.ledger).values(code="MG", name="Managers", kind="management", bank_account_id=bank)
        )
        managers = connection.execute(text("SELECT id FROM ledger WHERE code = 'MG'")).scalar_one()
        for code, name in (("NU", "NUZIG Inc."), ("OAK", "Oak Trust")):
            connection.execute(
                insert(setup.ledger).values(
                    code=code, name=name, kind="owner", bank_account_id=bank, management_ledger_id=managers
                )
            )
    books.close()
    return books.database_uuid


def a_tenant(
    books: Books, code: str = "KMETZ", *, ledger: str = "NU", fee_basis_points: int = 1000, active: bool = True,
    name: str | None = None,
) -> int:
    """A tenant in a unit of its own; the tenant's id."""
    with books.store.write() as connection:
        ledger_id = connection.execute(text("SELECT id FROM ledger WHERE code = :code"), {"code": ledger}).scalar_one()
        unit_id = connection.execute(
            insert(profiles.unit).values(
                code=f"U-{code}", name=f"{code} Street", ledger_id=ledger_id,
                fee_profile_id=fee_profile(connection, fee_basis_points),
            )
        ).inserted_primary_key
        assert unit_id is not None
        tenant_id = connection.execute(
            insert(profiles.tenant).values(code=code, name=name or f"Tenant {code}", unit_id=unit_id[0], active=active)
        ).inserted_primary_key
        assert tenant_id is not None
        return int(tenant_id[0])


def a_charge(
    books: Books, tenant_id: int, cents: int, *, code: str = "RENT", on: date = TODAY, disputed: bool = False
) -> int:
    """A posted charge; its id."""
    post_charges(books, [NewCharge(tenant_id, code, on, cents, disputed=disputed)])
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT max(id) FROM charge")).scalar_one())


def a_batch(books: Books, batch_id: str, *payments: FetchedPayment, portfolio: str = "PF-1") -> None:
    """A stored batch of these payments."""
    total = sum(payment.amount_cents for payment in payments)
    batch = FetchedBatch(batch_id, TODAY, total, len(payments), "unprocessed", "r1", None, None, payments, b"{}")
    with books.store.write() as connection:
        store_batch(connection, books, portfolio, batch)


def a_payment(payment_id: str, cents: int, tenant_code: str | None = "KMETZ", **values: object) -> FetchedPayment:
    """A payment as the server gives it."""
    facts: dict[str, Any] = {"payer_name": "Anthony Kmetz", **values}
    return FetchedPayment(payment_id, TODAY, cents, tenant_code, **facts)


def rows(books: Books, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What the books hold, read by a statement of SQL."""
    with books.store.read() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]
