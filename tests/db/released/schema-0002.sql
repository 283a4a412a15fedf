BEGIN TRANSACTION;
CREATE TABLE account_balance (
    ledger_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    balance_cents INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_account_balance PRIMARY KEY (ledger_id, account_id),
    CONSTRAINT fk_account_balance_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_account_balance_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "account_balance" VALUES(1,1,16125);
INSERT INTO "account_balance" VALUES(1,9,-16125);
INSERT INTO "account_balance" VALUES(2,1,248000);
INSERT INTO "account_balance" VALUES(2,3,-100000);
INSERT INTO "account_balance" VALUES(2,4,-10000);
INSERT INTO "account_balance" VALUES(2,5,-30000);
INSERT INTO "account_balance" VALUES(2,6,-120000);
INSERT INTO "account_balance" VALUES(2,11,12000);
INSERT INTO "account_balance" VALUES(3,1,45875);
INSERT INTO "account_balance" VALUES(3,6,-50000);
INSERT INTO "account_balance" VALUES(3,11,4125);
CREATE TABLE account_code (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    ledger_code TEXT DEFAULT '' NOT NULL,
    account_type TEXT DEFAULT '' NOT NULL,
    is_bank INTEGER DEFAULT '0' NOT NULL,
    is_checking INTEGER DEFAULT '0' NOT NULL,
    is_escrow INTEGER DEFAULT '0' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_account_code PRIMARY KEY (id),
    CONSTRAINT ck_account_code_code_length CHECK (length(code) BETWEEN 1 AND 20),
    CONSTRAINT ck_account_code_name_length CHECK (length(name) <= 40),
    CONSTRAINT ck_account_code_account_type_word CHECK (account_type IN ('current_asset', 'fixed_asset', 'current_liability', 'long_term_liability', 'equity', 'income', 'other_income', 'expense', 'other_expense')),
    CONSTRAINT uq_account_code_code UNIQUE (code)
)
 STRICT;
INSERT INTO "account_code" VALUES(1,'CHECKING','Bank Account Checking','1010','current_asset',1,1,0,1);
INSERT INTO "account_code" VALUES(2,'ESCROW','Bank Account Escrow','1020','current_asset',1,1,1,1);
INSERT INTO "account_code" VALUES(3,'DEPOSITS','Security Deposits Held','2100','current_liability',0,0,0,1);
INSERT INTO "account_code" VALUES(4,'CREDITS','Tenant Open Credits','2110','current_liability',0,0,0,1);
INSERT INTO "account_code" VALUES(5,'CASH IN','Owner Contribution','3100','equity',0,0,0,1);
INSERT INTO "account_code" VALUES(6,'RENT','Rent Income','4000','income',0,0,0,1);
INSERT INTO "account_code" VALUES(7,'LATE','Late Fee Income','4100','income',0,0,0,1);
INSERT INTO "account_code" VALUES(8,'WATER','Water and Sewer Income','4200','income',0,0,0,1);
INSERT INTO "account_code" VALUES(9,'MGMT INCOME','Management Fee Income','4300','income',0,0,0,1);
INSERT INTO "account_code" VALUES(10,'APPLICATION','Application Fee Income','4400','other_income',0,0,0,1);
INSERT INTO "account_code" VALUES(11,'MGMT FEE','Management Fee Expense','6000','expense',0,0,0,1);
INSERT INTO "account_code" VALUES(12,'RECEIVABLE','Accounts Receivable','1200','current_asset',0,0,0,1);
INSERT INTO "account_code" VALUES(13,'NSF INCOME','NSF Fee Income','4500','other_income',0,0,0,1);
INSERT INTO "account_code" VALUES(14,'BANK CHARGES','Bank Charges','6100','expense',0,0,0,1);
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
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE "allocation" (
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
INSERT INTO "allocation" VALUES(6,1,0,0,6,120000,12000);
INSERT INTO "allocation" VALUES(7,2,0,0,7,50000,4125);
INSERT INTO "allocation" VALUES(10,4,0,0,10,100000,0);
INSERT INTO "allocation" VALUES(11,2,0,0,11,30000,2475);
INSERT INTO "allocation" VALUES(12,2,0,0,11,-30000,-2475);
CREATE TABLE applicant (
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
    unit_code TEXT DEFAULT '' NOT NULL,
    move_in_on TEXT,
    lease_starts_on TEXT,
    lease_expires_on TEXT,
    rent_cents INTEGER DEFAULT '0' NOT NULL,
    submitted_on TEXT NOT NULL,
    approved_on TEXT,
    last_modified TEXT NOT NULL,
    CONSTRAINT pk_applicant PRIMARY KEY (id),
    CONSTRAINT ck_applicant_kind_word CHECK (kind IN ('applicant', 'co_applicant')),
    CONSTRAINT uq_applicant_external_id UNIQUE (external_id)
)
 STRICT;
INSERT INTO "applicant" VALUES(1,'AP-1','applicant',NULL,'approved','','Ferncliff','t.ferncliff@example.com','','','',NULL,NULL,NULL,0,'2026-11-01',NULL,'2026-11-02T10:00:00Z');
CREATE TABLE audit_entry (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    workstation TEXT DEFAULT '' NOT NULL,
    action TEXT DEFAULT '' NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    sentence TEXT DEFAULT '' NOT NULL,
    "before" TEXT DEFAULT '' NOT NULL,
    "after" TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (id)
)
 STRICT;
INSERT INTO "audit_entry" VALUES(1,'2022-03-08T15:30:00.000000Z','lynn','PC-1','load receipts','batch 2732388606925747','Batch 2732388606925747 loaded.','','');
INSERT INTO "audit_entry" VALUES(2,'2022-03-08T15:30:00.000000Z','lynn','PC-1','post receipts','receipt 6-8','3 posted, $2,000.00.','','');
INSERT INTO "audit_entry" VALUES(3,'2022-03-08T15:30:00.000000Z','lynn','PC-1','mark processed','batch 2732388606925747','Batch 2732388606925747 is processed.','','');
INSERT INTO "audit_entry" VALUES(4,'2022-03-08T15:30:00.000000Z','lynn','PC-1','post deposit slip','slip 1','3 receipts, $2,000.00 to CHECKING.','','');
INSERT INTO "audit_entry" VALUES(5,'2022-03-08T15:30:00.000000Z','lynn','PC-1','post receipts','receipt 10-10','1 posted, $1,100.00.','','');
INSERT INTO "audit_entry" VALUES(6,'2022-03-08T15:30:00.000000Z','lynn','PC-1','post receipts','receipt 11-11','1 posted, $300.00.','','');
INSERT INTO "audit_entry" VALUES(7,'2022-03-08T15:30:00.000000Z','lynn','PC-1','void receipt','receipt 11','Receipt 11, $300.00, voided: wrong amount','','');
INSERT INTO "audit_entry" VALUES(8,'2026-11-23T07:08:10.919770Z','bookkeeper','OFFICE-PC','retrieve work orders','work orders','1 new, 0 changed, 0 that cannot be read.','','');
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
CREATE TABLE bank_detail (
    account_id INTEGER NOT NULL,
    check_style TEXT DEFAULT '' NOT NULL,
    next_check_number INTEGER DEFAULT '1' NOT NULL,
    signature_memo TEXT DEFAULT '' NOT NULL,
    account_number TEXT DEFAULT '' NOT NULL,
    routing_number TEXT DEFAULT '' NOT NULL,
    processor_id TEXT DEFAULT '' NOT NULL,
    federal_reserve_id TEXT DEFAULT '' NOT NULL,
    bank_aba_id TEXT DEFAULT '' NOT NULL,
    service_charge_cents INTEGER DEFAULT '0' NOT NULL,
    returned_item_fee_cents INTEGER DEFAULT '0' NOT NULL,
    nsf_fee_cents INTEGER DEFAULT '0' NOT NULL,
    minimum_balance_cents INTEGER DEFAULT '0' NOT NULL,
    ach_out TEXT DEFAULT '' NOT NULL,
    positive_pay TEXT DEFAULT '' NOT NULL,
    micr_bank_name TEXT DEFAULT '' NOT NULL,
    micr_bank_address TEXT DEFAULT '' NOT NULL,
    micr_fractional_routing TEXT DEFAULT '' NOT NULL,
    micr_company_name TEXT DEFAULT '' NOT NULL,
    micr_company_address TEXT DEFAULT '' NOT NULL,
    micr_horizontal_offset INTEGER DEFAULT '0' NOT NULL,
    micr_vertical_offset INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_bank_detail PRIMARY KEY (account_id),
    CONSTRAINT fk_bank_detail_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id)
)
 STRICT;
INSERT INTO "bank_detail" VALUES(1,'Laser MICR Three Part (Top)',1,'','','','','','',0,0,0,0,'','','','','','','',0,0);
INSERT INTO "bank_detail" VALUES(2,'Laser MICR Three Part (Top)',1,'','','','','','',0,0,0,0,'','','','','','','',0,0);
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
INSERT INTO "bank_item" VALUES(9,1,1,200000,'Deposit slip 1','','2022-03-10');
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
CREATE TABLE "charge" (
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
INSERT INTO "charge" VALUES(1,1,1,1,2,1,6,NULL,'typed',NULL,'2022-03-08',NULL,120000,0,0,1000,12000,'',NULL);
INSERT INTO "charge" VALUES(2,2,2,2,3,1,6,NULL,'typed',NULL,'2022-03-08',NULL,98000,48000,0,825,4125,'',NULL);
INSERT INTO "charge" VALUES(3,3,2,2,1,3,7,NULL,'typed',NULL,'2022-03-08',NULL,5000,5000,0,0,0,'',NULL);
INSERT INTO "charge" VALUES(4,4,1,1,2,4,3,NULL,'typed',NULL,'2022-03-08',NULL,100000,0,0,0,0,'',NULL);
INSERT INTO "charge" VALUES(5,5,2,2,3,2,8,NULL,'typed',NULL,'2022-03-08',NULL,700,700,1,0,0,'',NULL);
CREATE TABLE charge_code (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    account_id INTEGER NOT NULL,
    payee TEXT DEFAULT '' NOT NULL,
    subject_to_late_fees INTEGER DEFAULT '0' NOT NULL,
    subject_to_management_fees INTEGER DEFAULT '0' NOT NULL,
    tracks_deposits INTEGER DEFAULT '0' NOT NULL,
    active INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_charge_code PRIMARY KEY (id),
    CONSTRAINT ck_charge_code_payee_word CHECK (payee IN ('owner', 'management', 'deposit')),
    CONSTRAINT uq_charge_code_code UNIQUE (code),
    CONSTRAINT fk_charge_code_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id)
)
 STRICT;
INSERT INTO "charge_code" VALUES(1,'RENT','Rent',6,'owner',1,1,0,1);
INSERT INTO "charge_code" VALUES(2,'WATER','Water and Sewer',8,'owner',0,0,0,1);
INSERT INTO "charge_code" VALUES(3,'LATE','Late Fee',7,'management',0,0,0,1);
INSERT INTO "charge_code" VALUES(4,'DEPOSIT','Security Deposit',3,'deposit',0,0,1,1);
INSERT INTO "charge_code" VALUES(5,'NSF','NSF Fee',13,'management',0,0,0,1);
CREATE TABLE credit_entry (
    set_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    tenant_id INTEGER NOT NULL,
    ledger_id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_credit_entry PRIMARY KEY (set_id, line),
    CONSTRAINT ck_credit_entry_kind_word CHECK (kind IN ('open_credit', 'advance_payment')),
    CONSTRAINT ck_credit_entry_has_amount CHECK (amount_cents <> 0),
    CONSTRAINT fk_credit_entry_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_credit_entry_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_credit_entry_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "credit_entry" VALUES(10,1,1,2,'open_credit',10000);
CREATE TABLE daily_claim (
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    claimed_by TEXT DEFAULT '' NOT NULL,
    workstation TEXT DEFAULT '' NOT NULL,
    claimed_at TEXT NOT NULL,
    done_at TEXT,
    CONSTRAINT pk_daily_claim PRIMARY KEY (day, name)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE "deposit_slip" (
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
INSERT INTO "deposit_slip" VALUES(9,1,1,'2022-03-08',200000,3,'2732388606925747','lynn',NULL,NULL);
CREATE TABLE exchange_log (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    step TEXT DEFAULT '' NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    outcome TEXT DEFAULT '' NOT NULL,
    sentence TEXT DEFAULT '' NOT NULL,
    request_id TEXT DEFAULT '' NOT NULL,
    user TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_exchange_log PRIMARY KEY (id),
    CONSTRAINT ck_exchange_log_outcome_word CHECK (outcome IN ('ok', 'failed', 'held'))
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
INSERT INTO "fee_profile" VALUES(1,'10.00','Management fee of 10.00 %',1000,0,NULL,0,0,0,1);
INSERT INTO "fee_profile" VALUES(2,'8.25','Management fee of 8.25 %',825,0,NULL,0,0,0,1);
CREATE TABLE file_columns (
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    columns TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_file_columns PRIMARY KEY (kind, header)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE inosio_batch (
    id TEXT NOT NULL,
    deposited_on TEXT NOT NULL,
    total_cents INTEGER DEFAULT '0' NOT NULL,
    item_count INTEGER NOT NULL,
    server_status TEXT DEFAULT '' NOT NULL,
    revision TEXT DEFAULT '' NOT NULL,
    server_processed_at TEXT,
    bank_code TEXT,
    origin TEXT DEFAULT '' NOT NULL,
    status TEXT DEFAULT '' NOT NULL,
    processed_at TEXT,
    processed_by TEXT DEFAULT '' NOT NULL,
    fetched_at TEXT NOT NULL,
    raw_answer BLOB NOT NULL,
    raw_sha256 TEXT DEFAULT '' NOT NULL,
    claimed_by TEXT DEFAULT '' NOT NULL,
    claimed_workstation TEXT DEFAULT '' NOT NULL,
    claimed_at TEXT,
    claim_expires_at TEXT,
    claim_number INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_inosio_batch PRIMARY KEY (id),
    CONSTRAINT ck_inosio_batch_server_status_word CHECK (server_status IN ('unprocessed', 'processed')),
    CONSTRAINT ck_inosio_batch_status_word CHECK (status IN ('unprocessed', 'processed')),
    CONSTRAINT ck_inosio_batch_origin_word CHECK (origin IN ('server', 'sample', 'file'))
)
 STRICT;
INSERT INTO "inosio_batch" VALUES('2732388606925747','2022-03-08',200000,3,'unprocessed','r1',NULL,NULL,'server','processed','2022-03-08T15:30:00.000000Z','lynn','2022-03-08T15:30:00.000000Z',X'7B7D','44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','','',NULL,NULL,1);
CREATE TABLE inosio_payment (
    source_key TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    received_on TEXT,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    tenant_code TEXT,
    unit_code TEXT,
    payer_name TEXT DEFAULT '' NOT NULL,
    unit_name TEXT DEFAULT '' NOT NULL,
    payer_kind TEXT DEFAULT '' NOT NULL,
    ledger_code TEXT,
    method TEXT DEFAULT '' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    unreadable TEXT DEFAULT '' NOT NULL,
    raw_text TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_inosio_payment PRIMARY KEY (source_key),
    CONSTRAINT uq_inosio_payment_batch_id_position UNIQUE (batch_id, position),
    CONSTRAINT fk_inosio_payment_batch_id_inosio_batch FOREIGN KEY(batch_id) REFERENCES inosio_batch (id)
)
 STRICT;
INSERT INTO "inosio_payment" VALUES('PF-1:p1','p1','2732388606925747',1,'2022-03-08',120000,'ANN',NULL,'Anthony Kmetz','','tenant',NULL,'ach','Inosio Transaction','','');
INSERT INTO "inosio_payment" VALUES('PF-1:p2','p2','2732388606925747',2,'2022-03-08',50000,'BOB',NULL,'Anthony Kmetz','','tenant',NULL,'ach','Inosio Transaction','','');
INSERT INTO "inosio_payment" VALUES('PF-1:p3','p3','2732388606925747',3,'2022-03-08',30000,NULL,NULL,'Anthony Kmetz','','owner','NU','ach','Inosio Transaction','','');
CREATE TABLE journal_line (
    set_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    ledger_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    unit_id INTEGER,
    tenant_id INTEGER,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_journal_line PRIMARY KEY (set_id, line),
    CONSTRAINT ck_journal_line_has_amount CHECK (amount_cents <> 0),
    CONSTRAINT fk_journal_line_set_id_transaction_set FOREIGN KEY(set_id) REFERENCES transaction_set (id),
    CONSTRAINT fk_journal_line_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id),
    CONSTRAINT fk_journal_line_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id),
    CONSTRAINT fk_journal_line_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_journal_line_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "journal_line" VALUES(6,1,2,1,1,1,120000);
INSERT INTO "journal_line" VALUES(6,2,2,6,1,1,-120000);
INSERT INTO "journal_line" VALUES(6,3,2,11,1,1,12000);
INSERT INTO "journal_line" VALUES(6,4,2,1,1,1,-12000);
INSERT INTO "journal_line" VALUES(6,5,1,1,1,1,12000);
INSERT INTO "journal_line" VALUES(6,6,1,9,1,1,-12000);
INSERT INTO "journal_line" VALUES(7,1,3,1,2,2,50000);
INSERT INTO "journal_line" VALUES(7,2,3,6,2,2,-50000);
INSERT INTO "journal_line" VALUES(7,3,3,11,2,2,4125);
INSERT INTO "journal_line" VALUES(7,4,3,1,2,2,-4125);
INSERT INTO "journal_line" VALUES(7,5,1,1,2,2,4125);
INSERT INTO "journal_line" VALUES(7,6,1,9,2,2,-4125);
INSERT INTO "journal_line" VALUES(8,1,2,1,NULL,NULL,30000);
INSERT INTO "journal_line" VALUES(8,2,2,5,NULL,NULL,-30000);
INSERT INTO "journal_line" VALUES(10,1,2,1,1,1,110000);
INSERT INTO "journal_line" VALUES(10,2,2,3,1,1,-100000);
INSERT INTO "journal_line" VALUES(10,3,2,4,1,1,-10000);
INSERT INTO "journal_line" VALUES(11,1,3,1,2,2,30000);
INSERT INTO "journal_line" VALUES(11,2,3,6,2,2,-30000);
INSERT INTO "journal_line" VALUES(11,3,3,11,2,2,2475);
INSERT INTO "journal_line" VALUES(11,4,3,1,2,2,-2475);
INSERT INTO "journal_line" VALUES(11,5,1,1,2,2,2475);
INSERT INTO "journal_line" VALUES(11,6,1,9,2,2,-2475);
INSERT INTO "journal_line" VALUES(12,1,3,1,2,2,-30000);
INSERT INTO "journal_line" VALUES(12,2,3,6,2,2,30000);
INSERT INTO "journal_line" VALUES(12,3,3,11,2,2,-2475);
INSERT INTO "journal_line" VALUES(12,4,3,1,2,2,2475);
INSERT INTO "journal_line" VALUES(12,5,1,1,2,2,-2475);
INSERT INTO "journal_line" VALUES(12,6,1,9,2,2,2475);
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
CREATE TABLE "ledger" (
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
INSERT INTO "ledger" VALUES(1,'MG','Managers','management',NULL,1,'cash','','','','','','',0,0,'','',1);
INSERT INTO "ledger" VALUES(2,'NU','NUZIG Inc.','owner',1,1,'cash','','','','','','',0,0,'','',1);
INSERT INTO "ledger" VALUES(3,'OAK','Oak Trust','owner',1,1,'cash','','','','','','',0,0,'','',1);
CREATE TABLE office (
    id INTEGER NOT NULL,
    database_uuid TEXT DEFAULT '' NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    time_zone TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_office PRIMARY KEY (id),
    CONSTRAINT ck_office_only_one CHECK (id = 1)
)
 STRICT;
INSERT INTO "office" VALUES(1,'bcb4d42b-1d7c-4f72-a91a-a99ceaaec16c','My Office','Etc/UTC','2022-03-08T15:30:00.000000Z');
CREATE TABLE outbox_item (
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
    CONSTRAINT ck_outbox_item_state_word CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'superseded')),
    CONSTRAINT uq_outbox_item_uuid UNIQUE (uuid)
)
 STRICT;
INSERT INTO "outbox_item" VALUES(1,'017f6a26-c4c0-7a98-afc1-72e9bf85d5c5','batch_status','2732388606925747','{"status": "processed", "at": "2022-03-08T15:30:00+00:00"}','waiting','2022-03-08T15:30:00.000000Z','lynn',0,NULL,NULL,'',NULL);
INSERT INTO "outbox_item" VALUES(2,'017f6a26-c4c0-738f-974d-ace9e32b340b','balances','balances','{"cause": "deposit slip 1", "restarts": 0}','superseded','2022-03-08T15:30:00.000000Z','lynn',0,NULL,'2026-11-23T07:08:10.925813Z','A newer snapshot takes its place.',NULL);
INSERT INTO "outbox_item" VALUES(3,'01a2073b-d32e-748e-93ca-98b0d3213f1b','balances','balances','{"cause": "synchronize with server", "restarts": 0}','waiting','2026-11-23T07:08:10.926577Z','bookkeeper',0,NULL,NULL,'',NULL);
CREATE TABLE outbox_request (
    item_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    path TEXT DEFAULT '' NOT NULL,
    idempotency_key TEXT DEFAULT '' NOT NULL,
    if_match TEXT,
    body BLOB NOT NULL,
    sealed INTEGER DEFAULT '0' NOT NULL,
    body_sha256 TEXT DEFAULT '' NOT NULL,
    sent_at TEXT,
    status INTEGER,
    request_id TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_outbox_request PRIMARY KEY (item_id, position),
    CONSTRAINT fk_outbox_request_item_id_outbox_item FOREIGN KEY(item_id) REFERENCES outbox_item (id)
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
CREATE TABLE posting_table (
    role TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    CONSTRAINT pk_posting_table PRIMARY KEY (role),
    CONSTRAINT fk_posting_table_account_id_account_code FOREIGN KEY(account_id) REFERENCES account_code (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "posting_table" VALUES('accounts_receivable',12);
INSERT INTO "posting_table" VALUES('bank_charges',14);
INSERT INTO "posting_table" VALUES('management_fee_expense',11);
INSERT INTO "posting_table" VALUES('management_fee_income',9);
INSERT INTO "posting_table" VALUES('management_receipt',10);
INSERT INTO "posting_table" VALUES('open_credits',4);
INSERT INTO "posting_table" VALUES('owner_contribution',5);
INSERT INTO "posting_table" VALUES('security_deposits',3);
CREATE TABLE "receipt" (
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
INSERT INTO "receipt" VALUES(6,'tenant',1,1,2,1,'2022-03-08','2022-03-08',120000,0,0,'ach','Anthony Kmetz','','Inosio Transaction','2732388606925747','p1','PF-1:p1','017f6a26-c4c0-792a-af37-efc9e44006af','lynn',9,NULL,0,NULL,NULL);
INSERT INTO "receipt" VALUES(7,'tenant',2,2,3,1,'2022-03-08','2022-03-08',50000,0,0,'ach','Anthony Kmetz','','Inosio Transaction','2732388606925747','p2','PF-1:p2','017f6a26-c4c0-7ae9-8f42-0e40b7de8ea5','lynn',9,NULL,0,NULL,NULL);
INSERT INTO "receipt" VALUES(8,'ledger',NULL,NULL,2,1,'2022-03-08','2022-03-08',30000,0,0,'ach','Anthony Kmetz','','Inosio Transaction','2732388606925747','p3','PF-1:p3','017f6a26-c4c0-7dba-9107-a56d73cb7a69','lynn',9,NULL,0,NULL,NULL);
INSERT INTO "receipt" VALUES(10,'tenant',1,1,2,1,'2022-03-08','2022-03-08',110000,10000,0,'check','','','',NULL,NULL,NULL,'017f6a26-c4c0-74b8-8f62-bc0fcbcbecba','lynn',NULL,NULL,0,NULL,NULL);
INSERT INTO "receipt" VALUES(11,'tenant',2,2,3,1,'2022-03-08','2022-03-08',30000,0,0,'check','','','',NULL,NULL,NULL,'017f6a26-c4c0-7c3f-9017-72b243677a64','lynn',NULL,12,1,NULL,NULL);
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
INSERT INTO "schedule" VALUES(1,'DAILY','Daily','day',1,1);
INSERT INTO "schedule" VALUES(2,'WEEKLY','Weekly','week',1,1);
INSERT INTO "schedule" VALUES(3,'BIWEEKLY','Every Two Weeks','week',2,1);
INSERT INTO "schedule" VALUES(4,'MONTHLY','Monthly','month',1,1);
INSERT INTO "schedule" VALUES(5,'QUARTERLY','Quarterly','month',3,1);
INSERT INTO "schedule" VALUES(6,'YEARLY','Yearly','year',1,1);
CREATE TABLE set_aside (
    id INTEGER NOT NULL,
    kind TEXT DEFAULT '' NOT NULL,
    subject TEXT DEFAULT '' NOT NULL,
    sentence TEXT DEFAULT '' NOT NULL,
    raw_text TEXT DEFAULT '' NOT NULL,
    noticed_at TEXT NOT NULL,
    settled_at TEXT,
    expected_cents INTEGER,
    CONSTRAINT pk_set_aside PRIMARY KEY (id),
    CONSTRAINT uq_set_aside_kind_subject_raw_text UNIQUE (kind, subject, raw_text)
)
 STRICT;
CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
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
CREATE TABLE slip_receipt (
    slip_id INTEGER NOT NULL,
    receipt_id INTEGER NOT NULL,
    CONSTRAINT pk_slip_receipt PRIMARY KEY (slip_id, receipt_id),
    CONSTRAINT fk_slip_receipt_slip_id_deposit_slip FOREIGN KEY(slip_id) REFERENCES deposit_slip (id),
    CONSTRAINT fk_slip_receipt_receipt_id_receipt FOREIGN KEY(receipt_id) REFERENCES receipt (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "slip_receipt" VALUES(9,6);
INSERT INTO "slip_receipt" VALUES(9,7);
INSERT INTO "slip_receipt" VALUES(9,8);
CREATE TABLE "tenant" (
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
INSERT INTO "tenant" VALUES(1,'ANN','Tenant ANN',1,1,NULL,0,'','',NULL,0,NULL,NULL,120000,4,NULL,NULL,0,'',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO "tenant" VALUES(2,'BOB','Tenant BOB',2,1,NULL,0,'','',NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,'',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
INSERT INTO "tenant" VALUES(3,'CLEO','Tenant CLEO',3,1,1,1,'','',NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,'',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'','');
CREATE TABLE tenant_credit (
    tenant_id INTEGER NOT NULL,
    ledger_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    balance_cents INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_tenant_credit PRIMARY KEY (tenant_id, ledger_id, kind),
    CONSTRAINT ck_tenant_credit_not_negative CHECK (balance_cents >= 0),
    CONSTRAINT ck_tenant_credit_kind_word CHECK (kind IN ('open_credit', 'advance_payment')),
    CONSTRAINT fk_tenant_credit_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_tenant_credit_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id)
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO "tenant_credit" VALUES(1,2,'open_credit',10000);
CREATE TABLE "transaction_set" (
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
INSERT INTO "transaction_set" VALUES(1,'charge','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',1,'','','',NULL,NULL,'af037ec583f9fa98ab85a483c84ad6076874b2e5490d1f38504b4a3e477e291b',1);
INSERT INTO "transaction_set" VALUES(2,'charge','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'','','',NULL,NULL,'d16e93945d2a7c2b7245813e83f6c7fabfb7cdd1cc7f8d989868591c53852f2b',1);
INSERT INTO "transaction_set" VALUES(3,'charge','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'','','',NULL,NULL,'3c6233a8cfb5ab7de7da8fcefbe9d1bac3933a9070cb129ec2c870c8dbe6de22',1);
INSERT INTO "transaction_set" VALUES(4,'charge','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',1,'','','',NULL,NULL,'46889574394bbecaca575e2de502091876acc661eb4a909a8f6e3fba6b435816',1);
INSERT INTO "transaction_set" VALUES(5,'charge','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'','','',NULL,NULL,'2c5ed03a3f4747f3ec11842f6f578aac84c66bb5dc8f5e6cdcb283b7cbb7ecc4',1);
INSERT INTO "transaction_set" VALUES(6,'receipt','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',1,'Inosio Transaction','','',NULL,NULL,'3c212107f54deba7570742ea56e5e1de6c1137e98995dcddf8c674870c181368',1);
INSERT INTO "transaction_set" VALUES(7,'receipt','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'Inosio Transaction','','',NULL,NULL,'b1cebfa9039319dd84468a723f91e2ad740712d4f67a4898f451c83e229b8248',1);
INSERT INTO "transaction_set" VALUES(8,'ledger_receipt','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',NULL,'Inosio Transaction','','',NULL,NULL,'cd5ab71c73ea3cf176b3651e5f92398dc3ac51fd3d3d8fef53ee89a905686508',1);
INSERT INTO "transaction_set" VALUES(9,'deposit_slip','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',NULL,'Deposit slip 1','','',NULL,NULL,'d6890c7ee4b4d0cd17f23438cff8d131593f753c23407afb5ff6ae897a52cda5',1);
INSERT INTO "transaction_set" VALUES(10,'receipt','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',1,'','','',NULL,NULL,'0020d04dd51e6d8546d0a465a15ffb91045f8c72728b6853d05fbe8364b4a0a5',1);
INSERT INTO "transaction_set" VALUES(11,'receipt','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'','','',NULL,NULL,'e42913e4766f5a84c665413a2173ef1702abcb1445acd39689918f0e78ffa972',1);
INSERT INTO "transaction_set" VALUES(12,'void','2022-03-08','2022-03-08T15:30:00.000000Z','lynn','PC-1',2,'Void of receipt 11','wrong amount','',NULL,11,'ed3d34a4c1ddcdf0ceabf4c46abe6ac07afc3c9a9f8dabbd925cda922b66ef90',1);
CREATE TABLE "unit" (
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
INSERT INTO "unit" VALUES(1,'U-ANN','ANN Street',2,1,NULL,'','','','',0,0,'','',1);
INSERT INTO "unit" VALUES(2,'U-BOB','BOB Street',3,2,NULL,'','','','',0,0,'','',1);
INSERT INTO "unit" VALUES(3,'U-CLEO','CLEO Street',2,NULL,NULL,'','','','',0,0,'','',1);
CREATE TABLE "vendor" (
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
CREATE TABLE "work_order" (
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
INSERT INTO "work_order" VALUES(1,'inosio','WO-7','WO-7','Submitted','Leaking tap','Unassigned',0,'normal','2026-11-20','','','','','',NULL,NULL,'',NULL,'',NULL,'',NULL,'','','',0,'','',0,'',NULL,NULL,NULL,NULL,0,0,'','',NULL,0,0,0,'','','','','',NULL,NULL,NULL,NULL,'','2026-11-20T09:00:00.000000Z',1,'','','Inosio','2026-11-23T07:08:10.917927Z','',NULL);
CREATE TABLE working_line (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    batch_id TEXT,
    source_key TEXT,
    payment_id TEXT,
    received_on TEXT NOT NULL,
    posting_date TEXT NOT NULL,
    amount_cents INTEGER DEFAULT '0' NOT NULL,
    tenant_id INTEGER,
    unit_id INTEGER,
    payer_name TEXT DEFAULT '' NOT NULL,
    unit_name TEXT DEFAULT '' NOT NULL,
    payer_kind TEXT DEFAULT '' NOT NULL,
    method TEXT DEFAULT '' NOT NULL,
    memo TEXT DEFAULT '' NOT NULL,
    bank_account_id INTEGER,
    as_ledger_receipt INTEGER DEFAULT '0' NOT NULL,
    ledger_id INTEGER,
    unreadable TEXT DEFAULT '' NOT NULL,
    state TEXT DEFAULT '' NOT NULL,
    removed_reason TEXT DEFAULT '' NOT NULL,
    accepted_plan TEXT,
    entered_by TEXT DEFAULT '' NOT NULL,
    entered_at TEXT NOT NULL,
    CONSTRAINT pk_working_line PRIMARY KEY (id),
    CONSTRAINT ck_working_line_state_word CHECK (state IN ('open', 'removed')),
    CONSTRAINT ck_working_line_method_word CHECK (method IN ('ach', 'card', 'check', 'cash')),
    CONSTRAINT uq_working_line_uuid UNIQUE (uuid),
    CONSTRAINT fk_working_line_batch_id_inosio_batch FOREIGN KEY(batch_id) REFERENCES inosio_batch (id),
    CONSTRAINT uq_working_line_source_key UNIQUE (source_key),
    CONSTRAINT fk_working_line_tenant_id_tenant FOREIGN KEY(tenant_id) REFERENCES tenant (id),
    CONSTRAINT fk_working_line_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_working_line_bank_account_id_account_code FOREIGN KEY(bank_account_id) REFERENCES account_code (id),
    CONSTRAINT fk_working_line_ledger_id_ledger FOREIGN KEY(ledger_id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO "working_line" VALUES(1,'017f6a26-c4c0-7d65-89e0-625dfb1e83f1',NULL,NULL,NULL,'2022-03-08','2022-03-08',1234,3,NULL,'','','tenant','check','',NULL,0,NULL,'','open','',NULL,'lynn','2022-03-08T15:30:00.000000Z');
CREATE INDEX ix_inosio_batch_status ON inosio_batch (status, deposited_on);
CREATE INDEX ix_outbox_item_open ON outbox_item (subject, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX ix_working_line_batch ON working_line (batch_id);
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
CREATE TRIGGER transaction_set_update_refused BEFORE UPDATE ON transaction_set BEGIN SELECT RAISE(ABORT, 'transaction_set: posted records are never changed'); END;
CREATE TRIGGER transaction_set_delete_refused BEFORE DELETE ON transaction_set BEGIN SELECT RAISE(ABORT, 'transaction_set: posted records are never changed'); END;
CREATE TRIGGER journal_line_update_refused BEFORE UPDATE ON journal_line BEGIN SELECT RAISE(ABORT, 'journal_line: posted records are never changed'); END;
CREATE TRIGGER journal_line_delete_refused BEFORE DELETE ON journal_line BEGIN SELECT RAISE(ABORT, 'journal_line: posted records are never changed'); END;
CREATE TRIGGER allocation_update_refused BEFORE UPDATE ON allocation BEGIN SELECT RAISE(ABORT, 'allocation: posted records are never changed'); END;
CREATE TRIGGER allocation_delete_refused BEFORE DELETE ON allocation BEGIN SELECT RAISE(ABORT, 'allocation: posted records are never changed'); END;
CREATE TRIGGER credit_entry_update_refused BEFORE UPDATE ON credit_entry BEGIN SELECT RAISE(ABORT, 'credit_entry: posted records are never changed'); END;
CREATE TRIGGER credit_entry_delete_refused BEFORE DELETE ON credit_entry BEGIN SELECT RAISE(ABORT, 'credit_entry: posted records are never changed'); END;
CREATE TRIGGER audit_entry_update_refused BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: posted records are never changed'); END;
CREATE TRIGGER audit_entry_delete_refused BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry: posted records are never changed'); END;
CREATE TRIGGER slip_receipt_update_refused BEFORE UPDATE ON slip_receipt BEGIN SELECT RAISE(ABORT, 'slip_receipt: posted records are never changed'); END;
CREATE TRIGGER slip_receipt_delete_refused BEFORE DELETE ON slip_receipt BEGIN SELECT RAISE(ABORT, 'slip_receipt: posted records are never changed'); END;
CREATE TRIGGER charge_update_refused BEFORE UPDATE OF id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, receivable_account_id, origin, charged_on, amount_cents, fee_basis_points ON charge BEGIN SELECT RAISE(ABORT, 'charge: posted records are never changed'); END;
CREATE TRIGGER charge_delete_refused BEFORE DELETE ON charge BEGIN SELECT RAISE(ABORT, 'charge: posted records are never changed'); END;
CREATE TRIGGER receipt_update_refused BEFORE UPDATE OF id, kind, tenant_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents, open_credit_cents, advance_cents, payment_id, line_uuid, replaces_receipt_id ON receipt BEGIN SELECT RAISE(ABORT, 'receipt: posted records are never changed'); END;
CREATE TRIGGER receipt_delete_refused BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt: posted records are never changed'); END;
CREATE TRIGGER deposit_slip_update_refused BEFORE UPDATE OF id, number, bank_account_id, total_cents, item_count, replaces_slip_id ON deposit_slip BEGIN SELECT RAISE(ABORT, 'deposit_slip: posted records are never changed'); END;
CREATE TRIGGER deposit_slip_delete_refused BEFORE DELETE ON deposit_slip BEGIN SELECT RAISE(ABORT, 'deposit_slip: posted records are never changed'); END;
CREATE TRIGGER bank_item_update_refused BEFORE UPDATE OF set_id, line, bank_account_id, amount_cents, description, check_number ON bank_item BEGIN SELECT RAISE(ABORT, 'bank_item: posted records are never changed'); END;
CREATE TRIGGER bank_item_delete_refused BEFORE DELETE ON bank_item BEGIN SELECT RAISE(ABORT, 'bank_item: posted records are never changed'); END;
CREATE TRIGGER advance_payment_update_refused BEFORE UPDATE OF id, set_id, tenant_id, ledger_id, charge_code_id, account_id, amount_cents, fee_basis_points, fee_cents ON advance_payment BEGIN SELECT RAISE(ABORT, 'advance_payment: posted records are never changed'); END;
CREATE TRIGGER advance_payment_delete_refused BEFORE DELETE ON advance_payment BEGIN SELECT RAISE(ABORT, 'advance_payment: posted records are never changed'); END;
CREATE TRIGGER work_order_update_refused BEFORE UPDATE OF id, origin, number, external_id, external_status, name, priority, reported_on, reported_by, phone, site_code, site_name, tenant_code, ledger_code, vendor_code, maintenance_type, description, notes, notification_required, notification_name, notification_phone, vendor_notified_on, required_by, started_on, completed_on, estimate_cents, cost_limit_cents, total_cents, browse_url, last_modified, unreadable, raw_text ON work_order WHEN OLD.origin = 'inosio' AND NEW.imports = OLD.imports BEGIN SELECT RAISE(ABORT, 'work_order: a work order of Inosio is changed there'); END;
CREATE TRIGGER work_order_delete_refused BEFORE DELETE ON work_order WHEN OLD.origin = 'inosio' BEGIN SELECT RAISE(ABORT, 'work_order: a work order of Inosio is changed there'); END;
COMMIT;
