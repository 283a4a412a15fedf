"""A lived-in office: two years of rents, late payers and part payments up to today, and a morning's batches waiting."""

from random import Random

from landlord_desktop.services.books import Books
from landlord_desktop.services.samples.foundation import open_for_work, prepare_office
from landlord_desktop.services.samples.office_history import History
from landlord_desktop.services.samples.office_profiles import insert_office
from landlord_desktop.services.samples.office_waiting import choose_parties, spared, write_waiting

SEED = 2118


def fill_office(books: Books) -> None:
    """Fill newly created books; people, amounts and habits are the same each time, dates end today."""
    random = Random(SEED)  # noqa: S311
    with books.store.write() as connection:
        prepare_office(connection, "Stonebridge Management")
        office = insert_office(connection, books.today(), random)
    parties = choose_parties(office)
    history = History(books, office, random, spared(parties))
    history.write()
    write_waiting(books, office, parties, history.numbers)
    with books.store.write() as connection:
        open_for_work(connection)
