"""`python -m landlord_desktop.sandbox` starts the practice server."""

import sys

from landlord_desktop.sandbox.server import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
