"""The top of Tenant History: which unit and tenant, who that is, and the five sums."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_history import TenantHead, TenantHistory
from landlord_desktop.ui.receivables.pick_rows import NO_PICKS, Picks
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import MARKS
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label, set_look, set_shown
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.sum_box import SumBox

_SUMS = (
    ("balance", "Balance"), ("deposits", "Deposits"), ("unpaid_charges", "Unpaid Charges"),
    ("advance_payments", "Advance Payments"), ("open_credits", "Open Credits"),
)  # fmt: skip


class TenantPick(QWidget):
    """Unit and tenant, each of which fills the other. `picked` tells the tenant's id, or None."""

    picked = Signal(object)
    options_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picks: Picks = NO_PICKS
        self._quiet = False
        self.unit, self.tenant = PickList("unit", "units"), PickList("tenant", "tenants")
        self.for_responsible = QCheckBox("Show for Responsi&ble")
        self.for_responsible.setObjectName("show_for_responsible")
        self.for_responsible.setToolTip("Together with the responsible tenant and all who post to that one (Alt+B)")
        self.for_responsible.setChecked(True)
        self.with_voided = QCheckBox("Show voide&d")
        self.with_voided.setObjectName("show_voided")
        self.with_voided.setToolTip("Also what was voided on its own posting date; it is in the journal (Alt+D)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        for text, field in (("&Unit", self.unit), ("&Tenant", self.tenant)):
            form = Form(f"{field.objectName()}_form", "above")
            form.add(text, field)
            field.setMinimumWidth(270)
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignBottom)
        for box in (self.for_responsible, self.with_voided):
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignBottom)
            box.toggled.connect(self._option)
        row.addStretch(1)
        set_shown(self.for_responsible, shown=False)
        self.unit.picked.connect(self._unit_picked)
        self.tenant.picked.connect(self._tenant_picked)

    def set_picks(self, picks: Picks) -> None:
        """Offer these records; who was picked stays."""
        self._picks = picks
        self._quiet = True
        self.unit.set_rows(picks.units)
        self.tenant.set_rows(self._tenants(self.unit.picked_key()))
        self._quiet = False

    def pick(self, tenant_id: object) -> bool:
        """Pick a tenant, whoever was picked before; False where there is none of this id."""
        self._quiet = True
        self.tenant.set_rows(self._picks.tenants)
        found = isinstance(tenant_id, int) and self.tenant.pick(tenant_id)
        self._quiet = False
        if found:
            self._tenant_picked(tenant_id)
        return found

    def show_head(self, head: TenantHead | None) -> None:
        """Offer Show for Responsible where the tenant has a responsible one."""
        set_shown(self.for_responsible, shown=head is not None and head.responsible_id is not None)

    def _unit_picked(self, unit_id: object) -> None:
        if self._quiet:
            return
        tenants = self._tenants(unit_id)
        before = self.tenant.picked_key()
        self._quiet = True
        self.tenant.set_rows(tenants)
        only = self._picks.lookups.only_tenant_of(unit_id)
        if self.tenant.picked_key() is None and only is not None:
            self.tenant.pick(only.tenant_id)
        elif self.tenant.picked_key() is None and len(tenants) == 1:
            self.tenant.pick(tenants[0].key)
        self._quiet = False
        if self.tenant.picked_key() != before:
            self.picked.emit(self.tenant.picked_key())

    def _tenant_picked(self, tenant_id: object) -> None:
        if self._quiet:
            return
        tenant = self._picks.lookups.tenant(tenant_id)
        self._quiet = True
        if tenant is None:
            self.unit.clear_pick()
            self.tenant.set_rows(self._picks.tenants)
        elif not self.unit.pick(tenant.unit_id):
            self.unit.clear_pick()
        self._quiet = False
        self.picked.emit(tenant_id)

    def _tenants(self, unit_id: object) -> tuple[PickRow, ...]:
        """Everybody who lives or lived in the unit; all tenants where none is chosen or nobody did."""
        lookups = self._picks.lookups
        there = [
            row for row in self._picks.tenants
            if (tenant := lookups.tenant(row.key)) is not None and tenant.unit_id == unit_id
        ]
        return tuple(there) or self._picks.tenants

    def _option(self, _checked: bool) -> None:
        self.options_changed.emit()


class TenantLine(QWidget):
    """Who the tenant is, in one line, and what to be aware of."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "tenant_line", "muted", wrap=True)
        self.alert = label("", "tenant_alert", wrap=True)
        set_look(self.alert, "kind", "warning")
        row = QVBoxLayout(self)
        row.setContentsMargins(SPACE[1], 0, 0, 0)
        row.setSpacing(SPACE[1])
        row.addWidget(self.words)
        row.addWidget(self.alert)
        set_shown(self.alert, shown=False)

    def show_head(self, head: TenantHead | None) -> None:
        """Show this tenant, or nobody."""
        self.words.setText("" if head is None else head_words(head))
        alerts = [] if head is None else [text.strip() for text in (head.alert, head.unit_alert) if text.strip()]
        self.alert.setText(f"{MARKS['warning']} Alert: {shown(' '.join(alerts))}")
        set_shown(self.alert, shown=bool(alerts))


def head_words(head: TenantHead) -> str:
    """Unit, ledger, lease and what else tells who the tenant is."""
    parts = [f"{shown(head.code)}: {shown(head.name)}" + ("" if head.active else " (inactive)")]
    parts.append(f"Unit {shown(head.unit)}")
    parts.append(f"Ledger {shown(head.ledger)}")
    if head.lease_starts_on or head.lease_expires_on:
        begin = "" if head.lease_starts_on is None else f" from {format_day(head.lease_starts_on)}"
        end = " open" if head.lease_expires_on is None else f" to {format_day(head.lease_expires_on)}"
        parts.append(f"Lease{begin}{end}")
    if head.rent_cents:
        parts.append(f"Rent {format_cents(head.rent_cents)}")
    if head.move_out_on is not None:
        parts.append(f"Moves out {format_day(head.move_out_on)}")
    if head.responsible:
        verb = "Posts to" if head.posts_to_responsible else "Responsible"
        parts.append(f"{verb} {shown(head.responsible)}")
    if head.household:
        parts.append(f"Shown with {', '.join(shown(name) for name in head.household)}")
    return " \u00b7 ".join(parts)


class FiveSums(SumBox):
    """Balance, Deposits, Unpaid Charges, Advance Payments, Open Credits."""

    def __init__(self) -> None:
        super().__init__("tenant_sums")
        for key, title in _SUMS:
            self.add(key, title, emphasis=key == "balance")

    def show_history(self, history: TenantHistory | None) -> None:
        """Show the sums of these records."""
        balance = 0 if history is None else history.balance_cents
        self.set_cents("balance", balance, "negative" if balance > 0 else "positive" if balance < 0 else "")
        self.set_cents("deposits", 0 if history is None else history.deposit_cents)
        unpaid = 0 if history is None else history.unpaid_cents
        self.set_cents("unpaid_charges", unpaid)
        self.set_cents("advance_payments", 0 if history is None else history.advance_cents)
        self.set_cents("open_credits", 0 if history is None else history.open_credit_cents)
