use std::num::NonZeroU32;

use ruling::calendar::{CivilDay, Instant};
use ruling::company::{Change, CompanyFact};
use ruling::fact::{Answer, Fact, FactKind, Particulars, Ref, RegionCode, StaffId, UnitId};
use ruling::name::{Names, Symbol};

use super::{Entry, Header, Leaf};
use crate::catalogue::CatalogueKind;
use crate::organisation::Grant;
use crate::signature::Signed;

fn staff(number: u32) -> StaffId {
    StaffId(NonZeroU32::new(number).unwrap())
}

fn unit(number: u32) -> UnitId {
    UnitId(NonZeroU32::new(number).unwrap())
}

const RECORDED: Instant = Instant::from_seconds(1_772_000_000);

fn full_fact(names: &mut Names) -> Fact {
    Fact {
        seq: 12,
        kind: FactKind::Registered,
        answer: Answer::Return,
        what: names.intern("网页"),
        actor: Some(staff(3)),
        person: Some(staff(4)),
        of: Some(7),
        occurred: RECORDED.plus_seconds(-60),
        recorded: RECORDED,
        counts_at: RECORDED.plus_seconds(-1),
        particulars: Some(Box::new(Particulars {
            given: ["phone", "name"]
                .iter()
                .map(|name| names.intern(name))
                .collect(),
            changed: [names.intern("phone")].into_iter().collect(),
            customer_type: names.intern("person"),
            customer: Some(Ref(u64::MAX)),
            other_customer: Some(Ref(2)),
            phone: Some(Ref(3)),
            phone_of: names.intern("spouse"),
            name: Some(Ref(4)),
            region: Some(RegionCode::parse("420106").unwrap()),
            project: Some(Ref(5)),
            demand: Some(Ref(6)),
            contract: Some(Ref(7)),
            people: vec![staff(8), staff(9)],
            unit: Some(unit(10)),
            cents: Some(-11),
            value: Some(12),
            from: Some(RECORDED),
            until: Some(RECORDED.plus_seconds(1)),
            digest: Some(13),
            has_reason: true,
            warned: true,
            on_behalf: Some(staff(3)),
            in_place_of: Some(staff(2)),
        })),
    }
}

fn changes(names: &mut Names) -> Vec<Change> {
    vec![
        Change::Joined {
            staff: staff(1),
            unit: unit(2),
            role: names.intern("sales"),
        },
        Change::Moved {
            staff: staff(1),
            unit: unit(3),
            role: names.intern("lead"),
        },
        Change::Departed { staff: staff(1) },
        Change::Suspended {
            staff: staff(1),
            until: RECORDED,
        },
        Change::RegionSet {
            unit: unit(2),
            regions: vec![RegionCode::parse("420000").unwrap()],
        },
        Change::RosterSet {
            unit: unit(2),
            monday: CivilDay::from_days(20_000),
        },
        Change::RatioSet {
            project: Some(Ref(8)),
            parts: vec![(names.intern("sales"), 60), (names.intern("lead"), 40)],
        },
        Change::PriceSet {
            product: Ref(9),
            region: RegionCode::parse("420100").ok(),
            list_cents: Some(1200),
            floor_cents: 1000,
        },
        Change::Acknowledged {
            staff: staff(1),
            document: names.intern("nda"),
        },
        Change::Trained {
            staff: staff(1),
            course: names.intern("privacy"),
        },
        Change::OpeningClosed {
            domain: names.intern("showroom"),
        },
        Change::Outage { until: RECORDED },
        Change::LevelSet {
            staff: staff(1),
            level: names.intern("senior"),
        },
        Change::RotaSet {
            name: names.intern("甲队"),
            order: vec![staff(1), staff(2)],
        },
        Change::HoursSet {
            hours: "Mon-Fri 09:00-18:00".parse().unwrap(),
        },
        Change::StandsIn {
            staff: staff(1),
            absent: staff(2),
            until: RECORDED,
        },
        Change::Named {
            name: names.intern("deputy"),
            staff: staff(1),
        },
    ]
}

fn every_entry(names: &mut Names) -> Vec<Entry> {
    let mut entries: Vec<Entry> = changes(names)
        .into_iter()
        .map(|change| {
            Entry::Change(CompanyFact {
                from: RECORDED,
                recorded: RECORDED,
                change,
            })
        })
        .collect();
    entries.push(Entry::Fact(full_fact(names)));
    entries.push(Entry::Fact(Fact {
        particulars: None,
        actor: None,
        ..full_fact(names)
    }));
    entries.push(Entry::Opened {
        domain: 2,
        fact: full_fact(names),
    });
    entries.push(Entry::Governed {
        unit: unit(5),
        domain: 2,
        from: RECORDED,
    });
    entries.push(Entry::Staff(staff(5)));
    entries.push(Entry::Unit(unit(5), "甲队".to_owned()));
    entries.push(Entry::Catalogued {
        kind: CatalogueKind::Project,
        reference: Ref(u64::MAX),
        name: "滨江一期".to_owned(),
    });
    entries.push(Entry::StatementsIssued {
        month: 24_313,
        by: staff(5),
    });
    entries.push(Entry::ListConfirmed {
        unit: unit(2),
        day: CivilDay::from_days(20_532),
        by: staff(5),
    });
    entries.push(Entry::Pack {
        domain: 1,
        hash: [9; 32],
    });
    entries.push(Entry::Erased { subject: 77 });
    entries.push(Entry::Judged { case: 9 });
    entries.push(Entry::Suspected { case: 9, other: 3 });
    entries.push(Entry::Separated { case: 9, other: 3 });
    entries.push(Entry::Founded {
        company: "测试公司".to_owned(),
    });
    let deed = "check".to_owned();
    for of in [None, Some(7)] {
        let staff = staff(3);
        entries.push(Entry::Papers { staff, of });
        entries.push(Entry::SheetScanned {
            staff,
            day: CivilDay::from_days(20_000),
            registrations: of.into_iter().chain([7]).collect(),
        });
    }
    entries.push(Entry::Accessed {
        staff: staff(5),
        deed,
        subject: None,
    });
    entries.push(Entry::Account {
        by: staff(2),
        deed: "closed".to_owned(),
        staff: staff(5),
    });
    entries.push(Entry::SigningKey {
        staff: staff(5),
        public: [3; 32],
    });
    entries.push(Entry::Signed(Box::new(Signed {
        act: 12,
        signer: staff(5),
        key: 11,
        clause: "二.3".to_owned(),
        content: vec![2, 9, 12],
        digest: [4; 32],
        signature: [5; 64],
    })));
    entries.extend(organised());
    let origin = "baobei/1".to_owned();
    entries.push(Entry::Succeeds {
        origin,
        size: 5,
        root: [1; 32],
    });
    entries
}

fn organised() -> Vec<Entry> {
    let grant = Grant {
        staff: staff(1),
        role: "team_lead".to_owned(),
        scope: Some(unit(5)),
        from: RECORDED,
        until: Some(RECORDED.plus_seconds(60)),
        by: Some((staff(2), 11)),
    };
    let first = Grant {
        scope: None,
        until: None,
        by: None,
        ..grant.clone()
    };
    let placed = |parent| Entry::Placed {
        unit: unit(5),
        kind: "team".to_owned(),
        parent,
    };
    vec![
        placed(Some(unit(4))),
        placed(None),
        Entry::Granted(Box::new(grant)),
        Entry::Granted(Box::new(first)),
        Entry::Revoked {
            grant: 12,
            by: Some((staff(2), 11)),
        },
        Entry::Revoked {
            grant: 12,
            by: None,
        },
    ]
}

/// Bytes that docs/formats/entry.md promises, for other implementers.
#[test]
fn grants_have_the_bytes_that_the_format_promises() {
    let names = Names::default();
    let hex = |entry: &Entry| -> String {
        let bytes = entry.encode(&names);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let told: Vec<String> = organised().iter().map(hex).collect();
    let format = include_str!("../../../../docs/formats/entry.md");
    for bytes in told {
        assert!(format.contains(&bytes), "{bytes}");
    }
}

#[test]
fn every_entry_is_read_back() {
    let mut names = Names::default();
    for entry in every_entry(&mut names) {
        let bytes = entry.encode(&names);
        let read = Entry::decode(&bytes, 12, RECORDED, &names);
        assert_eq!(read.as_ref(), Some(&entry));
    }
}

/// A registration of somebody new: by person 3, with name, phone and number, of a project known before.
fn registration(names: &mut Names, [customer, phone, name]: [u64; 3]) -> Entry {
    let fact = Fact {
        kind: FactKind::Registered,
        answer: Answer::None,
        what: Symbol::NONE,
        person: None,
        of: None,
        occurred: RECORDED,
        counts_at: RECORDED,
        particulars: Some(Box::new(Particulars {
            given: ["name", "phone", "id_number"]
                .iter()
                .map(|name| names.intern(name))
                .collect(),
            customer: Some(Ref(customer)),
            phone: Some(Ref(phone)),
            name: Some(Ref(name)),
            project: Some(Ref(9 << 4 | 6)),
            ..Particulars::default()
        })),
        ..full_fact(names)
    };
    Entry::Opened { domain: 1, fact }
}

#[test]
fn what_is_new_with_an_entry_is_written_in_one_way_only() {
    let mut names = Names::default();
    // 12 is the entry's number, 1 and 5 are the kinds of phones and of companies' names; a person's is by chance.
    let person = registration(&mut names, [12, 12 << 4 | 1, 0x5A3C_9E17_04B8_D26F]);
    let bytes = person.encode(&names);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let format = include_str!("../../../../docs/formats/entry.md");
    assert!(format.contains(&hex), "{hex}");
    let new = registration(&mut names, [12, 12 << 4 | 1, 12 << 4 | 5]);
    let bytes = new.encode(&names);
    assert_eq!(
        Entry::decode(&bytes, 12, RECORDED, &names).as_ref(),
        Some(&new)
    );
    // As the next entry, the same bytes would mean what that one brings.
    let next = Entry::decode(&bytes, 13, RECORDED, &names).and_then(Entry::into_fact);
    let next = next.and_then(|fact| fact.particulars).unwrap();
    assert_eq!(next.customer, Some(Ref(13)));
    assert_eq!(next.phone, Some(Ref(13 << 4 | 1)));
    assert_eq!(next.name, Some(Ref(13 << 4 | 5)));
    assert_eq!(next.project, Some(Ref(9 << 4 | 6)));
    // What was known before is the number it is.
    for known in [
        [13, 12 << 4 | 1, 12 << 4 | 5],
        [12, 13 << 4 | 1, 12 << 4 | 5],
        [12, 12 << 4 | 1, 13 << 4 | 5],
        [1, 2, 3],
        [u64::MAX, 0, 12],
    ] {
        let entry = registration(&mut names, known);
        let bytes = entry.encode(&names);
        let read = Entry::decode(&bytes, 12, RECORDED, &names);
        assert_eq!(read.as_ref(), Some(&entry));
    }
    // What entry 13 wrote out, because it was no news, is nothing that entry 12 could have written.
    let mut later = registration(&mut names, [12, 12 << 4 | 1, 12 << 4 | 5]);
    if let Entry::Opened { fact, .. } = &mut later {
        fact.seq = 13;
    }
    let bytes = later.encode(&names);
    let read = |seq| Entry::decode(&bytes, seq, RECORDED, &names);
    assert_eq!(read(13), Some(later.clone()));
    assert_eq!(read(12), None);
}

#[test]
fn a_kind_that_has_a_number_is_never_written_out() {
    let mut names = Names::default();
    let entry = registration(&mut names, [12, 12 << 4 | 1, 12 << 4 | 5]);
    let bytes = entry.encode(&names);
    let [head, 1, rest @ ..] = &bytes[..] else {
        panic!("{bytes:?}");
    };
    let written_out = [&[*head, 0x6a], &b"registered"[..], rest].concat();
    assert_eq!(Entry::decode(&written_out, 12, RECORDED, &names), None);
    let unknown = [&[*head, 5], rest].concat();
    assert_eq!(Entry::decode(&unknown, 12, RECORDED, &names), None);
}

#[test]
fn cut_or_lengthened_entries_are_not_read() {
    let mut names = Names::default();
    for entry in every_entry(&mut names) {
        let mut bytes = entry.encode(&names);
        bytes.push(0);
        assert_eq!(Entry::decode(&bytes, 12, RECORDED, &names), None);
        for length in 0..bytes.len() - 1 {
            assert_eq!(Entry::decode(&bytes[..length], 12, RECORDED, &names), None);
        }
    }
}

#[test]
fn bytes_do_not_depend_on_the_order_in_which_names_were_met() {
    let mut names = Names::default();
    let fact = Entry::Fact(full_fact(&mut names));
    let mut others = Names::default();
    for name in ["name", "phone", "spouse", "person"] {
        others.intern(name);
    }
    let same = Entry::Fact(full_fact(&mut others));
    assert_eq!(fact.encode(&names), same.encode(&others));
}

#[test]
fn a_leaf_tells_what_its_holder_may_know() {
    let mut names = Names::default();
    let entry = Entry::Fact(full_fact(&mut names)).encode(&names);
    let header = Header {
        lineage: &[1; 16],
        seq: 12,
        recorded: RECORDED,
        case: Some(3),
        subject: Some(4),
        commitment: Some([2; 32]),
        command_key: Some(b"once"),
    };
    let leaf = Leaf::read(&header.leaf(&entry)).unwrap();
    assert_eq!(
        (leaf.seq, leaf.case, leaf.kind.as_str()),
        (12, Some(3), "registered")
    );
    assert_eq!(leaf.recorded, RECORDED);
}
