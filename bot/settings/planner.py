"""The language model that plans, when `planner` is `openai`: where it is, how it is asked, what it may see."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.settings.declaring import Group, lower, setting

_GROUP = "Language model"


def _address(url: str) -> str:
    """Return the address of a server, without a key or a password in it. Raises ValueError."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise ValueError("not the address of a server")
    return url.strip()


ServerAddress = Annotated[str, AfterValidator(_address)]
Answers = Annotated[Literal["auto", "tools", "schema", "json"], BeforeValidator(lower)]
Sees = Annotated[Literal["auto", "on", "off"], BeforeValidator(lower)]
Fallback = Annotated[Literal["offline", "off"], BeforeValidator(lower)]
Effort = Annotated[
    Literal["auto", "unset", "none", "minimal", "low", "medium", "high", "xhigh", "max"], BeforeValidator(lower)
]


class PlannerSettings(Group):
    """The language-model planner."""

    openai_api_key: SecretStr | None = setting(
        None,
        _GROUP,
        "The key of your OpenAI account, for the planner and the painter alike. It is sent to OpenAI only.",
        "a key",
        validation_alias="OPENAI_API_KEY",
    )
    planner_api_key: SecretStr | None = setting(
        None, _GROUP, "The key for the planner's server, when that is not OpenAI, or another account there.", "a key"
    )
    planner_base_url: ServerAddress | None = setting(
        None,
        _GROUP,
        "The server that has the language model: any that speaks OpenAI's chat completions, Azure included. Without "
        "it: OpenAI. docs/providers tells the address of each.",
        "an address such as http://127.0.0.1:8000/v1 or https://NAME.openai.azure.com/openai/v1/",
        echo=False,
    )
    planner_model: str = setting(
        "gpt-6-luna",
        _GROUP,
        "The language model, as its server names it; on Azure, the deployment.",
        "a model's name",
        min_length=1,
        max_length=200,
    )
    planner_azure_api_version: str | None = setting(
        None,
        _GROUP,
        "Only for Azure deployments without the v1 address: the version of the interface; the address is then "
        "https://NAME.openai.azure.com.",
        "a version such as 2024-10-21",
        pattern=r"^[0-9A-Za-z.-]{1,40}$",
    )
    planner_entra: bool = setting(
        default=False,
        group=_GROUP,
        about="Whether to sign in to Azure with Microsoft Entra instead of a key; needs the package azure-identity.",
        wants="on or off",
    )
    planner_answers: Answers = setting(
        "auto",
        _GROUP,
        "How the model answers: by calling tools, by one JSON object of a schema, or by JSON in its text. Auto begins "
        "with tools and goes on with what the server can.",
        "auto, tools, schema or json",
    )
    planner_effort: Effort = setting(
        "auto",
        _GROUP,
        "How long the model thinks first. Auto is none at OpenAI and Azure, whose chat completions take tools only "
        "so, and unset elsewhere.",
        "auto, unset, none, minimal, low, medium, high, xhigh or max",
    )
    planner_max_tokens: int = setting(
        6000,
        _GROUP,
        "The longest answer, in tokens; 0 leaves it to the server.",
        "a whole number from 0 to 200000",
        ge=0,
        le=200_000,
    )
    planner_fallback: Fallback = setting(
        "offline",
        _GROUP,
        "Who plans while the language model is down, its account spent or its key refused: offline, the rules that "
        "need no model, which says so in the answer and costs nothing; or off, and people are asked to try again. "
        "Questions and stories wait for the model in any case; what a model or its provider declines stays declined.",
        "offline or off",
    )
    planner_sees: Sees = setting(
        "auto",
        _GROUP,
        "Whether the model is shown the pictures that people attach. Auto tries, and stops when the server refuses.",
        "auto, on or off",
    )
    planner_sight_px: int = setting(
        768,
        _GROUP,
        "Attached pictures are made smaller before the model is shown them: their longer side, in pixels.",
        "a whole number from 64 to 2048",
        ge=64,
        le=2048,
    )
    moderation: bool = setting(
        default=False,
        group=_GROUP,
        about="Whether requests and plans are also checked by the moderation endpoint of the planner's server, where "
        "it has one. The guidelines hold in any case.",
        wants="on or off",
    )
    moderation_model: str = setting(
        "omni-moderation-latest", _GROUP, "The moderation model.", "a model's name", min_length=1, max_length=200
    )
