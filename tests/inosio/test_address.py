"""What may be typed as Alternate Server, and the sentence for what may not."""

import pytest

from landlord_desktop.inosio.address import check_server_address, is_loopback_origin, is_web_address
from landlord_desktop.inosio.errors import InsecureAddress


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://api.inosio.example", "https://api.inosio.example"),
        ("  HTTPS://API.Inosio.Example/ ", "https://api.inosio.example"),
        ("https://api.inosio.example:443", "https://api.inosio.example"),
        ("https://api.inosio.example:8443", "https://api.inosio.example:8443"),
        ("https://office-server", "https://office-server"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://127.0.0.1:8780", "http://127.0.0.1:8780"),
        ("http://127.9.9.9:80", "http://127.9.9.9"),
        ("http://LOCALHOST:8780/", "http://localhost:8780"),
        ("http://[::1]:8780", "http://[::1]:8780"),
    ],
)
def test_an_address_becomes_its_origin(typed, origin):
    assert check_server_address(typed) == origin
    assert check_server_address(origin) == origin


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "No server address is known"), ("   ", "No server address is known"),
        ("api.inosio.example", "begin with https"), ("api.inosio.example:443", "begin with https"),
        ("//api.inosio.example", "begin with https"), ("https:/api.inosio.example", "begin with https"),
        ("https:api.inosio.example", "begin with https"), ("mailto:a@b", "begin with https"),
        ("file:///etc/passwd", "other kinds"), ("ftp://api.inosio.example", "other kinds"),
        ("javascript://x/%0aalert(1)", "other kinds"), ("://api.inosio.example", "other kinds"),
        ("httpss://api.inosio.example", "other kinds"),
        ("http://api.inosio.example", "unprotected"), ("HTTP://192.168.1.5:8780", "unprotected"),
        ("http://0.0.0.0", "unprotected"), ("http://localhost.evil.example", "unprotected"),
        ("http://127.0.0.1.evil.example", "unprotected"), ("http://[::ffff:127.0.0.1]", "unprotected"),
        ("http://[::]", "unprotected"), ("http://128.0.0.1", "unprotected"),
        ("https://user@evil.example", "user name"), ("https://api.inosio.example@evil.example", "user name"),
        ("https://user:pass@evil.example", "user name"), ("https://api.inosio.example:443@evil.example", "user name"),
        ("https://api.inosio.example/v1", "without a path"), ("https://api.inosio.example//", "without a path"),
        ("https://api.inosio.example?x=1", "without a path"), ("https://api.inosio.example#x", "without a path"),
        ("https://api.inosio.example/@evil.example", "without a path"),
        ("https://api.inosio.example/\\evil.example", "backslash"), ("https:\\\\api.inosio.example", "backslash"),
        ("https://evil.example\\@api.inosio.example", "backslash"),
        ("https://api.inosio.example\r\nX-Evil: 1", "line break"), ("https://a.example\nhttps://b.example",
        "line break"),
        ("https://api .inosio.example", "space"), ("https://api.inosio.example\x00", "control"),
        ("https://api.inosio.example\x7f.evil", "control"), ("https://api.inosio.example\u2028x", "line break"),
        ("https://api.inosi\u043e.example", "only look like"), ("https://\uff49nosio.example", "only look like"),
        ("https://api.inosio.example\u3002evil", "only look like"), ("https://api\u200b.inosio.example",
        "only look like"),
        ("https://inosio.example\u2044x", "only look like"),
        ("https://xn--inosi-x3a.example", "xn--"), ("https://api.XN--inosi-x3a.example", "xn--"),
        ("https://api.inosio.example.", "ends with a dot"), ("https://api.inosio.example.:443", "ends with a dot"),
        ("http://localhost.:8780", "ends with a dot"),
        ("https://api.inosio.example:", "port"), ("https://api.inosio.example:0", "port"),
        ("https://api.inosio.example:65536", "port"), ("https://api.inosio.example:44 3", "space"),
        ("https://api.inosio.example:-1", "port"), ("https://api.inosio.example:443:443", "port"),
        ("https://api.inosio.example:000443", "port"), ("https://api.inosio.example:https", "port"),
        ("https://", "missing"), ("https://:443", "missing"), ("https:///v1", "without a path"),
        ("https://.inosio.example", "letters, digits"), ("https://api..inosio.example", "letters, digits"),
        ("https://-api.inosio.example", "letters, digits"), ("https://api_x.inosio.example", "letters, digits"),
        ("https://api%2einosio.example", "letters, digits"), ("https://" + "a" * 64 + ".example", "letters, digits"),
        ("https://" + "a." * 127 + "example", "letters, digits"), ("https://" + "a" * 400, "too long"),
        ("https://2130706433", "usual spelling"), ("http://0x7f.1", "usual spelling"), ("http://127.1",
        "usual spelling"),
        ("https://0x7f000001", "usual spelling"), ("http://0177.0.0.1", "usual spelling"), ("https://1.2.3.4.5",
        "usual spelling"),
        ("https://256.1.1.1", "usual spelling"), ("https://[::1", "not written rightly"),
        ("https://::1", "missing"), ("https://[::1]x", "not written rightly"), ("https://[gg::1]", "usual spelling"),
        ("https://[]", "usual spelling"), ("https://[127.0.0.1]", "usual spelling"), ("https://a[::1]",
        "not written rightly"),
    ],
)
def test_a_hostile_address_has_its_sentence(typed, words):
    with pytest.raises(InsecureAddress) as caught:
        check_server_address(typed)
    assert words in caught.value.sentence
    assert not typed.strip() or typed.strip() not in caught.value.sentence


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8780", True), ("http://localhost:8780", True), ("https://[::1]", True),
        ("https://[::ffff:7f00:1]", False), ("https://inosio.example", False), ("https://[2001:db8::1]", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_loopback_is_this_pc_alone(origin, own):
    assert is_loopback_origin(origin) is own


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://inosio.example/home?x=%20y#z", True), ("http://127.0.0.1:8780/", True),
        ("http://inosio.example/", False),
        ("file:///etc/passwd", False), ("javascript:alert(1)", False), ("https://u@inosio.example/", False),
        ("", False),
        ("https://inosio.example/a b", False), ("https://inosio.example/" + "a" * 2000, False),
        ("//server/share", False),
        ("https://inosio.example/\\x", False), (" https://inosio.example/", False), ("https://%41.example/", False),
    ],
)
def test_only_safe_links_are_opened(link, opens):
    assert is_web_address(link) is opens
