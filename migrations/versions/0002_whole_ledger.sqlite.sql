CREATE TABLE autopilot_round (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    workstation TEXT DEFAULT '' NOT NULL,
    cause TEXT DEFAULT '' NOT NULL,
    sentence TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_autopilot_round PRIMARY KEY (id),
    CONSTRAINT ck_autopilot_round_cause_word CHECK (cause IN ('called', 'scheduled'))
)
 STRICT;

CREATE TABLE file_columns (
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    columns TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_file_columns PRIMARY KEY (kind, header)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE schedule (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    period TEXT DEFAULT '' NOT NULL,
    every INTEGER DEFAULT '1' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_schedule PRIMARY KEY (id),
    CONSTRAINT ck_schedule_period_word CHECK (period IN ('day', 'week', 'month', 'year')),
    CONSTRAINT ck_schedule_every_range CHECK (every BETWEEN 1 AND 366),
    CONSTRAINT uq_schedule_code UNIQUE (code)
)
 STRICT;

CREATE TABLE bank_statement (
    id INTEGER NOT NULL,
    bank_account_id INTEGER NOT NULL,
    statement_on TEXT NOT NULL,
    closing_cents INTEGER DEFAULT '0' NOT NULL,
    reconciled_at TEXT NOT NULL,
    reconciled_by TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_bank_statement PRIMARY KEY (id),
    CONSTRAINT uq_bank_statement_bank_account_id_statement_on UNIQUE (bank_account_id, statement_on),
    CONSTRAINT fk_bank_statement_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id)
)
 STRICT;

CREATE TABLE fee_profile (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    fee_basis_points INTEGER DEFAULT '0' NOT NULL,
    flat_fee_cents INTEGER DEFAULT '0' NOT NULL,
    flat_fee_schedule_id INTEGER,
    leasing_basis_points INTEGER DEFAULT '0' NOT NULL,
    leasing_replaces_fee INTEGER DEFAULT '0' NOT NULL,
    late_fee_owner_basis_points INTEGER DEFAULT '0' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_fee_profile PRIMARY KEY (id),
    CONSTRAINT ck_fee_profile_fee_range CHECK (fee_basis_points BETWEEN 0 AND 10000),
    CONSTRAINT ck_fee_profile_leasing_range CHECK (leasing_basis_points BETWEEN 0 AND 10000),
    CONSTRAINT ck_fee_profile_split_range CHECK (late_fee_owner_basis_points BETWEEN 0 AND 10000),
    CONSTRAINT ck_fee_profile_flat_fee_range CHECK (flat_fee_cents >= 0),
    CONSTRAINT uq_fee_profile_code UNIQUE (code),
    CONSTRAINT fk_fee_profile_flat_fee_schedule_id_schedule FOREIGN KEY(flat_fee_schedule_id) REFERENCES schedule (id)
)
 STRICT;

CREATE TABLE late_fee_profile (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    charge_code_id INTEGER NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    basis_points INTEGER DEFAULT '0' NOT NULL,
    grace_days INTEGER DEFAULT '5' NOT NULL,
    repeats TEXT DEFAULT 'monthly' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_late_fee_profile PRIMARY KEY (id),
    CONSTRAINT ck_late_fee_profile_repeats_word CHECK (repeats IN ('monthly', 'daily')),
    CONSTRAINT ck_late_fee_profile_fee_range CHECK (amount_cents >= 0 AND basis_points BETWEEN 0 AND 10000),
    CONSTRAINT ck_late_fee_profile_grace_range CHECK (grace_days BETWEEN 0 AND 365),
    CONSTRAINT uq_late_fee_profile_code UNIQUE (code),
    CONSTRAINT fk_late_fee_profile_charge_code_id_charge_code FOREIGN KEY(charge_code_id) REFERENCES charge_code (id)
)
 STRICT;

CREATE TABLE ownership (
    property_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    shares INTEGER NOT NULL,
    CONSTRAINT pk_ownership PRIMARY KEY (property_id, owner_id),
    CONSTRAINT ck_ownership_has_shares CHECK (shares > 0),
    CONSTRAINT ck_ownership_not_own_owner CHECK (property_id <> owner_id),
    CONSTRAINT fk_ownership_property_id_ledger FOREIGN KEY(property_id) REFERENCES ledger (id),
    CONSTRAINT fk_ownership_owner_id_ledger FOREIGN KEY(owner_id) REFERENCES ledger (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE site_match (
    external_site TEXT NOT NULL,
    unit_id INTEGER,
    ledger_id INTEGER,
    matched_by TEXT NOT NULL,
    matched_at TEXT NOT NULL,
    CONSTRAINT pk_site_match PRIMARY KEY (external_site),
    CONSTRAINT ck_site_match_one_site CHECK ((unit_id IS NULL) <> (ledger_id IS NULL)),
    CONSTRAINT fk_site_match_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_site_match_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE payer_memory (
    payer_name TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    tenant_id INTEGER NOT NULL,
    remembered_by TEXT DEFAULT '' NOT NULL,
    remembered_at TEXT NOT NULL,
    CONSTRAINT pk_payer_memory PRIMARY KEY (payer_name, unit_name),
    CONSTRAINT fk_payer_memory_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE recurring_charge (
    id INTEGER NOT NULL,
    tenant_id INTEGER NOT NULL,
    charge_code_id INTEGER NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    schedule_id INTEGER NOT NULL,
    next_on TEXT NOT NULL,
    expires_on TEXT,
    expired INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_recurring_charge PRIMARY KEY (id),
    CONSTRAINT ck_recurring_charge_has_amount CHECK (amount_cents <> 0),
    CONSTRAINT fk_recurring_charge_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_recurring_charge_charge_code_id_charge_code FOREIGN KEY(charge_code_id) REFERENCES charge_code (id),
    CONSTRAINT fk_recurring_charge_schedule_id_schedule FOREIGN KEY(schedule_id) REFERENCES schedule (id)
)
 STRICT;

CREATE TABLE rent_change (
    id INTEGER NOT NULL,
    tenant_id INTEGER NOT NULL,
    effective_on TEXT NOT NULL,
    rent_cents INTEGER DEFAULT '0' NOT NULL,
    applied_at TEXT,
    CONSTRAINT pk_rent_change PRIMARY KEY (id),
    CONSTRAINT uq_rent_change_tenant_id_effective_on UNIQUE (tenant_id, effective_on),
    CONSTRAINT ck_rent_change_rent_range CHECK (rent_cents >= 0),
    CONSTRAINT fk_rent_change_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id)
)
 STRICT;

CREATE TABLE autopilot_batch (
    round_id INTEGER NOT NULL,
    batch_id TEXT NOT NULL,
    posted_count INTEGER DEFAULT '0' NOT NULL,
    posted_cents INTEGER DEFAULT '0' NOT NULL,
    held_count INTEGER DEFAULT '0' NOT NULL,
    held_cents INTEGER DEFAULT '0' NOT NULL,
    event_id INTEGER,
    slips TEXT DEFAULT '' NOT NULL,
    stopped TEXT DEFAULT '' NOT NULL,
    waiting TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_autopilot_batch PRIMARY KEY (round_id, batch_id),
    CONSTRAINT fk_autopilot_batch_round_id_autopilot_round FOREIGN KEY(round_id) REFERENCES autopilot_round (id),
    CONSTRAINT fk_autopilot_batch_batch_id_inosio_batch FOREIGN KEY(batch_id) REFERENCES inosio_batch (id),
    CONSTRAINT fk_autopilot_batch_event_id_transaction_set FOREIGN KEY(event_id) REFERENCES transaction_set (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE bank_item (
    set_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    bank_account_id INTEGER NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    check_number TEXT DEFAULT '' NOT NULL,
    cleared_on TEXT,
    CONSTRAINT pk_bank_item PRIMARY KEY (set_id, line),
    CONSTRAINT ck_bank_item_has_amount CHECK (amount_cents <> 0),
    CONSTRAINT fk_bank_item_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_bank_item_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE returned_payment (
    id INTEGER NOT NULL,
    origin TEXT DEFAULT '' NOT NULL,
    return_id TEXT NOT NULL,
    payment_id TEXT DEFAULT '' NOT NULL,
    source_key TEXT,
    batch_id TEXT DEFAULT '' NOT NULL,
    returned_on TEXT,
    amount_cents INTEGER,
    kind TEXT DEFAULT '' NOT NULL,
    reason_code TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    tenant_code TEXT DEFAULT '' NOT NULL,
    unit_code TEXT DEFAULT '' NOT NULL,
    file_name TEXT DEFAULT '' NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    set_id INTEGER,
    settled_at TEXT,
    settled_by TEXT DEFAULT '' NOT NULL,
    settled_reason TEXT DEFAULT '' NOT NULL,
    unreadable TEXT DEFAULT '' NOT NULL,
    raw_text TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_returned_payment PRIMARY KEY (id),
    CONSTRAINT ck_returned_payment_origin_word CHECK (origin IN ('server', 'file')),
    CONSTRAINT ck_returned_payment_kind_word CHECK (kind IN ('return', 'refund', 'chargeback')),
    CONSTRAINT ck_returned_payment_state_word CHECK (state IN ('waiting', 'approved', 'set_aside')),
    CONSTRAINT ck_returned_payment_approved_set CHECK ((state = 'approved') = (set_id IS NOT NULL)),
    CONSTRAINT ck_returned_payment_readable CHECK (unreadable <> '' OR (source_key IS NOT NULL AND returned_on IS NOT NULL AND amount_cents > 0)),
    CONSTRAINT uq_returned_payment_origin_return_id UNIQUE (origin, return_id),
    CONSTRAINT uq_returned_payment_set_id UNIQUE (set_id),
    CONSTRAINT fk_returned_payment_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id)
)
 STRICT;

CREATE TABLE advance_payment (
    id INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    tenant_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    ledger_id INTEGER NOT NULL,
    charge_code_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    unused_cents INTEGER DEFAULT '0' NOT NULL,
    fee_basis_points INTEGER DEFAULT '0' NOT NULL,
    fee_cents INTEGER DEFAULT '0' NOT NULL,
    fee_unused_cents INTEGER DEFAULT '0' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    reversed INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_advance_payment PRIMARY KEY (id),
    CONSTRAINT ck_advance_payment_has_amount CHECK (amount_cents > 0),
    CONSTRAINT ck_advance_payment_unused_range CHECK (unused_cents BETWEEN 0 AND amount_cents),
    CONSTRAINT ck_advance_payment_reversed_is_used CHECK (reversed = 0 OR unused_cents = 0),
    CONSTRAINT fk_advance_payment_set_id_receipt FOREIGN KEY(set_id) REFERENCES receipt (id),
    CONSTRAINT fk_advance_payment_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_advance_payment_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_advance_payment_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_advance_payment_charge_code_id_charge_code FOREIGN KEY(charge_code_id) REFERENCES charge_code (id),
    CONSTRAINT fk_advance_payment_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id)
)
 STRICT;

CREATE TABLE slip_receipt (
    slip_id INTEGER NOT NULL,
    receipt_id INTEGER NOT NULL,
    CONSTRAINT pk_slip_receipt PRIMARY KEY (slip_id, receipt_id),
    CONSTRAINT fk_slip_receipt_slip_id_deposit_slip FOREIGN KEY(slip_id) REFERENCES deposit_slip (id),
    CONSTRAINT fk_slip_receipt_receipt_id_receipt FOREIGN KEY(receipt_id) REFERENCES receipt (id)
)
 WITHOUT ROWID,
 STRICT;

INSERT INTO schedule (code, name, period, every)
SELECT s.column1, s.column2, s.column3, s.column4 FROM (VALUES
    ('DAILY', 'Daily', 'day', 1), ('WEEKLY', 'Weekly', 'week', 1), ('BIWEEKLY', 'Every Two Weeks', 'week', 2),
    ('MONTHLY', 'Monthly', 'month', 1), ('QUARTERLY', 'Quarterly', 'month', 3), ('YEARLY', 'Yearly', 'year', 1)) s
WHERE EXISTS (SELECT 1 FROM office);

INSERT INTO fee_profile (code, name, fee_basis_points)
SELECT (fee_basis_points / 100) || '.' || substr('0' || (fee_basis_points % 100), -2),
    'Management fee of ' || (fee_basis_points / 100) || '.' || substr('0' || (fee_basis_points % 100), -2) || ' %',
    fee_basis_points
FROM (SELECT DISTINCT fee_basis_points FROM unit WHERE fee_basis_points > 0);

INSERT INTO account_code (code, name, ledger_code, account_type)
SELECT s.column1, s.column2, s.column3, s.column4 FROM (VALUES
    ('RECEIVABLE', 'Accounts Receivable', '1200', 'current_asset'),
    ('NSF INCOME', 'NSF Fee Income', '4500', 'other_income'),
    ('BANK CHARGES', 'Bank Charges', '6100', 'expense')) s
WHERE EXISTS (SELECT 1 FROM office) AND NOT EXISTS (SELECT 1 FROM account_code a WHERE a.code = s.column1);

INSERT INTO posting_table (role, account_id)
SELECT s.column1, a.id FROM (VALUES
    ('accounts_receivable', 'RECEIVABLE'), ('bank_charges', 'BANK CHARGES')) s
JOIN account_code a ON a.code = s.column2 WHERE EXISTS (SELECT 1 FROM office);

INSERT INTO charge_code (code, name, account_id, payee)
SELECT 'NSF', 'NSF Fee', a.id, 'management' FROM account_code a WHERE a.code = 'NSF INCOME'
AND EXISTS (SELECT 1 FROM office) AND NOT EXISTS (SELECT 1 FROM charge_code c WHERE c.code = 'NSF');

CREATE TABLE new_vendor (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    postal_code TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    insurance_expires_on TEXT,
    alert TEXT DEFAULT '' NOT NULL,
    comments TEXT DEFAULT '' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_vendor PRIMARY KEY (id),
    CONSTRAINT uq_vendor_code UNIQUE (code)
)
 STRICT;

INSERT INTO new_vendor
    (id, code, name, email, phone, active)
SELECT
    old.id, old.code, old.name, old.email, old.phone, old.active
FROM vendor AS old;

CREATE TABLE new_ledger (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    management_ledger_id INTEGER,
    bank_account_id INTEGER,
    accounting_method TEXT DEFAULT 'cash' NOT NULL,
    address TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    postal_code TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    reserve_cents INTEGER DEFAULT '0' NOT NULL,
    repair_limit_cents INTEGER DEFAULT '0' NOT NULL,
    alert TEXT DEFAULT '' NOT NULL,
    comments TEXT DEFAULT '' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (id),
    CONSTRAINT ck_ledger_kind_word CHECK (kind IN ('owner', 'property', 'management')),
    CONSTRAINT ck_ledger_accounting_method_word CHECK (accounting_method IN ('cash', 'accrual')),
    CONSTRAINT uq_ledger_code UNIQUE (code),
    CONSTRAINT fk_ledger_management_ledger_id_ledger FOREIGN KEY(management_ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_ledger_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id)
)
 STRICT;

INSERT INTO new_ledger
    (id, code, name, kind, management_ledger_id, bank_account_id, active)
SELECT
    old.id, old.code, old.name, old.kind, old.management_ledger_id, old.bank_account_id, old.active
FROM ledger AS old;

CREATE TABLE new_unit (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    ledger_id INTEGER NOT NULL,
    fee_profile_id INTEGER,
    flat_fee_next_on TEXT,
    address TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    postal_code TEXT DEFAULT '' NOT NULL,
    market_rent_cents INTEGER DEFAULT '0' NOT NULL,
    repair_limit_cents INTEGER DEFAULT '0' NOT NULL,
    alert TEXT DEFAULT '' NOT NULL,
    comments TEXT DEFAULT '' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT uq_unit_code UNIQUE (code),
    CONSTRAINT fk_unit_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_unit_fee_profile_id_fee_profile FOREIGN KEY(fee_profile_id) REFERENCES fee_profile (id)
)
 STRICT;

INSERT INTO new_unit
    (id, code, name, ledger_id, fee_profile_id, address, city, state, postal_code, active)
SELECT
    old.id, old.code, old.name, old.ledger_id, (SELECT p.id FROM fee_profile p WHERE p.fee_basis_points =
    old.fee_basis_points), old.address, old.city, old.state, old.postal_code, old.active
FROM unit AS old;

CREATE TABLE new_tenant (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    unit_id INTEGER NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    responsible_tenant_id INTEGER,
    posts_to_responsible INTEGER DEFAULT '0' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    applicant_id TEXT,
    payments_blocked INTEGER DEFAULT '0' NOT NULL,
    lease_starts_on TEXT,
    lease_expires_on TEXT,
    rent_cents INTEGER DEFAULT '0' NOT NULL,
    rent_schedule_id INTEGER,
    rent_next_on TEXT,
    rent_expires_on TEXT,
    rent_expired INTEGER DEFAULT '0' NOT NULL,
    lease_type TEXT DEFAULT '' NOT NULL,
    move_in_on TEXT,
    notice_given_on TEXT,
    move_out_on TEXT,
    review_on TEXT,
    insurance_expires_on TEXT,
    late_fee_profile_id INTEGER,
    grace_days INTEGER,
    alert TEXT DEFAULT '' NOT NULL,
    comments TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_tenant PRIMARY KEY (id),
    CONSTRAINT ck_tenant_lease_type_word CHECK (lease_type IN ('', 'closed', 'open', 'month_to_month')),
    CONSTRAINT ck_tenant_rent_range CHECK (rent_cents >= 0),
    CONSTRAINT ck_tenant_grace_range CHECK (grace_days BETWEEN 0 AND 365),
    CONSTRAINT ck_tenant_not_own_responsible CHECK (responsible_tenant_id <> id),
    CONSTRAINT ck_tenant_responsible_named CHECK (posts_to_responsible = 0 OR responsible_tenant_id IS NOT NULL),
    CONSTRAINT uq_tenant_code UNIQUE (code),
    CONSTRAINT fk_tenant_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_tenant_responsible_tenant_id_tenant FOREIGN KEY(responsible_tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_tenant_rent_schedule_id_schedule FOREIGN KEY(rent_schedule_id) REFERENCES schedule (id),
    CONSTRAINT fk_tenant_late_fee_profile_id_late_fee_profile FOREIGN KEY(late_fee_profile_id) REFERENCES late_fee_profile (id)
)
 STRICT;

INSERT INTO new_tenant
    (id, code, name, unit_id, active, responsible_tenant_id, posts_to_responsible, email, phone, applicant_id,
    payments_blocked, lease_starts_on, lease_expires_on, rent_cents, rent_schedule_id)
SELECT
    old.id, old.code, old.name, old.unit_id, old.active, old.responsible_tenant_id, old.posts_to_responsible,
    old.email, old.phone, old.applicant_id, old.payments_blocked, old.lease_starts_on, old.lease_expires_on,
    old.rent_cents, CASE WHEN old.rent_cents > 0 THEN (SELECT s.id FROM schedule s WHERE s.code = 'MONTHLY') END
FROM tenant AS old;

CREATE TABLE new_transaction_set (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    posted_on TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT DEFAULT '' NOT NULL,
    workstation TEXT DEFAULT '' NOT NULL,
    tenant_id INTEGER,
    memo TEXT DEFAULT '' NOT NULL,
    reason TEXT DEFAULT '' NOT NULL,
    comments TEXT DEFAULT '' NOT NULL,
    event_id INTEGER,
    reverses_set_id INTEGER,
    content_hash TEXT DEFAULT '' NOT NULL,
    hash_recipe INTEGER NOT NULL,
    CONSTRAINT pk_transaction_set PRIMARY KEY (id),
    CONSTRAINT ck_transaction_set_kind_word CHECK (kind IN ('charge', 'receipt', 'ledger_receipt', 'deposit_slip', 'void', 'opening', 'nsf', 'transfer', 'credit_application', 'credit_adjustment', 'management_fee', 'journal_entry')),
    CONSTRAINT fk_transaction_set_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_transaction_set_reverses_set_id_transaction_set FOREIGN KEY(reverses_set_id) REFERENCES transaction_set (id)
)
 STRICT;

INSERT INTO new_transaction_set
    (id, kind, posted_on, entered_at, entered_by, workstation, tenant_id, memo, reason, reverses_set_id,
    content_hash, hash_recipe)
SELECT
    old.id, old.kind, old.posted_on, old.entered_at, old.entered_by, old.workstation, old.tenant_id, old.memo,
    old.reason, old.reverses_set_id, old.content_hash, old.hash_recipe
FROM transaction_set AS old;

CREATE TABLE new_work_order (
    id INTEGER NOT NULL,
    origin TEXT DEFAULT '' NOT NULL,
    number TEXT DEFAULT '' NOT NULL,
    external_id TEXT,
    external_status TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    mark_for_printing INTEGER DEFAULT '0' NOT NULL,
    priority TEXT DEFAULT '' NOT NULL,
    reported_on TEXT NOT NULL,
    reported_by TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    alternate_phone TEXT DEFAULT '' NOT NULL,
    site_code TEXT DEFAULT '' NOT NULL,
    site_name TEXT DEFAULT '' NOT NULL,
    unit_id INTEGER,
    site_ledger_id INTEGER,
    tenant_code TEXT DEFAULT '' NOT NULL,
    tenant_id INTEGER,
    ledger_code TEXT DEFAULT '' NOT NULL,
    ledger_id INTEGER,
    vendor_code TEXT DEFAULT '' NOT NULL,
    vendor_id INTEGER,
    maintenance_type TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    notes TEXT DEFAULT '' NOT NULL,
    notification_required INTEGER DEFAULT '0' NOT NULL,
    notification_name TEXT DEFAULT '' NOT NULL,
    notification_phone TEXT DEFAULT '' NOT NULL,
    permission_to_enter INTEGER DEFAULT '0' NOT NULL,
    vendor_instructions TEXT DEFAULT '' NOT NULL,
    vendor_notified_on TEXT,
    required_by TEXT,
    started_on TEXT,
    completed_on TEXT,
    estimate_cents INTEGER DEFAULT '0' NOT NULL,
    cost_limit_cents INTEGER DEFAULT '0' NOT NULL,
    bill_to TEXT DEFAULT '' NOT NULL,
    bill_code TEXT DEFAULT '' NOT NULL,
    charge_code_id INTEGER,
    labor_cents INTEGER DEFAULT '0' NOT NULL,
    material_cents INTEGER DEFAULT '0' NOT NULL,
    total_cents INTEGER DEFAULT '0' NOT NULL,
    invoice_number TEXT DEFAULT '' NOT NULL,
    asset TEXT DEFAULT '' NOT NULL,
    asset_make TEXT DEFAULT '' NOT NULL,
    asset_model TEXT DEFAULT '' NOT NULL,
    asset_serial TEXT DEFAULT '' NOT NULL,
    asset_bought_on TEXT,
    asset_installed_on TEXT,
    warranty_expires_on TEXT,
    warranty_vendor_id INTEGER,
    browse_url TEXT DEFAULT '' NOT NULL,
    last_modified TEXT,
    imports INTEGER DEFAULT '0' NOT NULL,
    unreadable TEXT DEFAULT '' NOT NULL,
    raw_text TEXT DEFAULT '' NOT NULL,
    entered_by TEXT DEFAULT '' NOT NULL,
    entered_at TEXT,
    changed_by TEXT DEFAULT '' NOT NULL,
    changed_at TEXT,
    CONSTRAINT pk_work_order PRIMARY KEY (id),
    CONSTRAINT ck_work_order_origin_word CHECK (origin IN ('local', 'inosio')),
    CONSTRAINT ck_work_order_priority_word CHECK (priority IN ('', 'low', 'normal', 'high', 'emergency')),
    CONSTRAINT ck_work_order_bill_to_word CHECK (bill_to IN ('', 'owner', 'tenant', 'management')),
    CONSTRAINT ck_work_order_external_origin CHECK ((origin = 'inosio') = (external_id IS NOT NULL)),
    CONSTRAINT ck_work_order_one_site CHECK (unit_id IS NULL OR site_ledger_id IS NULL),
    CONSTRAINT uq_work_order_origin_number UNIQUE (origin, number),
    CONSTRAINT fk_work_order_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_work_order_site_ledger_id_ledger FOREIGN KEY(site_ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_work_order_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_work_order_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_work_order_vendor_id_vendor FOREIGN KEY(vendor_id) REFERENCES vendor (id),
    CONSTRAINT fk_work_order_charge_code_id_charge_code FOREIGN KEY(charge_code_id) REFERENCES charge_code (id),
    CONSTRAINT fk_work_order_warranty_vendor_id_vendor FOREIGN KEY(warranty_vendor_id) REFERENCES vendor (id)
)
 STRICT;

INSERT INTO new_work_order
    (id, origin, number, external_id, external_status, name, status, priority, reported_on, reported_by, phone,
    site_code, site_name, unit_id, tenant_id, ledger_id, vendor_id, maintenance_type, description, notes,
    notification_required, notification_name, vendor_notified_on, required_by, started_on, completed_on,
    estimate_cents, cost_limit_cents, total_cents, browse_url, last_modified)
SELECT
    old.id, CASE WHEN old.external_id IS NULL THEN 'local' ELSE 'inosio' END, coalesce(old.external_id,
    CAST(old.id AS TEXT)), old.external_id, old.external_status, old.name, old.status, old.priority,
    old.reported_on, old.reported_by, old.phone, old.site_code, old.site_name, (SELECT u.id FROM unit u WHERE
    u.code = old.site_code), old.tenant_id, old.ledger_id, old.vendor_id, old.maintenance_type, old.description,
    old.notes, CASE WHEN old.notification <> '' THEN 1 ELSE 0 END, replace(old.notification, 'Notify ', ''),
    old.vendor_notified_on, old.required_by, old.started_on, old.completed_on, old.estimate_cents,
    old.cost_limit_cents, old.total_cents, old.browse_url, old.last_modified
FROM work_order AS old;

CREATE TABLE new_charge (
    id INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    tenant_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    ledger_id INTEGER NOT NULL,
    charge_code_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    receivable_account_id INTEGER,
    origin TEXT DEFAULT 'typed' NOT NULL,
    schedule_key TEXT,
    charged_on TEXT NOT NULL,
    due_on TEXT,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    unpaid_cents INTEGER DEFAULT '0' NOT NULL,
    disputed INTEGER DEFAULT '0' NOT NULL,
    fee_basis_points INTEGER DEFAULT '0' NOT NULL,
    fee_taken_cents INTEGER DEFAULT '0' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    voided_by_set_id INTEGER,
    CONSTRAINT pk_charge PRIMARY KEY (id),
    CONSTRAINT ck_charge_has_amount CHECK (amount_cents > 0),
    CONSTRAINT ck_charge_voided_owes_nothing CHECK (voided_by_set_id IS NULL OR unpaid_cents = 0),
    CONSTRAINT ck_charge_origin_word CHECK (origin IN ('typed', 'rent', 'recurring', 'late_fee', 'nsf_fee')),
    CONSTRAINT ck_charge_unpaid_range CHECK (unpaid_cents BETWEEN 0 AND amount_cents),
    CONSTRAINT ck_charge_fee_range CHECK (fee_basis_points BETWEEN 0 AND 10000),
    CONSTRAINT fk_charge_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_charge_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_charge_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_charge_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_charge_charge_code_id_charge_code FOREIGN KEY(charge_code_id) REFERENCES charge_code (id),
    CONSTRAINT fk_charge_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id),
    CONSTRAINT fk_charge_receivable_account_id_account_code FOREIGN KEY(receivable_account_id) REFERENCES account_code (id),
    CONSTRAINT fk_charge_voided_by_set_id_transaction_set FOREIGN KEY(voided_by_set_id) REFERENCES transaction_set (id)
)
 STRICT;

INSERT INTO new_charge
    (id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, charged_on, due_on, amount_cents,
    unpaid_cents, disputed, fee_basis_points, fee_taken_cents, memo)
SELECT
    old.id, old.set_id, old.tenant_id, old.unit_id, old.ledger_id, old.charge_code_id, old.account_id,
    old.charged_on, old.due_on, old.amount_cents, old.unpaid_cents, old.disputed, old.fee_basis_points,
    old.fee_taken_cents, old.memo
FROM charge AS old;

CREATE TABLE new_deposit_slip (
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bank_account_id INTEGER NOT NULL,
    deposited_on TEXT NOT NULL,
    total_cents INTEGER DEFAULT '0' NOT NULL,
    item_count INTEGER NOT NULL,
    batch_id TEXT,
    entered_by TEXT DEFAULT '' NOT NULL,
    voided_by_set_id INTEGER,
    replaces_slip_id INTEGER,
    CONSTRAINT pk_deposit_slip PRIMARY KEY (id),
    CONSTRAINT ck_deposit_slip_has_amount CHECK (total_cents > 0),
    CONSTRAINT fk_deposit_slip_id_transaction_set FOREIGN KEY(id) REFERENCES transaction_set (id),
    CONSTRAINT uq_deposit_slip_number UNIQUE (number),
    CONSTRAINT fk_deposit_slip_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id),
    CONSTRAINT fk_deposit_slip_voided_by_set_id_transaction_set FOREIGN KEY(voided_by_set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_deposit_slip_replaces_slip_id_deposit_slip FOREIGN KEY(replaces_slip_id) REFERENCES deposit_slip (id)
)
 STRICT;

INSERT INTO new_deposit_slip
    (id, number, bank_account_id, deposited_on, total_cents, item_count, batch_id, entered_by)
SELECT
    old.id, old.number, old.bank_account_id, old.deposited_on, old.total_cents, old.item_count, old.batch_id,
    old.entered_by
FROM deposit_slip AS old;

CREATE TABLE new_receipt (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    tenant_id INTEGER,
    unit_id INTEGER,
    ledger_id INTEGER NOT NULL,
    bank_account_id INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    open_credit_cents INTEGER DEFAULT '0' NOT NULL,
    advance_cents INTEGER DEFAULT '0' NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    payer_name TEXT DEFAULT '' NOT NULL,
    check_number TEXT DEFAULT '' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    batch_id TEXT,
    payment_id TEXT,
    source_key TEXT,
    line_uuid TEXT NOT NULL,
    entered_by TEXT DEFAULT '' NOT NULL,
    slip_id INTEGER,
    voided_by_set_id INTEGER,
    voided_as_error INTEGER DEFAULT '0' NOT NULL,
    returned_by_set_id INTEGER,
    replaces_receipt_id INTEGER,
    CONSTRAINT pk_receipt PRIMARY KEY (id),
    CONSTRAINT ck_receipt_kind_word CHECK (kind IN ('tenant', 'ledger')),
    CONSTRAINT ck_receipt_method_word CHECK (method IN ('ach', 'card', 'check', 'cash')),
    CONSTRAINT ck_receipt_has_amount CHECK (amount_cents > 0),
    CONSTRAINT ck_receipt_credit_range CHECK (open_credit_cents >= 0 AND advance_cents >= 0 AND open_credit_cents + advance_cents <= amount_cents),
    CONSTRAINT ck_receipt_returned_or_voided CHECK (returned_by_set_id IS NULL OR voided_by_set_id IS NULL),
    CONSTRAINT ck_receipt_payer_named CHECK (kind = 'ledger' OR tenant_id IS NOT NULL),
    CONSTRAINT ck_receipt_voided_off_slip CHECK (slip_id IS NULL OR voided_by_set_id IS NULL),
    CONSTRAINT ck_receipt_source_whole CHECK ((source_key IS NULL) = (payment_id IS NULL)),
    CONSTRAINT fk_receipt_id_transaction_set FOREIGN KEY(id) REFERENCES transaction_set (id),
    CONSTRAINT fk_receipt_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_receipt_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_receipt_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_receipt_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id),
    CONSTRAINT fk_receipt_slip_id_deposit_slip FOREIGN KEY(slip_id) REFERENCES deposit_slip (id),
    CONSTRAINT fk_receipt_voided_by_set_id_transaction_set FOREIGN KEY(voided_by_set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_receipt_returned_by_set_id_transaction_set FOREIGN KEY(returned_by_set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_receipt_replaces_receipt_id_receipt FOREIGN KEY(replaces_receipt_id) REFERENCES receipt (id)
)
 STRICT;

INSERT INTO new_receipt
    (id, kind, tenant_id, unit_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents,
    open_credit_cents, method, payer_name, memo, batch_id, payment_id, source_key, line_uuid, entered_by, slip_id,
    voided_by_set_id, voided_as_error)
SELECT
    old.id, old.kind, old.tenant_id, old.unit_id, old.ledger_id, old.bank_account_id, old.received_on,
    old.posted_on, old.amount_cents, old.open_credit_cents, old.method, old.payer_name, old.memo, old.batch_id,
    old.payment_id, old.source_key, old.line_uuid, old.entered_by, old.slip_id, old.voided_by_set_id,
    old.voided_as_error
FROM receipt AS old;

CREATE TABLE new_allocation (
    set_id INTEGER NOT NULL,
    charge_id INTEGER NOT NULL,
    credit_ledger_id INTEGER DEFAULT '0' NOT NULL,
    advance_id INTEGER DEFAULT '0' NOT NULL,
    receipt_id INTEGER,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    fee_cents INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_allocation PRIMARY KEY (set_id, charge_id, credit_ledger_id, advance_id),
    CONSTRAINT ck_allocation_has_amount CHECK (amount_cents <> 0),
    CONSTRAINT fk_allocation_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_allocation_charge_id_charge FOREIGN KEY(charge_id) REFERENCES charge (id),
    CONSTRAINT fk_allocation_receipt_id_receipt FOREIGN KEY(receipt_id) REFERENCES receipt (id)
)
 WITHOUT ROWID,
 STRICT;

INSERT INTO new_allocation
    (set_id, charge_id, credit_ledger_id, receipt_id, amount_cents, fee_cents)
SELECT
    old.set_id, old.charge_id, old.credit_ledger_id, old.receipt_id, old.amount_cents, old.fee_cents
FROM allocation AS old;

INSERT INTO slip_receipt (slip_id, receipt_id)
SELECT slip_id, id FROM receipt WHERE slip_id IS NOT NULL;

INSERT INTO bank_item (set_id, line, bank_account_id, amount_cents, description, cleared_on)
SELECT id, 1, bank_account_id, total_cents, 'Deposit slip ' || number, cleared_on FROM deposit_slip;

INSERT INTO bank_item (set_id, line, bank_account_id, amount_cents, description)
SELECT t.id, j.account_id, j.account_id, sum(j.amount_cents), coalesce(nullif(t.memo, ''), t.kind)
FROM transaction_set t JOIN journal_line j ON j.set_id = t.id JOIN account_code a ON a.id = j.account_id AND a.is_bank = 1
WHERE t.kind NOT IN ('charge', 'receipt', 'ledger_receipt', 'deposit_slip')
AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.id = t.reverses_set_id AND r.slip_id IS NULL)
GROUP BY t.id, j.account_id, t.memo, t.kind HAVING sum(j.amount_cents) <> 0;

DROP TABLE vendor;

DROP TABLE ledger;

DROP TABLE unit;

DROP TABLE tenant;

DROP TABLE transaction_set;

DROP TABLE work_order;

DROP TABLE charge;

DROP TABLE deposit_slip;

DROP TABLE receipt;

DROP TABLE allocation;

ALTER TABLE new_vendor RENAME TO vendor;

ALTER TABLE new_ledger RENAME TO ledger;

ALTER TABLE new_unit RENAME TO unit;

ALTER TABLE new_tenant RENAME TO tenant;

ALTER TABLE new_transaction_set RENAME TO transaction_set;

ALTER TABLE new_work_order RENAME TO work_order;

ALTER TABLE new_charge RENAME TO charge;

ALTER TABLE new_deposit_slip RENAME TO deposit_slip;

ALTER TABLE new_receipt RENAME TO receipt;

ALTER TABLE new_allocation RENAME TO allocation;

CREATE INDEX ix_tenant_unit ON tenant (unit_id);

CREATE INDEX ix_recurring_charge_tenant ON recurring_charge (tenant_id);

CREATE INDEX ix_transaction_set_posted_on ON transaction_set (posted_on);

CREATE INDEX ix_transaction_set_reverses ON transaction_set (reverses_set_id) WHERE reverses_set_id IS NOT NULL;

CREATE UNIQUE INDEX uq_transaction_set_reverses ON transaction_set (reverses_set_id) WHERE reverses_set_id IS NOT NULL AND kind = 'void';

CREATE INDEX ix_work_order_tenant_id ON work_order (tenant_id);

CREATE UNIQUE INDEX uq_work_order_external_id ON work_order (external_id);

CREATE INDEX ix_bank_item_bank ON bank_item (bank_account_id);

CREATE INDEX ix_charge_open ON charge (tenant_id, charged_on, id, unpaid_cents, ledger_id, disputed) WHERE unpaid_cents > 0;

CREATE INDEX ix_charge_set ON charge (set_id);

CREATE INDEX ix_charge_tenant ON charge (tenant_id, id);

CREATE UNIQUE INDEX uq_charge_schedule_key ON charge (schedule_key) WHERE schedule_key IS NOT NULL AND voided_by_set_id IS NULL;

CREATE INDEX ix_credit_entry_tenant ON credit_entry (tenant_id);

CREATE INDEX ix_deposit_slip_bank ON deposit_slip (bank_account_id, deposited_on);

CREATE INDEX ix_returned_payment_source_key ON returned_payment (source_key);

CREATE INDEX ix_returned_payment_state ON returned_payment (state, id);

CREATE INDEX ix_receipt_awaiting_deposit ON receipt (bank_account_id) WHERE slip_id IS NULL AND voided_by_set_id IS NULL;

CREATE INDEX ix_receipt_batch ON receipt (batch_id) WHERE batch_id IS NOT NULL;

CREATE INDEX ix_receipt_replaces ON receipt (replaces_receipt_id) WHERE replaces_receipt_id IS NOT NULL;

CREATE INDEX ix_receipt_slip ON receipt (slip_id) WHERE slip_id IS NOT NULL;

CREATE INDEX ix_receipt_tenant ON receipt (tenant_id, id);

CREATE INDEX ix_receipt_voided_as_error ON receipt (source_key) WHERE voided_as_error = 1;

CREATE UNIQUE INDEX uq_receipt_line_uuid ON receipt (line_uuid);

CREATE UNIQUE INDEX uq_receipt_source_key ON receipt (source_key) WHERE source_key IS NOT NULL AND voided_as_error = 0;

CREATE INDEX ix_advance_payment_set ON advance_payment (set_id);

CREATE INDEX ix_advance_payment_tenant ON advance_payment (tenant_id);

CREATE INDEX ix_allocation_advance ON allocation (advance_id) WHERE advance_id > 0;

CREATE INDEX ix_allocation_charge ON allocation (charge_id);
