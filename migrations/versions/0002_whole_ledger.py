"""The whole ledger: reversals of every kind, advance payments, bank items, profiles, schedules; accrual by ledger.

The first schema of an office server; on SQLite the tables of the first books are rebuilt and filled.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

NEVER_CHANGED = (
    "transaction_set", "journal_line", "allocation", "credit_entry", "audit_entry", "slip_receipt",
)
FACTS = {
    "charge": "id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, receivable_account_id, origin, "
    "charged_on, amount_cents, fee_basis_points",
    "receipt": "id, kind, tenant_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents, "
    "open_credit_cents, advance_cents, payment_id, line_uuid, replaces_receipt_id",
    "deposit_slip": "id, number, bank_account_id, total_cents, item_count, replaces_slip_id",
    "bank_item": "set_id, line, bank_account_id, amount_cents, description, check_number",
    "advance_payment": "id, set_id, tenant_id, ledger_id, charge_code_id, account_id, amount_cents, fee_basis_points, "
    "fee_cents",
}
IMPORTED = (
    "id, origin, number, external_id, external_status, name, priority, reported_on, reported_by, phone, site_code, "
    "site_name, tenant_code, ledger_code, vendor_code, maintenance_type, description, notes, notification_required, "
    "notification_name, notification_phone, vendor_notified_on, required_by, started_on, completed_on, estimate_cents, "
    "cost_limit_cents, total_cents, browse_url, last_modified, unreadable, raw_text"
)
"""What the server says of a work order: it changes only with a new answer of the server, which `imports` counts."""


def upgrade() -> None:
    engine = op.get_bind().dialect.name
    script = Path(__file__).with_suffix(f".{engine}.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for name in NEVER_CHANGED:
        _refuse(name, "UPDATE")
        _refuse(name, "DELETE")
    for name, columns in FACTS.items():
        _refuse(name, f"UPDATE OF {columns}")
        _refuse(name, "DELETE")
    if engine == "postgresql":
        for name in (*NEVER_CHANGED, *FACTS):
            _refuse(name, "TRUNCATE")
    _refuse_imported(f"UPDATE OF {IMPORTED}", "OLD.origin = 'inosio' AND NEW.imports = OLD.imports")
    _refuse_imported("DELETE", "OLD.origin = 'inosio'")


def _refuse(table: str, act: str) -> None:
    trigger = f"{table}_{act.partition(' ')[0].lower()}_refused"
    if op.get_bind().dialect.name == "postgresql":
        each = "STATEMENT" if act == "TRUNCATE" else "ROW"
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: posted records are never changed'); END"
    )


def _refuse_imported(act: str, when: str) -> None:
    trigger = f"work_order_{act.partition(' ')[0].lower()}_refused"
    words = "work_order: a work order of Inosio is changed there"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
            f"ERRCODE = 'integrity_constraint_violation', MESSAGE = '{words}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON work_order FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION {trigger}()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {trigger} BEFORE {act} ON work_order WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def downgrade() -> None:
    raise RuntimeError("Restore the backup made before the upgrade.")
