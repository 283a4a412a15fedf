"""The client against real sockets: cut, dripped, compressed, redirected, silent and badly signed answers."""

import gzip
import json
import random
import socket
import ssl
import struct
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import trustme

from landlord_desktop.inosio import transport as transport_module
from landlord_desktop.inosio.client import InosioClient
from landlord_desktop.inosio.errors import Cancelled, InsecureAddress, Nonsense, Refused, ServerMoved, Unreachable
from landlord_desktop.inosio.token import Token
from landlord_desktop.inosio.transport import GuardedTransport, SystemClock, tls_context
from loopback import answer, saying, scripted
from wire_values import KEY, PROBLEM, TOKEN, page

LIST = json.dumps(page()).encode()


def ask(server, **options):
    with InosioClient(server.origin, Token(TOKEN, server.origin), **options) as asked:
        return asked.list_batches()


def dripping(head):
    """A script that sends `head`, then a byte now and then for ever."""

    def script(connection, _request):
        connection.sendall(head)
        never = threading.Event()
        while not never.wait(0.02):
            connection.sendall(b"x")

    return script


def test_one_connection_serves_several_calls():
    counted = []

    def script(connection, request):
        while request:
            counted.append(request)
            connection.sendall(answer(LIST).replace(b"Connection: close\r\n", b""))
            request = connection.recv(65536)

    with scripted(script) as server, InosioClient(server.origin, Token(TOKEN, server.origin)) as asked:
        for _ in range(3):
            asked.list_batches()
        assert len(server.requests) == 1
    assert len(counted) == 3


def test_a_connection_that_the_server_closed_is_made_anew():
    with scripted(saying(answer(LIST).replace(b"Connection: close\r\n", b""))) as server, InosioClient(
        server.origin, Token(TOKEN, server.origin)
    ) as asked:
        asked.list_batches()
        asked.list_batches()
        assert len(server.requests) == 2


@pytest.mark.parametrize("place", range(1, len(answer(LIST)), 7))
def test_an_answer_cut_at_any_place_is_never_taken(place):
    with scripted(saying(answer(LIST)[:place])) as server, pytest.raises(Unreachable, match="cut off"):
        ask(server)


def test_a_cut_chunked_answer_is_never_taken():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = f"{len(LIST):x}\r\n".encode() + LIST + b"\r\n"
    with scripted(saying(head + chunk + b"0\r\n\r\n")) as server:
        assert ask(server).headers == ()
    with scripted(saying(head + chunk)) as server, pytest.raises(Unreachable):
        ask(server)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (answer(LIST, length=""), "end mark"),
        (answer(gzip.compress(LIST, mtime=0), headers=["Content-Encoding: gzip"]), "compressed"),
        (answer(LIST, kind="text/html"), "web page"),
        (answer(LIST, kind=""), "web page"),
        (answer(b"[" + b"1," * 20_000_000), "larger than 32 MB"),
        (answer(LIST, status="206 Partial Content"), "status 206"),
    ],
    ids=["no end", "gzip", "html", "no type", "large", "partial"],
)
def test_answers_of_another_shape_are_nonsense(data, reason):
    with scripted(saying(data)) as server, pytest.raises(Nonsense, match=reason):
        ask(server)


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999999\r\n\r\n"],
    ids=["status line", "headers", "body"],
)
def test_a_drip_does_not_outlive_the_deadline(head):
    began = SystemClock().monotonic()
    with scripted(dripping(head)) as server, pytest.raises(Unreachable, match=r"within 0\.4 seconds"):
        ask(server, deadline_seconds=0.4)
    assert SystemClock().monotonic() - began < 3


def test_a_silent_server_is_left_when_asked():
    stop = threading.Event()

    def script(_connection, _request):
        stop.set()
        silent.wait(5)

    silent = threading.Event()
    with scripted(script) as server:
        with pytest.raises(Cancelled):
            ask(server, stop=stop)
        silent.set()


def test_a_server_that_is_not_there_is_told():
    with scripted(saying(b"")) as server:
        pass
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        ask(server)
    assert not caught.value.effect_unknown


def send_much(server, **options):
    with InosioClient(server.origin, Token(TOKEN, server.origin), **options) as asked:
        asked.put_part("S1", 1, random.Random(7).randbytes(12_000_000), KEY)


def test_a_server_that_does_not_read_is_left_at_the_deadline():
    done = threading.Event()
    with scripted(lambda _connection, _request: done.wait(5), reads=False) as server:
        with pytest.raises(Unreachable, match=r"within 0\.4 seconds") as caught:
            send_much(server, deadline_seconds=0.4)
        done.set()
    assert caught.value.effect_unknown


def test_a_connection_torn_down_in_the_middle_is_told():
    def tear(connection, _request):
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with scripted(tear, reads=False) as server, pytest.raises(Unreachable) as caught:
        send_much(server)
    assert caught.value.effect_unknown


def test_a_refusal_in_the_middle_of_a_large_body_is_read():
    problem = json.dumps({"type": "x", "title": "x", "status": 413, "code": "too_large"}).encode()

    def refuse(connection, _request):
        connection.sendall(answer(problem, "413 Too Large", kind=PROBLEM))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    with scripted(refuse, reads=False) as server, pytest.raises(Refused) as caught:
        send_much(server)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_no_redirect_is_followed(status):
    with scripted(saying(answer(LIST))) as other:
        moved = answer(b"", status, headers=[f"Location: {other.origin}/v1/receipt-batches"])
        with scripted(saying(moved)) as server, pytest.raises(ServerMoved):
            ask(server)
        assert other.requests == []


def test_the_environment_changes_nothing(monkeypatch, tmp_path):
    with scripted(saying(answer(LIST))) as trap, scripted(saying(answer(LIST))) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, trap.origin)
        monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
        assert ask(server).headers == ()
        assert tls_context("system").keylog_filename is None
        assert trap.requests == []
    assert not (tmp_path / "keys").exists()


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def server_context(authority, *names, most=None, ended=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    began = None if ended is None else ended - timedelta(days=90)
    authority.issue_cert(*names, not_before=began, not_after=ended).configure_cert(context)
    if most is not None:
        context.maximum_version = most
    return context


def ask_over_tls(server, authority, protocol="system"):
    context = tls_context(protocol)
    if authority is not None:
        authority.configure_trust(context)
    return ask(server, transport=GuardedTransport(context))


def test_a_server_that_proves_itself_is_asked(authority):
    with scripted(saying(answer(LIST)), server_context(authority, "127.0.0.1")) as server:
        assert ask_over_tls(server, authority, "1.3").headers == ()
        assert TOKEN.encode() in server.requests[0]


@pytest.mark.parametrize("why", ["unknown authority", "another name", "expired"])
def test_a_server_that_does_not_prove_itself_gets_nothing(authority, why):
    trusted = None if why == "unknown authority" else authority
    name = "other.example" if why == "another name" else "127.0.0.1"
    ended = datetime(2022, 1, 1, tzinfo=UTC) if why == "expired" else None
    with scripted(saying(answer(LIST)), server_context(authority, name, ended=ended)) as server:
        with pytest.raises(Unreachable, match="certificate"):
            ask_over_tls(server, trusted)
        assert server.requests == []


def test_the_protocol_setting_raises_the_floor(authority):
    context = server_context(authority, "127.0.0.1", most=ssl.TLSVersion.TLSv1_2)
    with scripted(saying(answer(LIST)), context) as server:
        assert ask_over_tls(server, authority, "1.2").headers == ()
        with pytest.raises(Unreachable, match="No protected connection"):
            ask_over_tls(server, authority, "1.3")


@pytest.mark.parametrize(
    ("protocol", "least"),
    [("system", ssl.TLSVersion.TLSv1_2), ("1.2", ssl.TLSVersion.TLSv1_2), ("1.3", ssl.TLSVersion.TLSv1_3)],
)
def test_every_context_checks_names_and_certificates(protocol, least):
    context = tls_context(protocol)
    assert (context.verify_mode, context.check_hostname, context.minimum_version) == (ssl.CERT_REQUIRED, True, least)


def test_without_certificate_files_the_system_is_asked(monkeypatch):
    paths = ssl.get_default_verify_paths()._replace(openssl_cafile="none", openssl_capath="none")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert tls_context("system").verify_mode is ssl.CERT_REQUIRED


def test_a_handshake_that_hangs_ends_at_the_deadline():
    def script(connection, _request):
        connection.settimeout(5)
        connection.recv(1)

    with scripted(script) as server:
        origin = server.origin.replace("http:", "https:")
        with InosioClient(origin, Token(TOKEN, origin), deadline_seconds=0.3) as asked, pytest.raises(Unreachable):
            asked.integration()


def test_a_name_nobody_knows_is_told():
    with InosioClient("https://nobody.invalid", Token(TOKEN, None)) as asked, pytest.raises(
        Unreachable, match="name is not known"
    ):
        asked.integration()


def test_plain_http_is_never_sent_past_this_pc(monkeypatch):
    elsewhere = [(transport_module.socket.AF_INET, transport_module.socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(transport_module.socket, "getaddrinfo", lambda *_args, **_more: elsewhere)
    with InosioClient("http://localhost", Token(TOKEN, None)) as asked, pytest.raises(InsecureAddress):
        asked.integration()


def test_the_second_address_of_a_name_is_tried(monkeypatch):
    with scripted(saying(answer(LIST))) as server:
        places = transport_module.socket.getaddrinfo("127.0.0.1", server.port, type=1)
        closed = transport_module.socket.getaddrinfo("127.0.0.1", 1, type=1)
        odd = [(255, *closed[0][1:])]
        monkeypatch.setattr(transport_module.socket, "getaddrinfo", lambda *_args, **_more: odd + closed + places)
        assert ask(server).headers == ()


def test_a_stop_while_connecting_is_obeyed(monkeypatch):
    stop = threading.Event()

    def look_up(*_args, **_more):
        stop.set()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))]

    monkeypatch.setattr(transport_module.socket, "getaddrinfo", look_up)
    with InosioClient("http://127.0.0.1:1", Token(TOKEN, None), stop=stop) as asked, pytest.raises(Cancelled):
        asked.integration()


def test_an_address_that_never_answers_is_given_up(monkeypatch):
    """A full queue of a listener that accepts nobody drops what comes, as a dead address does."""
    monkeypatch.setattr(transport_module, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        place = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(place)
        origin = f"http://127.0.0.1:{place[1]}"
        with InosioClient(origin, Token(TOKEN, None), deadline_seconds=5) as asked, pytest.raises(
            Unreachable, match="cannot be reached"
        ):
            asked.integration()
        for one in waiting:
            one.close()


def test_an_address_that_the_system_refuses_is_passed_over(monkeypatch):
    refused = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("no address", 1))]
    monkeypatch.setattr(transport_module.socket, "getaddrinfo", lambda *_args, **_more: refused)
    with InosioClient("https://inosio.example", Token(TOKEN, None)) as asked, pytest.raises(Unreachable):
        asked.integration()


def test_a_closed_socket_counts_as_closed_by_the_server():
    one, other = socket.socketpair()
    with other:
        assert not transport_module._is_readable(one)
        other.sendall(b"x")
        assert transport_module._is_readable(one)
        one.close()
        assert transport_module._is_readable(one)


def test_a_socket_is_not_used_outside_a_call():
    with pytest.raises(RuntimeError, match="outside"):
        transport_module._Backend(loopback_only=True).connect_tcp("127.0.0.1", 1)


def test_a_socket_that_broke_is_told_as_broken():
    backend = transport_module._Backend(loopback_only=True)
    backend.guard = transport_module.Guard(SystemClock(), 5.0, threading.Event(), writes=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        here = socket.create_connection(listener.getsockname())
        there, _ = listener.accept()
        there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        there.close()  # torn down, not ended
    stream = transport_module._Stream(here, backend)
    with pytest.raises(httpx.ReadError, match="reading"):
        stream.read(1)
    stream.close()
