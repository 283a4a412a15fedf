"""The invariants of corrections: voids, returned receipts, slips and what took their place, advance payments."""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from landlord_desktop.services.check_statements import Invariant, Statement, compare

_VOIDED = "EXISTS (SELECT 1 FROM transaction_set v WHERE v.reverses_set_id = {set} AND v.kind = 'void')"
_DEAD = (
    "WITH dead AS (SELECT v.reverses_set_id AS id FROM transaction_set v "
    "WHERE v.kind = 'void' AND v.reverses_set_id IS NOT NULL UNION SELECT n.reverses_set_id FROM transaction_set n "
    "JOIN receipt m ON m.id = n.reverses_set_id AND m.returned_by_set_id = n.id "
    f"WHERE n.kind = 'nsf' AND NOT {_VOIDED.format(set='n.id')}), "
    "family AS (SELECT id AS root, id AS member FROM dead UNION ALL SELECT d.id, t.id FROM dead d "
    "JOIN transaction_set t ON t.reverses_set_id = d.id UNION ALL SELECT d.id, t.id FROM dead d "
    "JOIN transaction_set p ON p.reverses_set_id = d.id JOIN transaction_set t ON t.reverses_set_id = p.id) "
)
"""Sets that were taken back, each with everything that took a part of it back."""


def _left(table: str, keys: str, amounts: str) -> str:
    """Sets that were taken back and of which something is left in a table."""
    return (
        _DEAD + "SELECT DISTINCT x.original, x.number FROM (SELECT f.root AS original, max(f.member) AS number "
        f"FROM family f JOIN {table} r ON r.set_id = f.member GROUP BY f.root, {keys} HAVING {amounts}) x"
    )


MIRRORS = Invariant(
    "reversing sets are exact mirrors",
    (
        Statement(
            _left("journal_line", "r.ledger_id, r.account_id, r.unit_id, r.tenant_id", "sum(r.amount_cents) <> 0"),
            "Set {number} reverses set {original}, but its lines are not the same with debit and credit exchanged.",
            "set", ("number",),
        ),
        Statement(
            _left(
                "allocation", "r.charge_id, r.credit_ledger_id, r.advance_id",
                "sum(r.amount_cents) <> 0 OR sum(r.fee_cents) <> 0",
            ),
            "Set {number} reverses set {original}, but does not take back the same allocations.",
            "set", ("number",),
        ),
        Statement(
            _left("credit_entry", "r.tenant_id, r.ledger_id, r.kind", "sum(r.amount_cents) <> 0"),
            "Set {number} reverses set {original}, but does not take back the same credit.", "set", ("number",),
        ),
        Statement(
            "SELECT v.id AS number, v.reverses_set_id AS original FROM transaction_set v JOIN bank_item i "
            "ON i.set_id = v.id OR i.set_id = v.reverses_set_id WHERE v.kind = 'void' "
            "GROUP BY v.id, v.reverses_set_id, i.bank_account_id HAVING sum(i.amount_cents) <> 0",
            "Set {number} reverses set {original}, but does not take back the same lines of the bank.",
            "set", ("number",),
        ),
    ),
)


def _marks(table: str, set_column: str, what: str, kind: str) -> Statement:
    """Records and the sets that void them must name each other."""
    return Statement(
        f"SELECT r.id AS record FROM {table} r WHERE r.voided_by_set_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM transaction_set v WHERE v.id = r.voided_by_set_id AND v.kind = 'void' "
        f"AND v.reverses_set_id = r.{set_column}) "
        f"UNION ALL SELECT r.id FROM transaction_set v JOIN {table} r ON r.{set_column} = v.reverses_set_id "
        "WHERE v.kind = 'void' AND (r.voided_by_set_id IS NULL OR r.voided_by_set_id <> v.id)",
        f"{what} {{record}}: it and the set that voids it do not name each other.", kind, ("record",),
    )


VOIDED = Invariant(
    "voided records and their voids name each other",
    (
        _marks("receipt", "id", "Receipt", "receipt"),
        _marks("charge", "set_id", "Charge", "charge"),
        _marks("deposit_slip", "id", "Deposit slip of set", "slip"),
        Statement(
            "SELECT c.id AS charge, sum(a.amount_cents) AS paid_cents FROM charge c JOIN allocation a "
            "ON a.charge_id = c.id WHERE c.voided_by_set_id IS NOT NULL GROUP BY c.id HAVING sum(a.amount_cents) <> 0",
            "Charge {charge} is voided, but {paid_cents} of it is paid.", "charge", ("charge",),
        ),
    ),
)
_BACK = (
    "SELECT n.reverses_set_id AS id, -sum(i.amount_cents) AS cents FROM transaction_set n "
    "LEFT JOIN bank_item i ON i.set_id = n.id "
    f"WHERE n.kind = 'nsf' AND NOT {_VOIDED.format(set='n.id')} GROUP BY n.reverses_set_id"
)
"""What of each receipt the bank has returned, all of it or parts."""

RETURNS = Invariant(
    "returned receipts and their NSF name each other",
    (
        Statement(
            "SELECT r.id AS receipt FROM receipt r WHERE r.returned_by_set_id IS NOT NULL AND (NOT EXISTS "
            "(SELECT 1 FROM transaction_set n WHERE n.id = r.returned_by_set_id AND n.kind = 'nsf' "
            f"AND n.reverses_set_id = r.id) OR {_VOIDED.format(set='r.returned_by_set_id')}) "
            f"UNION ALL SELECT b.id FROM ({_BACK}) b LEFT JOIN receipt r ON r.id = b.id WHERE r.id IS NULL "
            "OR (r.returned_by_set_id IS NULL AND b.cents >= r.amount_cents) "
            "OR (r.returned_by_set_id IS NOT NULL AND b.cents <> r.amount_cents)",
            "Receipt {receipt}: it and its NSF do not name each other.", "receipt", ("receipt",),
        ),
        Statement(
            f"SELECT b.id AS receipt FROM ({_BACK}) b JOIN receipt r ON r.id = b.id WHERE r.slip_id IS NULL",
            "Receipt {receipt} was returned by the bank, but is on no deposit slip.", "receipt", ("receipt",),
        ),
    ),
)
_SETTLED = (
    "SELECT p.id AS number, p.payment_id AS payment, p.set_id, p.amount_cents, p.source_key FROM returned_payment p "
    f"WHERE p.state = 'approved' AND NOT {_VOIDED.format(set='p.set_id')}"
)
APPROVED = Invariant(
    "approved returns have their NSF, and each NSF the amount that came back",
    (
        Statement(
            f"SELECT a.number, a.payment FROM ({_SETTLED}) a LEFT JOIN transaction_set n ON n.id = a.set_id "
            "LEFT JOIN receipt r ON r.id = n.reverses_set_id "
            "WHERE n.id IS NULL OR n.kind <> 'nsf' OR r.id IS NULL OR r.source_key <> a.source_key",
            "The return of payment {payment} is approved, but it has no NSF of its receipt.", "set", ("number",),
        ),
        Statement(
            "SELECT n.reverses_set_id AS receipt, a.payment, a.amount_cents, "
            f"coalesce(-sum(i.amount_cents), 0) AS back_cents FROM ({_SETTLED}) a "
            "JOIN transaction_set n ON n.id = a.set_id LEFT JOIN bank_item i ON i.set_id = n.id "
            "GROUP BY a.number, a.payment, a.amount_cents, n.reverses_set_id "
            "HAVING coalesce(-sum(i.amount_cents), 0) <> a.amount_cents",
            "Payment {payment} came back with {amount_cents}, but the NSF of receipt {receipt} took {back_cents} back.",
            "receipt", ("receipt",),
        ),
    ),
)
_SLIP_SUMS = "s.id, s.number, s.total_cents, s.item_count"
SLIPS = Invariant(
    "deposit slips are their receipts",
    (
        Statement(
            "SELECT s.id, s.number AS slip, s.total_cents, s.item_count AS count, count(r.id) AS found, "
            "coalesce(sum(r.amount_cents), 0) AS found_cents FROM deposit_slip s LEFT JOIN receipt r "
            f"ON r.slip_id = s.id WHERE s.voided_by_set_id IS NULL GROUP BY {_SLIP_SUMS} "
            "HAVING coalesce(sum(r.amount_cents), 0) <> s.total_cents OR count(r.id) <> s.item_count",
            "Slip {slip} says {count} receipts, {total_cents}; it holds {found}, {found_cents}.",
            "slip", ("id",),
        ),
        Statement(
            "SELECT s.id, s.number AS slip, s.total_cents, s.item_count AS count, count(r.id) AS found, "
            "coalesce(sum(r.amount_cents), 0) AS found_cents FROM deposit_slip s LEFT JOIN slip_receipt x "
            f"ON x.slip_id = s.id LEFT JOIN receipt r ON r.id = x.receipt_id GROUP BY {_SLIP_SUMS} "
            "HAVING coalesce(sum(r.amount_cents), 0) <> s.total_cents OR count(r.id) <> s.item_count",
            "Slip {slip} says {count} receipts, {total_cents}; {found} were put on it, {found_cents}.",
            "slip", ("id",),
        ),
        Statement(
            "SELECT s.id, s.number AS slip, r.id AS receipt FROM receipt r JOIN deposit_slip s ON s.id = r.slip_id "
            "WHERE s.voided_by_set_id IS NOT NULL OR NOT EXISTS "
            "(SELECT 1 FROM slip_receipt x WHERE x.slip_id = s.id AND x.receipt_id = r.id)",
            "Receipt {receipt} is on slip {slip}, which is voided or never held it.", "slip", ("id",),
        ),
        Statement(
            "SELECT s.id, s.number AS slip, r.id AS receipt, b.code AS bank FROM deposit_slip s JOIN receipt r "
            "ON r.slip_id = s.id JOIN account_code b ON b.id = s.bank_account_id "
            "WHERE r.bank_account_id <> s.bank_account_id",
            "Slip {slip} of bank {bank} holds receipt {receipt} of another bank.", "slip", ("id",),
        ),
        Statement(
            "SELECT s.id, s.number AS slip, r.id AS receipt FROM deposit_slip s JOIN receipt r ON r.slip_id = s.id "
            "WHERE r.voided_by_set_id IS NOT NULL",
            "Slip {slip} holds receipt {receipt}, which is voided.", "slip", ("id",),
        ),
        Statement(
            "SELECT s.id, s.number AS slip, o.number AS old FROM deposit_slip s JOIN deposit_slip o "
            "ON o.id = s.replaces_slip_id WHERE o.voided_by_set_id IS NULL",
            "Slip {slip} takes the place of slip {old}, which is not voided.", "slip", ("id",),
        ),
    ),
)
_USED = "SELECT advance_id, sum(amount_cents) AS used FROM allocation WHERE advance_id > 0 GROUP BY advance_id"
ADVANCES = Invariant(
    "advance payments are used as the charges they pay say",
    (
        Statement(
            "SELECT p.set_id AS receipt, p.id AS advance, p.amount_cents, p.unused_cents, "
            f"coalesce(u.used, 0) AS used_cents FROM advance_payment p LEFT JOIN ({_USED}) u ON u.advance_id = p.id "
            "WHERE p.unused_cents <> CASE WHEN p.reversed = 1 THEN 0 ELSE p.amount_cents - coalesce(u.used, 0) END "
            "OR coalesce(u.used, 0) < 0 OR (p.reversed = 1 AND coalesce(u.used, 0) <> 0) "
            "OR (p.unused_cents = 0 AND p.fee_unused_cents <> 0)",
            "Advance payment {advance} of receipt {receipt}, {amount_cents}: {unused_cents} is unused, but charges "
            "used {used_cents}.",
            "receipt", ("receipt",),
        ),
        Statement(
            "SELECT r.id AS receipt, r.advance_cents, coalesce(p.made, 0) AS made_cents FROM receipt r LEFT JOIN "
            "(SELECT set_id, sum(amount_cents) AS made FROM advance_payment GROUP BY set_id) p ON p.set_id = r.id "
            "WHERE r.advance_cents <> coalesce(p.made, 0)",
            "Receipt {receipt}: its advance payment is {advance_cents}, its parts are {made_cents}.",
            "receipt", ("receipt",),
        ),
        Statement(
            "SELECT p.set_id AS receipt, p.id AS advance FROM advance_payment p JOIN receipt r ON r.id = p.set_id "
            "WHERE p.reversed <> CASE WHEN r.voided_by_set_id IS NULL AND r.returned_by_set_id IS NULL "
            "THEN 0 ELSE 1 END",
            "Advance payment {advance} counts as receipt {receipt} does not, or the other way round.",
            "receipt", ("receipt",),
        ),
        Statement(
            "SELECT d.tenant_id, t.code AS tenant, l.code AS ledger, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT tenant_id, ledger_id, sum(unused_cents) AS cents FROM advance_payment "
                "GROUP BY tenant_id, ledger_id",
                "SELECT tenant_id, ledger_id, balance_cents AS cents FROM tenant_credit "
                "WHERE kind = 'advance_payment'",
                "tenant_id, ledger_id",
            )
            + ") d JOIN tenant t ON t.id = d.tenant_id JOIN ledger l ON l.id = d.ledger_id",
            "Tenant {tenant}, ledger {ledger}: advance payments of {one_cents} are unused, the balance kept is "
            "{other_cents}.",
            "tenant", ("tenant_id",),
        ),
    ),
)
_WITH_ITEMS = (
    "('nsf', 'transfer', 'credit_application', 'credit_adjustment', 'management_fee', 'journal_entry', 'opening')"
)
BANK_ITEMS = Invariant(
    "bank lines are what the sets moved in the banks",
    (
        Statement(
            "SELECT d.set_id AS number, b.code AS bank, d.one_cents, d.other_cents FROM ("
            + compare(
                "SELECT s.id AS set_id, j.account_id, sum(j.amount_cents) AS cents FROM transaction_set s "
                "JOIN journal_line j ON j.set_id = s.id JOIN account_code a ON a.id = j.account_id AND a.is_bank = 1 "
                f"WHERE s.kind IN {_WITH_ITEMS} GROUP BY s.id, j.account_id",
                "SELECT i.set_id, i.bank_account_id AS account_id, sum(i.amount_cents) AS cents FROM bank_item i "
                f"JOIN transaction_set s ON s.id = i.set_id WHERE s.kind IN {_WITH_ITEMS} "
                "GROUP BY i.set_id, i.bank_account_id",
                "set_id, account_id",
            )
            + ") d JOIN account_code b ON b.id = d.account_id",
            "Set {number} moved {one_cents} in bank {bank}, the bank's lines show {other_cents}.", "set", ("number",),
        ),
        Statement(
            "SELECT s.id AS number, s.number AS slip, s.total_cents, coalesce(sum(i.amount_cents), 0) AS found_cents "
            "FROM deposit_slip s LEFT JOIN bank_item i ON i.set_id = s.id AND i.bank_account_id = s.bank_account_id "
            "GROUP BY s.id, s.number, s.total_cents HAVING coalesce(sum(i.amount_cents), 0) <> s.total_cents",
            "Slip {slip} of {total_cents}: the bank's line shows {found_cents}.", "slip", ("number",),
        ),
        Statement(
            "SELECT s.id AS number, s.kind FROM bank_item i JOIN transaction_set s ON s.id = i.set_id "
            "WHERE s.kind IN ('receipt', 'ledger_receipt', 'charge')",
            "Set {number} ({kind}) has a line of the bank, but only its deposit slip may.", "set", ("number",),
        ),
    ),
)
EVENTS = Invariant(
    "sets of one action name its first set",
    (
        Statement(
            "SELECT t.id AS number, t.event_id AS event FROM transaction_set t LEFT JOIN transaction_set e "
            "ON e.id = t.event_id WHERE t.event_id <> t.id "
            "AND (e.id IS NULL OR e.id > t.id OR e.event_id IS NULL OR e.event_id <> e.id)",
            "Set {number} is said to belong to the action of set {event}, which began none.", "set", ("number",),
        ),
    ),
)

CORRECTIONS = (SLIPS, MIRRORS, VOIDED, RETURNS, APPROVED, ADVANCES, BANK_ITEMS, EVENTS)
