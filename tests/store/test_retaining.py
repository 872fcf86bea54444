"""The app forgets what is old by itself, each day, and survives a database that is away."""

import threading
from datetime import date

from store import StartAssessment, Store, StoreUnavailableError
from ui.retaining import Retention

OLD, NOW = date(2024, 1, 1), date(2026, 3, 2)


def test_what_is_old_is_forgotten_at_the_start_and_what_is_new_stays(tmp_path):
    with Store.open(None, tmp_path, clock=lambda: OLD) as store:
        store.start_assessment(StartAssessment("small", "1"), "old")
    with Store.open(None, tmp_path, clock=lambda: NOW) as store:
        store.start_assessment(StartAssessment("small", "1"), "new")
        Retention(store, 365, lambda: NOW).close()
        assert (store.seats_of("old"), len(store.seats_of("new"))) == ((), 1)


def test_a_database_that_is_away_is_tried_again_at_the_next_round(tmp_path, monkeypatch, caplog):
    tries, done = [], threading.Event()

    def purge(_self, before):
        tries.append(before)
        if len(tries) > 2:
            done.set()
        raise StoreUnavailableError("It does not answer.")

    monkeypatch.setattr(Store, "purge", purge)
    with Store.open(None, tmp_path) as store:
        retention = Retention(store, 30, lambda: NOW, every=0.0)
        assert done.wait(30)
        retention.close()
    assert tries[0] == date(2026, 1, 31)
    assert "It does not answer." in caplog.text
