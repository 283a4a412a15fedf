"""Applicants until they are tenants, who works with the books, messages that a person discards."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

TOLD = (
    "id, external_id, kind, primary_external_id, status, first_name, last_name, email, phone, current_address, "
    "employer, monthly_income_cents, unit_code, move_in_on, lease_starts_on, lease_expires_on, rent_cents, "
    "submitted_on, approved_on, browse_url, last_modified, unreadable, raw_text, retrieved_at"
)
"""What the server says of an applicant: it is never changed once the applicant was accepted, here or there."""

ACCEPTANCE = "accepted_at, accepted_by, tenant_id"
WORDS = "applicant: once accepted, an applicant is never changed"


def upgrade() -> None:
    engine = op.get_bind().dialect.name
    script = Path(__file__).with_suffix(f".{engine}.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
    if engine == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_accepted_applicant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{WORDS}'; END $$"
        )
    accepted = "(OLD.accepted_at IS NOT NULL OR OLD.status = 'accepted')"
    _refuse("applicant_update_refused", f"UPDATE OF {TOLD}", accepted)
    _refuse("applicant_acceptance_refused", f"UPDATE OF {ACCEPTANCE}", "(OLD.accepted_at IS NOT NULL)")
    _refuse("applicant_delete_refused", "DELETE", accepted)


def _refuse(trigger: str, act: str, when: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON applicant FOR EACH ROW WHEN {when} "
            "EXECUTE FUNCTION refuse_accepted_applicant()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON applicant WHEN {when} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def downgrade() -> None:
    raise RuntimeError("Restore the backup made before the upgrade.")
