"""JSON web tokens of an identity provider (OpenID Connect), verified by PyJWT.

Only asymmetric signatures are taken: whoever knows a public key could make tokens of the others.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from schema.operations.errors import SchemaError
from schema.permissions import Role, UnauthenticatedError

if TYPE_CHECKING:
    from jwt import PyJWK, PyJWKClient

ASYMMETRIC: Final = frozenset(
    {
        "ES256",
        "ES384",
        "ES512",
        "EdDSA",
        "PS256",
        "PS384",
        "PS512",
        "RS256",
        "RS384",
        "RS512",
    }
)
KEYS_KEPT_S: Final = 300.0
FETCH_TIMEOUT_S: Final = 5.0
CLOCK_SKEW_S: Final = 30.0
TOKEN_MAX: Final = 16_384
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class SignedTokenSettingError(SchemaError):
    """Settings by which no signed token can be verified."""


@dataclass(frozen=True, slots=True)
class SignedTokenTerms:
    """Whose tokens are taken, and what their claims mean.

    Parameters
    ----------
    issuer, audience : str
        What `iss` and `aud` have to be.
    keys : str
        A JWKS file, or its https address (http on this machine).
    algorithms : tuple of str
        Some of `ASYMMETRIC`.
    role_claim : str
        A role, or several, or groups; dots lead into objects, as ``realm_access.roles``.
    roles : mapping
        The roles of values that are no names of roles themselves.
    district_claim : str
        The adcodes in which an EDITOR may write.
    """

    issuer: str
    audience: str
    keys: str
    algorithms: tuple[str, ...] = ("RS256",)
    role_claim: str = "role"
    roles: Mapping[str, Role] = field(default_factory=dict)
    district_claim: str = "districts"

    def __post_init__(self) -> None:
        """Refuse what cannot be verified.

        Raises
        ------
        SignedTokenSettingError
            Names the setting.
        """
        wrong = [name for name in self.algorithms if name not in ASYMMETRIC]
        if wrong or not self.algorithms:
            raise SignedTokenSettingError(
                f"QUANMAP_JWT_ALGORITHMS names {', '.join(wrong) or 'none'}; choose among "
                f"{', '.join(sorted(ASYMMETRIC))}"
            )
        address = urlsplit(self.keys)
        if address.scheme == "http" and address.hostname not in _LOCAL:
            raise SignedTokenSettingError(
                f"QUANMAP_JWT_KEYS={self.keys} could be changed on its way; give an https address "
                "or a file"
            )


@dataclass(frozen=True, slots=True)
class SignedBearer:
    """Whom a signed token stands for; `adcodes` is None where it is bound to no district."""

    name: str
    role: Role
    adcodes: frozenset[str] | None


class SignedTokens:
    """Verifies signed tokens; keys are read when the first comes, and kept for some minutes."""

    def __init__(self, terms: SignedTokenTerms) -> None:
        self.terms = terms
        self._lock = threading.Lock()
        self._client: PyJWKClient | None = None
        self._file: tuple[int, dict[str, PyJWK]] | None = None

    def verify(self, token: str) -> SignedBearer:
        """Give whom a token stands for; it may fetch keys, so not from the event loop.

        Raises
        ------
        UnauthenticatedError
            It is none of the issuer's, not for this audience, expired, or of no role.
        """
        import jwt  # noqa: PLC0415 (slow to import, and mostly of no use)

        try:
            if len(token) > TOKEN_MAX:
                raise jwt.InvalidTokenError("it is too long")
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in self.terms.algorithms:
                raise jwt.InvalidAlgorithmError(f"its algorithm is {header.get('alg')!r:.40}")
            claims = jwt.decode(
                token,
                self._key(header.get("kid")),
                algorithms=list(self.terms.algorithms),
                audience=self.terms.audience,
                issuer=self.terms.issuer,
                leeway=CLOCK_SKEW_S,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise UnauthenticatedError(
                f"the signed token is not valid: {error}; sign in again"
            ) from error
        return self._bearer(claims)

    def _bearer(self, claims: dict[str, Any]) -> SignedBearer:
        given = _within(claims, self.terms.role_claim)
        values = given if isinstance(given, list) else [given]
        roles = [role for value in values if (role := self._role(value)) is not None]
        if not roles:
            raise UnauthenticatedError(
                f"the signed token gives no role in its claim {self.terms.role_claim}; its "
                "issuer has to, or QUANMAP_JWT_ROLES says which value is which role"
            )
        role = max(roles, key=list(Role).index)
        adcodes = None
        bound = _within(claims, self.terms.district_claim)
        if role is Role.EDITOR and bound is not None:
            adcodes = frozenset(map(str, bound if isinstance(bound, list) else [bound]))
        name = claims.get("preferred_username") or claims["sub"]
        return SignedBearer(str(name)[:200], role, adcodes)

    def _role(self, value: Any) -> Role | None:
        if not isinstance(value, str):
            return None
        named = self.terms.roles.get(value)
        if named is None and value.upper() in Role.__members__:
            named = Role(value.upper())
        return None if named is Role.ANONYMOUS else named

    def _key(self, key_id: Any) -> PyJWK:
        """Give the key of an id; the only one there is where a token names none."""
        import jwt  # noqa: PLC0415

        with self._lock:
            if "://" in self.terms.keys:
                if self._client is None:
                    self._client = jwt.PyJWKClient(
                        self.terms.keys, lifespan=KEYS_KEPT_S, timeout=FETCH_TIMEOUT_S
                    )
                # Looks anew for an id that it does not know, as after a change of keys.
                keys = {one.key_id or "": one for one in self._client.get_signing_keys()}
                if key_id not in keys and key_id is not None:
                    return self._client.get_signing_key(key_id)
            else:
                keys = self._keys_of_file()
        if key_id is None and len(keys) == 1:
            return next(iter(keys.values()))
        if key_id not in keys:
            raise jwt.InvalidKeyError(f"there is no key {key_id!r:.80}")
        return keys[key_id]

    def _keys_of_file(self) -> dict[str, PyJWK]:
        import jwt  # noqa: PLC0415

        file = Path(self.terms.keys)
        try:
            changed = file.stat().st_mtime_ns
            if self._file is None or self._file[0] != changed:
                found = jwt.PyJWKSet.from_dict(json.loads(file.read_text("utf-8")))
                self._file = changed, {one.key_id or "": one for one in found.keys}
        except (OSError, ValueError) as error:
            raise jwt.PyJWKSetError(f"its keys cannot be read ({type(error).__name__})") from error
        return self._file[1]


def _within(claims: Mapping[str, Any], path: str) -> Any:
    """Give a claim; dots lead into objects, unless the claim's own name has them."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def roles_of(text: str) -> dict[str, Role]:
    """Read the setting that gives values of a claim their roles.

    >>> roles_of("clerks=EDITOR, heads = admin")["heads"].value
    'ADMIN'

    Raises
    ------
    SignedTokenSettingError
        For what is no role.
    """
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        value, _, name = (piece.strip() for piece in part.rpartition("="))
        if not value or name.upper() not in Role.__members__:
            raise SignedTokenSettingError(
                f"QUANMAP_JWT_ROLES has {part!r}; write VALUE=ROLE with a role of "
                f"{', '.join(role for role in Role if role is not Role.ANONYMOUS)}"
            )
        found[value] = Role(name.upper())
    return found
