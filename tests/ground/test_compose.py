"""compose.yaml follows the Compose schema, and speaks of commands, settings and files that exist."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from server.cli import program
from server.foundation.settings import NAMES, PREFIX

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "compose.yaml").read_text("utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "agendatheque")
DATABASES = sorted(name for name, service in SERVICES.items() if service["image"].startswith("postgres:"))
WEBS = [name for name in OURS if SERVICES[name]["command"][0] == "web"]


def seconds(text):
    assert re.fullmatch(r"\d+s", text), text
    return int(text[:-1])


def test_it_follows_the_schema():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_instance_and_the_peers_are_all_there():
    assert {"web", "worker", "migrate", "db", "proxy", "mail"} <= set(SERVICES)
    alone = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert alone == {"proxy", "db", "migrate", "web", "worker"}
    assert len(WEBS) == len(DATABASES) == 3


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_one_of_the_program(name):
    first, *rest = SERVICES[name]["command"]
    command = program.get_command(click.Context(program), first)
    assert command is not None, f"agendatheque has no command {first}"
    context = command.make_context(first, list(rest))  # raises on an option that does not exist
    if first == "web":
        assert context.params["host"] == "0.0.0.0"  # noqa: S104  (inside its container)
        assert context.params["port"] == 8000


@pytest.mark.parametrize("name", OURS)
def test_each_variable_is_a_setting(name):
    given = {key for key in SERVICES[name]["environment"] if key.startswith(PREFIX)}
    assert given
    assert {key.removeprefix(PREFIX) for key in given} <= NAMES


@pytest.mark.parametrize("name", OURS)
def test_our_processes_run_bounded(name):
    service = SERVICES[name]
    assert service["init"] is True
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert seconds(service["stop_grace_period"]) > 30


@pytest.mark.parametrize("name", WEBS)
def test_readiness_is_what_is_asked(name):
    probe = SERVICES[name]["healthcheck"]["test"]
    assert probe[:3] == ["CMD", "python", "-c"]
    assert "http://127.0.0.1:8000/readyz" in probe[3]
    compile(probe[3], "healthcheck", "exec")


@pytest.mark.parametrize("name", OURS)
def test_nothing_runs_before_the_migrations(name):
    waits = SERVICES[name]["depends_on"]
    if SERVICES[name]["command"] == ["migrate"]:
        assert {SERVICES[other]["image"] for other in waits} == {"postgres:18"}
        assert SERVICES[name]["restart"] == "no"
    else:
        assert "service_completed_successfully" in {wait["condition"] for wait in waits.values()}


@pytest.mark.parametrize("name", DATABASES)
def test_data_of_postgresql_outlives_its_container(name):
    (volume,) = SERVICES[name]["volumes"]
    kept, where = volume.split(":")
    assert where == "/var/lib/postgresql"
    assert kept in COMPOSE["volumes"]


def test_instances_share_neither_database_nor_data():
    def held(service, what):
        return service["environment"]["AGENDATHEQUE_DATABASE_URL"] if what == "database" else tuple(service["volumes"])

    for what in ("database", "data"):
        by_instance = {}
        for name in OURS:
            instance = name.rpartition("-")[0]
            by_instance.setdefault(instance, set()).add(held(SERVICES[name], what))
        assert all(len(found) == 1 for found in by_instance.values())
        assert len(set.union(*by_instance.values())) == 3


def test_only_the_proxy_is_open_to_the_world():
    for name, service in SERVICES.items():
        for port in service.get("ports", []):
            assert name == "proxy" or port.startswith("127.0.0.1:"), name


def test_the_proxy_is_the_one_believed():
    address = SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
    for name in WEBS:
        assert SERVICES[name]["environment"]["AGENDATHEQUE_TRUSTED_PROXIES"] == address


def test_the_proxy_knows_its_services_and_bounds_slow_visitors():
    mounted = [volume for volume in SERVICES["proxy"]["volumes"] if volume.startswith("./")]
    (source,) = (volume.split(":")[0] for volume in mounted)
    caddy = (ROOT / source).read_text("utf-8")
    assert sorted(re.findall(r"import agendatheque (\S+):8000", caddy)) == sorted(WEBS)
    assert set(re.findall(r"\{\$(\w+)\}", caddy)) == set(SERVICES["proxy"]["environment"])
    for bound in ("read_header", "read_body", "max_size", "max_header_size"):
        assert re.search(rf"^\s*{bound} \d", caddy, re.MULTILINE), bound


def test_nginx_has_the_same_bounds():
    nginx = (ROOT / "docs/deployment/nginx.conf").read_text("utf-8")
    for bound in (
        "client_header_timeout",
        "client_body_timeout",
        "client_max_body_size",
        "large_client_header_buffers",
    ):
        assert re.search(rf"^\s*{bound} \d", nginx, re.MULTILINE), bound
    assert "X-Forwarded-For $remote_addr;" in nginx, "what a visitor sent must not be passed on"


def test_no_proxy_writes_addresses_that_are_keys():
    nginx = (ROOT / "docs/deployment/nginx.conf").read_text("utf-8")
    secret = re.search(r"~(\^\S+) \"\$before\(kept secret\)\";", nginx)
    assert secret
    keys = ("/reservations/k7", "/reservations/k7/annulation", "/seances/0192/reservation/k7/nom")
    for path in (*keys, "/demandes/k7", "/partenaires/k7", "/p/k7/mes-ateliers.ics", "/p/k7", "/abonnements/essai/k7"):
        found = re.match(secret[1].replace("?<", "?P<"), path)
        assert found, path
        assert "k7" not in found["before"]
    for path in (
        "/",
        "/seances/0192",
        "/seances/0192/reservation",
        "/reservations",
        "/partenaires",
        "/abonnements/essai",
    ):
        assert not re.match(secret[1].replace("?<", "?P<"), path), path
    written = re.search(r"log_format agendatheque '([^']+)'", nginx)
    assert written
    assert not {"$request", "$request_uri", "$http_referer", "$args", "$uri"} & set(re.findall(r"\$\w+", written[1]))
    logs = re.findall(r"^ *access_log (.+);", nginx, re.MULTILINE)
    assert len(logs) == len(re.findall(r"^server \{", nginx, re.MULTILINE))
    assert all(log == "off" or log.endswith(" agendatheque") for log in logs)
    caddy = (ROOT / "docs/deployment/Caddyfile").read_text("utf-8")
    assert "exclude http.log.access http.log.error" in caddy
    assert not re.search(r"^\t+log$|^\t+log \{", caddy, re.MULTILINE)


def test_what_one_must_choose_is_explained():
    papers = (ROOT / "docs/running.md").read_text("utf-8")
    for name in set(re.findall(r"\$\{(\w+)", TEXT)):
        assert f"`{name}`" in papers, name


def test_the_image_is_built_from_files_that_exist():
    lines = (ROOT / "Containerfile").read_text("utf-8").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert {"server", "federation", "ical_feeds", "templates", "requirements-run.lock"} <= set(copied)
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_in, name
    assert any(line.startswith("USER ") and not line.startswith(("USER 0", "USER root")) for line in lines)
