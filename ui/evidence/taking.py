"""Bring what somebody dropped into memory: files and archives as texts, a folder only where it is allowed.

Nothing is unpacked, run or fetched; what is refused is said. Nothing here knows Streamlit.
"""

from __future__ import annotations

import codecs
import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from assessments.evidence.pipelines import PipelinesError, Sources, is_archive, read_archive
from datafiles import DataFileError, Problem, shorten

MOST_FILES = 2_000
HOW_TO_ALLOW = (
    "To read folders of this machine, start Greenlane with `GREENLANE_EVIDENCE_DIR` set to the folder below "
    "which paths may be read; several are separated by `:`. None is allowed unless it is set."
)


class PathRefusedError(ValueError):
    """A path that may not be read; the text says the mend."""


def open_uploads(files: Mapping[str, bytes]) -> Sources:
    """Return the texts of what was dropped: one archive, or any number of files.

    Raises:
        PipelinesError: nothing in it can be read as a pipeline file; the text says the mend.
    """
    if len(files) > MOST_FILES:
        raise PipelinesError(f"{len(files):,} files are too many; drop the folder with the pipeline files")
    archives = {name: data for name, data in files.items() if is_archive(name)}
    plain = {name: data for name, data in files.items() if name not in archives}
    found = [read_archive(name, data) for name, data in archives.items()]
    if plain:
        found.append(read_archive("files.zip", _together(plain)))
    texts = {name: text for sources in found for name, text in sources.texts.items()}
    problems = tuple(problem for sources in found for problem in sources.problems)
    if not texts and not problems:
        raise PipelinesError(
            f"{_named(files)}: no pipeline file in it; drop `.github/workflows`, `.gitlab-ci.yml`, "
            "or another YAML or Jenkinsfile"
        )
    single = tuple(texts) if len(files) == 1 and plain else None
    return Sources(texts, problems, single)


def _together(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive in memory, so that one way of reading guards all of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(_in_project(name)), data)
    return out.getvalue()


def text_of(name: str, body: bytes) -> str:
    """Return a file as text: UTF-8, or UTF-16 where its first bytes say so, as some shells write it.

    Raises:
        DataFileError: it is neither.
    """
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return body.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        wrong = "is cut-off UTF-16" if wide else f"is not UTF-8 (byte 0x{error.object[error.start]:02x})"
        raise DataFileError([Problem(shorten(name), line, "file", wrong, "save it as UTF-8")]) from None


def _in_project(name: str) -> str:
    """Return the name of a file as its project knows it, where only the folder `workflows` was dropped."""
    return f".github/{name}" if name.startswith("workflows/") else name


def _named(files: Mapping[str, bytes]) -> str:
    names = list(files)
    return names[0][:100] if len(names) == 1 else f"{len(names):,} files"


def label_of(names: tuple[str, ...]) -> str:
    """Return what to call the project that was dropped: the archive or the folder; empty for loose files."""
    if len(names) == 1 and is_archive(names[0]):
        return names[0].rpartition("/")[2].partition(".")[0]
    tops = {name.partition("/")[0] for name in names if "/" in name}
    top = tops.pop() if len(tops) == 1 and all("/" in name for name in names) else ""
    return "" if top.startswith(".") or top == "workflows" else top


def allowed_folder(typed: str, allowed: tuple[Path, ...]) -> Path:
    """Return the folder that a person names, which lies below an allowed one whatever links are in it.

    Raises:
        PathRefusedError: it is no folder, or leads out.
    """
    refused = PathRefusedError(
        "There is no such folder below those that may be read; name one of them, or a folder inside."
    )
    wanted = typed.strip()
    if not wanted or "\0" in wanted or not allowed:
        raise refused
    for root in allowed:
        try:
            base = root.resolve(strict=True)
            found = (base / wanted).resolve(strict=True)
        except (OSError, RuntimeError):
            continue
        if found.is_relative_to(base) and found.is_dir():
            return found
    raise refused


def allowed_clone(typed: str, allowed: tuple[Path, ...]) -> Path:
    """Return the folder of a clone that lies below an allowed folder with all that git reads of it.

    Raises:
        PathRefusedError: it is no clone, or its git folder or its objects lie elsewhere.
    """
    folder = allowed_folder(typed, allowed)
    bases = [root.resolve() for root in allowed]
    for place in (folder, *folder.parents):
        if not any(place.is_relative_to(base) for base in bases):
            break
        for git in (place / ".git", place):
            if _is_clone(git):
                if all(any(part.is_relative_to(base) for base in bases) for part in _reads(git)):
                    return folder
                raise PathRefusedError("The clone keeps its history outside the folders that may be read.")
    raise PathRefusedError("This folder is no git clone; name the one that holds `.git`.")


def _is_clone(git: Path) -> bool:
    return git.is_file() if git.name == ".git" and not git.is_dir() else (git / "HEAD").is_file()


def _reads(git: Path) -> Iterator[Path]:
    """Yield every folder that git reads for a clone, links followed: its own, common and alternate ones."""
    if git.is_file():
        head, _, where = _line(git).partition(":")
        git = (git.parent / where.strip()).resolve() if head == "gitdir" else Path(os.sep)
    yield git.resolve()
    common = git / "commondir"
    shared = (git / _line(common)).resolve() if common.is_file() else git.resolve()
    yield shared
    yield from ((shared / name).resolve() for name in ("objects", "refs", "packed-refs", "HEAD"))
    alternates = shared / "objects" / "info" / "alternates"
    if alternates.is_file():
        for line in alternates.read_text("utf-8", "replace").splitlines():
            yield (shared / "objects" / line).resolve()


def _line(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip()


def without_prefix(sources: Sources) -> Sources:
    """Return texts named from the project's own folder, where all of them lie in one."""
    names = [*sources.texts, *(problem.path for problem in sources.problems)]
    tops = {name.partition("/")[0] for name in names}
    top = tops.pop() if len(tops) == 1 and all("/" in name for name in names) else "."
    if top.startswith(".") or top == "workflows":
        return sources
    cut = len(top) + 1
    texts = {name[cut:]: text for name, text in sources.texts.items()}
    problems = tuple(replace(problem, path=problem.path[cut:]) for problem in sources.problems)
    listed = None if sources.listed is None else tuple(name[cut:] for name in sources.listed)
    return Sources(texts, problems, listed)
