"""The window `Work Order History [Work Order]`: written here, or of Inosio and only to be seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from landlord_desktop.services.work_order_list import list_work_orders
from landlord_desktop.services.work_order_sites import Site, read_alerts
from landlord_desktop.services.work_order_words import initials, notification_words, stamp
from landlord_desktop.services.work_orders import WorkOrder, new_work_order, read_work_order, save_work_order
from landlord_desktop.sync.addresses import is_web_link
from landlord_desktop.ui.maintenance.work_order_choices import SitePick, read_choices, site_key, site_of
from landlord_desktop.ui.maintenance.work_order_parts import (
    LOCAL_FIELDS,
    SITE_HELP,
    ProblemPage,
    WorkOrderHeader,
    asset_page,
    billing_page,
    vendor_page,
)
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import format_moment, shown
from landlord_desktop.ui.widgets.detail_panel import Pair
from landlord_desktop.ui.widgets.edit_window import EditWindow, RecordSource
from landlord_desktop.ui.widgets.labels import set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import rows_of

TITLE = "Work Order History [Work Order]"
VIEW_ONLY = "This work order comes from Inosio: it is edited there, and the next retrieve brings the change here."
NO_PAGE = "Inosio has not told the page of this work order; retrieve the work orders first."
BROWSE_TIP = "Open it in the browser: log in to Inosio and edit it there (Ctrl+Alt+E)"
NOT_OPENED = "The page was not opened: only a page that begins with https:// is."


def open_in_browser(address: str) -> bool:
    """Open a page in the system's browser; whether that was possible."""
    return QDesktopServices.openUrl(QUrl(address))


class WorkOrderWindow(EditWindow[WorkOrder]):
    """The window of a work order; `opener` opens a page in the browser."""

    key, title, kind, noun = "work_order", TITLE, "Work Order", "work order"
    help_page = "work_orders"
    topics = frozenset({"work_orders", "profiles"})
    parameter = "record_id"
    tells = ("work_orders",)
    source = RecordSource(
        new=WorkOrder(),
        read=read_work_order,
        keys=lambda books: [row.record_id for row in list_work_orders(books)],
        save=save_work_order,
        key_of=lambda record: record.record_id,
        title_of=lambda record: f"Work order {record.number}" if record.number else "",
        choices=read_choices,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.opener: Callable[[str], bool] = open_in_browser
        self._showing = False
        self._site_codes: dict[object, str] = {}
        self.header = WorkOrderHeader()
        self.problem_page = ProblemPage(
            context.today, self.show_alerts, self.insert_time_and_initials, self.browse_to_work_order
        )
        vendor, billing, asset = vendor_page(context.today), billing_page(), asset_page(context.today)
        pages = [
            ("Problem Report", self.problem_page), ("Vendor Assignment", vendor), ("Account Billing", billing),
            ("Asset & Warranty", asset),
        ]  # fmt: skip
        self.build(self.header, pages, rows_of(self.header, self.problem_page, vendor, billing, asset))
        self._pick("unit_id").picked.connect(self._site_picked)
        self._pick("vendor_id").folder_asked.connect(self._open_vendor)

    # as a window of records

    def new_record(self, parameters: Mapping[str, object]) -> WorkOrder:  # noqa: ARG002 - nothing is handed in
        """A work order reported today."""
        return new_work_order(self.context.today())

    def first_focus(self) -> QWidget:
        """The name of a new one; of a stored one the problem's text."""
        name = "name" if self.record.record_id is None and not self._reading else "description"
        return self.rows[name].field

    def value_of(self, name: str) -> Any:
        """The site as one key; what was reported with its notes under it."""
        if name == "unit_id":
            return site_key(Site(self.record.unit_id, self.record.site_ledger_id))
        if name == "description":
            return _whole_text(self.record)
        return super().value_of(name)

    def with_values(self, values: Mapping[str, Any]) -> WorkOrder:
        """The order with what was typed; of an imported one only what is this office's own."""
        site = site_of(values["unit_id"])
        if self.record.imported:
            return replace(
                self.record, mark_for_printing=values["mark_for_printing"], unit_id=site.unit_id,
                site_ledger_id=site.ledger_id,
            )  # fmt: skip
        wanted = super().with_values({name: value for name, value in values.items() if name != "unit_id"})
        return replace(wanted, notes="", unit_id=site.unit_id, site_ledger_id=site.ledger_id)

    def show_choices(self, choices: Mapping[str, Sequence[PickRow]]) -> None:
        """Offer the records; the sites' codes tell which of them was found by its ID."""
        self._site_codes = {row.key: row.code.casefold() for row in choices["unit_id"]}
        super().show_choices(choices)

    def show_record(self, record: WorkOrder) -> None:
        """Fill the fields without filling in what goes with the site."""
        self._showing = True
        try:
            super().show_record(record)
        finally:
            self._showing = False
        self.set_title(TITLE)

    def record_shown(self) -> None:
        """Show what Inosio says beside the fields."""
        order, page = self.record, self.problem_page
        page.inosio.set_pairs([
            Pair("External ID", order.external_id, object_name="external_id"),
            Pair("External Status", order.external_status, object_name="external_status"),
            Pair("Last Modified", format_moment(order.last_modified) if order.last_modified else None,
                 object_name="last_modified"),
        ])  # fmt: skip
        set_shown(page.inosio, shown=order.imported)
        self.rows["unit_id"].set_help(_site_words(order) if order.imported else SITE_HELP)
        self.rows["notification_required"].set_help(
            shown(notification_words(order.notification_name, order.notification_phone))
        )

    def record_opened(self) -> None:
        """Say that an imported one is only seen here, and what could not be read of it."""
        if self.record.unreadable:
            self.problems.show_problem(
                "warning", f"Inosio's newest answer on this work order cannot be read ({self.record.unreadable}).",
                ["It is shown below as it came, and read again after an upgrade of this program."],
            )  # fmt: skip
        elif self.record.imported:
            self.problems.show_problem("info", VIEW_ONLY)

    def enable_parts(self) -> None:
        """Of an imported order only the mark, and a site that was not found by its ID, can be changed."""
        imported = self.record.imported
        for name, row in self.rows.items():
            own = name in LOCAL_FIELDS and not (name == "unit_id" and self._site_found())
            _set_open(row.field, is_open=not imported or own)
        self.problem_page.insert.setEnabled(not imported)
        self.problem_page.browse.setEnabled(bool(self.record.browse_url))
        self.problem_page.browse.setToolTip(
            BROWSE_TIP if self.record.browse_url else NO_PAGE
        )

    def left_buttons(self) -> list[CommandSpec]:
        """Print."""
        stored = self.record.record_id is not None
        return [CommandSpec("print", "Print", "print", "Ctrl+P", self.print_order, "Print this work order", stored)]

    # what its buttons do

    def insert_time_and_initials(self) -> None:
        """Write the stamp into the problem's description where the cursor is, on a line of its own."""
        text = self.problem_page.description
        cursor = text.textCursor()
        before = "" if cursor.atBlockStart() else "\n"
        now = self.context.books.local_time(self.context.books.now())
        cursor.insertText(f"{before}{stamp(now, self.context.initials() or initials(self.context.user))}\n")
        text.setTextCursor(cursor)
        text.setFocus()

    def show_alerts(self) -> None:
        """Show the profile alerts of the site, the tenant and the ledger."""
        values = self.values()
        books, site = self.context.books, site_of(values["unit_id"])
        tenant, ledger = values["tenant_id"], values["ledger_id"]
        self.context.background.run(
            lambda _task: read_alerts(books, site, tenant, ledger), done=self._show_alerts, owner=self
        )

    def browse_to_work_order(self) -> None:
        """Open the order's page at Inosio in the browser; only an address that may be opened."""
        address = self.record.browse_url
        if not address:
            self.problems.show_problem("info", NO_PAGE)
        elif not is_web_link(address) or not self.opener(address):
            self.problems.show_problem("warning", NOT_OPENED)

    def print_order(self) -> None:
        """Open the work order as a report, to be printed or written as PDF."""
        self.context.navigate("report", {"name": "work-order", "work_order_id": self.record.record_id})

    # how it is done

    def _pick(self, name: str) -> PickList:
        field = self.rows[name].field
        assert isinstance(field, PickList)  # noqa: S101 - these fields are pick lists
        return field

    def _site_found(self) -> bool:
        """Whether the site was found by its ID; one that was chosen by hand can be chosen better."""
        told = self.record.site_code.casefold()
        key = site_key(Site(self.record.unit_id, self.record.site_ledger_id))
        return self.record.site_known and self._site_codes.get(key, told) == told

    def _site_picked(self, _key: object) -> None:
        """A unit fills in its tenant, its ledger and the limit of a repair; a property its ledger."""
        row = self._pick("unit_id").picked_row()
        if self._showing or self.record.imported or not isinstance(row, SitePick):
            return
        if row.facts is None:
            self._pick("ledger_id").pick(row.ledger_id)
            return
        self._pick("ledger_id").pick(row.facts.ledger_id)
        if row.facts.tenant_id is None or not self._pick("tenant_id").pick(row.facts.tenant_id):
            self._pick("tenant_id").clear_pick()
        limit = self.rows["cost_limit_cents"].field
        if isinstance(limit, MoneyEdit) and row.facts.repair_limit_cents and not limit.value_cents():
            limit.set_cents(row.facts.repair_limit_cents)

    def _open_vendor(self, key: object) -> None:
        self.context.navigate("vendor", {} if key is None else {"record_id": key})

    def _show_alerts(self, alerts: Sequence[str]) -> None:
        if alerts:
            self.problems.show_problem("info", "Alerts:", [shown(one) for one in alerts])
        else:
            self.problems.show_problem("info", "There are no alerts for this site, tenant and ledger.")


def _whole_text(order: WorkOrder) -> str:
    parts = [order.description, order.notes]
    if order.unreadable:
        parts.append(order.raw_text)
    text = "\n".join(part for part in parts if part)
    return shown(text) if order.imported else text


def _site_words(order: WorkOrder) -> str:
    told = " ".join(shown(part) for part in (order.site_code, order.site_name) if part)
    if order.site_known:
        return f"Inosio calls it {told}." if told else "Inosio names no site; this one was chosen here."
    if told:
        return f"Not matched: Inosio names the site {told}, which is no ID here. Choose it once and save."
    return "Inosio names no site. Choose it and save, if you know it."


def _set_open(field: QWidget, *, is_open: bool) -> None:
    """Let a field be typed into, or only be read; a text stays readable and can be copied."""
    if field.objectName() == "work_order_id":
        return
    if isinstance(field, (QLineEdit, QPlainTextEdit)) and not isinstance(field, MoneyEdit):
        field.setReadOnly(not is_open)
    else:
        field.setEnabled(is_open)
