"""So many PCs as processes of their own, let go at the same moment: each claims the day and posts the same batches.

posting_clients.py LOCATION COUNT prints one line of JSON for each. The program is loaded once and the processes are
forked from it, so that none is ahead of the others.
"""

import json
import os
import sys
from datetime import UTC, datetime

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.batch_posting import post_batches
from landlord_desktop.services.books import Actor, open_books
from landlord_desktop.services.portfolio import claim_day

MOMENT = datetime(2022, 3, 8, 15, 30, tzinfo=UTC)


def work(location: str, number: int, ready: int, go: int) -> dict[str, object]:
    books = open_books(location, actor=Actor(f"user{number}", f"PC-{number}"), clock=lambda: MOMENT)
    os.write(ready, b".")
    os.read(go, 1)  # ends where the parent closes its end: for all at once
    try:
        claimed = claim_day(books) is not None
        result = post_batches(books)
    except LandlordError as error:
        return {"error": f"{type(error).__name__}: {error.sentence}"}
    finally:
        books.close()
    return {"claimed": claimed, "posted": len(result.posted), "already": len(result.already_posted)}


def main() -> None:
    location, count = sys.argv[1], int(sys.argv[2])
    ready, go = os.pipe(), os.pipe()
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            os.close(go[1])
            sys.stdout.write(f"{json.dumps(work(location, number, ready[1], go[0]))}\n")
            sys.stdout.flush()
            os._exit(0)
        children.append(child)
    os.close(go[0])
    waiting = count
    while waiting:
        waiting -= len(os.read(ready[0], waiting))
    os.close(go[1])
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
