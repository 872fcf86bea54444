"""What is shipped for operators is judged by the tools they use; each is seen refusing a broken one."""

import json
import os
import re

import pytest
import yaml

from tests.deploy.conftest import DEPLOY, ROOT

MANIFESTS = sorted(path.name for path in (DEPLOY / "kubernetes").glob("*.yaml"))
CERTIFICATE = "/etc/ssl/greenlane/"


def mended(says, *command, **options):
    done = says(*command, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


# ---------------------------------------------------------------- image


def test_the_image_file_is_one_that_hadolint_has_nothing_to_say_about(tool, says) -> None:
    mended(says, tool("hadolint"), "--failure-threshold", "info", DEPLOY / "Dockerfile")


def test_hadolint_refuses_an_image_file_that_installs_anything(tool, says, tmp_path) -> None:
    broken = tmp_path / "Dockerfile"
    broken.write_text("FROM debian\nRUN cd /tmp && sudo apt-get install curl\n")

    assert says(tool("hadolint"), broken).returncode != 0


def test_the_image_runs_as_nobody_special_from_the_lock_and_says_whether_it_lives() -> None:
    text = (DEPLOY / "Dockerfile").read_text()

    assert "--require-hashes -r requirements.lock" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert "/healthz" in text
    assert "ADD " not in text


def test_the_image_is_built_from_what_the_wheel_needs_alone() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    packages = set(
        re.findall(r'"([a-z]+)"', re.search(r"^packages = \[(.*)\]$", pyproject(), re.MULTILINE)[1])
    )

    assert packages <= kept
    assert kept - packages == {
        "app.py", ".streamlit/config.toml", "LICENSE", "README.md", "pyproject.toml", "requirements.lock",
    }  # fmt: skip


def pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text()


# ---------------------------------------------------------------- compose


def test_the_compose_file_follows_the_specification(tool, says) -> None:
    schema = ("--builtin-schema", "vendor.compose-spec")
    mended(says, tool("check-jsonschema"), *schema, DEPLOY / "compose.yaml")


def test_a_misspelled_word_in_a_compose_file_is_refused(tool, says, tmp_path) -> None:
    broken = tmp_path / "compose.yaml"
    broken.write_text((DEPLOY / "compose.yaml").read_text().replace("image:", "imagee:", 1))

    done = says(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", broken)
    assert done.returncode != 0


def test_the_compose_file_gives_no_service_more_than_it_needs() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    ours, database = found["services"]["greenlane"], found["services"]["database"]

    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert ours["depends_on"]["database"]["condition"] == "service_healthy"
    assert all(port.startswith("127.0.0.1:") for port in ours["ports"])
    assert "ports" not in database
    assert found["networks"]["inside"]["internal"] is True
    assert "PASSWORD" not in json.dumps(found).replace("POSTGRES_PASSWORD_FILE", ""), "secrets come by files"


# ---------------------------------------------------------------- kubernetes


@pytest.mark.parametrize("name", [name for name in MANIFESTS if name != "kustomization.yaml"])
def test_each_manifest_is_valid_to_the_letter(tool, says, name) -> None:
    mended(says, tool("kubernetes-validate"), "--strict", DEPLOY / "kubernetes" / name)


def test_a_number_written_as_a_word_is_refused(tool, says, tmp_path) -> None:
    broken = tmp_path / "deployment.yaml"
    text = (DEPLOY / "kubernetes" / "deployment.yaml").read_text()
    broken.write_text(text.replace("replicas: 2", "replicas: two"))

    assert says(tool("kubernetes-validate"), "--strict", broken).returncode != 0


def test_kustomize_builds_all_manifests_into_one_namespace(tool, says) -> None:
    done = mended(says, tool("kubectl"), "kustomize", DEPLOY / "kubernetes")

    objects = list(yaml.safe_load_all(done.stdout))
    assert len(objects) == len(MANIFESTS) - 1
    assert {one["metadata"].get("namespace", "greenlane") for one in objects} == {"greenlane"}
    assert "image: ghcr.io/example/greenlane:" in done.stdout


def test_every_manifest_is_listed() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]

    assert sorted([*listed, "kustomization.yaml"]) == MANIFESTS


def manifest(name: str) -> dict:
    return yaml.safe_load((DEPLOY / "kubernetes" / f"{name}.yaml").read_text())


def test_the_pod_is_locked_down_and_asked_the_right_questions() -> None:
    pod = manifest("deployment")["spec"]["template"]["spec"]
    container = pod["containers"][0]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["readinessProbe"]["httpGet"]["path"] == "/api/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"


def test_one_pod_stays_through_a_disruption_and_a_browser_stays_with_its_pod() -> None:
    assert manifest("disruption-budget")["spec"]["minAvailable"] == 1
    assert manifest("deployment")["spec"]["replicas"] >= 2
    assert manifest("ingress")["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert "sessionAffinity" not in manifest("service")["spec"], "a room shares one address"


def test_a_pod_may_ask_for_names_and_its_database_and_nothing_else() -> None:
    policy = manifest("network-policy")["spec"]
    asked = {port["port"] for rule in policy["egress"] for port in rule["ports"]}

    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    assert asked == {53, 5432}


# ---------------------------------------------------------------- proxies


@pytest.fixture(scope="session")
def certificate(tool, says, tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    words = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=greenlane.example.org",
    ]
    mended(says, tool("openssl"), *words, "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
    return folder


def test_nginx_takes_its_configuration(tool, says, certificate, tmp_path) -> None:
    text = (DEPLOY / "nginx.conf").read_text().replace(CERTIFICATE, f"{certificate}/")
    (tmp_path / "nginx.conf").write_text(text)

    mended(says, tool("nginx"), "-t", "-q", "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx.conf")


def test_nginx_refuses_a_word_it_does_not_know(tool, says, certificate, tmp_path) -> None:
    text = (DEPLOY / "nginx.conf").read_text().replace(CERTIFICATE, f"{certificate}/")
    (tmp_path / "nginx.conf").write_text(text.replace("proxy_buffering", "proxy_bufering"))

    command = (tool("nginx"), "-t", "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx.conf")
    assert says(*command).returncode != 0


def test_caddy_takes_its_configuration(tool, says, tmp_path) -> None:
    home = {**os.environ, "HOME": str(tmp_path)}
    words = ("validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    mended(says, tool("caddy"), *words, env=home)


def test_caddy_refuses_a_word_it_does_not_know(tool, says, tmp_path) -> None:
    broken = tmp_path / "Caddyfile"
    broken.write_text((DEPLOY / "Caddyfile").read_text().replace("lb_policy", "lb_polisy"))
    home = {**os.environ, "HOME": str(tmp_path)}

    command = (tool("caddy"), "validate", "--adapter", "caddyfile", "--config", broken)
    assert says(*command, env=home).returncode != 0


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_hides_the_figures_and_bounds_the_body(name) -> None:
    text = (DEPLOY / name).read_text()

    assert "metrics" in text
    assert "404" in text
    assert re.search(r"6m\b|6MB", text)
    assert "X-Forwarded-For" in text


# ---------------------------------------------------------------- systemd


def unit(tmp_path, text=None):
    """Write the unit with a program that is there: systemd asks whether it is."""
    found = text or (DEPLOY / "greenlane.service").read_text()
    path = tmp_path / "greenlane.service"
    path.write_text(found.replace("/opt/greenlane/bin/greenlane", "/usr/bin/env"))
    return path


def test_systemd_takes_the_unit(tool, says, tmp_path) -> None:
    done = mended(says, tool("systemd-analyze"), "verify", "--man=no", unit(tmp_path))

    assert "greenlane.service:" not in done.stderr, done.stderr


def test_systemd_complains_of_a_word_it_does_not_know(tool, says, tmp_path) -> None:
    text = (DEPLOY / "greenlane.service").read_text().replace("ProtectSystem=", "ProtectSistem=")
    done = says(tool("systemd-analyze"), "verify", "--man=no", unit(tmp_path, text))

    assert "ProtectSistem" in done.stderr


def test_systemd_finds_little_that_the_unit_may_do(tool, says, tmp_path) -> None:
    words = ("security", "--offline=true", "--threshold=20", "--no-pager")

    mended(says, tool("systemd-analyze"), *words, unit(tmp_path))


# ---------------------------------------------------------------- release


def workflow() -> dict:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())


def test_zizmor_finds_nothing_in_the_release(tool, says) -> None:
    mended(says, tool("zizmor"), "--offline", "--no-progress", ROOT / ".github" / "workflows")


def test_zizmor_refuses_an_action_that_is_not_pinned(tool, says, tmp_path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text()
    (folder / "release.yml").write_text(re.sub(r"checkout@\w+ # \S+", "checkout@main", text))

    assert says(tool("zizmor"), "--offline", "--no-progress", folder).returncode != 0


def test_the_release_follows_the_schema_of_workflows(tool, says) -> None:
    path = ROOT / ".github" / "workflows" / "release.yml"
    mended(says, tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path)


def test_a_release_is_tested_first_and_carries_its_parts_and_its_origin() -> None:
    jobs = workflow()["jobs"]
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text()

    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "test": None,
        "wheel": "test",
        "image": "test",
    }
    assert ".ci/run" in text
    assert "cyclonedx-py" in text
    assert "attest-build-provenance@" in text
    assert "--sbom=true --provenance=mode=max" in text
    assert "--require-hashes" in text
    assert workflow()["permissions"] == {}


def test_the_list_of_parts_names_what_the_lock_pins(tool, says, tmp_path) -> None:
    out = tmp_path / "parts.json"
    mended(says, tool("cyclonedx-py"), "requirements", "--of", "JSON", "-o", out, ROOT / "requirements.lock")

    names = {part["name"] for part in json.loads(out.read_text())["components"]}
    assert {"streamlit", "sqlalchemy", "numba"} <= names


def test_shellcheck_finds_nothing_in_the_entry_of_ci(tool, says) -> None:
    mended(says, tool("shellcheck"), ROOT / ".ci" / "run")
