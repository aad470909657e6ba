"""Forged forms: every form carries a token that only this service can make for its visitor."""

import hashlib
import hmac


def form_token(secret: str, visitor: str) -> str:
    """The token of forms shown to `visitor`: a session's id, or a login cookie's value."""
    return hmac.new(secret.encode(), f"form:{visitor}".encode(), hashlib.sha256).hexdigest()


def is_genuine(token: str, secret: str, visitor: str) -> bool:
    """True when `token` is the visitor's, compared in constant time."""
    return hmac.compare_digest(token.encode(), form_token(secret, visitor).encode())
