"""Profiles > Owner, Property, Management Group as lists."""

from landlord_desktop.services.profiles.ledgers import MANAGEMENT, OWNER, PROPERTY, list_ledgers
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.rows_model import Column

_ID = Column("code", "ID", value=lambda row: row.code, width=115)
_NAME = Column("name", "Long Description", value=lambda row: row.name, width=160, stretch=True)
_PERSON = Column("name", "Long Description", value=lambda row: row.name, width=165)
_UNITS = Column("units", "Units", "count", value=lambda row: row.units, width=70)
_MANAGEMENT = Column("management", "Management Group", value=lambda row: row.management, width=130)
_BANK = Column("bank", "Bank", value=lambda row: row.bank, width=100)
_PHONE = Column("phone", "Phone", value=lambda row: row.phone, width=110)
_EMAIL = Column("email", "E-mail", value=lambda row: row.email, width=160, stretch=True)


def _source(kind: str) -> ListSource:
    return ListSource(lambda books: list_ledgers(books, kind), lambda row: row.record_id)


class OwnersScreen(ListScreen):
    """Lists the owners."""

    key, title, help_page = "owners", "Owners", "owners"
    topics = frozenset({"profiles"})
    source = _source(OWNER)
    opens, parameter, noun, plural_noun = "owner", "record_id", "owner", "owners"
    columns = (_ID, _PERSON, _UNITS, _MANAGEMENT, _BANK, _PHONE, _EMAIL, active_column())


class PropertiesScreen(ListScreen):
    """Lists the properties with their owners."""

    key, title, help_page = "properties", "Properties", "owners"
    topics = frozenset({"profiles"})
    source = _source(PROPERTY)
    opens, parameter, noun, plural_noun = "property", "record_id", "property", "properties"
    columns = (
        _ID, _NAME, Column("owners", "Owners", value=lambda row: row.owners, width=270), _UNITS, _MANAGEMENT, _BANK,
        active_column(),
    )  # fmt: skip


class ManagementGroupsScreen(ListScreen):
    """Lists the management groups."""

    key, title, help_page = "management_groups", "Management Groups", "owners"
    topics = frozenset({"profiles"})
    source = _source(MANAGEMENT)
    opens, parameter, noun, plural_noun = "management_group", "record_id", "management group", "management groups"
    columns = (_ID, _PERSON, _BANK, _PHONE, _EMAIL, active_column())
