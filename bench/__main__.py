"""All measurements, each beside its anchor in the same run: `python -m bench [name ...]`."""

import sys

from bench import balances, batch, checks, growth, posting, server, start, window

PARTS = {
    "posting": posting.main, "balances": balances.main, "start": start.main, "window": window.main,
    "growth": growth.main, "checks": checks.main, "batch": batch.main, "server": server.main,
}

for chosen in sys.argv[1:] or PARTS:
    print(f"== {chosen}")
    PARTS[chosen]()
