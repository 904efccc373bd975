-- Facts first: everything else but keys and packs is made from them again by `rebuild`.

-- What was done to which schema, by which release, and the snapshot taken before. Tables kept beside the ledger's
-- are a series of their own.
CREATE TABLE migration (
    series       TEXT NOT NULL,
    migration_no BIGINT NOT NULL,
    checksum     TEXT NOT NULL,
    release      TEXT NOT NULL,
    snapshot     TEXT NOT NULL,
    PRIMARY KEY (series, migration_no)
);

-- On PostgreSQL whoever writes for a company locks its row first.
CREATE TABLE company (
    company_id BIGINT PRIMARY KEY,
    name       TEXT NOT NULL
);

-- Each log's name among all logs, and the entry it begins with: a restored copy goes on under a new one.
CREATE TABLE lineage (
    company_id BIGINT NOT NULL,
    from_seq   BIGINT NOT NULL,
    lineage    BYTEA NOT NULL,
    PRIMARY KEY (company_id, from_seq)
);

-- The texts of regulations, by the entry that published them. Never changed.
CREATE TABLE pack (
    company_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    domain_id  BIGINT NOT NULL,
    pack       TEXT NOT NULL,
    regulation TEXT NOT NULL,
    PRIMARY KEY (company_id, seq)
);

-- One row per entry of the log, only ever appended. Erasing empties sealed, nothing else.
CREATE TABLE fact (
    company_id     BIGINT NOT NULL,
    seq            BIGINT NOT NULL,
    recorded_at    BIGINT NOT NULL,
    -- 0 for the entry's own number: a case has the number of its first entry, and so has a data subject.
    case_id        BIGINT,
    subject_id     BIGINT,
    entry          BYTEA NOT NULL,
    -- The first 4 bytes of the leaf's hash: which row was changed. That one was, the tree tells.
    leaf_check     BYTEA NOT NULL,
    -- To the personal part and its key.
    commitment     BYTEA,
    sealed         BYTEA,
    -- Of the command that the entry answers: a retry gets the first answer.
    command_key    BYTEA,
    PRIMARY KEY (company_id, seq)
);
CREATE UNIQUE INDEX fact_of_command ON fact (company_id, command_key) WHERE command_key IS NOT NULL;
-- The first entry of each is found by its number.
CREATE INDEX fact_of_case ON fact (company_id, case_id, seq) WHERE case_id > 0;
CREATE INDEX fact_of_subject ON fact (company_id, subject_id, seq) WHERE subject_id > 0;
-- What belongs to no case, read at every start: without it, the whole table was. Traces of who looked at what
-- are not read then, and in time there are more of them than of everything else: entries that begin with the text
-- `accessed`, after the byte that opens their array.
CREATE INDEX fact_of_company ON fact (company_id, seq)
    WHERE case_id IS NULL AND substr(entry, 2, 9) <> '\x686163636573736564'::bytea;

-- Data subjects: customers and staff. Without the wrapped key nothing of theirs opens any more.
CREATE TABLE subject (
    company_id  BIGINT NOT NULL,
    subject_id  BIGINT NOT NULL,
    wrapped_key BYTEA,
    -- Tags of 8 bytes, by the entry that brought them; before each entry but the subject's first a zero byte and the
    -- entry (LEB128). A byte before tags of one kind: kind, how many more than one times 16, and 128 if each is
    -- followed by a reference (LEB128) because another entry brought the value before. Empty once erased.
    tags        BYTEA NOT NULL,
    -- Of each company name: count of tokens (1 byte), keyed buckets of province, city and trade (3 x 2 bytes), tokens
    -- (4 bytes each). Before names of another entry than the subject's first, or than those before, stand the byte
    -- 255 and the entry (LEB128). Empty once erased.
    names       BYTEA NOT NULL,
    PRIMARY KEY (company_id, subject_id)
);

-- Papers in parts of 256 KiB, sealed with their subject's key: the entry that brought them says, sealed, what they
-- are. Erasing deletes them.
CREATE TABLE paper_part (
    company_id BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    paper_no   BIGINT NOT NULL,
    -- 0 as it came, 1 to be read on a screen, 2 small.
    copy_no    BIGINT NOT NULL,
    part_no    BIGINT NOT NULL,
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (company_id, subject_id, seq, paper_no, copy_no, part_no)
);

-- Small secrets of accounts, sealed with the key-encryption key and bound to their names.
CREATE TABLE secret (
    company_id BIGINT NOT NULL,
    name       TEXT NOT NULL,
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (company_id, name)
);

CREATE TABLE case_file (
    company_id   BIGINT NOT NULL,
    case_id      BIGINT NOT NULL,
    domain_id    BIGINT NOT NULL,
    -- 0 for the case's own number: of the customer who came with it.
    subject_id   BIGINT NOT NULL,
    project      BIGINT,
    demand       BIGINT,
    contract     BIGINT,
    -- The entry after which it was judged last: so many after its first.
    judged_after BIGINT NOT NULL,
    -- Who holds it from when until when, and who must do what by when, if nothing further happens. Empty of one
    -- that waits in another.
    projection   BYTEA NOT NULL,
    PRIMARY KEY (company_id, case_id)
);
-- A customer has one case of each scope, whatever the program believes. That the one with which a customer
-- came is the only one of its scope, `verify` tells.
CREATE UNIQUE INDEX case_of_subject ON case_file
    (company_id, subject_id, domain_id, coalesce(project, 0), coalesce(demand, 0), coalesce(contract, 0))
    WHERE subject_id > 0;

-- Cases that may be, or are, one: `case_id` came later and is judged within `other_id`.
CREATE TABLE case_link (
    company_id BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    other_id   BIGINT NOT NULL,
    PRIMARY KEY (company_id, case_id, other_id)
);
CREATE INDEX case_link_of_other ON case_link (company_id, other_id);

-- By what lists find cases, made of what is projected from them. In charge of it, now or later:
CREATE TABLE charge (
    company_id BIGINT NOT NULL,
    person_id  BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    PRIMARY KEY (company_id, person_id, case_id)
);
-- Protection ends (the first second without it):
CREATE TABLE ending (
    company_id BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    PRIMARY KEY (company_id, ends_at, case_id)
);
-- Something must be done (the first second in which it is too late):
CREATE TABLE due (
    company_id BIGINT NOT NULL,
    due_until  BIGINT NOT NULL,
    case_id    BIGINT NOT NULL,
    PRIMARY KEY (company_id, due_until, case_id)
);

-- Roots of the full tiles of the log (C2SP tlog-tiles), of 256 hashes each: those are made of the entries again.
CREATE TABLE tile (
    company_id BIGINT NOT NULL,
    tile_level BIGINT NOT NULL,
    tile_no    BIGINT NOT NULL,
    root       BYTEA NOT NULL,
    PRIMARY KEY (company_id, tile_level, tile_no)
);

CREATE TABLE checkpoint (
    company_id BIGINT NOT NULL,
    size       BIGINT NOT NULL,
    note       TEXT NOT NULL,
    PRIMARY KEY (company_id, size)
);
