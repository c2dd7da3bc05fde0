"""The pages by which workspaces install the app: Bolt's, on our stores.

Used by the adapter in a gateway that serves many workspaces.
"""

from __future__ import annotations

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from adapters.slack import limits
from adapters.slack.calls import Web
from adapters.slack.installations import Installations, States
from adapters.slack.transports import INSTALL_PATH, REDIRECT_PATH, Pages


def pages(web: Web, installs: Installations, states: States, *, client_id: str, secret: str, public_url: str) -> Pages:
    """Return the page that asks, and the one that people come back to. `public_url`: where the world sees them."""
    flow = AsyncOAuthFlow(
        client=web.client(),
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=secret,
            scopes=list(limits.scopes()),
            user_scopes=[],
            redirect_uri=f"{public_url.rstrip('/')}{REDIRECT_PATH}",
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=f"{web.base_url.removesuffix('api/')}oauth/v2/authorize",
            installation_store=installs,
            state_store=states,
            state_expiration_seconds=600,
        ),
    )
    return Pages(flow.handle_installation, flow.handle_callback)
