"""What must not be read in the store is sealed: encrypted, with keys that only the settings hold.

Used for workspaces' tokens. The first key seals, all of them open: a new key is put before the old one, everything is
sealed anew when a gateway starts, and then the old key can go.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SettingsError, StoreError


class Sealer:
    """Seals and opens texts. `keys`: with commas between them, the newest first. Raises SettingsError for no keys."""

    def __init__(self, keys: str) -> None:
        given = [one.strip() for one in keys.split(",") if one.strip()]
        try:
            self._first = Fernet(given[0])
            self._all = MultiFernet([Fernet(one) for one in given])
        except (IndexError, ValueError) as error:
            raise SettingsError(
                "PICTUREBOOK_SLACK_TOKEN_KEYS holds what is no key. Set it to what `picturebook slack key` prints; "
                "several keys have commas between them, the newest first."
            ) from error

    def seal(self, text: str) -> str:
        """Return the text, sealed."""
        return self._all.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed. Raises StoreError when no key of ours opens it."""
        try:
            return self._all.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise StoreError("a workspace's tokens are sealed with none of PICTUREBOOK_SLACK_TOKEN_KEYS") from error

    def is_current(self, sealed: str) -> bool:
        """Return whether the first key opens it."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


def new_key() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()
