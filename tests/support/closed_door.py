"""No test reaches the outside: no name is looked up, no connection leaves this machine, no mail goes.

This machine's own mail server is refused too, lest a test write to a real person.
"""

import socket
from typing import Any

LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}
MAIL_PORTS = {25, 465, 587}


class Refused(RuntimeError):
    """Not an OSError, which a careful caller would take for a network that is down."""


def close() -> None:
    really_connect = socket.socket.connect
    really_connect_ex = socket.socket.connect_ex
    really_look_up = socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        _refuse_the_outside(self, address)
        really_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_the_outside(self, address)
        return really_connect_ex(self, address)

    def getaddrinfo(host: Any, *more: Any, **named: Any) -> Any:
        if host is not None and _text(host) not in LOOPBACK:
            raise Refused(f"A test tried to look up {_text(host)}.")
        return really_look_up(host, *more, **named)

    socket.socket.connect = connect  # type: ignore[assignment,method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = getaddrinfo


def _refuse_the_outside(used: socket.socket, address: Any) -> None:
    if used.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host, port = _text(address[0]), address[1]
    if host not in LOOPBACK:
        raise Refused(f"A test tried to reach {host}.")
    if port in MAIL_PORTS:
        raise Refused(f"A test tried to send mail through port {port} of this machine.")


def _text(host: Any) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)
