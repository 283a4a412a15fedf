"""Text from outside."""

import pytest

from landlord_desktop.rules.text import payment_description, plain_cell, stored_text, visible


def test_description_is_cut_at_forty_characters() -> None:
    cut = payment_description("Jerry and Karyl Rodriguez", "2118 Oak Street")
    assert cut == "Jerry and Karyl Rodriguez for 2118 Oak S"
    assert payment_description("Anthony Kmetz", "") == "Anthony Kmetz"


def test_stored_text_has_nothing_a_database_refuses() -> None:
    assert stored_text(None) == ""
    assert stored_text("a\x00b") == "a\ufffdb"
    assert stored_text("\ud800x") == "?x"
    assert len(stored_text("x" * 900)) == 500


def test_control_and_direction_characters_are_shown() -> None:
    assert visible("plain") == "plain"
    assert visible("Zoë\nline") == "Zoë\nline"
    assert visible("a\u202eb\x07") == "a⟦U+202E⟧b⟦U+0007⟧"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"
    assert plain_cell("Rent") == "Rent"
