"""Browsers in which people of the cast are signed in."""

from __future__ import annotations

from dataclasses import dataclass

from tests.cast import Cast
from vern.core.kernel.testing.client import AuditedClient


@dataclass(frozen=True)
class Doors:
    """`doors("leader")` is a browser in which the leader is signed in."""

    cast: Cast

    def __call__(self, who: str) -> AuditedClient:
        client = AuditedClient()
        user = self.cast.people[who].user
        assert user is not None
        client.force_login(user)
        return client
