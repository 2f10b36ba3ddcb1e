"""`.env.example` holds every setting and nothing else, tells the defaults as they are, and is refused as it stands."""

import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from advancing.errors import SettingMissing
from server.settings import SAMPLE, Mode, Settings, load_settings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / ".env.example").read_text(encoding="utf-8")
LINES = re.findall(r"^(# )?([A-Z][A-Z0-9_]*)=(.*)$", TEXT, re.MULTILINE)
SETTINGS = {f"ADVANCING_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that settings are read in, without those of whoever runs the tests."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_holds_every_setting_once_and_nothing_that_nobody_reads() -> None:
    names = [name for _, name, _ in LINES]
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))

    assert len(names) == len(set(names))
    assert set(names) == SETTINGS | compose


def test_every_setting_is_explained_above_it() -> None:
    """A group of settings may share the words above it; a heading alone is no explanation."""
    blocks = [block.splitlines() for block in TEXT.split("\n\n")]
    unexplained = [
        block[0]
        for block in blocks
        if any("=" in line and re.match(r"(# )?[A-Z]", line) for line in block)
        and not re.match(r"# (?!-|[A-Z0-9_]+=)", block[0])
    ]

    assert unexplained == []


def test_it_is_refused_as_it_stands_and_the_refusal_names_the_setting(installation: Path) -> None:
    (installation / ".env").write_text(TEXT, encoding="utf-8")

    with pytest.raises(SettingMissing, match="ADVANCING_DATABASE_URL still holds the sample"):
        load_settings()


@pytest.mark.parametrize("name", ["API_TOKEN", "TOOL_SECRET", "SESSION_SECRET", "TOKEN_KEY"])
def test_one_secret_left_as_it_was_is_refused_too(installation: Path, name: str) -> None:
    filled = fill(TEXT)
    (installation / ".env").write_text(
        re.sub(rf"^ADVANCING_{name}=.*$", f"ADVANCING_{name}={SAMPLE}", filled, flags=re.MULTILINE), encoding="utf-8"
    )

    with pytest.raises(SettingMissing, match=f"ADVANCING_{name} still holds the sample"):
        load_settings()


def test_with_its_secrets_filled_in_it_is_all_that_production_needs(installation: Path) -> None:
    (installation / ".env").write_text(fill(TEXT), encoding="utf-8")

    settings = load_settings()

    assert settings.mode is Mode.PRODUCTION
    assert settings.bridge_url == "http://bridge:8080"


def test_what_it_tells_as_a_default_is_the_default(installation: Path) -> None:
    """Where there is no default an example stands; it has to have the right form."""
    (installation / ".env").write_text("\n".join(f"{name}={value}" for _, name, value in LINES), encoding="utf-8")

    told = Settings()

    defaults = Settings(_env_file=None)
    commented = [name.removeprefix("ADVANCING_").lower() for hidden, name, _ in LINES if hidden and name in SETTINGS]
    wrong = {
        name: (getattr(told, name), getattr(defaults, name))
        for name in commented
        if has_default(getattr(defaults, name)) and getattr(told, name) != getattr(defaults, name)
    }
    assert wrong == {}


def has_default(value: object) -> bool:
    return value not in (None, "", {}) and not isinstance(value, SecretStr)


def fill(text: str) -> str:
    """The file as a person fills it in."""
    return (
        text.replace("ADVANCING_TOKEN_KEY=" + SAMPLE, f"ADVANCING_TOKEN_KEY={Fernet.generate_key().decode()}")
        .replace(f"={SAMPLE}", "=a-secret-of-our-own-0123456789")
        .replace(f":{SAMPLE}@", ":own-password@")
    )
