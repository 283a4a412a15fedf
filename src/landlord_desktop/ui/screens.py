"""The screens of the program, in the menus' order."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from landlord_desktop.ui.screen import Screen, ScreenContext

MENUS = ("File", "Profiles", "AR", "AP", "GL", "Maintenance", "Reports", "Integration", "Setup", "Help")
HOME = "dashboard"


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """One screen: where it stands in the menu, and the path of its class. An edit window stands in no menu."""

    key: str
    menu: str
    text: str
    object_name: str
    class_path: str
    icon: str = ""
    left_button: bool = False
    left_text: str = ""
    shortcut: str = ""


_UI = "landlord_desktop.ui"
ENTRIES = (
    ScreenEntry("dashboard", "File", "Home", "home", f"{_UI}.home.dashboard:Dashboard", "home", shortcut="Ctrl+Home"),
    ScreenEntry(
        "inosio", "Integration", "Preferred Partners", "preferred_partners",
        f"{_UI}.integration.inosio_page:InosioPage", "integration",
        left_button=True, left_text="Integration", shortcut="Ctrl+I",
    ),
    ScreenEntry(
        "batch_receipts", "AR", "Batch Receipts", "batch_receipts",
        f"{_UI}.receivables.batch_screen:BatchScreen", "batch", left_button=True, shortcut="Ctrl+B",
    ),
    ScreenEntry(
        "scheduled_receivables", "AR", "Scheduled Receivables", "scheduled_receivables",
        f"{_UI}.receivables.scheduled_receivables:ScheduledReceivablesScreen", "calendar", shortcut="Ctrl+Shift+D",
    ),
    ScreenEntry(
        "tenant_history", "AR", "Tenant History", "tenant_history",
        f"{_UI}.receivables.tenant_history:TenantHistoryScreen", "tenant", left_button=True, shortcut="Ctrl+H",
    ),
    ScreenEntry(
        "receipt_history", "AR", "Receipt History", "receipt_history",
        f"{_UI}.receivables.receipt_history:ReceiptHistoryScreen", "history", shortcut="Ctrl+Shift+H",
    ),
    ScreenEntry(
        "deposit_receipts", "GL", "Deposit Receipts", "deposit_receipts",
        f"{_UI}.gl.deposit_screen:DepositScreen", "deposit", left_button=True, shortcut="Ctrl+D",
    ),
    ScreenEntry(
        "bank_history", "GL", "Bank Account History", "bank_account_history",
        f"{_UI}.gl.bank_history:BankHistoryScreen", "bank", left_button=True, shortcut="Ctrl+Shift+B",
    ),
    ScreenEntry(
        "general_ledger", "GL", "General Ledger", "general_ledger",
        f"{_UI}.gl.ledger_screen:GeneralLedgerScreen", "account", shortcut="Ctrl+Shift+G",
    ),
    ScreenEntry(
        "journal", "GL", "Journal", "journal", f"{_UI}.gl.journal_screen:JournalScreen", "history",
        shortcut="Ctrl+Alt+J",
    ),
    ScreenEntry(
        "check_books", "GL", "Check the Books", "check_books", f"{_UI}.gl.check_screen:CheckScreen", "check",
        shortcut="Ctrl+Alt+K",
    ),
    ScreenEntry(
        "account_codes", "Setup", "Account Codes", "account_codes",
        f"{_UI}.setup.account_codes:AccountCodesScreen", "account", left_button=True, shortcut="Ctrl+Shift+A",
    ),
    ScreenEntry("account", "", "Account", "account_window", f"{_UI}.setup.account_window:AccountWindow", "account"),
    ScreenEntry(
        "integration_log", "Integration", "Integration Log", "integration_log",
        f"{_UI}.integration.log_screen:IntegrationLogScreen", "history", shortcut="Ctrl+Shift+L",
    ),
    ScreenEntry(
        "reports", "Reports", "Reports\u2026", "reports", f"{_UI}.reports.reports_screen:ReportsScreen", "report",
        left_button=True, left_text="Reports", shortcut="Ctrl+Shift+R",
    ),
)  # fmt: skip


def make_screen(entry: ScreenEntry, context: ScreenContext) -> Screen:
    """Import the screen's module and build it."""
    module, _, name = entry.class_path.partition(":")
    build = cast("Callable[[ScreenContext], Screen]", getattr(import_module(module), name))
    return build(context)
