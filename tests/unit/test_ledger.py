"""Transaction sets as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.ledger import DraftLine, content_hash, problems, reversal


def test_a_set_balances_within_each_ledger() -> None:
    good = [DraftLine(1, 10, 500), DraftLine(1, 40, -500), DraftLine(2, 10, 50), DraftLine(2, 43, -50)]
    assert problems(good) == []
    crossed = [DraftLine(1, 10, 500), DraftLine(2, 40, -500)]
    assert len(problems(crossed)) == 2
    assert problems([DraftLine(1, 10, 0)]) == ["Line 1 has no amount."]


@pytest.mark.parametrize("amount", [1.0, True])
def test_no_float_gets_in(amount: object) -> None:
    with pytest.raises(TypeError, match="int"):
        problems([DraftLine(1, 10, amount)])  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(-99, 99)), max_size=8))
def test_a_reversal_undoes_its_set(rows: list[tuple[int, int, int]]) -> None:
    lines = [DraftLine(*row) for row in rows]
    sums: dict[tuple[int, int], int] = {}
    for line in [*lines, *reversal(lines)]:
        key = (line.ledger_id, line.account_id)
        sums[key] = sums.get(key, 0) + line.amount_cents
    assert not any(sums.values())


def test_each_fact_changes_the_hash() -> None:
    seen = {
        content_hash((("a", 1), (), None)), content_hash((("a", 2), (), None)), content_hash((("a", "1"), (), None)),
        content_hash((("a", 1), ((),), None)), content_hash((("a\x1f", 1), (), None)),
    }
    assert len(seen) == 5
