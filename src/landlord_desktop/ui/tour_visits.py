"""The end of the tour: what was posted, in the histories and the journal, and the other screens of the ledger."""

from collections.abc import Callable

from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.tour_driver import Driver, Script
from landlord_desktop.ui.widgets.history_table import HistoryTable

_SCREENS = (
    ("charge_tenant_entry", "charge-tenant"), ("bank_account_history", "bank-account-history-afterwards"),
    ("journal", "journal"),
)  # fmt: skip


def visit_ledger(driver: Driver, window: Callable[[], MainWindow], settle: Callable[[], Script]) -> Script:
    """Receipt History and the tenant of its newest receipt; then each screen of `_SCREENS`, a compile and a check."""
    yield driver.menu("receipt_history")
    yield from settle()
    yield driver.until("receipts are listed", lambda: _listed(window()))
    yield driver.picture("receipt-history")
    yield driver.click("tenant_history")
    yield from settle()
    yield driver.picture("tenant-history")
    for name, picture in _SCREENS:
        yield driver.menu(name)
        yield from settle()
        yield driver.picture(picture)
    yield driver.menu("scheduled_receivables")
    yield from settle()
    yield driver.click("compile")
    yield from settle()
    yield driver.picture("scheduled-receivables")
    yield driver.menu("check_books")
    yield from settle()
    yield driver.click("check")
    yield from settle()
    yield driver.picture("check-the-books")


def _listed(window: MainWindow) -> bool:
    screen = window.current_screen()
    return screen is not None and any(table.rows() for table in screen.findChildren(HistoryTable))

