"""Installing the app: the page on which people allow it, codes, tokens, their rotation and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web
from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import TOKEN_S
from doubles.slack.world import Json, Team, Token

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble


@method("oauth.v2.access")
async def access(request: Request) -> Json:
    """Change a code, or a refresh token, for tokens."""
    double = request.double
    client, secret = request.basic or (request.text("client_id"), request.text("client_secret"))
    if client != double.app.client_id:
        raise Refusal("invalid_client_id")
    if secret != double.app.client_secret:
        raise Refusal("bad_client_secret")
    if request.text("grant_type") == "refresh_token":
        old = next(
            (one for one in double.tokens.values() if one.refresh and one.refresh == request.text("refresh_token")),
            None,
        )
        if old is None or old.team is None or not double.teams[old.team].installed:
            raise Refusal("invalid_refresh_token")
        old.refresh = None
        return granted(double, double.teams[old.team], "U0NOBODY")
    code = double.codes.get(request.text("code") or "")
    if code is None:
        raise Refusal("invalid_code")
    if code["used"]:
        raise Refusal("code_already_used")
    if request.text("redirect_uri") not in (None, code["redirect_uri"]):
        raise Refusal("bad_redirect_uri")
    code["used"] = True
    team = double.teams[code["team"]]
    team.installed = True
    return granted(double, team, code["user"])


def granted(double: SlackDouble, team: Team, user: str) -> Json:
    """Make a new token of the workspace and return what Slack says with it."""
    token = grant(double, team)
    found: Json = {
        "app_id": double.app.id,
        "authed_user": {"id": user},
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": team.bot_user,
        "team": None if team.org_wide else {"id": team.id, "name": team.name},
        "enterprise": None if team.enterprise is None else {"id": team.enterprise, "name": team.enterprise},
        "is_enterprise_install": team.org_wide,
    }
    if token.refresh:
        found |= {"refresh_token": token.refresh, "expires_in": TOKEN_S}
    return found


def grant(double: SlackDouble, team: Team) -> Token:
    """Make a bot token of the workspace."""
    number = double.new_number()
    scopes = double.app.scopes
    if double.app.rotation:
        expires_s = double.clock.now() + TOKEN_S
        token = Token(f"xoxe.xoxb-{team.id}-{number}", "bot", team.id, scopes, expires_s, f"xoxe-{team.id}-{number}")
    else:
        token = Token(f"xoxb-{team.id}-{number}", "bot", team.id, scopes)
    if team.org_wide:
        token.enterprise = team.enterprise
    double.tokens[token.value] = token
    return token


@method("auth.revoke")
async def revoke(request: Request) -> Json:
    """End the token."""
    if request.flag("test"):
        return {"revoked": False}
    assert request.token is not None
    request.token.refused, request.token.refresh = "token_revoked", None
    return {"revoked": True}


@method("apps.uninstall")
async def uninstall(request: Request) -> Json:
    """Leave the workspace."""
    client, secret = request.need("client_id", "client_secret")
    if client != request.double.app.client_id:
        raise Refusal("invalid_client_id")
    if secret != request.double.app.client_secret:
        raise Refusal("bad_client_secret")
    request.double.later(request.double.uninstall(request.workspace))
    return {}


async def consent(double: SlackDouble, request: web.Request) -> web.StreamResponse:
    """Show the page of consent; with `team` and `user` the person says yes (`deny`: no) and is sent back."""
    asked = request.query
    if asked.get("client_id") != double.app.client_id:
        return web.Response(status=400, text="invalid_client_id")
    back = asked.get("redirect_uri") or next(iter(double.app.redirect_urls), "")
    if double.app.redirect_urls and not any(back.startswith(one) for one in double.app.redirect_urls):
        return web.Response(status=400, text="redirect_uri did not match any configured URIs")
    wanted = {one for one in asked.get("scope", "").split(",") if one}
    if wanted - double.app.scopes:
        return web.Response(status=400, text="invalid_scope")
    if "team" not in asked:
        return web.Response(text="<html><body><button>Allow</button></body></html>", content_type="text/html")
    answer = {"state": asked.get("state", "")}
    if asked.get("deny"):
        answer["error"] = "access_denied"
    else:
        code = f"code-{double.new_number()}"
        double.codes[code] = {"team": asked["team"], "user": asked["user"], "redirect_uri": back, "used": False}
        answer["code"] = code
    raise web.HTTPFound(f"{back}{'&' if '?' in back else '?'}{urlencode(answer)}")
