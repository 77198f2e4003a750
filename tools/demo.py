"""`./yz demo [PORT]`: the sample township on this machine, from an empty checkout to a page in the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

HOST, PORT, TOWNSHIP = "127.0.0.1", 8000, "chishan"
YZ = str(Path(sys.executable).with_name("yz"))
# Written by `yz sample`, readable by the owner alone: the accounts it made and their first passwords.
ACCOUNTS = "sample-accounts.txt"


def load() -> bool:
    """The sample township, through the same words anybody uses, if nothing is here yet; whether it was loaded now."""
    if missing := not apps.get_model("register", "Org").objects.exists():
        print("· 装入样例乡镇(约一分钟)", flush=True)
        subprocess.run([YZ, "sample", TOWNSHIP], check=True)
    return missing


def free_port(first: int) -> int:
    """The port asked for, or the next one that nobody listens at."""
    for port in range(first, first + 50):
        with socket.socket() as door:
            if door.connect_ex((HOST, port)) != 0:
                return port
    raise SystemExit(f"从 {first} 起的 50 个端口都被占用,请另给一个:./yz demo 端口")


def port_asked(argv: list[str]) -> int:
    """The port that was asked for, as a number alone or as `serve` takes it; told at once where it is none."""
    said = argv[1:] if argv[:1] == ["--port"] else argv or [str(PORT)]
    if len(said) != 1 or not said[0].isdecimal() or not 0 < int(said[0]) < 65486:
        raise SystemExit("用法:./yz demo [端口],端口写 1 到 65485 的整数")
    return int(said[0])


def main(argv: list[str]) -> None:
    """The command. Ends as the server."""
    first = port_asked(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.settings")
    django.setup()
    print("· 准备数据库", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    loaded = load()
    port = free_port(first)
    accounts = settings.YZ_HOME / ACCOUNTS
    told = accounts.read_text("utf-8") if accounts.exists() and not loaded else ""  # loading tells them itself
    print(f"\n雁阵已就绪:http://{HOST}:{port}/\n\n{told}\n按 Ctrl+C 停止。", flush=True)
    os.execv(YZ, [YZ, "serve", "--port", str(port)])


if __name__ == "__main__":
    main(sys.argv[1:])
