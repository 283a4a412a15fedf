"""The reasons of returned payments in words."""

import pytest

from landlord_desktop.rules.return_codes import RETURN_WORDS, return_words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("return", "R01", "NSF"), "R01 Insufficient funds"), (("return", " r02 ", ""), "R02 Account closed"),
        (("chargeback", "4837", "No cardholder authorization"), "4837 No cardholder authorization"),
        (("refund", "", ""), "Refunded"), (("return", "R99", ""), "R99 Returned"),
    ],
)  # fmt: skip
def test_a_reason_in_words(given: tuple[str, str, str], words: str) -> None:
    assert return_words(*given) == words


def test_every_code_is_of_the_network() -> None:
    assert all(code[0] == "R" and code[1:].isdigit() and len(code) == 3 for code in RETURN_WORDS)
