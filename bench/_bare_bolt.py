"""The least that a Slack bot has to do, as a process: bolt over HTTP, each payload pushed into the store, then acked.

    python bench/_bare_bolt.py STORE_URL SIGNING_SECRET

Prints its address. Measured beside picturebook by bench/slack_ack.py.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import web
from redis.asyncio import Redis
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse


async def main(store: str, secret: str) -> None:
    redis = Redis.from_url(store)

    async def authorize(team_id: str) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb-x", bot_id="B1", bot_user_id="U1")  # noqa: S106  # no token

    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)

    @app.middleware
    async def take(body: dict[str, object]) -> BoltResponse:
        await redis.rpush("taken", json.dumps(body))
        return BoltResponse(status=200)

    async def serve(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", serve)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", flush=True)
    await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
