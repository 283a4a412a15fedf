"""A lived-in office: two years of rents and of every other entry up to today, and a morning's batches waiting."""

from random import Random

from landlord_desktop.services.books import Books
from landlord_desktop.services.samples.foundation import open_for_work, prepare_office
from landlord_desktop.services.samples.office_applicants import write_applicants
from landlord_desktop.services.samples.office_entries import Entries, lock_old_months
from landlord_desktop.services.samples.office_history import History
from landlord_desktop.services.samples.office_people import USERS, Numbers
from landlord_desktop.services.samples.office_profiles import insert_office
from landlord_desktop.services.samples.office_scenes import choose_cast
from landlord_desktop.services.samples.office_terms import write_terms
from landlord_desktop.services.samples.office_waiting import choose_parties, spared, write_waiting
from landlord_desktop.services.settings import put
from landlord_desktop.services.users import insert_users

SEED = 2118


def fill_office(books: Books) -> None:
    """Fill newly created books; people, amounts and habits are the same each time, dates end today."""
    random = Random(SEED)  # noqa: S311
    with books.store.write() as connection:
        prepare_office(connection, "Stonebridge Management")
        insert_users(connection, USERS)
        office = insert_office(connection, books.today(), random)
        parties = choose_parties(office)
        write_terms(connection, office, books.today(), spared(parties))
    numbers = Numbers()
    entries = Entries(books, office, choose_cast(office, spared(parties)), numbers)
    History(books, office, random, spared(parties), numbers, entries).write()
    write_waiting(books, office, parties, numbers)
    with books.store.write() as connection:
        write_applicants(connection, office, books.today())
        open_for_work(connection)
        put(connection, {"office.locked_through": lock_old_months(books.today())})
