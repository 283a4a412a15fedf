"""Profiles > Vendor: the list, and the window `Ace Plumbing [Vendor]`."""

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.profiles.field_checks import ADDRESS_TEXTS, LONGEST_CODE, LONGEST_NAME
from landlord_desktop.services.profiles.vendors import (
    FIELD_NAMES,
    WARN_DAYS,
    Vendor,
    delete_vendor,
    list_vendors,
    read_vendor,
    save_vendor,
)
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.profile_parts import (
    ProfileWindow,
    address_group,
    comments_page,
    reach_group,
    rows_of,
)
from landlord_desktop.ui.widgets.record_pages import RecordHeader, RecordPage
from landlord_desktop.ui.widgets.rows_model import Column


class VendorsScreen(ListScreen):
    """Lists the vendors."""

    key, title, help_page = "vendors", "Vendors", "vendors"
    topics = frozenset({"profiles"})
    source = ListSource(list_vendors, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "vendor", "record_id", "vendor", "vendors"
    columns = (
        Column("code", "ID", value=lambda row: row.code, width=110),
        Column("name", "Long Description", value=lambda row: row.name, width=190),
        Column("city", "City", value=lambda row: row.city, width=110),
        Column("phone", "Phone", value=lambda row: row.phone, width=110),
        Column("email", "E-mail", value=lambda row: row.email, width=170, stretch=True),
        Column("insurance", "Insurance Expires", "date", value=lambda row: row.insurance_expires_on, width=140),
        active_column(),
    )


class VendorWindow(ProfileWindow[Vendor]):
    """The window of a vendor."""

    key, title, kind, noun = "vendor", "Vendor", "Vendor", "vendor"
    help_page = "vendors"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    source = RecordSource(
        new=Vendor(),
        read=read_vendor,
        keys=lambda books: [row.record_id for row in list_vendors(books)],
        save=save_vendor,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        delete=delete_vendor,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        header = RecordHeader(FIELD_NAMES, LONGEST_CODE, LONGEST_NAME)
        general, comments = RecordPage(FIELD_NAMES), comments_page(FIELD_NAMES)
        address_group(general, ADDRESS_TEXTS)
        reach_group(general, ADDRESS_TEXTS)
        general.group("Insurance", 1)
        general.add("insurance_expires_on", DateEdit("liability_insurance_expires", context.today, optional=True),
                    f"Mentioned from {WARN_DAYS} days before.")  # fmt: skip
        self.build(header, [("General", general), ("Comments", comments)], rows_of(header, general, comments))
