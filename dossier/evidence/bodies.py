"""Raw bytes of responses, kept once each under their SHA-256."""

import hashlib
import os
from pathlib import Path

FOLDER = "evidence"


def keep_body(data: Path, body: bytes) -> str:
    """Write `body` under the data folder unless it is there already; its SHA-256.

    The file is written beside its place and renamed, so that a killed process leaves either the
    whole body or none.
    """
    digest = hashlib.sha256(body).hexdigest()
    path = body_path(data, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{digest}.{os.getpid()}.part")
        draft.write_bytes(body)
        draft.replace(path)
    return digest


def body_path(data: Path, digest: str) -> Path:
    """Where the body with this digest lies."""
    return data / FOLDER / digest[:2] / digest
