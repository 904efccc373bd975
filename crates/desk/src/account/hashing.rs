//! Passwords hashed with Argon2id, few at once: whoever asks waits for a place, and not for ever.

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use ledger::fault::Fault;
use ledger::privacy::seal::SealProblem;

use crate::Refusal;
use crate::desk::Settings;

/// How many wait for each place before one is sent away.
const WAITING_FOR_EACH: usize = 10;

/// Hashes passwords, a bounded number at once.
pub(crate) struct Hashing {
    argon2: Argon2<'static>,
    /// What a password is compared with where there is no account: it takes as long.
    decoy: String,
    places: Mutex<Places>,
    is_free: Condvar,
    places_max: usize,
}

#[derive(Default)]
struct Places {
    taken: usize,
    waiting: usize,
}

impl Hashing {
    pub(crate) fn new(settings: &Settings) -> Result<Hashing, Fault> {
        let params = Params::new(settings.hash_memory_kib, settings.hash_passes, 1, None);
        let params = params.unwrap_or(Params::DEFAULT);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon2, "nobody has this one")?;
        Ok(Hashing {
            argon2,
            decoy,
            places: Mutex::default(),
            is_free: Condvar::new(),
            places_max: settings.hashed_at_once.max(1),
        })
    }

    /// The PHC string to store.
    pub(crate) fn hash(&self, password: &str) -> Result<String, Refusal> {
        self.in_place(|| Ok(hash(&self.argon2, password)?))
    }

    /// Whether a password is that of a stored hash. Without one the same work is done.
    pub(crate) fn is_right(&self, password: &str, stored: Option<&str>) -> Result<bool, Refusal> {
        let stored = stored.filter(|stored| !stored.is_empty());
        self.in_place(|| {
            let hash = PasswordHash::new(stored.unwrap_or(&self.decoy));
            let is_equal = hash.is_ok_and(|hash| {
                self.argon2
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            });
            Ok(is_equal && stored.is_some())
        })
    }

    fn in_place<T>(&self, work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.waiting >= self.places_max * WAITING_FOR_EACH {
            return Err(Refusal::Busy);
        }
        places.waiting += 1;
        let waited = self
            .is_free
            .wait_while(places, |places| places.taken >= self.places_max);
        let mut places = waited.unwrap_or_else(PoisonError::into_inner);
        places.waiting -= 1;
        places.taken += 1;
        drop(places);
        let done = work();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.taken -= 1;
        drop(places);
        self.is_free.notify_one();
        done
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Fault> {
    let hash = argon2.hash_password(password.as_bytes());
    let hash = hash.map_err(|_| Fault::Seal(SealProblem::NoRandomness))?;
    Ok(hash.to_string())
}
