"""Opens the windows of receipts, charges and deposit slips from any list, and does what their buttons ask for."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import SlipDetail, SlipReceipt, slip_detail, waiting_for_slip
from landlord_desktop.services.receipt_detail import ChargeDetail, ReceiptDetail, charge_detail, receipt_detail
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.charge_window import ChargeWindow
from landlord_desktop.ui.corrections.kinds import VoidCorrection
from landlord_desktop.ui.corrections.receipt_window import ReceiptWindow
from landlord_desktop.ui.corrections.slip_window import SlipWindow
from landlord_desktop.ui.screen import ScreenContext


class RecordWindows(QObject):
    """The windows of one screen."""

    def __init__(self, context: ScreenContext, acts: Corrections, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._acts, self._window = context, acts, window

    def open_slip(self, slip_id: int) -> None:
        """Show a deposit slip."""
        books = self._context.books

        def read() -> tuple[SlipDetail, tuple[SlipReceipt, ...]]:
            slip = slip_detail(books, slip_id)
            return slip, waiting_for_slip(books, slip.bank_id)

        self._context.background.run(
            lambda _task: read(), done=self._show_slip, failed=self._acts.failed, owner=self
        )

    def replace_receipt(self, receipt_id: object) -> None:
        """Open the form of a receipt with this one, to be voided and replaced."""
        self._context.navigate("replace_receipt", {"receipt_id": receipt_id})

    def print_slip(self, slip_id: object) -> None:
        """Preview the deposit slip."""
        self._context.navigate("report", {"name": "deposit-slip", "slip_id": slip_id})

    def open_receipt(self, receipt_id: int) -> None:
        """Show a receipt."""
        books = self._context.books
        self._context.background.run(
            lambda _task: receipt_detail(books, receipt_id), done=self._show_receipt, failed=self._acts.failed,
            owner=self,
        )

    def open_charge(self, charge_id: int) -> None:
        """Show a charge."""
        books = self._context.books
        self._context.background.run(
            lambda _task: charge_detail(books, charge_id), done=self._show_charge, failed=self._acts.failed, owner=self
        )

    def _show_receipt(self, detail: ReceiptDetail) -> None:
        line = detail.line

        def act(what: str) -> None:
            if what == "slip" and line.slip_id is not None:
                self.open_slip(line.slip_id)
            elif what == "void":
                self._acts.void_receipt(line)
            elif what == "nsf":
                self._acts.nsf(line)

        made = ReceiptWindow(detail, self._context, self._window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.acted.connect(act)
        made.open()

    def _show_slip(self, found: tuple[SlipDetail, tuple[SlipReceipt, ...]]) -> None:
        slip, waiting = found

        def void(_slip_id: object) -> None:
            facts = f"{format_cents(slip.total_cents)} to {slip.bank}. Its receipts wait in Deposit Receipts again."
            self._acts.void(VoidCorrection(slip.slip_id, f"deposit slip {slip.number}", facts))

        made = SlipWindow(slip, waiting, self._context, self._window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.print_asked.connect(self.print_slip)
        made.void_asked.connect(void)
        made.replace_asked.connect(self.replace_receipt)
        made.receipt_asked.connect(self.open_receipt)
        made.open()

    def _show_charge(self, detail: ChargeDetail) -> None:
        def act(what: str) -> None:
            if what == "void":
                self._acts.void_charge(detail.line)
            elif what == "dispute":
                self._acts.dispute(detail.line)

        made = ChargeWindow(detail, self._context, self._window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.acted.connect(act)
        made.receipt_asked.connect(self.open_receipt)
        made.open()
