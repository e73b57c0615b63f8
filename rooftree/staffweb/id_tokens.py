"""Checks what a council's directory says of somebody who signs in: that it said so, to us, now, for this visit.

OpenID Connect Core 1.0, section 3.1.3.7. The library that leads people to the directory and back leaves
out the signature, the nonce and the lifetime's presence; here nothing is left out.
"""

import json
from collections.abc import Mapping
from typing import Any

import jwt

SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that only the directory can make. Not "none", and none made with a secret that we share."""

LEEWAY = 60
"""Seconds by which our clock and the directory's may differ."""

ALWAYS_THERE = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LONGEST_SUBJECT = 255


class NotBelieved(Exception):
    """What came back is not what the directory would send. `why` is for the log: it holds no token."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def check_token(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token. Raises NotBelieved for one that is not for us, from there, or for now."""
    key, algorithm = _key_of(token, keys)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": ALWAYS_THERE},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(_WHY.get(type(error), "the token cannot be read")) from None
    _check_for_us(claims, client_id)
    if claims["nonce"] != nonce:
        raise NotBelieved("the token is of another visit")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("the token names nobody")
    return claims


def with_facts(claims: dict[str, Any], facts: Any) -> dict[str, Any]:
    """Return the claims with what the directory says besides, of the same person. The signed ones count first."""
    if not isinstance(facts, dict) or facts.get("sub") != claims["sub"]:
        raise NotBelieved("the facts are of somebody else")
    return facts | claims


def _key_of(token: str, keys: Mapping[str, Any]) -> tuple[jwt.PyJWK, str]:
    """Return the directory's key with which a token is to be checked, and the kind of signature."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise NotBelieved("the token cannot be read") from None
    algorithm = header.get("alg")
    if algorithm not in SIGNED_BY:
        raise NotBelieved("the token is not signed by the directory’s own key")
    offered = [each for each in keys.get("keys", []) if isinstance(each, dict) and each.get("use") != "enc"]
    fitting = [each for each in offered if "kid" not in header or each.get("kid") == header["kid"]]
    for each in fitting:
        try:
            return jwt.PyJWK.from_json(json.dumps(each), algorithm=algorithm), algorithm
        except (jwt.PyJWTError, ValueError):
            continue
    raise NotBelieved("the token is signed by a key that the directory does not have")


def _check_for_us(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several must say that we are the one to whom it was given."""
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise NotBelieved("the token is for another system")


_WHY: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: "the token is too old",
    jwt.ImmatureSignatureError: "the token is not valid yet",
    jwt.InvalidIssuedAtError: "the token is not valid yet",
    jwt.InvalidAudienceError: "the token is for another system",
    jwt.InvalidIssuerError: "the token is from somewhere else",
    jwt.InvalidSignatureError: "the signature is wrong",
    jwt.MissingRequiredClaimError: "the token leaves out what it must say",
}
