"""How a package of Vern becomes a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ModuleConfig(AppConfig):
    """Base of every app: on start-up it hands over what the module contributes.

    `default` is False here and True on subclasses, or Django would see two candidates in one
    `apps.py` and silently use neither.
    """

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        self.contribute()

    def contribute(self) -> None:
        """Fill the ports that the module contributes to."""


class KernelConfig(ModuleConfig):
    name = "vern.core.kernel"
    label = "kernel"
