"""Fill an empty database with the people of the tests: `python -m faults.people`."""

from __future__ import annotations

import django

from faults import visitor


def main() -> None:
    django.setup()
    from tests import cast  # noqa: PLC0415  (its models need Django set up)

    assert cast.PASSWORD == visitor.PASSWORD
    cast.make_cast()


if __name__ == "__main__":
    main()
