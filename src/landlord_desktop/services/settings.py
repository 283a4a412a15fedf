"""Settings of the office: a fixed list of keys, each with its kind and default."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from landlord_desktop.db.models import setup
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services import autopilot_settings
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.office_settings import (
    LOCK,
    REASON_NEEDED,
    book_fault,
    form_fault,
    is_opening,
    sentence_of,
)

DEFAULTS: dict[str, str] = {
    "inosio.server": "",
    "inosio.protocol": "system",
    "inosio.sync_daily": "yes",
    "inosio.send_in_background": "yes",
    "inosio.balances_after_slip": "yes",
    "inosio.balances_after_receivables": "yes",
    "inosio.balances_automatic": "no",
    "inosio.maintenance_with_balances": "no",
    "inosio.applicant_screening": "no",
    "inosio.document_portal": "no",
    "inosio.maintenance_coordination": "no",
    "inosio.bank": "",
    "inosio.portfolio": "",
    "inosio.portfolio_name": "",
    "inosio.home_url": "",
    "inosio.signed_up": "",
    "inosio.clock_off": "",
    "inosio.last_success": "",
    "inosio.last_error": "",
    "inosio.last_full_round": "",
    "inosio.returns_read": "",
    "inosio.work_orders_read": "",
    "inosio.applicants_read": "",
    **autopilot_settings.DEFAULTS,
    "office.name": "",
    "office.today": "",
    "office.locked_through": "",
    "office.deposit_days": "3",
    "office.use_open_credits": "yes",
    "office.allocation_order": "oldest first",
    "office.slips_after_post": "yes",
    "office.nsf_charge_code": "NSF",
    "office.rent_charge_code": "RENT",
    "office.backup_folder": "",
    "office.last_backup": "",
    "office.restored_at": "",
    "office.look_back_from": "",
    "office.sending_confirmed": "yes",
}
"""Every setting with the value it has until somebody changes it; the Inosio ones are the guide's defaults."""

_SPELLINGS = {"true": "yes", "on": "yes", "1": "yes", "yes": "yes", "false": "no", "off": "no", "0": "no", "no": "no"}
YES_NO = frozenset(key for key, value in DEFAULTS.items() if value in {"yes", "no"})
PROTOCOLS = ("system", "1.2", "1.3")
MOST_DEPOSIT_DAYS = 30
INTERNAL = frozenset({
    "inosio.last_success", "inosio.last_error", "inosio.last_full_round", "inosio.portfolio_name",
    "inosio.signed_up", "inosio.clock_off",
    "inosio.returns_read", "inosio.work_orders_read", "inosio.applicants_read",
    "office.last_backup", "office.restored_at", "office.look_back_from",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class InosioSettings:
    """The Inosio Settings page without the token, which is never stored here."""

    server: str = ""
    protocol: str = "system"
    sync_daily: bool = True
    send_in_background: bool = True
    balances_after_slip: bool = True
    balances_after_receivables: bool = True
    balances_automatic: bool = False
    maintenance_with_balances: bool = False
    applicant_screening: bool = False
    document_portal: bool = False
    maintenance_coordination: bool = False


def read_settings(connection: Connection) -> dict[str, str]:
    """All settings, defaults included."""
    found = {row.key: row.value for row in connection.execute(select(setup.setting))}
    return {**DEFAULTS, **found}


def all_settings(books: Books) -> dict[str, str]:
    """All settings, defaults included."""
    with books.store.read() as connection:
        return read_settings(connection)


_PUT = text(
    "INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


def put(connection: Connection, values: Mapping[str, str]) -> None:
    """Store settings as they are, without checks or audit; for what the program itself remembers."""
    if values:
        connection.execute(_PUT, [{"key": key, "value": value} for key, value in values.items()])


def change_settings(books: Books, values: Mapping[str, str], reason: str = "") -> None:
    """Check and store settings; each change is in the audit trail. RuleError names every fault.

    A yes-or-no setting also takes true and false, on and off, 1 and 0. Opening a locked period asks a reason.
    """
    with books.store.write() as connection:
        faults = write_settings(connection, books, values, reason)
        if faults:
            raise RuleError(list(faults.values()))


def write_settings(connection: Connection, books: Books, values: Mapping[str, str], reason: str = "") -> dict[str, str]:
    """The same inside a write that is under way: the faults by key; where there are any, nothing is stored."""
    values = {key: _SPELLINGS.get(value.lower(), value) if key in YES_NO else value for key, value in values.items()}
    faults = {key: fault for key, value in values.items() if (fault := _fault(connection, books, key, value))}
    before = read_settings(connection)
    if not faults and is_opening(before, values) and not reason.strip():
        faults[LOCK] = REASON_NEEDED
    if faults:
        return faults
    for key, value in values.items():
        if before[key] != value:
            sentence = sentence_of(key, before[key], value, reason.strip())
            record(connection, books, "change setting", key, sentence, before=before[key], after=value)
    put(connection, values)
    if "office.name" in values:
        connection.execute(setup.office.update().values(name=values["office.name"]))
    return {}


def _fault(connection: Connection, books: Books, key: str, value: str) -> str | None:
    if key not in DEFAULTS or key in INTERNAL:
        return f"There is no setting {key}."
    if key in YES_NO and value not in {"yes", "no"}:
        return f"{key} is yes or no."
    if key == "inosio.protocol" and value not in PROTOCOLS:
        return f"{key} is one of {', '.join(PROTOCOLS)}."
    if key == "inosio.bank" and value and not _is_bank(connection, value):
        return f"{value} is no bank account code. Choose one from Setup > Account Codes."
    return form_fault(key, value) or book_fault(connection, books, key, value)


def _is_bank(connection: Connection, code: str) -> bool:
    account = setup.account_code
    found = select(account.c.id).where(account.c.code == code, account.c.is_bank == 1)
    return connection.execute(found).first() is not None


def inosio_settings(books: Books) -> InosioSettings:
    """The values of the Inosio Settings page."""
    values = all_settings(books)
    return InosioSettings(
        server=values["inosio.server"],
        protocol=values["inosio.protocol"],
        **{name: values[f"inosio.{name}"] == "yes" for name in _FLAGS},
    )


_FLAGS = tuple(name.removeprefix("inosio.") for name in YES_NO if name.startswith("inosio."))


def save_inosio_settings(books: Books, wanted: InosioSettings) -> None:
    """Store the Inosio Settings page. The server's address has been checked by the page."""
    values = {"inosio.server": wanted.server, "inosio.protocol": wanted.protocol}
    values |= {f"inosio.{name}": "yes" if getattr(wanted, name) else "no" for name in _FLAGS}
    change_settings(books, values)
