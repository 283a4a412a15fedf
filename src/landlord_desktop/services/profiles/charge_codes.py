"""Setup > Charge Codes: what tenants are charged for, to whom it is owed, and how it is treated."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.models import setup
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import required_problems, text_problems
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_record,
    put_record,
    read_record,
    reference_problems,
    refuse,
    stored_before,
    tidied,
)
from landlord_desktop.services.settings import put, read_settings

PAYEES = {"owner": "Owner", "management": "Management Group", "deposit": "Deposit"}
CODE_SETTINGS = {
    "office.nsf_charge_code": "the charge code of returned payments", "office.rent_charge_code": "the code of rents",
}  # fmt: skip
"""The settings that name a charge code by its ID."""
_NOT_CHARGED = ("current_asset", "fixed_asset")
_LIABILITIES = ("current_liability", "long_term_liability")


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """A charge code; one that tracks deposits has the payee "deposit" and a liability account, and no other has."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    account_id: int | None = None
    payee: str = "owner"
    subject_to_late_fees: bool = False
    subject_to_management_fees: bool = False
    tracks_deposits: bool = False


@dataclass(frozen=True, slots=True)
class ChargeCodeRow:
    """A charge code in a list."""

    record_id: int
    code: str
    name: str
    account: str
    payee: str
    subject_to_late_fees: bool
    subject_to_management_fees: bool
    tracks_deposits: bool
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "account_id": "Account", "payee": "Payee",
    "subject_to_late_fees": "Subject to Late Fees", "subject_to_management_fees": "Subject to Management Fees",
    "tracks_deposits": "Use to Track Deposits",
}  # fmt: skip
CHARGE_CODE = Kind("charge code", setup.charge_code, ChargeCode, FIELD_NAMES, {"account_id": setup.account_code})


def list_charge_codes(books: Books) -> list[ChargeCodeRow]:
    """All charge codes, active or not, by ID."""
    with books.store.read() as connection:
        rows = connection.execute(_LIST).all()
    return [
        ChargeCodeRow(
            row.id, row.code, row.name, row.account, row.payee, bool(row.subject_to_late_fees),
            bool(row.subject_to_management_fees), bool(row.tracks_deposits), bool(row.active),
        )
        for row in rows
    ]


def read_charge_code(books: Books, record_id: int) -> ChargeCode:
    """One charge code. NotFoundError where there is none."""
    return read_record(books, CHARGE_CODE, record_id)


def save_charge_code(books: Books, charge_code: ChargeCode, before: ChargeCode | None = None) -> Saved[ChargeCode]:
    """Store a changed charge code, or a new one where it has no id yet; settings that name it follow another ID.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    charge_code = tidied(charge_code)
    with books.store.write() as connection:
        stored = stored_before(connection, CHARGE_CODE, charge_code, before)
        problems = [
            *_problems(charge_code), *code_problems(connection, CHARGE_CODE, charge_code),
            *reference_problems(connection, CHARGE_CODE, charge_code, stored),
            *_account_problems(connection, charge_code, stored),
        ]  # fmt: skip
        if stored is not None:
            problems += _change_problems(connection, charge_code, stored)
        refuse(CHARGE_CODE, problems)
        now = put_record(connection, books, CHARGE_CODE, charge_code, stored)
        if stored is not None and stored.code != now.code:
            settings = read_settings(connection)
            put(connection, {name: now.code for name in CODE_SETTINGS if settings[name] == stored.code})
        warnings = tuple(_warnings(connection, now, stored))
    return Saved(now, warnings)


def delete_charge_code(books: Books, record_id: int, before: ChargeCode | None = None) -> None:
    """Delete a charge code that was never used. RuleError names what uses it."""
    delete_record(books, CHARGE_CODE, record_id, before, _setting_uses)


def _problems(wanted: ChargeCode) -> Iterable[FieldProblem]:
    yield from text_problems(wanted, {})
    yield from required_problems(wanted, "account_id")
    if wanted.payee not in PAYEES:
        yield FieldProblem("payee", "Choose one of the list.")
    if wanted.tracks_deposits != (wanted.payee == "deposit"):
        words = "its payee is Deposit" if wanted.tracks_deposits else "mark Use to Track Deposits too"
        yield FieldProblem("payee", f"A charge code that tracks deposits: {words}.")
    if wanted.tracks_deposits and wanted.subject_to_management_fees:
        yield FieldProblem("subject_to_management_fees", "No management fee is taken of a deposit.")


def _account_problems(connection: Connection, wanted: ChargeCode, stored: ChargeCode | None) -> Iterable[FieldProblem]:
    which = {"id": wanted.account_id, "code_id": wanted.record_id or 0}
    account: Any = connection.execute(_ACCOUNT, which).one_or_none()
    same = stored is not None and (
        (stored.account_id, stored.tracks_deposits) == (wanted.account_id, wanted.tracks_deposits)
    )
    if account is None or same:
        return
    if wanted.tracks_deposits:
        if account.account_type not in _LIABILITIES:
            yield FieldProblem("account_id", f"Deposits are held as a liability; {account.code} is none.")
        elif account.role is not None or (account.used and not account.holds_deposits):
            yield FieldProblem("account_id", f"{account.code} holds something else than deposits.")
    elif account.account_type in _NOT_CHARGED:
        yield FieldProblem("account_id", f"{account.code} is an asset; choose the account that the charge earns.")
    elif account.role is not None or account.holds_deposits:
        yield FieldProblem("account_id", f"{account.code} holds tenants' money; choose another account.")


def _change_problems(connection: Connection, wanted: ChargeCode, stored: ChargeCode) -> Iterable[FieldProblem]:
    which = {"id": stored.record_id}
    used = any(connection.execute(query, which).first() is not None for query in _USED)
    if used and stored.tracks_deposits and stored.account_id != wanted.account_id:
        yield FieldProblem("account_id", "Deposits were charged with this code; its account stays.")
    if used and stored.tracks_deposits != wanted.tracks_deposits:
        yield FieldProblem("tracks_deposits", "This code was used already; make a new one instead.")
    if stored.active and not wanted.active:
        uses = _setting_uses(connection, stored)
        uses += [words for query, words in _STILL_NEEDED if connection.execute(query, which).first() is not None]
        if uses:
            yield FieldProblem("active", f"{stored.code} is still used: {', '.join(uses)}.")


def _warnings(connection: Connection, now: ChargeCode, stored: ChargeCode | None) -> Iterable[FieldProblem]:
    used = any(connection.execute(query, {"id": now.record_id}).first() is not None for query in _USED)
    if stored is None or not used:
        return
    if stored.account_id != now.account_id:
        yield FieldProblem("account_id", "Charges posted so far keep the account they were posted with.")
    if stored.payee != now.payee:
        yield FieldProblem("payee", "Charges posted so far stay owed to whom they were charged for.")
    if stored.subject_to_management_fees != now.subject_to_management_fees:
        yield FieldProblem("subject_to_management_fees", "Charges posted so far keep the fee they were posted with.")


def _setting_uses(connection: Connection, stored: ChargeCode) -> list[str]:
    settings = read_settings(connection)
    return [words for name, words in CODE_SETTINGS.items() if settings[name] == stored.code]


_LIST = text(
    "SELECT k.id, k.code, k.name, a.code AS account, k.payee, k.subject_to_late_fees, k.subject_to_management_fees, "
    "k.tracks_deposits, k.active FROM charge_code k JOIN account_code a ON a.id = k.account_id ORDER BY k.code"
)
_ACCOUNT = text(
    "SELECT a.code, a.account_type, (SELECT min(p.role) FROM posting_table p WHERE p.account_id = a.id "
    "AND p.role IN ('open_credits', 'accounts_receivable')) AS role, "
    "CASE WHEN EXISTS (SELECT 1 FROM account_balance b WHERE b.account_id = a.id) THEN 1 ELSE 0 END AS used, "
    "CASE WHEN EXISTS (SELECT 1 FROM charge_code k WHERE k.account_id = a.id AND k.tracks_deposits = 1 "
    "AND k.id <> :code_id) OR EXISTS (SELECT 1 FROM posting_table p WHERE p.account_id = a.id "
    "AND p.role = 'security_deposits') THEN 1 ELSE 0 END AS holds_deposits FROM account_code a WHERE a.id = :id"
)
_USED = (
    text("SELECT 1 FROM charge WHERE charge_code_id = :id LIMIT 1"),
    text("SELECT 1 FROM advance_payment WHERE charge_code_id = :id LIMIT 1"),
)
_STILL_NEEDED = (
    (
        text("SELECT 1 FROM late_fee_profile WHERE charge_code_id = :id AND active = 1 LIMIT 1"),
        "late fee profiles",
    ),
    (
        text(
            "SELECT 1 FROM recurring_charge r JOIN tenant t ON t.id = r.tenant_id WHERE r.charge_code_id = :id "
            "AND r.expired = 0 AND t.active = 1 LIMIT 1"
        ),
        "recurring charges",
    ),
    (
        text("SELECT 1 FROM advance_payment WHERE charge_code_id = :id AND unused_cents > 0 LIMIT 1"),
        "advance payments",
    ),
)  # fmt: skip
