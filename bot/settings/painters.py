"""The painters that need a server or a model: where each is, what it is asked for, who paints when one is down."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from bot.settings.declaring import Group, lower, setting

_COMMON, _OPENAI = "Painters", "Painter openai"
_COMPATIBLE, _SD, _LOCAL = "Painter compatible", "Painter stable-diffusion", "Painter diffusers"
_SIZES = r"^\d{2,4}x\d{2,4}([ ,]+\d{2,4}x\d{2,4}){2}$"
_SIZES_WANTED = "three sizes such as 1024x1024 1216x832 832x1216: square, wide, tall"


def _address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise ValueError("not the address of a server")
    return url.strip()


def _names(value: object) -> object:
    return tuple(value.replace(",", " ").lower().split()) if isinstance(value, str) else value


PainterKind = Literal["offline", "openai", "compatible", "stable-diffusion", "diffusers"]
PainterName = Annotated[PainterKind, BeforeValidator(lower)]
PainterNames = Annotated[tuple[PainterKind, ...], NoDecode, BeforeValidator(_names)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)]
ServerAddress = Annotated[str, AfterValidator(_address)]
PictureQuality = Annotated[Literal["draft", "final"], BeforeValidator(lower)]
ImageQuality = Annotated[Literal["low", "medium", "high", "xhigh", "max"], BeforeValidator(lower)]
ProfileName = Annotated[
    Literal["vllm-omni", "sglang", "localai", "xinference", "stable-diffusion.cpp", "together", "plain"],
    BeforeValidator(lower),
]
SeedDialect = Annotated[Literal["none", "field", "kwargs", "prompt"], BeforeValidator(lower)]
EditDialect = Annotated[Literal["none", "multipart", "json"], BeforeValidator(lower)]
AnswerForm = Annotated[Literal["none", "b64_json", "base64", "url"], BeforeValidator(lower)]


class PainterSettings(Group):
    """What all painters with a server share."""

    painter_fallbacks: PainterNames | None = setting(
        None,
        _COMMON,
        "Who paints when the painter is down, in this order. Their pictures say so in their details.",
        "names of painters, such as stable-diffusion, offline",
    )
    painter_choices: PainterNames | None = setting(
        None,
        _COMMON,
        "Which painters a room may choose for itself, besides the usual one and its fallbacks.",
        "names of painters, such as openai, offline",
    )
    picture_quality: PictureQuality = setting(
        "draft",
        _COMMON,
        "How well pictures are painted at first. A draft is cheap; HD paints the chosen one in its final quality. A "
        "room can set this for itself.",
        "draft or final",
    )
    draft_quality: ImageQuality = setting(
        "low",
        _COMMON,
        "What a draft is at OpenAI and Azure. It decides what a picture costs.",
        "low, medium, high, xhigh or max",
    )
    final_quality: ImageQuality = setting(
        "high", _COMMON, "What a final picture is at OpenAI and Azure.", "low, medium, high, xhigh or max"
    )
    draft_steps: int | None = setting(
        None,
        _COMMON,
        "How many steps a draft takes on the other painters. Without it: what the server or the model does by itself.",
        "a whole number from 1 to 200",
        ge=1,
        le=200,
    )
    final_steps: int | None = setting(
        None, _COMMON, "The same for a final picture.", "a whole number from 1 to 200", ge=1, le=200
    )
    painter_sketches: int = setting(
        1,
        _COMMON,
        "How many unfinished states of each picture are shown while it is painted, where the server streams them. "
        "OpenAI and Azure ask a little money for each.",
        "a whole number from 0 to 3",
        ge=0,
        le=3,
    )
    painter_at_once: int = setting(
        4,
        _COMMON,
        "How many pictures one process orders from a server at once.",
        "a whole number from 1 to 100",
        ge=1,
        le=100,
    )
    painter_hosts: Hosts | None = setting(
        None,
        _COMMON,
        "Other hosts that pictures may be fetched from, when a server answers with an address instead of a picture. "
        "Without it: only the server itself.",
        "names such as images.example.com or images.example.com:8443",
    )


class OpenAIPainterSettings(Group):
    """OpenAI's and Azure's image models."""

    painter_base_url: ServerAddress | None = setting(
        None,
        _OPENAI,
        "Where Azure has the image model. Without it: OpenAI.",
        "an address such as https://NAME.openai.azure.com/openai/v1/",
        echo=False,
    )
    painter_api_key: SecretStr | None = setting(
        None, _OPENAI, "The key for the painter. Without it: OPENAI_API_KEY, at OpenAI only.", "a key"
    )
    painter_model: str = setting(
        "gpt-image-2.5-flare",
        _OPENAI,
        "The image model; on Azure, the deployment.",
        "a model's name",
        min_length=1,
        max_length=200,
    )
    painter_azure_api_version: str | None = setting(
        None,
        _OPENAI,
        "Only for Azure deployments without the v1 address: the version of the interface; the address is then "
        "https://NAME.openai.azure.com.",
        "a version such as 2025-04-01-preview",
        pattern=r"^[0-9A-Za-z.-]{1,40}$",
    )
    painter_entra: bool = setting(
        default=False,
        group=_OPENAI,
        about="Whether to sign in to Azure with Microsoft Entra instead of a key; needs the package azure-identity.",
        wants="on or off",
    )


class CompatiblePainterSettings(Group):
    """Any other server of the Images API."""

    compatible_url: ServerAddress | None = setting(
        None, _COMPATIBLE, "Where the server is.", "an address such as http://127.0.0.1:8091/v1", echo=False
    )
    compatible_api_key: SecretStr | None = setting(None, _COMPATIBLE, "Its key, if it wants one.", "a key")
    compatible_model: str | None = setting(None, _COMPATIBLE, "The model, as the server names it.", "a model's name")
    compatible_profile: ProfileName = setting(
        "plain",
        _COMPATIBLE,
        "What kind of server it is: where it takes seeds, how it is shown pictures. docs/providers/local-servers.md "
        "says more.",
        "vllm-omni, sglang, localai, xinference, stable-diffusion.cpp, together or plain",
    )
    compatible_seed: SeedDialect | None = setting(
        None, _COMPATIBLE, "Where it takes seeds, if otherwise than its profile says.", "none, field, kwargs or prompt"
    )
    compatible_edit: EditDialect | None = setting(
        None,
        _COMPATIBLE,
        "How it is shown pictures, if otherwise than its profile says.",
        "none, multipart or json",
    )
    compatible_answer: AnswerForm | None = setting(
        None,
        _COMPATIBLE,
        "Which response_format it is asked for, if another than its profile's.",
        "none, b64_json, base64 or url",
    )
    compatible_transparent: bool | None = setting(
        None,
        _COMPATIBLE,
        "Whether it takes `background: transparent`, if otherwise than its profile says.",
        "on or off",
    )
    compatible_sizes: str | None = setting(
        None, _COMPATIBLE, "The sizes that its model paints well, if others.", _SIZES_WANTED, pattern=_SIZES
    )


class StableDiffusionSettings(Group):
    """A server of the Stable Diffusion web interface's kind."""

    sd_url: ServerAddress | None = setting(
        None,
        _SD,
        "Where the server is, which must have been started with --api.",
        "an address such as http://127.0.0.1:7860",
        echo=False,
    )
    sd_user: str | None = setting(None, _SD, "Who signs in there, if it wants that.", "a name")
    sd_password: SecretStr | None = setting(None, _SD, "Their password.", "a password")
    sd_model: str | None = setting(
        None,
        _SD,
        "The checkpoint, as the server titles it. Without it: the one that is loaded.",
        "a checkpoint's title",
    )
    sd_sizes: str | None = setting(
        None, _SD, "The sizes that the checkpoint paints well, if others.", _SIZES_WANTED, pattern=_SIZES
    )
    sd_sampler: str | None = setting(None, _SD, "The sampler. Without it: the server's.", "a sampler's name")
    sd_guidance: float | None = setting(
        None, _SD, "The guidance (CFG). Without it: the server's.", "a number from 0 to 30", ge=0, le=30
    )
    sd_avoid: str = setting("", _SD, "What pictures shall not show: the negative prompt.", "words", max_length=1000)
    sd_strength: float = setting(
        0.6,
        _SD,
        "How far a changed picture may go from the one that it was: 0 is the same, 1 is another.",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )


class DiffusersSettings(Group):
    """A model in this process."""

    diffusers_model: str = setting(
        "black-forest-labs/FLUX.2-klein-4B",
        _LOCAL,
        "The model: a name on Hugging Face, which is fetched once, or a directory.",
        "a model's name or a directory",
        min_length=1,
    )
    diffusers_device: str = setting(
        "auto", _LOCAL, "What it runs on.", "auto, cpu, cuda, cuda:1 or mps", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$"
    )
    diffusers_sizes: str | None = setting(
        None, _LOCAL, "The sizes that the model paints well, if others.", _SIZES_WANTED, pattern=_SIZES
    )
    diffusers_guidance: float | None = setting(
        None, _LOCAL, "The guidance. Without it: the model's own.", "a number from 0 to 30", ge=0, le=30
    )
