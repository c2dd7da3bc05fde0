"""Trying a model's server out, with one cheap request each: its key, its model, its moderation.

Called by bot/check.py. Says what each answer means and what to do about it; changes nothing anywhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

import openai

from bot.errors import PlannerError, PlannerTimeout, SettingsError
from bot.planner import Meter
from bot.planner.language_model.client import Message, ModelClient
from bot.planner.language_model.faults import (
    ModelBusy,
    ModelDown,
    ModelKeyRefused,
    ModelMissing,
    ModelRejects,
    ModelSpent,
    fault_of,
)
from bot.planner.language_model.moderation import Moderator
from bot.planner.language_model.server import OPENAI_URL, Connection, ModelServer, connect, server_of
from bot.settings import Settings

#: Enough for a server to show that it begins to answer.
ANSWER_TOKENS = 32
TIMEOUT_S = 20.0
_WAYS = {
    "tools": "calls tools",
    "schema": "answers in JSON of a schema (it calls no tools)",
    "json": "answers in JSON within its text (it knows neither tools nor schemas)",
}
_KEY, _MODEL, _URL = "PICTUREBOOK_PLANNER_API_KEY", "PICTUREBOOK_PLANNER_MODEL", "PICTUREBOOK_PLANNER_BASE_URL"
_MEANINGS: dict[type[PlannerError], str] = {
    ModelKeyRefused: f"may not be used with this key. Set {_KEY} (or OPENAI_API_KEY) to one that may, or {_MODEL} to "
    "another model.",
    ModelMissing: f"is not there. Set {_MODEL} to a model that the server has (on Azure: the deployment), or correct "
    f"{_URL}.",
    ModelSpent: "is not answered for: the account has no credit left. Add credit there.",
    ModelBusy: "is busy and asks to wait {wait} s. Try again then, or raise the account's limits.",
    PlannerTimeout: f"took longer than {{limit}} s for a word. Try again, or set {_MODEL} to a faster one.",
    ModelRejects: f"did not take the request ({{detail}}). Correct {_MODEL} and {_URL}, or set "
    "PICTUREBOOK_PLANNER_ANSWERS to json.",
    ModelDown: "fails ({detail}). The server is at fault: try again in a while.",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What one request showed. `text` of a problem says what to do; `ends`: nothing further can be tried."""

    subject: str
    text: str
    is_problem: bool = False
    ends: bool = False


Open = Callable[[ModelServer], Connection]


async def probes(settings: Settings, open_connection: Open = connect) -> AsyncIterator[Probe]:
    """Yield what each request to the planner's server shows, until one shows that no other can succeed."""
    wanted = server_of(settings)
    server = replace(wanted, timeout_s=min(TIMEOUT_S, wanted.timeout_s), max_tokens=ANSWER_TOKENS)
    if server.base_url == OPENAI_URL and server.key is None:
        return  # the settings' own problem says so already
    try:
        connection = open_connection(server)
    except SettingsError as error:
        yield Probe("planner's key", error.detail, is_problem=True, ends=True)
        return
    try:
        for probe in (await _key(connection, server), await _model(server, open_connection)):
            yield probe
            if probe.ends:
                return
        if settings.moderation:
            yield await _moderation(Moderator(connection, settings.moderation_model, server.timeout_s), server)
    finally:
        await connection.close()


async def _key(connection: Connection, server: ModelServer) -> Probe:
    """Ask for the list of models, which costs nothing and shows whether the key is taken."""
    subject = "planner's key"
    try:
        await connection.client.models.list()
    except (openai.OpenAIError, ValueError) as error:
        fault = fault_of(error, server.timeout_s)
        if isinstance(fault, ModelKeyRefused):
            name = "OPENAI_API_KEY" if server.base_url == OPENAI_URL else _KEY
            text = f"{server.place} does not take the key. Set {name} to one that is valid there and may use models."
            return Probe(subject, text, is_problem=True, ends=True)
        if isinstance(fault, ModelDown | PlannerTimeout) and not isinstance(error, openai.APIStatusError):
            text = f"{server.place} cannot be reached. Start the server there, or correct {_URL}."
            return Probe(subject, text, is_problem=True, ends=True)
        return Probe(subject, f"{server.place} answers, but lists no models: whether it takes the key is seen below")
    return Probe(
        subject, f"{server.place} takes {'the key' if server.key or server.entra else 'requests without a key'}"
    )


async def _model(server: ModelServer, open_connection: Open) -> Probe:
    """Ask the model for a word, with the tools that a turn has."""
    subject = "planner's model"
    client = ModelClient(server, open_connection=open_connection)
    try:
        await client.ask(_hello, _unheard, Meter())
    except tuple(_MEANINGS) as error:
        return Probe(subject, f"{server.model} at {server.place} {_meaning(error)}", is_problem=True, ends=True)
    except PlannerError:
        pass  # too long, cut off: it did answer
    finally:
        await client.close()
    lacks = "" if client.lessons.streams else ", and does not stream: its words appear all at once"
    return Probe(subject, f"{server.model} answers and {_WAYS[client.lessons.way]}{lacks}")


def _meaning(error: PlannerError) -> str:
    sentence = _MEANINGS.get(type(error), _MEANINGS[ModelDown])
    return sentence.format(detail=error.detail, **error.facts)


async def _moderation(moderator: Moderator, server: ModelServer) -> Probe:
    subject = "moderation"
    try:
        await moderator.verdict(["a hedgehog in a garden"])
    except PlannerError as error:
        text = (
            f"{server.place} has no moderation that answers ({error.detail}). Set PICTUREBOOK_MODERATION to off, or "
            "PICTUREBOOK_MODERATION_MODEL to a model of that server."
        )
        return Probe(subject, text, is_problem=True)
    return Probe(subject, f"{server.place} checks requests and plans")


def _hello(way: str, *, sight: bool) -> Sequence[Message]:  # noqa: ARG001 - the names of client.Compose
    return ({"role": "user", "content": "Say ok." if way == "tools" else 'Answer with this JSON: {"say": "ok"}'},)


async def _unheard(_: str) -> None:
    """Nobody waits for the word."""
