"""A device that keeps passkeys, in software (WebAuthn level 2, §6): each part of what it says can be spoilt."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def written(octets: bytes) -> str:
    """Return base64url without padding, as browsers write it."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class Device:
    """One device with one key; `counts` is False for those that say 0 for ever."""

    origin: str
    rp_id: str
    counts: bool = True
    verifies: bool = True
    uses: int = 0
    owner: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, asked: dict[str, Any], **spoilt: Any) -> str:
        """Answer PublicKeyCredentialCreationOptionsJSON; returns RegistrationResponseJSON."""
        self.owner = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        said = self._said("webauthn.create", asked["challenge"], spoilt)
        about = self._about(ATTESTED, spoilt) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        return self._answer({"clientDataJSON": written(said), "attestationObject": written(attestation)}, spoilt)

    def sign(self, asked: dict[str, Any], **spoilt: Any) -> str:
        """Answer PublicKeyCredentialRequestOptionsJSON; returns AuthenticationResponseJSON."""
        self.uses += self.counts
        said, about = self._said("webauthn.get", asked["challenge"], spoilt), self._about(0, spoilt)
        key = spoilt.get("key", self.key)
        signature = key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": written(said), "authenticatorData": written(about)}
        response |= {"signature": written(signature), "userHandle": spoilt.get("owner", self.owner)}
        return self._answer(response, spoilt)

    def _said(self, kind: str, challenge: str, spoilt: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | spoilt.get("said", {})).encode()

    def _about(self, flags: int, spoilt: dict[str, Any]) -> bytes:
        flags |= spoilt.get("flags", PRESENT | (VERIFIED if self.verifies else 0))
        party = hashlib.sha256(spoilt.get("rp_id", self.rp_id).encode()).digest()
        return party + bytes([flags]) + spoilt.get("uses", self.uses).to_bytes(4, "big")

    def _answer(self, response: dict[str, str], spoilt: dict[str, Any]) -> str:
        id = written(spoilt.get("id", self.id))
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})
