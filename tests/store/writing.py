"""A process that writes until it is killed, and says each acknowledged answer on a line of its own.

Run as: writing.py KIND FOLDER [URL]; KIND is answers, open, migrate or full.
"""

import os
import resource
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from store import AnswerWrite, Seat, StartAssessment, Store, StoreError
from store.engines import find_place
from store.migrating import MIGRATIONS, upgrade


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def write_answers(store: Store) -> None:
    started = [store.start_assessment(StartAssessment("foundations", "1")) for _ in range(6)]
    for one in started:
        say(f"token {one.token}")
    threads = [threading.Thread(target=answer_forever, args=(store, one.seat, one.token)) for one in started]
    for thread in threads:
        thread.start()


def answer_forever(store: Store, seat: Seat, token: str) -> None:
    number = 0
    while True:
        number += 1
        practice = f"practice-{number % 7}"
        store.save_answers(seat, (AnswerWrite(practice, "value", option="yes", client_seq=number),))
        say(f"saved {token} {practice} {number}")


def fill_disk(store: Store, file: Path) -> None:
    one = store.start_assessment(StartAssessment("foundations", "1"))
    say(f"token {one.token}")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 400_000, limit[1]))
    number = 0
    failed = ""
    while not failed:
        number += 1
        write = AnswerWrite(f"practice-{number}", "value", option="yes", note="n" * 2000, client_seq=1)
        try:
            store.save_answers(one.seat, (write,))
        except StoreError as error:
            failed = type(error).__name__
        else:
            say(f"saved {one.token} practice-{number} 1")
    say(f"failed {failed} {store.ready()}")
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    store.save_answers(one.seat, (AnswerWrite("after", "value", option="yes"),))
    say(f"saved {one.token} after 1")
    store.close()


def main(kind: str, folder: Path, url: str | None) -> None:
    if kind == "migrate":
        upgrade(find_place(url, folder), (MIGRATIONS / "versions", folder / "versions"))
        return
    store = Store.open(url, folder)
    if kind == "answers":
        write_answers(store)
    elif kind == "full":
        fill_disk(store, folder / "greenlane.db")
    else:
        say(f"opened {store.instance()}")
        store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
