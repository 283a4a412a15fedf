"""The tables of the trade beside what the books hold: debits and credits of a set, and short ways to read them."""

from sqlalchemy import text

from build import rows
from landlord_desktop.services.books import Books

Line = tuple[str, str, int]


def lines_of(books: Books, *set_ids: int) -> list[Line]:
    """(ledger, account, cents) of these sets, debit positive, summed by ledger and account, debits first."""
    found: dict[tuple[str, str, bool], int] = {}
    for set_id in set_ids:
        for ledger, account, cents in rows(
            books, "SELECT l.code, a.code, j.amount_cents FROM journal_line j JOIN ledger l ON l.id = j.ledger_id "
            "JOIN account_code a ON a.id = j.account_id WHERE j.set_id = :id ORDER BY j.line", id=set_id,
        ):
            key = (ledger, account, cents < 0)
            found[key] = found.get(key, 0) + cents
    return sorted((ledger, account, cents) for (ledger, account, _credit), cents in found.items())


def newest_set(books: Books) -> int:
    """The id of the newest set."""
    return int(rows(books, "SELECT max(id) FROM transaction_set")[0][0])


def id_of(books: Books, table: str, code: str) -> int:
    """The id of a record by its code."""
    return int(rows(books, f"SELECT id FROM {table} WHERE code = :code", code=code)[0][0])


def accrual(books: Books, *ledgers: str) -> None:
    """From now on these ledgers are kept on accrual."""
    with books.store.write() as connection:
        for ledger in ledgers:
            connection.execute(
                text("UPDATE ledger SET accounting_method = 'accrual' WHERE code = :code"), {"code": ledger}
            )


def credits_of(books: Books, tenant_id: int) -> dict[str, int]:
    """What a tenant has unused: open credit and advance payments, in cents."""
    found = rows(
        books, "SELECT kind, sum(balance_cents) FROM tenant_credit WHERE tenant_id = :tenant GROUP BY kind",
        tenant=tenant_id,
    )
    return {kind: int(cents) for kind, cents in found if cents}


def unpaid_of(books: Books, tenant_id: int) -> int:
    """What a tenant owes, in cents."""
    query = "SELECT coalesce(sum(unpaid_cents), 0) FROM charge WHERE tenant_id = :tenant"
    return int(rows(books, query, tenant=tenant_id)[0][0])
