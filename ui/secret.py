"""Read the secrets an operator gives, or draw one at the first start; refuse what somebody could guess.

There is no default secret: a server that nobody gave one draws its own and keeps it beside the database.
"""

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ui.settings import SettingsError, given_text

SECRET: Final = "GREENLANE_SECRET"  # noqa: S105 - the name of a variable, no secret
METRICS_TOKEN: Final = "GREENLANE_METRICS_TOKEN"  # noqa: S105 - as above
SECRET_FILE: Final = "secret"  # noqa: S105 - the name of a file in the data folder
LEAST_BYTES: Final = 32
LEAST_SIGNS: Final = 10  # different ones: 32 times the same letter is no secret
GUESSED: Final = (
    "changeme",
    "change_me",
    "change-me",
    "default",
    "example",
    "greenlane",
    "password",
    "secret",
    "thisismyscretkey",
    "test_non_dev",
    "your_own_random",
)
"""Words of secrets that stand in public documents; one that holds such a word was copied, not drawn."""
_MEND: Final = "draw one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def cookie_secret(environment: Mapping[str, str], data_dir: Path) -> str:
    """Return what cookies of signed-in people are signed with: the given one, else the one kept here.

    Several servers behind one address need the same: give it to each by `GREENLANE_SECRET_FILE`.

    Raises:
        SettingsError: if it could be guessed, or others of this machine can read it.
    """
    given = given_text(environment, SECRET)
    if given is None:
        return check_secret(str(data_dir / SECRET_FILE), kept_secret(data_dir))
    return check_secret(SECRET, given)


def metrics_token(environment: Mapping[str, str]) -> str | None:
    """Return what another machine must show to read the metrics; None means that none may.

    Raises:
        SettingsError: if it could be guessed.
    """
    given = given_text(environment, METRICS_TOKEN)
    return None if given is None else check_secret(METRICS_TOKEN, given)


def check_secret(name: str, value: str) -> str:
    """Return a secret that nobody can guess.

    Raises:
        SettingsError: if it is short, known, or made of few different signs; it is not repeated.
    """
    if len(value.encode()) < LEAST_BYTES:
        raise SettingsError(f"{name}: shorter than {LEAST_BYTES} bytes; {_MEND}")
    if any(word in value.lower() for word in GUESSED) or len(set(value)) < LEAST_SIGNS:
        raise SettingsError(f"{name}: others know it or can guess it; {_MEND}")
    return value


def kept_secret(folder: Path) -> str:
    """Return the secret that is kept in the data folder; it is drawn at the first start, with mode 0600.

    Raises:
        SettingsError: if it cannot be written or read, or others of this machine can read it.
    """
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            _draw(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: cannot be kept here ({type(error).__name__}); let the server write to its data folder, "
            f"or give {SECRET}_FILE"
        ) from None
    if mode & 0o077:
        raise SettingsError(f"{path}: others of this machine can read it; delete it and start again")
    return value


def _draw(path: Path) -> None:
    """Write a new secret whole or not at all: two servers that start at once keep the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{_drawn()}\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # unlike a renaming, it never replaces what another server has drawn
    finally:
        draft.unlink(missing_ok=True)


def _drawn() -> str:
    while True:  # a drawn word may by chance be one of the guessed
        value = secrets.token_urlsafe(48)
        if not any(word in value.lower() for word in GUESSED):
            return value
