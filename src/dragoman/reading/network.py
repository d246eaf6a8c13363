"""An httpx transport that connects to public addresses only, within a deadline.

A name is resolved once, every address that it has is checked, and the connection goes to a checked address: between
check and connection nothing is resolved again, so that a name cannot change its address in between (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class ForbiddenError(Exception):
    """The host has an address that is not public, or none at all. `args[0]` says which."""


class OutOfTimeError(Exception):
    """The deadline has passed."""


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises ForbiddenError if there is none, or if one of them is not public."""
    found = addresses(host, port)
    for address in found:
        if not is_public(address):
            raise ForbiddenError(f"{host} has the address {address}, which is not public")
    return found


def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises ForbiddenError if there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ForbiddenError(f"the host {host} is not known") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, also behind the IPv6 forms that wrap an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if wrapped is None and ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class PublicTransport(httpx.BaseTransport):
    """Sends requests to public addresses, and to `allow_hosts` whatever their address; all until `deadline`
    (`time.monotonic()`). Raises ForbiddenError and OutOfTimeError, httpx.TransportError for what fails on the way."""

    def __init__(self, allow_hosts: frozenset[str], deadline: float, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, network_backend=_Backend(allow_hosts, deadline), max_keepalive_connections=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - the client is not an asynchronous one
        try:
            response = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        except httpcore.TimeoutException:
            raise OutOfTimeError from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise httpx.TransportError(str(error) or type(error).__name__) from error
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_stream()
        except httpcore.TimeoutException:
            raise OutOfTimeError from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(str(error) or type(error).__name__) from error

    def close(self) -> None:
        self._response.close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections: resolves, checks, connects."""

    def __init__(self, allow_hosts: frozenset[str], deadline: float) -> None:
        self._allow_hosts = allow_hosts
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = (addresses if host in self._allow_hosts else public_addresses)(host, port)
        for address in found[:-1]:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(found[-1], port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        return _Stream(self._plain.connect_tcp(address, port, _left(self._deadline, timeout)), self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection whose every operation ends by the deadline. A time limit for each alone would let a server hold us
    for ever, a byte at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Stream(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTimeError
    return left if timeout is None else min(left, timeout)
