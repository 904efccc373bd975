-- What people do beside facts. Times in seconds, until exclusive. No name, login, address or secret in clear:
-- what must be read again is a secret of the ledger's, sealed; what must only be found is a keyed tag.

-- How far the desk has followed the log, and which log that was: a restored copy is another.
CREATE TABLE desk (
    company_id INTEGER NOT NULL,
    origin     TEXT NOT NULL,
    seen_seq   INTEGER NOT NULL,
    PRIMARY KEY (company_id)
) WITHOUT ROWID;

CREATE TABLE account (
    company_id  INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    login_tag   INTEGER NOT NULL,
    -- Argon2id, as a PHC string; empty until its owner has chosen one.
    password    TEXT NOT NULL,
    password_at INTEGER NOT NULL,
    is_closed   INTEGER NOT NULL,
    -- The last step of the second factor that was used; none: there is no second factor.
    totp_step   INTEGER,
    -- zh or en, as its owner chose; empty: as the browser asks.
    language    TEXT NOT NULL,
    PRIMARY KEY (company_id, account_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_of_login ON account (company_id, login_tag);
CREATE UNIQUE INDEX account_of_staff ON account (company_id, staff_id);

-- Each opens the second factor once.
CREATE TABLE recovery_code (
    company_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    code_hash  BLOB NOT NULL,
    PRIMARY KEY (company_id, account_id, code_hash)
) WITHOUT ROWID;

CREATE TABLE session (
    company_id   INTEGER NOT NULL,
    token_hash   BLOB NOT NULL,
    account_id   INTEGER NOT NULL,
    -- 0 signed in; else what is still to be done.
    step         INTEGER NOT NULL,
    origin_tag   INTEGER NOT NULL,
    began_at     INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    device_label TEXT NOT NULL,
    PRIMARY KEY (company_id, token_hash)
) WITHOUT ROWID;
CREATE INDEX session_of_account ON session (company_id, account_id);

-- Browsers in which an account was signed in whole.
CREATE TABLE device (
    company_id  INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    device_hash BLOB NOT NULL,
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (company_id, account_id, device_hash)
) WITHOUT ROWID;

-- Attempts to sign in that did not succeed, by account and by where they came from (0: from anywhere unknown).
CREATE TABLE attempt (
    company_id INTEGER NOT NULL,
    login_tag  INTEGER NOT NULL,
    from_tag   INTEGER NOT NULL,
    failures   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    PRIMARY KEY (company_id, login_tag, from_tag)
) WITHOUT ROWID;
CREATE INDEX attempt_by_time ON attempt (company_id, last_at);

-- Links that open once: an account's first or forgotten password.
CREATE TABLE link (
    company_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    account_id INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    PRIMARY KEY (company_id, token_hash)
) WITHOUT ROWID;

-- The last code sent to a customer's number, by which they consent: of whom, and how many tries it has left.
CREATE TABLE consent_code (
    company_id INTEGER NOT NULL,
    phone_tag  INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    code_hash  BLOB NOT NULL,
    -- Of the form for which it was right.
    used_for   BLOB,
    tries      INTEGER NOT NULL,
    sent_at    INTEGER NOT NULL,
    -- How many the number was sent in which hour and day.
    hour_no    INTEGER NOT NULL,
    hour_sent  INTEGER NOT NULL,
    day_no     INTEGER NOT NULL,
    day_sent   INTEGER NOT NULL,
    PRIMARY KEY (company_id, phone_tag)
) WITHOUT ROWID;
CREATE INDEX consent_code_by_time ON consent_code (company_id, sent_at);

CREATE TABLE notice (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    notice_no  INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    -- A case, or a person of the company: the kind says which.
    about_id   INTEGER NOT NULL,
    -- What told apart two notices of a kind about the same: an entry, a moment.
    mark       INTEGER NOT NULL,
    told_at    INTEGER NOT NULL,
    -- 0 to be done, 1 done, 2 a copy for information.
    list_no    INTEGER NOT NULL,
    done_at    INTEGER,
    -- Whose doing it tells of, where that is somebody of the company.
    from_id    INTEGER,
    PRIMARY KEY (company_id, staff_id, notice_no)
) WITHOUT ROWID;
CREATE UNIQUE INDEX notice_once ON notice (company_id, staff_id, kind, about_id, mark);
CREATE INDEX notice_by_list ON notice (company_id, staff_id, list_no, notice_no);
CREATE INDEX notice_sent ON notice (company_id, from_id, told_at, staff_id, notice_no) WHERE from_id IS NOT NULL;

-- What somebody means to do with a case, and when to remind them.
CREATE TABLE plan (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    is_told    INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, case_id, due_at)
) WITHOUT ROWID;
CREATE INDEX plan_to_tell ON plan (company_id, is_told, due_at);

-- What somebody did in a day that is counted and limited.
CREATE TABLE usage (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    deed       TEXT NOT NULL,
    day_no     INTEGER NOT NULL,
    used       INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, deed, day_no)
) WITHOUT ROWID;

-- What a list shows of a case: who holds it and how firmly, until when, what is due, as the ledger's segments and
-- obligations say; made anew when something is recorded, and when one of its times has come.
CREATE TABLE case_line (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    mode       INTEGER NOT NULL,
    -- The person who holds it or is in charge; none: nobody.
    holder_id  INTEGER,
    -- The customer's city, else province, by its code.
    region     INTEGER,
    ends_at    INTEGER,
    -- The soonest of what is to be done, and of what an office is to do; the latest instant there is: no deadline.
    due_at     INTEGER,
    office_at  INTEGER,
    -- When any of this is otherwise, if nothing further happens.
    turns_at   INTEGER,
    PRIMARY KEY (company_id, case_id)
) WITHOUT ROWID;
CREATE INDEX line_turning ON case_line (company_id, turns_at) WHERE turns_at IS NOT NULL;
CREATE INDEX line_due ON case_line (company_id, holder_id, due_at, case_id) WHERE due_at IS NOT NULL;
CREATE INDEX line_ending ON case_line (company_id, holder_id, ends_at, case_id) WHERE ends_at IS NOT NULL;

-- Cases by the units that their facts were recorded under, with all these belonged to then. Unit 0: the company.
-- Each has its line beside it, so that a page of a list, however sorted and filtered, is a range of one index.
CREATE TABLE case_of_unit (
    company_id INTEGER NOT NULL,
    unit_id    INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    mode       INTEGER NOT NULL,
    holder_id  INTEGER,
    region     INTEGER,
    ends_at    INTEGER,
    due_at     INTEGER,
    office_at  INTEGER,
    PRIMARY KEY (company_id, unit_id, case_id)
) WITHOUT ROWID;
CREATE INDEX unit_of_case ON case_of_unit (company_id, case_id, unit_id);
CREATE INDEX unit_newest ON case_of_unit (company_id, unit_id, touched_at, case_id);
CREATE INDEX unit_by_state ON case_of_unit (company_id, unit_id, state, touched_at, case_id);
CREATE INDEX unit_by_mode ON case_of_unit (company_id, unit_id, mode, touched_at, case_id);
CREATE INDEX unit_by_holder ON case_of_unit (company_id, unit_id, holder_id, touched_at, case_id)
    WHERE holder_id IS NOT NULL;
CREATE INDEX unit_by_region ON case_of_unit (company_id, unit_id, region, touched_at, case_id)
    WHERE region IS NOT NULL;
CREATE INDEX unit_ending ON case_of_unit (company_id, unit_id, ends_at, case_id) WHERE ends_at IS NOT NULL;
CREATE INDEX unit_due ON case_of_unit (company_id, unit_id, due_at, case_id) WHERE due_at IS NOT NULL;
CREATE INDEX unit_office ON case_of_unit (company_id, unit_id, office_at, case_id) WHERE office_at IS NOT NULL;

-- Cases by whoever acted in them or was acted for. One person has so few that other filters pass over them.
CREATE TABLE case_of_staff (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    mode       INTEGER NOT NULL,
    holder_id  INTEGER,
    region     INTEGER,
    ends_at    INTEGER,
    due_at     INTEGER,
    office_at  INTEGER,
    PRIMARY KEY (company_id, staff_id, case_id)
) WITHOUT ROWID;
CREATE INDEX staff_of_case ON case_of_staff (company_id, case_id, staff_id);
CREATE INDEX staff_newest ON case_of_staff (company_id, staff_id, touched_at, case_id);
CREATE INDEX staff_ending ON case_of_staff (company_id, staff_id, ends_at, case_id) WHERE ends_at IS NOT NULL;
CREATE INDEX staff_due ON case_of_staff (company_id, staff_id, due_at, case_id) WHERE due_at IS NOT NULL;
CREATE INDEX staff_office ON case_of_staff (company_id, staff_id, office_at, case_id) WHERE office_at IS NOT NULL;

-- The clauses that decided something in a case, and in how many cases of a unit each did (unit 0: the company).
CREATE TABLE clause_of_case (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    domain_id  INTEGER NOT NULL,
    clause     TEXT NOT NULL,
    PRIMARY KEY (company_id, case_id, clause)
) WITHOUT ROWID;

CREATE TABLE clause_count (
    company_id INTEGER NOT NULL,
    domain_id  INTEGER NOT NULL,
    unit_id    INTEGER NOT NULL,
    clause     TEXT NOT NULL,
    cases      INTEGER NOT NULL,
    PRIMARY KEY (company_id, domain_id, unit_id, clause)
) WITHOUT ROWID;

-- Every entry by whoever made it, in order of time: facts (0), looks (1), reveals (2), checks (3), lists taken out (4),
-- and what administers the company and its people (5).
CREATE TABLE deed_of_staff (
    company_id  INTEGER NOT NULL,
    staff_id    INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, recorded_at, seq)
) WITHOUT ROWID;
CREATE INDEX deed_of_staff_by_kind ON deed_of_staff (company_id, staff_id, kind, recorded_at, seq);
CREATE INDEX deed_by_kind ON deed_of_staff (company_id, kind, recorded_at, seq);

-- Looks at a case and reveals of its data by others, told to whoever had the customer when they were taken in. They
-- follow from the log.
CREATE TABLE access_told (
    company_id  INTEGER NOT NULL,
    holder_id   INTEGER NOT NULL,
    accessed_at INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    PRIMARY KEY (company_id, holder_id, accessed_at, seq, case_id)
) WITHOUT ROWID;

-- What looked like misuse, once for each person, kind and mark, whoever was there to be told.
CREATE TABLE alert (
    company_id INTEGER NOT NULL,
    alert_no   INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    staff_id   INTEGER NOT NULL,
    mark       INTEGER NOT NULL,
    raised_at  INTEGER NOT NULL,
    PRIMARY KEY (company_id, alert_no)
) WITHOUT ROWID;
CREATE UNIQUE INDEX alert_once ON alert (company_id, kind, staff_id, mark);

-- Cases whose customers may be one, or were found to be: `case_id` came later. They follow from the log.
CREATE TABLE identity_pair (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    other_id   INTEGER NOT NULL,
    -- 0 nobody has decided, 1 one, 2 two.
    state      INTEGER NOT NULL,
    -- The entry that linked or separated them last, and when it was recorded.
    since_seq  INTEGER NOT NULL,
    since_at   INTEGER NOT NULL,
    PRIMARY KEY (company_id, case_id, other_id)
) WITHOUT ROWID;
CREATE INDEX identity_pair_by_state ON identity_pair (company_id, state, since_seq);
CREATE INDEX identity_pair_of_other ON identity_pair (company_id, other_id);

-- Who said of the customer of a case that it is that of another (1), or is not (0).
CREATE TABLE identity_decision (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    -- 0: nobody of the company.
    staff_id   INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    is_same    INTEGER NOT NULL,
    PRIMARY KEY (company_id, case_id, seq)
) WITHOUT ROWID;

-- Visits and registrations by the day on which they happened. They follow from the log.
CREATE TABLE arrival (
    company_id      INTEGER NOT NULL,
    day_no          INTEGER NOT NULL,
    is_registration INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    case_id         INTEGER NOT NULL,
    PRIMARY KEY (company_id, day_no, is_registration, seq)
) WITHOUT ROWID;

-- Scans of a day's signed sheet: the entry that brought each. They follow from the log.
CREATE TABLE day_scan (
    company_id INTEGER NOT NULL,
    day_no     INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    PRIMARY KEY (company_id, day_no, seq)
) WITHOUT ROWID;

-- What was registered in a unit whose regulation has a list of each day, by when it was recorded, and which of these
-- lists the unit confirmed. They follow from the log.
CREATE TABLE listed (
    company_id  INTEGER NOT NULL,
    unit_id     INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    PRIMARY KEY (company_id, unit_id, recorded_at, seq)
) WITHOUT ROWID;
CREATE INDEX listed_by_time ON listed (company_id, recorded_at);

CREATE TABLE list_confirmed (
    company_id   INTEGER NOT NULL,
    unit_id      INTEGER NOT NULL,
    day_no       INTEGER NOT NULL,
    staff_id     INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, unit_id, day_no)
) WITHOUT ROWID;

-- Outages declared here: the log says from when to when, these rows whose the paper of one is.
CREATE TABLE outage (
    company_id   INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    from_at      INTEGER NOT NULL,
    until_at     INTEGER NOT NULL,
    reception_id INTEGER NOT NULL,
    lead_id      INTEGER NOT NULL,
    declared_at  INTEGER NOT NULL,
    declared_by  INTEGER NOT NULL,
    PRIMARY KEY (company_id, seq)
) WITHOUT ROWID;

-- Who left, and when. They follow from the log; who recorded it is known where the desk did.
CREATE TABLE departure (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    left_at    INTEGER NOT NULL,
    by_id      INTEGER,
    PRIMARY KEY (company_id, staff_id)
) WITHOUT ROWID;

-- The cases that somebody was in charge of when they left. They follow from the log.
CREATE TABLE left_case (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, case_id)
) WITHOUT ROWID;

-- Cases that nobody is in charge of: pool 0 is open to everybody under the regulation (domain), pool 1 waits to be
-- given to somebody, in the order of what waits longest, pool 2 is nobody's ever. Made anew together with the case's line.
CREATE TABLE pooled_case (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    domain     INTEGER NOT NULL,
    pool       INTEGER NOT NULL,
    since_at   INTEGER NOT NULL,
    PRIMARY KEY (company_id, case_id)
) WITHOUT ROWID;
CREATE INDEX pooled_by_place ON pooled_case (company_id, pool, since_at, case_id);
CREATE INDEX pooled_by_domain ON pooled_case (company_id, domain, pool, since_at, case_id);

-- What became of a case that somebody registered: an entry that gave it to a person. They follow from the log.
CREATE TABLE allocation (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, seq)
) WITHOUT ROWID;

-- The unit that an admitted dealer became.
CREATE TABLE dealer_unit (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    unit_id    INTEGER NOT NULL,
    PRIMARY KEY (company_id, case_id)
) WITHOUT ROWID;

-- Dealers that the company does not want. Name, code and reasons are secrets `blacklist/<entry_no>/…`; taken off by
-- nobody: they are on it.
CREATE TABLE blacklisted (
    company_id   INTEGER NOT NULL,
    entry_no     INTEGER NOT NULL,
    listed_at    INTEGER NOT NULL,
    listed_by    INTEGER NOT NULL,
    taken_off_at INTEGER NOT NULL,
    taken_off_by INTEGER NOT NULL,
    PRIMARY KEY (company_id, entry_no)
) WITHOUT ROWID;

-- When somebody claimed a customer, for limits in a period. They follow from the log.
CREATE TABLE claim_of_staff (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, claimed_at, seq)
) WITHOUT ROWID;

-- How many claims of somebody were recorded behind counts: two at once are counted one after the other. Of nobody (0):
-- those that say whether their customer was known before.
CREATE TABLE claim_turn (
    company_id INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    turn       INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id)
) WITHOUT ROWID;

-- Deals as they are judged, by the entry that says so; made anew when something is recorded, and when their time has
-- come. Months are counted from January of year 0.
CREATE TABLE credit_deal (
    company_id  INTEGER NOT NULL,
    deal_seq    INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    deal_at     INTEGER NOT NULL,
    month_no    INTEGER NOT NULL,
    cents       INTEGER,
    state       INTEGER NOT NULL,
    -- Why it is pending, a bit for each reason.
    reasons     INTEGER NOT NULL,
    project_ref INTEGER,
    turns_at    INTEGER,
    PRIMARY KEY (company_id, deal_seq)
) WITHOUT ROWID;
CREATE INDEX deal_of_case ON credit_deal (company_id, case_id);
CREATE INDEX deal_by_month ON credit_deal (company_id, month_no, deal_seq);
CREATE INDEX deal_turning ON credit_deal (company_id, turns_at) WHERE turns_at IS NOT NULL;

-- What each has of a deal. Lines of months whose statements were issued stay; what changes later is a line of the
-- month in which it changes, with the difference: all lines of a receiver together are what is due.
CREATE TABLE credit_line (
    company_id    INTEGER NOT NULL,
    deal_seq      INTEGER NOT NULL,
    month_no      INTEGER NOT NULL,
    -- 0 performance, 1 commission, 2 a fee.
    kind          INTEGER NOT NULL,
    -- 0 a person, 1 a unit, 2 an office (of a unit, 0: of the company), 3 a division, 4 the customer.
    receiver_kind INTEGER NOT NULL,
    receiver_id   INTEGER NOT NULL,
    office        TEXT NOT NULL,
    case_id       INTEGER NOT NULL,
    -- Who is in charge for a unit that receives.
    person_id     INTEGER,
    -- The unit of whoever receives, at the deal.
    unit_id       INTEGER,
    cents         INTEGER,
    final_cents   INTEGER NOT NULL,
    parts         INTEGER NOT NULL,
    of_parts      INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    reasons       INTEGER NOT NULL,
    clause        TEXT NOT NULL,
    -- The kind of entry that brought it about, or that time did.
    cause         TEXT NOT NULL,
    booked_at     INTEGER NOT NULL,
    PRIMARY KEY (company_id, deal_seq, month_no, kind, receiver_kind, receiver_id, office)
) WITHOUT ROWID;
CREATE INDEX credit_by_month ON credit_line (company_id, month_no, deal_seq);
CREATE INDEX credit_of_receiver ON credit_line (company_id, receiver_kind, receiver_id, month_no);
CREATE INDEX credit_of_person ON credit_line (company_id, person_id, month_no) WHERE person_id IS NOT NULL;

-- Months whose statements were issued, with all before them. They follow from the log.
CREATE TABLE statement_issue (
    company_id INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    month_no   INTEGER NOT NULL,
    issued_at  INTEGER NOT NULL,
    staff_id   INTEGER NOT NULL,
    PRIMARY KEY (company_id, seq)
) WITHOUT ROWID;

-- Cases that somebody held and lost because a time limit passed, by the month in which it did.
CREATE TABLE case_lapse (
    company_id INTEGER NOT NULL,
    month_no   INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    lapsed_at  INTEGER NOT NULL,
    PRIMARY KEY (company_id, month_no, case_id, lapsed_at)
) WITHOUT ROWID;

-- What somebody decides in a case, or decided: a dispute (0), a proposed violation (1), a second look (2), by the
-- entry that brought it up. They follow from the log.
CREATE TABLE matter (
    company_id  INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    -- Whoever claims, is accused or asks; 0: an office.
    staff_id    INTEGER NOT NULL,
    -- The other side of a dispute, whoever reported a violation; 0: nobody.
    other_id    INTEGER NOT NULL,
    -- The violation's name in the pack.
    name        TEXT NOT NULL,
    domain_id   INTEGER NOT NULL,
    clause      TEXT NOT NULL,
    opened_at   INTEGER NOT NULL,
    -- 0 open, 1 appealed, 2 decided, 3 taken back.
    state       INTEGER NOT NULL,
    decided_seq INTEGER,
    decided_at  INTEGER,
    -- 0 undecided, 1 for whoever claims, or upheld, 2 against, 3 for somebody else.
    outcome     INTEGER NOT NULL,
    PRIMARY KEY (company_id, case_id, kind, seq, staff_id, name)
) WITHOUT ROWID;
CREATE INDEX matter_by_state ON matter (company_id, kind, state, seq);
CREATE INDEX matter_of_staff ON matter (company_id, staff_id, seq);
CREATE INDEX matter_of_other ON matter (company_id, other_id, seq);
CREATE INDEX matter_decided ON matter (company_id, domain_id, clause, decided_at) WHERE decided_at IS NOT NULL;

-- What waits in a case for somebody to decide or to do, as it is judged now: made anew with the case's line.
CREATE TABLE task (
    company_id INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    task_no    INTEGER NOT NULL,
    -- What it is; 0: a duty, that nobody decides.
    kind       INTEGER NOT NULL,
    -- The act or page by which it is answered.
    answered   TEXT NOT NULL,
    -- The entry that asks, whom it is about, who asked.
    of_seq     INTEGER,
    person_id  INTEGER,
    asker_id   INTEGER,
    -- The regulation's names: of what is to be done, and the clause's number.
    what       TEXT NOT NULL,
    clause     TEXT NOT NULL,
    PRIMARY KEY (company_id, case_id, task_no)
) WITHOUT ROWID;
CREATE INDEX task_decided ON task (company_id, case_id) WHERE kind > 0;

-- In whose lists it stands, and from when on: 0 somebody's, 1 of everybody in a unit, 2 of whoever has an office
-- (in a unit, or anywhere: 0). Each list is a range of one index.
CREATE TABLE task_for (
    company_id INTEGER NOT NULL,
    for_kind   INTEGER NOT NULL,
    for_id     INTEGER NOT NULL,
    office     TEXT NOT NULL,
    case_id    INTEGER NOT NULL,
    task_no    INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    -- The latest instant there is: no deadline.
    due_at     INTEGER NOT NULL,
    since_at   INTEGER NOT NULL,
    from_at    INTEGER NOT NULL,
    -- It came to them because those below are late with it, or may not.
    is_raised  INTEGER NOT NULL,
    -- For whom they stand in.
    behalf_id  INTEGER,
    PRIMARY KEY (company_id, for_kind, for_id, office, case_id, task_no)
) WITHOUT ROWID;
CREATE INDEX task_listed ON task_for (company_id, for_kind, for_id, office, due_at, since_at, case_id, task_no);
CREATE INDEX task_of_case ON task_for (company_id, case_id);
CREATE INDEX task_raised ON task_for (company_id, from_at) WHERE is_raised = 1;

-- Robots of chat groups. Address and signing secret are a secret of the ledger's, sealed. A robot is told what people
-- of its unit were told, in order: what came after the place it has reached is still to be sent.
CREATE TABLE robot (
    company_id INTEGER NOT NULL,
    robot_no   INTEGER NOT NULL,
    -- 0: the whole company.
    unit_id    INTEGER NOT NULL,
    service    TEXT NOT NULL,
    language   TEXT NOT NULL,
    -- Kinds of notice, by name, with spaces between.
    kinds      TEXT NOT NULL,
    seen_at    INTEGER NOT NULL,
    seen_staff INTEGER NOT NULL,
    seen_no    INTEGER NOT NULL,
    -- How many were sent in which minute.
    minute_no  INTEGER NOT NULL,
    sent       INTEGER NOT NULL,
    -- How often in a row sending failed, why, and when to try again.
    failures   INTEGER NOT NULL,
    problem    TEXT NOT NULL,
    retry_at   INTEGER NOT NULL,
    PRIMARY KEY (company_id, robot_no)
) WITHOUT ROWID;
CREATE INDEX notice_by_time ON notice (company_id, told_at, staff_id, notice_no);

-- Where somebody wants to be written to; the address is sealed, as a secret.
CREATE TABLE mailbox (
    company_id    INTEGER NOT NULL,
    staff_id      INTEGER NOT NULL,
    language      TEXT NOT NULL,
    worth         TEXT NOT NULL,
    is_confirmed  INTEGER NOT NULL,
    -- Of the link that confirms, and of the one by which they want no more; zeros: of none.
    confirm_hash  BLOB NOT NULL,
    confirm_until INTEGER NOT NULL,
    stop_hash     BLOB NOT NULL,
    -- The last notice that they were written about.
    seen_no       INTEGER NOT NULL,
    -- How many were sent in which hour.
    hour_no       INTEGER NOT NULL,
    sent          INTEGER NOT NULL,
    -- How often in a row sending failed, why, and when to try again.
    failures      INTEGER NOT NULL,
    problem       TEXT NOT NULL,
    retry_at      INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id)
) WITHOUT ROWID;
