//! Every address there is.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::HeaderName;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::form_token::{self, FORM_BYTES_MAX};
use crate::pages::sent::PAPERS_BYTES_MAX;
use crate::refusal::{self, Stop};
use crate::site::Site;
use crate::{asset, health, metrics, pages, patience, security_headers, session};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An address and what may be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{names}` for what varies.
    pub path: &'static str,
}

/// Routes, and the list of them that tests go through.
struct Routes {
    router: Router<Arc<Site>>,
    listed: Vec<Endpoint>,
}

impl Routes {
    fn new() -> Routes {
        Routes {
            router: Router::new(),
            listed: Vec::new(),
        }
    }

    fn get<T: 'static>(self, path: &'static str, page: impl Handler<T, Arc<Site>>) -> Routes {
        self.add("GET", path, get(page))
    }

    fn post<T: 'static>(self, path: &'static str, act: impl Handler<T, Arc<Site>>) -> Routes {
        self.add("POST", path, post(act))
    }

    /// A form that may bring photos and documents.
    fn post_with_papers<T: 'static>(
        self,
        path: &'static str,
        act: impl Handler<T, Arc<Site>>,
    ) -> Routes {
        let room = DefaultBodyLimit::max(PAPERS_BYTES_MAX);
        self.add("POST", path, post(act).layer(room))
    }

    /// A form that brings a backup, however large: it goes to the disk as it comes.
    fn post_with_backup<T: 'static>(
        self,
        path: &'static str,
        act: impl Handler<T, Arc<Site>>,
    ) -> Routes {
        self.add("POST", path, post(act).layer(DefaultBodyLimit::disable()))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        route: MethodRouter<Arc<Site>>,
    ) -> Routes {
        self.listed.push(Endpoint { method, path });
        self.router = self.router.route(path, route);
        self
    }
}

/// For whoever keeps the program running.
fn upkeep() -> Routes {
    Routes::new()
        .get("/livez", health::livez)
        .get("/readyz", health::readyz)
        .get("/version", health::version)
        .get("/metrics", health::metrics)
        .get("/assets/{file}", asset::get)
}

/// For whoever comes, signed in or not.
fn open() -> Routes {
    use pages::session::{
        choose_password, password, recovery_codes, second_factor, second_factor_set_up, sign_in,
        sign_out,
    };
    Routes::new()
        .post("/language", pages::language::choose)
        .get("/set-up/{link}", pages::set_up::ask)
        .post("/set-up/{link}", pages::set_up::set_up)
        .get("/set-up/{link}/restore", pages::set_up::restore::ask)
        .post_with_backup("/set-up/{link}/restore", pages::set_up::restore::restore)
        .get("/password/{link}", choose_password::ask)
        .post("/password/{link}", choose_password::choose)
        .get("/mail/confirm/{link}", pages::account::mail::ask_to_confirm)
        .post("/mail/confirm/{link}", pages::account::mail::confirm)
        .get("/mail/stop/{link}", pages::account::mail::ask_to_stop)
        .post("/mail/stop/{link}", pages::account::mail::stop)
        .get("/sign-in", sign_in::ask)
        .post("/sign-in", sign_in::sign_in)
        .get("/sign-in/code", second_factor::ask)
        .post("/sign-in/code", second_factor::show)
        .get("/sign-in/second-factor", second_factor_set_up::begin)
        .post("/sign-in/second-factor", second_factor_set_up::confirm)
        .get("/sign-in/recovery-codes", recovery_codes::ask)
        .post("/sign-in/recovery-codes", recovery_codes::renew)
        .get("/sign-in/password", password::ask)
        .post("/sign-in/password", password::change)
        .post("/sign-out", sign_out::sign_out)
        // They ask for a session themselves: looking at a badge is no use of it.
        .get("/notices/badge", pages::notice::badge::count)
        .get("/notices/stream", pages::notice::badge::stream)
}

/// For those who are signed in.
fn inside() -> Routes {
    use pages::{
        contract_list, credit, customer, daily_sheet, data_subject, identity, matter, notice, pool,
        registration, regulation, task, today, visit,
    };
    Routes::new()
        .get("/", today::show)
        .get("/tasks", task::list::list)
        .post("/tasks", task::answer::answer)
        .get("/registrations/new", registration::new::ask)
        .post_with_papers("/registrations", registration::new::register)
        .post("/registrations/check", registration::check::check)
        .post("/registrations/code", registration::code::send)
        .post("/registrations/follow-up", registration::follow_up::record)
        .post("/registrations/note", registration::note::note)
        .get("/customers", customer::list::list)
        .get("/customers/stages", customer::stages::stages)
        .post("/customers/search", customer::search::search)
        .post("/customers/export", customer::export::export)
        .get("/disputes", matter::list::disputes)
        .get("/violations", matter::list::violations)
        .get("/visits", visit::ask)
        .post("/visits", visit::record)
        .get("/daily-sheet", daily_sheet::show)
        .post_with_papers("/daily-sheet", daily_sheet::file)
        .get("/daily-sheet/{day}/scans/{page}", daily_sheet::scan::show)
        .get(
            "/daily-sheet/{day}/scans/{page}/small",
            daily_sheet::scan::small,
        )
        .get(
            "/daily-sheet/{day}/scans/{page}/view",
            daily_sheet::scan::view,
        )
        .get(
            "/daily-sheet/{day}/scans/{page}/original",
            daily_sheet::scan::original,
        )
        .get("/identity", identity::list::list)
        .get("/identity/{later}", identity::project::show)
        .post("/identity/{later}", identity::project::answer)
        .get("/identity/{later}/{earlier}", identity::show::show)
        .post("/identity/{later}/{earlier}", identity::decide::decide)
        .get("/contracts", contract_list::ask)
        .post_with_papers("/contracts", contract_list::compare)
        .get("/credit", credit::list::list)
        .get("/credit/statement", credit::statement::show)
        .get("/credit/statement/pdf", credit::statement::pdf)
        .post("/credit/export", credit::export::export)
        .post("/credit/issue", credit::issue::issue)
        .get("/regulation", regulation::show)
        .get("/regulation/scenarios", regulation::scenarios)
        .post("/regulation/sign", regulation::sign)
        .get("/data-subjects", data_subject::search::ask)
        .post("/data-subjects/search", data_subject::search::search)
        .get("/data-subjects/due", data_subject::due::list)
        .post("/data-subjects/due", data_subject::due::erase)
        .get("/data-subjects/{case}", data_subject::show::show)
        .post("/data-subjects/{case}/file", data_subject::file::download)
        .post(
            "/data-subjects/{case}/withdrawal",
            data_subject::withdrawal::record,
        )
        .get("/pool", pool::list::list)
        .post("/pool/assign", pool::assign::assign)
        .post("/pool/claim", pool::claim::claim)
        .get("/notices", notice::list::list)
        .post("/notices/{number}/done", notice::finish::finish)
}

/// Dealers who want to be taken on, and those whom the company does not want.
fn dealers() -> Routes {
    use pages::{blacklist, onboarding};
    Routes::new()
        .get("/onboarding", onboarding::list::list)
        .get("/onboarding/dealer", onboarding::dealer::ask)
        .post("/onboarding/dealer", onboarding::dealer::set_up)
        .get("/onboarding/{case}", onboarding::show::show)
        .get("/blacklist", blacklist::list)
        .post("/blacklist", blacklist::put_on)
        .post("/blacklist/{entry}/off", blacklist::take_off)
}

/// The lists of each day.
fn daily_lists() -> Routes {
    use pages::daily_list::{day, show};
    Routes::new()
        .get("/daily-lists", day)
        .get("/daily-lists/{day}/{unit}", show::show)
        .post("/daily-lists/{day}/{unit}/clear", show::clear)
        .post("/daily-lists/{day}/{unit}/confirm", show::confirm)
}

/// Somebody's own account.
fn own_account() -> Routes {
    use pages::account;
    Routes::new()
        .get("/account", account::show::show)
        .get("/account/accesses", account::accesses::list)
        .post("/account/sessions/{id}/end", account::revoke::revoke)
        .get("/account/absence", account::absence::show)
        .post("/account/absence", account::absence::set)
        .post("/account/absence/end", account::absence::end)
        .get("/account/mail", account::mail::show)
        .post("/account/mail", account::mail::set)
        .post("/account/mail/end", account::mail::end)
}

/// What is done with one case.
fn of_a_case() -> Routes {
    use pages::{case, dispute, violation};
    Routes::new()
        .get("/cases/{case}", case::show::show)
        .post("/cases/{case}/follow-up", case::follow_up::record)
        .get("/cases/{case}/duties/{what}", case::duty::ask)
        .post("/cases/{case}/duties/{what}", case::duty::done)
        .post("/cases/{case}/plan", case::plan::plan)
        .post("/cases/{case}/plan/drop", case::plan::drop)
        .post_with_papers("/cases/{case}/papers", case::paper::add)
        .get("/cases/{case}/papers/{paper}", case::paper::show)
        .get("/cases/{case}/papers/{paper}/small", case::paper::small)
        .get("/cases/{case}/papers/{paper}/view", case::paper::view)
        .post("/cases/{case}/papers/{paper}/look", case::paper::look)
        .post(
            "/cases/{case}/papers/{paper}/original",
            case::paper::original,
        )
        .get("/cases/{case}/receipts/{seq}", case::receipt::download)
        .post("/cases/{case}/reveal", case::reveal::reveal)
        .post("/cases/{case}/withdraw", case::withdraw::withdraw)
        .post("/cases/{case}/consent-code", case::act::code::send)
        .get("/cases/{case}/acts/{act}", case::act::ask)
        .post_with_papers("/cases/{case}/acts/{act}", case::act::record)
        .get("/cases/{case}/disputes/{entry}", dispute::show::show)
        .get(
            "/cases/{case}/disputes/{entry}/letter",
            dispute::letter::show,
        )
        .get(
            "/cases/{case}/disputes/{entry}/letter/pdf",
            dispute::letter::pdf,
        )
        .get(
            "/cases/{case}/violations/{entry}/{staff}",
            violation::show::show,
        )
        .get("/cases/{case}/quotes/{seq}", pages::terms::quote::show)
        .get("/cases/{case}/quotes/{seq}/pdf", pages::terms::quote::pdf)
}

/// For those who keep the company's organisation and people.
fn administration() -> Routes {
    use pages::organisation::{list, unit};
    use pages::person::{self, account, leave, role};
    use pages::{audit, named_people, outage, regulations, robots, roster, terms};
    Routes::new()
        .get("/organisation", list::show)
        .post("/organisation", list::add)
        .get("/organisation/{unit}", unit::show)
        .post("/organisation/{unit}/name", unit::rename)
        .post("/organisation/{unit}/place", unit::place)
        .post("/organisation/{unit}/regions", unit::set_regions)
        .get("/first-steps", pages::first_steps::show)
        .get("/regulations", regulations::list::show)
        .post("/regulations", regulations::publish::publish)
        .post("/regulations/preview", regulations::publish::preview)
        .post("/regulations/units", regulations::list::govern)
        .get("/projects", terms::projects::show)
        .post("/projects", terms::projects::set)
        .get("/prices", terms::prices::show)
        .post("/prices", terms::prices::set)
        .get("/robots", robots::show)
        .post("/robots", robots::add)
        .post("/robots/{robot}/test", robots::test)
        .post("/robots/{robot}/end", robots::end)
        .get("/outages", outage::declare::list)
        .post("/outages", outage::declare::declare)
        .get("/outages/{outage}", outage::paper::show)
        .post("/outages/{outage}", outage::paper::enter)
        .get("/named-people", named_people::show)
        .post("/named-people", named_people::set)
        .get("/roster", roster::show)
        .post("/roster", roster::set)
        .get("/audit", audit::list::list)
        .post("/audit/export", audit::export::export)
        .get("/alerts", audit::alerts::list)
        .get("/people", person::list::list)
        .post("/people", person::new::add)
        .get("/people/new", person::new::ask)
        .get("/people/{staff}", person::show::show)
        .post("/people/{staff}/place", person::show::place)
        .get("/people/{staff}/leave", leave::show)
        .post("/people/{staff}/departure", person::show::depart)
        .post("/people/{staff}/roles", role::give)
        .post("/people/{staff}/roles/{grant}/end", role::take_back)
        .post("/people/{staff}/account", account::open)
        .post("/people/{staff}/account/link", account::link)
        .post("/people/{staff}/account/state", account::set_state)
        .post(
            "/people/{staff}/account/second-factor",
            account::drop_second_factor,
        )
        .post("/people/{staff}/account/sessions", account::end_sessions)
}

/// Every endpoint, as the router has it.
pub fn endpoints() -> Vec<Endpoint> {
    let mut listed: Vec<_> = [
        upkeep(),
        open(),
        inside(),
        dealers(),
        daily_lists(),
        own_account(),
        of_a_case(),
        administration(),
    ]
    .into_iter()
    .flat_map(|routes| routes.listed)
    .collect();
    listed.sort_unstable();
    listed
}

/// Everything that is served.
pub fn router(site: Arc<Site>) -> Router {
    let admitted = from_fn_with_state(Arc::clone(&site), session::admit);
    let pages = open()
        .router
        .merge(
            inside()
                .router
                .merge(dealers().router)
                .merge(daily_lists().router)
                .merge(own_account().router)
                .merge(of_a_case().router)
                .merge(administration().router)
                .route_layer(admitted),
        )
        .fallback(session::nowhere)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&site), form_token::check))
        .layer(from_fn(patience::limit))
        .layer(from_fn_with_state(Arc::clone(&site), refusal::tell))
        .layer(from_fn_with_state(Arc::clone(&site), form_token::issue));
    upkeep()
        .router
        .merge(pages)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), security_headers::add))
        .layer(from_fn_with_state(Arc::clone(&site), metrics::measure))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(site)
}

/// The panic itself is logged where it happens; whoever asked gets a page without its words.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Stop::Broken.into_response()
}
