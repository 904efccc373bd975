//! The pages: HTML over what people do at the desk. Handlers read what was sent, ask the desk once, and show its answer.

pub mod asset;
pub mod contract_file;
mod cookie;
mod device;
pub mod door;
mod form_token;
mod frame;
mod health;
mod metrics;
mod moment;
mod money;
pub mod outward;
mod pages;
mod patience;
pub mod printed;
mod qr;
mod refusal;
pub mod restoring;
pub mod routes;
mod security_headers;
pub mod serve;
mod session;
pub mod site;
mod streams;
mod visitor;
mod words;
