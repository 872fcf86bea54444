"""Read how people may sign in, and tell from what a provider said who somebody is.

Sign-in is off unless an operator names a provider of OpenID Connect. Streamlit's own login speaks with it;
what it says is checked here once more, for a token that was meant for another program must open nothing.
Nothing here imports Streamlit.
"""

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

ISSUER: Final = "GREENLANE_SIGN_IN_ISSUER"
CLIENT: Final = "GREENLANE_SIGN_IN_CLIENT"
CLIENT_SECRET: Final = "GREENLANE_SIGN_IN_SECRET"  # noqa: S105 - the name of a variable, no secret
ADDRESS: Final = "GREENLANE_ADDRESS"
CALLBACK: Final = "/oauth2callback"
LASTS: Final = 7 * 24 * 3600
"""How long a sign-in lasts [s]; then the provider is asked again."""
_SKEW: Final = 300  # [s] that clocks of two machines may differ
_DISCOVERY: Final = "/.well-known/openid-configuration"
_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class SignInError(ValueError):
    """Say which setting of the sign-in is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Hold how people sign in.

    Attributes:
        issuer: address of the provider, as its tokens say it.
        client: what the provider calls this app.
        secret: what this app shows to the provider.
        address: the address that people open, without path.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    address: str

    @property
    def host(self) -> str:
        """Return the name in the address."""
        return urlsplit(self.address).hostname or ""

    def secrets(self, cookie_secret: str) -> dict[str, dict[str, str | dict[str, str]]]:
        """Return what Streamlit's login reads, as its secrets."""
        return {
            "auth": {
                "redirect_uri": f"{self.address}{CALLBACK}",
                "cookie_secret": cookie_secret,
                "client_id": self.client,
                "client_secret": self.secret,
                "server_metadata_url": f"{self.issuer.rstrip('/')}{_DISCOVERY}",
                "client_kwargs": {"scope": "openid profile"},
            }
        }


@dataclass(frozen=True, slots=True)
class Person:
    """Says who signed in.

    Attributes:
        id: a word that is the same on every device; nobody's cookie can hold it.
        login: a word of this one sign-in.
        name: what to call the person on screen; it is stored nowhere.
    """

    id: str
    login: str
    name: str


def sign_in_from(read: Callable[[str], str | None], *, installed: bool | None = None) -> SignIn | None:
    """Read the settings of the sign-in; None where none is set.

    Args:
        read: returns a setting, None where it is not set.
        installed: whether Authlib is there; None looks.

    Raises:
        SignInError: if a part is missing or cannot be used; no secret is repeated.
    """
    found = {name: read(name) for name in (ISSUER, CLIENT, CLIENT_SECRET, ADDRESS)}
    issuer, client, secret, address = found.values()
    if not issuer and not client and not secret:
        return None
    if not (issuer and client and secret and address):
        missing = ", ".join(name for name, value in found.items() if not value)
        raise SignInError(
            f"{missing}: needed for people to sign in; set it, or none of the sign-in's settings"
        )
    for name, value in ((ISSUER, issuer), (ADDRESS, address)):
        _require_address(name, value)
    if urlsplit(address).path.strip("/"):
        raise SignInError(f"{ADDRESS}: {address} has a path; give the address alone")
    if not (importlib.util.find_spec("authlib") is not None if installed is None else installed):
        raise SignInError(f"{ISSUER}: needs Authlib; install it with pip install 'greenlane[sign-in]'")
    return SignIn(issuer, client, secret, address.rstrip("/"))


def person_from(claims: Mapping[str, object], asked: SignIn, now: float) -> Person | None:
    """Return who a provider says somebody is; None where it says so to another app, or too long ago.

    Args:
        claims: what the token said, after its signature was checked.
        asked: whom we asked.
        now: the moment it is [s since 1970].
    """
    issuer, subject, given = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if issuer != asked.issuer or not isinstance(subject, str) or not subject:
        return None
    if not _meant_for(claims, asked.client) or not isinstance(given, int | float):
        return None
    if not -_SKEW <= now - given <= LASTS:
        return None
    who = _hash("person", asked.issuer, subject)
    login = _hash("login", asked.issuer, subject, str(given), str(claims.get("nonce", "")))
    names = (claims.get(name) for name in ("name", "preferred_username", "email"))
    name = next((name for name in names if isinstance(name, str) and name.strip()), "")
    return Person(f"person:{who}", login, name.strip()[:80])


def _meant_for(claims: Mapping[str, object], client: str) -> bool:
    audience = claims.get("aud")
    meant = [audience] if isinstance(audience, str) else audience
    return isinstance(meant, list) and client in meant and claims.get("azp", client) == client


def _require_address(name: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.query or parts.fragment or "@" in parts.netloc:
        raise SignInError(f"{name}: {value!r} is no address; write https://name")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _OWN_MACHINE):
        raise SignInError(f"{name}: {value!r} is not https; only this machine itself may be named by http")


def _hash(*parts: str) -> str:
    written = "".join(f"{len(part)}:{part}" for part in parts)  # no two lists of parts are written alike
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
