"""Server addresses: what a person may type as Alternate Server, checked before a token goes anywhere.

No address is built in: Inosio publishes none, so the settings ask for it.
"""

import ipaddress
import re

from landlord_desktop.inosio.errors import InsecureAddress

_LONGEST_ADDRESS = 300
_LONGEST_LINK = 2000
_DEFAULT_PORTS = {"https": 443, "http": 80}
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?P<port>:.*)?", re.ASCII | re.DOTALL)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LOOPBACK_NAME = "localhost"


def check_server_address(text: str) -> str:
    """The origin of a server address as a person typed it: `https://host` or `https://host:port`, in lower case.

    InsecureAddress with one plain sentence for anything that is no such address, and for plain http to
    another PC. The sentence never repeats the text: it might hold a password.
    """
    address = text.strip()
    _check_characters(address)
    scheme, separator, rest = address.partition("://")
    scheme = scheme.lower()
    if not separator:
        raise _refused("It must begin with https:// and the server's name")
    if scheme not in _DEFAULT_PORTS:
        raise _refused("It must begin with https://; other kinds of address are not used")
    authority, tail = _split_tail(rest)
    if "@" in authority:
        raise _refused("It holds a user name or password before an @ sign; leave that out")
    if tail not in {"", "/"}:
        raise _refused("Only the server's name belongs here, without a path, ? or # behind it")
    host, port = _host_and_port(authority, scheme)
    if scheme == "http" and not is_loopback_host(host):
        raise _refused("Plain http would send the token unprotected; only https:// is used for another PC")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port == _DEFAULT_PORTS[scheme] else f"{scheme}://{shown}:{port}"


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address is this PC itself: localhost, 127.0.0.0/8 or ::1."""
    if host == _LOOPBACK_NAME:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def is_loopback_origin(origin: str) -> bool:
    """Whether an origin from `check_server_address` is this PC itself."""
    host = _AUTHORITY.fullmatch(origin.partition("://")[2])
    return host is not None and is_loopback_host(host["host"].strip("[]"))


def is_web_address(text: str) -> bool:
    """Whether a link of the server may be opened in a browser: https, or plain http on this PC; no user name in it."""
    scheme, separator, rest = text.partition("://")
    authority, _ = _split_tail(rest)
    try:
        check_server_address(f"{scheme}{separator}{authority}")
        _check_characters(text, longest=_LONGEST_LINK)
    except InsecureAddress:
        return False
    return True


def _check_characters(address: str, longest: int = _LONGEST_ADDRESS) -> None:
    if not address:
        raise InsecureAddress(
            "No server address is known. Type the address that Inosio gave you as Alternate Server in Inosio Settings."
        )
    if len(address) > longest:
        raise _refused("It is too long")
    if any(character.isspace() or ord(character) < 0x20 or ord(character) == 0x7F for character in address):
        raise _refused("It holds a space, a line break or a control character")
    if not address.isascii():
        raise _refused("It holds letters that only look like plain ones; type it with plain letters")
    if "\\" in address:
        raise _refused("It holds a backslash; use plain slashes")


def _split_tail(rest: str) -> tuple[str, str]:
    end = min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
    return rest[:end], rest[end:]


def _host_and_port(authority: str, scheme: str) -> tuple[str, int]:
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise _refused("The name of the server is not written rightly")
    return _checked_host(parts["host"].lower()), _checked_port(parts["port"], scheme)


def _checked_port(text: str | None, scheme: str) -> int:
    if text is None:
        return _DEFAULT_PORTS[scheme]
    digits = text[1:]
    if not (digits.isdecimal() and len(digits) <= 5 and 1 <= int(digits) <= 65535):
        raise _refused("The port behind the colon must be a number from 1 to 65535")
    return int(digits)


def _checked_host(host: str) -> str:
    if not host:
        raise _refused("The name of the server is missing")
    if host.startswith("["):
        return _checked_ip(host[1:-1], ipaddress.IPv6Address)
    if host.endswith("."):
        raise _refused("The name of the server ends with a dot; leave it out")
    labels = host.split(".")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        return _checked_ip(host, ipaddress.IPv4Address)
    if any(label.startswith("xn--") for label in labels):
        raise _refused("The name stands for letters that may only look like plain ones (it holds xn--)")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _refused("The name of the server may hold letters, digits, hyphens and dots only")
    return host


def _checked_ip(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> str:
    try:
        return str(kind(text))
    except ValueError:
        raise _refused("The numbers are no network address in the usual spelling") from None


def _refused(why: str) -> InsecureAddress:
    return InsecureAddress(
        f"This server address is not used: {why}. Nothing was sent or saved. Correct Alternate Server."
    )
