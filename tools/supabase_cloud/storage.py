"""Files beside the database (riders, attachments): in a bucket of Supabase Storage, or in a folder where there is none.

Paths are the same in both, so that what works here works there. Source of the Storage calls and their errors:
supabase.com/docs/reference/python/storage-from-upload, …/storage-from-download, …/storage-from-info,
supabase.com/docs/guides/storage/debugging/error-codes.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

import httpx
from storage3.exceptions import StorageApiError
from supabase import StorageException

from advancing.errors import Invalid, NotFound, OutsideFault
from tools.supabase_cloud.project import Project, refused, unreachable

MAX_PATH = 900
"""Characters; object keys of S3 take 1024 bytes with the bucket's name and what Storage adds."""

# Source: isValidKey in github.com/supabase/storage, src/storage/limits.ts.
_SAFE = re.compile(r"[A-Za-z0-9_/!\-.*'() &$@=;:+,?]+")


class FileStore(Protocol):
    """Where files lie."""

    async def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            Invalid: The path is not one that a store takes.
            NotFound: There is no such file.
            OutsideFault: The store failed.
        """

    async def write(self, path: str, content: bytes, content_type: str) -> None:
        """Keep a file, in place of one of the same path.

        Args:
            path: `FOLDER/…/NAME` of ASCII letters, digits and `_!-.*'() &$@=;:+,?`.
            content: The whole of it.
            content_type: MIME type, `application/pdf`.

        Raises:
            Invalid: The path is not one that a store takes.
            OutsideFault: The store failed.
        """

    async def exists(self, path: str) -> bool:
        """Whether there is such a file; errors as for `read`."""


def safe_name(name: str) -> str:
    """The name of somebody's file as part of a path: what a store does not take becomes `_`.

    Args:
        name: As the venue wrote it, `Bühnenplan (neu)/2.pdf`.

    Returns:
        `B_hnenplan (neu)_2.pdf`; never empty, at most 200 characters, its ending kept.
    """
    clean = re.sub(r"[^A-Za-z0-9_!\-.*'() &$@=;:+,?]", "_", name).strip(" .") or "file"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= 200 else f"{stem[: 199 - len(ending[:20])]}{dot}{ending[:20]}"


def check_path(path: str) -> str:
    """The path, where a store takes it.

    Raises:
        Invalid: It is empty, absolute, too long, leads out of the store, or has characters that Storage refuses.
    """
    parts = path.split("/")
    if not _SAFE.fullmatch(path) or len(path) > MAX_PATH or any(part.strip(" ") in {"", ".", ".."} for part in parts):
        raise Invalid(f"{path[:80]!r} is no path for a file; take FOLDER/NAME of plain letters, digits and signs.")
    return path


class LocalFileStore:
    """Files in a folder of this machine; what they are is told by their names' endings alone.

    Args:
        folder: Made when the first file is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, path: str) -> bytes:
        """See `FileStore`."""
        file = self._place(path)
        try:
            return await asyncio.to_thread(file.read_bytes)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as fault:
            raise _missing(path) from fault
        except OSError as fault:
            raise _disk_fault(path, "read", fault) from fault

    async def write(self, path: str, content: bytes, content_type: str) -> None:  # noqa: ARG002 - the bucket's need
        """See `FileStore`."""
        file = self._place(path)
        try:
            await asyncio.to_thread(_replace, file, content)
        except OSError as fault:
            raise _disk_fault(path, "written", fault) from fault

    async def exists(self, path: str) -> bool:
        """See `FileStore`."""
        return await asyncio.to_thread(self._place(path).is_file)

    def _place(self, path: str) -> Path:
        root = self._folder.resolve()
        file = (root / check_path(path)).resolve()
        # A link inside the folder may still lead out of it.
        if not file.is_relative_to(root):
            raise Invalid(f"{path[:80]!r} leads out of the folder for files.")
        return file


class SupabaseFileStore:
    """Files in a private bucket of Supabase Storage.

    Args:
        url: Of the project, `https://REF.supabase.co`.
        service_key: Its secret (or legacy `service_role`) key.
        bucket: The bucket's name; the bucket exists.
        timeout_s: Seconds that one request may take.
    """

    def __init__(self, url: str, service_key: str, bucket: str, *, timeout_s: float = 30.0) -> None:
        self._project = Project(url, service_key, timeout_s=timeout_s)
        self._name = bucket
        self._bucket = self._project.client.storage.from_(bucket)

    async def close(self) -> None:
        """Close its connections."""
        await self._project.close()

    async def read(self, path: str) -> bytes:
        """See `FileStore`."""
        try:
            return await self._bucket.download(check_path(path))
        except (StorageException, httpx.HTTPError) as fault:
            raise self._fault(f"to give the file {path}", path, fault) from fault

    async def write(self, path: str, content: bytes, content_type: str) -> None:
        """See `FileStore`."""
        try:
            await self._bucket.upload(check_path(path), content, {"content-type": content_type, "upsert": "true"})
        except (StorageException, httpx.HTTPError) as fault:
            raise self._fault(f"to keep the file {path}", path, fault) from fault

    async def exists(self, path: str) -> bool:
        """See `FileStore`."""
        try:
            await self._bucket.info(check_path(path))
        except (StorageException, httpx.HTTPError) as fault:
            error = self._fault(f"to look for the file {path}", path, fault)
            if isinstance(error, NotFound):
                return False
            raise error from fault
        return True

    def _fault(self, what: str, path: str, fault: Exception) -> NotFound | OutsideFault:
        if not isinstance(fault, StorageApiError):
            return unreachable(f"asked {what}", fault)
        status = int(fault.status) if str(fault.status).isdigit() else 500
        # A missing bucket is a 404 too, and no missing file: the setting is wrong.
        if fault.message.startswith("Bucket not found") or "NoSuchBucket" in fault.message:
            return refused(f"{what}, check the bucket {self._name}", status, fault.message)
        return _missing(path) if status == 404 else refused(what, status, fault.message)


def _replace(file: Path, content: bytes) -> None:
    """Write beside the place and move it there whole: a reader sees the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as unfinished:
            unfinished.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _missing(path: str) -> NotFound:
    return NotFound(f"There is no file {path}.")


def _disk_fault(path: str, done: str, fault: OSError) -> OutsideFault:
    return OutsideFault(f"The file {path} can't be {done}: {fault.strerror}.", system="files", retryable=False)
