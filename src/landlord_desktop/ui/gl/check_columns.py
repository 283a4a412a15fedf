"""What the check of the books shows: each check with its state, each finding with the record it names."""

from dataclasses import dataclass

from landlord_desktop.services.check_queries import INVARIANTS
from landlord_desktop.services.checks import CheckResult
from landlord_desktop.services.findings import RecordKey
from landlord_desktop.services.set_words import spoken
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.history_table import Column

_KINDS = {
    "set": "Journal", "charge": "Charge", "receipt": "Receipt", "slip": "Deposit slip", "tenant": "Tenant",
    "ledger": "Ledger", "ledger_account": "Account", "account": "Account", "bank": "Bank", "batch": "Batch",
    "outbox_item": "Integration Log",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in the list; `number` is its place among all."""

    number: int
    check: str
    sentence: str
    kind: str
    key: RecordKey


def check_state(result: CheckResult) -> State:
    """How a check ended, as sign and word."""
    if result.ok:
        return State("positive", "Proven")
    return State("negative", plural(len(result.found), "finding"))


def finding_rows(checks: tuple[CheckResult, ...]) -> list[FindingRow]:
    """The findings of all checks, numbered."""
    found = [(check.name, finding) for check in checks for finding in check.found]
    return [
        FindingRow(number, name, finding.sentence, finding.kind, finding.key)
        for number, (name, finding) in enumerate(found, 1)
    ]


def step_words(done: int) -> str:
    """What is being looked at after so many steps."""
    if done < len(INVARIANTS):
        return f"{spoken(INVARIANTS[done].name)}\u2026"
    return "Reading stored contents and content hashes\u2026"


CHECKS = (
    Column("state", "Result", "state", check_state, 130),
    Column("name", "Check", value=lambda result: spoken(result.name), width=260, stretch=True),
)
FINDINGS = (
    Column("sentence", "Finding", value=lambda row: row.sentence, width=330, stretch=True),
    Column("opens", "Opens", value=lambda row: _KINDS.get(row.kind, ""), width=110,
           help="What Enter opens: the record that the finding names"),
)  # fmt: skip
