"""What the pick lists offer: tenants, units, banks, ledgers and accounts by the ids and names people know."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, text

from landlord_desktop.rules.batch import DAYS_AHEAD
from landlord_desktop.services.books import Books


@dataclass(frozen=True, slots=True)
class TenantChoice:
    """A tenant to pick. `due_cents` is what is due today: unpaid, undisputed charges less open credit."""

    tenant_id: int
    code: str
    name: str
    unit_id: int
    unit: str
    active: bool
    due_cents: int


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to pick, the bank of its ledger, and the ids of the active tenants who live there."""

    unit_id: int
    code: str
    name: str
    address: str
    bank_id: int | None
    tenant_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BankChoice:
    """A bank account code to pick."""

    account_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LedgerChoice:
    """A ledger to pick, the account a ledger receipt to it is booked to, and its bank."""

    ledger_id: int
    code: str
    name: str
    kind: str
    account_id: int | None
    bank_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lookups:
    """All choices, sorted by id as people know it.

    `other_sides` are the accounts that may stand against money in an entry made by hand: not those that the tenants'
    own entries keep.
    """

    tenants: tuple[TenantChoice, ...] = ()
    units: tuple[UnitChoice, ...] = ()
    banks: tuple[BankChoice, ...] = ()
    ledgers: tuple[LedgerChoice, ...] = ()
    accounts: tuple[BankChoice, ...] = ()
    other_sides: tuple[BankChoice, ...] = ()
    _tenants: dict[int, TenantChoice] = field(default_factory=dict, repr=False, compare=False)
    _units: dict[int, UnitChoice] = field(default_factory=dict, repr=False, compare=False)

    def tenant(self, tenant_id: object) -> TenantChoice | None:
        """The tenant of this id, if there is one."""
        return self._tenants.get(tenant_id) if isinstance(tenant_id, int) else None

    def unit(self, unit_id: object) -> UnitChoice | None:
        """The unit of this id, if there is one."""
        return self._units.get(unit_id) if isinstance(unit_id, int) else None

    def ledger(self, ledger_id: object) -> LedgerChoice | None:
        """The ledger of this id, if there is one."""
        return next((ledger for ledger in self.ledgers if ledger.ledger_id == ledger_id), None)

    def account(self, account_id: object) -> BankChoice | None:
        """The account code of this id, if there is one."""
        return next((account for account in self.accounts if account.account_id == account_id), None)

    def only_tenant_of(self, unit_id: object) -> TenantChoice | None:
        """The tenant who fills the field when the unit is chosen: the one active tenant who lives there."""
        unit = self.unit(unit_id)
        return self.tenant(unit.tenant_ids[0]) if unit is not None and len(unit.tenant_ids) == 1 else None


def read_lookups(books: Books) -> Lookups:
    """Everything the pick lists of the receivables screens offer now."""
    last_day = (books.today() + timedelta(days=DAYS_AHEAD)).isoformat()
    with books.store.read() as connection:
        tenants = tuple(TenantChoice(*row) for row in connection.execute(_TENANTS, {"last_day": last_day}))
        units = _units(connection, tenants)
        return Lookups(
            tenants, units,
            tuple(BankChoice(*row) for row in connection.execute(_BANKS)),
            tuple(LedgerChoice(*row) for row in connection.execute(_LEDGERS)),
            tuple(BankChoice(*row) for row in connection.execute(_ACCOUNTS)),
            tuple(BankChoice(*row) for row in connection.execute(_OTHER_SIDES)),
            {tenant.tenant_id: tenant for tenant in tenants}, {unit.unit_id: unit for unit in units},
        )


def _units(connection: Connection, tenants: tuple[TenantChoice, ...]) -> tuple[UnitChoice, ...]:
    living: dict[int, list[int]] = {}
    for tenant in tenants:
        if tenant.active:
            living.setdefault(tenant.unit_id, []).append(tenant.tenant_id)
    return tuple(
        UnitChoice(unit_id, code, name, address, bank_id, tuple(living.get(unit_id, ())))
        for unit_id, code, name, address, bank_id in connection.execute(_UNITS)
    )


_TENANTS = text(
    "WITH owed AS (SELECT tenant_id, sum(unpaid_cents) AS cents FROM charge WHERE unpaid_cents > 0 AND disputed = 0 "
    "AND charged_on <= :last_day GROUP BY tenant_id), "
    "credit AS (SELECT tenant_id, sum(balance_cents) AS cents FROM tenant_credit GROUP BY tenant_id) "
    "SELECT t.id, t.code, t.name, t.unit_id, u.name, t.active = 1, "
    "coalesce(owed.cents, 0) - coalesce(credit.cents, 0) FROM tenant t JOIN unit u ON u.id = t.unit_id "
    "LEFT JOIN owed ON owed.tenant_id = "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END "
    "LEFT JOIN credit ON credit.tenant_id = "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END ORDER BY t.code"
)
_UNITS = text(
    "SELECT u.id, u.code, u.name, u.address, l.bank_account_id FROM unit u JOIN ledger l ON l.id = u.ledger_id "
    "WHERE u.active = 1 ORDER BY u.code"
)
_BANKS = text("SELECT id, code, name FROM account_code WHERE is_bank = 1 AND active = 1 ORDER BY code")
_ACCOUNTS = text("SELECT id, code, name FROM account_code WHERE is_bank = 0 AND active = 1 ORDER BY code")
_OTHER_SIDES = text(
    "SELECT id, code, name FROM account_code WHERE is_bank = 0 AND active = 1 AND id NOT IN "
    "(SELECT account_id FROM posting_table WHERE role IN ('open_credits', 'security_deposits', 'accounts_receivable')) "
    "AND id NOT IN (SELECT account_id FROM charge_code WHERE tracks_deposits = 1) ORDER BY code"
)
_LEDGERS = text(
    "SELECT l.id, l.code, l.name, l.kind, p.account_id, l.bank_account_id FROM ledger l "
    "LEFT JOIN posting_table p ON p.role = "
    "CASE l.kind WHEN 'management' THEN 'management_receipt' ELSE 'owner_contribution' END "
    "WHERE l.active = 1 ORDER BY l.code"
)
