"""Read what a person may set: the address, the data folder, the database, the content, the allowed names.

Nothing here imports Streamlit: `streamlit_options` returns plain values that the server hands over.
"""

import ipaddress
import os
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ui.sign_in import SignIn, SignInError, sign_in_from

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8501
OWN_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound to here
# Addresses kept for examples: only the way to them is looked up, nothing is sent.
_SOMEWHERE: Final = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
DATA_FOLDERS: Final[Mapping[str, str]] = {
    "content": "content",
    "assessments": "assessments/questionnaires",
    "simulator": "simulator/scenarios",
    "workshops": "workshops/agendas",
}
_UI: Final = Path(__file__).resolve().parent
# A wheel carries the file inside the package; a checkout has it where `streamlit run` looks for it.
_CONFIG_PLACES: Final = (_UI / "look" / "config.toml", _UI.parent / ".streamlit" / "config.toml")
_MOST_DAYS: Final = 36_500
_THEME_PARTS: Final = frozenset({"light", "dark", "sidebar"})


class SettingsError(ValueError):
    """Say which setting is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold the settings of one process.

    Attributes:
        host: address to listen on.
        port: port to listen on, 0 to 65535; 0 lets the system choose.
        data_dir: folder of the database, absolute.
        database_url: address of a PostgreSQL database; None means SQLite in `data_dir`.
        content_dir: folder of a house of one's own with the same folders; None means the shipped one.
        allowed_hosts: names that a browser may call this server by; `*.example.org` and `*` are allowed.
        evidence_dirs: folders below which a person may name a folder to be read as evidence; none unless set.
        cluster: address of a Dask scheduler on which sweeps over many teams run; None means this machine.
        retention_days: after how many days without use a team is forgotten; None means never.
        resume_days: how long a resume link is good for [days]; None means as long as the store says.
        sign_in: how people may sign in; None means that nobody does.
    """

    host: str
    port: int
    data_dir: Path
    database_url: str | None
    content_dir: Path | None
    allowed_hosts: tuple[str, ...]
    evidence_dirs: tuple[Path, ...] = ()
    cluster: str | None = None
    retention_days: int | None = None
    resume_days: int | None = None
    sign_in: SignIn | None = None

    def folder(self, room: str) -> Path:
        """Return the folder of a room's data files: one's own where it exists, else the shipped one."""
        return house_folder(room, self.content_dir)


def house_folder(room: str, own: Path | None) -> Path:
    """Return the folder of a room's data files in one's own house, else in the shipped one."""
    found = None if own is None else own / DATA_FOLDERS[room]
    return found if found is not None and found.is_dir() else _UI.parent / DATA_FOLDERS[room]


def settings_from_environment(
    environment: Mapping[str, str] | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    data_dir: Path | None = None,
) -> Settings:
    """Read the settings; what the command line says goes before the environment.

    Args:
        environment: variables to read; None reads those of this process.
        host: address to listen on; None means 127.0.0.1.
        port: port to listen on; None means 8501.
        data_dir: data folder; None means `GREENLANE_DATA_DIR`, else `data` in the current folder.

    Raises:
        SettingsError: if a value cannot be used.
    """
    found = os.environ if environment is None else environment
    chosen_host = (DEFAULT_HOST if host is None else host).strip()
    chosen_port = DEFAULT_PORT if port is None else port
    if not chosen_host:
        raise SettingsError("the host is empty; give an address such as 127.0.0.1, or 0.0.0.0 for all")
    if not 0 <= chosen_port <= 65535:  # noqa: PLR2004 - the largest port there is
        raise SettingsError(f"port {chosen_port} does not exist; give a number from 0 to 65535")
    content = _text(found, "GREENLANE_CONTENT_DIR")
    content_dir = None if content is None else _absolute(Path(content))
    if content_dir is not None and not content_dir.is_dir():
        raise SettingsError(
            f"GREENLANE_CONTENT_DIR: {content_dir} is not a folder; name the one with your files"
        )
    sign_in = _sign_in(found)
    hosts = _allowed_hosts(_text(found, "GREENLANE_ALLOWED_HOSTS"), chosen_host)
    return Settings(
        host=chosen_host,
        port=chosen_port,
        data_dir=_absolute(data_dir or Path(_text(found, "GREENLANE_DATA_DIR") or "data")),
        database_url=given_text(found, "GREENLANE_DATABASE_URL"),
        content_dir=content_dir,
        allowed_hosts=hosts if sign_in is None else tuple(dict.fromkeys([*hosts, sign_in.host])),
        evidence_dirs=_folders(_text(found, "GREENLANE_EVIDENCE_DIR")),
        cluster=_cluster(_text(found, "GREENLANE_CLUSTER")),
        retention_days=_days(found, "GREENLANE_RETENTION_DAYS"),
        resume_days=_days(found, "GREENLANE_RESUME_DAYS"),
        sign_in=sign_in,
    )


def streamlit_options(settings: Settings) -> dict[str, object]:
    """List every Streamlit option by its dotted name: the shipped file, then what the settings say.

    The value fits `st.App.run(config=...)`, which takes flat names alone.
    """
    with _config_file().open("rb") as file:
        options = _flat(tomllib.load(file))
    options |= {
        "browser.serverAddress": _shown_host(settings.host),
        "server.address": settings.host,
        "server.port": settings.port,
        "server.allowedHosts": list(settings.allowed_hosts),
    }
    return options


def _config_file() -> Path:
    for place in _CONFIG_PLACES:
        if place.is_file():
            return place
    raise SettingsError(f"{_CONFIG_PLACES[0]} is missing; install Greenlane again")


def _flat(sections: Mapping[str, object]) -> dict[str, object]:
    options: dict[str, object] = {}
    for section, values in sections.items():
        if not isinstance(values, dict):
            raise SettingsError(f"config.toml: {section} stands outside a section; move it into one")
        for name, value in values.items():
            nested = isinstance(value, dict) and section.startswith("theme") and name in _THEME_PARTS
            options |= _flat({f"{section}.{name}": value}) if nested else {f"{section}.{name}": value}
    return options


def _text(environment: Mapping[str, str], name: str) -> str | None:
    return environment.get(name, "").strip() or None


def given_text(environment: Mapping[str, str], name: str) -> str | None:
    """Return a setting that may hold a secret: a variable's value, or the text of the file `NAME_FILE` names.

    Raises:
        SettingsError: if both are set, or the file cannot be read or is empty; its text is not repeated.
    """
    value, file = _text(environment, name), _text(environment, f"{name}_FILE")
    if file is None:
        return value
    if value is not None:
        raise SettingsError(f"{name} and {name}_FILE are both set; keep one of them")
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise SettingsError(
            f"{name}_FILE: {file} cannot be read or is empty; name a file with the value in it"
        )
    return found


def _cluster(address: str | None) -> str | None:
    if address is not None and not address.startswith("tcp://"):
        raise SettingsError(f"GREENLANE_CLUSTER: {address} is no address; write tcp://host:port")
    return address


def _folders(listed: str | None) -> tuple[Path, ...]:
    """Return the folders in a list as the system writes lists of paths."""
    found = tuple(_absolute(Path(name)) for name in (listed or "").split(os.pathsep) if name.strip())
    for folder in found:
        if not folder.is_dir():
            raise SettingsError(
                f"GREENLANE_EVIDENCE_DIR: {folder} is not a folder; name the one that may be read"
            )
    return found


def _sign_in(environment: Mapping[str, str]) -> SignIn | None:
    try:
        return sign_in_from(lambda name: given_text(environment, name))
    except SignInError as error:
        raise SettingsError(str(error)) from None


def _days(environment: Mapping[str, str], name: str) -> int | None:
    """Return a number of days, None where none is said."""
    text = _text(environment, name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_DAYS:
        raise SettingsError(f"{name}: {text!r} is no number of days; give one from 1 to {_MOST_DAYS}")
    return int(text)


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _allowed_hosts(listed: str | None, host: str) -> tuple[str, ...]:
    if listed is not None:
        names = [name.strip().lower() for name in listed.split(",")]
    else:
        names = list(machine_names()) if host in _EVERY_ADDRESS else [host.lower()]
    return tuple(dict.fromkeys([*OWN_NAMES, *(name for name in names if name)]))


def machine_names() -> tuple[str, ...]:
    """List the names and addresses that other machines in the same network call this one by."""
    name = socket.gethostname().lower()
    names = [name, f"{name.split('.')[0]}.local"]
    for family, target in _SOMEWHERE.items():
        address = _own_address(family, target)
        if address is not None:
            names.append(address)
    return tuple(dict.fromkeys(names))


def _shown_host(host: str) -> str:
    # What the start message names; unset, Streamlit would ask a site outside for it.
    if host not in _EVERY_ADDRESS:
        return host
    return _own_address(socket.AF_INET, _SOMEWHERE[socket.AF_INET]) or "localhost"


def _own_address(family: socket.AddressFamily, target: str) -> str | None:
    # Connecting a datagram socket sends nothing: the system only chooses the address it would send from.
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            return str(ipaddress.ip_address(probe.getsockname()[0]))
    except (OSError, ValueError):
        return None
