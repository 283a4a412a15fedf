"""The columns of the general ledger: its accounts, and the lines of one of them."""

from landlord_desktop.services.general_ledger import AccountTotal, LedgerAnswer, LedgerLine, usual_side
from landlord_desktop.services.set_words import set_description, spoken
from landlord_desktop.services.words import format_day
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.history_table import Column

_STATES = {
    "voided": State("neutral", "Voided"),
    "void": State("warning", "Void"),
    "nsf": State("warning", "NSF"),
}
_SIDE_HELP = "Positive on the side on which accounts of this type grow: credits for liabilities, equity and income"

ACCOUNTS = (
    Column("account", "Account", value=lambda row: row.code, width=130),
    Column("name", "Name", value=lambda row: row.name, width=200, stretch=True),
    Column("type", "Type", value=lambda row: spoken(row.account_type), width=130),
    Column(
        "opening", "Opening Balance", "money", lambda row: usual_side(row.opening_cents, row.account_type), 130,
        help=_SIDE_HELP,
    ),
    Column("debits", "Debits", "money", lambda row: row.debit_cents or None, 120),
    Column("credits", "Credits", "money", lambda row: row.credit_cents or None, 120),
    Column(
        "closing", "Closing Balance", "money", lambda row: usual_side(row.closing_cents, row.account_type), 130,
        help=_SIDE_HELP,
    ),
    Column("lines", "Lines", "count", lambda row: row.line_count, 64),
)  # fmt: skip


class AccountSide:
    """The type of the account whose lines are shown, for the column of its balance."""

    account_type = ""

    def balance(self, line: LedgerLine) -> int:
        """The balance after a line, on the account's usual side."""
        return usual_side(line.balance_cents, self.account_type)


def line_columns(side: AccountSide) -> tuple[Column, ...]:
    """The columns of an account's lines."""
    return (
        Column("posted_on", "Date", "date", lambda line: line.posted_on, 90),
        Column("set", "Set", value=lambda line: line.set_id, width=60, help="The number of the transaction set"),
        Column("state", "State", "state", lambda line: _STATES.get(line.state), 90),
        Column("description", "Description", value=lambda line: set_description(line.kind, line.memo), width=180,
               stretch=True),
        Column("ledger", "Ledger", value=lambda line: line.ledger, width=90),
        Column("unit", "Unit", value=lambda line: line.unit, width=100),
        Column("tenant", "Tenant", value=lambda line: line.tenant, width=104),
        Column("tenant_name", "Tenant Name", value=lambda line: line.tenant_name, width=160, visible=False),
        Column("debit", "Debit", "money", lambda line: line.debit_cents, 106),
        Column("credit", "Credit", "money", lambda line: line.credit_cents, 106),
        Column("balance", "Balance", "money", side.balance, 122, help=_SIDE_HELP),
    )  # fmt: skip


def account_of(answer: LedgerAnswer) -> AccountTotal | None:
    """The account whose lines are shown; None where all accounts are."""
    return answer.accounts[0] if answer.question.account_id is not None and answer.accounts else None


def reckoning(answer: LedgerAnswer) -> str:
    """What is listed, and how it adds up, in one or two sentences."""
    account, question = account_of(answer), answer.question
    if account is None:
        if not answer.accounts:
            return ""
        equal = (
            "debits and credits of these days are equal" if answer.debit_cents == answer.credit_cents
            else "debits and credits differ, because a part of the sets is chosen"
        )  # fmt: skip
        return f"{plural(len(answer.accounts), 'account')}: {equal}. Enter opens an account."
    hidden = answer.line_count - len(answer.lines)
    if hidden > 0:
        first = answer.lines[0].posted_on
        return (
            f"The newest {len(answer.lines):,} of {plural(answer.line_count, 'line')} are listed, from "
            f"{format_day(first)} on; the balances and sums are of all. Choose fewer days, a ledger or a tenant to see "
            "the others."
        )
    words = plural(answer.line_count, "line")
    voided = "" if question.with_voided else " Sets that were voided on their own day are left out."
    return f"{words}. Enter shows the whole set in the journal.{voided}"
