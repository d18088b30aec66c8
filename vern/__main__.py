"""`python -m vern` is the same as `vern`."""

import sys

from vern.site.cli import main

if __name__ == "__main__":
    sys.exit(main())
