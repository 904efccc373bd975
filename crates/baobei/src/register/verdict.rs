//! What a case's ruling says about each of its rows, in one sentence with its clauses.

use ledger::record::JudgedCase;
use ruling::calendar::{Instant, display_until};
use ruling::case::CaseFile;
use ruling::explain::{Directory, Explanation, Section, explain};
use ruling::fact::Seq;
use ruling::judge::judge;
use ruling::language::Language;
use ruling::policy::Packs;
use ruling::ruling::{
    ClaimId, ClaimOutcome, Finding, Mode, Party, Pending, Ruling, Standing, State, Verdict, Why,
};

use super::facts::{CompanyFile, RegisterCase};

/// What became of one customer.
pub(super) struct CaseVerdict {
    /// The answer in one line.
    pub(super) headline: String,
    /// Unit and person, or why there is none.
    pub(super) owner: String,
    /// The party that holds: the unit, or the person.
    pub(super) holder: String,
    pub(super) is_held: bool,
    /// What keeps it from being held, without naming anybody, where something is awaited.
    pub(super) awaited: Option<String>,
    /// What others may do, in a word.
    pub(super) mode: &'static str,
    /// What others may do, and until when.
    pub(super) protection: String,
    /// One per row of the case, in order.
    pub(super) rows: Vec<RowVerdict>,
}

/// What became of one row.
pub(super) struct RowVerdict {
    pub(super) became: &'static str,
    pub(super) is_collision: bool,
    pub(super) clauses: Vec<String>,
    pub(super) reason: String,
}

/// Judges one case and tells every row of it.
pub(super) fn judge_case(
    case: &RegisterCase,
    company: &CompanyFile,
    packs: &Packs,
    at: Instant,
    language: Language,
) -> CaseVerdict {
    let ruling = judge(&case.file, &company.company, packs, at, at);
    let teller = Teller {
        file: &case.file,
        is_suspected: case.is_suspected,
        directory: &company.directory,
        packs,
        ruling: &ruling,
        language,
    };
    let explanation = teller.explain(&ruling);
    CaseVerdict {
        owner: teller.owner(&explanation),
        holder: teller.holder(),
        awaited: teller.awaited(),
        is_held: ruling.ownership.owner.is_some() && ruling.ownership.state != State::Pending,
        mode: teller.mode(),
        protection: teller.protection(),
        rows: case.rows.iter().map(|facts| teller.row(*facts)).collect(),
        headline: explanation.headline,
    }
}

/// What became of the row whose facts these are, in the ruling of a ledger.
pub(super) fn of_row(
    case: &JudgedCase,
    facts: (Seq, Seq),
    packs: &Packs,
    directory: &Directory,
    language: Language,
) -> RowVerdict {
    let of_row = |claim: &&ClaimOutcome| (facts.0..=facts.1).contains(&claim.fact);
    let claim = case.ruling.claims.iter().find(of_row);
    let teller = Teller {
        file: &case.file,
        is_suspected: claim
            .is_some_and(|claim| claim.standing == Standing::Waiting(Pending::Identity)),
        directory,
        packs,
        ruling: &case.ruling,
        language,
    };
    teller.row(facts)
}

struct Teller<'a> {
    file: &'a CaseFile,
    /// Whether the case waits for somebody to say that it is another customer.
    is_suspected: bool,
    directory: &'a Directory,
    packs: &'a Packs,
    ruling: &'a Ruling,
    language: Language,
}

impl Teller<'_> {
    fn explain(&self, ruling: &Ruling) -> Explanation {
        explain(ruling, self.packs, self.file, self.directory, self.language)
    }

    fn holder(&self) -> String {
        let directory = self.directory;
        let name = match self.ruling.ownership.owner {
            Some(Party::Staff(staff)) => directory.staff.get(&staff),
            Some(Party::Unit(unit)) => directory.units.get(&unit),
            _ => None,
        };
        name.cloned().unwrap_or_default()
    }

    /// `甲队 张三`; where nobody holds, the headline says why.
    fn owner(&self, explanation: &Explanation) -> String {
        let ownership = self.ruling.ownership;
        let holder = self.holder();
        if holder.is_empty() || ownership.state == State::Pending {
            return explanation.headline.clone();
        }
        let person = ownership.person;
        match person.and_then(|person| self.directory.staff.get(&person)) {
            Some(person) if *person != holder => format!("{holder} {person}"),
            _ => holder,
        }
    }

    fn awaited(&self) -> Option<String> {
        let reasons = self.ruling.ownership.reasons.iter();
        let awaited: Vec<&str> = reasons
            .map(|reason| reason.meaning(self.language))
            .collect();
        let is_pending = self.ruling.ownership.state == State::Pending;
        is_pending.then(|| awaited.join(self.language.pick("；", "; ")))
    }

    /// What others may do, in a word.
    fn mode(&self) -> &'static str {
        let newest = self.packs.versions().last();
        let mode = self.ruling.protection.mode;
        if mode == Mode::Open && newest.is_some_and(|policy| !policy.exclusive) {
            return self
                .language
                .pick("他人的报备可以并存", "other claims may stand beside it");
        }
        mode.label(self.language)
    }

    fn protection(&self) -> String {
        let protection = self.ruling.protection;
        if self.ruling.ownership.owner.is_none() {
            return String::new();
        }
        let mode = self.mode();
        let zone = super::zone_of(self.packs);
        let shown = |until| display_until(until, &zone, self.language);
        match (protection.mode, protection.until, protection.ended) {
            (Mode::Forbid | Mode::Ask, Some(until), _) => {
                let until = shown(until);
                self.language
                    .pick(format!("{until}（{mode}）"), format!("{until} ({mode})"))
            }
            (Mode::Open, _, Some(ended)) => {
                let ended = shown(ended);
                self.language.pick(
                    format!("{ended} 已过（{mode}）"),
                    format!("ended {ended} ({mode})"),
                )
            }
            _ => mode.to_owned(),
        }
    }

    fn row(&self, (first, last): (Seq, Seq)) -> RowVerdict {
        let is_of_row = |seq: Seq| (first..=last).contains(&seq);
        let language = self.language;
        let facts = self.file.facts().iter();
        let is_later = facts
            .filter(|fact| is_of_row(fact.seq))
            .all(|fact| fact.counts_at > self.ruling.at);
        if is_later {
            return RowVerdict::plain(language.pick("晚于裁决时刻", "after the instant judged"));
        }
        let claims = (0..).zip(&self.ruling.claims);
        let mut claims = claims.filter(|(_, claim)| is_of_row(claim.fact));
        let Some((claim, outcome)) = claims.next() else {
            let repeated = language.pick("重复接触", "repeated contact");
            let note = self.ruling.findings.iter().find(|finding| {
                finding.why == Why::SameHolder && finding.fact.is_some_and(is_of_row)
            });
            return self.told(repeated, note);
        };
        let ownership = self.ruling.ownership;
        // What was obtained and closed no longer depends on what the claim would need to live on.
        let is_closed = ownership.state == State::Final && ownership.claim == Some(claim);
        let became = match outcome.standing {
            Standing::Holding if ownership.owner.is_none() => language.pick("有效", "valid"),
            Standing::Holding => language.pick("取得", "obtained"),
            _ if is_closed => language.pick("取得", "obtained"),
            Standing::Waiting(_) if self.is_suspected => {
                language.pick("疑似待确认", "possibly the same, to be confirmed")
            }
            standing => standing.label(language),
        };
        let assigned = self.ruling.findings.iter().rfind(|finding| {
            let is_told = finding.fact.is_some_and(is_of_row);
            is_told && finding.why == Why::AssignedTo && finding.verdict == Verdict::Pass
        });
        let decisive = match outcome.standing {
            Standing::Holding if assigned.is_some() && !is_closed => assigned,
            _ if is_closed => self.passed(claim),
            _ => self.decisive(claim, outcome),
        };
        let open = decisive.filter(|finding| finding.verdict == Verdict::Open);
        if open.is_none()
            && let Some(waiting) = self.waits(became, outcome.standing)
        {
            return waiting;
        }
        RowVerdict {
            is_collision: outcome.standing == Standing::Collided,
            ..self.told(became, decisive)
        }
    }

    /// What a claim waits for, where no condition says it.
    fn waits(&self, became: &'static str, standing: Standing) -> Option<RowVerdict> {
        let Standing::Waiting(pending) = standing else {
            return None;
        };
        Some(RowVerdict {
            reason: pending.label(self.language).to_owned(),
            ..RowVerdict::plain(became)
        })
    }

    /// What a claim passed last.
    fn passed(&self, claim: ClaimId) -> Option<&Finding> {
        let mut findings = self.ruling.findings.iter();
        findings.rfind(|finding| finding.claim == Some(claim) && finding.verdict == Verdict::Pass)
    }

    /// The finding that settled a claim: what it failed by, else what is open, else what it won by.
    fn decisive(&self, claim: ClaimId, outcome: &ClaimOutcome) -> Option<&Finding> {
        let last = |wanted: &dyn Fn(&Finding) -> bool| {
            let mut findings = self.ruling.findings.iter();
            findings.rfind(|finding| wanted(finding))
        };
        let of_claim = |finding: &Finding| finding.claim == Some(claim);
        let of = |verdict| last(&|finding| of_claim(finding) && finding.verdict == verdict);
        let settled = match outcome.standing {
            Standing::Holding | Standing::Standing => of(Verdict::Pass),
            Standing::Waiting(_) | Standing::Returned | Standing::Queued => of(Verdict::Open),
            // What others may do says more than who came first.
            Standing::Collided => {
                let by = |why| last(&|finding| of_claim(finding) && finding.why == why);
                by(Why::Forbids)
                    .or_else(|| by(Why::Asks))
                    .or_else(|| of(Verdict::Fail))
            }
            // The later claim says why it could take the case.
            Standing::Superseded => last(&|finding| {
                finding.against == Some(outcome.fact) && finding.verdict == Verdict::Pass
            }),
            _ => of(Verdict::Fail),
        };
        settled.or_else(|| last(&of_claim))
    }

    fn told(&self, became: &'static str, finding: Option<&Finding>) -> RowVerdict {
        let Some(finding) = finding else {
            return RowVerdict::plain(became);
        };
        let alone = Ruling {
            findings: vec![*finding],
            ..self.ruling.clone()
        };
        let explanation = self.explain(&alone);
        let line = explanation
            .lines
            .into_iter()
            .find(|line| matches!(line.section, Section::Reasons(_)));
        let (clause, reason) = line.map_or_else(Default::default, |line| (line.clause, line.text));
        let clause = clause.map(|clause| clause.number);
        RowVerdict {
            clauses: clause.into_iter().collect(),
            reason,
            ..RowVerdict::plain(became)
        }
    }
}

impl RowVerdict {
    fn plain(became: &'static str) -> RowVerdict {
        RowVerdict {
            became,
            is_collision: false,
            clauses: Vec::new(),
            reason: String::new(),
        }
    }
}
