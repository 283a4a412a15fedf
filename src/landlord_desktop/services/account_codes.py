"""Setup > Account Codes: list, read, add and change the chart of accounts, bank accounts included.

A record is changed by key, so another ID or name shows on all its transactions without touching them. The account
number of a bank leaves this module only by `reveal_account_number`, which is audited; no audit line holds a number.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from landlord_desktop.db.models import setup
from landlord_desktop.rules.errors import NotFoundError, StaleError
from landlord_desktop.rules.words import masked, plural
from landlord_desktop.services.account_checks import (
    FIELD_NAMES,
    AccountCode,
    BankSetup,
    account_warnings,
    check_account,
)
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.field_problems import FieldProblem, FieldsError
from landlord_desktop.services.settings import put, read_settings

_HEADER = ("code", "name", "ledger_code", "account_type", "is_bank", "is_checking", "is_escrow", "active")
_BANK = tuple(one.name for one in fields(BankSetup))
_NUMBERS = frozenset(f"bank.{name}" for name in ("account_number", "routing_number", "bank_aba_id"))
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account code in the list; a bank's account number is masked."""

    account_id: int
    code: str
    name: str
    ledger_code: str
    account_type: str
    is_bank: bool
    active: bool
    masked_number: str


@dataclass(frozen=True, slots=True)
class SavedAccount:
    """The record as it is stored now, and what looks wrong in it all the same."""

    record: AccountCode
    warnings: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class BankRow:
    """A bank for a pick list."""

    bank_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BankChoices:
    """The banks to choose from, and the one that is meant where nobody chose: the setting's, else the only one."""

    banks: tuple[BankRow, ...]
    usual_bank_id: int | None


def list_account_codes(books: Books) -> list[AccountRow]:
    """All account codes, active or not, by ID."""
    account, bank = setup.account_code, setup.bank_detail
    query = (
        select(account, bank.c.account_number)
        .select_from(account.outerjoin(bank, bank.c.account_id == account.c.id))
        .order_by(account.c.code)
    )
    with books.store.read() as connection:
        rows = connection.execute(query).all()
    return [
        AccountRow(
            row.id, row.code, row.name, row.ledger_code, row.account_type, row.is_bank, row.active,
            masked(row.account_number or "") if row.is_bank else "",
        )
        for row in rows
    ]


def bank_choice(books: Books) -> BankChoices:
    """The banks: active ones, and inactive ones that still hold money."""
    account = setup.account_code
    query = select(account.c.id, account.c.code, account.c.name, account.c.active).where(account.c.is_bank == 1)
    with books.store.read() as connection:
        holding = set(connection.execute(_HOLDING_MONEY).scalars())
        found = [row for row in connection.execute(query.order_by(account.c.code)) if row.active or row.id in holding]
        usual = read_settings(connection)["inosio.bank"]
    banks = tuple(BankRow(row.id, row.code, row.name) for row in found)
    meant = [bank.bank_id for bank in banks if bank.code == usual or len(banks) == 1]
    return BankChoices(banks, meant[0] if meant else None)


_HOLDING_MONEY = text("SELECT account_id FROM account_balance WHERE balance_cents <> 0")


def read_account_code(books: Books, account_id: int) -> AccountCode:
    """One account code, its bank account number masked. NotFoundError where there is none."""
    with books.store.read() as connection:
        return _read(connection, account_id)[0]


def reveal_account_number(books: Books, account_id: int) -> str:
    """The whole account number of a bank; that it was shown, and to whom, is kept in the audit trail."""
    with books.store.write() as connection:
        account, number = _read(connection, account_id)
        record(connection, books, "show account number", f"account code {account.code}",
               f"The account number of {account.code} was shown.")
    return number


def save_account_code(books: Books, wanted: AccountCode) -> SavedAccount:
    """Store a changed account code, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where somebody changed the record since it was read.
    A routing number that fails its check digit, and a missing number, are warnings beside the stored record.
    """
    wanted = _tidied(wanted)
    with books.store.write() as connection:
        before, number = AccountCode(), ""
        if wanted.account_id is not None:
            before, number = _read(connection, wanted.account_id)
            if before.digest != wanted.digest:
                raise StaleError(
                    f"{before.code} was changed by somebody else meanwhile. Nothing was saved; read it again."
                )
        if not wanted.is_bank:
            wanted = replace(wanted, bank=before.bank)
        elif wanted.bank.account_number == number:
            wanted = replace(wanted, bank=replace(wanted.bank, account_number=None))
        problems = check_account(wanted, before.bank) + _book_problems(connection, wanted, before)
        if problems:
            raise FieldsError(problems, FIELD_NAMES)
        if wanted.bank.account_number is not None:
            number = wanted.bank.account_number
        account_id = _write(connection, wanted, number)
        _keep_setting(connection, before, wanted)
        _audit(connection, books, before, wanted)
        stored = _read(connection, account_id)[0]
        warnings = account_warnings(stored, has_account_number=bool(number))
        warnings += _waiting_warning(connection, before, wanted)
    return SavedAccount(stored, tuple(warnings))


def _read(connection: Connection, account_id: int) -> tuple[AccountCode, str]:
    """The record, and its account number apart from it."""
    account, detail = setup.account_code, setup.bank_detail
    header = connection.execute(select(account).where(account.c.id == account_id)).one_or_none()
    if header is None:
        raise NotFoundError(f"There is no account code with the key {account_id} any more.")
    found = connection.execute(select(detail).where(detail.c.account_id == account_id)).one_or_none()
    values: dict[str, Any] = {} if found is None else {name: getattr(found, name) for name in _BANK}
    number = values.pop("account_number", "")
    bank = replace(BankSetup(), **values)
    head = {name: getattr(header, name) for name in _HEADER}
    digest = hashlib.sha256(ascii((head, asdict(bank), number)).encode("ascii")).hexdigest()
    return AccountCode(account_id, **head, bank=bank, masked_number=masked(number), digest=digest), number


def _tidied(wanted: AccountCode) -> AccountCode:
    """The values without blanks around them."""
    texts: dict[str, Any] = {
        name: value.strip() for name, value in asdict(wanted.bank).items() if isinstance(value, str)
    }
    return replace(
        wanted, code=wanted.code.strip(), name=wanted.name.strip(), ledger_code=wanted.ledger_code.strip(),
        bank=replace(wanted.bank, **texts),
    )


def _book_problems(connection: Connection, wanted: AccountCode, before: AccountCode) -> list[FieldProblem]:
    """Faults that only the other records show."""
    found = []
    same = text("SELECT code FROM account_code WHERE lower(code) = lower(:code) AND id <> :id")
    other = connection.execute(same, {"code": wanted.code, "id": wanted.account_id or 0}).scalar()
    if other is not None:
        found.append(FieldProblem("code", f"Another account code has the ID {other}."))
    if before.is_bank and not wanted.is_bank and (uses := _bank_uses(connection, before)):
        found.append(FieldProblem("is_bank", f"{before.code} is used as a bank: {', '.join(uses)}."))
    if before.account_id is not None and before.active and not wanted.active:
        uses = _posting_uses(connection, before) + _charge_uses(connection, before)
        uses += _bank_uses(connection, before, now=True)
        if uses:
            found.append(FieldProblem("active", f"{before.code} is still used: {', '.join(uses)}."))
    return found


def _posting_uses(connection: Connection, account: AccountCode) -> list[str]:
    query = text("SELECT role FROM posting_table WHERE account_id = :id ORDER BY role")
    roles = connection.execute(query, {"id": account.account_id}).scalars()
    return [f"the Posting Table's {role.replace('_', ' ')}" for role in roles]


def _charge_uses(connection: Connection, account: AccountCode) -> list[str]:
    query = text("SELECT code FROM charge_code WHERE account_id = :id AND active = 1 ORDER BY code")
    codes = list(connection.execute(query, {"id": account.account_id}).scalars())
    if not codes:
        return []
    more = f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else ""
    return [f"charge code{'s' if len(codes) > 1 else ''} {', '.join(codes[:_MOST_NAMED])}{more}"]


def _bank_uses(connection: Connection, account: AccountCode, *, now: bool = False) -> list[str]:
    """In which places money goes to this bank; `now` looks only at what is still to come."""
    uses = []
    settings = read_settings(connection)
    if settings["inosio.bank"] == account.code:
        uses.append("the bank of Inosio payments")
    for query, words in _BANK_USES if now else (*_BANK_USES, *_BANK_PAST):
        count = connection.execute(query, {"id": account.account_id}).scalar_one()
        if count:
            uses.append(plural(count, words))
    return uses


_BANK_USES = (
    (text("SELECT count(*) FROM ledger WHERE bank_account_id = :id AND active = 1"), "ledger"),
    (
        text(
            "SELECT count(*) FROM receipt WHERE bank_account_id = :id AND slip_id IS NULL AND voided_by_set_id IS NULL"
        ),
        "undeposited receipt",
    ),
)
_BANK_PAST = ((text("SELECT count(*) FROM deposit_slip WHERE bank_account_id = :id"), "deposit slip"),)


def _write(connection: Connection, wanted: AccountCode, number: str) -> int:
    account, detail = setup.account_code, setup.bank_detail
    head = {name: getattr(wanted, name) for name in _HEADER}
    account_id = wanted.account_id
    if account_id is None:
        account_id = connection.execute(insert(account).values(head).returning(account.c.id)).scalar_one()
    else:
        connection.execute(update(account).where(account.c.id == account_id).values(head))
    if wanted.is_bank:
        values = {**asdict(wanted.bank), "account_number": number}
        changed = connection.execute(update(detail).where(detail.c.account_id == account_id).values(values))
        if not changed.rowcount:
            connection.execute(insert(detail).values(account_id=account_id, **values))
    return int(account_id)


def _keep_setting(connection: Connection, before: AccountCode, wanted: AccountCode) -> None:
    """The setting names the bank of Inosio payments by its ID, so it follows another ID."""
    if before.code and before.code != wanted.code and read_settings(connection)["inosio.bank"] == before.code:
        put(connection, {"inosio.bank": wanted.code})


def _waiting_warning(connection: Connection, before: AccountCode, wanted: AccountCode) -> list[FieldProblem]:
    query = text("SELECT count(*) FROM inosio_batch WHERE status = 'unprocessed' AND bank_code = :code")
    if not before.code or before.code == wanted.code:
        return []
    count = connection.execute(query, {"code": before.code}).scalar_one()
    if not count:
        return []
    return [
        FieldProblem(
            "code",
            f"Unprocessed batches of the server name this bank {before.code} ({count:,}). Send balances, so that it "
            "learns the new ID; until then choose the bank of their payments by hand.",
        )
    ]


def _audit(connection: Connection, books: Books, before: AccountCode, wanted: AccountCode) -> None:
    old, new = _facts(before), _facts(wanted)
    changed = [name for name in FIELD_NAMES if old[name] != new[name] and new[name] is not None]
    if not changed and before.account_id is not None:
        return
    shown = [name for name in changed if name not in _NUMBERS]
    action = "add account code" if before.account_id is None else "change account code"
    names = ", ".join(FIELD_NAMES[name] for name in changed)
    record(connection, books, action, f"account code {wanted.code}", f"{wanted.code}: {names}.",
           before="" if before.account_id is None else _json(old, shown), after=_json(new, shown))


def _facts(account: AccountCode) -> dict[str, object]:
    """Each field by its name; a bank number stands for itself here and is left out where it would be kept."""
    return {
        name: getattr(account.bank, name[5:]) if name.startswith("bank.") else getattr(account, name)
        for name in FIELD_NAMES
    }


def _json(facts: dict[str, object], names: list[str]) -> str:
    return json.dumps({FIELD_NAMES[name]: facts[name] for name in names}, ensure_ascii=False)
