//! From a line or row to a fact.

use super::intern::RefKind;
use super::row::{COLUMNS, Cell, Row, answer_named, column_named, is_yes, kind_named, kind_names};
use super::words::{Line, Word, parts};
use super::{Place, Reader};
use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, Particulars, Ref, RegionCode, Seq, StaffId};
use crate::language::Language;
use crate::name::{Symbol, SymbolSet};
use crate::policy::problem::did_you_mean;

/// Columns whose value is itself a field filled in: `phone=…` says that the field `phone` is there.
const GIVEN_BY_VALUE: [&str; 7] = [
    "customer", "phone", "name", "region", "project", "demand", "contract",
];

/// The parts of a list.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ',', '、', ';', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

impl Reader<'_> {
    /// The row that a line stands for: `[#label] time who did [key=value …]`.
    pub(super) fn fact_line(&mut self, line: &Line) -> Option<Row> {
        let start = line.words.first()?.place.clone();
        let mut row = Row::new(start.clone());
        let parts = parts(line);
        if let Some(label) = parts.label {
            row.set("label", label.text.trim_start_matches('#'), label.place);
        }
        let Some(time) = parts.time else {
            self.problem(
                "missing-time",
                &start,
                ("这一行没有时间", "this line has no time"),
                (
                    "一行写:时间 谁 做了什么 键=值,例如 `03-01 10:05 张 登记 phone=A`",
                    "a line reads: time who did key=value, e.g. `03-01 10:05 张 registered phone=A`",
                ),
            );
            return None;
        };
        row.set("at", &time.text, time.place);
        let mut plain = parts.plain.into_iter();
        for column in ["who", "did"] {
            if let Some(word) = plain.next() {
                row.set(column, &word.text.replace('"', ""), word.place);
            }
        }
        for word in plain {
            self.loose_word(&mut row, word);
        }
        for pair in parts.pairs {
            match column_named(&pair.key.text) {
                Some(column) => row.set(column, &pair.value.text, pair.value.place),
                None => self.unknown_key(&pair.key),
            }
        }
        Some(row)
    }

    /// A word after who and did: an answer or a tick.
    fn loose_word(&mut self, row: &mut Row, word: Word) {
        if answer_named(&word.text).is_some() {
            row.set("answer", &word.text, word.place);
        } else if column_named(&word.text) == Some("walk_in") {
            row.set("walk_in", "yes", word.place);
        } else {
            let text = &word.text;
            self.problem(
                "loose-word",
                &word.place,
                (
                    &format!("`{text}` 放在这里没有意思"),
                    &format!("`{text}` means nothing here"),
                ),
                (
                    "在「谁 做了什么」之后写 键=值,或结论(通过 驳回 退回);有空格的值要加引号",
                    "after who and did write key=value or an answer (pass, reject, return); quote a value with spaces",
                ),
            );
        }
    }

    fn unknown_key(&mut self, key: &Word) {
        let name = &key.text;
        let names = COLUMNS
            .iter()
            .flat_map(|(english, chinese)| [*english, *chinese]);
        let (zh, en) = match did_you_mean(name, names) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => {
                let all: Vec<_> = COLUMNS.iter().map(|(english, _)| *english).collect();
                let all = all.join(" ");
                (format!("可以写 {all}"), format!("possible are {all}"))
            }
        };
        self.problem(
            "unknown-key",
            &key.place,
            (
                &format!("不认识的键 `{name}`"),
                &format!("the key `{name}` is not known"),
            ),
            (&zh, &en),
        );
    }

    /// The fact a row stands for.
    pub(super) fn fact(&mut self, row: &Row, seq: Seq, last: Seq) -> Option<Fact> {
        let occurred = self.time(row, "at");
        if occurred.is_none() && row.get("at").is_none() {
            self.missing("at", "时间", row);
        }
        let recorded = self.time(row, "recorded").or(occurred);
        let counts_at = self.time(row, "counts_at").or(recorded);
        let named = self.kind(row);
        let actor = self.staff(row, "who");
        let mut person = self.staff(row, "person");
        let answer = self.answer(row);
        let of = self.other_fact(row, seq, last);
        let particulars = self.particulars(row);
        let (kind, mut what) = named?;
        if let Some(cell) = row.get("what") {
            what = self.symbol(&cell.text);
        }
        let walk_in = row.get("walk_in").is_some_and(|cell| is_yes(&cell.text));
        if kind == FactKind::Visited && person.is_none() && !walk_in {
            person = actor;
        }
        Some(Fact {
            seq,
            kind,
            answer,
            what,
            actor,
            person,
            of,
            occurred: occurred?,
            recorded: recorded?,
            counts_at: counts_at?,
            particulars,
        })
    }

    fn missing(&mut self, column: &str, chinese: &str, row: &Row) {
        self.problem(
            "missing-column",
            &row.place,
            (
                &format!("没有写 `{chinese}`"),
                &format!("`{column}` is missing"),
            ),
            (
                "每条事实要有时间和做了什么",
                "every fact needs a time and what was done",
            ),
        );
    }

    fn time(&mut self, row: &Row, column: &str) -> Option<Instant> {
        let cell = row.get(column)?;
        let time = self.written_time(&cell.text, &cell.place)?;
        Some(time.instant(&self.zone))
    }

    /// Kind and name in `signed:B`.
    fn kind(&mut self, row: &Row) -> Option<(FactKind, Symbol)> {
        let Some(cell) = row.get("did") else {
            self.missing("did", "事实", row);
            return None;
        };
        let (word, what) = cell.text.split_once([':', ':']).unwrap_or((&cell.text, ""));
        if let Some(kind) = kind_named(word) {
            return Some((kind, self.symbol(what)));
        }
        let (zh, en) = match did_you_mean(word, kind_names()) {
            Some(hint) => (format!("是不是 `{hint}`?"), format!("did you mean `{hint}`?")),
            None => (
                "一行的顺序是:时间 谁 做了什么。例如 到访 登记 跟进 签约,或 `记录:名称`".to_owned(),
                "a line reads: time who did. Kinds are e.g. visited, registered, followed_up, contracted, or `noted:name`"
                    .to_owned(),
            ),
        };
        self.problem(
            "unknown-kind",
            &cell.place,
            (
                &format!("没有名为 `{word}` 的事实"),
                &format!("there is no kind of fact called `{word}`"),
            ),
            (&zh, &en),
        );
        None
    }

    fn staff(&mut self, row: &Row, column: &str) -> Option<StaffId> {
        let cell = row.get(column)?;
        self.staff_named(&cell.text, &cell.place)
    }

    /// The member of staff of a name; `-` is nobody of the company.
    pub(super) fn staff_named(&mut self, name: &str, place: &Place) -> Option<StaffId> {
        if matches!(name, "-" | "客户" | "customer") {
            return None;
        }
        if let Some(staff) = self.people.staff(name) {
            return Some(staff);
        }
        if self.people.takes_strangers {
            return Some(self.people.add_staff(name));
        }
        let hint = did_you_mean(name, self.people.staff_names());
        let (zh, en) = match hint {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => (
                format!("在 [people] 里写上 {name} = \"单位 角色\";客户自己写 `-`"),
                format!("add {name} = \"unit role\" to [people]; write `-` for the customer"),
            ),
        };
        self.problem(
            "unknown-person",
            place,
            (
                &format!("没有名叫 `{name}` 的人"),
                &format!("there is nobody called `{name}`"),
            ),
            (&zh, &en),
        );
        None
    }

    fn answer(&mut self, row: &Row) -> Answer {
        let Some(cell) = row.get("answer") else {
            return Answer::None;
        };
        answer_named(&cell.text).unwrap_or_else(|| {
            let word = &cell.text;
            self.problem(
                "unknown-answer",
                &cell.place,
                (
                    &format!("`{word}` 不是结论"),
                    &format!("`{word}` is not an answer"),
                ),
                (
                    "可以写 yes no return,或 通过 驳回 退回",
                    "possible are yes, no, return, pass and reject",
                ),
            );
            Answer::None
        })
    }

    /// The fact that `of` points at, by label or number.
    fn other_fact(&mut self, row: &Row, seq: Seq, last: Seq) -> Option<Seq> {
        let cell = row.get("of")?;
        let of = self.fact_named(&cell.text, last);
        if let Some(of) = of.filter(|of| *of != seq) {
            return Some(of);
        }
        let name = cell.text.trim_start_matches('#');
        self.problem(
            "unknown-fact",
            &cell.place,
            (
                &format!("`{name}` 不是别的事实的标号或序号"),
                &format!("`{name}` is neither label nor number of another fact"),
            ),
            (
                "在那一行前面写标号,如 #甲,再写 of=#甲;序号从 1 起,空行和注释不算",
                "put a label such as #a before that line and write of=#a; numbers count from 1, without blank lines and comments",
            ),
        );
        None
    }

    fn particulars(&mut self, row: &Row) -> Option<Box<Particulars>> {
        let mut given = self.names(row, "fields");
        for column in GIVEN_BY_VALUE {
            if row.get(column).is_some() {
                self.insert_known(&mut given, column);
            }
        }
        let more = Particulars {
            given,
            changed: self.names(row, "changed"),
            customer_type: self.name_in(row, "type"),
            customer: self.reference(row, "customer", RefKind::Customer),
            other_customer: self.reference(row, "other_customer", RefKind::Customer),
            phone: self.reference(row, "phone", RefKind::Phone),
            phone_of: self.name_in(row, "phone_of"),
            name: self.reference(row, "name", RefKind::Name),
            region: self.region(row),
            project: self.reference(row, "project", RefKind::Project),
            demand: self.reference(row, "demand", RefKind::Demand),
            contract: self.reference(row, "contract", RefKind::Contract),
            people: self.people_listed(row),
            unit: row.get("unit").map(|cell| self.people.add_unit(&cell.text)),
            cents: self.cents(row),
            value: self.whole(row),
            from: self.time(row, "from"),
            until: self.end(row),
            digest: self
                .reference(row, "digest", RefKind::Digest)
                .map(|digest| digest.0),
            has_reason: row.get("reason").is_some(),
        };
        (more != Particulars::default()).then(|| Box::new(more))
    }

    fn insert_known(&self, set: &mut SymbolSet, name: &str) {
        let symbol = self.symbol(name);
        // No rule can ask for a name that no pack mentions.
        if symbol != Symbol::UNKNOWN {
            set.insert(symbol);
        }
    }

    fn names(&mut self, row: &Row, column: &str) -> SymbolSet {
        let mut set = SymbolSet::default();
        let Some(cell) = row.get(column) else {
            return set;
        };
        for name in listed(&cell.text) {
            self.insert_known(&mut set, name);
            if self.symbol(name) == Symbol::UNKNOWN {
                self.misspelt(name, cell);
            }
        }
        set
    }

    /// A field no pack mentions may well be entered; one that is nearly a declared one is a slip.
    fn misspelt(&mut self, name: &str, cell: &Cell) {
        let packs = self.packs;
        let fields = packs.versions().iter().flat_map(|version| &version.fields);
        let known = fields.map(|field| packs.names.text(field.name));
        let Some(hint) = did_you_mean(name, known).filter(|_| name.is_ascii()) else {
            return;
        };
        self.problem(
            "unknown-field",
            &cell.place,
            (
                &format!("制度包没有名为 `{name}` 的资料"),
                &format!("the pack declares no field `{name}`"),
            ),
            (
                &format!("是不是 `{hint}`?"),
                &format!("did you mean `{hint}`?"),
            ),
        );
    }

    fn name_in(&self, row: &Row, column: &str) -> Symbol {
        row.get(column)
            .map_or(Symbol::NONE, |cell| self.symbol(&cell.text))
    }

    fn reference(&mut self, row: &Row, column: &str, kind: RefKind) -> Option<Ref> {
        let cell = row.get(column)?;
        Some(self.intern.reference(kind, &cell.text))
    }

    fn people_listed(&mut self, row: &Row) -> Vec<StaffId> {
        let Some(cell) = row.get("people") else {
            return Vec::new();
        };
        listed(&cell.text)
            .filter_map(|name| self.staff_named(name, &cell.place))
            .collect()
    }

    fn region(&mut self, row: &Row) -> Option<RegionCode> {
        let cell = row.get("region")?;
        self.region_code(&cell.text, &cell.place)
    }

    pub(super) fn region_code(&mut self, text: &str, place: &Place) -> Option<RegionCode> {
        match RegionCode::parse(text) {
            Ok(code) => Some(code),
            Err(problem) => {
                let [zh, en] = [Language::Chinese, Language::English]
                    .map(|language| problem.refusal(language));
                self.problem(
                    "bad-region",
                    place,
                    (&zh.rule, &en.rule),
                    (&zh.remedy, &en.remedy),
                );
                None
            }
        }
    }

    fn cents(&mut self, row: &Row) -> Option<i64> {
        let cell = row.get("amount")?;
        self.yuan(&cell.text, &cell.place)
    }

    /// Yuan with at most two decimals, in cents.
    pub(super) fn yuan(&mut self, text: &str, place: &Place) -> Option<i64> {
        let cents = cents_of(text);
        if cents.is_none() {
            self.problem(
                "bad-amount",
                place,
                (
                    "金额不是以元为单位、至多两位小数的数",
                    "an amount is a number of yuan with at most two decimals",
                ),
                ("请写例如 12300.50", "write e.g. 12300.50"),
            );
        }
        cents
    }

    fn whole(&mut self, row: &Row) -> Option<i64> {
        let cell = row.get("value")?;
        let value = cell.text.parse().ok();
        if value.is_none() {
            self.problem(
                "bad-value",
                &cell.place,
                ("`value` 不是整数", "`value` is not a whole number"),
                ("请写例如 3", "write e.g. 3"),
            );
        }
        value
    }

    fn end(&mut self, row: &Row) -> Option<Instant> {
        let cell = row.get("until")?;
        let time = self.written_time(&cell.text, &cell.place)?;
        Some(time.end(&self.zone))
    }
}

/// Cents of a number of yuan such as `12300.5`, `¥12,300.50` or `80元`.
pub(crate) fn cents_of(text: &str) -> Option<i64> {
    let plain: String = text
        .trim_start_matches(['¥', '¥'])
        .trim_end_matches('元')
        .chars()
        .filter(|letter| *letter != ',')
        .collect();
    let (negative, plain) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (yuan, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    let cents = yuan.checked_mul(100)?.checked_add(decimals)?;
    Some(if negative { -cents } else { cents })
}
