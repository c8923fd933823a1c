"""The policies as services ask them: read once and fixed, or kept up while a service runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Generic, Protocol, TypeVar

from shared.policy.directory import Directory, Project
from shared.policy.pack import Pack

Made = TypeVar("Made")
Name = TypeVar("Name")


class Policies(Protocol):
    """Every pack by id and version, with the directory. `PolicyLibrary` says what refuses."""

    @property
    def packs(self) -> Mapping[tuple[str, str], Pack]: ...

    @property
    def directory(self) -> Directory: ...

    def pack(self, name: str, version: str) -> Pack: ...

    def project(self, code: str) -> Project: ...

    def pack_for(self, project: str, on: date) -> Pack: ...


class MadeOfPolicies(Generic[Made]):
    """What is worked out from policies: once, and again when others are in force."""

    def __init__(self, policies: Policies, make: Callable[[Policies], Made]) -> None:
        self._policies = policies
        self._make = make
        self._packs, self._directory = policies.packs, policies.directory
        self._made = make(policies)

    def __call__(self) -> Made:
        policies = self._policies
        if policies.packs is not self._packs or policies.directory is not self._directory:
            self._packs, self._directory = policies.packs, policies.directory
            self._made = self._make(policies)
        return self._made


class MappingOfPolicies(Mapping[Name, Made]):
    """A mapping that is worked out from policies, and always that of those in force."""

    def __init__(self, policies: Policies, make: Callable[[Policies], Mapping[Name, Made]]) -> None:
        self._in_force = MadeOfPolicies(policies, make)

    def __getitem__(self, name: Name) -> Made:
        return self._in_force()[name]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._in_force())

    def __len__(self) -> int:
        return len(self._in_force())
