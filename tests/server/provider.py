"""A provider of OpenID Connect for tests: it signs in whomever the test says, honestly or with a twist."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "greenlane", "what-the-provider-gave"


class Provider:
    """Remembers what was asked, and signs what it says with a key of its own.

    Attributes:
        who: the subject that signs in next.
        twist: what is wrong with the next token; "" is nothing.
    """

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.strange = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.who, self.twist = "anna", ""
        self.asked: dict[str, dict[str, str]] = {}
        self.given: list[str] = []
        self.url = ""

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where to send the browser after somebody signed in, or said no."""
        back = {"state": asked["state"]}
        if self.twist == "refused":
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.asked[back["code"]] = {**asked, "who": self.who}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, object] | None:
        """Return the tokens for a code, once; None where the app does not prove that it asked."""
        asked = self.asked.pop(form.get("code", ""), None)
        shown = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or authorization != f"Basic {shown}" or asked.get("code_challenge") != challenge:
            return None
        self.given.append(self.sign(asked))
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.given[-1]}

    def sign(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.url,
            "sub": asked["who"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "name": asked["who"].title(),
        }
        claims |= {
            "wrong audience": {"aud": "another-app"},
            "wrong audience for us": {"aud": "another-app", "azp": CLIENT},
            "wrong nonce": {"nonce": "of-another-sign-in"},
            "expired": {"iat": now - 4000, "exp": now - 3600},
            "wrong issuer": {"iss": "https://evil.example"},
            "too old": {"iat": now - 8 * 24 * 3600},
        }.get(self.twist, {})
        if self.twist == "unsigned":
            parts = ({"alg": "none"}, claims)
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
                + "."
            )
        key = self.strange if self.twist == "wrong key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


class Answering(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_header("Location", self.provider.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif parts.path == "/keys":
            self.send({"keys": [self.provider.key.as_dict(private=False)]})
        else:
            self.send(self.provider.discovery())

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        given = self.provider.token(form, self.headers.get("Authorization", ""))
        self.send(given or {"error": "invalid_grant"}, 200 if given else 400)

    def send(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start a provider on this machine."""
    provider = Provider()
    kind = type("Bound", (Answering,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
