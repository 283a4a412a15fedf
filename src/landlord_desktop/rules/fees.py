"""The management fee: a percentage stored in the charge, taken when the charge is paid.

Source: the help page on management fees (the fee is embedded in the charge, credited to the management
group as the receipt is posted, pro rata on partial payments).
"""

from landlord_desktop.rules.money import require_cents

FULL_BASIS_POINTS = 10_000


def fee_on_whole_charge(amount_cents: int, fee_basis_points: int) -> int:
    """Fee of the charge when it is paid in full, rounded half up to the cent."""
    require_cents(amount_cents)
    return (amount_cents * fee_basis_points * 2 + FULL_BASIS_POINTS) // (2 * FULL_BASIS_POINTS)


def fee_of_payment(
    amount_cents: int, paid_before_cents: int, payment_cents: int, fee_basis_points: int, fee_taken_cents: int
) -> int:
    """Fee to take with one payment of a charge.

    The fee taken so far plus this one is always the fee of what is paid by then, so the payment that pays the
    rest takes the remainder and the fees add up to the fee of the whole charge, whatever was reversed between.
    """
    paid_cents = paid_before_cents + payment_cents
    if paid_cents >= amount_cents:
        return fee_on_whole_charge(amount_cents, fee_basis_points) - fee_taken_cents
    return fee_on_whole_charge(paid_cents, fee_basis_points) - fee_taken_cents
