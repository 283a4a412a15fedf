"""The first books: all tables and indexes, and the triggers that keep posted records as they are."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

NEVER_CHANGED = ("transaction_set", "journal_line", "allocation", "credit_entry", "audit_entry")
FACTS = {
    "charge": "id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, charged_on, amount_cents, "
    "fee_basis_points",
    "receipt": "id, kind, tenant_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents, "
    "open_credit_cents, payment_id, line_uuid",
    "deposit_slip": "id, number, bank_account_id, total_cents, item_count",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # the first schema of an office server is the second one
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for name in NEVER_CHANGED:
        _refuse(name, "UPDATE")
        _refuse(name, "DELETE")
    for name, columns in FACTS.items():
        _refuse(name, f"UPDATE OF {columns}")
        _refuse(name, "DELETE")


def _refuse(table: str, act: str) -> None:
    trigger = f"{table}_{act.partition(' ')[0].lower()}_refused"
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: posted records are never changed'); END"
    )


def downgrade() -> None:
    raise RuntimeError("Restore the backup made before the upgrade.")
