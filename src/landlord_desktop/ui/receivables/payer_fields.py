"""Unit and Tenant: choosing one fills the other."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services.lookups import TenantChoice
from landlord_desktop.ui.receivables.pick_rows import NO_PICKS, Picks
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.pick_list import PickList


class PayerFields(QWidget):
    """Both fields under each other; `tenant_chosen` carries the tenant's id, or None."""

    tenant_chosen = Signal(object)

    def __init__(self, prefix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picks: Picks = NO_PICKS
        self._filling = False
        self.unit = PickList(f"{prefix}unit", "Units")
        self.tenant = PickList(f"{prefix}tenant", "Tenants")
        self.form = Form(f"{prefix}payer_form")
        self.form.add("&Unit:", self.unit)
        self.form.add("&Tenant:", self.tenant, required=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.setFocusProxy(self.unit)
        self.unit.picked.connect(self._unit_picked)
        self.tenant.picked.connect(self._tenant_picked)

    def set_picks(self, picks: Picks) -> None:
        """Offer these records; what was chosen stays."""
        self._picks = picks
        self._filling = True
        self.unit.set_rows(picks.units)
        self.tenant.set_rows(picks.tenants)
        self._filling = False

    def choice(self) -> TenantChoice | None:
        """The tenant chosen."""
        return self._picks.lookups.tenant(self.tenant.picked_key())

    def tenant_id(self) -> int | None:
        """The id of the tenant chosen."""
        choice = self.choice()
        return None if choice is None else choice.tenant_id

    def unit_id(self) -> int | None:
        """The id of the unit chosen."""
        key = self.unit.picked_key()
        return key if isinstance(key, int) else None

    def choose(self, tenant_id: int) -> None:
        """Choose a tenant, with the unit."""
        self.tenant.pick(tenant_id)

    def clear(self) -> None:
        """Choose nobody."""
        self._filling = True
        for field in (self.unit, self.tenant):
            field.clear_pick()
        self.tenant.set_rows(self._picks.tenants)
        self._filling = False
        self.form.clear_errors()
        self.tenant_chosen.emit(None)

    def _unit_picked(self, unit_id: object) -> None:
        if self._filling:
            return
        before = self.tenant_id()
        self._filling = True
        self.tenant.set_rows(self._picks.tenants_of(unit_id))
        only = self._picks.lookups.only_tenant_of(unit_id)
        if only is not None:
            self.tenant.pick(only.tenant_id)
        elif unit_id is None:
            self.tenant.clear_pick()
        self._filling = False
        self._tell(before)

    def _tenant_picked(self, tenant_id: object) -> None:
        if self._filling:
            return
        self._filling = True
        tenant = self._picks.lookups.tenant(tenant_id)
        if tenant is not None:
            self.unit.pick(tenant.unit_id)
        else:
            self.tenant.set_rows(self._picks.tenants)
        self._filling = False
        self.form.row(self.tenant).clear_error()
        self.tenant_chosen.emit(self.tenant_id())

    def _tell(self, before: int | None) -> None:
        self.form.row(self.tenant).clear_error()
        if self.tenant_id() != before:
            self.tenant_chosen.emit(self.tenant_id())
