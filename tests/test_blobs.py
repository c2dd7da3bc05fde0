"""Pictures' bytes in a directory, in S3-compatible storage and in memory."""

from __future__ import annotations

import logging
import stat
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import boto3
import obstore
import pytest
from contract.blob_suite import HEDGEHOG, NOTHING, BlobContract
from moto.server import ThreadedMotoServer

from bot.errors import BlobMissing, SettingsError, StoreError
from bot.memory.blobs import Blobs, open_blobs

Overwrite = Callable[[str, bytes], Awaitable[None]]


class TestDirectory(BlobContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Blobs:
        return open_blobs(str(tmp_path / "data" / "blobs"))

    @pytest.fixture
    def overwrite(self, tmp_path: Path) -> Overwrite:
        async def overwrite(blob: str, data: bytes) -> None:
            (tmp_path / "data" / "blobs" / blob[:2] / blob).write_bytes(data)

        return overwrite

    async def test_directory_is_its_owners_alone_and_fans_out(self, blobs: Blobs, tmp_path: Path) -> None:
        blob = await blobs.put(HEDGEHOG)
        root = tmp_path / "data" / "blobs"
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        assert [str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()] == [f"{blob[:2]}/{blob}"]

    async def test_directory_is_found_again(self, blobs: Blobs, tmp_path: Path) -> None:
        blob = await blobs.put(HEDGEHOG)
        for url in (str(tmp_path / "data" / "blobs"), (tmp_path / "data" / "blobs").as_uri()):
            assert await open_blobs(url).get(blob) == HEDGEHOG

    async def test_directory_with_odd_characters_works(self, tmp_path: Path) -> None:
        odd = tmp_path / "my pictures % #1 래리"
        blob = await open_blobs(odd.as_uri()).put(HEDGEHOG)
        assert (odd / blob[:2] / blob).read_bytes() == HEDGEHOG
        assert await open_blobs(str(odd)).get(blob) == HEDGEHOG

    async def test_place_that_cannot_be_used_is_a_store_error(self, blobs: Blobs, tmp_path: Path) -> None:
        blob = await blobs.put(HEDGEHOG)
        file = tmp_path / "data" / "blobs" / blob[:2] / blob
        file.unlink()
        file.parent.rmdir()
        file.parent.write_text("a file where the directory should be")
        for ask in (blobs.put(HEDGEHOG), blobs.get(blob), blobs.delete(blob), blobs.exists(blob)):
            with pytest.raises(StoreError) as told:
                await ask
            assert not isinstance(told.value, BlobMissing)
            assert "\n" not in told.value.detail

    def test_directory_that_cannot_be_made_names_itself(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SettingsError, match="file/blobs"):
            open_blobs(str(tmp_path / "file" / "blobs"))


class TestInMemory(BlobContract):
    @pytest.fixture
    def blobs(self) -> Blobs:
        return open_blobs("memory://")

    @pytest.fixture
    def overwrite(self, blobs: Blobs) -> Overwrite:
        async def overwrite(blob: str, data: bytes) -> None:
            await obstore.put_async(blobs._store, f"{blob[:2]}/{blob}", data)

        return overwrite


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class TestS3(BlobContract):
    @pytest.fixture
    def s3(self, endpoint: str):
        keys = {"aws_access_key_id": "test-id", "aws_secret_access_key": "test-secret"}
        client = boto3.client("s3", endpoint_url=endpoint, region_name="eu-west-1", **keys)
        client.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield client
        for one in client.list_objects_v2(Bucket="pictures").get("Contents", []):
            client.delete_object(Bucket="pictures", Key=one["Key"])
        client.delete_bucket(Bucket="pictures")
        client.close()

    @pytest.fixture
    def blobs(self, endpoint: str, s3) -> Blobs:
        return open_blobs(
            "s3://pictures/of/ours", endpoint=endpoint, region="eu-west-1", key_id="test-id", secret="test-secret"
        )

    @pytest.fixture
    def overwrite(self, s3) -> Overwrite:
        async def overwrite(blob: str, data: bytes) -> None:
            s3.put_object(Bucket="pictures", Key=f"of/ours/{blob[:2]}/{blob}", Body=data)

        return overwrite

    async def test_objects_lie_under_the_prefix(self, blobs: Blobs, s3) -> None:
        blob = await blobs.put(HEDGEHOG)
        names = [one["Key"] for one in s3.list_objects_v2(Bucket="pictures")["Contents"]]
        assert names == [f"of/ours/{blob[:2]}/{blob}"]

    async def test_bucket_that_is_not_there_is_a_store_error_without_a_secret(self, endpoint: str) -> None:
        blobs = open_blobs(
            "s3://nowhere", endpoint=endpoint, region="eu-west-1", key_id="test-id", secret="test-secret"
        )
        with pytest.raises(StoreError) as told:
            await blobs.put(HEDGEHOG)
        assert "test-secret" not in str(told.value)

    async def test_storage_without_tls_is_used_only_when_its_address_says_so(self, endpoint: str) -> None:
        secure = endpoint.replace("http://", "https://")
        blobs = open_blobs("s3://pictures", endpoint=secure, region="eu-west-1", key_id="a", secret="b")
        with pytest.raises(StoreError):
            await blobs.exists(NOTHING)


@pytest.mark.parametrize("url", ["", "ftp://host/x", "gs://bucket", "s3:///prefix"])
def test_address_of_no_storage_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        open_blobs(url)


def test_key_without_its_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="go together"):
        open_blobs("s3://pictures", key_id="only-half")


def test_keys_may_come_from_the_machine() -> None:
    assert open_blobs("s3://pictures", region="eu-west-1")
