//! What somebody did, as a sentence.

use desk::deeds::{AccountDeed, DeedKind, DeedLine, Did};

use crate::pages::account::show::role;
use crate::words::Words;

/// What a kind of deeds is called.
pub(super) fn kind(kind: DeedKind, say: Words) -> &'static str {
    match kind {
        DeedKind::Record => say.audit_kind_record(),
        DeedKind::Look => say.audit_kind_look(),
        DeedKind::Reveal => say.audit_kind_reveal(),
        DeedKind::Check => say.audit_kind_check(),
        DeedKind::Export => say.audit_kind_export(),
        DeedKind::Manage => say.audit_kind_manage(),
    }
}

/// What somebody did; who is told beside it.
pub(super) fn deed(line: &DeedLine, say: Words) -> String {
    let whom = line.whom.as_deref().unwrap_or_default();
    let scope = line.scope.as_deref();
    let scope = scope.unwrap_or_else(|| say.account_whole_company());
    let text = line.text.as_ref().map(|text| say.text(text));
    match line.did {
        Did::Recorded(_) => text.unwrap_or_default().to_owned(),
        Did::Checked => say.audit_checked().to_owned(),
        Did::FiledPapers => say.audit_filed_papers().to_owned(),
        Did::FiledSheet => say.audit_filed_sheet().to_owned(),
        Did::Exported => say.audit_exported().to_owned(),
        Did::Looked => say.audit_looked().to_owned(),
        Did::Revealed => say.audit_revealed().to_owned(),
        Did::Granted(granted) => say.audit_granted(role(granted, say), scope, whom),
        Did::Revoked(revoked) => say.audit_revoked(whom, role(revoked, say), scope),
        Did::Account(deed) => account(deed, whom, say),
        Did::TookOn => say.audit_took_on(whom),
        Did::Employed => say.audit_employed(whom),
        Did::LetGo => say.audit_let_go(whom),
        Did::NamedUnit => say.audit_named_unit(whom),
        Did::PlacedUnit => say.audit_placed_unit(whom),
        Did::SetRegions => say.audit_set_regions(whom),
        Did::SetRoster => say.audit_set_roster(whom),
        Did::DeclaredOutage => say.audit_declared_outage().to_owned(),
        Did::PutUnder => say.audit_put_under(whom),
        Did::Published => say.audit_published(text.unwrap_or_default()),
        Did::IssuedStatements => say.audit_issued_statements().to_owned(),
        Did::ConfirmedList => say.audit_confirmed_list(whom),
        Did::NamedPerson => say.audit_named_person(whom),
        Did::Signed => say.audit_signed().to_owned(),
        Did::PassedOn => say.audit_passed_on(whom),
        Did::ChangedCompany => say.audit_changed_company().to_owned(),
    }
}

fn account(deed: AccountDeed, whom: &str, say: Words) -> String {
    match deed {
        AccountDeed::Opened => say.audit_account_opened(whom),
        AccountDeed::PasswordLink => say.audit_account_link(whom),
        AccountDeed::Closed => say.audit_account_closed(whom),
        AccountDeed::Reopened => say.audit_account_reopened(whom),
        AccountDeed::SignedOut => say.audit_account_signed_out(whom),
        AccountDeed::SecondFactorDropped => say.audit_account_second_factor(whom),
    }
}
