"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def whence(request: HttpRequest) -> str:
    """The address a request comes from: the nearest one that is no proxy of ours. Each proxy named in `YZ_PROXIES` adds at the
    end of X-Forwarded-For the address it saw; what stands further to the front anybody may have written."""
    found = ""
    for said in reversed([*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), request.META.get("REMOTE_ADDR", "")]):
        if (address := _address(said)) is None:
            break
        found = str(address)
        if not any(address in proxies for proxies in settings.YZ_PROXIES):
            break
    return found


def _address(said: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(said.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
