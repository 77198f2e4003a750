"""Where this installation keeps things and how it is set up: `YZ_*` in the environment, nothing else."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1]
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"
DIGESTS = ("sha256", "sm3")


class Misconfigured(SystemExit):
    """The installation cannot start as it is set up; the message says what to change."""


def words(name: str) -> list[str]:
    """A comma-separated variable as a list, empty if unset."""
    return [word for raw in os.environ.get(name, "").split(",") if (word := raw.strip())]


def flag(name: str) -> bool:
    """Is a switch on: 1, true, yes or on."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, like 10.1.2.3 or 10.1.2.0/24; none if unset."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError:
        raise Misconfigured(f"{name}={os.environ[name]}:只能是地址或网段,如 10.1.2.3 或 10.1.2.0/24,用逗号分开") from None


def home() -> Path:
    """The data directory: `YZ_HOME`, else `var` beside a checkout, else the user's own data directory."""
    if named := os.environ.get("YZ_HOME"):
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").is_file() and PACKAGE.parent.name == "src":
        return CHECKOUT / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yanzhen"


def digest() -> str:
    """The digest of the trail's chain."""
    name = os.environ.get("YZ_DIGEST", "sha256")
    if name not in DIGESTS:
        raise Misconfigured(f"YZ_DIGEST={name}:只能是 {' 或 '.join(DIGESTS)}")
    return name


def sealing_key(place: Path) -> Path:
    """The file with the key that sealed columns are encrypted under: 32 random bytes in hex, made at the first start.

    Where this installation has run before, a missing key is never replaced: what was sealed under it could not be
    opened again, and a new key would hide that.
    """
    path, witnesses = place / "keys" / "sealing", (place / "yanzhen.sqlite3", place / "keys" / "secret")
    if not path.exists() and any(w.exists() for w in witnesses) and not path.exists():
        raise Misconfigured(f"密钥文件 {path} 不见了,而这里已有数据。请先把备份的密钥放回原处,再启动。")
    return _key_file(path)


def secret_key(place: Path) -> str:
    """The key that cookies are signed with, made at the first start; losing it only signs everybody out."""
    return _key_file(place / "keys" / "secret").read_text("ascii")


def _key_file(path: Path) -> Path:
    """The file, made if it is missing, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create_whole(path, secrets.token_hex(32))
    _private(path)
    return path


def keep_private(database: dict[str, Any]) -> None:
    """The file of a SQLite database readable by its owner alone, from before its first row on: SQLite lays what it writes beside
    it under the same rights."""
    if database["ENGINE"].endswith("sqlite3"):
        path = Path(database["NAME"])
        path.touch(mode=0o600)
        for file in (path, *path.parent.glob(f"{path.name}-*")):
            _private(file)


def _private(path: Path) -> None:
    """Take a file from all others; where it belongs to somebody else it is for him to say."""
    with suppress(FileNotFoundError, PermissionError):
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _create_whole(path: Path, text: str) -> None:
    """Write the file complete or not at all; of two processes that start together the first one wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(place: Path) -> dict[str, Any]:
    """Django's settings for `YZ_DATABASE`: `sqlite` (a file in the data directory) or a postgres:// address."""
    named = os.environ.get("YZ_DATABASE") or "sqlite"
    if named == "sqlite":
        return sqlite(place)
    if urlsplit(named).scheme in {"postgres", "postgresql"}:
        return postgres(named)
    raise Misconfigured("YZ_DATABASE 只能是 sqlite,或 postgres://用户:密码@主机:端口/库名")


def sqlite(place: Path) -> dict[str, Any]:
    """SQLite that loses nothing it acknowledged: write-ahead log, full synchronisation, one writer at a time."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": place / "yanzhen.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": DURABLE},
        "TEST": {"NAME": place / "test.sqlite3"},
    }


def postgres(address: str) -> dict[str, Any]:
    """PostgreSQL at an address; `?host=/directory` names a socket. Small statements are prepared at the server."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 1, "server_side_binding": True, **query},
    }
