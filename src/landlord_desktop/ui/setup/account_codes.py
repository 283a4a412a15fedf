"""Setup > Account Codes: the chart of accounts as a list."""

from landlord_desktop.services.account_codes import list_account_codes
from landlord_desktop.ui.setup.account_pages import ACCOUNT_TYPE_WORDS
from landlord_desktop.ui.widgets.list_screen import Folder, ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.rows_model import Column


class AccountCodesScreen(ListScreen):
    """Lists the account codes; Enter or Edit opens one in its window."""

    key = "account_codes"
    title = "Account Codes"
    help_page = "account_codes"
    topics = frozenset({"accounts"})
    source = ListSource(list_account_codes, lambda row: row.account_id)
    opens = "account"
    parameter = "account_id"
    noun = "account code"
    plural_noun = "account codes"
    folders_shown = (
        Folder("active", "1. Active", lambda row: row.active),
        Folder("banks", "2. Bank Accounts", lambda row: row.is_bank and row.active),
        Folder("inactive", "3. Inactive", lambda row: not row.active),
        Folder("all", "4. All", lambda _row: True),
    )
    columns = (
        Column("code", "ID", value=lambda row: row.code, width=150),
        Column("name", "Name", value=lambda row: row.name, width=280, stretch=True),
        Column("ledger_code", "Ledger Code", value=lambda row: row.ledger_code, width=110),
        Column("type", "Account Type", value=lambda row: ACCOUNT_TYPE_WORDS[row.account_type], width=160),
        Column(
            "number", "Account Number", value=lambda row: row.masked_number, width=140,
            help="Only the last four digits; the whole number is in the account's window",
        ),
        active_column(),
    )  # fmt: skip
