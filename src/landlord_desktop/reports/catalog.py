"""The list of all reports: their stable names, titles, and what each may be limited to."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from landlord_desktop.reports import (
    after_post,
    banking,
    general_ledger,
    ledgers,
    office,
    receipts,
    scheduled,
    tenant_receipt,
    tenants,
    work_order,
)
from landlord_desktop.reports.model import Report
from landlord_desktop.reports.query import OPTION_NAMES, ReportOptions, read_options
from landlord_desktop.rules.errors import LandlordError, RuleError
from landlord_desktop.services.books import Books

Query = Callable[[Connection, Books, ReportOptions], Report]
DAYS = frozenset({"from_", "to"})
BANK = frozenset({"bank"})


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report: its name for scripts, its title, its group, the names of its options, and what it shows."""

    name: str
    title: str
    group: str
    query: Query
    options: frozenset[str]
    about: str


ENTRIES = (
    ReportEntry(
        "post-batch-receipts", "Post Batch Receipts", "Receipts", receipts.post_batch_receipts, frozenset({"batch"}),
        "The receipts on the working list; where it is empty, those of the batch posted last.",
    ),
    ReportEntry(
        "deposit-slip", "Deposit Slip", "Receipts", receipts.deposit_slip, frozenset({"slip_id"}),
        "The newest deposit slip: its receipts, and the totals of cash, checks and electronic payments.",
    ),
    ReportEntry(
        "after-post", "After the Post", "Receipts", after_post.after_post, frozenset({"receipt_id"}),
        "What the newest Post did: receipts, what is held and why, slips, fees earned, what goes to Inosio.",
    ),
    ReportEntry(
        "receipts-register", "Receipts Register", "Receipts", receipts.receipts_register, DAYS | BANK,
        "All receipts by posting date; voided ones with their amount in a column of its own.",
    ),
    ReportEntry(
        "undeposited-receipts", "Undeposited Receipts", "Receipts", receipts.undeposited_receipts, BANK,
        "Receipts that are on no deposit slip yet, by bank.",
    ),
    ReportEntry(
        "tenant-receipt", "Tenant Receipt", "Receipts", tenant_receipt.tenant_receipt, frozenset({"receipt_id"}),
        "The newest receipt, for the tenant: the amount, what it paid, and the balance.",
    ),
    ReportEntry(
        "tenant-balances", "Tenant Balances", "Tenants", tenants.tenant_balances, frozenset(),
        "What each tenant owes, what is disputed, and what stands to the tenant's credit.",
    ),
    ReportEntry(
        "unpaid-charges", "Unpaid Charges", "Tenants", tenants.unpaid_charges, DAYS,
        "Charges that are not wholly paid, by tenant and charge date.",
    ),
    ReportEntry(
        "open-credits", "Open Credits", "Tenants", tenants.open_credits, frozenset(),
        "Tenants' money that is not applied to a charge yet, by ledger.",
    ),
    ReportEntry(
        "scheduled-receivables", "Scheduled Receivables", "Tenants", scheduled.scheduled_receivables,
        frozenset({"to", "kind", "schedule_id", "tenant_id", "unit_id", "ledger_id", "skipped", "sort"}),
        "What Scheduled Receivables would charge through a day: rents, recurring charges, late fees, management fees.",
    ),
    ReportEntry(
        "applicants", "Applicants", "Tenants", office.applicants, DAYS,
        "Applicants by the day they applied and the tenants they became, co-applicants under their primary.",
    ),
    ReportEntry(
        "bank-register", "Bank Register", "Banks and Ledgers", banking.bank_register, DAYS | BANK,
        "The lines of a bank with the running balance, as its statement would show them.",
    ),
    ReportEntry(
        "bank-balance-breakdown", "Bank Balance Breakdown", "Banks and Ledgers", banking.bank_balance_breakdown, BANK,
        "What each ledger owns in each bank, available and awaiting deposit.",
    ),
    ReportEntry(
        "changed-after-reconciliation", "Changed after Reconciliation", "Banks and Ledgers",
        banking.changed_after_reconciliation, BANK,
        "What was entered after a bank was reconciled, with a date that its statement covers.",
    ),
    ReportEntry(
        "trial-balance", "Trial Balance by Ledger", "Banks and Ledgers", ledgers.trial_balance, frozenset({"to"}),
        "The balance of every account in every ledger at the end of a day.",
    ),
    ReportEntry(
        "general-ledger", "General Ledger", "Banks and Ledgers", general_ledger.general_ledger,
        DAYS | {"ledger", "account", "unit", "tenant"},
        "The lines of every account with the balance after each, by ledger. GL > General Ledger limits it.",
    ),
    ReportEntry(
        "journal", "Journal", "Banks and Ledgers", ledgers.journal, DAYS,
        "Every transaction set with its lines, in the order of entry.",
    ),
    ReportEntry(
        "account-codes", "Account Codes", "Banks and Ledgers", ledgers.account_codes, frozenset(),
        "The chart of accounts.",
    ),
    ReportEntry(
        "work-orders", "Work Orders", "Office", work_order.work_orders, DAYS,
        "Work orders by the day they were reported, with the local and the Inosio status.",
    ),
    ReportEntry(
        "work-order", "Work Order", "Office", work_order.work_order, frozenset({"work_order", "work_order_id"}),
        "The work orders marked for printing, each whole, for the vendor.",
    ),
    ReportEntry(
        "sync-log", "Inosio Synchronization Log", "Office", office.sync_log, DAYS,
        "Every exchange with the Inosio server, and what came of it.",
    ),
    ReportEntry(
        "changes-log", "Changes Log", "Office", office.changes_log, DAYS,
        "Who changed what, and when.",
    ),
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

    Options are batch (a batch id), slip_id, from_ and to (days, both included, as dates or ISO text), and bank, ledger,
    account, unit and tenant by their IDs; None means not given. LandlordError for an unknown name, RuleError for an
    option that this report does not have, NotFoundError for a record that is not there.
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
