//! What a server did not do, told apart by what somebody can do about it.

use std::error::Error as _;
use std::io;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

/// What PostgreSQL did not do, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerFault {
    /// Nobody answers there.
    #[error("the PostgreSQL server cannot be reached ({0}): check that it runs, and host and port")]
    Unreachable(String),
    /// It answers, but cannot prove who it is.
    #[error(
        "the PostgreSQL server is not the one that was named, or its certificate is not to be trusted ({0}): check host and sslrootcert"
    )]
    NotTrusted(String),
    /// It answers, but not so that nobody can listen.
    #[error(
        "the PostgreSQL server does not offer TLS, so others could read and change what is sent: set ssl = on there"
    )]
    NoTls,
    /// Role, password or database is not accepted.
    #[error(
        "the PostgreSQL server does not let this program in ({0}): check user, password and dbname"
    )]
    NotLetIn(String),
    /// It has as many connections as it takes.
    #[error(
        "the PostgreSQL server takes no more connections ({0}): raise max_connections or the role's CONNECTION LIMIT, or run fewer programs"
    )]
    Full(String),
    /// The role may not do what is needed.
    #[error(
        "the role may not do this on the PostgreSQL server ({0}): give it the rights listed in docs/postgresql.md, \"Roles\""
    )]
    NoRight(String),
    /// Nothing can be written to it: a standby, or one set so.
    #[error(
        "the PostgreSQL server only reads ({0}): name the primary, with several hosts by target_session_attrs=read-write"
    )]
    ReadOnly(String),
    /// The connection broke.
    #[error("the connection to the PostgreSQL server is lost ({0}): nothing was stored; try again")]
    Lost(String),
    /// Another transaction was in the way.
    #[error("another program's transaction was in the way: nothing was stored; try again")]
    Conflict,
    /// The answer to COMMIT did not come.
    #[error(
        "the connection to the PostgreSQL server broke during the commit: whether it was stored is unknown; send it again with the same key"
    )]
    CommitUnanswered,
    /// Something of the transaction failed before.
    #[error("the transaction failed before and is undone: nothing was stored; try again")]
    Undone,
    /// Anything else. The detail of what it says may repeat values, so it is left out.
    #[error(
        "the PostgreSQL server did not do what was asked: try again; if it fails again, look into its log ({0})"
    )]
    Said(String),
}

impl ServerFault {
    /// Of an attempt to connect.
    pub(crate) fn of_connecting(error: &Error) -> ServerFault {
        if error.as_db_error().is_some() {
            return ServerFault::of(error);
        }
        let mut reason = error.source();
        while let Some(one) = reason {
            // An I/O error does not tell the error in it as its source.
            let inner = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
            if let Some(tls) = tls.or_else(|| one.downcast_ref()) {
                return ServerFault::NotTrusted(tls.to_string());
            }
            if one.to_string() == "server does not support TLS" {
                return ServerFault::NoTls;
            }
            reason = one.source();
        }
        let reason = error
            .source()
            .map_or(error.to_string(), ToString::to_string);
        ServerFault::Unreachable(reason)
    }

    /// Of anything asked over a connection.
    pub(crate) fn of(error: &Error) -> ServerFault {
        match error.as_db_error() {
            Some(said) => ServerFault::said(said),
            None => ServerFault::Lost(error.to_string()),
        }
    }

    fn said(said: &DbError) -> ServerFault {
        let (code, message) = (said.code(), said.message().to_owned());
        let is = |known: &[SqlState]| known.contains(code);
        if is(&[
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ]) {
            ServerFault::Lost(message)
        } else if is(&[
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ]) {
            ServerFault::Conflict
        } else if is(&[
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            SqlState::INVALID_CATALOG_NAME,
        ]) {
            ServerFault::NotLetIn(message)
        } else if is(&[SqlState::TOO_MANY_CONNECTIONS]) {
            ServerFault::Full(message)
        } else if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
            ServerFault::NoRight(message)
        } else if is(&[SqlState::READ_ONLY_SQL_TRANSACTION]) {
            ServerFault::ReadOnly(message)
        } else {
            ServerFault::Said(format!("{message} ({})", code.code()))
        }
    }
}
