"""The snapshot of balances for the server: what each paying tenant owes, without disputed charges.

Balance = unpaid, undisputed charges less open credits and advance payments; a tenant who posts to a responsible tenant
stands under that one's room-mates. Money is written as decimal text (wire contract).
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import wire_from_cents
from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import read_settings

TENANTS_A_PART = 400


@dataclass(frozen=True, slots=True)
class SnapshotPayload:
    """The bodies of one snapshot: to open it, each part, and to commit it with the control totals."""

    open_body: bytes
    parts: tuple[bytes, ...]
    commit_body: bytes
    tenants: int
    balance_cents: int


def body_bytes(value: object) -> bytes:
    """A JSON body as it is stored and sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def build_snapshot(connection: Connection, books: Books) -> SnapshotPayload:
    """All balances as they stand now. RuleError where a used bank lacks its numbers."""
    settings = read_settings(connection)
    maintenance = settings["inosio.maintenance_with_balances"] == "yes"
    tenants = _tenant_records(connection)
    banks = _bank_rows(connection, tenants)
    missing = [row.code for row in banks if not (row.account_number.strip() and row.routing_number.strip())]
    if missing:
        raise RuleError(
            f"Bank account code {', '.join(missing)} lacks its account or routing number, so nothing was sent. "
            "Fill them in under Setup > Account Codes, tab 2 Checking Account Setup."
        )
    parts: list[dict[str, Any]] = [
        {"tenants": tenants[start : start + TENANTS_A_PART]} for start in range(0, len(tenants), TENANTS_A_PART)
    ] or [{"tenants": []}]
    parts[0]["bank_accounts"] = [
        {
            "bank_account_id": row.code, "name": row.name, "account_number": row.account_number.strip(),
            "routing_number": row.routing_number.strip(),
        }
        for row in banks
    ]
    if maintenance:
        parts[0] |= _maintenance(connection)
    charges = sum(len(tenant["charges"]) for tenant in tenants)
    balance_cents = sum(_cents(tenant["balance"]) for tenant in tenants)
    moment = books.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return SnapshotPayload(
        body_bytes({"as_of": books.today().isoformat(), "generated_at": moment, "with_maintenance": maintenance}),
        tuple(body_bytes(part) for part in parts),
        body_bytes(
            {
                "parts": len(parts), "tenants": len(tenants), "charges": charges,
                "balance": wire_from_cents(balance_cents),
            }
        ),
        len(tenants), balance_cents,
    )


def _bank_rows(connection: Connection, tenants: list[dict[str, Any]]) -> list[Row[Any]]:
    """The banks that the records name, and the one of the settings."""
    used = {tenant["bank_account_id"] for tenant in tenants if "bank_account_id" in tenant}
    used |= {bank} if (bank := _default_bank(connection)) else set()
    return [row for row in connection.execute(_BANKS) if row.code in used]


def _cents(wire: str) -> int:
    return int(wire.replace(".", ""))


def _default_bank(connection: Connection) -> str:
    return read_settings(connection)["inosio.bank"]


def _tenant_records(connection: Connection) -> list[dict[str, Any]]:
    charges: dict[int, list[dict[str, Any]]] = {}
    owed: dict[int, int] = {}
    for row in connection.execute(_CHARGES):
        owed[row.tenant_id] = owed.get(row.tenant_id, 0) + row.unpaid_cents
        charges.setdefault(row.tenant_id, []).append(
            {
                "charge_id": str(row.id), "code": row.code, "description": row.memo or row.name,
                "charged_on": row.charged_on, "due_on": row.due_on, "amount": wire_from_cents(row.amount_cents),
                "unpaid": wire_from_cents(row.unpaid_cents),
            }
        )
    credit = {row[0]: row[1] for row in connection.execute(_CREDITS)}
    roommates: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(_ROOMMATES):
        roommates.setdefault(row.responsible_tenant_id, []).append(
            {"tenant_id": row.code, "name": row.name, "email": row.email or None}
        )
    bank = _default_bank(connection)
    records = []
    for row in connection.execute(_PAYING):
        owed_cents, credit_cents = owed.get(row.id, 0), credit.get(row.id, 0)
        if not row.active and not owed_cents and not credit_cents:
            continue
        record: dict[str, Any] = {
            "tenant_id": row.code, "name": row.name, "email": row.email or None, "phone": row.phone or None,
            "applicant_id": row.applicant_id, "unit_id": row.unit_code, "unit_name": row.unit_name,
            "ledger_id": row.ledger_code, "active": bool(row.active), "payments_blocked": bool(row.payments_blocked),
            "balance": wire_from_cents(owed_cents - credit_cents), "open_credit": wire_from_cents(credit_cents),
            "charges": charges.get(row.id, []), "roommates": roommates.get(row.id, []),
        }
        if bank or row.bank_code:
            record["bank_account_id"] = bank or row.bank_code
        records.append(record)
    return records


def _maintenance(connection: Connection) -> dict[str, Any]:
    """What the server needs for work orders: sites, vendors and the types in use."""
    return {
        "sites": [
            {"site_id": row.code, "name": row.name, "address": row.address or None, "ledger_id": row.ledger_code}
            for row in connection.execute(_SITES)
        ],
        "vendors": [
            {"vendor_id": row.code, "name": row.name, "email": row.email or None, "phone": row.phone or None}
            for row in connection.execute(text("SELECT code, name, email, phone FROM vendor WHERE active = 1"))
        ],
        "maintenance_types": [
            row[0]
            for row in connection.execute(
                text("SELECT DISTINCT maintenance_type FROM work_order WHERE maintenance_type <> '' ORDER BY 1")
            )
        ],
    }


_CHARGES = text(
    "SELECT c.id, c.tenant_id, k.code, k.name, c.memo, c.charged_on, c.due_on, c.amount_cents, c.unpaid_cents "
    "FROM charge c JOIN charge_code k ON k.id = c.charge_code_id WHERE c.unpaid_cents > 0 AND c.disputed = 0 "
    "ORDER BY c.tenant_id, c.charged_on, c.id"
)
_CREDITS = text("SELECT tenant_id, sum(balance_cents) FROM tenant_credit WHERE balance_cents > 0 GROUP BY tenant_id")
_ROOMMATES = text(
    "SELECT responsible_tenant_id, code, name, email FROM tenant WHERE posts_to_responsible = 1 AND active = 1 "
    "ORDER BY code"
)
_PAYING = text(
    "SELECT t.id, t.code, t.name, t.email, t.phone, t.applicant_id, t.active, t.payments_blocked, u.code AS unit_code, "
    "u.name AS unit_name, l.code AS ledger_code, a.code AS bank_code FROM tenant t JOIN unit u ON u.id = t.unit_id "
    "JOIN ledger l ON l.id = u.ledger_id LEFT JOIN account_code a ON a.id = l.bank_account_id "
    "WHERE t.posts_to_responsible = 0 ORDER BY t.code"
)
_SITES = text(
    "SELECT u.code, u.name, u.address, l.code AS ledger_code FROM unit u JOIN ledger l ON l.id = u.ledger_id "
    "WHERE u.active = 1 ORDER BY u.code"
)
_BANKS = text(
    "SELECT a.code, a.name, coalesce(d.account_number, '') AS account_number, "
    "coalesce(d.routing_number, '') AS routing_number FROM account_code a "
    "LEFT JOIN bank_detail d ON d.account_id = a.id ORDER BY a.code"
)
