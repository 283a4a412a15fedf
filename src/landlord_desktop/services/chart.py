"""The standard chart of accounts, posting table and charge codes of a new office."""

from sqlalchemy import Connection, insert, select, text

from landlord_desktop.db.models import setup

ACCOUNTS = (
    # code, name, ledger code, type, bank
    ("CHECKING", "Bank Account Checking", "1010", "current_asset", True),
    ("ESCROW", "Bank Account Escrow", "1020", "current_asset", True),
    ("RECEIVABLE", "Accounts Receivable", "1200", "current_asset", False),
    ("DEPOSITS", "Security Deposits Held", "2100", "current_liability", False),
    ("CREDITS", "Tenant Open Credits", "2110", "current_liability", False),
    ("CASH IN", "Owner Contribution", "3100", "equity", False),
    ("RENT", "Rent Income", "4000", "income", False),
    ("LATE", "Late Fee Income", "4100", "income", False),
    ("WATER", "Water and Sewer Income", "4200", "income", False),
    ("MGMT INCOME", "Management Fee Income", "4300", "income", False),
    ("APPLICATION", "Application Fee Income", "4400", "other_income", False),
    ("NSF INCOME", "NSF Fee Income", "4500", "other_income", False),
    ("MGMT FEE", "Management Fee Expense", "6000", "expense", False),
    ("BANK CHARGES", "Bank Charges", "6100", "expense", False),
)
CHECK_STYLE = "Laser MICR Three Part (Top)"
POSTING_TABLE = (
    ("open_credits", "CREDITS"),
    ("security_deposits", "DEPOSITS"),
    ("owner_contribution", "CASH IN"),
    ("management_receipt", "APPLICATION"),
    ("management_fee_income", "MGMT INCOME"),
    ("management_fee_expense", "MGMT FEE"),
    ("accounts_receivable", "RECEIVABLE"),
    ("bank_charges", "BANK CHARGES"),
)
CHARGE_CODES = (
    # code, name, account, payee, late fees, management fees, tracks deposits
    ("RENT", "Rent", "RENT", "owner", True, True, False),
    ("WATER", "Water and Sewer", "WATER", "owner", False, False, False),
    ("LATE", "Late Fee", "LATE", "management", False, False, False),
    ("DEPOSIT", "Security Deposit", "DEPOSITS", "deposit", False, False, True),
    ("NSF", "NSF Fee", "NSF INCOME", "management", False, False, False),
)
SCHEDULES = (
    # code, name, period, every
    ("DAILY", "Daily", "day", 1),
    ("WEEKLY", "Weekly", "week", 1),
    ("BIWEEKLY", "Every Two Weeks", "week", 2),
    ("MONTHLY", "Monthly", "month", 1),
    ("QUARTERLY", "Quarterly", "month", 3),
    ("YEARLY", "Yearly", "year", 1),
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
    connection.execute(insert(setup.fee_profile).values(code="NONE", name="No management fee"))
    connection.execute(
        insert(setup.schedule),
        [{"code": code, "name": name, "period": period, "every": every} for code, name, period, every in SCHEDULES],
    )


def fee_profile(connection: Connection, basis_points: int) -> int | None:
    """The management fee profile of a plain percentage, made where there is none; None for no fee."""
    if not basis_points:
        return None
    found = connection.execute(_PLAIN_PROFILE, {"points": basis_points}).scalar()
    if found is None:
        code = f"{basis_points // 100}.{basis_points % 100:02}"
        row = connection.execute(
            insert(setup.fee_profile).values(
                code=code, name=f"Management fee of {code} %", fee_basis_points=basis_points
            )
        )
        found = row.inserted_primary_key[0] if row.inserted_primary_key else None
    return found


_PLAIN_PROFILE = text(
    "SELECT min(id) FROM fee_profile WHERE fee_basis_points = :points AND flat_fee_cents = 0 "
    "AND leasing_basis_points = 0 AND late_fee_owner_basis_points = 0"
)
