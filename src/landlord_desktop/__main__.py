"""`python -m landlord_desktop`: the desktop program, or one of its commands."""

import sys

if __name__ == "__main__":
    from landlord_desktop.cli import main

    sys.exit(main())
