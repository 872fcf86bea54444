"""A store on each kind of database; PostgreSQL where GREENLANE_TEST_POSTGRES_URL names a server."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest

from store import Limits, Seat, StartAssessment, Store
from store.engines import Place, find_place

DAY = date(2026, 3, 2)
SERVER = os.environ.get("GREENLANE_TEST_POSTGRES_URL", "")


@dataclass(frozen=True)
class Address:
    """Where one test keeps its database."""

    url: str | None
    folder: Path

    @property
    def place(self) -> Place:
        return find_place(self.url, self.folder)


@pytest.fixture
def sqlite_address(tmp_path: Path) -> Address:
    return Address(None, tmp_path / "data")


@pytest.fixture
def postgres_address(tmp_path: Path) -> Iterator[Address]:
    if not SERVER:
        text = "no PostgreSQL: set GREENLANE_TEST_POSTGRES_URL=postgresql://user@host:port/name"
        if os.environ.get("GREENLANE_REQUIRE_POSTGRES") == "1":
            pytest.fail(text)
        pytest.skip(text)
    schema = f"test_{secrets.token_hex(8)}"
    plain = SERVER.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {schema}")
        yield Address(f"{plain}{'&' if '?' in plain else '?'}options=-csearch_path%3D{schema}", tmp_path)
        admin.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request) -> Address:
    return request.getfixturevalue(f"{request.param}_address")


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    opened: list[Store] = []

    def open_it(where: Address, limits: Limits | None = None) -> Store:
        store = Store.open(where.url, where.folder, limits=limits or Limits(), clock=lambda: DAY)
        opened.append(store)
        return store

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(address, open_store) -> Store:
    return open_store(address)


@pytest.fixture
def seat(store) -> Seat:
    return store.start_assessment(StartAssessment("foundations", "1", "Blue")).seat
