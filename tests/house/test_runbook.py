"""What the runbook and the alerts name is there: commands, files, addresses, metrics, and the place to look it up."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml

from bot.watching import LEVELS, Watch
from tests.house.test_deploy import DEPLOY, options

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"(?:^|`|\.venv/bin/|-- )saathi ([a-z][^`#\n…&]*)", re.MULTILINE)


def test_every_command_of_the_runbook_is_one() -> None:
    told = {each.strip() for each in COMMAND.findall(RUNBOOK)}
    assert {"doors", "queue", "telegram set-webhook", "erase --official ID --yes"} <= told
    for each in told:
        options(shlex.split(each))


def test_every_file_and_address_that_the_runbook_names_is_there() -> None:
    files = set(re.findall(r"\b(?:deploy|demo)/[a-z0-9/.-]+\.(?:yaml|sh|md|py)\b", RUNBOOK))
    assert len(files) > 10 and [each for each in files if not (ROOT / each).is_file()] == []
    assert [each for each in re.findall(r"`(\d\d-[a-z-]+\.yaml)`", RUNBOOK)
            if not (DEPLOY / "kubernetes" / each).is_file()] == []
    named = set(re.findall(r"(?:saathi\.example\.gov\.in|127\.0\.0\.1:8000)(/[a-z./-]+)", RUNBOOK))
    served = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "http").glob("*.py"))
    assert {"/webhooks/whatsapp", "/widget.js", "/readyz"} <= named
    for each in named:
        prefix, _, last = each.rpartition("/")
        assert f'"/{last}"' in served and (not prefix or f'prefix="{prefix}"' in served), each


def test_alerts_ask_for_metrics_that_exist_and_lead_to_the_runbook() -> None:
    watch = Watch()
    known = {sample for metric in watch.registry.collect() for sample in
             (metric.name, f"{metric.name}_total", f"{metric.name}_bucket")} | set(LEVELS) | {"up"}
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    headings = {re.sub(r"[^a-z0-9 -]", "", line.lower()).strip().replace(" ", "-")
                for line in re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)}
    assert len({rule["alert"] for rule in rules}) == len(rules)
    asked: set[str] = set()
    for rule in rules:
        named = set(re.findall(r"\b(saathi_[a-z_]+)\b", rule["expr"]))
        assert named <= known, rule["alert"]
        asked |= named
        assert rule["labels"]["severity"] in ("warning", "critical") and rule["annotations"]["summary"]
        page, _, place = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/runbook.md" and place in headings, rule["alert"]
    assert {"saathi_turns_total", "saathi_turn_seconds_bucket", "saathi_queue_depth", "saathi_sends_total",
            "saathi_inbox_dead", "saathi_outbox_dead", "saathi_inbox_oldest_seconds"} <= asked
    jobs = {each["job_name"] for each in yaml.safe_load((DEPLOY / "prometheus" / "scrape.yaml").read_text(
        encoding="utf-8"))["scrape_configs"]}
    assert {name for rule in rules for name in re.findall(r'job="([a-z-]+)"', rule["expr"])} == jobs
