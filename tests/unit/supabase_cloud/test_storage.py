"""Files in a folder and in Supabase Storage; its answers as supabase.com/docs shows them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advancing.errors import AdvancingError, Invalid, NotFound, OutsideFault
from tools.supabase_cloud.storage import FileStore, LocalFileStore, SupabaseFileStore, check_path, safe_name

OBJECT = "/storage/v1/object/riders"
INFO = "/storage/v1/object/info/riders"
NO_OBJECT = httpx.Response(400, json={"statusCode": "404", "error": "not_found", "message": "Object not found"})
NO_OBJECT_NEW = httpx.Response(404, json={"code": "NoSuchKey", "message": "The specified key does not exist"})
NO_BUCKET = httpx.Response(400, json={"statusCode": "404", "error": "Bucket not found", "message": "Bucket not found"})
NO_BUCKET_NEW = httpx.Response(404, json={"code": "NoSuchBucket", "message": "The specified bucket does not exist"})
BAD_PATHS = [
    "",
    "/etc/passwd",
    "../up.pdf",
    "a/../../up.pdf",
    "a//b",
    "a/",
    ".",
    "a/./b",
    "a\\b",
    "a\x00b",
    "Bühne.pdf",
    "%2e%2e/up.pdf",
    "a\nb",
    " ",
    "a/ ../b",
    "x" * 901,
]


@pytest.fixture
def local(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


@pytest.fixture
async def cloud(supabase: respx.MockRouter) -> AsyncIterator[SupabaseFileStore]:
    store = SupabaseFileStore("https://abc.supabase.co", "sb_secret_key", "riders")
    yield store
    await store.close()


async def test_a_file_is_read_as_it_was_written_and_replaced_whole(local: LocalFileStore, tmp_path: Path) -> None:
    assert not await local.exists("tour 1/rider (v2).pdf")

    await local.write("tour 1/rider (v2).pdf", b"first, and longer", "application/pdf")
    await local.write("tour 1/rider (v2).pdf", b"second", "application/pdf")

    assert await local.read("tour 1/rider (v2).pdf") == b"second"
    assert await local.exists("tour 1/rider (v2).pdf")
    assert [file.name for file in (tmp_path / "files" / "tour 1").iterdir()] == ["rider (v2).pdf"]


async def test_a_file_that_is_not_there_is_not_found(local: LocalFileStore) -> None:
    await local.write("a/b.pdf", b"x", "application/pdf")

    for path in ("c.pdf", "a", "a/b.pdf/c"):
        with pytest.raises(NotFound, match=path):
            await local.read(path)
        assert not await local.exists(path)


@pytest.mark.parametrize("path", BAD_PATHS)
async def test_a_path_that_leads_out_or_that_storage_refuses_is_refused_by_both_stores(
    local: LocalFileStore, cloud: SupabaseFileStore, supabase: respx.MockRouter, path: str
) -> None:
    stores: tuple[FileStore, ...] = (local, cloud)
    for store in stores:
        with pytest.raises(Invalid):
            await store.read(path)
        with pytest.raises(Invalid):
            await store.write(path, b"x", "text/plain")
        with pytest.raises(Invalid):
            await store.exists(path)
    assert supabase.calls.call_count == 0


async def test_a_link_in_the_folder_does_not_lead_out_of_it(local: LocalFileStore, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    await local.write("inside.txt", b"x", "text/plain")
    (tmp_path / "files" / "link").symlink_to(tmp_path)

    with pytest.raises(Invalid, match="leads out"):
        await local.read("link/secret.txt")


async def test_a_folder_that_cannot_be_written_is_a_fault_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutsideFault, match=r"a\.pdf can't be written") as fault:
        await LocalFileStore(tmp_path / "file").write("a.pdf", b"x", "application/pdf")

    assert not fault.value.retryable


@given(name=st.text(max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_name_becomes_part_of_a_path(name: str) -> None:
    safe = safe_name(name)

    assert check_path(f"attachments/{safe}") == f"attachments/{safe}"
    assert "/" not in safe
    assert 0 < len(safe) <= 200


def test_a_long_or_foreign_file_name_keeps_its_ending() -> None:
    assert safe_name("Bühnenplan (neu)/2.pdf") == "B_hnenplan (neu)_2.pdf"
    assert safe_name("x" * 400 + ".pdf").endswith(".pdf")
    assert safe_name("..") == "file"


async def test_a_file_is_kept_in_the_bucket_in_place_of_an_older_one(
    cloud: SupabaseFileStore, supabase: respx.MockRouter
) -> None:
    route = supabase.post(f"{OBJECT}/tour/rider.pdf").respond(json={"Id": "1", "Key": "riders/tour/rider.pdf"})

    await cloud.write("tour/rider.pdf", b"%PDF-", "application/pdf")

    request = route.calls.last.request
    assert request.headers["x-upsert"] == "true"
    assert request.headers["authorization"] == "Bearer sb_secret_key"
    assert b"Content-Type: application/pdf\r\n\r\n%PDF-\r\n" in request.content


async def test_a_file_is_read_from_the_bucket(cloud: SupabaseFileStore, supabase: respx.MockRouter) -> None:
    route = supabase.get(path__regex=r"/storage/v1/object/riders/.*").respond(content=b"%PDF-")

    assert await cloud.read("tour 1/what? (a+b).pdf") == b"%PDF-"

    assert route.calls.last.request.url.path == "/storage/v1/object/riders/tour 1/what? (a+b).pdf"
    assert route.calls.last.request.url.query == b""


@pytest.mark.parametrize("answer", [NO_OBJECT, NO_OBJECT_NEW])
async def test_a_file_that_the_bucket_lacks_is_not_found(
    cloud: SupabaseFileStore, supabase: respx.MockRouter, answer: httpx.Response
) -> None:
    supabase.get(f"{OBJECT}/a.pdf").mock(return_value=answer)
    supabase.get(f"{INFO}/a.pdf").mock(return_value=answer)

    with pytest.raises(NotFound, match=r"no file a\.pdf"):
        await cloud.read("a.pdf")
    assert not await cloud.exists("a.pdf")


async def test_a_file_that_the_bucket_has_exists(cloud: SupabaseFileStore, supabase: respx.MockRouter) -> None:
    supabase.get(f"{INFO}/a.pdf").respond(json={"id": "1", "name": "a.pdf", "size": 5})

    assert await cloud.exists("a.pdf")


@pytest.mark.parametrize(
    ("answer", "retryable", "says"),
    [
        (NO_BUCKET, False, "check the bucket riders"),
        (NO_BUCKET_NEW, False, "check the bucket riders"),
        (
            httpx.Response(400, json={"statusCode": "403", "error": "Unauthorized", "message": "Invalid JWT"}),
            False,
            "secret key",
        ),
        (
            httpx.Response(400, json={"statusCode": "413", "error": "Payload too large", "message": "Too large"}),
            False,
            "Too large",
        ),
        (httpx.Response(429, json={"code": "SlowDown", "message": "Reduce your request rate"}), True, "429"),
        (httpx.Response(544, json={"code": "DatabaseTimeout", "message": "Timed out"}), True, "544"),
        (httpx.Response(502, text="<html>Bad gateway</html>"), True, "502"),
    ],
)
async def test_what_storage_refuses_is_a_fault_with_its_reason(
    cloud: SupabaseFileStore, supabase: respx.MockRouter, answer: httpx.Response, retryable: bool, says: str
) -> None:
    supabase.route(path__regex=r"/storage/v1/object/.*").mock(return_value=answer)

    for call in (cloud.read("a.pdf"), cloud.write("a.pdf", b"x", "application/pdf"), cloud.exists("a.pdf")):
        with pytest.raises(OutsideFault, match=says) as fault:
            await call
        assert (fault.value.system, fault.value.retryable) == ("supabase", retryable)


async def test_no_answer_of_storage_is_a_fault_that_may_pass(
    cloud: SupabaseFileStore, supabase: respx.MockRouter
) -> None:
    supabase.route(path__regex=r"/storage/v1/object/.*").mock(side_effect=httpx.ConnectError("no route"))

    for call in (cloud.read("a.pdf"), cloud.write("a.pdf", b"x", "application/pdf"), cloud.exists("a.pdf")):
        with pytest.raises(OutsideFault, match="did not answer") as fault:
            await call
        assert fault.value.retryable
        assert not isinstance(fault.value, NotFound)
        assert isinstance(fault.value, AdvancingError)
