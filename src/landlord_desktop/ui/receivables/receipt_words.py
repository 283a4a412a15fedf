"""What the Tenant Receipt window says beside the figures: open credit made or used, and who gets the money."""

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_receipt import Split
from landlord_desktop.ui.text import shown


def credit_words(split: Split) -> str:
    """One sentence where the receipt makes or uses open credit, empty where it does neither."""
    used, made = split.plan.from_credit_cents, max(0, split.to_open_credit_cents)
    if used and made:
        return f"{format_cents(used)} of open credit is used and {format_cents(made)} becomes open credit."
    if used:
        return f"{format_cents(used)} of the tenant's open credit is used."
    return f"{format_cents(made)} becomes open credit of the tenant." if made else ""


def share_words(split: Split) -> str:
    """What each ledger gets, and the management fee taken out of it."""
    parts = []
    for share in split.shares:
        part = f"{shown(share.ledger)} gets {format_cents(share.cents - share.fee_cents)}"
        if share.fee_cents:
            part += f" and {shown(share.manager)} {format_cents(share.fee_cents)} management fee"
        parts.append(part)
    return ". ".join(parts) + "." if parts else ""
