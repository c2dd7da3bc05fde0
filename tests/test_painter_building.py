"""Painters out of settings: who is built, with what, and what is said when something is missing."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from openai import AsyncAzureOpenAI
from pydantic import SecretStr

from bot.configuration import inspect_settings
from bot.errors import SettingsError
from bot.painter import Shape
from bot.painter.building import painter_of, painters_of, sizes_in
from bot.painter.diffusers import DiffusersPainter
from bot.painter.openai_images import Dialect, Edit, OpenAIImagesPainter, Taste
from bot.painter.stable_diffusion import StableDiffusionPainter
from bot.settings import Settings

OPENAIS, OTHERS = "sk-openai", "sk-other"
KEY, OTHER = SecretStr(OPENAIS), SecretStr(OTHERS)


def built(**settings: Any) -> Any:
    return painter_of(Settings(**settings))


async def test_openai_is_asked_with_its_key_and_nobody_else() -> None:
    painter = built(painter="openai", openai_api_key=KEY, draft_quality="medium", painter_sketches=2, draft_steps=3)
    assert isinstance(painter, OpenAIImagesPainter)
    assert (painter.name, painter.profile.name, painter.model) == ("openai", "openai", "gpt-image-2.5-flare")
    assert painter.client.api_key == OPENAIS
    assert str(painter.client.base_url) == "https://api.openai.com/v1/"
    assert painter.client.max_retries == 0
    assert painter.taste == Taste("medium", "high", 3, None, 2)
    elsewhere = built(painter="openai", openai_api_key=KEY, painter_base_url="http://127.0.0.1:1/v1")
    assert elsewhere.client.api_key != OPENAIS, "the key of an OpenAI account goes to OpenAI only"
    await painter.close()
    await elsewhere.close()


async def test_azure_is_told_by_its_address_or_its_version() -> None:
    base = "https://name.openai.azure.com"
    newer = built(painter="openai", painter_base_url=f"{base}/openai/v1/", painter_api_key=OTHER, painter_model="d")
    older = built(
        painter="openai", painter_base_url=base, painter_api_key=OTHER, painter_azure_api_version="2025-04-01-preview"
    )
    assert (newer.profile.name, older.profile.name) == ("azure", "azure")
    assert not isinstance(newer.client, AsyncAzureOpenAI)
    assert isinstance(older.client, AsyncAzureOpenAI)
    assert newer.client.api_key == older.client.api_key == OTHERS
    await newer.close()
    await older.close()


async def test_entra_signs_in_and_out(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    class Credential:
        async def close(self) -> None:
            closed.append("credential")

    async def token() -> str:
        return "token"

    module = ModuleType("azure.identity.aio")
    module.DefaultAzureCredential = Credential  # type: ignore[attr-defined]
    module.get_bearer_token_provider = lambda *_: token  # type: ignore[attr-defined]
    for name in ("azure", "azure.identity"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "azure.identity.aio", module)
    base = "https://name.openai.azure.com/openai/v1/"
    painter = built(painter="openai", painter_base_url=base, painter_entra=True)
    assert painter.client._api_key_provider is token
    await painter.close()
    assert closed == ["credential"]


def test_entra_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity.aio", None)
    with pytest.raises(SettingsError, match="azure-identity"):
        built(painter="openai", painter_base_url="https://name.openai.azure.com/openai/v1/", painter_entra=True)


async def test_compatible_server_has_its_profile_and_what_is_set_otherwise() -> None:
    where = {"painter": "compatible", "compatible_url": "http://127.0.0.1:1/v1", "compatible_model": "m"}
    painter = built(**where, compatible_profile="vllm-omni", painter_hosts=("cdn.example",))
    assert (painter.name, painter.profile.seed, painter.profile.edit) == ("compatible", Dialect.FIELD, Edit.MULTIPART)
    assert painter.fetcher.allowed == {"cdn.example"}
    mine = built(
        **where,
        compatible_api_key=OTHER,
        compatible_seed="kwargs",
        compatible_edit="json",
        compatible_answer="none",
        compatible_transparent=True,
        compatible_sizes="512x512, 768x512 512x768",
    )
    assert (mine.profile.name, mine.profile.seed, mine.profile.edit) == ("plain", Dialect.KWARGS, Edit.JSON)
    assert (mine.profile.answer, mine.abilities.transparent) == (None, True)
    assert mine.abilities.size_px == {Shape.SQUARE: (512, 512), Shape.WIDE: (768, 512), Shape.TALL: (512, 768)}
    assert mine.client.api_key == OTHERS
    assert built(**where, compatible_answer="url").profile.answer == "url"


async def test_stable_diffusion_has_its_recipe() -> None:
    painter = built(
        painter="stable-diffusion",
        sd_url="http://127.0.0.1:7860",
        sd_user="mina",
        sd_password=OTHER,
        sd_model="m",
        sd_sizes="512x512 768x512 512x768",
        sd_sampler="Euler",
        sd_guidance=4.5,
        sd_avoid="blur",
        sd_strength=0.5,
        draft_steps=6,
        final_steps=20,
    )
    assert isinstance(painter, StableDiffusionPainter)
    recipe = painter.recipe
    assert (recipe.model, recipe.sampler, recipe.guidance, recipe.avoid) == ("m", "Euler", 4.5, "blur")
    assert (recipe.draft_steps, recipe.final_steps, recipe.strength) == (6, 20, 0.5)
    assert painter.abilities.size_px[Shape.SQUARE] == (512, 512)
    await painter.close()


async def test_model_in_this_process_is_not_loaded_yet() -> None:
    painter = built(
        painter="diffusers", diffusers_model="tiny", diffusers_device="cpu", diffusers_sizes="64x64 96x64 64x96"
    )
    assert isinstance(painter, DiffusersPainter)
    assert (painter.model.name, painter.model.device) == ("tiny", "cpu")
    assert painter.abilities.size_px[Shape.WIDE] == (96, 64)
    await painter.close()


async def test_painters_are_the_usual_one_its_fallbacks_and_the_choices() -> None:
    painters = painters_of(
        Settings(
            painter="stable-diffusion",
            sd_url="http://127.0.0.1:1",
            painter_fallbacks=("offline",),
            painter_choices=("diffusers",),
            painter_at_once=3,
        )
    )
    assert list(painters.easels) == ["stable-diffusion", "offline", "diffusers"]
    assert [easel.painter.name for easel in painters.line()] == ["stable-diffusion", "offline"]
    assert [easel.painter.name for easel in painters.line("diffusers")] == ["diffusers", "offline"]
    assert [easel.painter.name for easel in painters.line("openai")] == ["stable-diffusion", "offline"]
    assert painters.easels["stable-diffusion"].at_once._value == 3
    assert painters.easels["diffusers"].at_once._value == 1
    await painters.close()


def test_sizes_are_square_wide_and_tall() -> None:
    assert sizes_in("1x1 2x1,1x2") == {Shape.SQUARE: (1, 1), Shape.WIDE: (2, 1), Shape.TALL: (1, 2)}


# Configuration


@pytest.mark.parametrize(
    ("variables", "setting"),
    [
        ({"PICTUREBOOK_PAINTER": "openai"}, "OPENAI_API_KEY"),
        ({"PICTUREBOOK_PAINTER_FALLBACKS": "openai"}, "OPENAI_API_KEY"),
        ({"PICTUREBOOK_PAINTER_CHOICES": "offline, openai"}, "OPENAI_API_KEY"),
        ({"PICTUREBOOK_PAINTER": "openai", "PICTUREBOOK_PAINTER_ENTRA": "on"}, "PICTUREBOOK_PAINTER_BASE_URL"),
        (
            {
                "PICTUREBOOK_PAINTER": "openai",
                "PICTUREBOOK_PAINTER_BASE_URL": "https://n.openai.azure.com/openai/v1/",
                "OPENAI_API_KEY": OPENAIS,
            },
            "PICTUREBOOK_PAINTER_API_KEY",
        ),
        ({"PICTUREBOOK_PAINTER": "stable-diffusion"}, "PICTUREBOOK_SD_URL"),
        ({"PICTUREBOOK_PAINTER_FALLBACKS": "nobody"}, "PICTUREBOOK_PAINTER_FALLBACKS"),
        ({"PICTUREBOOK_SD_SIZES": "512x512"}, "PICTUREBOOK_SD_SIZES"),
        ({"PICTUREBOOK_SD_URL": "http://user:pw@127.0.0.1"}, "PICTUREBOOK_SD_URL"),  # pragma: allowlist secret
    ],
    ids=str,
)
def test_what_a_painter_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], setting: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    _, problems = inspect_settings(None)
    assert [problem.setting for problem in problems] == [setting]
    assert OPENAIS not in problems[0].text
    assert "pw" not in problems[0].text


def test_compatible_painter_lacks_two_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICTUREBOOK_PAINTER", "compatible")
    _, problems = inspect_settings(None)
    assert [one.setting for one in problems] == ["PICTUREBOOK_COMPATIBLE_URL", "PICTUREBOOK_COMPATIBLE_MODEL"]


def test_painters_that_are_whole_are_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PICTUREBOOK_PAINTER": "openai",
        "OPENAI_API_KEY": OPENAIS,
        "PICTUREBOOK_PAINTER_FALLBACKS": "Stable-Diffusion offline",
        "PICTUREBOOK_SD_URL": "http://127.0.0.1:7860",
        "PICTUREBOOK_SD_SIZES": "512x512 768x512 512x768",
        "PICTUREBOOK_PAINTER_HOSTS": "cdn.example, images.example:8443",
    }.items():
        monkeypatch.setenv(name, value)
    settings, problems = inspect_settings(None)
    assert problems == ()
    assert settings.painter_fallbacks == ("stable-diffusion", "offline")
    assert settings.painter_hosts == ("cdn.example", "images.example:8443")
