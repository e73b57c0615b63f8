"""A small directory of the tests' own, which can also say what no honest directory would."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from rooftree.staffweb.directories import Directory

CLIENT = "rooftree"
SECRET = "the secret that we share"
BEGIN = "/staff/sign-in/directory/alder/"
BACK = "/staff/sign-in/directory/alder/back/"
CODE = "a-code-that-works-once"


def _a_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, ANOTHER_KEY = _a_key(), _a_key()


class ADirectory:
    """What it answers, all of which a test may change."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = KEY
        self.described: dict[str, Any] = {}
        self.claims: dict[str, Any] = {"sub": "s-1", "email": "asha@alder.test", "email_verified": True}
        self.facts: dict[str, Any] | None = {"sub": "s-1", "name": "Asha Bell", "groups": ["housing"]}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.answers = 200
        self.challenge = ""
        self.codes = {CODE}
        self.asked: list[str] = []

    def signed(self, claims: dict[str, Any], *, key: Any = None, kid: str = "k1", algorithm: str = "RS256") -> str:
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": kid})

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    def description(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            **({"userinfo_endpoint": f"{at}/facts"} if self.facts is not None else {}),
            **self.described,
        }

    def tokens(self, sent: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Take a code once, from whoever knows the verifier and our secret."""
        verifier = sent.get("code_verifier", [""])[0]
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        right = challenge == self.challenge and sent.get("client_secret") == [SECRET]
        if not right or sent["code"][0] not in self.codes:
            return 400, {"error": "invalid_grant"}
        self.codes.remove(sent["code"][0])
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce}
        said = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return self.answers, {"access_token": "at-secret", "token_type": "Bearer", "id_token": self.sign(said)}

    # --- What a browser does ------------------------------------------------------------------------

    def begin(self, client: Client, **query: str) -> dict[str, str]:
        """Let a browser begin, and return what it brings to the directory."""
        answer = client.get(BEGIN, query)
        assert answer.status_code == 302, answer.content.decode()
        asked = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return asked

    def come(self, client: Client, **changed: str) -> HttpResponse:
        """Let a browser go to the directory and come back."""
        asked = self.begin(client)
        return client.get(BACK, {"code": CODE, "state": asked["state"]} | changed)


@contextmanager
def running() -> Iterator[ADirectory]:
    """Serve a directory on this machine while the block lasts."""
    directory = ADirectory()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            directory.asked.append(self.path)
            answers = {
                "/.well-known/openid-configuration": directory.description,
                "/keys": directory.keys,
                "/facts": lambda: directory.facts,
            }
            self._send(200, answers[self.path]())

        def do_POST(self) -> None:
            directory.asked.append(self.path)
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._send(*directory.tokens(sent))

        def _send(self, status: int, said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing: a test reads what the site says."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    directory.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield directory
    finally:
        server.shutdown()
        server.server_close()


def as_settings(issuer: str, **facts: Any) -> Directory:
    """The settings of a directory at this issuer."""
    return Directory(
        **{
            "code": "alder",
            "name": "Alder’s directory",
            "issuer": issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "councils": ("alder",),
            "domains": ("alder.test",),
            "scopes": ("openid", "email", "profile"),
            "email_claim": "email",
            "verified_claim": "email_verified",
            "name_claim": "name",
            "groups_claim": "groups",
            "second_factor": frozenset(),
            "is_only_way": False,
            "may_add": False,
            **facts,
        }
    )
