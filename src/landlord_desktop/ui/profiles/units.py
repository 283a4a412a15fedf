"""Profiles > Unit: the list, and the window `2118 Oak Street [Unit]`."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.profiles.field_checks import ADDRESS_TEXTS, LONGEST_CODE, LONGEST_NAME
from landlord_desktop.services.profiles.units import (
    FIELD_NAMES,
    Unit,
    delete_unit,
    list_units,
    read_unit,
    save_unit,
)
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import ProfileWindow, address_group, comments_page, rows_of
from landlord_desktop.ui.widgets.record_pages import RecordHeader, RecordPage
from landlord_desktop.ui.widgets.rows_model import Column


def _choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {"ledger_id": choices.ledgers(books, ["owner", "property"]), "fee_profile_id": choices.fee_profiles(books)}


class UnitsScreen(ListScreen):
    """Lists the units."""

    key, title, help_page = "units", "Units", "units"
    topics = frozenset({"profiles"})
    source = ListSource(list_units, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "unit", "record_id", "unit", "units"
    columns = (
        Column("code", "ID", value=lambda row: row.code, width=125),
        Column("name", "Long Description", value=lambda row: row.name, width=150, stretch=True),
        Column("ledger", "Ledger", value=lambda row: row.ledger, width=90),
        Column("fee_profile", "Mgmt Fee", value=lambda row: row.fee_profile, width=90),
        Column("tenants", "Tenants", value=lambda row: row.tenants, width=165),
        Column("market_rent", "Market Rent", "money", value=lambda row: row.market_rent_cents, width=110),
        Column("address", "Address", value=lambda row: row.address, width=200, visible=False),
        Column("city", "City", value=lambda row: row.city, width=110),
        active_column(),
    )


class UnitWindow(ProfileWindow[Unit]):
    """The window of a unit."""

    key, title, kind, noun = "unit", "Unit", "Unit", "unit"
    help_page = "units"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    reference = "unit"
    history = ("unit", "General Ledger", "What was posted for this unit")
    source = RecordSource(
        new=Unit(),
        read=read_unit,
        keys=lambda books: [row.record_id for row in list_units(books)],
        save=save_unit,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_choices,
        delete=delete_unit,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        header = RecordHeader(FIELD_NAMES, LONGEST_CODE, LONGEST_NAME)
        general, comments = self._general_page(), comments_page(FIELD_NAMES)
        pages = [("General", general), ("Comments", comments)]
        self.build(header, pages, rows_of(header, general, comments))
        self.opens("ledger_id", "owner")
        self.opens("fee_profile_id", "fee_profile")

    def left_buttons(self) -> list[CommandSpec]:
        """A tenant of this unit too."""
        tip, stored = "Add a tenant of this unit", self.record.record_id is not None
        return [CommandSpec("new_tenant", "New Tenant", "new", "Ctrl+T", self.new_tenant, tip, stored),
                *super().left_buttons()]  # fmt: skip

    def new_tenant(self) -> None:
        """Open an empty window of a tenant with this unit."""
        self.context.navigate("tenant", {"unit_id": self.record.record_id})

    def _general_page(self) -> RecordPage:
        page = RecordPage(FIELD_NAMES)
        address_group(page, ADDRESS_TEXTS, required=True)
        page.group("Management", 1)
        page.add("ledger_id", PickList("ledger", "ledgers", with_folder=True), "The owner or property it belongs to.",
                 required=True)  # fmt: skip
        page.add("fee_profile_id", PickList("mgmt_fee", "management fee profiles", with_folder=True), required=True)
        page.add("flat_fee_next_on", DateEdit("next_flat_fee", self.context.today, optional=True),
                 "When the flat fee of its profile is charged next.")  # fmt: skip
        page.add("market_rent_cents", MoneyEdit("market_rent"))
        page.add("repair_limit_cents", MoneyEdit("repair_limit"), "Repairs beyond it need the owner's consent.")
        return page
