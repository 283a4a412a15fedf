"""A batch is taken whole or not at all: totals over every item, unreadable ones kept with their text."""

import pytest

from landlord_desktop.inosio.errors import Nonsense
from landlord_desktop.inosio.received import UnreadableItem, raw_text
from landlord_desktop.inosio.schemas import Receipt
from wire_values import batch, client, header, receipt, said

BATCH = "9363081796946967"


def fetch(value):
    return client(said(value)).batch(BATCH)


def test_a_batch_comes_with_its_receipts_and_bytes():
    answer = said(batch())
    found = client(answer).batch(BATCH)
    assert found.header.id == BATCH
    assert [item.amount_cents for item in found.items] == [120000, 150000]
    assert found.items[0].memo == "Inosio Transaction"
    assert found.raw == answer.content
    assert "Kmetz" not in repr(found)


def test_an_unknown_word_sets_one_item_aside():
    found = fetch(batch([receipt(method="barter"), receipt(payment_id="PMT-2", amount="1500.00")]))
    first, second = found.items
    assert isinstance(first, UnreadableItem)
    assert (first.position, first.payment_id, first.amount_cents) == (1, "PMT-1", 120000)
    assert "method" in first.problem
    assert "barter" in first.raw_text
    assert "barter" not in first.problem + repr(first)
    assert isinstance(second, Receipt)


@pytest.mark.parametrize("payment_id", [None, "", 17, "x" * 201, "a\nb"])
def test_an_item_without_a_usable_id_is_unreadable(payment_id):
    found = fetch(batch([receipt(payment_id=payment_id)], total="1200.00", item_count=1))
    assert [item.payment_id for item in found.items] == [None]


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "9999999999999.99"])
def test_odd_amounts_are_taken_as_they_are(amount):
    found = fetch(batch([receipt(amount=amount)], total=amount, item_count=1))
    assert isinstance(found.items[0], Receipt)


@pytest.mark.parametrize("amount", [12, "12", "1,200.00", "1e5", "\uff11.00", None, "+1.00", "01.00", " 1.00"])
def test_an_amount_that_cannot_be_read_refuses_the_batch(amount):
    with pytest.raises(Nonsense, match=f"item 2 of batch {BATCH}"):
        fetch(batch([receipt(), receipt(payment_id="PMT-2", amount=amount)]))


@pytest.mark.parametrize("item", [None, "x", [1]])
def test_an_item_that_is_no_object_refuses_the_batch(item):
    with pytest.raises(Nonsense, match="item 1"):
        fetch(batch([item]))


def test_a_total_that_differs_names_both_figures():
    with pytest.raises(Nonsense) as caught:
        fetch(batch(total="2699.99"))
    assert f"Batch {BATCH} should hold 2 items of $2,699.99 in all" in caught.value.sentence
    assert "gave 2 items of $2,700.00 in all" in caught.value.sentence


def test_a_count_that_differs_names_both_figures():
    with pytest.raises(Nonsense, match=r"hold 3 items .* gave 1 item of \$1,200\.00"):
        fetch(batch([receipt()], total="1200.00", item_count=3))


def test_one_payment_twice_refuses_the_batch():
    with pytest.raises(Nonsense, match="Items 1 and 2"):
        fetch(batch([receipt(), receipt(amount="1500.00")]))


def test_two_items_without_id_are_not_the_same_payment():
    found = fetch(batch([receipt(payment_id=""), receipt(payment_id="", amount="1500.00")]))
    assert len(found.items) == 2


@pytest.mark.parametrize("value", [header(), header() | {"receipts": {}}])
def test_a_batch_without_receipts_is_refused(value):
    with pytest.raises(Nonsense, match="no receipts"):
        fetch(value)


def test_another_batch_is_refused():
    with pytest.raises(Nonsense, match="another batch"):
        fetch(batch(id="5"))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "lost"}, {"item_count": True}, {"item_count": "2"}, {"item_count": -1}, {"total": 2700},
        {"deposited_on": "2022-02-30"}, {"deposited_on": "22-02-23"}, {"deposited_on": None},
        {"deposited_on": "0022-02-23"},
        {"processed_at": "2022-02-23T14:05:00"}, {"processed_at": "2022-02-23T14:05:00+02:00"}, {"processed_at": 5},
        {"revision": "a b"}, {"revision": ""}, {"id": 9363081796946967}, {"bank_account_id": ""},
    ],
    ids=str,
)
def test_a_header_against_the_contract_refuses_the_batch(changes):
    with pytest.raises(Nonsense, match=next(iter(changes))):
        fetch(batch(**changes))


def test_no_object_at_all_is_refused():
    with pytest.raises(Nonsense, match=f"batch {BATCH}"):
        fetch([])


def test_raw_text_is_bounded_and_can_be_stored():
    assert len(raw_text({"a": "x" * 9000})) == 4000
    assert raw_text({"name": "Zoë \ud800"}) == '{"name": "Zoë \\ud800"}'
