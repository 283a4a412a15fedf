"""Applicants: what the server tells is kept until one is accepted; then a household becomes tenants, or nobody does."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from build import LYNN, MOMENT, TODAY, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.applicant_acceptance import accept_household, propose_household
from landlord_desktop.services.applicant_household import (
    AcceptedHousehold,
    HouseholdError,
    HouseholdOrder,
    HouseholdProposal,
    MemberOrder,
)
from landlord_desktop.services.applicant_import import (
    StoredApplicants,
    ToldApplicant,
    UnreadableApplicant,
    store_applicants,
    store_read_again,
    unreadable_applicants,
)
from landlord_desktop.services.applicants import (
    LONGEST_NOTES,
    ApplicantRow,
    WaitingApplicants,
    applicant_detail,
    applicant_list,
    count_waiting,
    save_applicant_notes,
    waiting_look_alikes,
)
from landlord_desktop.services.balances import build_snapshot
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.profiles.tenants import RecurringLine, Tenant, delete_tenant, read_tenant, save_tenant
from pcs import at_once

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
APRIL, NEXT_MARCH = date(2022, 4, 1), date(2023, 3, 31)


def told(number: str = "A1", **changes: object) -> ToldApplicant:
    """Priya Raman, approved for KMETZ Street from April."""
    priya = ToldApplicant(
        number, "applicant", "approved", "Raman", date(2022, 2, 20), AT, first_name="Priya",
        email="priya@example.com", phone="703-555-0142", unit_code="u-kmetz", move_in_on=APRIL, lease_starts_on=APRIL,
        lease_expires_on=NEXT_MARCH, rent_cents=69_500, browse_url="https://inosio.example/a1",
    )
    return replace(priya, **changes)


def mate(number: str = "A2", **changes: object) -> ToldApplicant:
    """Arjun Raman, co-applicant of A1."""
    values = {"kind": "co_applicant", "primary_external_id": "A1", "first_name": "Arjun", "email": "arjun@example.com"}
    return told(number, **{**values, **changes})


def one(books: Books, number: str = "A1") -> ApplicantRow:
    return next(row for row in applicant_list(books) if row.external_id == number)


def of(proposal: HouseholdProposal, *numbers: int) -> HouseholdOrder:
    """The proposal as it is; those of the numbers alone where some are given."""
    return HouseholdOrder(tuple(
        MemberOrder(member.applicant.applicant_id, member.tenant, member.applicant.last_modified)
        for place, member in enumerate(proposal.members) if not numbers or place in numbers
    ))  # fmt: skip


def changed(order: HouseholdOrder, place: int, **values: object) -> HouseholdOrder:
    """The order with other values of one member's tenant."""
    members = list(order.members)
    members[place] = replace(members[place], tenant=replace(members[place].tenant, **values))
    return HouseholdOrder(tuple(members))


def accept(books: Books, number: str = "A1") -> AcceptedHousehold:
    return accept_household(books, of(propose_household(books, one(books, number).applicant_id)))


@pytest.fixture
def applied(books: Books) -> Books:
    """Priya and Arjun applied for the unit of the tenant Kmetz, who moved out."""
    a_tenant(books, active=False)
    store_applicants(books, [mate(), told()], token=("PF", "t1"))
    return books


def nothing_made(books: Books) -> bool:
    return rows(books, "SELECT count(*) FROM tenant") == [(1,)] and all(not row.frozen for row in applicant_list(books))


def test_what_is_told_is_kept_once_and_followed(books: Books) -> None:
    assert store_applicants(books, [mate()]) == StoredApplicants(new=1)
    alone = applicant_detail(books, one(books, "A2").applicant_id)
    assert alone.household_problem == (
        "The primary applicant, A1 at Inosio, is not here yet; Arjun Raman can be accepted after that one."
    )
    newer = told(last_modified=AT.replace(hour=13), rent_cents=70_000)
    assert store_applicants(books, [newer, told()], token=("PF", "t1")) == StoredApplicants(new=1)
    assert store_applicants(books, [told(), newer, mate()]) == StoredApplicants()
    assert [row.name for row in applicant_list(books)] == ["Priya Raman", "Arjun Raman"]
    whole = applicant_detail(books, one(books, "A2").applicant_id)
    assert [row.external_id for row in whole.household] == ["A1", "A2"]
    assert (whole.household_problem, whole.household[0].rent_cents) == ("", 70_000)
    gone = told(status="withdrawn", last_modified=AT.replace(hour=14))
    assert store_applicants(books, [gone, mate(email="", last_modified=AT.replace(hour=14))]) == StoredApplicants(
        updated=1, withdrawn=1
    )
    assert (one(books).status_words, one(books).waiting, one(books, "A2").email) == ("Withdrawn", False, "")
    with books.store.read() as connection:
        assert count_waiting(connection) == WaitingApplicants(1, 1, 0)


def test_accepted_there_is_frozen_too_and_can_still_become_a_tenant(applied: Books) -> None:
    later = {"status": "accepted", "last_modified": AT.replace(hour=14)}
    assert store_applicants(applied, [told(**later)]).updated == 1
    other = told(email="x@example.com", status="withdrawn", last_modified=AT.replace(hour=15))
    assert store_applicants(applied, [other]) == StoredApplicants(kept=1)
    odd = UnreadableApplicant("A1", '{"id": "A1"}', "status: unknown word")
    assert store_applicants(applied, [], [odd]) == StoredApplicants(kept=1)
    row = one(applied)
    assert (row.status_words, row.email, row.frozen, row.waiting) == (
        "Accepted at Inosio", "priya@example.com", True, False,
    )  # fmt: skip
    for statement in (
        "UPDATE applicant SET email = 'x' WHERE external_id = 'A1'", "DELETE FROM applicant WHERE external_id = 'A1'",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="once accepted"), applied.store.write() as connection:
            connection.execute(text(statement))
    assert accept(applied).tenants[0].code == "RAMAN"


def test_what_cannot_be_read_waits_and_takes_its_place_once_it_can(books: Books) -> None:
    raw = UnreadableApplicant("A1", '{"id": "A1", "kind": "friend"}', "kind: unknown word", AT)
    nameless = UnreadableApplicant("", '{"kind": 9}', "id: must be a text")
    assert store_applicants(books, [mate()], [raw, nameless]) == StoredApplicants(new=1, unreadable=2)
    assert store_applicants(books, [], [raw, nameless]) == StoredApplicants()
    assert [row.unreadable for row in applicant_list(books) if not row.status] == [raw.problem, nameless.problem]
    with pytest.raises(RuleError, match="What Inosio tells of A1 cannot be read"):
        propose_household(books, one(books).applicant_id)
    with pytest.raises(RuleError, match="A1 at Inosio, is not here yet"):
        propose_household(books, one(books, "A2").applicant_id)
    kept = {item.external_id: item for item in unreadable_applicants(books)}
    unknown = next(name for name in kept if name != "A1")
    store_read_again(books, {"A1": told(), unknown: told("A9")})
    assert sorted((row.external_id, row.unreadable) for row in applicant_list(books)) == [
        ("A1", ""), ("A2", ""), ("A9", ""),
    ]  # fmt: skip
    late = replace(raw, last_modified=AT.replace(hour=1))
    assert store_applicants(books, [], [late]) == StoredApplicants()
    assert store_applicants(books, [], [replace(raw, last_modified=None)]).unreadable == 1
    assert propose_household(books, one(books).applicant_id).warnings == (
        "The newest answer of Inosio on Priya Raman cannot be read; what is shown here is older.",
    )
    store_read_again(books, {"A1": told(last_modified=AT.replace(hour=1), rent_cents=1)})
    assert (one(books).unreadable, one(books).rent_cents) == ("", 69_500)


def test_notes_are_the_office_s_own(applied: Books) -> None:
    key = one(applied).applicant_id
    accept(applied)
    assert save_applicant_notes(applied, key, " Has a dog. ").notes == "Has a dog."
    assert save_applicant_notes(applied, key, "Has a dog.").row.frozen
    trail = rows(applied, "SELECT count(*) FROM audit_entry WHERE action = 'change applicant'")
    assert trail == [(1,)]
    with pytest.raises(FieldsError):
        save_applicant_notes(applied, key, "x" * (LONGEST_NOTES + 1))
    for act in (
        lambda: save_applicant_notes(applied, 99, ""), lambda: applicant_detail(applied, 99),
        lambda: propose_household(applied, 99),
    ):  # fmt: skip
        with pytest.raises(NotFoundError):
            act()


def test_a_household_becomes_tenants_in_one_act(applied: Books) -> None:
    proposal = propose_household(applied, one(applied, "A2").applicant_id)
    first, second = (member.tenant for member in proposal.members)
    monthly = rows(applied, "SELECT id FROM schedule WHERE code = 'MONTHLY'")[0][0]
    unit = rows(applied, "SELECT id FROM unit")[0][0]
    assert first == Tenant(
        code="RAMAN", name="Priya Raman", unit_id=unit, email="priya@example.com", phone="703-555-0142",
        lease_type="closed", lease_starts_on=APRIL, lease_expires_on=NEXT_MARCH, move_in_on=APRIL, rent_cents=69_500,
        rent_schedule_id=monthly, rent_next_on=APRIL,
    )  # fmt: skip
    assert (second.code, second.posts_to_responsible, second.rent_cents, second.rent_schedule_id) == (
        "RAMAN-ARJUN", True, 0, None,
    )  # fmt: skip
    assert [member.warnings for member in proposal.members] == [(), ()]
    water = rows(applied, "SELECT id FROM charge_code WHERE code = 'WATER'")[0][0]
    line = RecurringLine(None, water, 4_000, "Water", monthly, APRIL)
    done = accept_household(applied, changed(of(proposal), 0, recurring=(line,)))
    assert done.sentence == "Priya Raman was accepted as tenant RAMAN, Arjun Raman as RAMAN-ARJUN."
    primary, co = (read_tenant(applied, made.tenant_id) for made in done.tenants)
    assert [(kept.amount_cents, kept.next_on) for kept in primary.recurring] == [(4_000, APRIL)]
    assert (co.responsible_tenant_id, co.posts_to_responsible, co.lease_starts_on) == (primary.record_id, True, APRIL)
    save_tenant(applied, replace(primary, phone="1"), primary)
    assert rows(applied, "SELECT applicant_id, email FROM tenant WHERE active = 1 ORDER BY id") == [
        ("A1", "priya@example.com"), ("A2", "arjun@example.com"),
    ]  # fmt: skip
    row = one(applied)
    assert (row.status_words, row.accepted_by, row.accepted_at, row.waiting) == (
        "Accepted as RAMAN", "lynn", MOMENT, False,
    )  # fmt: skip
    trail = rows(applied, "SELECT action, subject FROM audit_entry WHERE \"user\" = 'lynn' ORDER BY id")
    assert trail[-5:-1] == [
        ("add tenant", "tenant RAMAN"), ("add tenant", "tenant RAMAN-ARJUN"),
        ("accept applicant", "applicant A1"), ("accept applicant", "applicant A2"),
    ]  # fmt: skip
    with pytest.raises(RuleError, match="it is used: applicants"):
        delete_tenant(applied, co.record_id or 0)


def test_the_portal_knows_the_tenants_by_their_applications(applied: Books) -> None:
    accept(applied)
    with applied.store.write() as connection:
        connection.execute(text("UPDATE bank_detail SET account_number = '778899', routing_number = '021000089'"))
        sent = json.loads(build_snapshot(connection, applied).parts[0])["tenants"]
    (record,) = [record for record in sent if record["tenant_id"] == "RAMAN"]
    assert (record["applicant_id"], record["email"]) == ("A1", "priya@example.com")
    assert record["roommates"] == [{"tenant_id": "RAMAN-ARJUN", "name": "Arjun Raman", "email": "arjun@example.com"}]


def test_every_fault_of_every_member_is_told_and_nobody_is_accepted(applied: Books) -> None:
    proposal = propose_household(applied, one(applied).applicant_id)
    wrong = changed(of(proposal), 0, code="", unit_id=None, posts_to_responsible=True)
    with pytest.raises(HouseholdError) as caught:
        accept_household(applied, changed(wrong, 1, email="nobody", code="kmetz"))
    assert [(member.name, [fault.field for fault in member.fields]) for member in caught.value.members] == [
        ("Priya Raman", ["code", "unit_id", "responsible_tenant_id"]), ("Arjun Raman", ["code", "email"]),
    ]  # fmt: skip
    assert "Arjun Raman, E-mail: An address such as" in caught.value.sentence
    line = RecurringLine(None, None, 0, "", None, None)
    with pytest.raises(HouseholdError) as caught:
        accept_household(applied, changed(changed(of(proposal), 0, recurring=(line,)), 1, code="raman"))
    assert "Priya Raman, Recurring Charges, line 1: Value must be entered" in caught.value.problems
    assert caught.value.problems[-1] == "Arjun Raman, ID: Another member of the household has this ID."
    with pytest.raises(HouseholdError) as caught:
        accept_household(applied, changed(of(proposal), 0, email="nobody"))
    assert [member.name for member in caught.value.members] == ["Priya Raman"]
    with pytest.raises(HouseholdError, match="Another tenant has the ID RAMAN"):
        accept_household(applied, changed(of(proposal), 1, code="Raman"))
    assert nothing_made(applied)


def test_a_failure_half_way_leaves_nothing(applied: Books) -> None:
    order = of(propose_household(applied, one(applied).applicant_id))
    with applied.store.write() as connection:  # the second update is refused, as by a full disk
        connection.execute(text("CREATE UNIQUE INDEX once ON applicant (accepted_by) WHERE accepted_by <> ''"))
    with pytest.raises(DBAPIError):
        accept_household(applied, order)
    assert nothing_made(applied)
    with applied.store.write() as connection:
        connection.execute(text("DROP INDEX once"))
    assert len(accept_household(applied, order).tenants) == 2


def test_who_may_be_accepted_and_when(applied: Books) -> None:
    proposal = propose_household(applied, one(applied).applicant_id)
    both, first, second = of(proposal), of(proposal, 0), of(proposal, 1)
    with pytest.raises(RuleError, match="accept the primary applicant Priya Raman first, or both together"):
        accept_household(applied, second)
    with pytest.raises(RuleError, match="Nobody was chosen"):
        accept_household(applied, HouseholdOrder(()))
    with pytest.raises(RuleError, match="chosen twice"):
        accept_household(applied, HouseholdOrder(both.members + first.members))
    with pytest.raises(NotFoundError):
        accept_household(applied, HouseholdOrder((MemberOrder(99, Tenant()),)))
    store_applicants(applied, [mate(phone="1", last_modified=AT.replace(hour=13)), told("A3", kind="co_applicant")])
    with pytest.raises(StaleError, match="Arjun Raman was changed at Inosio since"):
        accept_household(applied, both)
    with pytest.raises(RuleError, match="does not say whose co-applicant Priya Raman is"):
        propose_household(applied, one(applied, "A3").applicant_id)
    with pytest.raises(RuleError, match="does not say whose co-applicant"):
        accept_household(applied, HouseholdOrder((MemberOrder(one(applied, "A3").applicant_id, Tenant()),)))
    store_applicants(applied, [], [UnreadableApplicant("A4", "{}", "empty")])
    with pytest.raises(RuleError, match="cannot be read"):
        accept_household(applied, HouseholdOrder((MemberOrder(one(applied, "A4").applicant_id, Tenant()),)))
    assert nothing_made(applied)


def test_a_co_applicant_who_comes_later_is_accepted_alone(applied: Books) -> None:
    made = accept_household(applied, of(propose_household(applied, one(applied).applicant_id), 0)).tenants[0]
    store_applicants(applied, [mate("A3", first_name="Mira", unit_code="", lease_starts_on=None, move_in_on=None)])
    proposal = propose_household(applied, one(applied).applicant_id)
    assert [member.applicant.external_id for member in proposal.members] == ["A2", "A3"]
    assert (proposal.responsible_code, proposal.members[1].tenant.lease_starts_on) == ("RAMAN", APRIL)
    assert [member.warnings for member in proposal.members] == [(), ()]
    done = accept_household(applied, of(proposal, 1))
    assert (done.sentence, read_tenant(applied, done.tenants[0].tenant_id).responsible_tenant_id) == (
        "Mira Raman was accepted as tenant RAMAN-MIRA.", made.tenant_id,
    )  # fmt: skip
    accept(applied, "A2")
    for number in ("A1", "A2"):
        with pytest.raises(RuleError, match=r"was accepted by lynn on 3/8/2022 and is tenant RAMAN"):
            propose_household(applied, one(applied, number).applicant_id)


def test_a_co_applicant_already_accepted_opens_nothing_while_another_waits(applied: Books) -> None:
    accept(applied)
    store_applicants(applied, [mate("A3", first_name="Mira")])
    with pytest.raises(RuleError, match="Arjun Raman was accepted"):
        propose_household(applied, one(applied, "A2").applicant_id)


def test_a_household_accepted_on_two_pcs_at_once_is_accepted_once(applied: Books) -> None:
    other = open_books(applied.store.location, actor=replace(LYNN, user="clive"), clock=applied.clock)
    order = of(propose_household(applied, one(applied).applicant_id))
    refused = at_once(lambda: accept_household(applied, order), lambda: accept_household(other, order))
    other.close()
    assert "Priya Raman was accepted by" in refused[0]
    assert refused[0].endswith("is tenant RAMAN. Nothing more was done.")
    assert rows(applied, "SELECT count(*) FROM tenant WHERE applicant_id IS NOT NULL") == [(2,)]


def test_what_looks_wrong_is_warned_about(applied: Books) -> None:
    with applied.store.write() as connection:
        connection.execute(text("UPDATE tenant SET active = 1, email = 'x@e.com, PRIYA@e.com', phone = '5550143'"))
        connection.execute(text("UPDATE schedule SET active = 0"))
    later = {"last_modified": AT.replace(hour=13), "status": "withdrawn"}
    store_applicants(applied, [
        told(lease_starts_on=date(2022, 4, 15), email="priya@e.com", **later),
        mate(email="", phone="555-0143", unit_code="", **later),
        told("B1", last_name="\u0418\u0432\u0430\u043d\u043e\u0432", first_name="", unit_code="NONE", email="",
             rent_cents=0, lease_starts_on=None, move_in_on=None, lease_expires_on=None),
        told("B2", last_name="Kmetz" * 5, first_name="Jo\u202e", unit_code="", email="b2@example.com",
             lease_expires_on=None),
        told("B3", last_name="O'Neil-Ray", unit_code="u-kmetz", email="b3@example.com"),
    ])  # fmt: skip
    proposal = propose_household(applied, one(applied).applicant_id)
    assert proposal.warnings == ("Priya Raman and Arjun Raman withdrew the application.",)
    first, second = proposal.members
    assert (first.chosen, second.chosen, second.tenant.unit_id) == (True, False, first.tenant.unit_id)
    assert [(fault.field, fault.sentence.partition(".")[0]) for fault in (*first.warnings, *second.warnings)] == [
        ("unit_id", "KMETZ, Tenant KMETZ, is an active tenant of this unit"),
        ("name", "KMETZ, Tenant KMETZ, was entered by hand and has the same e-mail address"),
        ("name", "KMETZ, Tenant KMETZ, was entered by hand and has the same phone number in this unit"),
        ("email", "Without an e-mail address Inosio cannot tell who this tenant is"),
    ]  # fmt: skip
    assert (first.tenant.rent_schedule_id, first.tenant.rent_next_on) == (None, None)
    with applied.store.write() as connection:
        connection.execute(text("UPDATE schedule SET active = 1"))
        connection.execute(text("UPDATE tenant SET name = 'RAMAN, PRIYA', email = '', phone = ''"))
    first = propose_household(applied, one(applied).applicant_id).members[0]
    assert "has the same name in this unit" in first.warnings[1].sentence
    assert first.warnings[2].sentence == "The lease starts on 4/15/2022: charge 4/15/2022 through 4/30/2022 by hand."
    assert first.tenant.rent_next_on == date(2022, 5, 1)
    odd = propose_household(applied, one(applied, "B1").applicant_id).members[0]
    assert (odd.tenant.code, odd.tenant.lease_type, odd.tenant.rent_next_on) == ("TENANT", "", APRIL)
    assert [fault.sentence for fault in odd.warnings] == [
        "Inosio names the unit NONE, which is none here; choose one.",
        "Without an e-mail address Inosio cannot tell who this tenant is.", "Inosio names no rent.",
    ]  # fmt: skip
    long = propose_household(applied, one(applied, "B2").applicant_id).members[0]
    assert (long.tenant.code, long.tenant.name, long.tenant.lease_type) == (
        "KMETZ" * 4, f"Jo {'Kmetz' * 5}", "month_to_month",
    )  # fmt: skip
    assert [fault.sentence for fault in long.warnings] == ["Inosio names no unit; choose one."]
    with applied.store.write() as connection:
        connection.execute(text("UPDATE unit SET active = 0"))
    closed = propose_household(applied, one(applied, "B3").applicant_id).members[0]
    assert closed.warnings[0].sentence == "Inosio names the unit u-kmetz, which is no longer active; choose one."
    assert closed.tenant.code == "ONEILRAY"


def test_an_id_that_is_taken_gets_the_first_name_or_a_number(applied: Books) -> None:
    for code in ("Raman", "RAMAN-PRIYA"):
        a_tenant(applied, code)
    store_applicants(applied, [mate("A3", first_name="")])
    proposal = propose_household(applied, one(applied).applicant_id)
    assert [member.tenant.code for member in proposal.members] == ["RAMAN-2", "RAMAN-ARJUN", "RAMAN-3"]


def test_the_late_fee_profile_is_the_neighbours(applied: Books) -> None:
    with applied.store.write() as connection:
        code = connection.execute(text("SELECT id FROM charge_code WHERE code = 'LATE'")).scalar()
        for name in ("FLAT", "USUAL"):
            connection.execute(
                text("INSERT INTO late_fee_profile (code, name, charge_code_id) VALUES (:name, :name, :code)"),
                {"name": name, "code": code},
            )
    first = propose_household(applied, one(applied).applicant_id).members[0]
    assert first.tenant.late_fee_profile_id is None
    a_tenant(applied, "FLORES")
    with applied.store.write() as connection:
        connection.execute(text(
            "UPDATE tenant SET late_fee_profile_id = (SELECT id FROM late_fee_profile WHERE code = 'USUAL') "
            "WHERE code = 'FLORES'"
        ))  # fmt: skip
    first, second = propose_household(applied, one(applied).applicant_id).members
    usual = rows(applied, "SELECT id FROM late_fee_profile WHERE code = 'USUAL'")[0][0]
    assert (first.tenant.late_fee_profile_id, second.tenant.late_fee_profile_id) == (usual, None)


def test_a_tenant_entered_by_hand_who_is_an_applicant(applied: Books) -> None:
    unit, other = rows(applied, "SELECT id FROM unit")[0][0], a_tenant(applied, "FLORES")
    found = waiting_look_alikes(applied, "RAMAN, Priya", unit_id=unit)
    assert [(alike.name, alike.applicant_id) for alike in found] == [("Priya Raman", one(applied).applicant_id)]
    assert found[0].sentence.startswith("The applicant Priya Raman has this name and waits to be accepted.")
    assert [alike.name for alike in waiting_look_alikes(applied, "X", "y@e.com, Arjun@Example.com")] == ["Arjun Raman"]
    elsewhere = read_tenant(applied, other).unit_id
    assert waiting_look_alikes(applied, "Priya Raman", "", elsewhere) == waiting_look_alikes(applied, "", "") == ()
    accept(applied)
    assert waiting_look_alikes(applied, "Priya Raman", "priya@example.com") == ()


def test_the_trail_of_what_came(applied: Books) -> None:
    (sentence,) = rows(applied, "SELECT sentence FROM audit_entry WHERE action = 'retrieve applicants'")[0]
    assert sentence.startswith("2 new, 0 changed, 0 withdrawn")
    assert TODAY.isoformat() in rows(applied, "SELECT at FROM audit_entry ORDER BY id DESC")[0][0]
