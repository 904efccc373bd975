//! The answer to a COMMIT is lost on the way: whoever sends the command again gets the first result.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ledger::fault::{Failure, Fault};
use ledger::server::Server;
use ruling::ruling::Standing;

use crate::dice::{Dice, rounds};
use crate::postgres;
use crate::support::Store;

/// How PostgreSQL says that a transaction is committed.
const COMMITTED: &[u8] = b"COMMIT\0";

/// Stands between client and server; armed, it swallows the next answer to a COMMIT and hangs up. Shut, it
/// passes nothing on and takes nobody.
struct Proxy {
    port: u16,
    is_armed: Arc<AtomicBool>,
    is_shut: Arc<AtomicBool>,
}

impl Proxy {
    fn before(server: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_armed = Arc::new(AtomicBool::new(false));
        let armed = Arc::clone(&is_armed);
        let is_shut = Arc::new(AtomicBool::new(false));
        let shut = Arc::clone(&is_shut);
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                if shut.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
                let there = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let asked = Arc::clone(&shut);
                thread::spawn(move || {
                    pass(there.0, there.1, |_| !asked.load(Ordering::SeqCst));
                });
                let armed = Arc::clone(&armed);
                thread::spawn(move || {
                    pass(server, client, |answer| {
                        let is_commit = answer
                            .windows(COMMITTED.len())
                            .any(|part| part == COMMITTED);
                        !(is_commit && armed.swap(false, Ordering::SeqCst))
                    });
                });
            }
        });
        Proxy {
            port,
            is_armed,
            is_shut,
        }
    }
}

/// A store of the shared server, reached through a proxy.
fn behind_proxy() -> (Store, Proxy) {
    let mut store = Store::showroom_on(postgres::shared());
    let proxy = Proxy::before(postgres::shared().port());
    let on = store.on_server.as_mut().unwrap();
    let direct = format!("port={}", postgres::shared().port());
    let through = on
        .connection()
        .replace(&direct, &format!("port={}", proxy.port));
    on.server = Server::read(&through).unwrap();
    store.reopen();
    (store, proxy)
}

/// Passes on what comes until one side closes or `may_pass` says no; then both sides are closed.
fn pass(mut from: TcpStream, mut to: TcpStream, may_pass: impl Fn(&[u8]) -> bool) {
    let mut part = [0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut part) {
        if !may_pass(&part[..count]) || to.write_all(&part[..count]).is_err() {
            break;
        }
    }
    // Either may be closed already.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

#[test]
fn property_a_lost_answer_is_unknown_and_the_same_key_gives_the_first_result() {
    let mut dice = Dice::new("lost answers");
    let (store, proxy) = behind_proxy();
    for round in 0..rounds(20, 2_000) {
        let phone = format!("136{round:08}");
        let claim = store.visit_and_register("张", &[("name", "陈远"), ("phone", &phone)]);
        let key = format!("claim {round}");
        let before = store.ledger().entries(1, u32::MAX).unwrap().len();
        let losses = dice.below(3);
        for _ in 0..losses {
            proxy.is_armed.store(true, Ordering::SeqCst);
            let lost = store.ledger().carry_out(claim.clone(), key.as_bytes());
            assert!(
                matches!(lost, Err(Failure::Fault(Fault::Unknown))),
                "round {round}: {lost:?}"
            );
        }
        let done = store
            .ledger()
            .carry_out(claim.clone(), key.as_bytes())
            .unwrap();
        let standing = done.case.as_ref().unwrap().ruling.claims[0].standing;
        assert_eq!(standing, Standing::Holding, "round {round}");
        let again = store.ledger().carry_out(claim, key.as_bytes()).unwrap();
        assert_eq!(again, done, "round {round}");
        let after = store.ledger().entries(1, u32::MAX).unwrap().len();
        assert_eq!(after, before + 2, "round {round}: recorded more than once");
        store.pass(60);
    }
    store.ledger().checkpoint().unwrap();
    assert_eq!(store.ledger().verify(&[]).unwrap().damage, []);
}

#[test]
fn while_the_server_is_away_everybody_hears_that_and_nobody_that_writing_stopped() {
    let (store, proxy) = behind_proxy();
    let commands: Vec<_> = (0..8)
        .map(|number| {
            let phone = format!("137{number:08}");
            let claim = store.visit_and_register("张", &[("name", "陈远"), ("phone", &phone)]);
            (claim, format!("away {number}").into_bytes())
        })
        .collect();
    proxy.is_shut.store(true, Ordering::SeqCst);
    let told = store.ledger().carry_out_all(commands.clone()).unwrap();
    for answer in told {
        assert!(
            matches!(&answer, Err(Failure::Fault(Fault::OnServer { .. }))),
            "{answer:?}"
        );
    }
    proxy.is_shut.store(false, Ordering::SeqCst);
    let done = store.ledger().carry_out_all(commands).unwrap();
    assert!(done.iter().all(Result::is_ok), "{done:?}");
}
