"""Money in and out of cents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules import money


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1200.00", 120000), ("-35.50", -3550), ("0.00", 0), ("9999999999999.99", 999999999999999)],
)
def test_wire_amounts_are_exact_cents(text: str, cents: int) -> None:
    assert money.cents_from_wire(text) == cents
    assert money.wire_from_cents(cents) == text


@pytest.mark.parametrize(
    "text",
    [
        "1200", "1200.0", "1,200.00", "+1.00", "01.00", "1e5", "１２.５０", " 1.00", "1.000", "", "99999999999999.00",
        "1_0.00",
    ],
)
def test_any_other_spelling_on_the_wire_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        money.cents_from_wire(text)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1200", 120000), ("$1,200.5", 120050), ("(35.50)", -3550), ("-35.50", -3550), ("\u221235.5", -3550),
        (".5", 50), (" $ 2 ", 200), ("1,234,567.89", 123456789),
    ],
)
def test_typed_amounts(typed: str, cents: int) -> None:
    assert money.parse_cents(typed) == cents


@pytest.mark.parametrize("typed", ["", "$", ".", "1.234", "12,34", "abc", "1e3", "--1"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        money.parse_cents(typed)


def test_an_amount_above_the_largest_is_refused() -> None:
    assert money.parse_cents("999,999,999.99") == money.LARGEST_AMOUNT_CENTS
    with pytest.raises(ValueError, match="too large"):
        money.parse_cents("1,000,000,000.00")


def test_shown_amounts() -> None:
    assert money.format_cents(120000) == "$1,200.00"
    assert money.format_cents(-3550) == "-$35.50"


@pytest.mark.parametrize("value", [1.5, True, "5", None])
def test_only_whole_cents_pass_the_door(value: object) -> None:
    with pytest.raises(TypeError, match="cents must be an int"):
        money.require_cents(value)


@given(st.integers(0, money.LARGEST_AMOUNT_CENTS))
def test_shown_amounts_read_back(cents: int) -> None:
    assert money.parse_cents(money.format_cents(cents)) == cents
    assert money.parse_cents(money.format_cents(-cents)) == -cents
