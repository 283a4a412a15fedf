"""What stands on each page of the sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from landlord_desktop.sandbox.markup import (
    Markup,
    batch_words,
    button,
    check_box,
    day,
    dollars,
    facts,
    field,
    form,
    items,
    link,
    masked,
    moment,
    page,
    table,
    tag,
)
from landlord_desktop.sandbox.snapshot_store import SnapshotStore
from landlord_desktop.sandbox.snapshots import cents
from landlord_desktop.sandbox.state import FEATURES, Integration
from landlord_desktop.sandbox.storage import JsonObject

ROWS_OF_A_PAGE = 200
TENANTS_AT_HOME = 10

_FEATURE_WORDS = {
    "applicant_screening": "Applicant Screening",
    "document_portal": "Document Portal",
    "maintenance_coordination": "Maintenance Coordination",
}


@dataclass(frozen=True, slots=True)
class Account:
    """A portfolio as the home page shows it."""

    portfolio: JsonObject
    integrations: Sequence[Integration]
    batches: Sequence[JsonObject]
    shown: JsonObject | None


def home(accounts: Sequence[Account], store: SnapshotStore) -> str:
    """The account's home page."""
    create = tag("div", link("/portfolios/new", "Create Portfolio", class_="action"), class_="actions")
    return page("Account Home", *(_account(account, store) for account in accounts), create, back=False)


def _account(account: Account, store: SnapshotStore) -> Markup:
    portfolio_id = account.portfolio["id"]
    add = link(f"/portfolios/{portfolio_id}/integrations/new", "Add Integration", class_="action second")
    return tag(
        "section",
        tag("h2", account.portfolio["name"]),
        tag("p", f"Portfolio {portfolio_id}", class_="quiet"),
        tag("h3", "Integrations"),
        table(
            "Programs that may ask for this portfolio's data",
            ["Name", "Features", "API key"],
            [_integration_row(integration) for integration in account.integrations],
            "No program is connected yet.",
        ),
        tag("div", add, class_="actions"),
        tag("h3", "Receipt batches"),
        table(
            "One batch for each deposit, newest last",
            ["Deposited", "#Total", "Items", "Status", "Id"],
            [_batch_row(batch) for batch in account.batches],
            "There are no receipt batches.",
        ),
        tag("h3", "Tenant balances"),
        *_balances_at_home(portfolio_id, account.shown, store),
    )


def _integration_row(integration: Integration) -> list[object]:
    made = integration.key_created_at
    return [
        link(f"/integrations/{integration.integration_id}", integration.name),
        ", ".join(_FEATURE_WORDS[feature] for feature in integration.features) or "none",
        f"made {moment(made)}" if made else "not revealed yet",
    ]


def _batch_row(batch: JsonObject) -> list[object]:
    return [
        day(batch["deposited_on"]),
        dollars(batch["total"]),
        items(batch["item_count"]),
        str(batch["status"]).capitalize(),
        link(f"/batches/{quote(batch['id'], safe='')}", batch["id"]),
    ]


def _balances_at_home(portfolio_id: str, shown: JsonObject | None, store: SnapshotStore) -> list[Markup]:
    if shown is None:
        return [tag("p", "No balances have been received yet.", class_="quiet")]
    tenants = store.rows(shown, "tenants")
    whole = link(f"/portfolios/{portfolio_id}/balances", f"All {items(len(tenants), 'tenant')} and bank accounts")
    return [
        facts(_about(shown, tenants)),
        _tenant_table(tenants[:TENANTS_AT_HOME]),
        tag("p", whole),
    ]


def _about(shown: JsonObject, tenants: Sequence[JsonObject]) -> list[tuple[str, object]]:
    total_cents = sum(cents(tenant["balance"]) for tenant in tenants)
    sign = "-" if total_cents < 0 else ""
    total = f"{sign}{abs(total_cents) // 100}.{abs(total_cents) % 100:02d}"
    return [
        ("As of", day(shown["opened"]["as_of"])),
        ("Received", moment(shown["committed_at"])),
        ("Tenants", len(tenants)),
        ("Total balance", dollars(total)),
    ]


def _tenant_table(tenants: Sequence[JsonObject]) -> Markup:
    return table(
        "Balance of each tenant",
        ["Tenant", "Name", "Unit", "#Unpaid charges", "#Open credit", "#Balance"],
        [
            [
                tenant["tenant_id"],
                tenant["name"],
                tenant.get("unit_name") or tenant["unit_id"],
                len(tenant["charges"]),
                dollars(tenant["open_credit"]),
                dollars(tenant["balance"]),
            ]
            for tenant in tenants
        ],
        "No tenant was sent.",
    )


def new_portfolio(seal: str, problem: str = "") -> str:
    """The page that creates a portfolio."""
    content = form("/portfolios/new", seal, field("name", "Portfolio name", "", problem), button("Create Portfolio"))
    return page("Create Portfolio", tag("section", content))


def new_integration(portfolio: JsonObject, seal: str, problem: str = "") -> str:
    """The page that adds an integration to a portfolio."""
    boxes = [check_box("feature", feature, _FEATURE_WORDS[feature]) for feature in FEATURES]
    content = form(
        f"/portfolios/{portfolio['id']}/integrations/new",
        seal,
        field("name", "Name of the database", "Landlord Desktop", problem),
        tag("fieldset", tag("legend", "Features signed up for"), *boxes),
        button("Add Integration"),
    )
    return page("Add Integration", tag("p", f"Portfolio {portfolio['name']}"), tag("section", content))


def integration(known: Integration, seal: str) -> str:
    """An integration, with the button that reveals its key, or the one that makes a new key."""
    address = f"/integrations/{known.integration_id}"
    about = facts(
        [
            ("Portfolio", known.portfolio_name),
            ("Features", ", ".join(_FEATURE_WORDS[feature] for feature in known.features) or "none"),
        ]
    )
    if known.key_created_at is None:
        sentence = "The key is shown once. You will not have access to this key again."
        action = form(f"{address}/reveal", seal, button("Reveal API Key"))
    else:
        sentence = (
            f"The key was shown on {moment(known.key_created_at)} and cannot be shown again. "
            "If it is lost, create a new one; the old key stops working at once."
        )
        action = form(f"{address}/replace", seal, button("Create New API Key"))
    return page(known.name, tag("section", about, tag("h2", "API key"), tag("p", sentence), action))


def key(known: Integration, value: str) -> str:
    """The page that shows a key, this one time."""
    return page(
        "API Key",
        tag(
            "section",
            tag("p", f"Copy the key of {known.name} now and paste it into Landlord Desktop, Integration Settings."),
            tag("code", value, class_="key", id="api-key", tabindex="0", aria_label="API key"),
            tag("p", "You will not have access to this key again. Do not store it in plain text.", class_="quiet"),
            tag("p", link(f"/integrations/{known.integration_id}", "Done")),
        ),
    )


def balances(portfolio: JsonObject, shown: JsonObject | None, store: SnapshotStore, number: int) -> str:
    """The committed snapshot; page `number` of its tenants, from 1."""
    if shown is None:
        return page("Tenant Balances", tag("p", "No balances have been received yet.", class_="quiet"))
    tenants = store.rows(shown, "tenants")
    pages = max(1, -(-len(tenants) // ROWS_OF_A_PAGE))
    number = min(max(number, 1), pages)
    start = (number - 1) * ROWS_OF_A_PAGE
    steps = [
        link(f"/portfolios/{portfolio['id']}/balances?page={target}", words)
        for target, words in ((number - 1, "Previous page"), (number + 1, "Next page"))
        if 1 <= target <= pages
    ]
    banks = table(
        "Bank accounts, their numbers masked",
        ["Bank", "Name", "Account number", "Routing number"],
        [
            [bank["bank_account_id"], bank["name"], masked(bank["account_number"]), masked(bank["routing_number"])]
            for bank in store.rows(shown, "bank_accounts")
        ],
        "No bank account was sent.",
    )
    return page(
        "Tenant Balances",
        tag("p", f"Portfolio {portfolio['name']}"),
        tag("section", facts(_about(shown, tenants)), banks),
        tag("section", _tenant_table(tenants[start : start + ROWS_OF_A_PAGE]), tag("p", *steps, class_="actions")),
    )


def batch(known: JsonObject) -> str:
    """A batch with its receipts."""
    receipts = table(
        "Receipts of this batch",
        ["Received", "Payer", "For", "#Amount", "Method", "Memo", "Payment"],
        [
            [
                day(receipt["received_on"]),
                receipt["payer_name"],
                receipt.get("unit_name") or receipt.get("ledger_id"),
                dollars(receipt["amount"]),
                receipt["method"],
                receipt.get("memo"),
                receipt["payment_id"],
            ]
            for receipt in known["receipts"]
        ],
        "This batch has no receipts.",
    )
    about = facts(
        [
            ("Status", str(known["status"]).capitalize()),
            ("Processed", moment(known.get("processed_at"))),
            ("Deposit reference", known.get("deposit_reference")),
            ("Bank account", known.get("bank_account_id")),
        ]
    )
    return page("Receipt Batch", tag("p", batch_words(known)), tag("section", about, receipts))


def problem(status: int, sentence: str) -> str:
    """The page for what could not be done."""
    title = "Not Found" if status == 404 else "Not Done"
    return page(title, tag("section", tag("p", sentence, role="alert")))
