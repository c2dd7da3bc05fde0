"""`picturebook check` and the painters: what each can do, or what is wrong with it and how to mend that."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.image_server import Fault, image_server
from pydantic import SecretStr

from bot import check_painters
from bot.check_painters import names_of, painter_findings
from bot.errors import PainterError, SettingsError
from bot.findings import Grade
from bot.painter import Painter
from bot.painter.building import painter_of
from bot.painter.repeating import Patience
from bot.settings import Settings

KEY = SecretStr("sk-of-a-test")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.painter.openai_images.opening.Patience", lambda: Patience(orders=1))


def settings_with(**values: Any) -> Settings:
    return Settings(**values)


async def the_finding(settings: Settings) -> tuple[Grade, str, str]:
    (found,) = await painter_findings(settings, painter_of)
    return found.grade, found.subject, found.text


async def test_offline_painter_paints_one_picture() -> None:
    grade, subject, text = await the_finding(settings_with())
    assert (grade, subject) == (Grade.OK, "painter")
    assert text.startswith("offline paints (")


async def test_paid_painter_is_asked_for_its_model_only() -> None:
    async with image_server("openai", key="sk-of-a-test", models=("gpt-image-2.5-flare",)) as server:
        found = await the_finding(settings_with(painter="openai", painter_base_url=server.url, painter_api_key=KEY))
        assert found[0] is Grade.OK
        assert "gpt-image-2.5-flare is there" in found[2]
        assert "no seeds" in found[2]
        assert server.pictures == []


async def test_free_painter_paints_one_picture() -> None:
    async with image_server("vllm-omni") as server:
        found = await the_finding(
            settings_with(
                painter="compatible", compatible_url=server.url, compatible_model="m-1", compatible_profile="vllm-omni"
            )
        )
        assert found[0] is Grade.OK
        assert "it paints (1024 x 1024 px)" in found[2]
        assert "seeds, looks at pictures" in found[2]
        assert len(server.pictures) == 1


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        (Fault(status=401), "Correct OPENAI_API_KEY or PICTUREBOOK_PAINTER_API_KEY"),
        (Fault(status=402), "Nothing is painted there before that"),
        (Fault(status=503), "Start that server, or correct PICTUREBOOK_PAINTER_BASE_URL"),
        (Fault(status=400), "Look at that server's own log"),
    ],
    ids=repr,
)
async def test_problem_has_its_remedy(fault: Fault, remedy: str) -> None:
    async with image_server("openai") as server:
        server.faults = [fault]
        grade, _, text = await the_finding(
            settings_with(painter="openai", painter_base_url=server.url, painter_api_key=KEY)
        )
        assert grade is Grade.PROBLEM
        assert remedy in text
        assert "sk-" not in text


async def test_model_that_is_not_there_names_its_setting() -> None:
    async with image_server("a1111") as server:
        grade, _, text = await the_finding(
            settings_with(painter="stable-diffusion", sd_url=server.origin, sd_model="x")
        )
        assert grade is Grade.PROBLEM
        assert "PICTUREBOOK_SD_MODEL" in text


async def test_every_painter_that_is_named_is_looked_at() -> None:
    async with image_server("a1111") as server:
        settings = settings_with(
            sd_url=server.origin, painter_fallbacks=("stable-diffusion", "offline"), painter_choices=("diffusers",)
        )
        assert names_of(settings) == ("offline", "stable-diffusion", "diffusers")
        found = await painter_findings(settings, painter_of)
        assert [one.subject for one in found] == ["painter", "painter stable-diffusion", "painter diffusers"]
        assert [one.grade for one in found][:2] == [Grade.OK, Grade.OK]


async def test_painter_that_cannot_be_built_says_why() -> None:
    def build(*_: object) -> Painter:
        raise SettingsError("Install azure-identity.")

    (found,) = await painter_findings(settings_with(), build)
    assert (found.grade, found.text) == (Grade.PROBLEM, "Install azure-identity.")


async def test_painter_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_painters, "INSPECT_S", 0.05)
    async with image_server("localai", delay_s=3600) as server:
        settings = settings_with(
            painter="compatible", compatible_url=server.url, compatible_model="m", compatible_profile="localai"
        )
        grade, _, text = await the_finding(settings)
        assert grade is Grade.PROBLEM
        assert "does not answer within" in text


async def test_offline_painter_that_fails_is_installed_again() -> None:
    class Broken:
        name = "offline"

        async def paint(self, _: object) -> None:
            raise PainterError("no fonts")

        async def close(self) -> None:
            pass

    (found,) = await painter_findings(settings_with(), lambda *_: Broken())  # type: ignore[arg-type, return-value]
    assert found.text == ("offline cannot paint: no fonts. Install picturebook again: fonts or drawings are missing.")
