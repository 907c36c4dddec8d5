"""The settings of a process, read from the environment here and nowhere else."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A setting that cannot be used; the text says which, why and how to mend it."""


@dataclass(frozen=True)
class TelegramSettings:
    """A Telegram bot: its token, the secret that its webhook's requests carry, its user name (asked of the service
    where it is not told), and where the service is. Without `secret` the webhook refuses everything."""

    token: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    bot: str | None = None
    api: str = "https://api.telegram.org"


@dataclass(frozen=True)
class WhatsAppSettings:
    """A number of the WhatsApp Cloud API: its access token, its id, the telephone number that people write to, the
    app's secret (signs webhooks), the token of the webhook's handshake, and where the service is. Without `secret` the
    webhook refuses everything. `template` names the message template for what is said unasked, with one text in it."""

    token: str = field(repr=False)
    phone_id: str
    number: str | None = None
    secret: str | None = field(default=None, repr=False)
    verify: str | None = field(default=None, repr=False)
    template: str | None = None
    api: str = "https://graph.facebook.com"


@dataclass(frozen=True)
class SignInSettings:
    """A provider of OpenID Connect: its issuer, our client there, and the claim that names an official: by `id`, or by
    the `email` as imported (then the provider must say that it is verified)."""

    issuer: str
    client: str
    secret: str | None = field(default=None, repr=False)
    claim: str = "preferred_username"
    by: str = "id"
    scope: str = "openid profile email"
    name: str | None = None


@dataclass(frozen=True)
class WidgetSettings:
    """Who may show the widget: the origins that may frame it (none: nobody), and the key with which these portals sign
    the tokens of their people (HMAC-SHA256, 32 bytes or more)."""

    origins: tuple[str, ...] = ()
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ModelName:
    """A language model: `provider:model`, as `init_chat_model` of LangChain names it, where it is served (None: where
    the provider serves it) and the key for it. `price`: rupees per million tokens read and written."""

    name: str
    url: str | None = None
    key: str | None = field(default=None, repr=False)
    price: tuple[float, float] = (0.0, 0.0)


# What language models may be let do: read what nothing else understands, word answers, teach, draft for authors; and in
# lessons say what no passage backs, marked as general knowledge.
MAY, MAY_BY_DEFAULT = ("understand", "word", "teach", "draft", "general"), ("understand", "word", "teach", "draft")


@dataclass(frozen=True)
class ModelSettings:
    """The language models, the second for when the first fails, and what they may take: `patience` seconds for all that
    one turn asks of them; tokens of a person and of all a day, and rupees of all a day (None: no bound). `may`: what
    they may be asked for, of `MAY`."""

    models: tuple[ModelName, ...]
    patience: float = 20.0
    person_tokens: int | None = 100_000
    day_tokens: int | None = None
    day_cost: float | None = None
    may: frozenset[str] = frozenset(MAY_BY_DEFAULT)

    @property
    def bounds(self) -> dict[str, float]:
        """The bounds of a day that are set, by what they are of."""
        told = {"tokens": self.day_tokens, "rupees": self.day_cost, "tokens_of_a_person": self.person_tokens}
        return {what: bound for what, bound in told.items() if bound is not None}


@dataclass(frozen=True)
class Settings:
    """Where things are and how this process runs.

    `home` holds all that an embedded run stores. Without `database_url` PostgreSQL is embedded under `home`. `now`
    stands for the clock (aware, or naive in the tenant's time zone); without it the tenant's `as_of` is today.
    `encoder` names another sentence-transformers model than the packaged one. With `pick_person` the web page lets
    anybody who reaches it be anybody: for demos on one's own machine alone. `loopback`: the server is
    for this machine alone, so that requests under other host names are refused.
    """

    home: Path
    database_url: str | None = None
    now: datetime | None = None
    encoder: str | None = None
    # Wrapped around the keys under which words in passbooks are sealed: a dump of the database then opens nothing.
    key: str | None = field(default=None, repr=False)
    debug: bool = False
    pick_person: bool = False
    loopback: bool = False
    # Where people and services reach this server: https://saathi.example.gov.in
    public_url: str | None = None
    telegram: TelegramSettings | None = None
    whatsapp: WhatsAppSettings | None = None
    sign_in: SignInSettings | None = None
    widget: WidgetSettings = WidgetSettings()
    # The collector of OpenTelemetry traces, http://host:4318
    traces: str | None = None
    # Nothing is said unasked between these hours of the tenant's zone, nor more often than so many times a week.
    quiet: tuple[int, int] = (20, 8)
    nudges_a_week: int = 3
    # How many messages of one person are answered a minute.
    per_minute: int = 20
    # The language models; without them turns go on without.
    model: ModelSettings | None = None
    # What the components of the benchmark's index weigh; those that are not named keep what is declared.
    weights: tuple[tuple[str, float], ...] = ()

    @property
    def models(self) -> Path:
        """Where exported encoders and trained classifiers lie."""
        return self.home / "models"

    @property
    def index(self) -> Path:
        """Where the search index lies."""
        return self.home / "index"


def from_environment(*, now: str | None = None, debug: bool = False, pick_person: bool = False) -> Settings:
    """The settings that the environment names; `now` (text) overrides SAATHI_NOW. Raises BadSetting."""
    given = now or _text("SAATHI_NOW")
    return Settings(
        home=Path(_text("SAATHI_HOME") or ".saathi").absolute(),
        database_url=_text("DATABASE_URL"),
        now=_instant(given) if given else None,
        encoder=_text("SAATHI_ENCODER"),
        key=_text("SAATHI_KEY"),
        debug=debug,
        pick_person=pick_person,
        public_url=(_address("SAATHI_PUBLIC_URL") or "").rstrip("/") or None,
        telegram=_telegram(),
        whatsapp=_whatsapp(),
        sign_in=_sign_in(),
        widget=_widget(),
        traces=_address("OTEL_EXPORTER_OTLP_ENDPOINT"),
        quiet=_hours(_text("SAATHI_QUIET") or "20-8"),
        nudges_a_week=_count("SAATHI_NUDGES_A_WEEK", 3),
        per_minute=_count("SAATHI_PER_MINUTE", 20),
        model=_model(),
        weights=_weights(_text("SAATHI_INDEX_WEIGHTS") or ""),
    )


SHARED_COUNTERS = "PROMETHEUS_MULTIPROC_DIR"


def share_counters(folder: Path) -> None:
    """Makes this process and those that it starts count together, in files of a folder. It must be called before the
    library of the counters is imported, which reads the variable then."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[SHARED_COUNTERS] = str(folder)


def shared_counters() -> Path | None:
    """The folder in which processes count together; None where this one counts alone."""
    told = os.environ.get(SHARED_COUNTERS)
    return Path(told) if told else None


def _text(name: str) -> str | None:
    """A variable; a secret may stand in a file instead, which `NAME_FILE` names (as container platforms hand them)."""
    value = os.environ.get(name)
    if value:
        return value
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except OSError as fault:
        raise BadSetting(f"{name}_FILE names {file}, which cannot be read ({fault.strerror}).") from None


def _address(name: str) -> str | None:
    value = _text(name)
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise BadSetting(f"{name} is no address ('{value}'). Write it as https://host.")
    return value


def _together(what: str, *names: str) -> dict[str, str | None] | None:
    """The values of variables that only make sense with the first of `names`; None where none of them is set."""
    found = {name: _text(name) for name in names}
    if not any(found.values()):
        return None
    if not found[names[0]]:
        told = ", ".join(name for name, value in found.items() if value)
        raise BadSetting(f"{what} needs {names[0]}; {told} alone will not do.")
    return found


def _telegram() -> TelegramSettings | None:
    found = _together("Telegram", "SAATHI_TELEGRAM_TOKEN", "SAATHI_TELEGRAM_SECRET")
    if not found:
        return None
    secret = found["SAATHI_TELEGRAM_SECRET"]
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        raise BadSetting("SAATHI_TELEGRAM_SECRET must be 16 to 256 letters, digits, _ and -.")
    return TelegramSettings(str(found["SAATHI_TELEGRAM_TOKEN"]), secret, _text("SAATHI_TELEGRAM_BOT"),
                            (_address("SAATHI_TELEGRAM_API") or TelegramSettings.api).rstrip("/"))


def _whatsapp() -> WhatsAppSettings | None:
    found = _together("WhatsApp", "SAATHI_WHATSAPP_TOKEN", "SAATHI_WHATSAPP_PHONE_ID", "SAATHI_WHATSAPP_SECRET")
    if not found:
        return None
    if not found["SAATHI_WHATSAPP_PHONE_ID"]:
        raise BadSetting("WhatsApp needs SAATHI_WHATSAPP_PHONE_ID, the id of the number in the Cloud API.")
    return WhatsAppSettings(str(found["SAATHI_WHATSAPP_TOKEN"]), str(found["SAATHI_WHATSAPP_PHONE_ID"]),
                            _text("SAATHI_WHATSAPP_NUMBER"), found["SAATHI_WHATSAPP_SECRET"],
                            _text("SAATHI_WHATSAPP_VERIFY"), _text("SAATHI_WHATSAPP_TEMPLATE"),
                            (_address("SAATHI_WHATSAPP_API") or WhatsAppSettings.api).rstrip("/"))


def _sign_in() -> SignInSettings | None:
    found = _together("Signing in", "SAATHI_OIDC_ISSUER", "SAATHI_OIDC_CLIENT", "SAATHI_OIDC_SECRET")
    if not found:
        return None
    issuer = _address("SAATHI_OIDC_ISSUER")
    if not found["SAATHI_OIDC_CLIENT"]:
        raise BadSetting("Signing in needs SAATHI_OIDC_CLIENT, the id of this client at the provider.")
    by = _text("SAATHI_OIDC_BY") or "id"
    if by not in ("id", "email"):
        raise BadSetting(f"SAATHI_OIDC_BY is '{by}'; it is 'id' or 'email'.")
    return SignInSettings(str(issuer), str(found["SAATHI_OIDC_CLIENT"]), found["SAATHI_OIDC_SECRET"],
                          _text("SAATHI_OIDC_CLAIM") or ("email" if by == "email" else SignInSettings.claim), by,
                          _text("SAATHI_OIDC_SCOPE") or SignInSettings.scope, _text("SAATHI_OIDC_NAME"))


def _widget() -> WidgetSettings:
    origins = tuple(each.rstrip("/") for each in (_text("SAATHI_WIDGET_ORIGINS") or "").replace(",", " ").split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or f"{parts.scheme}://{parts.netloc}" != origin \
                or not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc):
            raise BadSetting(f"SAATHI_WIDGET_ORIGINS: '{origin}' is no origin. Write it as https://portal.example.gov.in")
    key = _text("SAATHI_WIDGET_KEY")
    if key and len(key.encode()) < 32:
        raise BadSetting("SAATHI_WIDGET_KEY is too short: 32 bytes at least, `openssl rand -base64 32` makes one.")
    return WidgetSettings(origins, key)


def _model() -> ModelSettings | None:
    """SAATHI_MODEL and, for when it fails, SAATHI_MODEL_SECOND; each with its _URL, _KEY and _PRICE."""
    if not _together("A second language model", "SAATHI_MODEL", "SAATHI_MODEL_SECOND"):
        return None
    models = []
    for variable, url, key, price in (
            ("SAATHI_MODEL", "SAATHI_MODEL_URL", "SAATHI_MODEL_KEY", "SAATHI_MODEL_PRICE"),
            ("SAATHI_MODEL_SECOND", "SAATHI_MODEL_SECOND_URL", "SAATHI_MODEL_SECOND_KEY", "SAATHI_MODEL_SECOND_PRICE")):
        name = _text(variable)
        if name is None:
            continue
        if not re.fullmatch(r"[a-z][a-z0-9_-]*:\S+", name):
            raise BadSetting(f"{variable} is '{name}'. Write provider:model, such as openai:my-model.")
        models.append(ModelName(name, _address(url), _text(key), _price(price)))
    seconds = _number("SAATHI_MODEL_SECONDS")
    if seconds is not None and not 1 <= seconds <= 300:
        raise BadSetting(f"SAATHI_MODEL_SECONDS is '{seconds:g}'; write 1 to 300.")
    person, day = _number("SAATHI_MODEL_TOKENS_PERSON"), _number("SAATHI_MODEL_TOKENS_DAY")
    return ModelSettings(tuple(models), seconds or ModelSettings.patience,
                         ModelSettings.person_tokens if person is None else int(person),
                         None if day is None else int(day), _number("SAATHI_MODEL_RUPEES_DAY"),
                         _may(_text("SAATHI_MODEL_MAY")))


def _may(text: str | None) -> frozenset[str]:
    if text is None:
        return frozenset(MAY_BY_DEFAULT)
    told = frozenset(text.replace(",", " ").split())
    if told - set(MAY):
        raise BadSetting(f"SAATHI_MODEL_MAY is '{text}'; write some of: {' '.join(MAY)}.")
    return told


def _price(name: str) -> tuple[float, float]:
    text = _text(name) or "0 0"
    try:
        read, written = (float(each) for each in text.replace(",", " ").split())
    except ValueError:
        raise BadSetting(f"{name} is '{text}'; write rupees per million tokens read and written, such as 12 48."
                         ) from None
    return read, written


def _number(name: str) -> float | None:
    value = _text(name)
    if value is None:
        return None
    try:
        made = float(value)
    except ValueError:
        made = -1.0
    if not 0 <= made < float("inf"):
        raise BadSetting(f"{name} is '{value}'; write a number of 0 or more.")
    return made


def _count(name: str, default: int) -> int:
    value = _text(name)
    if value is None:
        return default
    if not value.isdecimal():
        raise BadSetting(f"{name} is '{value}'; write a whole number.")
    return int(value)


def _weights(text: str) -> tuple[tuple[str, float], ...]:
    from passbook.insights.benchmark.components import COMPONENTS, reweighted

    try:
        made = {name: float(weight) for name, weight in (each.split("=") for each in text.replace(",", " ").split())}
        if made:
            reweighted(made)
    except ValueError:
        known = " ".join(f"{each.metric}={each.weight:g}" for each in COMPONENTS)
        raise BadSetting(f"SAATHI_INDEX_WEIGHTS is '{text}'; write weights of 0 or more, such as {known}.") from None
    return tuple(made.items())


def _hours(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 23:
        raise BadSetting(f"SAATHI_QUIET is '{text}'; write the hours from and to, such as 20-8.")
    return int(match[1]), int(match[2])


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadSetting(f"The clock '{text}' is no instant. Write it as 2026-11-20 or 2026-11-20T09:30.") from None
