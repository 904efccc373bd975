//! What forms call the fields that the desk refuses by name.

use crate::pages::case::act::labels::label_named;
use crate::words::Words;

/// What the forms there are call a field of the desk's.
pub(super) fn label(field: &str, say: Words) -> &'static str {
    match field {
        "address" => say.robot_address(),
        "blacklist_company" => say.blacklist_company(),
        "cases" => say.pool_which(),
        "kinds" => say.robot_kinds(),
        "parts" => say.terms_parts(),
        "project" => say.terms_project(),
        "sheet" => say.terms_sheet(),
        "contracts" => say.contracts_file(),
        "customers" => say.subject_due_which(),
        "erase_sure" => say.subject_sure(),
        "subject_reason" => say.subject_reason(),
        "login" => say.sign_in_login(),
        "mail_address" => say.mail_address(),
        "name" => say.set_up_name(),
        "named" => say.place_named_people(),
        "found" => say.sheet_button(),
        "scan" => say.sheet_scan_files(),
        "outage_lead" => say.outage_lead(),
        "outage_reception" => say.outage_reception(),
        "outage_time" => say.outage_time(),
        "paper_at" => say.outage_at(),
        "paper_lines" => say.outage_lines(),
        "paper_place" => say.outage_place(),
        "paper_staff" => say.outage_staff(),
        "papers" => say.paper_title(),
        "plan_at" => say.case_plan_at(),
        "reveal_reason" => say.reveal_reason(),
        "signature" => say.register_signature(),
        "search" => say.customer_search(),
        "unit" => say.account_unit(),
        "away_until" => say.absence_until(),
        "week" | "on_duty" => say.roster_weeks_field(),
        "role" => say.person_role(),
        "sure" => say.person_sure(),
        "unit_name" => say.organisation_name(),
        "regions" => say.organisation_regions(),
        "from" => say.organisation_from(),
        "until" => say.person_until(),
        "role_in_regulation" => say.person_in_regulation(),
        name => label_named(name, say).unwrap_or(say.refused_a_field()),
    }
}
