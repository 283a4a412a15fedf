from datetime import date

import pytest

from landlord_desktop.rules.words import format_day, format_long_day, masked, plural


def test_days_are_written_as_in_the_united_states() -> None:
    assert (format_day(date(2022, 3, 8)), format_long_day(date(2022, 3, 8))) == ("3/8/2022", "March 8, 2022")
    assert (format_day(date(999, 12, 31)), format_long_day(date(999, 12, 31))) == ("12/31/0999", "December 31, 999")


@pytest.mark.parametrize(
    ("count", "nouns", "words"),
    [
        (1, ("item", ""), "1 item"), (1200, ("item", ""), "1,200 items"),
        (1, ("batch", "batches"), "1 batch"), (0, ("batch", "batches"), "0 batches"),
    ],
)
def test_a_count_has_its_noun_in_the_right_form(count: int, nouns: tuple[str, str], words: str) -> None:
    assert plural(count, *nouns) == words


@pytest.mark.parametrize(("number", "shown"), [("", ""), ("1234", "••••"), ("51234", "••••1234")])
def test_only_the_end_of_a_bank_number_is_shown(number: str, shown: str) -> None:
    assert masked(number) == shown
