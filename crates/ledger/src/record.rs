//! Commands carried out: identity found, the case judged, the fact appended, all in one transaction.

use std::num::NonZeroU32;

use ruling::calendar::Instant;
use ruling::case::CaseFile;
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Fact, FactKind, Particulars, Ref, Seq, StaffId, UnitId};
use ruling::judge::judge;
use ruling::name::Symbol;
use ruling::policy::{Packs, ScopePart};
use ruling::ruling::{Ruling, Standing};

use crate::case_store::{CASE_FACTS_MAX, CaseGroup};
use crate::customer::{CustomerKeys, field, scope_tags};
use crate::encoding::Entry;
use crate::fault::{Failure, Fault, NotAccepted, Refusal};
use crate::index::{read_tags, write_tags};
use crate::log::tree::{Hash, TILE_WIDTH, TileHashes, leaf_hash, subtree_root};
use crate::privacy::blind_index::{Tag, TagKind};
use crate::privacy::keys::Keys;
use crate::privacy::personal::Personal;
use crate::privacy::seal::{self, DataKey, SealPlace, SealProblem, random_salt};
use crate::sqlite::{CaseRow, Database, FactRow, SubjectRow};
use crate::state::{COMPANY, DOMAIN, STAFF_NAME, State, data_key};

/// Which case a fact belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// This case.
    Case(u64),
    /// The case of the customer whom the fields identify; opened if there is none.
    Customer,
}

/// A fact to be recorded. `seq` and `recorded` of the fact are the ledger's to give; references of
/// personal values are made from `fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// What happened.
    pub fact: Fact,
    /// To which case.
    pub about: About,
    /// What was entered about a person; sealed.
    pub fields: Personal,
}

/// A change of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A fact about a case.
    Record(Box<NewFact>),
    /// A fact about people or units.
    Change(Box<CompanyFact>),
    /// A new member of staff, by name.
    AddStaff(Personal),
    /// A new unit, by name.
    AddUnit(String),
    /// An entry that the ledger makes of itself: a regulation published, a lineage begun.
    Publish(Box<Entry>),
    /// Destroys the personal data of a case's customer.
    Erase {
        /// The case.
        case: u64,
        /// Who does it.
        actor: StaffId,
    },
    /// A duplicate check or reveal that was made, for its trace.
    Trace {
        /// Who.
        staff: StaffId,
        /// `check` or `reveal`.
        deed: String,
        /// Whose data was revealed.
        subject: Option<u64>,
    },
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry's place in the ledger.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// The case, as judged then.
    pub case: Option<JudgedCase>,
}

/// A case with its ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedCase {
    /// The case that stands for all it is linked to.
    pub id: u64,
    /// What the ruling was made from.
    pub file: CaseFile,
    /// The ruling.
    pub ruling: Ruling,
}

/// A command in progress: state, store and keys together.
pub(crate) struct Work<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) database: &'a Database,
    pub(crate) keys: &'a Keys,
    pub(crate) now: Instant,
    /// Of the command being carried out: its first entry, which answers it, carries it.
    pub(crate) key: Option<Vec<u8>>,
}

/// Whom fields mean.
struct Found {
    subject: u64,
    is_new: bool,
    /// Subjects it may be the same as, earliest first.
    may_be: Vec<u64>,
}

impl Work<'_> {
    /// Carries a command out, or refuses it with nothing stored.
    pub(crate) fn carry_out(&mut self, command: Command, key: &[u8]) -> Result<Recorded, Failure> {
        if let Some(seq) = self.database.command(key)? {
            return Ok(self.answer_again(seq)?);
        }
        self.key = Some(key.to_vec());
        match command {
            Command::Record(new) => self.record(*new),
            Command::Change(change) => self.change(*change),
            Command::AddStaff(name) => self.add_staff(name),
            Command::AddUnit(name) => self.add_unit(name),
            Command::Publish(entry) => self.append(*entry, None, None),
            Command::Erase { case, actor } => self.erase(case, actor),
            Command::Trace {
                staff,
                deed,
                subject,
            } => {
                let entry = Entry::Accessed {
                    staff,
                    deed,
                    subject,
                };
                self.append(entry, None, None)
            }
        }
    }

    /// The first answer of a command that comes again.
    fn answer_again(&self, seq: Seq) -> Result<Recorded, Fault> {
        let damaged = Fault::Damaged {
            what: "entry",
            number: seq.into(),
        };
        let row = self.database.fact(seq)?.ok_or(damaged)?;
        let mut case = None;
        if let Some(id) = row.case {
            let group = CaseGroup::load(self.database, &self.state.packs, id)?;
            case = group.map(|mut group| {
                group.facts.retain(|fact| fact.seq <= seq);
                self.judged(&group, row.recorded)
            });
        }
        Ok(Recorded {
            seq,
            recorded: row.recorded,
            case,
        })
    }

    fn judged(&self, group: &CaseGroup, at: Instant) -> JudgedCase {
        let file = group.file();
        let ruling = judge(&file, &self.state.company, &self.state.packs, at, at);
        JudgedCase {
            id: group.root,
            file,
            ruling,
        }
    }

    fn next_seq(&self) -> Seq {
        self.state.last_seq + 1
    }

    /// The time the next entry gets: never before the last one's.
    fn recorded(&self) -> Instant {
        self.now.max(self.state.last_recorded)
    }

    // ---- facts about cases

    fn record(&mut self, new: NewFact) -> Result<Recorded, Failure> {
        let NewFact {
            mut fact,
            about,
            fields,
        } = new;
        self.check_names(&fact, &fields)?;
        let recorded = self.recorded();
        if fact.occurred > recorded {
            return Err(Refusal::InTheFuture(fact.occurred).into());
        }
        let is_attested = fact.counts_at != fact.recorded;
        (fact.seq, fact.recorded) = (self.next_seq(), recorded);
        if !is_attested {
            fact.counts_at = recorded;
        }
        let keys = CustomerKeys::read(&fields).map_err(Refusal::Fields)?;
        let given = self.case_given(about)?;
        let found = self.whom(&keys, given.as_ref(), &fields)?;
        let scope = self.scope_of(&fields)?;
        let case = match given {
            Some(row) => row,
            None => self.case_for(&found, scope)?,
        };
        if let (FactKind::Registered, false) = (fact.kind, found.may_be.is_empty()) {
            let suspected = self.state.packs.names.find("suspected");
            particulars(&mut fact).given.insert(suspected);
        }
        let tags = self.referred(&mut fact, &keys, &found, scope)?;
        let mut group = self.group_of(&case, &found)?;
        if group.facts.len() >= CASE_FACTS_MAX {
            return Err(Refusal::CaseFull.into());
        }
        if let Some(of) = fact.of
            && !group.facts.iter().any(|known| known.seq == of)
        {
            return Err(Refusal::UnknownFact(of).into());
        }
        group.facts.push(fact.clone());
        let judged = self.judged(&group, recorded);
        self.refuse_what_is_refused(&fact, &judged)?;
        let seq = fact.seq;
        self.store(fact, case, &found, &fields, &tags)?;
        self.separate_if_denied(&group)?;
        let group = CaseGroup::load(self.database, &self.state.packs, case.case)?.unwrap_or(group);
        let ruling = self.state.project(self.database, &group, seq, recorded)?;
        Ok(Recorded {
            seq,
            recorded,
            case: Some(JudgedCase {
                id: group.root,
                file: group.file(),
                ruling,
            }),
        })
    }

    /// Names that no version of the regulation knows would be lost when written.
    fn check_names(&self, fact: &Fact, fields: &Personal) -> Result<(), Refusal> {
        let names = &self.state.packs.names;
        let known = [
            field::PHONE,
            field::ID_NUMBER,
            field::CREDIT_CODE,
            field::COMPANY,
        ];
        let known = known.into_iter().chain([field::NAME, field::PROJECT]);
        let known: Vec<&str> = known.chain([field::DEMAND, field::CONTRACT]).collect();
        let unknown = fields
            .names()
            .find(|name| !known.contains(name) && names.find(name) == Symbol::UNKNOWN);
        if let Some(name) = unknown {
            return Err(Refusal::UnknownName(name.to_owned()));
        }
        let more = fact.particulars.as_deref();
        let sets = more
            .into_iter()
            .flat_map(|more| more.given.iter().chain(more.changed.iter()));
        let single = more
            .into_iter()
            .flat_map(|more| [more.customer_type, more.phone_of]);
        let has_unknown = sets
            .chain(single)
            .chain([fact.what])
            .any(|symbol| symbol == Symbol::UNKNOWN);
        match has_unknown {
            true => Err(Refusal::UnknownName(String::new())),
            false => Ok(()),
        }
    }

    fn case_given(&self, about: About) -> Result<Option<CaseRow>, Failure> {
        match about {
            About::Customer => Ok(None),
            About::Case(case) => match self.database.case(case)? {
                Some(row) => Ok(Some(row)),
                None => Err(Refusal::UnknownCase(case).into()),
            },
        }
    }

    /// Whom the fields mean: somebody known by a key, the case's customer, or somebody new.
    fn whom(
        &self,
        keys: &CustomerKeys,
        case: Option<&CaseRow>,
        fields: &Personal,
    ) -> Result<Found, Failure> {
        let next = self.state.last_subject + 1;
        let found = |subject, is_new, may_be| Found {
            subject,
            is_new,
            may_be,
        };
        if !keys.identify() {
            return match case {
                // Somebody else's name in a case, e.g. a buyer's, is somebody new.
                Some(row) if fields.get(field::NAME).is_none() => {
                    Ok(found(row.subject, false, Vec::new()))
                }
                Some(row) if self.has_name(row.subject, keys)? => {
                    Ok(found(row.subject, false, Vec::new()))
                }
                Some(_) => Ok(found(next, true, Vec::new())),
                None => Err(Refusal::NothingIdentifies.into()),
            };
        }
        let mut hits: Vec<u64> = Vec::new();
        for tag in keys.identifying(&self.state.tagger) {
            for subject in self.state.index.subjects(tag) {
                if !hits.contains(&subject) && self.keys_agree(subject, keys)? {
                    hits.push(subject);
                }
            }
        }
        hits.sort_unstable();
        match hits.as_slice() {
            [only] => Ok(found(*only, false, Vec::new())),
            [] => Ok(found(next, true, self.alike(keys)?)),
            _ => Ok(found(next, true, hits)),
        }
    }

    fn has_name(&self, subject: u64, keys: &CustomerKeys) -> Result<bool, Failure> {
        Ok(self.keys_of(subject)?.has_name_of(keys))
    }

    /// Whether nothing that both have contradicts: two codes that differ are two companies.
    fn keys_agree(&self, subject: u64, keys: &CustomerKeys) -> Result<bool, Failure> {
        Ok(!self.keys_of(subject)?.codes_differ(keys))
    }

    /// Subjects of the same name whose partly hidden number fits.
    fn alike(&self, keys: &CustomerKeys) -> Result<Vec<u64>, Failure> {
        let mut alike = Vec::new();
        for tag in keys.may_be_under(&self.state.tagger) {
            for subject in self.state.index.subjects(tag) {
                if !alike.contains(&subject) && self.keys_of(subject)?.may_be(keys) {
                    alike.push(subject);
                }
            }
        }
        alike.sort_unstable();
        Ok(alike)
    }

    /// What is known of a subject, unsealed: the last value of each field.
    pub(crate) fn keys_of(&self, subject: u64) -> Result<CustomerKeys, Failure> {
        let personal = personal_of(self.database, self.keys, subject)?;
        Ok(CustomerKeys::read(&personal).unwrap_or_default())
    }

    fn scope_of(&self, fields: &Personal) -> Result<Scope, SealProblem> {
        let mut scope = Scope::default();
        for tag in scope_tags(fields, &self.state.tagger) {
            let part = Some((tag, self.reference(tag)?));
            match tag.kind {
                TagKind::Project => scope.project = part,
                TagKind::Demand => scope.demand = part,
                _ => scope.contract = part,
            }
        }
        Ok(scope)
    }

    /// The subject's case of this scope, or a new one.
    fn case_for(&self, found: &Found, scope: Scope) -> Result<CaseRow, Failure> {
        let wanted = scope.limited_to(&self.state.packs);
        let new = CaseRow {
            case: self.next_seq().into(),
            domain: DOMAIN,
            subject: found.subject,
            project: wanted.project.map(|(_, reference)| reference),
            demand: wanted.demand.map(|(_, reference)| reference),
            contract: wanted.contract.map(|(_, reference)| reference),
            judged_seq: self.next_seq(),
        };
        if found.is_new {
            return Ok(new);
        }
        let known = self.database.cases_of_subject(found.subject)?;
        let same = known.iter().find(|row| row.scope() == new.scope());
        Ok(same.copied().unwrap_or(new))
    }

    /// Puts references into the fact and tells which tags the subject has from now on.
    fn referred(
        &self,
        fact: &mut Fact,
        keys: &CustomerKeys,
        found: &Found,
        scope: Scope,
    ) -> Result<Vec<(Tag, Ref)>, SealProblem> {
        let more = particulars(fact);
        more.customer = Some(Ref(found.subject));
        more.project = scope.project.map(|(_, reference)| reference);
        more.demand = scope.demand.map(|(_, reference)| reference);
        more.contract = scope.contract.map(|(_, reference)| reference);
        let tags = keys.tags(&self.state.tagger);
        for tag in &tags {
            let slot = match tag.kind {
                TagKind::Phone => &mut more.phone,
                TagKind::Name | TagKind::CompanyName => &mut more.name,
                _ => continue,
            };
            *slot = Some(self.reference(*tag)?);
        }
        let scope = [scope.project, scope.demand, scope.contract];
        let scope = scope.into_iter().flatten().map(|(tag, _)| tag);
        let tags = tags.into_iter().chain(scope);
        Ok(tags
            .map(|tag| (tag, reference_in(more, tag.kind)))
            .collect())
    }

    /// The reference that a value has, or a new one.
    fn reference(&self, tag: Tag) -> Result<Ref, SealProblem> {
        match self.state.index.reference(tag) {
            Some(known) => Ok(known),
            None => random_reference(),
        }
    }

    /// The case with what it is, or may be, one with.
    fn group_of(&self, case: &CaseRow, found: &Found) -> Result<CaseGroup, Failure> {
        if let Some(group) = CaseGroup::load(self.database, &self.state.packs, case.case)? {
            return Ok(group);
        }
        let mut group = CaseGroup {
            root: case.case,
            members: [case.case].into_iter().collect(),
            subject: case.subject,
            facts: Vec::new(),
        };
        for other in self.alike_cases(case, found)? {
            let loaded = CaseGroup::load(self.database, &self.state.packs, other)?;
            let Some(other) = loaded.filter(|other| !group.members.contains(&other.root)) else {
                continue;
            };
            if other.root < group.root {
                (group.root, group.subject) = (other.root, other.subject);
            }
            group.members.extend(&other.members);
            group.facts.extend(other.facts);
        }
        Ok(group)
    }

    /// Cases of the same scope of the subjects that this one's may be.
    fn alike_cases(&self, case: &CaseRow, found: &Found) -> Result<Vec<u64>, Fault> {
        let mut alike = Vec::new();
        for other in &found.may_be {
            let cases = self.database.cases_of_subject(*other)?;
            let same = cases.iter().filter(|row| row.scope() == case.scope());
            alike.extend(same.map(|row| row.case));
        }
        Ok(alike)
    }

    /// A claim that is not accepted leaves no trace.
    fn refuse_what_is_refused(&self, fact: &Fact, judged: &JudgedCase) -> Result<(), Refusal> {
        let mut claims = judged.ruling.claims.iter();
        let claim = claims.find(|claim| claim.fact == fact.seq);
        match claim.map(|claim| claim.standing) {
            Some(Standing::Refused) => Err(Refusal::NotAccepted(Box::new(NotAccepted {
                ruling: judged.ruling.clone(),
                case: judged.file.clone(),
            }))),
            _ => Ok(()),
        }
    }

    fn store(
        &mut self,
        fact: Fact,
        case: CaseRow,
        found: &Found,
        fields: &Personal,
        tags: &[(Tag, Ref)],
    ) -> Result<(), Failure> {
        let key = self.subject_key(found, tags)?;
        let personal = (!fields.is_empty()).then_some((found.subject, &key, fields));
        let is_new = self.database.case(case.case)?.is_none();
        self.append(Entry::Fact(fact), Some(case.case), personal)?;
        if !is_new {
            return Ok(());
        }
        self.database.put_case(&case)?;
        for other in self.alike_cases(&case, found)? {
            self.database.link_cases(case.case, other)?;
            let case = case.case;
            self.append(Entry::Suspected { case, other }, None, None)?;
        }
        Ok(())
    }

    /// The subject's key, made for a new one; its tags are stored and found from now on.
    fn subject_key(&mut self, found: &Found, tags: &[(Tag, Ref)]) -> Result<DataKey, Failure> {
        let place = SealPlace {
            company: COMPANY,
            subject: found.subject,
            seq: 0,
        };
        let mut all = Vec::new();
        let (key, wrapped) = match found.is_new {
            true => {
                let key = DataKey::random()?;
                let wrapped = key.wrap(&self.keys.key_encryption, place)?;
                self.state.last_subject = found.subject;
                (key, wrapped)
            }
            false => {
                let row = self.database.subject(found.subject)?;
                let row = row.ok_or(Refusal::Erased)?;
                let wrapped = row.wrapped_key.ok_or(Refusal::Erased)?;
                all = read_tags(&row.tags).unwrap_or_default();
                let key = DataKey::unwrap(&wrapped, &self.keys.key_encryption, place)?;
                (key, wrapped)
            }
        };
        let before = all.len();
        for tag in tags {
            if !all.contains(tag) {
                all.push(*tag);
            }
        }
        if found.is_new || all.len() > before {
            self.database.put_subject(&SubjectRow {
                subject: found.subject,
                wrapped_key: Some(wrapped),
                tags: write_tags(&all),
            })?;
            self.state.index.add(found.subject, &all);
        }
        Ok(key)
    }

    /// A link that denies an identity separates the case from those it may have been.
    fn separate_if_denied(&self, group: &CaseGroup) -> Result<(), Fault> {
        let Some(fact) = group.facts.last() else {
            return Ok(());
        };
        let Some(denied) = denied_by(fact, &self.state.packs) else {
            return Ok(());
        };
        let Some(case) = self.database.fact(denied)?.and_then(|row| row.case) else {
            return Ok(());
        };
        for (later, earlier) in self.database.links_of(case)? {
            if later == case {
                self.database.unlink_cases(later, earlier)?;
            }
        }
        for member in &group.members {
            if let Some(apart) = CaseGroup::load(self.database, &self.state.packs, *member)?
                && apart.root == *member
            {
                self.state
                    .project(self.database, &apart, fact.seq, fact.recorded)?;
            }
        }
        Ok(())
    }

    // ---- everything else

    fn change(&mut self, change: CompanyFact) -> Result<Recorded, Failure> {
        let recorded = self.recorded();
        let change = CompanyFact { recorded, ..change };
        let touched = self.touched_by(&change.change)?;
        let done = self.append(Entry::Change(change), None, None)?;
        self.state.settle();
        for case in touched {
            let group = CaseGroup::load(self.database, &self.state.packs, case)?;
            if let Some(group) = group.filter(|group| group.root == case) {
                let judged = self.append(Entry::Judged { case }, None, None)?;
                self.state
                    .project(self.database, &group, judged.seq, recorded)?;
            }
        }
        Ok(done)
    }

    /// The cases whose rulings a change may alter.
    fn touched_by(&self, change: &Change) -> Result<Vec<u64>, Fault> {
        match change {
            Change::Joined { staff, .. }
            | Change::Moved { staff, .. }
            | Change::Departed { staff }
            | Change::Suspended { staff, .. } => self.database.cases_of_person(staff.0.get()),
            _ => self.all_cases(),
        }
    }

    fn all_cases(&self) -> Result<Vec<u64>, Fault> {
        let mut all = Vec::new();
        let mut last = 0;
        loop {
            let rows = self.database.cases(last, 10_000)?;
            let Some(end) = rows.last() else {
                return Ok(all);
            };
            last = end.case;
            all.extend(rows.iter().map(|row| row.case));
        }
    }

    fn add_staff(&mut self, name: Personal) -> Result<Recorded, Failure> {
        let number = self.state.directory.staff.last_key_value();
        let number = number.map_or(1, |(staff, _)| staff.0.get() + 1);
        let staff = StaffId(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        let found = Found {
            subject: self.state.last_subject + 1,
            is_new: true,
            may_be: Vec::new(),
        };
        let key = self.subject_key(&found, &[])?;
        let done = self.append(
            Entry::Staff(staff),
            None,
            Some((found.subject, &key, &name)),
        )?;
        self.state.note(
            &Entry::Staff(staff),
            &[],
            name.get(STAFF_NAME).map(str::to_owned),
        );
        Ok(done)
    }

    fn add_unit(&mut self, name: String) -> Result<Recorded, Failure> {
        let number = self.state.directory.units.last_key_value();
        let number = number.map_or(1, |(unit, _)| unit.0.get() + 1);
        let unit = UnitId(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        self.append(Entry::Unit(unit, name), None, None)
    }

    fn erase(&mut self, case: u64, actor: StaffId) -> Result<Recorded, Failure> {
        let Some(row) = self.database.case(case)? else {
            return Err(Refusal::UnknownCase(case).into());
        };
        let subject = self.database.subject(row.subject)?;
        let Some(stored) = subject.filter(|stored| stored.wrapped_key.is_some()) else {
            return Err(Refusal::Erased.into());
        };
        let subject = stored.subject;
        let done = self.append(Entry::Erased { subject }, None, None)?;
        for row in self.database.cases_of_subject(subject)? {
            let fact = erased_fact(self.next_seq(), actor, done.recorded, subject);
            let erased = self.append(Entry::Fact(fact), Some(row.case), None)?;
            if let Some(group) = CaseGroup::load(self.database, &self.state.packs, row.case)? {
                self.state
                    .project(self.database, &group, erased.seq, erased.recorded)?;
            }
        }
        let tags = read_tags(&stored.tags).unwrap_or_default();
        self.state.index.remove(subject, &tags);
        self.database.empty_subject(subject)?;
        self.database.put_subject(&SubjectRow {
            subject,
            wrapped_key: None,
            tags: Vec::new(),
        })?;
        Ok(done)
    }

    /// Appends an entry: leaf, commitments, sealed part, tile when it fills one.
    pub(crate) fn append(
        &mut self,
        entry: Entry,
        case: Option<u64>,
        personal: Option<(u64, &DataKey, &Personal)>,
    ) -> Result<Recorded, Failure> {
        let (seq, recorded) = (self.next_seq(), self.recorded());
        let bytes = entry.encode(&self.state.packs.names);
        let mut commitments = None;
        let mut sealed = None;
        let subject = personal.map(|(subject, ..)| subject);
        if let Some((subject, key, personal)) = personal {
            let salt = random_salt()?;
            let place = SealPlace {
                company: COMPANY,
                subject,
                seq,
            };
            commitments = Some((seal::commitment(&salt, personal), key.commitment()));
            sealed = Some((salt, key.seal(personal, place)?));
        }
        let mut row = FactRow {
            seq,
            recorded,
            case,
            subject,
            entry: bytes,
            leaf_hash: Hash::default(),
            commitments,
            sealed,
            command_key: self.key.take(),
        };
        row.leaf_hash = leaf_hash(&row.leaf(&self.state.lineages));
        self.database.append_fact(&row)?;
        self.state.frontier.push(row.leaf_hash);
        (self.state.last_seq, self.state.last_recorded) = (seq, recorded);
        self.close_tiles()?;
        if case.is_none() && !matches!(entry, Entry::Staff(_)) {
            self.state.note(&entry, &row.entry, None);
        }
        Ok(Recorded {
            seq,
            recorded,
            case: None,
        })
    }

    /// Stores each tile that the last leaf has filled.
    fn close_tiles(&self) -> Result<(), Fault> {
        let mut entries = self.state.frontier.size();
        let mut level = 0;
        while entries > 0 && entries.is_multiple_of(TILE_WIDTH) {
            let number = entries / TILE_WIDTH - 1;
            let hashes: Vec<Hash> = self
                .database
                .hashes(level, number * TILE_WIDTH, TILE_WIDTH)?;
            let root = subtree_root(&hashes);
            self.database.add_tile(level, number, &hashes, &root)?;
            entries /= TILE_WIDTH;
            level += 1;
        }
        Ok(())
    }
}

/// Values that may be parts of a case's scope, with the tags they are found by.
#[derive(Debug, Clone, Copy, Default)]
struct Scope {
    project: Option<(Tag, Ref)>,
    demand: Option<(Tag, Ref)>,
    contract: Option<(Tag, Ref)>,
}

impl Scope {
    /// Only the parts that tell cases of this regulation apart.
    fn limited_to(self, packs: &Packs) -> Scope {
        let parts = packs
            .versions()
            .first()
            .map_or(&[][..], |policy| &policy.scope);
        let has = |wanted: fn(&ScopePart) -> bool| parts.iter().any(wanted);
        Scope {
            project: self
                .project
                .filter(|_| has(|part| matches!(part, ScopePart::Project { .. }))),
            demand: self
                .demand
                .filter(|_| has(|part| matches!(part, ScopePart::Demand))),
            contract: self
                .contract
                .filter(|_| has(|part| matches!(part, ScopePart::Contract))),
        }
    }
}

/// The claim whose identity a fact denies.
pub(crate) fn denied_by(fact: &Fact, packs: &Packs) -> Option<Seq> {
    let denies = fact.kind == FactKind::Linked && fact.what == packs.names.find("not_same");
    fact.of.filter(|_| denies)
}

fn particulars(fact: &mut Fact) -> &mut Particulars {
    fact.particulars.get_or_insert_default()
}

/// The reference by which a fact knows a value of this kind; 0 for kinds that rulings never compare.
pub(crate) fn reference_in(more: &Particulars, kind: TagKind) -> Ref {
    let reference = match kind {
        TagKind::Phone => more.phone,
        TagKind::Name | TagKind::CompanyName => more.name,
        TagKind::Project => more.project,
        TagKind::Demand => more.demand,
        TagKind::Contract => more.contract,
        _ => None,
    };
    reference.unwrap_or(Ref(0))
}

/// A reference that says nothing about its value.
fn random_reference() -> Result<Ref, SealProblem> {
    Ok(Ref(getrandom::u64()?))
}

fn erased_fact(seq: Seq, actor: StaffId, recorded: Instant, subject: u64) -> Fact {
    Fact {
        seq,
        kind: FactKind::Erased,
        answer: ruling::fact::Answer::None,
        what: Symbol::NONE,
        actor: Some(actor),
        person: None,
        of: None,
        occurred: recorded,
        recorded,
        counts_at: recorded,
        particulars: Some(Box::new(Particulars {
            customer: Some(Ref(subject)),
            ..Particulars::default()
        })),
    }
}

/// Everything that is sealed about a subject, the last value of each field.
pub(crate) fn personal_of(
    database: &Database,
    keys: &Keys,
    subject: u64,
) -> Result<Personal, Fault> {
    let Some(key) = data_key(database, keys, subject)? else {
        return Ok(Personal::default());
    };
    let mut fields = Vec::new();
    for row in database.facts_of_subject(subject)? {
        let Some((_, sealed)) = &row.sealed else {
            continue;
        };
        let place = SealPlace {
            company: COMPANY,
            subject,
            seq: row.seq,
        };
        let personal = key.open(sealed, place)?;
        let names: Vec<String> = personal.names().map(str::to_owned).collect();
        fields.extend(names.into_iter().map(|name| {
            let value = personal.get(&name).unwrap_or_default().to_owned();
            (name, value)
        }));
    }
    Ok(Personal::new(fields))
}
