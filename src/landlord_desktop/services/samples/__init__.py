"""Sample offices to practise on: the guide's own figures, a lived-in office, or any number of tenants."""

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books

MOST_TENANTS = 100_000


def fill_sample(books: Books, sample: str) -> None:
    """Fill newly created books. `sample` is "guide", "office" or a number of tenants; RuleError for anything else."""
    if sample == "guide":
        from landlord_desktop.services.samples.guide import fill_guide

        fill_guide(books)
    elif sample == "office":
        from landlord_desktop.services.samples.office import fill_office

        fill_office(books)
    elif sample.isascii() and sample.isdigit() and 0 < int(sample[:10]) <= MOST_TENANTS:
        from landlord_desktop.services.samples.many import fill_many

        fill_many(books, int(sample))
    else:
        raise RuleError(f'There is no sample "{sample[:40]}". It is guide, office, or a number up to {MOST_TENANTS:,}.')
