"""The screens of the program, in the menus' order."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from landlord_desktop.ui.features import APPLICANTS, MAINTENANCE
from landlord_desktop.ui.screen import Screen, ScreenContext

MENUS = ("File", "Profiles", "AR", "AP", "GL", "Maintenance", "Reports", "Integration", "Setup", "Help")
HOME = "dashboard"


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """One screen: where it stands in the menu, and the path of its class. An edit window stands in no menu.

    A screen of a `feature` (`ui/features.py`) is there only while the settings mark it.
    """

    key: str
    menu: str
    text: str
    object_name: str
    class_path: str
    icon: str = ""
    left_button: bool = False
    left_text: str = ""
    shortcut: str = ""
    feature: str = ""


_UI = "landlord_desktop.ui"
_PROFILES = f"{_UI}.profiles"
_LEDGERS = f"{_PROFILES}.ledger_lists"
_LISTS, _WINDOWS = f"{_UI}.setup.setup_lists", f"{_UI}.setup.setup_windows"
ENTRIES = (
    ScreenEntry("dashboard", "File", "Home", "home", f"{_UI}.home.dashboard:Dashboard", "home", shortcut="Ctrl+Home"),
    ScreenEntry(
        "inosio", "Integration", "Preferred Partners", "preferred_partners",
        f"{_UI}.integration.inosio_page:InosioPage", "integration",
        left_button=True, left_text="Integration", shortcut="Ctrl+I",
    ),
    ScreenEntry(
        "owners", "Profiles", "Owners", "owners", f"{_LEDGERS}:OwnersScreen", "account", shortcut="Ctrl+Shift+O",
    ),
    ScreenEntry(
        "properties", "Profiles", "Properties", "properties", f"{_LEDGERS}:PropertiesScreen", "home",
        shortcut="Ctrl+Shift+P",
    ),
    ScreenEntry(
        "management_groups", "Profiles", "Management Groups", "management_groups",
        f"{_LEDGERS}:ManagementGroupsScreen", "account", shortcut="Ctrl+Shift+M",
    ),
    ScreenEntry(
        "units", "Profiles", "Units", "units", f"{_PROFILES}.units:UnitsScreen", "home", shortcut="Ctrl+Shift+U",
    ),
    ScreenEntry(
        "tenants", "Profiles", "Tenants", "tenants", f"{_PROFILES}.tenants:TenantsScreen", "account",
        shortcut="Ctrl+Shift+T",
    ),
    ScreenEntry(
        "applicants", "Profiles", "Applicants", "applicants", f"{_PROFILES}.applicants:ApplicantsScreen", "user",
        shortcut="Ctrl+Alt+Y", feature=APPLICANTS,
    ),
    ScreenEntry(
        "vendors", "Profiles", "Vendors", "vendors", f"{_PROFILES}.vendors:VendorsScreen", "account",
        shortcut="Ctrl+Shift+V",
    ),
    ScreenEntry(
        "cross_reference", "Profiles", "Cross Reference", "cross_reference",
        f"{_PROFILES}.cross_reference:CrossReferenceScreen", "link", shortcut="Ctrl+Shift+X",
    ),
    ScreenEntry("owner", "", "Owner", "owner_window", f"{_PROFILES}.ledger_windows:OwnerWindow", "account"),
    ScreenEntry("property", "", "Property", "property_window", f"{_PROFILES}.ledger_windows:PropertyWindow", "home"),
    ScreenEntry(
        "management_group", "", "Management Group", "management_group_window",
        f"{_PROFILES}.ledger_windows:ManagementGroupWindow", "account",
    ),
    ScreenEntry("unit", "", "Unit", "unit_window", f"{_PROFILES}.units:UnitWindow", "home"),
    ScreenEntry("tenant", "", "Tenant", "tenant_window", f"{_PROFILES}.tenants:TenantWindow", "account"),
    ScreenEntry(
        "applicant", "", "Applicant", "applicant_window", f"{_PROFILES}.applicant_window:ApplicantWindow", "user",
        feature=APPLICANTS,
    ),
    ScreenEntry(
        "accept_applicant", "", "Accept Applicant", "accept_applicant_window",
        f"{_PROFILES}.accept_window:AcceptWindow", "user", feature=APPLICANTS,
    ),
    ScreenEntry("vendor", "", "Vendor", "vendor_window", f"{_PROFILES}.vendors:VendorWindow", "account"),
    ScreenEntry(
        "batch_receipts", "AR", "Batch Receipts", "batch_receipts",
        f"{_UI}.receivables.batch_screen:BatchScreen", "batch", left_button=True, shortcut="Ctrl+B",
    ),
    ScreenEntry(
        "after_post", "AR", "After the Post", "after_the_post",
        f"{_UI}.receivables.after_post:AfterPostScreen", "report", shortcut="Ctrl+Alt+P",
    ),
    ScreenEntry(
        "tenant_receipt", "AR", "Tenant Receipt", "tenant_receipt_entry",
        f"{_UI}.receivables.receipt_screen:TenantReceiptScreen", "money", shortcut="Ctrl+Alt+R",
    ),
    ScreenEntry(
        "ledger_receipt", "AR", "Ledger Receipt", "ledger_receipt_entry",
        f"{_UI}.receivables.ledger_receipt:LedgerReceiptScreen", "bank", shortcut="Ctrl+Alt+L",
    ),
    ScreenEntry(
        "charge_tenant", "AR", "Charge Tenant", "charge_tenant_entry",
        f"{_UI}.receivables.charge_tenant:ChargeTenantScreen", "new", shortcut="Ctrl+Alt+C",
    ),
    ScreenEntry(
        "adjust_open_credits", "AR", "Adjust Open Credits", "adjust_open_credits_entry",
        f"{_UI}.receivables.adjust_credits:AdjustCreditsScreen", "edit", shortcut="Ctrl+Alt+O",
    ),
    ScreenEntry(
        "scheduled_receivables", "AR", "Scheduled Receivables", "scheduled_receivables",
        f"{_UI}.receivables.scheduled_receivables:ScheduledReceivablesScreen", "calendar", shortcut="Ctrl+Shift+D",
    ),
    ScreenEntry(
        "returns", "AR", "Returns", "returns_screen", f"{_UI}.receivables.returns_screen:ReturnsScreen", "undo",
        shortcut="Ctrl+Alt+N",
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
        "replace_receipt", "", "Void and Replace", "void_and_replace_window",
        f"{_UI}.receivables.replace_receipt:ReplaceReceiptScreen", "edit",
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
        "bank_transfer", "GL", "Transfer Between Banks", "transfer_between_banks",
        f"{_UI}.gl.bank_transfer:BankTransferScreen", "send", shortcut="Ctrl+Alt+B",
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
        "work_order_history", "Maintenance", "Work Order History", "work_order_history",
        f"{_UI}.maintenance.work_order_history:WorkOrderHistory", "wrench", left_button=True, shortcut="Ctrl+Alt+W",
        feature=MAINTENANCE,
    ),
    ScreenEntry(
        "work_order", "", "Work Order", "work_order_window", f"{_UI}.maintenance.work_order_window:WorkOrderWindow",
        "wrench", feature=MAINTENANCE,
    ),
    ScreenEntry(
        "account_codes", "Setup", "Account Codes", "account_codes",
        f"{_UI}.setup.account_codes:AccountCodesScreen", "account", left_button=True, shortcut="Ctrl+Shift+A",
    ),
    ScreenEntry(
        "charge_codes", "Setup", "Charge Codes", "charge_codes", f"{_LISTS}:ChargeCodesScreen", "money",
        shortcut="Ctrl+Shift+C",
    ),
    ScreenEntry(
        "fee_profiles", "Setup", "Management Fee Profiles", "management_fee_profiles", f"{_LISTS}:FeeProfilesScreen",
        "money",
    ),
    ScreenEntry(
        "late_fee_profiles", "Setup", "Late Fee Profiles", "late_fee_profiles", f"{_LISTS}:LateFeeProfilesScreen",
        "clock",
    ),
    ScreenEntry("schedules", "Setup", "Schedules", "schedules", f"{_LISTS}:SchedulesScreen", "calendar"),
    ScreenEntry(
        "posting_table", "Setup", "Posting Table", "posting_table",
        f"{_UI}.setup.office_windows:PostingTableWindow", "settings",
    ),
    ScreenEntry(
        "database_settings", "Setup", "Database Settings", "database_settings",
        f"{_UI}.setup.office_windows:DatabaseSettingsWindow", "settings",
    ),
    ScreenEntry("users", "Setup", "Users", "users", f"{_UI}.setup.users:UsersScreen", "user"),
    ScreenEntry("user", "", "User", "user_window", f"{_UI}.setup.users:UserWindow", "user"),
    ScreenEntry("charge_code", "", "Charge Code", "charge_code_window", f"{_WINDOWS}:ChargeCodeWindow", "money"),
    ScreenEntry(
        "fee_profile", "", "Management Fee Profile", "management_fee_profile_window", f"{_WINDOWS}:FeeProfileWindow",
        "money",
    ),
    ScreenEntry(
        "late_fee_profile", "", "Late Fee Profile", "late_fee_profile_window", f"{_WINDOWS}:LateFeeProfileWindow",
        "clock",
    ),
    ScreenEntry("schedule", "", "Schedule", "schedule_window", f"{_WINDOWS}:ScheduleWindow", "calendar"),
    ScreenEntry("account", "", "Account", "account_window", f"{_UI}.setup.account_window:AccountWindow", "account"),
    ScreenEntry(
        "integration_log", "Integration", "Integration Log", "integration_log",
        f"{_UI}.integration.log_screen:IntegrationLogScreen", "history", shortcut="Ctrl+Shift+L",
    ),
    ScreenEntry(
        "told_tenant", "", "What the Portal Was Told", "what_the_portal_was_told_window",
        f"{_UI}.integration.told_screen:ToldScreen", "send",
    ),
    ScreenEntry(
        "autopilot", "Integration", "Autopilot", "autopilot_rounds_screen",
        f"{_UI}.integration.autopilot_screen:AutopilotScreen", "check", shortcut="Ctrl+Alt+U",
    ),
    ScreenEntry(
        "reports", "Reports", "Reports", "reports", f"{_UI}.reports.reports_screen:ReportsScreen", "report",
        left_button=True, left_text="Reports", shortcut="Ctrl+Shift+R",
    ),
)  # fmt: skip


def make_screen(entry: ScreenEntry, context: ScreenContext) -> Screen:
    """Import the screen's module and build it."""
    module, _, name = entry.class_path.partition(":")
    build = cast("Callable[[ScreenContext], Screen]", getattr(import_module(module), name))
    return build(context)
