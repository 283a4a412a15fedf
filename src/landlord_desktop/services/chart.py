"""The standard chart of accounts, posting table and charge codes of a new office."""

from sqlalchemy import Connection, insert, select

from landlord_desktop.db.models import setup

ACCOUNTS = (
    # code, name, ledger code, type, bank
    ("CHECKING", "Bank Account Checking", "1010", "current_asset", True),
    ("ESCROW", "Bank Account Escrow", "1020", "current_asset", True),
    ("DEPOSITS", "Security Deposits Held", "2100", "current_liability", False),
    ("CREDITS", "Tenant Open Credits", "2110", "current_liability", False),
    ("CASH IN", "Owner Contribution", "3100", "equity", False),
    ("RENT", "Rent Income", "4000", "income", False),
    ("LATE", "Late Fee Income", "4100", "income", False),
    ("WATER", "Water and Sewer Income", "4200", "income", False),
    ("MGMT INCOME", "Management Fee Income", "4300", "income", False),
    ("APPLICATION", "Application Fee Income", "4400", "other_income", False),
    ("MGMT FEE", "Management Fee Expense", "6000", "expense", False),
)
CHECK_STYLE = "Laser MICR Three Part (Top)"
POSTING_TABLE = (
    ("open_credits", "CREDITS"),
    ("security_deposits", "DEPOSITS"),
    ("owner_contribution", "CASH IN"),
    ("management_receipt", "APPLICATION"),
    ("management_fee_income", "MGMT INCOME"),
    ("management_fee_expense", "MGMT FEE"),
)
CHARGE_CODES = (
    # code, name, account, payee, late fees, management fees, tracks deposits
    ("RENT", "Rent", "RENT", "owner", True, True, False),
    ("WATER", "Water and Sewer", "WATER", "owner", False, False, False),
    ("LATE", "Late Fee", "LATE", "management", False, False, False),
    ("DEPOSIT", "Security Deposit", "DEPOSITS", "deposit", False, False, True),
)


def insert_standard_chart(connection: Connection) -> None:
    """Write the chart into an empty database."""
    connection.execute(
        insert(setup.account_code),
        [
            {
                "code": code, "name": name, "ledger_code": number, "account_type": kind,
                "is_bank": bank, "is_checking": bank, "is_escrow": code == "ESCROW",
            }
            for code, name, number, kind, bank in ACCOUNTS
        ],
    )
    accounts = {
        row.code: row.id for row in connection.execute(select(setup.account_code.c.code, setup.account_code.c.id))
    }
    banks = [{"account_id": accounts[row[0]], "check_style": CHECK_STYLE} for row in ACCOUNTS if row[4]]
    connection.execute(insert(setup.bank_detail), banks)
    connection.execute(
        insert(setup.posting_table), [{"role": role, "account_id": accounts[code]} for role, code in POSTING_TABLE]
    )
    connection.execute(
        insert(setup.charge_code),
        [
            {
                "code": code, "name": name, "account_id": accounts[account], "payee": payee,
                "subject_to_late_fees": late, "subject_to_management_fees": fee, "tracks_deposits": deposit,
            }
            for code, name, account, payee, late, fee, deposit in CHARGE_CODES
        ],
    )
