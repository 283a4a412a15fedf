"""The columns and states of the journal and of the audit trail."""

from landlord_desktop.services.journal_view import SetRow
from landlord_desktop.services.set_words import kind_words, spoken
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.history_table import Column


def set_state(row: SetRow) -> State | None:
    """What became of a set, or what it took back, as sign and word."""
    if row.correction == "voided":
        return State("neutral", f"Voided by {row.corrected_by}")
    if row.correction == "returned":
        return State("warning", f"Returned by {row.corrected_by}")
    if row.reverses is not None:
        return State("info", f"Reverses {row.reverses}")
    return None


def memo_and_reason(row: SetRow) -> str:
    """The memo, and the reason of a correction."""
    return f"{row.memo}: {row.reason}" if row.memo and row.reason else row.memo or row.reason


SETS = (
    Column("set", "Set", value=lambda row: row.set_id, width=66, help="The number of the transaction set"),
    Column("entered_at", "Entered", "date", lambda row: row.entered_at, 164),
    Column("user", "By", value=lambda row: row.user, width=58),
    Column("workstation", "PC", value=lambda row: row.workstation, width=94, roomy=130),
    Column("posted_on", "Posted", "date", lambda row: row.posted_on, 92, help="The posting date"),
    Column("kind", "Kind", value=lambda row: kind_words(row.kind), width=104),
    Column("state", "State", "state", set_state, 164),
    Column("tenant", "Tenant", value=lambda row: row.tenant, width=94, roomy=140),
    Column("tenant_name", "Tenant Name", value=lambda row: row.tenant_name, width=160, visible=False),
    Column(
        "memo", "Memo", value=memo_and_reason, width=100, help="The memo, and the reason of a correction", stretch=True
    ),
    Column("amount", "Amount", "money", lambda row: row.amount_cents, 102),
)
ENTRIES = (
    Column("line", "Line", value=lambda line: line.line, width=40, visible=False),
    Column("ledger", "Ledger", value=lambda line: line.ledger, width=70),
    Column("account", "Account", value=lambda line: line.account, width=104, roomy=140),
    Column("account_name", "Name", value=lambda line: line.account_name, width=80, stretch=True),
    Column("unit", "Unit", value=lambda line: line.unit, width=90, visible=False),
    Column("tenant", "Tenant", value=lambda line: line.tenant, width=90, visible=False),
    Column("debit", "Debit", "money", lambda line: line.debit_cents, 90),
    Column("credit", "Credit", "money", lambda line: line.credit_cents, 90),
)
EFFECTS = (
    Column("what", "What", value=lambda effect: effect.what, width=90),
    Column("sentence", "Record", value=lambda effect: effect.sentence, width=190, stretch=True),
    Column("amount", "Amount", "money", lambda effect: effect.amount_cents, 100),
)
CHANGES = (
    Column("at", "Time", "date", lambda row: row.at, 160),
    Column("user", "By", value=lambda row: row.user, width=80),
    Column("workstation", "PC", value=lambda row: row.workstation, width=100),
    Column("action", "Action", value=lambda row: spoken(row.action), width=160),
    Column("subject", "Subject", value=lambda row: row.subject, width=170),
    Column("sentence", "What happened", value=lambda row: row.sentence, width=260, stretch=True),
)
