"""The fuzzed payloads of Slack themselves: always the same, and what plain bolt makes of them."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

from aiohttp import web
from doubles.slack.postman import EVENTS
from doubles.slack.server import slack_double
from doubles.slack_fuzz import Fuzzed, fuzzed, samples
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def test_same_seed_makes_the_same_payloads() -> None:
    assert list(fuzzed(7, 200)) == list(fuzzed(7, 300))[:200] != list(fuzzed(8, 200))
    assert samples(1) == samples(1)


def test_payloads_are_of_all_kinds() -> None:
    many = list(fuzzed(1, 2000))
    assert {one.name for one in many} == {name for name, _, _ in samples()}
    assert {one.signature for one in many} == {"good", "forged", "stale", "missing"}
    assert max(len(one.data) for one in many) > 100_000
    broken = [one for one in many if one.kind == EVENTS and not _is_json(one.data)]
    assert broken
    assert "app_uninstalled" not in {one.name for one in fuzzed(1, 500, without=["app_uninstalled"])}


def test_sound_payloads_are_deliveries_of_their_own() -> None:
    sound = [json.loads(one.data) for one in fuzzed(1, 2000) if one.sound and one.kind == EVENTS]
    assert len(sound) > 20
    assert len({one["event_id"] for one in sound if "event_id" in one}) == sum("event_id" in one for one in sound)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


async def test_plain_bolt_lives_refuses_signatures_and_takes_what_is_sound() -> None:
    answers: Counter[tuple[str, int]] = Counter()
    async with slack_double() as slack:
        acme = slack.workspace("Acme")
        app = AsyncApp(
            client=AsyncWebClient(acme.token, base_url=slack.api_url), signing_secret=slack.app.signing_secret
        )
        app.logger.disabled = True

        @app.middleware
        async def take(ack: Any) -> Any:
            return await ack()

        async def serve(request: web.Request) -> web.Response:
            try:
                return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
            except (UnicodeDecodeError, RecursionError, LookupError, AttributeError, TypeError, ValueError):
                return web.Response(status=400)  # what an adapter has to do itself: bolt does not

        served = web.Application(client_max_size=5_000_000)
        served.router.add_post("/", serve)
        runner = web.AppRunner(served, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        try:
            for one in fuzzed(1, 300):
                status, _, _ = await slack.postman.knock(one.data, one.headers(slack.postman, time.time()))
                answers[_class(one), status] += 1
        finally:
            await runner.cleanup()
    assert {status for kind, status in answers if kind == "badly signed"} == {401}
    assert {status for kind, status in answers if kind == "sound"} == {200}


def _class(one: Fuzzed) -> str:
    if one.signature != "good":
        return "badly signed"
    return "sound" if one.sound else "fuzzed"


async def test_request_may_have_no_content_type() -> None:
    async with slack_double() as slack:
        one = Fuzzed(1, EVENTS, "message", "x", b"{}", "", "good")
        assert set(one.headers(slack.postman, 0.0)) == {"X-Slack-Request-Timestamp", "X-Slack-Signature"}
