"""Secrets are drawn at the first start, kept for the owner alone, and refused where they could be guessed."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui import secret as module
from ui.secret import check_secret, cookie_secret, kept_secret, metrics_token
from ui.settings import SettingsError, given_text, settings_from_environment

GOOD = "Zk3vQ8mW1xR7tYb5nLc9pHs2dFg6jKa4"


def test_the_first_start_draws_a_secret_for_the_owner_alone_and_the_next_keeps_it(tmp_path):
    folder = tmp_path / "data"
    first = cookie_secret({}, folder)

    assert len(first) == 64
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert cookie_secret({}, folder) == first
    assert [path.name for path in folder.iterdir()] == ["secret"]
    assert cookie_secret({}, tmp_path / "other") != first


def test_servers_that_start_at_once_keep_the_same_secret(tmp_path):
    for number in range(20):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(kept_secret, [folder] * 4))) == 1


@pytest.mark.parametrize(
    "value",
    [
        "x", "tiny", GOOD[:31], "x" * 64, "ab" * 32, "changeme" * 8,
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET", "thisISaSECRET_1234-thisISaSECRET_1234",
        "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h-and-more",
        "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY", "correct-Password-0123456789-abcdefgh",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["GREENLANE_SECRET", "GREENLANE_METRICS_TOKEN"])
def test_a_short_or_known_secret_is_refused_with_the_mend_and_not_repeated(tmp_path, name, value):
    with pytest.raises(SettingsError) as refused:
        cookie_secret({name: value}, tmp_path), metrics_token({name: value})

    assert "secrets.token_urlsafe(48)" in str(refused.value)
    assert value not in str(refused.value) or value == "x"


def test_a_kept_secret_that_was_replaced_by_a_short_one_is_refused(tmp_path):
    (tmp_path / "secret").touch(0o600)
    (tmp_path / "secret").write_text("x")

    with pytest.raises(SettingsError, match="shorter than 32 bytes"):
        cookie_secret({}, tmp_path)


def test_a_secret_that_others_of_the_machine_can_read_is_refused(tmp_path):
    kept_secret(tmp_path)
    (tmp_path / "secret").chmod(0o640)

    with pytest.raises(SettingsError, match="others of this machine can read it"):
        kept_secret(tmp_path)


def test_a_place_that_keeps_no_secret_is_named_with_the_mend(tmp_path):
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(SettingsError, match="GREENLANE_SECRET_FILE"):
        kept_secret(tmp_path / "file")


def test_a_given_secret_goes_before_the_kept_one_and_writes_nothing(tmp_path):
    assert cookie_secret({"GREENLANE_SECRET": GOOD}, tmp_path / "data") == GOOD
    assert not (tmp_path / "data").exists()


def test_a_secret_comes_by_a_file_too(tmp_path):
    (tmp_path / "given").write_text(f"{GOOD}\n")
    by_file = {"GREENLANE_SECRET_FILE": str(tmp_path / "given")}

    assert cookie_secret(by_file, tmp_path) == GOOD
    assert metrics_token({"GREENLANE_METRICS_TOKEN_FILE": str(tmp_path / "given")}) == GOOD
    assert metrics_token({}) is None
    with pytest.raises(SettingsError, match="both set"):
        cookie_secret({**by_file, "GREENLANE_SECRET": GOOD}, tmp_path)


@pytest.mark.parametrize("text", [None, "", " \n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_named_and_its_text_is_not(tmp_path, text):
    path = tmp_path / "given"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(SettingsError, match=r"NAME_FILE: .*given cannot be read or is empty"):
        given_text({"NAME_FILE": str(path)}, "NAME")


def test_the_address_of_the_database_comes_by_a_file_so_that_no_list_of_processes_shows_it(tmp_path):
    (tmp_path / "url").write_text("postgresql://greenlane:word@db/greenlane\n")
    found = settings_from_environment({"GREENLANE_DATABASE_URL_FILE": str(tmp_path / "url")})

    assert found.database_url == "postgresql://greenlane:word@db/greenlane"


def test_a_word_that_was_drawn_by_chance_and_could_be_guessed_is_drawn_again(monkeypatch):
    drawn = iter(["changeme" + GOOD, GOOD])
    monkeypatch.setattr(module.secrets, "token_urlsafe", lambda _bytes: next(drawn))

    assert module._drawn() == GOOD
    assert check_secret("it", GOOD) == GOOD
