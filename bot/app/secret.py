"""What stands behind a setting that must not be printed.

Called where a part is built that needs a key or a token. Keeps nothing.
"""

from __future__ import annotations

from pydantic import SecretStr


def secret_of(value: SecretStr | None) -> str | None:
    """Return what is hidden in a setting; None when it is not set."""
    return None if value is None else value.get_secret_value()
