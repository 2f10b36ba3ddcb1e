"""Every setting of the system, from the environment or `.env`; each is explained in `.env.example`.

Production refuses to start without its secrets; development makes them up and keeps them in the state folder.
"""

import re
from enum import StrEnum
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from advancing.errors import SettingMissing
from advancing.roles import Role

OFFLINE_MODEL = "openai-proxy/offline-rules"


class Mode(StrEnum):
    """Development makes up what is missing; production does not."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Host(StrEnum):
    """Where the agents live."""

    LETTA = "letta"
    RULES = "rules"


class Settings(BaseSettings):
    """See `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix="ADVANCING_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    mode: Mode = Mode.DEVELOPMENT
    state_dir: Path = Path(".advancing")

    database_url: SecretStr | None = None
    database_is_embedded: bool = False

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    bridge_url: str = ""
    api_token: SecretStr | None = None
    tool_secret: SecretStr | None = None
    session_secret: SecretStr | None = None
    token_key: SecretStr | None = None

    tour_manager_name: str = "Tour manager"
    tour_manager_email: str = "tm@localhost.example"
    tour_manager_phone: str = ""

    agent_host: Host = Host.LETTA
    letta_base_url: str = ""
    letta_api_key: SecretStr | None = None
    model_coordinator: str = OFFLINE_MODEL
    model_draft_generator: str = OFFLINE_MODEL
    model_email_parser: str = OFFLINE_MODEL
    model_sync_manager: str = OFFLINE_MODEL
    model_prices: dict[str, tuple[float, float]] = Field(default_factory=dict)
    turn_timeout_s: float = Field(default=120, gt=0)

    gmail_api_url: str = ""
    google_client_id: str = ""
    google_client_secret: SecretStr | None = None
    gmail_emulator_token: SecretStr | None = None
    gmail_poll_seconds: float = Field(default=60, gt=0)
    pubsub_topic: str = ""
    pubsub_audience: str = ""
    pubsub_service_account: str = ""
    pubsub_certs_url: str = "https://www.googleapis.com/oauth2/v1/certs"

    master_tour_url: str = ""
    master_tour_key: str = ""
    master_tour_secret: SecretStr | None = None
    master_tour_version: str = "10"

    supabase_url: str = ""
    supabase_service_key: SecretStr | None = None
    riders_bucket: str = "riders"

    follow_up_first_days: float = Field(default=3, gt=0)
    follow_up_then_days: float = Field(default=2, gt=0)
    follow_up_max: int = Field(default=3, ge=0)

    worker_concurrency: int = Field(default=4, ge=1, le=64)
    worker_heartbeat_s: float = Field(default=10, gt=0)
    worker_stalled_s: float = Field(default=30, gt=0)
    retry_first_s: float = Field(default=2, gt=0)
    retry_attempts: int = Field(default=8, ge=1)

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        try:
            conninfo_to_dict(url.get_secret_value() if url else "")
        except psycopg.ProgrammingError:
            # What libpq says of it may hold the password.
            raise ValueError("it takes postgresql://USER:PASSWORD@HOST:PORT/DATABASE") from None
        return url

    @property
    def models(self) -> dict[Role, str]:
        """Model handle per role."""
        return {
            Role.COORDINATOR: self.model_coordinator,
            Role.DRAFT_GENERATOR: self.model_draft_generator,
            Role.EMAIL_PARSER: self.model_email_parser,
            Role.SYNC_MANAGER: self.model_sync_manager,
        }

    def need(self, name: str) -> str:
        """A setting that must be there.

        Raises:
            SettingMissing: It is not; the sentence names it.
        """
        value = getattr(self, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
        if not text:
            raise SettingMissing(
                f"ADVANCING_{name.upper()} is not set; see .env.example for what it takes.", setting=name
            )
        return text


_SECRETS = ("database_url", "api_token", "tool_secret", "session_secret", "token_key")
SAMPLE = "change-me"


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        **overrides: Values that take the place of the environment's.

    Raises:
        SettingMissing: One is missing or unusable; the sentence names it.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        told = first["msg"].removeprefix("Value error, ")
        raise SettingMissing(f"ADVANCING_{name} is unusable: {told}.", setting=name) from fault
    except SettingsError as fault:
        # Raised for a setting that should be JSON and is not; its text is all that names the setting.
        named = re.search(r'field "(\w+)"', str(fault))
        name = named[1].upper() if named else "…"
        raise SettingMissing(f"ADVANCING_{name} is unusable: it takes JSON.", setting=name) from fault
    if settings.mode is Mode.PRODUCTION:
        for name in (*_SECRETS, *(("letta_api_key",) if settings.letta_api_key else ())):
            if SAMPLE in settings.need(name):
                raise SettingMissing(
                    f"ADVANCING_{name.upper()} still holds the sample from .env.example; set one of your own.",
                    setting=name,
                )
        if settings.agent_host is Host.LETTA:
            settings.need("letta_base_url")
            settings.need("bridge_url")
        if settings.pubsub_topic:
            settings.need("pubsub_audience")
            settings.need("pubsub_service_account")
    return settings
