"""What a person may set, and what Streamlit is told."""

import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config as streamlit_config

from ui import settings as module
from ui.palette import DARK, LIGHT, LINES_DARK, LINES_LIGHT, contrast
from ui.settings import SettingsError, machine_names, settings_from_environment, streamlit_options

ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - no test listens there
ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / ".streamlit" / "config.toml"


def test_nothing_set_means_this_machine_alone_and_a_data_folder_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = settings_from_environment({})
    assert (found.host, found.port) == ("127.0.0.1", 8501)
    assert found.data_dir == tmp_path / "data"
    assert found.database_url is None
    assert found.content_dir is None
    assert found.allowed_hosts == ("localhost", "127.0.0.1", "::1")


def test_the_environment_is_read(tmp_path):
    found = settings_from_environment(
        {
            "GREENLANE_DATA_DIR": str(tmp_path / "kept"),
            "GREENLANE_DATABASE_URL": " postgresql://db/greenlane ",
            "GREENLANE_CONTENT_DIR": str(tmp_path),
            "GREENLANE_ALLOWED_HOSTS": "Lane.Example, *.team.example,, localhost",
        }
    )
    assert found.data_dir == tmp_path / "kept"
    assert found.database_url == "postgresql://db/greenlane"
    assert found.content_dir == tmp_path
    assert found.allowed_hosts == ("localhost", "127.0.0.1", "::1", "lane.example", "*.team.example")


def test_a_resume_link_is_good_for_as_many_days_as_are_set():
    assert settings_from_environment({}).resume_days is None
    assert settings_from_environment({"GREENLANE_RESUME_DAYS": "90"}).resume_days == 90
    with pytest.raises(SettingsError, match="GREENLANE_RESUME_DAYS: '0' is no number of days"):
        settings_from_environment({"GREENLANE_RESUME_DAYS": "0"})


def test_the_command_line_goes_before_the_environment(tmp_path):
    found = settings_from_environment(
        {"GREENLANE_DATA_DIR": "/elsewhere"}, host="10.0.0.7", port=0, data_dir=tmp_path
    )
    assert (found.host, found.port, found.data_dir) == ("10.0.0.7", 0, tmp_path)
    assert "10.0.0.7" in found.allowed_hosts


def test_folders_of_evidence_are_read_only_where_they_are_named(tmp_path):
    assert settings_from_environment({}).evidence_dirs == ()
    named = {"GREENLANE_EVIDENCE_DIR": f"{tmp_path}{os.pathsep} "}
    assert settings_from_environment(named).evidence_dirs == (tmp_path,)
    with pytest.raises(SettingsError, match=r"GREENLANE_EVIDENCE_DIR: .* is not a folder"):
        settings_from_environment({"GREENLANE_EVIDENCE_DIR": str(tmp_path / "none")})


def test_a_cluster_is_named_by_its_address():
    assert settings_from_environment({}).cluster is None
    named = {"GREENLANE_CLUSTER": "tcp://scheduler:8786"}
    assert settings_from_environment(named).cluster == "tcp://scheduler:8786"
    with pytest.raises(SettingsError, match="GREENLANE_CLUSTER: scheduler is no address"):
        settings_from_environment({"GREENLANE_CLUSTER": "scheduler"})


def test_the_environment_of_this_process_is_read_by_default(monkeypatch):
    monkeypatch.setenv("GREENLANE_DATABASE_URL", "postgresql://here/x")
    assert settings_from_environment().database_url == "postgresql://here/x"


@pytest.mark.parametrize("host", ALL_ADDRESSES)
def test_a_server_for_all_addresses_is_called_by_the_names_of_this_machine(host):
    found = settings_from_environment({}, host=host)
    assert set(machine_names()) <= set(found.allowed_hosts)
    assert socket.gethostname().lower() in found.allowed_hosts
    assert "*" not in found.allowed_hosts
    assert host not in found.allowed_hosts
    assert streamlit_options(found)["browser.serverAddress"] not in {*ALL_ADDRESSES, None}


def test_a_machine_without_a_network_still_has_a_name(monkeypatch):
    def refuse(*_):
        raise OSError

    monkeypatch.setattr(module.socket.socket, "connect", refuse)
    assert machine_names()[0] == socket.gethostname().lower()
    options = streamlit_options(settings_from_environment({}, host=ALL_ADDRESSES[0]))
    assert options["browser.serverAddress"] == "localhost"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"port": 65536}, "port 65536 does not exist"),
        ({"port": -1}, "0 to 65535"),
        ({"host": " "}, "the host is empty"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_mend(values, says):
    with pytest.raises(SettingsError, match=says):
        settings_from_environment({}, **values)


def test_a_content_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match="GREENLANE_CONTENT_DIR"):
        settings_from_environment({"GREENLANE_CONTENT_DIR": str(tmp_path / "none")})


def test_a_room_reads_ones_own_folder_where_there_is_one(tmp_path):
    (tmp_path / "content").mkdir()
    found = settings_from_environment({"GREENLANE_CONTENT_DIR": str(tmp_path)})
    assert found.folder("content") == tmp_path / "content"
    assert found.folder("simulator") == ROOT / "simulator" / "scenarios"
    assert settings_from_environment({}).folder("content") == ROOT / "content"


# ---------------------------------------------------------------- options


def test_every_option_is_one_that_streamlit_knows():
    options = streamlit_options(settings_from_environment({}))
    assert set(options) <= set(streamlit_config._config_options_template)
    assert not [name for name in options if streamlit_config._config_options_template[name].sensitive]


def test_the_settings_go_before_the_file():
    options = streamlit_options(settings_from_environment({}, host="10.0.0.7", port=81))
    assert options["server.address"] == "10.0.0.7"
    assert options["server.port"] == 81
    assert options["server.allowedHosts"] == ["localhost", "127.0.0.1", "::1", "10.0.0.7"]
    assert options["browser.serverAddress"] == "10.0.0.7"


def test_the_theme_is_flattened_and_its_fonts_stay_a_list():
    options = streamlit_options(settings_from_environment({}))
    assert options["theme.light.backgroundColor"] == "#FAFAF7"
    assert [face["url"] for face in options["theme.fontFaces"]] == [
        "/look/fonts/inter-latin.woff2",
        "/look/fonts/inter-latin-ext.woff2",
    ]


def test_the_copy_in_the_package_goes_before_the_checkout(tmp_path, monkeypatch):
    shipped = tmp_path / "config.toml"
    shipped.write_text("[theme.light.sidebar]\nbackgroundColor = '#000000'\n")
    monkeypatch.setattr(module, "_CONFIG_PLACES", (shipped, CONFIG))
    options = streamlit_options(settings_from_environment({}))
    assert options["theme.light.sidebar.backgroundColor"] == "#000000"
    assert "theme.font" not in options


def test_a_package_without_its_options_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_CONFIG_PLACES", (tmp_path / "config.toml",))
    with pytest.raises(SettingsError, match="install Greenlane again"):
        streamlit_options(settings_from_environment({}))


def test_an_option_outside_a_section_is_named(tmp_path, monkeypatch):
    (tmp_path / "config.toml").write_text("headless = true\n")
    monkeypatch.setattr(module, "_CONFIG_PLACES", (tmp_path / "config.toml",))
    with pytest.raises(SettingsError, match="headless stands outside a section"):
        streamlit_options(settings_from_environment({}))


@pytest.mark.parametrize(
    ("theme", "colors", "lines"), [("light", LIGHT, LINES_LIGHT), ("dark", DARK, LINES_DARK)]
)
def test_the_theme_uses_the_colors_of_the_palette(theme, colors, lines):
    found = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]
    assert found["primaryColor"] == colors["ink"]
    assert found["backgroundColor"] == colors["bg"]
    assert found["secondaryBackgroundColor"] == colors["sunk"]
    assert found["borderColor"] == colors["line"]
    assert found["linkColor"] == colors["button"]
    assert tuple(found["chartCategoricalColors"]) == lines
    own = {value for name, value in found.items() if isinstance(value, str) and name != "textColor"}
    assert own <= set(colors.values())


@pytest.mark.parametrize(("theme", "colors"), [("light", LIGHT), ("dark", DARK)])
def test_text_is_ink_and_captions_at_sixty_percent_of_it_can_be_read(theme, colors):
    text = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]["textColor"]
    assert contrast(text, colors["ink"]) < 1.15
    for ground in ("bg", "raised", "sunk"):
        pairs = [(int(text[i : i + 2], 16), int(colors[ground][i : i + 2], 16)) for i in (1, 3, 5)]
        faded = "#" + "".join(f"{round(0.6 * ink + 0.4 * below):02X}" for ink, below in pairs)
        assert contrast(faded, colors[ground]) >= 4.5


def test_the_pure_parts_load_without_streamlit():
    program = (
        "import sys; import ui.settings, ui.security, ui.compression, ui.routes; "
        "sys.exit('streamlit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_fonts_travel_with_their_licence():
    folder = ROOT / "ui" / "look" / "fonts"
    assert {path.name for path in folder.iterdir()} == {
        "OFL.txt",
        "inter-latin.woff2",
        "inter-latin-ext.woff2",
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
