"""Settings: read once, every bad value named with its remedy, no secret ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.configuration import inspect_settings, read_settings, unknown_variables
from bot.errors import SettingsError
from bot.settings import Settings, details, variable

TOKEN = "correct-horse-battery-staple"


def write_env(folder: Path, *lines: str) -> str:
    path = folder / "env"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_settings_without_anything_are_the_defaults():
    settings = read_settings(None)

    assert settings == Settings()
    assert settings.data_dir == Path(".data")
    assert settings.blob_dir == Path(".data/blobs")
    assert settings.redis_url is None
    assert settings.is_web_local


def test_settings_come_from_the_env_file(tmp_path: Path):
    env = write_env(tmp_path, "PICTUREBOOK_WEB_PORT=9000", "REDIS_URL=redis://localhost/1", "PICTUREBOOK_WEB=off")

    settings = read_settings(env)

    assert settings.web_port == 9000
    assert settings.redis_url == SecretStr("redis://localhost/1")
    assert not settings.web


def test_settings_prefer_the_environment_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_PORT", "9001")

    assert read_settings(write_env(tmp_path, "PICTUREBOOK_WEB_PORT=9000")).web_port == 9001


def test_settings_left_empty_are_not_set(tmp_path: Path):
    env = write_env(tmp_path, "PICTUREBOOK_WEB_TOKEN=", "REDIS_URL=", "PICTUREBOOK_WEB_PORT=")

    assert read_settings(env) == Settings()


def test_settings_cannot_be_changed():
    settings = Settings()

    with pytest.raises(ValidationError):
        settings.web_port = 1  # type: ignore[misc]  # the point of the test


def test_settings_expand_the_home_directory():
    assert Settings(data_dir=Path("~/pictures")).data_dir == Path.home() / "pictures"


def test_settings_words_are_read_in_any_case(tmp_path: Path):
    env = write_env(tmp_path, "PICTUREBOOK_LOG_LEVEL= DEBUG ", "PICTUREBOOK_PLANNER=Offline")

    assert read_settings(env).log_level == "debug"


BAD = [
    ("PICTUREBOOK_WEB_PORT", "eighty", '"eighty"', "a whole number from 0 to 65535", "use 8080"),
    ("PICTUREBOOK_WEB_PORT", "65536", '"65536"', "a whole number from 0 to 65535", "use 8080"),
    ("PICTUREBOOK_WEB", "maybe", '"maybe"', "on or off", "use on"),
    ("PICTUREBOOK_PLANNER", "gpt", '"gpt"', "offline", "use offline"),
    ("PICTUREBOOK_PAINTER_TIMEOUT_S", "nan", '"nan"', "a number above 0", "use 120"),
    ("PICTUREBOOK_PLANNER_TIMEOUT_S", "0", '"0"', "a number above 0", "use 60"),
    ("PICTUREBOOK_MAX_PICTURES", "5", '"5"', "from 1 to 4", "use 4"),
    ("PICTUREBOOK_LOG_FORMAT", "xml", '"xml"', "console or json", "use console"),
    ("PICTUREBOOK_WEB_HOST", "0.0.0.0/0", '"0.0.0.0/0"', "an IP address or a host name", "use 127.0.0.1"),
    (
        "REDIS_URL",
        "http://me:hunter2222@host",  # pragma: allowlist secret
        "cannot be used",
        "redis://host:6379/0",
        "do without",
    ),
    ("REDIS_URL", "redis://:hunter2222@host:port", "cannot be used", "redis://host:6379/0", "do without"),
    ("REDIS_URL", "redis://", "cannot be used", "redis://host:6379/0", "do without"),
    (
        "PICTUREBOOK_BLOB_URL",
        "s3://key:hunter2222@bucket",  # pragma: allowlist secret
        "cannot be used",
        "s3://bucket/prefix",
        "do without",
    ),
    ("PICTUREBOOK_BLOB_URL", "/pictures", "cannot be used", "s3://bucket/prefix", "do without"),
    ("PICTUREBOOK_S3_ENDPOINT", "ftp://hunter2222", "cannot be used", "http://", "do without"),
    ("PICTUREBOOK_WEB_TOKEN", "hunter2222", "cannot be used", "at least 16 characters", "do without"),
]


@pytest.mark.parametrize(("name", "value", "shown", "wanted", "default"), BAD)
def test_settings_name_a_bad_value_and_its_remedy(
    name: str, value: str, shown: str, wanted: str, default: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        read_settings(None)

    text = caught.value.detail
    assert text.startswith(name)
    assert all(part in text for part in (shown, wanted, default))
    assert "hunter2222" not in text
    assert text.count("\n") == 0


def test_settings_name_every_bad_value_at_once(tmp_path: Path):
    env = write_env(tmp_path, "PICTUREBOOK_WEB_PORT=x", "PICTUREBOOK_LEASE_S=1", "REDIS_URL=nowhere")

    settings, problems = inspect_settings(env)

    assert {problem.setting for problem in problems} == {"PICTUREBOOK_WEB_PORT", "PICTUREBOOK_LEASE_S", "REDIS_URL"}
    assert settings == Settings(), "the rest can still be looked at, with defaults in place of what is bad"


def test_settings_show_a_bad_value_harmlessly(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_PORT", "\x1b[31m" + "9" * 500)

    _, (problem,) = inspect_settings(None)

    assert "\x1b" not in problem.text
    assert len(problem.text) < 250


def test_settings_of_an_open_page_need_a_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_HOST", "0.0.0.0")

    with pytest.raises(
        SettingsError, match=r"Set PICTUREBOOK_WEB_TOKEN .* or set PICTUREBOOK_WEB_HOST to 127\.0\.0\.1"
    ):
        read_settings(None)

    monkeypatch.setenv("PICTUREBOOK_WEB_TOKEN", TOKEN)
    assert not read_settings(None).is_web_local


def test_settings_of_an_open_page_with_a_bad_token_name_it_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("PICTUREBOOK_WEB_TOKEN", "short")

    _, problems = inspect_settings(None)

    assert [problem.setting for problem in problems] == ["PICTUREBOOK_WEB_TOKEN"]


def test_settings_of_a_page_that_is_off_need_no_token(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_HOST", "0.0.0.0")
    monkeypatch.setenv("PICTUREBOOK_WEB", "off")

    assert not read_settings(None).web


def test_settings_of_a_bucket_lose_the_last_slash(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_BLOB_URL", "s3://bucket/prefix/")

    assert read_settings(None).blob_url == "s3://bucket/prefix"


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("pictures.example", False),
    ],
)
def test_settings_know_which_address_is_this_machine(host: str, local: bool):
    assert Settings(web_host=host).is_web_local is local


@pytest.mark.parametrize("given", ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"])
def test_settings_of_a_bucket_need_both_halves_of_the_key(given: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(f"PICTUREBOOK_S3_{given}", TOKEN)

    with pytest.raises(SettingsError, match="Set both, or neither"):
        read_settings(None)


def test_settings_do_not_show_secrets():
    settings = Settings(
        web_token=SecretStr(TOKEN),
        redis_url=SecretStr("redis://me:hunter2222@host"),
        s3_access_key_id=SecretStr("AKIA99"),
    )

    shown = repr(settings) + str(settings) + settings.model_dump_json()

    assert not any(secret in shown for secret in (TOKEN, "hunter2222", "AKIA99"))
    assert set(settings.secrets) == {TOKEN, "hunter2222", "AKIA99"}


def test_settings_secrets_of_an_address_without_password_are_none():
    assert Settings(redis_url=SecretStr("redis://host")).secrets == ()


def test_settings_read_from_a_broken_file_say_so(tmp_path: Path):
    path = tmp_path / "env"
    path.write_bytes(b"PICTUREBOOK_WEB_PORT=\xff\xfe")

    with pytest.raises(SettingsError, match="not UTF-8"):
        read_settings(str(path))
    assert unknown_variables(str(path)) == ()


def test_settings_file_that_is_not_there_is_fine(tmp_path: Path):
    assert read_settings(str(tmp_path / "none")) == Settings()


def test_unknown_variables_suggest_the_nearest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_PROT", "1")
    monkeypatch.setenv("PICTUREBOOK_ZZZ", "1")
    env = write_env(tmp_path, "REDIS_ULR=redis://x", "COMPOSE_PROJECT_NAME=mine")

    problems = unknown_variables(env)

    assert [problem.setting for problem in problems] == ["PICTUREBOOK_WEB_PROT", "PICTUREBOOK_ZZZ", "REDIS_ULR"]
    assert "Did you mean PICTUREBOOK_WEB_PORT?" in problems[0].text
    assert "docs/settings.md" in problems[1].text
    assert "Did you mean REDIS_URL?" in problems[2].text


def test_unknown_variables_leave_known_ones_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("picturebook_web_port", "8080")
    monkeypatch.setenv("PICTUREBOOK_REQUIRE_BROWSER", "1")

    assert unknown_variables(None) == ()


@pytest.mark.parametrize("field", Settings.model_fields)
def test_settings_each_say_what_they_are_for(field: str):
    info = Settings.model_fields[field]

    assert info.description
    assert info.description.endswith(".")
    assert details(info)["wants"]
    assert details(info)["group"]


def test_settings_paint_with_a_process_for_each_processor():
    assert 1 <= Settings().painter_process_count <= 8
    assert Settings(painter_processes=3).painter_process_count == 3


@given(
    st.dictionaries(
        st.sampled_from(sorted(Settings.model_fields)), st.text(max_size=30).filter(lambda t: "\0" not in t)
    )
)
def test_settings_take_any_text_without_a_traceback(given_texts: dict[str, str]):
    with pytest.MonkeyPatch.context() as patch:
        for field, text in given_texts.items():
            try:
                patch.setenv(variable(field), text)
            except UnicodeEncodeError:
                continue  # no environment can hold it
        settings, problems = inspect_settings(None)

    assert isinstance(settings, Settings)
    assert all("\n" not in problem.text for problem in problems)
