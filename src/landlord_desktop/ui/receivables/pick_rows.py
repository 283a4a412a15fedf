"""The lookups as rows of pick lists; made in the background, for an office may have ten thousand tenants."""

from collections.abc import Iterable
from dataclasses import dataclass

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.lookups import BankChoice, Lookups, TenantChoice
from landlord_desktop.ui.widgets.pick_list import PickRow


@dataclass(frozen=True, slots=True)
class Picks:
    """All rows the receivables screens offer, and the records behind them."""

    lookups: Lookups
    tenants: tuple[PickRow, ...] = ()
    units: tuple[PickRow, ...] = ()
    banks: tuple[PickRow, ...] = ()
    ledgers: tuple[PickRow, ...] = ()
    accounts: tuple[PickRow, ...] = ()
    other_sides: tuple[PickRow, ...] = ()

    def tenants_of(self, unit_id: object) -> tuple[PickRow, ...]:
        """The active tenants of a unit; all tenants where no unit is chosen or nobody lives there."""
        unit = self.lookups.unit(unit_id)
        if unit is None or not unit.tenant_ids:
            return self.tenants
        living = (self.lookups.tenant(tenant_id) for tenant_id in unit.tenant_ids)
        return tuple(_tenant(tenant) for tenant in living if tenant is not None)


NO_PICKS = Picks(Lookups())


def make_picks(lookups: Lookups) -> Picks:
    """The rows of everything that can be picked."""
    return Picks(
        lookups,
        tuple(_tenant(tenant) for tenant in lookups.tenants),
        tuple(PickRow(unit.unit_id, unit.code, unit.name, unit.address) for unit in lookups.units),
        tuple(_accounts(lookups.banks)),
        tuple(PickRow(ledger.ledger_id, ledger.code, ledger.name) for ledger in lookups.ledgers),
        tuple(_accounts(lookups.accounts)),
        tuple(_accounts(lookups.other_sides)),
    )


def _tenant(tenant: TenantChoice) -> PickRow:
    detail = [tenant.unit]
    if tenant.due_cents > 0:
        detail.append(format_cents(tenant.due_cents))
    if not tenant.active:
        detail.append("inactive")
    return PickRow(tenant.tenant_id, tenant.code, tenant.name, ", ".join(detail))


def _accounts(choices: Iterable[BankChoice]) -> Iterable[PickRow]:
    return (PickRow(choice.account_id, choice.code, choice.name) for choice in choices)
