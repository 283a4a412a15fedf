"""A step that cannot be taken back just now is not lost; one that never can be is."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from landlord_desktop.rules.errors import ClaimedError, StaleError
from landlord_desktop.services.batches import claim_batch, give_up_claims, load_batch
from landlord_desktop.services.books import Actor
from landlord_desktop.services.line_changes import do_recorded
from landlord_desktop.services.working_lines import change_line, list_lines, start_over
from landlord_desktop.ui.receivables.line_undo import LineUndo
from qt.receivables import GUIDE_BATCH, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        load_batch(made.books, GUIDE_BATCH)
        yield made


def a_history(desk):
    history = LineUndo(desk.books, desk.background, desk.window)
    failures = []
    history.refused.connect(failures.append)
    return history, failures


def names(history):
    return [command.text for command in history.commands() if command.enabled]


def test_an_undo_that_fails_stays_and_so_does_a_redo(desk):
    history, failures = a_history(desk)
    history.push(do_recorded(desk.books, "Start Over", None, lambda: start_over(desk.books)))
    ann = replace(desk.books, actor=Actor("ann", "PC-2"))
    with ann.store.write() as connection:
        claim_batch(connection, ann, GUIDE_BATCH)
    history.undo()
    desk.settle()
    assert isinstance(failures.pop(), ClaimedError)
    assert (names(history), list_lines(desk.books)) == (["Undo Start Over"], [])
    give_up_claims(ann)
    history.undo()
    desk.settle()
    assert (names(history), len(list_lines(desk.books)), failures) == (["Redo Start Over"], 3, [])
    with desk.books.store.write() as connection:
        connection.execute(text("CREATE TRIGGER full_disk BEFORE DELETE ON working_line BEGIN "
                                "SELECT RAISE(ABORT, 'the disk is full'); END"))  # fmt: skip
    history.redo()
    desk.settle()
    assert isinstance(failures.pop(), DBAPIError)
    assert (names(history), len(list_lines(desk.books))) == (["Redo Start Over"], 3)
    with desk.books.store.write() as connection:
        connection.execute(text("DROP TRIGGER full_disk"))
    history.redo()
    desk.settle()
    assert (names(history), list_lines(desk.books), failures) == (["Undo Start Over"], [], [])


def test_an_undo_that_can_never_be_done_makes_way_for_the_one_before(desk):
    history, failures = a_history(desk)
    first, second, _ = (line.line_id for line in list_lines(desk.books))
    for line_id, name in ((first, "First"), (second, "Second")):
        work = partial(change_line, desk.books, line_id, memo="x")
        history.push(do_recorded(desk.books, name, [line_id], work))
    change_line(desk.books, second, memo="by another")
    history.undo()
    desk.settle()
    assert isinstance(failures.pop(), StaleError)
    assert names(history) == ["Undo First"]
