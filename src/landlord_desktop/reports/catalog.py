"""The list of all reports: their stable names, titles, and what each may be limited to."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from landlord_desktop.reports import banking, ledgers, office, receipts, tenants
from landlord_desktop.reports.model import Report
from landlord_desktop.reports.query import OPTION_NAMES, ReportOptions, read_options
from landlord_desktop.rules.errors import LandlordError, RuleError
from landlord_desktop.services.books import Books

Query = Callable[[Connection, Books, ReportOptions], Report]
DAYS = frozenset({"from_", "to"})
BANK = frozenset({"bank"})


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report: its name for scripts, its title, its menu group, and the names of its options."""

    name: str
    title: str
    group: str
    query: Query
    options: frozenset[str] = frozenset()


ENTRIES = (
    ReportEntry("post-batch-receipts", "Post Batch Receipts", "Receipts", receipts.post_batch_receipts,
                frozenset({"batch"})),
    ReportEntry("deposit-slip", "Deposit Slip", "Receipts", receipts.deposit_slip, frozenset({"slip_id"})),
    ReportEntry("receipts-register", "Receipts Register", "Receipts", receipts.receipts_register, DAYS | BANK),
    ReportEntry("undeposited-receipts", "Undeposited Receipts", "Receipts", receipts.undeposited_receipts, BANK),
    ReportEntry("tenant-balances", "Tenant Balances", "Tenants", tenants.tenant_balances),
    ReportEntry("unpaid-charges", "Unpaid Charges", "Tenants", tenants.unpaid_charges, DAYS),
    ReportEntry("open-credits", "Open Credits", "Tenants", tenants.open_credits),
    ReportEntry("applicants", "Applicants", "Tenants", office.applicants, DAYS),
    ReportEntry("bank-register", "Bank Register", "Banks and Ledgers", banking.bank_register, DAYS | BANK),
    ReportEntry("bank-balance-breakdown", "Bank Balance Breakdown", "Banks and Ledgers",
                banking.bank_balance_breakdown, BANK),
    ReportEntry("trial-balance", "Trial Balance by Ledger", "Banks and Ledgers", ledgers.trial_balance,
                frozenset({"to"})),
    ReportEntry("journal", "Journal", "Banks and Ledgers", ledgers.journal, DAYS),
    ReportEntry("account-codes", "Account Codes", "Banks and Ledgers", ledgers.account_codes),
    ReportEntry("work-orders", "Work Orders", "Office", office.work_orders, DAYS),
    ReportEntry("sync-log", "Inosio Synchronization Log", "Office", office.sync_log, DAYS),
    ReportEntry("changes-log", "Changes Log", "Office", office.changes_log, DAYS),
)  # fmt: skip


def report_names() -> list[tuple[str, str]]:
    """Name and title of every report, in the order of the Reports screen."""
    return [(entry.name, entry.title) for entry in ENTRIES]


def entry_of(name: str) -> ReportEntry:
    """The report of this name. LandlordError with the list of names where there is none."""
    for entry in ENTRIES:
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in ENTRIES)
    raise LandlordError(f"There is no report {name}. The reports are: {names}.")


def build(books: Books, name: str, **options: object) -> Report:
    """The report of this name as the books stand now.

    Options are batch (a batch id), slip_id, bank (its code), from_ and to (days, both included, as dates or ISO text);
    None means not given. LandlordError for an unknown name, RuleError for an option that this report does not have,
    NotFoundError for a batch, slip or bank that is not there.
    """
    entry = entry_of(name)
    given = {key: value for key, value in options.items() if value not in {None, ""}}
    unknown = given.keys() - set(OPTION_NAMES)
    if unknown:
        raise TypeError(f"no such option: {sorted(unknown)}")
    foreign = sorted(key.rstrip("_").removesuffix("_id") for key in given.keys() - entry.options)
    if foreign:
        raise RuleError(f"The report {entry.title} cannot be limited by {' or '.join(foreign)}.")
    wanted = read_options(given)
    with books.store.read() as connection:
        return entry.query(connection, books, wanted)
