"""Who calls: people of the small county in a browser or with a token, and answers made comparable."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from tests.world import NOON, TODAY, World
from yanzhen.kernel.guard.actions import issue_token

ANYBODY = "anybody"
# What differs between two equal answers: the form's token and the id a form gives its own act.
NOISE = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'"token": "\w{64}"'),
    re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
)


class Steady(Client):
    """A browser that forgets whatever an answer tells it to keep: each request comes as the first one did."""

    kept: str = ""

    def request(self, **request: Any) -> Any:
        self.cookies.load(self.kept)
        try:
            return super().request(**request)
        finally:
            self.cookies.clear()


def browser(world: World, name: str, day: date = TODAY) -> Client:
    """A signed-in browser, its session made under the posts held on that day; or one nobody signed in with."""
    client = Steady()
    if name != ANYBODY:
        account = world.account(name)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session["posts"], session["seen"] = world.actor(name, day).fingerprint, int(NOON.timestamp())
        session.save()
        client.kept = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    return client


def program(world: World, name: str) -> Client:
    """A program with the person's token; nobody's is one that was never given."""
    raw = "yz_nobodys"
    if name != ANYBODY:
        until = TODAY + timedelta(days=30)
        _token, raw = issue_token(world.account(name), actor=world.actor(name), at=NOON, name="对账", until=until)
    return Client(headers={"authorization": f"Bearer {raw}"})


def ask(client: Client, method: str, path: str, data: Any = None) -> Any:
    """One request. The web is sent forms and the API JSON, unless there is a file to send."""
    if method == "GET":
        return client.get(path)
    sends_file = any(isinstance(value, SimpleUploadedFile) for value in (data or {}).values())
    if path.startswith("/api/") and not sends_file:
        return client.generic(method, path, json.dumps(data or {}, default=str), content_type="application/json")
    if method == "POST":
        parts = {name: json.dumps(value, default=str) if isinstance(value, dict) else value for name, value in (data or {}).items()}
        return client.post(path, parts, content_type=MULTIPART_CONTENT)
    return client.generic(method, path)


def said(answer: HttpResponseBase) -> bytes:
    """Everything an answer says, a package unpacked, without what differs by chance."""
    heads = [f"{k}: {v}".encode() for k, v in sorted(answer.items()) if k != "Content-Length"]
    told = [str(answer.status_code).encode(), *heads, *(name.encode() for name in sorted(answer.cookies)), body(answer)]
    text = b"\n".join(told)
    for noise in NOISE:
        text = noise.sub(b"", text)
    return text


def body(answer: HttpResponseBase) -> bytes:
    """What an answer carries, packages unpacked."""
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unpacked(text) if text[:2] == b"PK" else text


def unpacked(package: bytes) -> bytes:
    """The parts of an xlsx or docx, one after the other."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return b"\n".join(name.encode() + b"\n" + parts.read(name) for name in sorted(parts.namelist()))
