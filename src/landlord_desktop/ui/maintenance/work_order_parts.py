"""The parts of a work order's window: the header and the four pages."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from landlord_desktop.services.profiles.field_checks import LONGEST_LINE, LONGEST_NAME
from landlord_desktop.services.work_order_words import BILL_TO, PRIORITIES, STATUSES
from landlord_desktop.services.work_orders import FIELD_NAMES
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.detail_panel import DetailPanel
from landlord_desktop.ui.widgets.fields import NotesEdit, check_field, choice_field, text_field
from landlord_desktop.ui.widgets.form import Form, FormRow
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.record_pages import RecordPage

Today = Callable[[], date]
LOCAL_FIELDS = frozenset({"mark_for_printing", "unit_id"})
"""Fields of an imported order that are this office's own: the mark, and the site where it is not known."""


SITE_HELP = "The unit or property it is about; a unit fills in its tenant and ledger."


class WorkOrderHeader(Card):
    """ID, Mark for Printing and Status in one row above the pages."""

    def __init__(self) -> None:
        super().__init__("work_order_header")
        self.rows: dict[str, FormRow] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE[4])
        self.body.addLayout(self._row)
        number = text_field("work_order_id", LONGEST_LINE)
        number.setReadOnly(True)
        number.setPlaceholderText("Given when it is saved")
        self._add("status", choice_field("status", [(status, status) for status in STATUSES]), 3)
        self._add("number", number, 2, 0)
        self._add("mark_for_printing", check_field("mark_for_printing", "Mark for Printing"), 2, 1)

    def _add(self, name: str, field: QWidget, share: int, place: int = 0) -> None:
        form = Form(f"header_{name}", "above")
        self.rows[name] = form.add("" if field.property("text") else FIELD_NAMES[name], field)
        side = Qt.AlignmentFlag.AlignBottom if name == "mark_for_printing" else Qt.AlignmentFlag.AlignTop
        self._row.insertWidget(place, form, share, side)


class ProblemPage(RecordPage):
    """1. Problem Report."""

    def __init__(self, today: Today, show_alerts: Callable[[], object], insert: Callable[[], object],
                 browse: Callable[[], object]) -> None:  # fmt: skip
        super().__init__(FIELD_NAMES)
        self.group("Report")
        self.add("name", text_field("name", LONGEST_LINE))
        self.add("priority", choice_field("priority", [(key, words) for key, words in PRIORITIES.items()]))
        self.add("reported_on", DateEdit("reported", today), required=True)
        self.add("reported_by", text_field("reported_by", LONGEST_LINE))
        self.add("phone", text_field("phone_number", LONGEST_NAME))
        place = self.group("Place")
        self.alerts = push_button("Show Alerts", "show_alerts", icon="info", shortcut="Ctrl+Alt+A", slot=show_alerts,
                                  tooltip="The alerts of the site, the tenant and the ledger")  # fmt: skip
        place.header.addWidget(self.alerts)
        self.add("unit_id", PickList("site", "units and properties", with_folder=False), SITE_HELP)
        self.add("tenant_id", PickList("tenant", "tenants"))
        self.add("ledger_id", PickList("ledger", "ledgers"))
        self._second_column(insert, browse)

    def _second_column(self, insert: Callable[[], object], browse: Callable[[], object]) -> None:
        problem = self.group(FIELD_NAMES["description"], 1)
        self.insert = push_button(
            "Insert Time and User Initials", "insert_time_and_user_initials", icon="clock", shortcut="Ctrl+Alt+I",
            slot=insert, tooltip="Write the time and your initials where the cursor is",
        )  # fmt: skip
        problem.header.addWidget(self.insert)
        self.description = NotesEdit("problem_description", 5)
        self.description.setMaximumHeight(self.description.minimumHeight() * 5 // 4)
        self.add("description", self.description)
        self.rows["description"].label.hide()
        self.group("Notification", 1)
        self.add("notification_required", check_field("notification_required", "Notification Required"))
        self.add("notification_name", text_field("notification_name", LONGEST_LINE))
        self.add("notification_phone", text_field("notification_phone", LONGEST_NAME))
        self.inosio = DetailPanel("work_order_information", "Work Order Information")
        self.browse = push_button("Browse To Work Order", "browse_to_work_order", icon="link", shortcut="Ctrl+Alt+E",
                                  slot=browse, tooltip="Open it in the browser: log in to Inosio and edit it there")
        self.inosio.header.addWidget(self.browse)
        layout = self._columns[1]
        layout.insertWidget(layout.count() - 1, self.inosio)


def vendor_page(today: Today) -> RecordPage:
    """2. Vendor Assignment."""
    page = RecordPage(FIELD_NAMES)
    page.group("Vendor")
    page.add("vendor_id", PickList("vendor", "vendors", with_folder=True))
    page.add("maintenance_type", text_field("maintenance_type", LONGEST_NAME))
    page.add("vendor_instructions", NotesEdit("vendor_instructions", 4))
    page.group("Entry")
    page.add("permission_to_enter", check_field("permission_to_enter", "Permission to Enter"))
    page.add("alternate_phone", text_field("alternate_phone", LONGEST_NAME))
    page.group("Dates", 1)
    for name in ("vendor_notified_on", "required_by", "started_on", "completed_on"):
        field_name = FIELD_NAMES[name].lower().replace(" ", "_")
        page.add(name, DateEdit(field_name, today, optional=True))
    page.group("Cost", 1)
    page.add("estimate_cents", MoneyEdit("estimate"))
    page.add("cost_limit_cents", MoneyEdit("cost_limit"), "Filled in from the Repair Limit of the unit or its ledger.")
    return page


def billing_page() -> RecordPage:
    """3. Account Billing."""
    page = RecordPage(FIELD_NAMES)
    page.group("Bill")
    page.add("bill_to", choice_field("bill_to", [(key, words) for key, words in BILL_TO.items()]))
    page.add("bill_code", text_field("bill_code", LONGEST_NAME))
    page.add("charge_code_id", PickList("charge_code", "charge codes"), "Where the tenant pays.")
    page.add("invoice_number", text_field("invoice", LONGEST_NAME), "The vendor's invoice, once it is there.")
    page.group("Amounts", 1)
    page.add("labor_cents", MoneyEdit("labor"))
    page.add("material_cents", MoneyEdit("material"))
    page.add("total_cents", MoneyEdit("total"), "Labor and material together, where these are entered.")
    return page


def asset_page(today: Today) -> RecordPage:
    """4. Asset & Warranty."""
    page = RecordPage(FIELD_NAMES)
    page.group("Asset")
    page.add("asset", text_field("asset", LONGEST_LINE))
    for name in ("asset_make", "asset_model", "asset_serial"):
        page.add(name, text_field(name, LONGEST_NAME))
    page.group("Warranty", 1)
    for name in ("asset_bought_on", "asset_installed_on", "warranty_expires_on"):
        page.add(name, DateEdit(name.removesuffix("_on"), today, optional=True))
    page.add("warranty_vendor_id", PickList("warranty_vendor", "vendors"))
    return page


