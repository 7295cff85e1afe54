"""Secrets of one developer's machine: made once, readable by its owner only."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

OWNER_ONLY = 0o600
DIRECTORY_OF_OWNER = 0o700


@dataclass(frozen=True)
class DevSecrets:
    """What production takes from its vault."""

    secret_key: str
    secret_kek: str
    oidc_private_key: str


def dev_secrets(data_dir: Path) -> DevSecrets:
    """Return the machine's secrets, making them on first use.

    Two processes may start at once: whoever links the file first wins.
    """
    path = data_dir / "secrets.json"
    if not path.exists():
        data_dir.mkdir(mode=DIRECTORY_OF_OWNER, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=OWNER_ONLY)
        draft.write_text(json.dumps(asdict(_make())), encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return DevSecrets(**json.loads(path.read_text(encoding="utf-8")))


def _make() -> DevSecrets:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DevSecrets(
        secret_key=secrets.token_urlsafe(64),
        secret_kek=base64.b64encode(secrets.token_bytes(32)).decode(),
        oidc_private_key=pem.decode(),
    )
