"""Read the pipeline files inside a zip or tar archive without unpacking it, however hostile it is."""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from typing import Protocol

from assessments.evidence.pipelines.model import PipelinesError, Sources
from assessments.evidence.pipelines.nodes import LIMITS
from assessments.evidence.pipelines.taking import Taking, is_hostile, is_wanted
from datafiles import DataFileError
from datafiles.opening import decode

MOST_FILES = 5_000
MOST_BYTES = 40_000_000
MOST_MEMBERS = 50_000
HIGHEST_RATIO = 200
SMALL = 100_000
SLICE = 256
"""How much of a packed archive is unpacked at once [bytes], so that one that swells is noticed soon."""
_ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_BOMB = "holds more than it says, or swells beyond all measure"


def is_archive(name: str) -> bool:
    """Say whether a name is that of an archive."""
    return name.lower().endswith(_ENDINGS)


def read_archive(name: str, data: bytes) -> Sources:
    """Read the pipeline files of a zip or tar archive.

    Raises:
        PipelinesError: it is too large, damaged, encrypted, or no archive.
    """
    if len(data) > MOST_BYTES:
        raise PipelinesError(f"{name}: is larger than {MOST_BYTES:,} bytes; pack only the pipeline files")
    try:
        if data.startswith(b"PK"):
            if _members(data) > MOST_MEMBERS:
                raise PipelinesError(
                    f"{name}: holds more than {MOST_MEMBERS:,} files; pack only the pipeline files"
                )
            return _read_zip(data)
        return _read_tar(_swell(data, name))
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError) as error:
        raise PipelinesError(f"{name}: is no archive that can be read ({error}); pack it again") from None
    except (NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, PipelinesError):
            raise
        raise PipelinesError(f"{name}: cannot be read ({error}); pack it again, plainly") from None


def _members(data: bytes) -> int:
    """Return how many files a zip says at its end that it holds; reading its list would take long."""
    end = data.rfind(b"PK\x05\x06")
    return int.from_bytes(data[end + 10 : end + 12], "little") if end >= 0 else 0


def _read_zip(data: bytes) -> Sources:
    taking = Taking()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for index, member in enumerate(archive.infolist()):
            if _ends(taking, member.filename, index):
                break
            kind = stat.S_IFMT(member.external_attr >> 16)
            if not _may_read(taking, member.filename, is_link=kind == stat.S_IFLNK, size=member.file_size):
                continue
            if kind not in {0, stat.S_IFREG} or member.is_dir() or not is_wanted(member.filename):
                continue
            if member.file_size > SMALL and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
                taking.refuse(member.filename, _BOMB, "pack the file itself")
                continue
            with archive.open(member) as file:
                _take(taking, member.filename, file.read(LIMITS.size + 1))
    return taking.sources()


def _read_tar(data: bytes) -> Sources:
    taking = Taking()
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for index, member in enumerate(archive):
            if _ends(taking, member.name, index):
                break
            is_link = member.issym() or member.islnk()
            if not _may_read(taking, member.name, is_link=is_link, size=member.size):
                continue
            file = archive.extractfile(member) if member.isreg() and is_wanted(member.name) else None
            if file is not None:
                _take(taking, member.name, file.read(LIMITS.size + 1))
    return taking.sources()


def _ends(taking: Taking, name: str, index: int) -> bool:
    """Say whether enough was read."""
    if index < MOST_MEMBERS and not taking.full(MOST_FILES, MOST_BYTES):
        return False
    taking.refuse(name, "this and what follows was not read: too many files", "pack only the pipeline files")
    return True


def _may_read(taking: Taking, name: str, *, is_link: bool, size: int) -> bool:
    """Say whether a member may be read; if it is hostile, note why not."""
    if is_hostile(name):
        taking.refuse(name, "a name that leads out of the archive or cannot be shown", "pack it again")
        return False
    if is_link and is_wanted(name):
        taking.refuse(name, "is a link and was not followed", "pack the file itself")
        return False
    if size > MOST_BYTES:
        taking.refuse(name, _BOMB, "pack only the pipeline files")
        return False
    return True


def _take(taking: Taking, name: str, data: bytes) -> None:
    """Decode and take a member's bytes."""
    clean = name.removeprefix("./")
    if len(data) > LIMITS.size:
        taking.refuse(clean, f"is larger than {LIMITS.size:,} bytes", "split it into smaller files")
        return
    try:
        taking.take(clean, decode(data, clean))
    except DataFileError as error:
        taking.refuse_all(clean, error)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def _swell(data: bytes, name: str) -> bytes:
    """Return the bytes of a tar archive, up to a limit, whatever packed them."""
    unpacker: _Unpacker
    if data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
    elif data.startswith(b"BZh"):
        unpacker = bz2.BZ2Decompressor()
    elif data.startswith(b"\xfd7zXZ"):
        unpacker = lzma.LZMADecompressor(memlimit=2 * MOST_BYTES)
    else:
        return data
    swollen = bytearray()
    for at in range(0, len(data), SLICE):
        swollen += unpacker.decompress(data[at : at + SLICE], MOST_BYTES + 1 - len(swollen))
        if len(swollen) > max(SMALL, HIGHEST_RATIO * (at + SLICE)):
            raise PipelinesError(f"{name}: swells beyond all measure; pack only the pipeline files")
        if len(swollen) > MOST_BYTES:
            raise PipelinesError(
                f"{name}: swells to more than {MOST_BYTES:,} bytes; pack only the pipeline files"
            )
        if unpacker.eof:
            break
    return bytes(swollen)
