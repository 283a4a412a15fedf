"""The control strip: the server's count and amount are what is loaded, and that is posted, held or removed."""

from sqlalchemy import text

from build import a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.services.batch_control import Figure, batch_controls
from landlord_desktop.services.batches import load_batch, load_unprocessed
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import list_lines, put_back, remove_line, start_over


def line_of(books, payment_id):
    return next(line.line_id for line in list_lines(books) if line.payment_id == payment_id)


def the(books, batch_id="B1"):
    found = {control.batch_id: control for control in batch_controls(books, ["B1", "B2"])}[batch_id]
    assert found.server == Figure(found.loaded.count + found.waiting.count, found.loaded.cents + found.waiting.cents)
    return found


def test_every_state_of_a_payment_is_counted_once(books):
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    a_batch(books, "B1", a_payment("P1", 120_000), a_payment("P2", 4_550), a_payment("P3", 100, "NOBODY"))
    a_batch(books, "B2", a_payment("P4", 999))
    assert batch_controls(books) == []
    assert the(books).waiting == Figure(3, 124_650)
    assert not the(books).agrees

    load_unprocessed(books)
    assert [control.batch_id for control in batch_controls(books)] == ["B1", "B2"]
    assert (the(books).held, the(books).agrees) == (Figure(3, 124_650), True)

    remove_line(books, line_of(books, "P3"), "not ours")
    post_working_lines(books)
    now = the(books)
    assert (now.posted, now.held, now.removed) == (Figure(1, 120_000), Figure(1, 4_550), Figure(1, 100))
    assert (now.server, now.loaded, now.agrees, now.whole) == (Figure(3, 124_650), Figure(3, 124_650), True, False)
    assert the(books, "B2").held == Figure(1, 999)

    start_over(books)
    assert (the(books).posted, the(books).removed, the(books).waiting) == (
        Figure(1, 120_000), Figure(1, 100), Figure(1, 4_550),
    )  # fmt: skip
    assert not the(books).agrees


def test_a_line_that_is_not_the_payment_stored_is_a_difference(books):
    a_batch(books, "B1", a_payment("P1", 120_000), a_payment("P2", 500))
    load_unprocessed(books)
    with books.store.write() as connection:
        connection.execute(text("UPDATE working_line SET amount_cents = 119000 WHERE payment_id = 'P1'"))
    now = the(books)
    assert (now.server, now.loaded, now.accounted) == (Figure(2, 120_500), Figure(2, 120_500), Figure(2, 119_500))
    assert (now.agrees, now.difference_cents) == (False, 1_000)


def test_a_payment_whose_receipt_was_voided_is_held_again(books):
    a_charge(books, a_tenant(books), 120_000)
    a_batch(books, "B1", a_payment("P1", 120_000))
    load_unprocessed(books)
    post_working_lines(books)
    assert the(books).whole
    (receipt,) = rows(books, "SELECT id FROM receipt")
    void_receipt(books, receipt[0], "entered twice")
    assert the(books).posted == Figure()
    load_batch(books, "B1")
    assert (the(books).held, the(books).agrees) == (Figure(1, 120_000), True)


def test_a_line_that_differs_from_the_servers_amount_shows(books):
    a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 120_000), a_payment("P2", 1))
    load_unprocessed(books)
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE working_line SET amount_cents = 119999 WHERE payment_id = 'P1'")
    assert not batch_controls(books)[0].agrees
    put_back_id = line_of(books, "P2")
    remove_line(books, put_back_id, "x")
    put_back(books, put_back_id)
    assert batch_controls(books)[0].held == Figure(2, 120_000)
