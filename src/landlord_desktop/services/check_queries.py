"""The invariants of money and records as set-based SQL; those of corrections stand in `check_corrections`."""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from landlord_desktop.services.check_corrections import CORRECTIONS
from landlord_desktop.services.check_statements import Invariant, Statement, compare
from landlord_desktop.services.filed_payments import BATCH_OF_RECEIPT

_JOURNAL_SUMS = (
    "SELECT ledger_id, account_id, sum(amount_cents) AS cents FROM journal_line GROUP BY ledger_id, account_id"
)
_PAID = "SELECT charge_id, sum(amount_cents) AS paid, sum(fee_cents) AS fee FROM allocation GROUP BY charge_id"
_CHARGES = (
    "SELECT c.id AS charge, t.code AS tenant, c.amount_cents, c.unpaid_cents, c.fee_taken_cents, "
    "coalesce(p.paid, 0) AS paid_cents, coalesce(p.fee, 0) AS fee_cents FROM charge c "
    f"JOIN tenant t ON t.id = c.tenant_id LEFT JOIN ({_PAID}) p ON p.charge_id = c.id "
)
_DEPOSIT_ACCOUNTS = (
    "SELECT account_id FROM charge_code WHERE tracks_deposits = 1 "
    "UNION SELECT account_id FROM posting_table WHERE role = 'security_deposits' "
    "UNION SELECT c.account_id FROM charge c JOIN charge_code k ON k.id = c.charge_code_id WHERE k.tracks_deposits = 1"
)

BALANCED = Invariant(
    "sets balance",
    (
        Statement(
            "SELECT s.set_id AS number, l.code AS ledger, s.off AS off_cents FROM "
            "(SELECT set_id, ledger_id, sum(amount_cents) AS off FROM journal_line GROUP BY set_id, ledger_id "
            "HAVING sum(amount_cents) <> 0) s JOIN ledger l ON l.id = s.ledger_id ORDER BY 1, 2",
            "Set {number} is out of balance in ledger {ledger} by {off_cents}.", "set", ("number",),
        ),
        Statement(
            "SELECT s.id AS number, s.kind FROM transaction_set s WHERE s.kind IN ('receipt', 'ledger_receipt') "
            "AND (NOT EXISTS (SELECT 1 FROM journal_line j WHERE j.set_id = s.id) "
            "OR NOT EXISTS (SELECT 1 FROM receipt r WHERE r.id = s.id))",
            "Set {number} is a receipt without its journal lines or its receipt.", "set", ("number",),
        ),
    ),
)
CHARGES = Invariant(
    "charges are paid as their allocations say",
    (
        Statement(
            _CHARGES + "WHERE c.unpaid_cents <> CASE WHEN c.voided_by_set_id IS NULL "
            "THEN c.amount_cents - coalesce(p.paid, 0) ELSE 0 END",
            "Charge {charge} of tenant {tenant}: unpaid is {unpaid_cents}, but {paid_cents} of {amount_cents} is paid.",
            "charge", ("charge",),
        ),
        Statement(
            _CHARGES + "WHERE p.paid NOT BETWEEN 0 AND c.amount_cents",
            "Charge {charge} of tenant {tenant}: {paid_cents} is allocated to a charge of {amount_cents}.",
            "charge", ("charge",),
        ),
    ),
)
FEES = Invariant(
    "management fees are those of the allocations",
    (
        Statement(
            _CHARGES + "WHERE c.fee_taken_cents <> coalesce(p.fee, 0)",
            "Charge {charge} of tenant {tenant}: fee taken is {fee_taken_cents}, its payments took {fee_cents}.",
            "charge", ("charge",),
        ),
    ),
)
RECEIPTS = Invariant(
    "receipts are their allocations and open credit",
    (
        Statement(
            "SELECT r.id AS receipt, r.amount_cents, r.open_credit_cents, r.advance_cents, "
            "coalesce(a.paid, 0) AS paid_cents "
            "FROM receipt r LEFT JOIN (SELECT set_id, sum(amount_cents) AS paid FROM allocation "
            "WHERE credit_ledger_id = 0 AND advance_id = 0 GROUP BY set_id) a ON a.set_id = r.id "
            "WHERE r.kind = 'tenant' "
            "AND r.amount_cents <> r.open_credit_cents + r.advance_cents + coalesce(a.paid, 0)",
            "Receipt {receipt} of {amount_cents}: {paid_cents} pays charges, {open_credit_cents} is open credit and "
            "{advance_cents} advance payment.",
            "receipt", ("receipt",),
        ),
        Statement(
            "SELECT r.id AS receipt, r.open_credit_cents, coalesce(e.made, 0) AS made_cents FROM receipt r "
            "LEFT JOIN (SELECT set_id, sum(amount_cents) AS made FROM credit_entry WHERE amount_cents > 0 "
            "AND kind = 'open_credit' GROUP BY set_id) e ON e.set_id = r.id "
            "WHERE r.open_credit_cents <> coalesce(e.made, 0)",
            "Receipt {receipt}: its open credit is {open_credit_cents}, its set made {made_cents}.",
            "receipt", ("receipt",),
        ),
        Statement(
            "SELECT r.id AS receipt, b.code AS bank, r.amount_cents, "
            "coalesce(sum(j.amount_cents), 0) AS booked_cents FROM receipt r "
            "JOIN account_code b ON b.id = r.bank_account_id LEFT JOIN journal_line j "
            "ON j.set_id = r.id AND j.account_id = r.bank_account_id GROUP BY r.id, b.code, r.amount_cents "
            "HAVING coalesce(sum(j.amount_cents), 0) <> r.amount_cents",
            "Receipt {receipt} of {amount_cents}: {booked_cents} was booked to bank {bank}.",
            "receipt", ("receipt",),
        ),
    ),
)
KEPT_BALANCES = Invariant(
    "account balances are the sums of the journal",
    (
        Statement(
            "SELECT d.ledger_id, d.account_id, l.code AS ledger, a.code AS account, d.one_cents, d.other_cents FROM ("
            + compare(
                _JOURNAL_SUMS, "SELECT ledger_id, account_id, balance_cents AS cents FROM account_balance",
                "ledger_id, account_id",
            )
            + ") d JOIN ledger l ON l.id = d.ledger_id JOIN account_code a ON a.id = d.account_id",
            "Account {account} in ledger {ledger}: the balance kept is {other_cents}, the journal says {one_cents}.",
            "ledger_account", ("ledger_id", "account_id"),
        ),
    ),
)
CREDITS = Invariant(
    "tenants' credits are the sums of their entries",
    (
        Statement(
            "SELECT d.tenant_id, t.code AS tenant, l.code AS ledger, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT tenant_id, ledger_id, kind, sum(amount_cents) AS cents FROM credit_entry "
                "GROUP BY tenant_id, ledger_id, kind",
                "SELECT tenant_id, ledger_id, kind, balance_cents AS cents FROM tenant_credit",
                "tenant_id, ledger_id, kind",
            )
            + ") d JOIN tenant t ON t.id = d.tenant_id JOIN ledger l ON l.id = d.ledger_id",
            "Tenant {tenant}, ledger {ledger}: the credit kept is {other_cents}, its entries say {one_cents}.",
            "tenant", ("tenant_id",),
        ),
        Statement(
            "SELECT k.tenant_id, t.code AS tenant, l.code AS ledger, k.balance_cents FROM tenant_credit k "
            "JOIN tenant t ON t.id = k.tenant_id JOIN ledger l ON l.id = k.ledger_id WHERE k.balance_cents < 0",
            "Tenant {tenant}, ledger {ledger}: the credit is {balance_cents}, less than nothing.",
            "tenant", ("tenant_id",),
        ),
    ),
)
OPEN_CREDITS = Invariant(
    "open credits are the open-credit liability accounts",
    (
        Statement(
            "SELECT d.ledger_id, l.code AS ledger, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT ledger_id, sum(balance_cents) AS cents FROM tenant_credit WHERE kind = 'open_credit' "
                "GROUP BY ledger_id",
                "SELECT b.ledger_id, -sum(b.balance_cents) AS cents FROM account_balance b JOIN posting_table p "
                "ON p.account_id = b.account_id AND p.role = 'open_credits' GROUP BY b.ledger_id",
                "ledger_id",
            )
            + ") d JOIN ledger l ON l.id = d.ledger_id",
            "Ledger {ledger}: tenants have {one_cents} of open credit, the liability account says {other_cents}.",
            "ledger", ("ledger_id",),
        ),
    ),
)
DEPOSITS = Invariant(
    "deposits held are the deposit liability accounts",
    (
        Statement(
            "SELECT d.ledger_id, d.account_id, l.code AS ledger, a.code AS account, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT c.ledger_id, c.account_id, sum(p.amount_cents) AS cents FROM allocation p "
                "JOIN charge c ON c.id = p.charge_id JOIN charge_code k ON k.id = c.charge_code_id "
                "WHERE k.tracks_deposits = 1 GROUP BY c.ledger_id, c.account_id",
                "SELECT ledger_id, account_id, -balance_cents AS cents FROM account_balance "
                f"WHERE account_id IN ({_DEPOSIT_ACCOUNTS})",
                "ledger_id, account_id",
            )
            + ") d JOIN ledger l ON l.id = d.ledger_id JOIN account_code a ON a.id = d.account_id",
            "Ledger {ledger}: deposits held are {one_cents}, account {account} says {other_cents}.",
            "ledger_account", ("ledger_id", "account_id"),
        ),
    ),
)
_BANK_PARTS = (
    "SELECT account_id, balance_cents AS current, 0 AS available, 0 AS awaiting FROM account_balance "
    "UNION ALL SELECT bank_account_id, 0, amount_cents, 0 FROM bank_item "
    "UNION ALL SELECT bank_account_id, 0, 0, amount_cents FROM receipt "
    "WHERE slip_id IS NULL AND voided_by_set_id IS NULL"
)
BANKS = Invariant(
    "current balance is available plus awaiting deposit",
    (
        Statement(
            "SELECT b.id, b.code AS bank, sum(p.current) AS current_cents, sum(p.available) AS available_cents, "
            f"sum(p.awaiting) AS awaiting_cents FROM ({_BANK_PARTS}) p JOIN account_code b ON b.id = p.account_id "
            "WHERE b.is_bank = 1 GROUP BY b.id, b.code HAVING sum(p.current) <> sum(p.available) + sum(p.awaiting)",
            "Bank {bank}: current balance {current_cents} is not {available_cents} available "
            "plus {awaiting_cents} awaiting deposit.",
            "bank", ("id",),
        ),
    ),
)
SHARES = Invariant(
    "bank balances are what the ledgers own in them",
    (
        Statement(
            "SELECT b.id, b.code AS bank, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT j.account_id, sum(j.amount_cents) AS cents FROM journal_line j WHERE j.account_id IN "
                "(SELECT id FROM account_code WHERE is_bank = 1) GROUP BY j.account_id",
                "SELECT account_id, sum(balance_cents) AS cents FROM account_balance WHERE account_id IN "
                "(SELECT id FROM account_code WHERE is_bank = 1) GROUP BY account_id",
                "account_id",
            )
            + ") d JOIN account_code b ON b.id = d.account_id",
            "Bank {bank}: the book balance is {one_cents}, the ledgers own {other_cents} in it.",
            "account", ("id",),
        ),
        Statement(
            "SELECT l.id, l.code AS ledger, sum(b.balance_cents) AS off_cents FROM account_balance b "
            "JOIN ledger l ON l.id = b.ledger_id GROUP BY l.id, l.code HAVING sum(b.balance_cents) <> 0",
            "Ledger {ledger}: its account balances are out of balance by {off_cents}.", "ledger", ("id",),
        ),
    ),
)
ONCE = Invariant(
    "a payment has one live receipt",
    (
        Statement(
            "SELECT min(payment_id) AS payment, count(*) AS count, min(id) AS first, max(id) AS last FROM receipt "
            "WHERE source_key IS NOT NULL AND voided_as_error = 0 GROUP BY source_key HAVING count(*) > 1",
            "Payment {payment} has {count} live receipts, {first} and {last} among them.", "receipt", ("last",),
        ),
    ),
)
LINES_ONCE = Invariant(
    "a working line posts once",
    (
        Statement(
            "SELECT min(id) AS first, max(id) AS last FROM receipt GROUP BY line_uuid HAVING count(*) > 1",
            "Receipts {first} and {last} were posted from the same working line.", "receipt", ("last",),
        ),
        Statement(
            "SELECT w.id AS line, r.id AS receipt FROM working_line w JOIN receipt r ON r.line_uuid = w.uuid",
            "Line {line} still waits on the working list, but receipt {receipt} was posted from it.",
            "receipt", ("receipt",),
        ),
    ),
)
BATCHES = Invariant(
    "batches are their payments",
    (
        Statement(
            "SELECT b.id AS batch, b.item_count AS count, b.total_cents, count(p.source_key) AS found, "
            "coalesce(sum(p.amount_cents), 0) AS found_cents FROM inosio_batch b "
            "LEFT JOIN inosio_payment p ON p.batch_id = b.id GROUP BY b.id, b.item_count, b.total_cents "
            "HAVING count(p.source_key) <> b.item_count OR coalesce(sum(p.amount_cents), 0) <> b.total_cents",
            "Batch {batch} says {count} payments, {total_cents}; {found} are stored, {found_cents}.",
            "batch", ("batch",),
        ),
    ),
)
BATCH_COUNTS = Invariant(
    "batches have no more receipts than payments",
    (
        Statement(
            "SELECT b.id AS batch, b.item_count AS count, coalesce(r.n, 0) AS posted, coalesce(w.n, 0) AS removed "
            f"FROM inosio_batch b LEFT JOIN (SELECT {BATCH_OF_RECEIPT} AS batch_id, count(*) AS n FROM receipt r "
            "WHERE r.batch_id IS NOT NULL AND r.voided_as_error = 0 GROUP BY 1) r ON r.batch_id = b.id "
            "LEFT JOIN (SELECT batch_id, count(*) AS n FROM working_line l "
            "WHERE l.state = 'removed' AND NOT EXISTS (SELECT 1 FROM receipt p "
            "WHERE p.source_key = l.source_key AND p.voided_as_error = 0) GROUP BY batch_id) w ON w.batch_id = b.id "
            "WHERE coalesce(r.n, 0) + coalesce(w.n, 0) > b.item_count",
            "Batch {batch} of {count} payments has {posted} posted and {removed} removed.", "batch", ("batch",),
        ),
    ),
)

INVARIANTS = (
    BALANCED, CHARGES, FEES, RECEIPTS, KEPT_BALANCES, CREDITS, OPEN_CREDITS, DEPOSITS, BANKS, SHARES, ONCE, LINES_ONCE,
    BATCHES, BATCH_COUNTS, *CORRECTIONS,
)
