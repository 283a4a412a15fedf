"""AR > Tenant History: everything between the office and one tenant, and the place where it is corrected."""

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.services.receipt_lines import ReceiptLine
from landlord_desktop.services.set_words import kind_words
from landlord_desktop.services.tenant_history import TenantHistory, tenant_history, tenant_of_charge
from landlord_desktop.services.tenant_records import ChargeLine, CreditLine, PaymentPart
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.kinds import VoidCorrection
from landlord_desktop.ui.corrections.record_windows import RecordWindows
from landlord_desktop.ui.receivables.history_links import HistoryRow, Link, links_of
from landlord_desktop.ui.receivables.history_tabs import HistoryTabs
from landlord_desktop.ui.receivables.pick_rows import Picks, make_picks
from landlord_desktop.ui.receivables.tenant_head import FiveSums, TenantLine, TenantPick
from landlord_desktop.ui.receivables.tenant_info import TenantInfo
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_LINKS = (
    Column("day", "Date", "date", value=lambda row: row.day, width=90),
    Column("what", "What", value=lambda row: row.what, width=300, stretch=True),
    Column("fee", "Fee", "money", value=lambda row: row.fee_cents, width=100),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=110),
)


class TenantHistoryScreen(Screen):
    """Seven tabs of one tenant; below them what stands behind the line that is chosen."""

    key = "tenant_history"
    title = "Tenant History"
    help_page = "tenant_history"
    topics = frozenset({"receipts", "charges", "credits", "slips", "profiles", "journal"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.history: TenantHistory | None = None
        self._asked = 0
        self._wanted: tuple[str, Hashable] | None = None
        self.problems = ProblemBar("tenant_history_problem")
        self.pick, self.line, self.sums = TenantPick(), TenantLine(), FiveSums()
        self.lists = HistoryTabs()
        self.links = HistoryTable(
            "history_links", _LINKS, lambda row: row.number, "", "tenant_history_links",
            multi=False, with_filter=False,
        )  # fmt: skip
        self.links_title = label("", "history_links_title", "muted")
        self.acts = Corrections(context, self.problems, self)
        self.windows = RecordWindows(context, self.acts, self)
        self._lay_out()
        self.pick.picked.connect(self._picked)
        self.pick.options_changed.connect(self._options_changed)
        self.lists.selection_changed.connect(self._show_links)
        self.lists.activated.connect(self._activated)
        self.links.activated.connect(self._follow)
        self.acts.busy_changed.connect(self.left_buttons_changed)

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read who can be picked; show `tenant_id`, or the charge `charge_id` of its tenant."""
        books, charge_id = self.context.books, parameters.get("charge_id")

        def read() -> tuple[Picks, object]:
            whose = tenant_of_charge(books, charge_id) if isinstance(charge_id, int) else parameters.get("tenant_id")
            return make_picks(read_lookups(books)), whose

        if isinstance(charge_id, int):
            self._wanted = ("charge", charge_id)
        self.context.background.run(
            lambda _task: read(), done=self._begin, failed=self.acts.failed, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        """Read again what is shown, and who can be picked where that changed."""
        if "profiles" in changes.topics:
            self.activate()
        else:
            self._read()

    def first_focus(self) -> QWidget:
        """The unit; where a tenant is shown already, the list."""
        return self.pick.unit if self.history is None else self.lists.table()

    def left_buttons(self) -> list[CommandSpec]:
        """The guide's buttons; those that the chosen line has no use for are dimmed."""
        row, ready = self.lists.row(), not self.acts.busy
        there = self.history is not None
        receipt = row if isinstance(row, ReceiptLine) else None
        disputed = isinstance(row, ChargeLine) and row.disputed
        can_dispute = isinstance(row, ChargeLine) and (bool(row.unpaid_cents) or row.disputed)
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list", there),
            CommandSpec(
                "edit", "Edit", "edit", "Ctrl+E", self.edit, "Open the receipt or charge of the line", row is not None
            ),
            CommandSpec(
                "dispute", "Clear Dispute" if disputed else "Dispute", "warning", "Ctrl+U", self.dispute,
                "A disputed charge is neither sent nor paid by itself", ready and can_dispute,
            ),
            CommandSpec(
                "void", "Void", "remove", "Ctrl+Delete", self.void, "Take the whole transaction back by another",
                ready and _can_void(row),
            ),
            CommandSpec(
                "reverse", "Reverse", "undo", "Ctrl+R", self.reverse,
                "Reverse the whole batch of the receipt, or void it", ready and receipt is not None and receipt.is_live,
            ),
            CommandSpec(
                "nsf", "NSF", "cancel", "Ctrl+N", self.nsf, "The bank returned this payment",
                ready and receipt is not None and receipt.state == "deposited" and receipt.is_receipt,
            ),
            CommandSpec(
                "general_ledger", "General Ledger", "account", "Ctrl+G", self.general_ledger,
                "The lines of this tenant in the general ledger", there,
            ),
            CommandSpec(
                "tenant_info", "Tenant Info", "info", "Ctrl+T", self.tenant_info, "Balances and refund potential", there
            ),
            CommandSpec(
                "told_tenant", "Told to the Portal", "send", "Ctrl+L", self.told_to_portal,
                "What Inosio's portal was told of this tenant, when, and the server's answers", there,
            ),
            CommandSpec(
                "print_receipt", "Print Receipt", "print", "Ctrl+P", self.print_receipt,
                "A receipt for the tenant, now or again", receipt is not None,
            ),
            CommandSpec(
                "receive_payment", "Tenant Receipt", "money", "Ctrl+Shift+N", self.receive_payment,
                "Enter a payment of this tenant", there,
            ),
            CommandSpec(
                "charge_this_tenant", "Charge Tenant", "new", "Ctrl+Shift+E", self.charge, "Charge this tenant", there
            ),
        ]  # fmt: skip

    def receive_payment(self) -> None:
        """AR > Tenant Receipt with this tenant chosen."""
        if self.history is not None:
            self.context.navigate("tenant_receipt", {"tenant_id": self.history.head.tenant_id})

    def charge(self) -> None:
        """AR > Charge Tenant with this tenant chosen."""
        if self.history is not None:
            self.context.navigate("charge_tenant", {"tenant_id": self.history.head.tenant_id})

    # commands

    def focus_filter(self) -> None:
        """Type into the filter of the tab shown."""
        self.lists.table().filter.setFocus()

    def edit(self) -> None:
        """Open the receipt or the charge that the line is about."""
        row = self.lists.row()
        if isinstance(row, ChargeLine) or (isinstance(row, PaymentPart) and row.receipt_id is None):
            self.windows.open_charge(row.charge_id)
        elif isinstance(row, CreditLine) and row.receipt_id is None:
            self.context.open_record("set", row.set_id)
        elif row is not None and row.receipt_id is not None:
            self.windows.open_receipt(row.receipt_id)

    def dispute(self) -> None:
        """Flag the charge as disputed, or clear the flag."""
        row = self.lists.row()
        if isinstance(row, ChargeLine):
            self.acts.dispute(row)

    def void(self) -> None:
        """Void what the line is."""
        row = self.lists.row()
        if isinstance(row, ChargeLine):
            self.acts.void_charge(row)
        elif isinstance(row, ReceiptLine):
            self.acts.void_receipt(row)
        elif isinstance(row, CreditLine):
            self.acts.void(VoidCorrection(row.set_id, f"set {row.set_id}", f"{kind_words(row.kind)}."))

    def reverse(self) -> None:
        """Reverse the batch of the receipt, or void the receipt."""
        row = self.lists.row()
        if isinstance(row, ReceiptLine):
            self.acts.reverse(row)

    def nsf(self) -> None:
        """The bank returned the receipt."""
        row = self.lists.row()
        if isinstance(row, ReceiptLine):
            self.acts.nsf(row)

    def general_ledger(self) -> None:
        """The general ledger of this tenant."""
        if self.history is not None:
            self.context.navigate("general_ledger", {"tenant_id": self.history.head.tenant_id})

    def told_to_portal(self) -> None:
        """What the portal was told of this tenant."""
        if self.history is not None:
            self.context.navigate("told_tenant", {"tenant_id": self.history.head.tenant_id})

    def tenant_info(self) -> None:
        """Balances and refund potential."""
        if self.history is not None:
            dialog = TenantInfo(self.history, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def print_receipt(self) -> None:
        """A receipt for the tenant."""
        row = self.lists.row()
        if isinstance(row, ReceiptLine):
            self.context.navigate("report", {"name": "tenant-receipt", "receipt_id": row.receipt_id})

    # how it is done

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Tenant History", role="title"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.sums)
        below = QWidget()
        stack = QVBoxLayout(below)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE[1])
        stack.addWidget(self.links_title)
        stack.addWidget(self.links, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setObjectName("tenant_history_split")
        split.setChildrenCollapsible(False)
        split.addWidget(self.lists)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addWidget(self.pick)
        layout.addWidget(self.line)
        layout.addWidget(split, 1)
        layout.addWidget(self.lists.tabs)

    def _begin(self, found: tuple[Picks, object]) -> None:
        picks, whose = found
        self.pick.set_picks(picks)
        shown_now = None if self.history is None else self.history.head.tenant_id
        if isinstance(whose, int) and whose != shown_now:
            self.pick.pick(whose)
        elif shown_now is not None:
            self._read()

    def _picked(self, tenant_id: object) -> None:
        self.problems.clear()
        if tenant_id is None:
            self._asked += 1
            self._show((self._asked, None))
        else:
            self._read()

    def _options_changed(self) -> None:
        self._read()

    def _read(self) -> None:
        tenant_id, books = self.pick.tenant.picked_key(), self.context.books
        if not isinstance(tenant_id, int):
            return
        self._asked += 1
        asked, whole = self._asked, self.pick.for_responsible.isChecked()

        def read() -> tuple[int, TenantHistory | None]:
            return asked, tenant_history(books, tenant_id, for_responsible=whole)

        self.context.background.run(lambda _task: read(), done=self._show, failed=self.acts.failed, owner=self)

    def _show(self, found: tuple[int, TenantHistory | None]) -> None:
        if found[0] != self._asked:
            return
        had_keyboard = self.pick.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        another = self.history is None or found[1] is None or self.history.head.tenant_id != found[1].head.tenant_id
        self.history = found[1]
        head = None if self.history is None else self.history.head
        self.pick.show_head(head)
        self.line.show_head(head)
        self.sums.show_history(self.history)
        self.links.set_empty_text("Nothing belongs to it" if self.history is not None else "")
        self.lists.show_history(self.history, with_voided=self.pick.with_voided.isChecked())
        if another and self.history is not None and not self.history.unpaid and self.lists.tabs.key() == (
            "unpaid_charges"
        ):
            self.lists.tabs.choose("charges")
        self._choose_wanted()
        if another and had_keyboard and self.history is not None:
            self.lists.table().setFocus()
        self._show_links()

    def _choose_wanted(self) -> None:
        """Go to the record that was named when the screen was opened."""
        if self._wanted is not None and self.history is not None:
            kind, key = self._wanted
            self._wanted = None
            self._go_to(kind, key)

    def _show_links(self) -> None:
        row, history = self.lists.row(), self.history
        title, links = "", cast("list[Link]", [])
        if history is not None:
            title, links = links_of(history, row, with_voided=self.pick.with_voided.isChecked())
        self.links_title.setText(title)
        self.links.set_rows(links)
        self.left_buttons_changed.emit()

    def _activated(self, _key: object) -> None:
        self.edit()

    def _follow(self, _key: object) -> None:
        link = cast("Link | None", self.links.current_row())
        if link is not None:
            self._go_to(link.kind, link.key)

    def _go_to(self, kind: str, key: Hashable) -> None:
        """Show the record in its tab; one that is not listed is opened where it is shown."""
        tabs = {
            "charge": ("charges", "unpaid_charges"), "receipt": ("receipts",), "line": ("receipts",),
            "advance": ("advance_payments",), "credit": ("open_credits",),
        }  # fmt: skip
        listed = self._advance_of(key) if kind == "advance" else self._credit_of(key) if kind == "credit" else key
        if kind == "set":
            self.context.open_record("set", key)
        elif kind == "slip":
            self.windows.open_slip(cast("int", key))
        elif any(self.lists.choose(tab, listed) for tab in tabs[kind]):
            return
        elif kind == "charge":
            self.windows.open_charge(cast("int", key))
        else:
            self.windows.open_receipt(cast("int", key))

    def _advance_of(self, receipt_id: Hashable) -> Hashable:
        advances = () if self.history is None else self.history.advances
        return next((line.advance_id for line in advances if line.receipt_id == receipt_id), None)

    def _credit_of(self, set_id: Hashable) -> Hashable:
        lines = () if self.history is None else self.history.credits
        return next(((line.set_id, line.line) for line in lines if line.set_id == set_id), None)


def _can_void(row: HistoryRow | None) -> bool:
    if isinstance(row, ChargeLine):
        return row.voided_by_set_id is None
    if isinstance(row, ReceiptLine):
        return (row.is_receipt and row.state in {"awaiting", "deposited", "returned"}) or row.kind == "nsf"
    if isinstance(row, CreditLine):
        return row.kind in {"credit_application", "credit_adjustment"}
    return False
