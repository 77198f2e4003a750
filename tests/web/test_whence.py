"""Where a try to sign in comes from: what a proxy that is believed says, and nobody else."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.web.pages import Township
from yanzhen.faces.web.whence import whence
from yanzhen.kernel.guard.slowdown import ADDRESS


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "found"),
    [
        ((), "10.0.0.9", "1.2.3.4", "10.0.0.9"),
        (("10.0.0.9",), "10.0.0.9", "1.2.3.4", "1.2.3.4"),
        (("10.0.0.9",), "10.0.0.9", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (("10.0.0.9",), "10.0.0.8", "1.2.3.4", "10.0.0.8"),
        (("10.0.0.0/24",), "10.0.0.9", "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        (("10.0.0.9",), "10.0.0.9", "", "10.0.0.9"),
        (("10.0.0.9",), "10.0.0.9", "1.2.3.4, nonsense", "10.0.0.9"),
        (("10.0.0.9",), "10.0.0.9", "1.2.3.4,", "10.0.0.9"),
        (("10.0.0.0/24",), "10.0.0.9", "10.0.0.7", "10.0.0.7"),
        (("10.0.0.9",), "::ffff:10.0.0.9", "::ffff:1.2.3.4", "1.2.3.4"),
        (("fd00::/8",), "fd00::1", "2001:db8::7", "2001:db8::7"),
        (("10.0.0.9",), "", "1.2.3.4", ""),
    ],
)
def test_only_what_a_named_proxy_itself_saw_is_believed(settings: Any, proxies: tuple[str, ...], peer: str, said: str, found: str) -> None:
    settings.YZ_PROXIES = [ip_network(one) for one in proxies]
    more = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    assert whence(RequestFactory().get("/", REMOTE_ADDR=peer, **more)) == found


def tries(peer: str, forged: str = "") -> list[bool]:
    """More wrong tries with other logins than one address has in a minute; each from behind another forged name if asked. Which had to wait."""
    client, found = Client(REMOTE_ADDR=peer), []
    for n in range(ADDRESS[0][0] + 2):
        answer = client.post("/sign-in/", {"login": f"nobody{peer}{n}", "password": "wrong"}, HTTP_X_FORWARDED_FOR=forged.format(n) if forged else "1.2.3.4")
        found.append("请等" in answer.content.decode())
    return found


def test_a_forged_address_slows_the_forger_all_the_same(town: Township, settings: Any) -> None:
    assert tries("10.0.0.9", "6.6.6.{}")[-1], "nobody is believed unless he is named"
    settings.YZ_PROXIES = [ip_network("10.0.0.9")]
    assert tries("10.0.0.8", "6.6.6.{}")[-1], "a stranger says he is a proxy"


def test_behind_a_named_proxy_each_user_is_slowed_for_himself(town: Township, settings: Any) -> None:
    settings.YZ_PROXIES = [ip_network("10.0.0.7")]
    assert not any(tries("10.0.0.7", "5.5.5.{}")), "each comes from an address of its own"
    assert tries("10.0.0.7", "7.7.7.{}, 1.2.3.4")[-1], "what stands before the proxy's own word is anybody's"
