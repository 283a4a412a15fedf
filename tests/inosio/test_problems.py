"""Every answer that is not 2xx ends in one error of the tree with one plain sentence."""

from datetime import UTC, datetime

import pytest

from landlord_desktop.inosio.errors import InosioError, Nonsense, Refused, ServerFailing, ServerMoved, SignedOut
from landlord_desktop.inosio.problems import retry_after
from wire_values import KEY, PROBLEM, TOKEN, client, header, said

NOW = datetime(2022, 2, 23, 14, 5, tzinfo=UTC)


def problem(status, code="odd_code", **more):
    return {"type": "about:blank", "title": "Title", "status": status, "code": code} | more


def failing(*answer, **headers):
    with pytest.raises(InosioError) as caught:
        client(said(*answer, X_Request_Id="req-1", **headers)).send("PUT", "/v1/snapshots", b"{}", KEY)
    assert caught.value.request_id == "req-1"
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "family", "words"),
    [
        (401, "token_missing", SignedOut, "given no User Token"),
        (401, "token_invalid", SignedOut, "does not know this User Token"),
        (401, "token_revoked", SignedOut, "revoked"),
        (401, "Odd Code", SignedOut, "does not accept"),
        (403, "feature_not_enabled", Refused, "signed up"),
        (403, "", Refused, "does not allow"),
        (404, "not_found", Refused, "does not know this record"),
        (409, "idempotency_mismatch", Refused, "another request"),
        (409, "snapshot_incomplete", Refused, "incomplete"),
        (409, "snapshot_committed", Refused, "already complete"),
        (409, "x", Refused, "another state"),
        (412, "revision_changed", Refused, "changed at the server"),
        (413, "too_large", Refused, "too large"),
        (418, "", Refused, "status 418"),
        (422, "invalid", Refused, "account and routing number"),
        (429, "rate_limited", ServerFailing, "too often"),
        (500, "", ServerFailing, "status 500"),
        (503, "maintenance", ServerFailing, "maintenance"),
        (599, "", ServerFailing, "status 599"),
        (408, "", ServerFailing, "status 408"),
        (301, "", ServerMoved, "moved"),
        (304, "", ServerMoved, "moved"),
        (202, "", Nonsense, "status 202"),
    ],
)
def test_each_status_has_its_error_and_sentence(status, code, family, words):
    error = failing(problem(status, code), status, PROBLEM)
    assert type(error) is family
    assert words in error.sentence
    assert getattr(error, "code", code) in {code, ""}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 422])
@pytest.mark.parametrize(("body", "kind"), [(b"<html>", "text/html"), (b"{", PROBLEM), (b"[]", PROBLEM)])
def test_a_refusal_that_is_no_inosio_answer_refuses_nothing_for_good(status, body, kind):
    error = failing(body, status, kind)
    assert type(error) is Nonsense
    assert "Alternate Server" in error.sentence


@pytest.mark.parametrize(("status", "family"), [(401, SignedOut), (413, Refused), (500, ServerFailing),
(502, ServerFailing)])
def test_some_statuses_need_no_body(status, family):
    assert type(failing(b"<html>", status, "text/html")) is family


def test_a_changed_revision_brings_the_present_header():
    error = failing(problem(412, "revision_changed", batch=header(revision="r9")), 412, PROBLEM)
    assert error.batch.revision == "r9"
    assert failing(problem(412, "revision_changed", batch={"id": 1}), 412, PROBLEM).batch is None


def test_the_servers_words_are_kept_apart_and_masked():
    error = failing(
        problem(
            422, "invalid", detail=f"Account 0020021234 of \ud800 {TOKEN}: " + "x" * 900,
            errors=[{"pointer": "/bank_accounts/0/routing_number", "detail": "0001234 is no ABA number"}, 5,
            {"detail": 7}],
        ),
        422, PROBLEM,
    )
    for private in ("0020021234", "0001234", TOKEN):
        assert private not in error.sentence + error.detail + repr(error.problems)
    assert "••••1234" in error.detail
    assert len(error.detail) == 300
    assert error.problems[0] == ("/bank_accounts/0/routing_number", "••••1234 is no ABA number")
    assert error.problems[1] == ("", "")
    assert failing(problem(422, errors="none"), 422, PROBLEM).problems == ()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None), ("5", 5.0), (" 30 ", 30.0), ("999999999", 3600.0), ("1e3", None), ("-5", None), ("soon", None),
        ("", None), ("Wed, 23 Feb 2022 14:06:00 GMT", 60.0), ("Wed, 23 Feb 2022 14:00:00 GMT", 0.0),
        ("Wed, 23 Feb 2023 14:00:00 GMT", 3600.0), ("Wed, 23 Feb 2022 14:06:00 -0000", None), ("9" * 400, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_an_hour(text, seconds):
    assert retry_after(text, NOW) == seconds


def test_a_busy_server_says_when_to_come_back():
    error = failing(problem(429, "rate_limited"), 429, PROBLEM, Retry_After="7")
    assert (error.retry_after, error.status) == (7.0, 429)
