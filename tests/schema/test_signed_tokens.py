"""Tokens of an identity provider: what is taken, and what every confusion of algorithms gives."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from db.engine import Database
from schema.permissions import Role, UnauthenticatedError
from schema.signed_tokens import (
    SignedTokens,
    SignedTokenSettingError,
    SignedTokenTerms,
    roles_of,
)
from server import Settings, create_app
from tests.conftest import SqliteBackend
from tests.schema import city

ISSUER, AUDIENCE = "https://login.example", "quanmap"


@dataclass(frozen=True)
class Issuer:
    """An identity provider with one key, whose public half stands in a file."""

    private: rsa.RSAPrivateKey
    keys: Path

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "42", "iat": now, "exp": now + 600}
        made = {**usual, "role": "EDITOR", **changed}
        return {name: value for name, value in made.items() if value is not None}

    def sign(self, *, key: Any = None, alg: str = "RS256", kid: Any = "one", **changed: Any) -> str:
        headers = {} if kid is None else {"kid": kid}
        return jwt.encode(
            self.claims(**changed), key or self.private, algorithm=alg, headers=headers
        )


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = Issuer(private, tmp_path_factory.mktemp("issuer") / "keys.json")
    write_keys(made.keys, {"one": private})
    return made


def write_keys(file: Path, keys: dict[str, rsa.RSAPrivateKey]) -> None:
    written = [
        {
            **jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True),
            "kid": kid,
            "use": "sig",
            "alg": "RS256",
        }
        for kid, key in keys.items()
    ]
    file.write_text(json.dumps({"keys": written}), "utf-8")


def verifier(issuer: Issuer, **terms: Any) -> SignedTokens:
    return SignedTokens(SignedTokenTerms(ISSUER, AUDIENCE, str(issuer.keys), **terms))


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def forged(issuer: Issuer, header: dict[str, Any], secret: bytes | None) -> str:
    """Make a token by hand, as an attacker who knows the public key."""
    signed = ".".join(text(json.dumps(part).encode()) for part in (header, issuer.claims()))
    signature = (
        b"" if secret is None else hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    )
    return f"{signed}.{text(signature)}"


def test_a_token_of_the_issuer_stands_for_its_role(issuer: Issuer) -> None:
    bearer = verifier(issuer).verify(issuer.sign(preferred_username="chen"))

    assert (bearer.name, bearer.role, bearer.adcodes) == ("chen", Role.EDITOR, None)


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", ""])
def test_no_signature_is_none(issuer: Issuer, alg: str) -> None:
    token = forged(issuer, {"alg": alg, "typ": "JWT", "kid": "one"}, None)

    with pytest.raises(UnauthenticatedError, match="algorithm"):
        verifier(issuer).verify(token)


@pytest.mark.parametrize("alg", ["HS256", "HS384", "RS512", "ES256"])
def test_the_public_key_is_no_secret_and_other_algorithms_are_not_taken(
    issuer: Issuer, alg: str
) -> None:
    token = forged(issuer, {"alg": alg, "typ": "JWT", "kid": "one"}, issuer.public_pem)

    with pytest.raises(UnauthenticatedError, match="algorithm"):
        verifier(issuer).verify(token)


def test_a_key_that_a_token_brings_along_is_not_used(issuer: Issuer) -> None:
    attacker = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = jwt.algorithms.RSAAlgorithm.to_jwk(attacker.public_key(), as_dict=True)
    headers = {"kid": "one", "jwk": own, "jku": "https://attacker.example/keys"}
    token = jwt.encode(issuer.claims(), attacker, algorithm="RS256", headers=headers)

    with pytest.raises(UnauthenticatedError, match="Signature verification failed"):
        verifier(issuer).verify(token)


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"iss": "https://attacker.example"}, "issuer"),
        ({"aud": "another"}, "udience"),
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"nbf": int(time.time()) + 600}, "not yet valid"),
        ({"exp": None}, "exp"),
        ({"sub": None}, "sub"),
        ({"aud": None}, "aud"),
        ({"role": None}, "no role"),
        ({"role": "ANONYMOUS"}, "no role"),
        ({"role": ["cleaner"]}, "no role"),
        ({"role": {"EDITOR": True}}, "no role"),
        ({"kid": "two"}, "no key"),
        ({"kid": "../../keys"}, "no key"),
    ],
)
def test_anything_else_is_refused_with_its_cause(
    issuer: Issuer, changed: dict[str, Any], cause: str
) -> None:
    with pytest.raises(UnauthenticatedError, match=cause):
        verifier(issuer).verify(issuer.sign(**changed))


@pytest.mark.parametrize("token", ["..", "a.b.c", "a" * 20_000 + ".b.c", "eyJ9.e30.x"])
def test_what_is_no_token_is_refused(issuer: Issuer, token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier(issuer).verify(token)


def test_groups_become_roles_and_the_highest_counts(issuer: Issuer) -> None:
    terms = {"role_claim": "realm_access.roles", "roles": roles_of("clerks=EDITOR, heads=admin")}
    token = issuer.sign(role=None, realm_access={"roles": ["clerks", "heads", "others"]})

    assert verifier(issuer, **terms).verify(token).role is Role.ADMIN


def test_the_only_key_serves_a_token_that_names_none(issuer: Issuer) -> None:
    assert verifier(issuer).verify(issuer.sign(kid=None)).role is Role.EDITOR


def test_changed_keys_are_read_anew(issuer: Issuer, tmp_path: Path) -> None:
    changing = Issuer(issuer.private, tmp_path / "keys.json")
    write_keys(changing.keys, {"one": issuer.private})
    tokens = verifier(changing)
    tokens.verify(issuer.sign())
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    write_keys(changing.keys, {"two": other})

    tokens.verify(issuer.sign(key=other, kid="two"))
    with pytest.raises(UnauthenticatedError, match="no key"):
        tokens.verify(issuer.sign())


def test_keys_that_cannot_be_read_let_nobody_in(issuer: Issuer, tmp_path: Path) -> None:
    missing = SignedTokens(SignedTokenTerms(ISSUER, AUDIENCE, str(tmp_path / "none.json")))

    with pytest.raises(UnauthenticatedError, match="cannot be read") as refused:
        missing.verify(issuer.sign())
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("algorithms", [("HS256",), ("RS256", "none"), ()])
def test_only_asymmetric_algorithms_can_be_set(algorithms: tuple[str, ...]) -> None:
    with pytest.raises(SignedTokenSettingError, match="QUANMAP_JWT_ALGORITHMS"):
        SignedTokenTerms(ISSUER, AUDIENCE, "keys.json", algorithms)


def test_keys_come_by_no_open_address() -> None:
    with pytest.raises(SignedTokenSettingError, match="https"):
        SignedTokenTerms(ISSUER, AUDIENCE, "http://login.example/keys")
    SignedTokenTerms(ISSUER, AUDIENCE, "http://127.0.0.1:1/keys")


@pytest.mark.parametrize("setting", ["clerks", "=EDITOR", "clerks=KING"])
def test_a_wrong_table_of_roles_is_refused(setting: str) -> None:
    with pytest.raises(SignedTokenSettingError, match="VALUE=ROLE"):
        roles_of(setting)


@pytest.fixture(scope="module")
def client(sqlite_backend: SqliteBackend, issuer: Issuer) -> Iterator[TestClient]:
    with sqlite_backend.database(city.fill) as database:
        yield from serving(database, issuer)


def serving(database: Database, issuer: Issuer) -> Iterator[TestClient]:
    settings = Settings(
        database_url=database.address,
        planning_processes=0,
        jwt_issuer=ISSUER,
        jwt_keys=str(issuer.keys),
    )
    with TestClient(create_app(settings)) as made:
        yield made


def post_wish(client: TestClient, token: str, longitude: float) -> Any:
    mutation = """mutation ($at: GeoJSON) { postWish(input: {title: "书架", location: $at}) {
    userErrors { code } } }"""
    at = {"type": "Point", "coordinates": [longitude, 36.03]}
    return client.post(
        "/graphql",
        json={"query": mutation, "variables": {"at": at}},
        headers={"authorization": f"Bearer {token}"},
    )


def test_an_editor_of_the_issuer_writes_in_the_own_district_only(
    client: TestClient, issuer: Issuer
) -> None:
    token = issuer.sign(districts=["630102"])

    inside, outside = (post_wish(client, token, longitude).json() for longitude in (101.13, 101.03))

    assert inside["data"] == {"postWish": {"userErrors": []}}
    assert outside["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("changed", "status", "cause"),
    [
        ({"districts": ["999999"]}, 401, "no district's adcode"),
        ({"iss": "https://attacker.example"}, 401, "issuer"),
    ],
)
def test_a_token_that_is_not_valid_is_a_401(
    client: TestClient, issuer: Issuer, changed: dict[str, Any], status: int, cause: str
) -> None:
    answer = post_wish(client, issuer.sign(**changed), 101.13)

    assert answer.status_code == status
    assert cause in answer.json()["errors"][0]["message"]


def test_no_districts_at_all_let_an_editor_write_nowhere(
    client: TestClient, issuer: Issuer
) -> None:
    answer = post_wish(client, issuer.sign(districts=[]), 101.13).json()

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
