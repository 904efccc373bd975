//! `baobei retention`: whose data has been kept long enough, and what to type about it.

use std::io::Write;
use std::process::ExitCode;

use ledger::regulations::Regulations;
use ledger::retention::{Closed, DueErasure, KeptField};
use ruling::calendar::{Zone, display_at};
use ruling::language::Language;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::input;
use crate::ruling_json::rfc3339;
use crate::store::{StoreAt, fault};

/// Customers listed at once.
const PAGE: u32 = 100;

/// What was asked for.
#[derive(clap::Args)]
pub(crate) struct Retention {
    #[command(flatten)]
    store: StoreAt,
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

/// How things are called here.
struct Words<'a> {
    regulations: &'a Regulations,
    zone: Zone,
    data: String,
    language: Language,
}

/// Lists the customers; their data stays as it is.
///
/// # Errors
/// An instant that is none, a fault.
pub(crate) fn run(asked: &Retention, language: Language, json: bool) -> Result<ExitCode, Failure> {
    let ledger = asked.store.open()?;
    let regulations = ledger.regulations().map_err(fault)?;
    let zone = input::zone_of(regulations.first());
    let until = match &asked.until {
        Some(text) => input::time("--until", text, &zone)?.instant(&zone),
        None => ledger.now(),
    };
    let words = Words {
        regulations: &regulations,
        zone,
        data: asked.store.data.display().to_string(),
        language,
    };
    let mut out = std::io::stdout().lock();
    let (mut count, mut after) = (0, Some(0));
    while let Some(last) = after {
        let page = ledger.due_erasures(last, until, PAGE).map_err(fault)?;
        for customer in &page.customers {
            match json {
                true => writeln!(out, "{}", words.as_json(customer))?,
                false => write!(out, "{}", words.as_text(customer))?,
            }
        }
        count += page.customers.len();
        after = page.after;
    }
    writeln!(
        std::io::stderr(),
        "{}",
        language.pick(
            format!("{count} 位客户的资料已过保存期；是否删除由人决定，删除后无法恢复"),
            format!("the data of {count} customers has been kept long enough; a person decides, and what is erased is gone for good"),
        )
    )?;
    Ok(ExitCode::SUCCESS)
}

impl Words<'_> {
    fn as_text(&self, due: &DueErasure) -> String {
        let language = self.language;
        let comma = language.pick("、", ", ");
        let cases: Vec<String> = due.cases.iter().map(u64::to_string).collect();
        let cases = cases.join(comma);
        let closed = display_at(due.closed, &self.zone);
        let why = match due.because {
            Closed::Unheld => {
                language.pick("无人持有，也无人等候", "nobody holds it or waits for it")
            }
            Closed::Settled => language.pick("成交已定案", "the deal is settled for good"),
        };
        let customer = due.customer;
        let mut text = language.pick(
            format!("客户 {customer}（案卷 {cases}）：{closed} 结案，{why}\n"),
            format!("customer {customer} (case {cases}): closed {closed}, {why}\n"),
        );
        for field in &due.due {
            let told = self.field(field);
            text += &language.pick(
                format!("  已过保存期  {told}\n"),
                format!("  kept long enough  {told}\n"),
            );
        }
        for field in &due.not_due {
            let told = self.field(field);
            text += &language.pick(
                format!("  还可保存，删除时一并销毁  {told}\n"),
                format!("  may still be kept, and would be destroyed with the rest  {told}\n"),
            );
        }
        let erase = self.erase(due);
        text + &format!("  {erase}\n")
    }

    fn label<'a>(&'a self, field: &'a KeptField) -> &'a str {
        let all = self.regulations.iter();
        let mut policies = all.flat_map(|(_, packs)| packs.versions().iter().rev());
        let names = self.regulations.names();
        let known = policies.find_map(|policy| policy.field_kept_as(&field.name, names));
        known.map_or(&field.name, |known| known.label.in_language(self.language))
    }

    fn field(&self, field: &KeptField) -> String {
        let (label, masked, days) = (self.label(field), &field.masked, field.retention_days);
        let due = display_at(field.due, &self.zone);
        self.language.pick(
            format!("{label} {masked}：结案后保存 {days} 天，到 {due} 为止"),
            format!("{label} {masked}: kept {days} days after closing, until {due}"),
        )
    }

    /// What erases the customer's data, to be completed by whoever decides.
    fn erase(&self, due: &DueErasure) -> String {
        let who = self.language.pick("员工", "STAFF");
        let (data, customer) = (&self.data, due.customer);
        format!("baobei erase --data {data} --customer {customer} --by {who}")
    }

    fn as_json(&self, due: &DueErasure) -> Value {
        let fields = |fields: &[KeptField]| {
            let fields = fields.iter().map(|field| {
                json!({
                    "field": field.name,
                    "label": self.label(field),
                    "masked": field.masked,
                    "retention_days": field.retention_days,
                    "due": rfc3339(field.due, &self.zone),
                })
            });
            fields.collect::<Vec<_>>()
        };
        json!({
            "customer": due.customer,
            "cases": due.cases,
            "closed": rfc3339(due.closed, &self.zone),
            "because": match due.because {
                Closed::Unheld => "unheld",
                Closed::Settled => "settled",
            },
            "regulation": due.version,
            "due": fields(&due.due),
            "not_due": fields(&due.not_due),
            "erase": self.erase(due),
        })
    }
}
