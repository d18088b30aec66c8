"""The roles that an institution starts with, and what each may do."""

from __future__ import annotations

from vern.core.kernel.content import read_toml, texts
from vern.core.org.capabilities import capabilities
from vern.core.org.models import Role, RoleCapability


def load_roles() -> None:
    """Add missing roles. A role gets its default capabilities once, when it is new or the
    capability is."""
    new = set()
    for order, row in enumerate(read_toml("vern.core.org", "roles.toml")["role"]):
        role, made = Role.objects.get_or_create(
            key=row["key"], defaults={"order": order, **texts(row)}
        )
        new |= {role.key} if made else set()
    known = set(RoleCapability.objects.values_list("capability", flat=True))
    RoleCapability.objects.bulk_create(
        RoleCapability(role_id=role, capability=capability.key)
        for capability in capabilities
        for role in sorted(capability.roles)
        if role in new or capability.key not in known
    )
