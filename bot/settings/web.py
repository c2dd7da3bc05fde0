"""The web page: where it listens, and who may use it."""

from __future__ import annotations

from ipaddress import ip_address

from pydantic import SecretStr

from bot.settings.declaring import Group, setting

_GROUP = "Web page"


class WebSettings(Group):
    """The web page."""

    web: bool = setting(default=True, group=_GROUP, about="Whether the web page is served.", wants="on or off")
    web_host: str = setting(
        "127.0.0.1",
        _GROUP,
        "The address that the web page listens on. Any other than this machine's own needs a token.",
        "an IP address or a host name, such as 127.0.0.1 or 0.0.0.0",
        pattern=r"^[A-Za-z0-9.:_-]+$",
    )
    web_port: int = setting(
        8080,
        _GROUP,
        "The port of the web page; 0 takes any free one.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    web_token: SecretStr | None = setting(
        None,
        _GROUP,
        "What a browser must show before it may use the page.",
        "at least 16 characters, hard to guess",
        min_length=16,
    )

    @property
    def is_web_local(self) -> bool:
        """True when the web page can be reached from this machine only."""
        if self.web_host.casefold() == "localhost":
            return True
        try:
            return ip_address(self.web_host).is_loopback
        except ValueError:
            return False
