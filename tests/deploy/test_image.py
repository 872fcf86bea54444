"""The image is really built and started, without a container engine: by buildah, in a changed root.

The base is a plain Debian of the machine's own release with its Python, laid out by mmdebstrap: a registry of
images is not needed. GREENLANE_BASE_TAR names a base that was laid out before.
"""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import free_port
from tests.deploy.conftest import ROOT

pytestmark = pytest.mark.long

BASE = "localhost/greenlane-base"
IMAGE = "localhost/greenlane-test"
# How pip finds packages on this machine, and whom it trusts, holds in the build too.
LENT = ("/etc/pip.conf", "/etc/ssl/certs", "/usr/local/share/ca-certificates", "/usr/share/ca-certificates")


@dataclass(frozen=True)
class Builder:
    """Runs buildah with a store of its own."""

    path: str
    folder: Path

    def __call__(self, *words: object, seconds: int = 1500) -> str:
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, timeout=seconds
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout.strip()

    def command(self, *words: object) -> list[str]:
        places = ["--root", self.folder / "root", "--runroot", self.folder / "run", "--storage-driver", "vfs"]
        return [str(word) for word in (self.path, *places, *words)]


@pytest.fixture(scope="module")
def built(tool, tmp_path_factory) -> Builder:
    """Lay out a base and build the image on it, as deploy/Dockerfile says."""
    if os.getuid() != 0:
        pytest.skip("building in a changed root needs the rights of root")
    mounts = ["unshare", "--mount", "sh", "-c", "mount --bind /tmp /mnt"]
    if subprocess.run(mounts, capture_output=True, check=False).returncode != 0:
        pytest.skip("building in a changed root needs mounts, which this machine does not allow")
    folder = tmp_path_factory.mktemp("image")
    build = Builder(tool("buildah"), folder)
    tar = Path(os.environ.get("GREENLANE_BASE_TAR", folder / "base.tar"))
    if not tar.exists():
        release = subprocess.run(
            ["sh", "-c", ". /etc/os-release && echo $VERSION_CODENAME"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        packages = "--include=python3,python3-venv,ca-certificates"
        subprocess.run(
            [tool("mmdebstrap"), "--variant=minbase", packages, release, tar], check=True, capture_output=True
        )
    base = build("from", "scratch")
    build("add", base, tar, "/")
    build("commit", "--quiet", base, BASE)
    build("rm", base)
    lent = [f"--volume={place}:{place}:ro" for place in LENT if Path(place).exists()]
    build(
        "build", "--isolation", "chroot", "--pull-never", *lent, "--build-arg", f"PYTHON_IMAGE={BASE}",
        "--format", "docker", "--file", ROOT / "deploy" / "Dockerfile", "--tag", IMAGE, ROOT,
    )  # fmt: skip
    return build


@pytest.fixture(scope="module")
def container(built) -> Iterator[str]:
    name = built("from", "--pull-never", IMAGE)
    yield name
    built("rm", name)


def inside(build: Builder, container: str, *words: object) -> str:
    return build("run", "--isolation", "chroot", container, "--", *words)


def test_the_image_is_built_from_the_lock_and_holds_no_tools_to_install_more(built, container) -> None:
    assert inside(built, container, "greenlane", "version")
    assert "No module named pip" in inside(
        built, container, "sh", "-c", "/opt/greenlane/bin/python -m pip --version 2>&1 || true"
    )


def test_the_image_says_who_runs_it_and_how_it_is_asked_whether_it_lives(built) -> None:
    said = built("inspect", "--type", "image", IMAGE)

    assert '"User": "10001:10001"' in said
    assert "healthz" in said
    assert "org.opencontainers.image.licenses" in said


def test_whoever_runs_it_owns_the_data_folder_and_nothing_else(built, container) -> None:
    assert inside(built, container, "id", "-u") == "10001"
    places = "/opt /usr /etc /bin /sbin /lib /home /root /srv"
    mine = inside(
        built, container, "sh", "-c", f"find {places} -xdev -writable ! -type l 2>/dev/null || true"
    )
    assert mine == ""
    inside(built, container, "sh", "-c", "touch /data/written && rm /data/written")


def test_the_image_starts_and_is_ready(built, container) -> None:
    port = free_port()
    command = built.command(
        "run", "--isolation", "chroot", container, "--", "greenlane", "run", "--port", port
    )
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        until = time.monotonic() + 180
        while not ready(f"http://127.0.0.1:{port}/api/ready"):
            assert process.poll() is None, process.communicate()[0][-3000:]
            assert time.monotonic() < until, "it did not become ready"
            time.sleep(0.5)
        kept = inside(built, container, "stat", "-c", "%a %u", "/data/secret")
        assert kept == "600 10001"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


READ_ONLY = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount --bind "$2" "$1/data"
mount -t tmpfs tmpfs "$1/tmp"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -o remount,bind,ro "$1"
shift 2
exec chroot --userspec=10001:10001 "$@"
"""
"""What `docker run --read-only --tmpfs /tmp` does: nobody writes to the root, but to data and scraps."""


def test_it_runs_on_a_root_that_cannot_be_written(built, container, tmp_path) -> None:
    root, data, port = built("mount", container), tmp_path / "data", free_port()
    data.mkdir()
    os.chown(data, 10001, 10001)
    place = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", root, str(data), root]
    settled = ["env", "-i", "PATH=/opt/greenlane/bin:/usr/bin:/bin", "HOME=/data",
               "GREENLANE_DATA_DIR=/data", "NUMBA_CACHE_DIR=/data/cache"]  # fmt: skip
    writing = subprocess.run(
        [*place, *settled, "sh", "-c", "touch /written /opt/written /etc/written /data/written"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert writing.stderr.count("Read-only file system") == 3, writing.stderr
    assert (data / "written").exists()

    process = subprocess.Popen(
        [*place, *settled, "greenlane", "run", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 180
        while not ready(f"http://127.0.0.1:{port}/api/ready"):
            assert process.poll() is None, process.communicate()[0][-3000:]
            assert time.monotonic() < until, "it did not become ready"
            time.sleep(0.5)
        assert (data / "greenlane.db").stat().st_uid == 10001
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        built("umount", container)


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
