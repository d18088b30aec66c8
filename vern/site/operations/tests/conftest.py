"""The same someone with an account, and a client that audits what it gets."""

from vern.site.tests.conftest import client, person

__all__ = ["client", "person"]
