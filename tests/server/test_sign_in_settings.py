"""Sign-in: off unless an operator sets it whole; who somebody is, told by a token that was meant for us."""

import dataclasses

import pytest

from ui.settings import SettingsError, settings_from_environment
from ui.sign_in import (
    ADDRESS,
    CLIENT,
    CLIENT_SECRET,
    ISSUER,
    LASTS,
    SignIn,
    SignInError,
    person_from,
    sign_in_from,
)

WHOLE = {
    ISSUER: "https://id.example.org/realm",
    CLIENT: "greenlane",
    CLIENT_SECRET: "of-the-client",
    ADDRESS: "https://lane.example.org/",
}
ASKED = SignIn(WHOLE[ISSUER], WHOLE[CLIENT], WHOLE[CLIENT_SECRET], "https://lane.example.org")
NOW = 1_800_000_000.0
CLAIMS = {"iss": ASKED.issuer, "sub": "anna", "aud": "greenlane", "iat": NOW, "nonce": "n1", "name": " Anna "}


def test_nobody_signs_in_unless_it_is_set() -> None:
    assert settings_from_environment({}).sign_in is None
    assert sign_in_from({ADDRESS: WHOLE[ADDRESS]}.get) is None


def test_the_whole_setting_is_read_and_becomes_what_streamlit_reads() -> None:
    found = sign_in_from(WHOLE.get, installed=True)
    assert found == ASKED
    assert found.host == "lane.example.org"
    assert found.secrets("c" * 40) == {
        "auth": {
            "redirect_uri": "https://lane.example.org/oauth2callback",
            "cookie_secret": "c" * 40,
            "client_id": "greenlane",
            "client_secret": "of-the-client",
            "server_metadata_url": "https://id.example.org/realm/.well-known/openid-configuration",
            "client_kwargs": {"scope": "openid profile"},
        }
    }
    assert "of-the-client" not in repr(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({CLIENT: ""}, "GREENLANE_SIGN_IN_CLIENT: needed"),
        ({ADDRESS: "", CLIENT_SECRET: ""}, "GREENLANE_SIGN_IN_SECRET, GREENLANE_ADDRESS: needed"),
        ({ISSUER: "http://id.example.org"}, "is not https"),
        ({ADDRESS: "lane.example.org"}, "is no address"),
        ({ADDRESS: "https://[lane"}, "is no address"),
        ({ADDRESS: "https://a@lane.example.org"}, "is no address"),
        ({ISSUER: "https://id.example.org?a=b"}, "is no address"),
        ({ADDRESS: "https://lane.example.org/below"}, "has a path"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(change, says) -> None:
    with pytest.raises(SignInError, match=says) as refused:
        sign_in_from({**WHOLE, **change}.get, installed=True)
    assert "of-the-client" not in str(refused.value)


def test_without_the_library_the_start_says_how_to_install_it() -> None:
    with pytest.raises(SignInError, match=r"pip install 'greenlane\[sign-in\]'"):
        sign_in_from(WHOLE.get, installed=False)


def test_a_wrong_sign_in_stops_the_start_and_a_secret_comes_by_a_file_too(tmp_path) -> None:
    with pytest.raises(SettingsError, match="GREENLANE_SIGN_IN_CLIENT"):
        settings_from_environment({ISSUER: WHOLE[ISSUER]})
    pytest.importorskip("authlib", reason="sign-in needs Authlib: pip install 'greenlane[sign-in]'")
    (tmp_path / "secret").write_text("of-a-file\n")
    given = {**WHOLE, CLIENT_SECRET: "", f"{CLIENT_SECRET}_FILE": str(tmp_path / "secret")}
    found = settings_from_environment(given)
    assert "of-a-file" in str(found.sign_in.secrets(""))
    assert "lane.example.org" in found.allowed_hosts


def test_this_machine_may_be_named_by_http() -> None:
    local = {**WHOLE, ISSUER: "http://127.0.0.1:9", ADDRESS: "http://localhost:8501"}
    assert sign_in_from(local.get, installed=True).address == "http://localhost:8501"


def test_a_person_is_the_same_on_every_device_and_another_elsewhere() -> None:
    anna = person_from(CLAIMS, ASKED, NOW)
    again = person_from({**CLAIMS, "iat": NOW + 5, "nonce": "n2", "aud": ["greenlane"]}, ASKED, NOW + 9)
    assert (anna.name, anna.id) == ("Anna", again.id)
    assert anna.login != again.login
    assert anna.id.startswith("person:")
    assert "anna" not in anna.id
    ben = person_from({**CLAIMS, "sub": "ben"}, ASKED, NOW)
    elsewhere = dataclasses.replace(ASKED, issuer="https://id.example.org/other")
    other = person_from({**CLAIMS, "iss": elsewhere.issuer}, elsewhere, NOW)
    assert len({anna.id, ben.id, other.id}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": ""},
        {"sub": 7},
        {"aud": "another app"},
        {"aud": ["another app"]},
        {"aud": None},
        {"aud": ["greenlane", "another app"], "azp": "another app"},
        {"aud": "another app", "azp": "greenlane"},
        {"iat": None},
        {"iat": NOW - LASTS - 1},
        {"iat": NOW + 301},
    ],
)
def test_what_was_not_said_to_us_or_too_long_ago_is_nobody(change) -> None:
    assert person_from({**CLAIMS, **change}, ASKED, NOW) is None


@pytest.mark.parametrize("names", [{"name": None}, {"name": " ", "preferred_username": 3}])
def test_a_person_without_a_name_has_none(names) -> None:
    assert person_from({**CLAIMS, **names}, ASKED, NOW).name == ""
