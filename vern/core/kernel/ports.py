"""Ports: where a lower layer takes typed contributions from the modules above it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Anything that a port can hold."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class Port(Generic[T]):
    """A registry of contributions, unique by key, in the order they came.

    Raises ValueError on a key that is taken, KeyError on one that is unknown.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def add(self, *items: T) -> None:
        for item in items:
            if item.key in self._items:
                raise ValueError(f"{self.name}: {item.key!r} is already registered")
            self._items[item.key] = item

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __getitem__(self, key: str) -> T:
        if key not in self._items:
            raise KeyError(f"{self.name}: unknown {key!r}")
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    @contextmanager
    def holding(self, *items: T) -> Iterator[None]:
        """Hold only these items for a while (tests)."""
        before, self._items = self._items, {item.key: item for item in items}
        try:
            yield
        finally:
            self._items = before
