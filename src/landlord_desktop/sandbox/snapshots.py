"""Snapshots of balances: opened, sent in parts, and shown once their control totals agree."""

from landlord_desktop.sandbox.contract import Violation
from landlord_desktop.sandbox.snapshot_store import SnapshotStore
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.storage import JsonObject
from landlord_desktop.sandbox.wire import Answer, Call, ProblemError


def open_snapshot(state: SandboxState, call: Call) -> Answer:
    """A new snapshot; the older one is shown until this one is committed."""
    record = SnapshotStore(state).open(call.integration.portfolio_id, call.body)
    return Answer(201, _told(record))


def put_part(state: SandboxState, call: Call) -> Answer:
    """Take a part. 422 where a tenant's balance is not the unpaid charges less the open credit."""
    store = SnapshotStore(state)
    record = _open_record(store, call)
    wrong = [
        violation
        for place, tenant in enumerate(call.body.get("tenants", []))
        for violation in _disagreements(tenant, f"/body/tenants/{place}")
    ]
    if wrong:
        raise ProblemError(422, "invalid", "Balances and charges do not agree.", wrong)
    store.put_part(record, call.values["number"], call.body)
    return Answer(204, None)


def commit(state: SandboxState, call: Call) -> Answer:
    """Show the snapshot. 409 where parts are missing or the control totals do not agree with the parts."""
    store = SnapshotStore(state)
    record = _open_record(store, call)
    reasons = _incomplete(store, record, call.body)
    if reasons:
        raise ProblemError(409, "snapshot_incomplete", " ".join(reasons))
    store.commit(record, state.now_text())
    return Answer(200, _told(record))


def cents(money: str) -> int:
    """The cents of money as the contract writes it ("-35.50")."""
    return int(money.replace(".", ""))


def _open_record(store: SnapshotStore, call: Call) -> JsonObject:
    record = store.find(call.integration.portfolio_id, call.values["snapshot_id"])
    if record is None:
        raise ProblemError(404, "not_found", "There is no such snapshot.")
    if record["state"] == "committed":
        raise ProblemError(409, "snapshot_committed", "The snapshot is committed already.")
    return record


def _told(record: JsonObject) -> JsonObject:
    return {name: record[name] for name in ("id", "state", "committed_at")}


def _disagreements(tenant: JsonObject, pointer: str) -> list[Violation]:
    found = [
        Violation(f"{pointer}/charges/{place}/unpaid", "must not exceed the charge's amount")
        for place, charge in enumerate(tenant["charges"])
        if cents(charge["unpaid"]) > cents(charge["amount"])
    ]
    unpaid = sum(cents(charge["unpaid"]) for charge in tenant["charges"])
    if unpaid - cents(tenant["open_credit"]) != cents(tenant["balance"]):
        found.append(Violation(f"{pointer}/balance", "must be the charges' unpaid amounts less open_credit"))
    return found


def _incomplete(store: SnapshotStore, record: JsonObject, totals: JsonObject) -> list[str]:
    numbers = record["parts"]
    if numbers != list(range(1, totals["parts"] + 1)):
        received = ", ".join(map(str, numbers)) or "none"
        return [f"{totals['parts']} parts were announced; received are: {received}."]
    tenants = store.rows(record, "tenants")
    counted = {
        "tenants": len(tenants),
        "charges": sum(len(tenant["charges"]) for tenant in tenants),
        "balance": sum(cents(tenant["balance"]) for tenant in tenants),
    }
    announced = {"tenants": totals["tenants"], "charges": totals["charges"], "balance": cents(totals["balance"])}
    reasons = [
        f"The control total `{name}` differs from the parts." for name in counted if counted[name] != announced[name]
    ]
    if len({tenant["tenant_id"] for tenant in tenants}) != len(tenants):
        reasons.append("A tenant stands in the parts twice.")
    banks = {bank["bank_account_id"] for bank in store.rows(record, "bank_accounts")}
    if any(tenant.get("bank_account_id", None) not in banks | {None} for tenant in tenants):
        reasons.append("A tenant names a bank account that is in no part.")
    return reasons
