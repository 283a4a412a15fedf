CREATE TABLE app_user (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT DEFAULT '' NOT NULL,
    initials TEXT NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    last_log_on_at TEXT,
    last_workstation TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_app_user PRIMARY KEY (id),
    CONSTRAINT ck_app_user_name_length CHECK (length(name) BETWEEN 1 AND 40),
    CONSTRAINT ck_app_user_initials_length CHECK (length(initials) BETWEEN 1 AND 4),
    CONSTRAINT uq_app_user_name UNIQUE (name),
    CONSTRAINT uq_app_user_initials UNIQUE (initials)
)
 STRICT;

CREATE TABLE new_applicant (
    id INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    primary_external_id TEXT,
    status TEXT DEFAULT '' NOT NULL,
    first_name TEXT DEFAULT '' NOT NULL,
    last_name TEXT DEFAULT '' NOT NULL,
    email TEXT DEFAULT '' NOT NULL,
    phone TEXT DEFAULT '' NOT NULL,
    current_address TEXT DEFAULT '' NOT NULL,
    employer TEXT DEFAULT '' NOT NULL,
    monthly_income_cents INTEGER DEFAULT '0' NOT NULL,
    unit_code TEXT DEFAULT '' NOT NULL,
    move_in_on TEXT,
    lease_starts_on TEXT,
    lease_expires_on TEXT,
    rent_cents INTEGER DEFAULT '0' NOT NULL,
    submitted_on TEXT NOT NULL,
    approved_on TEXT,
    browse_url TEXT DEFAULT '' NOT NULL,
    last_modified TEXT,
    unreadable TEXT DEFAULT '' NOT NULL,
    raw_text TEXT DEFAULT '' NOT NULL,
    notes TEXT DEFAULT '' NOT NULL,
    retrieved_at TEXT,
    accepted_at TEXT,
    accepted_by TEXT DEFAULT '' NOT NULL,
    tenant_id INTEGER,
    CONSTRAINT pk_applicant PRIMARY KEY (id),
    CONSTRAINT ck_applicant_kind_word CHECK (kind IN ('', 'applicant', 'co_applicant')),
    CONSTRAINT ck_applicant_status_word CHECK (status IN ('', 'approved', 'accepted', 'withdrawn')),
    CONSTRAINT ck_applicant_accepted_as_tenant CHECK ((accepted_at IS NULL) = (tenant_id IS NULL)),
    CONSTRAINT uq_applicant_external_id UNIQUE (external_id),
    CONSTRAINT fk_applicant_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id)
)
 STRICT;

INSERT INTO new_applicant
    (id, external_id, kind, primary_external_id, status, first_name, last_name, email, phone, current_address,
    unit_code, move_in_on, lease_starts_on, lease_expires_on, rent_cents, submitted_on, approved_on, last_modified)
SELECT
    id, external_id, kind, primary_external_id, status, first_name, last_name, email, phone, current_address,
    unit_code, move_in_on, lease_starts_on, lease_expires_on, rent_cents, submitted_on, approved_on, last_modified
FROM applicant;

DROP TABLE applicant;

ALTER TABLE new_applicant RENAME TO applicant;

CREATE INDEX ix_applicant_tenant_id ON applicant (tenant_id) WHERE tenant_id IS NOT NULL;

CREATE TABLE new_outbox_item (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    detail TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT DEFAULT '' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    next_try_at TEXT,
    finished_at TEXT,
    sentence TEXT DEFAULT '' NOT NULL,
    snapshot_id TEXT,
    CONSTRAINT pk_outbox_item PRIMARY KEY (id),
    CONSTRAINT ck_outbox_item_kind_word CHECK (kind IN ('batch_status', 'balances')),
    CONSTRAINT ck_outbox_item_state_word CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'superseded', 'discarded')),
    CONSTRAINT uq_outbox_item_uuid UNIQUE (uuid)
)
 STRICT;

INSERT INTO new_outbox_item
    (id, uuid, kind, subject, detail, state, created_at, created_by, attempts, next_try_at, finished_at, sentence,
    snapshot_id)
SELECT
    id, uuid, kind, subject, detail, state, created_at, created_by, attempts, next_try_at, finished_at, sentence,
    snapshot_id
FROM outbox_item;

DROP TABLE outbox_item;

ALTER TABLE new_outbox_item RENAME TO outbox_item;

CREATE INDEX ix_outbox_item_open ON outbox_item (subject, id) WHERE state IN ('waiting', 'sending');
