"""Percentages: in basis points where a fee is meant, computed from shares where a property is owned by several."""

from landlord_desktop.rules.money import require_cents


def percent_words(basis_points: int) -> str:
    """Basis points as people read them: 850 is "8.5 %"."""
    return _trimmed(f"{basis_points // 100}.{basis_points % 100:02d}")


def share_percent(shares: int, total_shares: int) -> str:
    """The percent of ownership that some of all shares are, to a thousandth: 1 of 3 is "33.333 %"."""
    if require_cents(total_shares) <= 0:
        return ""
    thousandths = (shares * 200_000 + total_shares) // (2 * total_shares)
    return _trimmed(f"{thousandths // 1000}.{thousandths % 1000:03d}")


def _trimmed(number: str) -> str:
    return f"{number.rstrip('0').rstrip('.')} %"
