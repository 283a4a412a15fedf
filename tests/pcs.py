"""The same act on several PCs at the same moment."""

import threading
from collections.abc import Callable

from landlord_desktop.rules.errors import LandlordError


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same moment, of which one alone may succeed; the sentences of those that were refused."""
    barrier, done, refused = threading.Barrier(len(acts)), [], []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            done.append(act())
        except LandlordError as error:
            refused.append(error.sentence)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, len(acts) - 1)
    return refused
