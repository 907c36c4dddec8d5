"""Settings: what the environment names, what it may leave out, and what is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import BadSetting, from_environment

NAMES = ("SAATHI_HOME", "DATABASE_URL", "SAATHI_NOW", "SAATHI_ENCODER")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = from_environment()
    assert settings.home == Path(".saathi").absolute()
    assert (settings.database_url, settings.now, settings.encoder, settings.debug) == (None, None, None, False)


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAATHI_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/x")
    monkeypatch.setenv("SAATHI_NOW", "2026-11-20T09:30")
    monkeypatch.setenv("SAATHI_ENCODER", "some-model")
    settings = from_environment(debug=True)
    assert (settings.home, settings.encoder) == (tmp_path, "some-model")
    assert settings.database_url == "postgresql://somewhere/x"
    assert settings.now == datetime.fromisoformat("2026-11-20T09:30")
    assert settings.models.is_relative_to(tmp_path) and settings.index.is_relative_to(tmp_path)


def test_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    settings = from_environment()
    assert (settings.home, settings.database_url, settings.now) == (Path(".saathi").absolute(), None, None)


def test_the_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAATHI_NOW", "2020-01-01")
    assert from_environment(now="2026-11-20").now == datetime.fromisoformat("2026-11-20")


@pytest.mark.parametrize(("text", "instant"), [
    ("2026-11-20T09:30:00+00:00", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
    (" 2026-11-20T09:30:00Z ", datetime(2026, 11, 20, 9, 30, tzinfo=UTC))])
def test_instants(text: str, instant: datetime) -> None:
    assert from_environment(now=text).now == instant


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "20/11/2026", "2026-13-01", "now()"])
def test_a_clock_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadSetting) as refused:
        from_environment(now=text)
    assert text in str(refused.value)


def test_the_weights_of_the_index_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAATHI_INDEX_WEIGHTS", "readiness=2, pass_rate=0.5")
    assert dict(from_environment().weights) == {"readiness": 2.0, "pass_rate": 0.5}


@pytest.mark.parametrize("text", ["readiness", "headcount=1", "readiness=-1", "readiness=much", "readiness=nan"])
def test_weights_that_are_none_are_refused_in_words(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SAATHI_INDEX_WEIGHTS", text)
    with pytest.raises(BadSetting) as refused:
        from_environment()
    assert text in str(refused.value) and "readiness=0.4" in str(refused.value)
