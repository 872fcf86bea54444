"""The databases of the tests of the store, for tests that break them."""

from tests.store.conftest import address, open_store, postgres_address, sqlite_address

__all__ = ["address", "open_store", "postgres_address", "sqlite_address"]
