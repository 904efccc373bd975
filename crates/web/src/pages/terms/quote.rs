//! A quote on paper.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use desk::terms::quote::Quote;
use print::document::{Block, Column, Document, Table};

use crate::frame::{Frame, page};
use crate::money;
use crate::printed;
use crate::qr;
use crate::refusal::Stop;
use crate::session::Insider;

#[derive(Template)]
#[template(path = "terms/quote.html")]
struct QuotePage {
    frame: Frame,
    quote: Quote,
    /// Of all that was quoted, in cents.
    total: i64,
    /// Its number, for whoever holds the paper.
    code: String,
}

impl QuotePage {
    fn in_characters(&self) -> String {
        money::in_characters(self.total, self.frame.say.0)
    }
}

/// `GET /cases/{case}/quotes/{seq}`
pub(crate) async fn show(
    insider: Insider,
    Path((case, seq)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let quote = insider
        .ask(move |desk, actor| desk.quote(actor, case, seq))
        .await?;
    page(&QuotePage {
        frame: insider.frame(),
        code: qr::image(&number(&quote)),
        total: total(&quote),
        quote,
    })
}

/// `GET /cases/{case}/quotes/{seq}/pdf`
pub(crate) async fn pdf(
    insider: Insider,
    Path((case, seq)): Path<(u64, u32)>,
) -> Result<Response, Stop> {
    let (quote, company) = insider
        .ask(move |desk, actor| Ok((desk.quote(actor, case, seq)?, desk.company_name()?)))
        .await?;
    let paper = paper(&insider.frame(), &quote, company);
    let printable = format!("/cases/{case}/quotes/{seq}");
    printed::answer(&insider, paper, &format!("quote-{case}-{seq}"), printable).await
}

/// What the square on its paper says.
fn number(quote: &Quote) -> String {
    format!("baobei {}-{}", quote.case, quote.seq)
}

fn total(quote: &Quote) -> i64 {
    quote.cents.saturating_mul(quote.quantity)
}

fn paper(frame: &Frame, quote: &Quote, company: String) -> Document {
    let (say, clock) = (frame.say, &frame.clock);
    let title = format!("{} {}-{}", say.terms_quote(), quote.case, quote.seq);
    let mut paper = printed::begin(frame, company, title, quote.at);
    let mut pairs = Vec::new();
    if let Some(customer) = &quote.customer {
        pairs.push((say.customer_customer().to_owned(), customer.clone()));
    }
    pairs.push((say.terms_seller().to_owned(), quote.by.clone()));
    pairs.push((say.terms_quoted_at().to_owned(), clock.at(&quote.at)));
    let until = match &quote.until {
        Some(until) => say.terms_valid(clock.until(until)),
        None => say.terms_valid_unsaid().to_owned(),
    };
    pairs.push((say.terms_validity().to_owned(), until));
    let product = match &quote.product {
        Some(product) => product.clone(),
        None => say.terms_product_unlisted().to_owned(),
    };
    let mut price = vec![money::figures(&quote.cents)];
    if let Some(list) = &quote.list_cents {
        price.push(format!("{} {}", say.terms_list(), money::figures(list)));
    }
    let total = total(quote);
    let mut sum = vec![money::figures(&total)];
    sum.push(money::in_characters(total, say.0));
    sum.retain(|line| !line.is_empty());
    let column = |head: &str, share, is_amount| Column {
        head: head.to_owned(),
        share,
        is_amount,
    };
    let table = Table {
        columns: vec![
            column(say.terms_product(), 4, false),
            column(say.terms_price(), 3, true),
            column(say.terms_quantity(), 2, true),
            column(say.credit_total(), 5, true),
        ],
        rows: vec![vec![
            vec![product],
            price,
            vec![format!("× {}", quote.quantity)],
            sum,
        ]],
    };
    paper.blocks = vec![Block::Pairs(pairs), Block::Table(table)];
    if let Some(version) = &quote.version {
        let region = quote.region.as_deref().unwrap_or(say.terms_everywhere());
        let version = say.terms_version(clock.at(version));
        paper
            .blocks
            .push(Block::Small(format!("{version} · {region}")));
    }
    if let Some((entry, at, by)) = &quote.approval {
        let approved = say.terms_approved(by, clock.at(at), entry);
        let special = say.terms_special();
        paper
            .blocks
            .push(Block::Small(format!("{special} · {approved}")));
    }
    let number = number(quote);
    let code = qr::squares(&number);
    paper.blocks.push(printed::coded(code, vec![number], frame));
    paper.blocks.push(Block::Signatures(vec![
        say.terms_seller_signs().to_owned(),
        say.sheet_date().to_owned(),
    ]));
    paper
}

#[cfg(test)]
mod tests {
    use desk::{Instant, Language};
    use ruling::calendar::Zone;

    use super::*;
    use crate::moment::Clock;
    use crate::words::Words;

    /// 2026-03-05 14:30 in Shanghai.
    const AT: Instant = Instant::from_seconds(1_772_692_200);

    fn told(language: Language) -> String {
        let frame = Frame {
            say: Words(language),
            clock: Clock::new(Zone::shanghai(), language),
            now: AT,
            form_token: String::new(),
            path: String::new(),
            viewer: None,
        };
        let quote = Quote {
            case: 12,
            seq: 34,
            customer: Some("陈*".to_owned()),
            product: Some("瓷砖".to_owned()),
            quantity: 2,
            cents: 615_000,
            list_cents: Some(700_000),
            region: Some("湖北省武汉市".to_owned()),
            version: Some(AT),
            at: AT,
            by: "周正".to_owned(),
            until: Some(AT.plus_seconds(86_400)),
            approval: Some((31, AT, "何平".to_owned())),
        };
        let paper = paper(&frame, &quote, "海川家居".to_owned());
        assert_eq!((paper.dated.year, paper.dated.hour), (2026, 14));
        format!("{paper:?}")
    }

    #[test]
    fn a_quote_on_paper_says_all_that_its_page_says() {
        let told = told(Language::Chinese);
        for words in [
            "海川家居",
            "报价单 12-34",
            "陈*",
            "瓷砖",
            "周正",
            "2026-03-05（周四）14:30",
            "2026-03-06（周五）14:30",
            "¥6,150.00",
            "¥7,000.00",
            "× 2",
            "¥12,300.00",
            "壹万贰仟叁佰元整",
            "湖北省武汉市",
            "何平",
            "baobei 12-34",
        ] {
            assert!(told.contains(words), "{words} is not in:\n{told}");
        }
    }

    #[test]
    fn in_english_amounts_stand_in_figures_alone() {
        let told = told(Language::English);
        assert!(told.contains("¥12,300.00") && told.contains("Page {page} of {pages}"));
        assert!(!told.contains('元'), "{told}");
    }
}
