"""The guide's job, parts A to D and F, in the real windows: what is pressed, what is waited for, what is pictured."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QTabBar, QTabWidget

from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.tour_driver import Driver, Script, TourError
from landlord_desktop.ui.tour_visits import visit_ledger
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

GUIDE_BATCH = "2732388606925747"
GUIDE_TOTAL = "2700.00"


@dataclass(frozen=True)
class TourFacts:
    """What the script needs from outside: a fresh token, and whether the sync thread is at rest."""

    token: Callable[[], str]
    at_rest: Callable[[], bool]


def whole_job(window: Callable[[], MainWindow], driver: Driver, facts: TourFacts) -> Script:
    """All parts in the guide's order."""
    yield driver.until("the books are open", lambda: window().context is not None and facts.at_rest())
    yield driver.shown("integration")
    yield driver.until("the dashboard shows its figures", lambda: driver.find("refresh") is not None)
    yield from _settle(driver, window)
    yield driver.picture("home")
    yield from _part_a(driver, window, facts)
    yield from _part_b(driver, window)
    yield from _part_c(driver, window, facts)
    yield from _load(driver, window)
    yield from _settle_exceptions(driver, window)
    yield from _deposit(driver, window)
    yield from _part_f(driver, window)
    yield from visit_ledger(driver, window, lambda: _settle(driver, window))
    yield driver.menu("home")
    yield from _settle(driver, window)
    yield driver.picture("home-afterwards")


def _settle(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """Wait until nothing is read or written in the background."""
    for _time in range(3):
        yield driver.until("the background is at rest", lambda: _at_rest(window()))


def _at_rest(window: MainWindow) -> bool:
    return window.context is not None and not window.context.background.busy


def _part_a(driver: Driver, window: Callable[[], MainWindow], facts: TourFacts) -> Script:
    """Paste the token from Inosio, test the connection, save."""
    yield driver.click("integration")
    yield driver.shown("integration_settings")
    yield from _settle(driver, window)
    yield driver.picture("preferred-partner-integrations")
    yield driver.click("integration_settings")
    yield driver.shown("inosio_settings")
    yield driver.do("paste the token", lambda: _paste(driver, facts.token()))
    yield driver.click("test_connection")
    yield driver.until("the connection is tested", lambda: _is_tested(driver))
    yield driver.picture("inosio-settings")
    yield driver.click("save")
    yield driver.until("the settings are closed", lambda: driver.find("inosio_settings") is None)
    yield from _settle(driver, window)


def _paste(driver: Driver, token: str) -> None:
    from PySide6.QtWidgets import QApplication, QLineEdit

    field = driver.need("user_token")
    edit = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    if edit is None:
        raise TourError("There is no field for the User Token.")
    edit.setFocus()
    QApplication.clipboard().setText(token)
    edit.selectAll()
    edit.paste()
    QApplication.clipboard().clear()


def _is_tested(driver: Driver) -> bool:
    button = driver.find("test_connection")
    return button is not None and button.isEnabled()


def _part_b(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """Setup > Account Codes, the checking account's three tabs; then the bank's history."""
    yield driver.menu("account_codes")
    yield driver.until("the account codes are listed", lambda: len(_table(driver, "account_codes").shown_rows()) > 0)
    yield driver.picture("account-codes")
    yield driver.do("choose CHECKING", lambda: _choose(driver, "account_codes", "CHECKING"))
    yield driver.click("edit")
    yield driver.shown("account_tabs")
    yield from _settle(driver, window)
    for place, name in enumerate(("account-options", "checking-account-setup", "micr-check-setup")):
        yield driver.do(f"tab {place + 1}", partial(_tab, driver, "account_tabs", place))
        yield driver.picture(name)
    yield driver.click("close")
    yield driver.menu("bank_account_history")
    yield from _settle(driver, window)
    yield driver.picture("bank-account-history")


def _part_c(driver: Driver, window: Callable[[], MainWindow], facts: TourFacts) -> Script:
    """Synchronize With Server; the log says what was sent."""
    yield driver.menu("preferred_partners")
    yield driver.click("synchronize_with_server")
    yield driver.until("the round has begun", lambda: not facts.at_rest() or _told(driver))
    yield driver.until("the server has answered", lambda: facts.at_rest() and _told(driver))
    yield from _settle(driver, window)
    yield driver.picture("balances-sent")
    yield driver.menu("integration_log")
    yield from _settle(driver, window)
    yield driver.picture("integration-log")


def _told(driver: Driver) -> bool:
    return any(bar.text for bar in driver.top().window().findChildren(ProblemBar) if bar.isVisible())


def _load(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """AR > Batch Receipts, Load Receipts from Inosio, Update All Dates, Report."""
    yield driver.menu("batch_receipts")
    yield driver.shown("load_receipts_from_inosio")
    yield from _settle(driver, window)
    yield driver.picture("batch-receipts-empty")
    yield driver.click("load_receipts_from_inosio")
    yield driver.shown("load_receipts_dialog")
    yield driver.picture("load-receipts-unprocessed")
    yield driver.click("check_server_for_more_batches")
    yield driver.until("the server was checked", lambda: _enabled(driver, "check_server_for_more_batches"))
    yield driver.click("load_receipts")
    yield driver.shown("confirm_ok")
    yield driver.picture("load-receipts-message")
    yield driver.click("confirm_ok")
    yield driver.until("three payments are listed", lambda: len(_payments(driver).rows()) == 3)
    yield driver.do("choose the last payment", lambda: _choose_last(driver))
    yield from _settle(driver, window)
    yield driver.picture("batch-receipts-loaded")
    yield driver.click("update_all_dates")
    yield driver.shown("confirm_update")
    yield driver.picture("update-all-dates-warning")
    yield driver.click("confirm_update")
    yield from _settle(driver, window)
    yield driver.click("report")
    yield driver.shown("save_pdf")
    yield from _settle(driver, window)
    yield driver.picture("post-batch-receipts-report")
    yield driver.click("close")


def _settle_exceptions(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """Process Payment for the payment of less, the proposals for the two without charges, then Post."""
    yield driver.menu("batch_receipts")
    yield driver.do("choose the last payment", lambda: _choose_last(driver))
    yield from _settle(driver, window)
    yield driver.click("process_payment")
    yield driver.shown("tenant_receipt")
    yield from _settle(driver, window)
    yield driver.picture("tenant-receipt")
    yield driver.click("post_receipt")
    yield driver.shown("journal_preview")
    yield driver.picture("journal-preview")
    yield driver.click("preview_post")
    yield driver.until("the receipt is posted", lambda: driver.find("tenant_receipt") is None)
    for left in (2, 1):
        yield driver.until("the list is shorter", lambda: len(_payments(driver).rows()) == 2)
        yield driver.do("choose a payment", partial(_choose_place, driver, left - 1))
        yield from _settle(driver, window)
        yield driver.click("accept")
        yield from _settle(driver, window)
    yield driver.picture("batch-receipts-accepted")
    yield driver.click("post")
    yield driver.until("all is posted", lambda: not _payments_listed(driver))
    yield from _settle(driver, window)
    yield driver.picture("batch-receipts-posted")


def _deposit(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """GL > Deposit Receipts: the batch's slip, when the difference is zero; then its print."""
    yield driver.menu("deposit_receipts")
    yield driver.shown(f"mark_batch_{GUIDE_BATCH}")
    yield from _settle(driver, window)
    yield driver.click(f"mark_batch_{GUIDE_BATCH}")
    yield driver.type("total_deposit", GUIDE_TOTAL)
    yield from _settle(driver, window)
    yield driver.picture("deposit-receipts")
    yield driver.click("post")
    yield driver.until("the slip is posted", lambda: driver.find(f"mark_batch_{GUIDE_BATCH}") is None)
    yield from _settle(driver, window)
    yield driver.click("print_posted_slip")
    yield driver.shown("save_pdf")
    yield from _settle(driver, window)
    yield driver.picture("deposit-slip-print")
    yield driver.click("close")


def _part_f(driver: Driver, window: Callable[[], MainWindow]) -> Script:
    """Profiles > Applicants, and the window that accepts the household of the first."""
    yield driver.menu("applicants")
    yield driver.until("the applicants are listed", lambda: len(_table(driver, "applicants").shown_rows()) > 0)
    yield driver.click("edit")
    yield driver.click("accept_applicant_and_create_a_tenant_profile")
    yield driver.shown("co_applicant_1_tenant_id")
    yield from _settle(driver, window)
    yield driver.picture("accept-applicant")


def _table(driver: Driver, name: str) -> HistoryTable:
    found = driver.need(name)
    table = found if isinstance(found, HistoryTable) else found.findChild(HistoryTable)
    if table is None:
        raise TourError(f"{name} is no table.")
    return table


def _payments(driver: Driver) -> HistoryTable:
    return _table(driver, "payments")


def _payments_listed(driver: Driver) -> bool:
    found = driver.find("payments")
    return isinstance(found, HistoryTable) and len(found.rows()) > 0


def _choose(driver: Driver, table_name: str, code: str) -> None:
    table = _table(driver, table_name)
    table.set_filter(code)
    table.select_key(table.model.row_key(table.shown_rows()[0]))


def _choose_last(driver: Driver) -> None:
    _choose_place(driver, len(_payments(driver).rows()) - 1)


def _choose_place(driver: Driver, place: int) -> None:
    table = _payments(driver)
    table.select_key(table.model.row_key(table.shown_rows()[place]))
    table.setFocus()


def _tab(driver: Driver, name: str, place: int) -> None:
    found = driver.need(name)
    if isinstance(found, (QTabWidget, QTabBar)):
        found.setCurrentIndex(place)


def _enabled(driver: Driver, name: str) -> bool:
    found = driver.find(name)
    return isinstance(found, QAbstractButton) and found.isEnabled()


