"""Files on disk: what is opened, what is refused before anything looks inside, and whole folders."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datafiles import (
    DataFileError,
    FileModel,
    Id,
    Limits,
    Problem,
    Whole,
    load_folder,
    load_model,
    problem_at,
    read_foreign,
    read_strict,
    read_text,
    validate,
)

Read = Callable[[Path], Any]


class Pool(FileModel):
    id: Id
    size: Whole


def refused(read: Read, path: Path) -> str:
    with pytest.raises(DataFileError) as caught:
        read(path)
    return str(caught.value).replace(str(path), "FILE")


@pytest.fixture(params=[read_strict, read_foreign], ids=["strict", "foreign"])
def read(request: pytest.FixtureRequest) -> Read:
    return request.param


BYTES = {
    "UTF-16 little": ("a: é".encode("utf-16"), "FILE:1: file: is UTF-16 or UTF-32 text; save it as UTF-8"),
    "UTF-16 big": (
        b"\xfe\xff" + "a: é".encode("utf-16-be"),
        "FILE:1: file: is UTF-16 or UTF-32 text; save it as UTF-8",
    ),
    "UTF-32": ("a: é".encode("utf-32"), "FILE:1: file: is UTF-16 or UTF-32 text; save it as UTF-8"),
    "UTF-16 without a mark": (
        "a: 1".encode("utf-16-le"),
        "FILE:1: file: is binary or not UTF-8 (a zero byte); save it as UTF-8",
    ),
    "Latin-1": (
        "a: 1\nb: é\n".encode("latin-1"),
        "FILE:2: file: is not UTF-8 (byte 0xe9); save it as UTF-8",
    ),
    "cut in a character": ("a: é".encode()[:-1], "FILE:1: file: is not UTF-8 (byte 0xc3); save it as UTF-8"),
    "binary": (
        b"\x7fELF\x02\x01\n\x00\x00",
        "FILE:2: file: is binary or not UTF-8 (a zero byte); save it as UTF-8",
    ),
    "PNG": (b"\x89PNG\r\n\x1a\n", "FILE:1: file: is not UTF-8 (byte 0x89); save it as UTF-8"),
    "control character": (
        b"a: 1\nb: \x1b[0m\n",
        (
            "FILE:2: file: holds the invisible character U+001B; "
            "remove it, or write it as an escape in double quotes"
        ),
    ),
    "byte order mark inside": (
        "a: 1\nb: \ufeffx\n".encode(),
        (
            "FILE:2: file: holds the invisible character U+FEFF; "
            "remove it, or write it as an escape in double quotes"
        ),
    ),
    "empty": (b"", "FILE:1: file: is empty; write its keys, or remove the file"),
    "only a byte order mark": (
        b"\xef\xbb\xbf",
        "FILE:1: file: is empty; write its keys, or remove the file",
    ),
    "directives": (
        b"# many\n" + b"%TAG !a! x\n" * 21,
        "FILE:2: file: more than 20 lines start with `%`; quote or remove them",
    ),
}


@pytest.mark.parametrize(("data", "message"), BYTES.values(), ids=BYTES)
def test_what_is_no_text_in_utf8_is_refused(read: Read, tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)

    assert refused(read, path) == message


def test_an_oversized_file_is_refused_and_the_limit_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * 1_000_000 + b"\n")
    assert (
        refused(read_strict, path)
        == "FILE:1: file: is larger than 1,000,000 bytes; split it into smaller files"
    )

    path.write_bytes(b"#" * 10_000_000 + b"\n")
    assert (
        refused(read_foreign, path)
        == "FILE:1: file: is larger than 10,000,000 bytes; split it into smaller files"
    )


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n#" + "x" * 999_994, encoding="utf-8")

    assert read_strict(path).data == {"a": "1"}


def test_a_sparse_file_of_a_terabyte_costs_nothing(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)

    assert "is larger than" in refused(read, path)


def test_the_limit_counts_bytes_not_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("é" * 10, encoding="utf-8")
    with pytest.raises(DataFileError, match="is larger than 19 bytes"):
        read_foreign(path, limits=Limits(19, 5, 9))
    with pytest.raises(DataFileError, match="is larger than 19 bytes"):
        validate(read_strict(path, limits=Limits(19, 5, 9)), Pool)

    assert read_foreign(path, limits=Limits(20, 5, 9)).documents == ("é" * 10,)


def test_a_missing_file_is_refused(read: Read, tmp_path: Path) -> None:
    assert refused(read, tmp_path / "a.yaml") == "FILE:1: file: does not exist; check the name"


def test_a_folder_is_refused(read: Read, tmp_path: Path) -> None:
    assert refused(read, tmp_path) == "FILE:1: file: is a folder; name a YAML file"


def test_a_pipe_is_refused_and_not_waited_for(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    os.mkfifo(path)

    assert refused(read, path) == "FILE:1: file: is no ordinary file; name a YAML file"


def test_an_endless_device_is_refused(read: Read) -> None:
    assert refused(read, Path("/dev/zero")) == "FILE:1: file: is no ordinary file; name a YAML file"


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_an_impossible_name_is_refused(read: Read, tmp_path: Path, name: str) -> None:
    assert "FILE:1: file: cannot be read (" in refused(read, tmp_path / name)


def test_a_link_in_a_circle_is_refused(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.symlink_to(path)

    assert "FILE:1: file: cannot be read (Too many levels of symbolic links)" in refused(read, path)


def test_a_file_the_system_keeps_back_is_refused(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1", encoding="utf-8")

    def keep_back(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", keep_back)

    message = "FILE:1: file: cannot be read (Permission denied); check its name and permissions"
    assert refused(read, path) == message


def test_a_byte_order_mark_of_utf8_is_not_part_of_the_text(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: x\n")

    read(path)
    assert read_text(path, Limits(99, 5, 9)) == "id: x\n"


def test_the_files_of_others_may_say_their_version(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("%YAML 1.2\n---\non: push\n", encoding="utf-8")

    assert read_foreign(path).documents == ({"on": "push"},)


def test_a_model_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "runners.yaml"
    path.write_text("id: runners\nsize: 8\n", encoding="utf-8")

    assert load_model(path, Pool) == Pool(id="runners", size=8)


def test_a_folder_with_one_bad_file_still_gives_the_good_ones(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\nsize: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("id: b\nsiez: 2\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes(b"\x00")
    (tmp_path / "d.yaml").write_text("id: d\nsize: 4\n", encoding="utf-8")

    loaded = load_folder(sorted(tmp_path.glob("*.yaml")), lambda path: load_model(path, Pool))

    assert loaded.values == (Pool(id="a", size=1), Pool(id="d", size=4))
    b, c = str(tmp_path / "b.yaml"), str(tmp_path / "c.yaml")
    assert loaded.problems == (
        Problem(b, 1, "size", "is missing", "add `size:`"),
        Problem(b, 2, "siez", "unknown key", "did you mean `size`?"),
        Problem(c, 1, "file", "is binary or not UTF-8 (a zero byte)", "save it as UTF-8"),
    )


def test_a_problem_can_be_made_at_any_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a:\n  - b: 1\n", encoding="utf-8")

    problem = problem_at(read_strict(path), ("a", 0, "b"), "is odd", "make it even")
    assert str(problem) == f"{path}:2: a[0].b: is odd; make it even"
    assert problem_at(read_foreign(path), (), "is odd", "make it even").field == "file"


def test_a_long_field_name_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"{'k' * 500}: &a 1\n", encoding="utf-8")

    assert refused(read_strict, path) == f"FILE:1: {'k' * 120}…: the anchor `&a`; remove it"


def test_an_error_holds_each_problem_once() -> None:
    problem = Problem("a.yaml", 1, "file", "is odd", "make it even")

    error = DataFileError([problem, problem])

    assert error.problems == (problem,)
    assert str(error) == "a.yaml:1: file: is odd; make it even"
