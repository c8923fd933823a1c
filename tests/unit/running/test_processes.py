"""The table of processes and the compose file say the same."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from huiyin.processes import ALL, JOBS, NATS, POSTGRES, SERVICES, Process, asset, named
from tests.unit.running.fakes import CHECKOUT

COMPOSE_FILE = CHECKOUT / "docker-compose.yml"
WITHOUT_A_PROGRAM_TO_ASK = {"collector"}
"""Images that hold nothing a health check could run; nobody may wait for their health."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE_FILE.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("process", [*JOBS, *SERVICES], ids=lambda process: process.name)
def test_compose_runs_the_command_of_the_table(compose: dict[str, Any], process: Process) -> None:
    assert compose["services"][process.name]["command"] == list(process.argv)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_compose_gives_a_service_the_port_and_the_health_check_of_the_table(
    compose: dict[str, Any], service: Process
) -> None:
    container = compose["services"][service.name]
    port = str(service.port)

    assert container["environment"]["HUIYIN_PORT"] == port
    assert container["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert container["healthcheck"]["test"] == [
        *("CMD", "python", "-m", "huiyin.health"),
        service.health.format(host="127.0.0.1", port=port),
    ]


@pytest.mark.parametrize("process", [*JOBS, *SERVICES], ids=lambda process: process.name)
def test_compose_waits_for_what_the_table_says_is_needed(
    compose: dict[str, Any], process: Process
) -> None:
    waits_for = compose["services"][process.name]["depends_on"]

    assert set(process.needs) <= set(waits_for)
    for name, wait in waits_for.items():
        job = name in {job.name for job in JOBS}
        expected = "service_completed_successfully" if job else "service_healthy"
        assert wait["condition"] == expected


def test_compose_tells_every_service_where_the_others_are(compose: dict[str, Any]) -> None:
    for service in SERVICES:
        environment = compose["services"][service.name]["environment"]
        for other in SERVICES:
            url = environment[f"HUIYIN_SERVICE_URLS_{other.name.upper()}"]
            assert url == f"http://{other.name}:{other.port}"


def test_every_container_is_watched_and_comes_back(compose: dict[str, Any]) -> None:
    jobs = {job.name for job in JOBS}
    for name, container in compose["services"].items():
        if name in jobs:
            continue
        assert container["restart"] == "unless-stopped", name
        assert ("healthcheck" in container) != (name in WITHOUT_A_PROGRAM_TO_ASK), name
        assert container["read_only"] is True, name


def test_compose_publishes_nothing_beyond_this_machine(compose: dict[str, Any]) -> None:
    for name, container in compose["services"].items():
        for port in container.get("ports", []):
            assert port.startswith("127.0.0.1:"), name


def test_compose_has_no_secret_of_its_own(compose: dict[str, Any]) -> None:
    text = COMPOSE_FILE.read_text("utf-8")

    for secret in ("POSTGRES_PASSWORD", "NATS_PASSWORD"):
        assert f"${{{secret}:?" in text
        assert f"${{{secret}:-" not in text
        assert f"{secret}=\n" in (CHECKOUT / "deploy" / "example.env").read_text("utf-8")


def test_the_compose_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    if importlib.util.find_spec("check_jsonschema") is None:
        pytest.skip("check-jsonschema, which carries the compose specification, is not installed")
    folder = importlib.resources.files("check_jsonschema.builtin_schemas.vendor")
    schema = json.loads((folder / "compose-spec.json").read_text("utf-8"))

    jsonschema.Draft7Validator(schema).validate(compose)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(compose | {"servces": {}})


def docker_compose() -> list[str] | None:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    docker = ["docker", "compose"]
    if (
        shutil.which("docker")
        and not subprocess.run([*docker, "version"], check=False, capture_output=True).returncode
    ):
        return docker
    return None


@pytest.mark.parametrize("filled_in", [True, False], ids=["filled in", "as delivered"])
def test_docker_compose_reads_the_file_only_with_its_secrets_filled_in(filled_in: bool) -> None:
    program = docker_compose()
    if program is None:
        pytest.skip("neither docker-compose nor the compose plugin of docker is installed")
    secrets = ("POSTGRES_PASSWORD", "NATS_PASSWORD", "HUIYIN_SMTP_URL")
    environment = {name: value for name, value in os.environ.items() if name not in secrets}
    if filled_in:
        environment |= dict.fromkeys(secrets, "x1")

    read = subprocess.run(
        [*program, "--env-file", os.devnull, "--profile", "mail", "config", "--quiet"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (read.returncode == 0) == filled_in, read.stderr
    assert filled_in or "deploy/example.env" in read.stderr


def test_names_and_ports_are_unique() -> None:
    ports = [process.port for process in ALL if process.port]

    assert len(set(ports)) == len(ports)
    assert len({process.name for process in ALL}) == len(ALL)


def test_processes_are_found_by_name_in_the_order_of_the_table() -> None:
    assert named("nats", "postgres") == (POSTGRES, NATS)
    with pytest.raises(KeyError, match="nonsense"):
        named("nonsense")


def test_the_files_the_processes_need_are_there() -> None:
    assert asset("deploy/nats-server.conf").is_file()
    assert asset("deploy/streams.yaml").is_file()


def test_the_ci_script_is_executable() -> None:
    assert Path(CHECKOUT / ".ci" / "run").stat().st_mode & stat.S_IXUSR
