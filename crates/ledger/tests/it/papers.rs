use std::sync::Arc;

use ledger::access::AccessesWanted;
use ledger::encoding::Entry;
use ledger::fault::{Failure, Fault, Refusal};
use ledger::paper::{FiledWith, PaperCopy, ScannedSheet};
use ledger::privacy::keys::{KeyPurpose, new_key_line};
use ledger::record::Command;
use ruling::calendar::{CivilDay, Instant};

use super::showroom;
use crate::support::{CHEN, Store, photo};

/// A store with a customer and two photos filed with the registration: which entry that is, and which the photos'.
fn with_photos() -> (Store, u32, u32) {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap();
    let filed = store.file_papers(claim.seq, &[photo(1), photo(2)]);
    (store, claim.seq, filed.seq)
}

fn case_of(store: &Store, seq: u32) -> u64 {
    let entry = store.ledger().entries(seq, 1).unwrap().remove(0);
    entry.case.unwrap()
}

fn original(store: &Store, seq: u32, number: usize) -> Option<Vec<u8>> {
    let paper = store.ledger().paper(seq, number, PaperCopy::Original);
    paper.unwrap().map(|bytes| bytes.to_vec())
}

#[test]
fn what_is_filed_comes_back_byte_for_byte_and_verifies() {
    let (store, claim, filed) = with_photos();
    let filings = store.ledger().filings(case_of(&store, claim)).unwrap();
    assert_eq!(filings.len(), 1);
    assert_eq!((filings[0].seq, filings[0].of), (filed, Some(claim)));
    assert_eq!(filings[0].staff, store.staff("张"));
    let papers = filings[0].papers.as_ref().unwrap();
    assert_eq!(papers.len(), 2);
    for (number, paper) in [photo(1), photo(2)].into_iter().enumerate() {
        assert_eq!(original(&store, filed, number), Some(paper.original));
        let view = store.ledger().paper(filed, number, PaperCopy::View);
        assert_eq!(view.unwrap().unwrap().to_vec(), paper.view);
    }
    assert_eq!(original(&store, filed, 2), None);
    assert_eq!(original(&store, claim, 0), None, "not an entry of papers");
    let verified = store.ledger().verify(&[]).unwrap();
    assert_eq!(verified.damage, []);
    store.assert_rebuilding_changes_nothing();
}

#[test]
fn papers_change_no_ruling() {
    let store = showroom();
    let claim = store.register("张", CHEN).unwrap();
    let case = case_of(&store, claim.seq);
    let judged = || {
        let case = store.ledger().case(case, store.now(), store.now());
        case.unwrap().unwrap()
    };
    let before = judged();
    store.file_papers(claim.seq, &[photo(1)]);
    assert_eq!(judged().ruling, before.ruling);
}

#[test]
fn what_is_sent_twice_is_kept_once() {
    let (store, claim, filed) = with_photos();
    let command = || Command::FilePapers {
        with: FiledWith::Entry(claim),
        actor: store.staff("张"),
        papers: vec![photo(1), photo(3), photo(3)],
    };
    let once = store.ledger().carry_out(command(), b"again").unwrap();
    let twice = store.ledger().carry_out(command(), b"again").unwrap();
    assert_eq!(once.seq, twice.seq);
    // With another key, and nothing new in it: the first that brought it.
    assert_eq!(store.file_papers(claim, &[photo(2)]).seq, filed);
    let filings = store.ledger().filings(case_of(&store, claim)).unwrap();
    let counts = filings.iter();
    let counts: Vec<usize> = counts
        .map(|filing| filing.papers.as_ref().unwrap().len())
        .collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn erasing_destroys_the_papers_and_leaves_that_there_were_some() {
    let (store, claim, filed) = with_photos();
    let (case, actor) = (case_of(&store, claim), store.staff("王"));
    store.run(Command::Erase { case, actor }).unwrap();
    assert_eq!(original(&store, filed, 0), None);
    let filings = store.ledger().filings(case).unwrap();
    assert_eq!((filings.len(), &filings[0].papers), (1, &None));
    let refused = store.run(Command::FilePapers {
        with: FiledWith::Case(case),
        actor,
        papers: vec![photo(4)],
    });
    assert!(matches!(refused, Err(Failure::Refused(Refusal::Erased))));
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn papers_open_after_the_keys_were_wrapped_anew() {
    let (mut store, _, filed) = with_photos();
    store.ledger = None;
    let newer = new_key_line(KeyPurpose::KeyEncryption, 2).unwrap();
    let older = store.key_texts[1].clone();
    store.key_texts[1].push_str(&newer);
    store.open();
    store.ledger().rotate_keys(|_| ()).unwrap();
    store.ledger = None;
    store.key_texts[1] = newer.to_string();
    store.open();
    assert_ne!(older, store.key_texts[1]);
    assert_eq!(original(&store, filed, 1), Some(photo(2).original));
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn an_original_is_shown_with_a_reason_and_a_trace_that_says_which() {
    let (store, claim, filed) = with_photos();
    let (case, wang) = (case_of(&store, claim), store.staff("王"));
    let show = |number, reason| {
        let asked = ((filed, number, PaperCopy::Original), (wang, reason));
        let shown = store.ledger().reveal_paper(case, asked.0, asked.1, b"look");
        shown.map(|bytes| bytes.to_vec())
    };
    let without = show(0, " ");
    assert!(matches!(without, Err(Failure::Refused(Refusal::NoReason))));
    assert_eq!(show(1, "核对证件").unwrap(), photo(2).original);
    let wanted = AccessesWanted {
        case: Some(case),
        staff: None,
        from: Instant::MIN,
        until: store.now().plus_seconds(1),
    };
    let accesses = store.ledger().accesses(&wanted).unwrap();
    let told: Vec<_> = accesses
        .iter()
        .map(|access| (access.staff, access.deed.as_str(), access.reason.as_deref()))
        .collect();
    assert_eq!(told, [(wang, "reveal", Some("核对证件"))]);
    // What was looked at is no part of what is known of the customer.
    let masked = store.ledger().masked(case).unwrap();
    assert!(masked.iter().all(|(name, _)| !name.contains("papers")));
}

#[test]
fn what_is_refused_leaves_no_paper_behind() {
    let store = showroom();
    let claim = store.fact(ruling::fact::FactKind::Registered, "张", CHEN);
    let actor = store.staff("张");
    let before = store.ledger().size().unwrap();
    let done = store.ledger().keep_together(move |together| {
        let claim = together.carry_out(claim, b"claim")?;
        let papers = Command::FilePapers {
            with: FiledWith::Entry(claim.seq),
            actor,
            papers: vec![photo(1)],
        };
        together.carry_out(papers, b"papers")?;
        Err::<(), Failure>(Fault::Stopped.into())
    });
    assert!(done.is_err());
    assert_eq!(store.ledger().size().unwrap(), before);
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    let tables = {
        let mut store = store;
        drop(store.ledger.take().map(Arc::new));
        store.tables()
    };
    assert!(tables.iter().all(|row| !row.starts_with("paper_part")));
}

#[test]
fn the_scan_of_a_days_sheet_is_no_customers_and_outlives_the_erasing_of_one() {
    let (store, claim, filed) = with_photos();
    let day = CivilDay::from_days(20_514);
    let sheet = |registration: u32| {
        let sheet = ScannedSheet {
            day,
            registrations: vec![registration],
            actor: store.staff("张"),
            papers: vec![photo(7)],
        };
        Command::FileSheet(Box::new(sheet))
    };
    let scan = store.run(sheet(claim)).unwrap().seq;
    let entry = store.ledger().entries(scan, 1).unwrap().remove(0);
    assert_eq!(entry.case, None);
    let said = Entry::SheetScanned {
        staff: store.staff("张"),
        day,
        registrations: vec![claim],
    };
    assert_eq!(entry.entry, said);
    assert_eq!(store.ledger().papers_of(scan).unwrap().len(), 1);
    assert_eq!(store.ledger().papers_of(claim).unwrap(), []);
    // What is on it must be there; then nothing is stored.
    let unknown = store.run(sheet(9_999));
    assert!(matches!(
        unknown,
        Err(Failure::Refused(Refusal::UnknownFact(9_999)))
    ));
    let erase = Command::Erase {
        case: case_of(&store, claim),
        actor: store.staff("张"),
    };
    store.run(erase).unwrap();
    assert_eq!(original(&store, filed, 0), None);
    assert_eq!(original(&store, scan, 0), Some(photo(7).original));
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
    store.assert_rebuilding_changes_nothing();
}
