//! From a line or row to a fact.

use super::row::{COLUMNS, Row, answer_named, column_named, is_yes, kind_named, kind_names};
use super::words::{Line, Word, parts};
use super::{Place, Reader};
use crate::calendar::Instant;
use crate::fact::{Answer, Fact, FactKind, Seq, StaffId};
use crate::name::Symbol;
use crate::policy::problem::did_you_mean;

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
                None => self.unknown_key(&pair.key, &COLUMNS),
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

    pub(super) fn unknown_key(&mut self, key: &Word, possible: &[(&str, &str)]) {
        let name = &key.text;
        let names = possible
            .iter()
            .flat_map(|(english, chinese)| [*english, *chinese]);
        let (zh, en) = match did_you_mean(name, names) {
            Some(hint) => (
                format!("是不是 `{hint}`?"),
                format!("did you mean `{hint}`?"),
            ),
            None => {
                let all: Vec<_> = possible.iter().map(|(english, _)| *english).collect();
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

    pub(super) fn time(&mut self, row: &Row, column: &str) -> Option<Instant> {
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

    pub(super) fn staff(&mut self, row: &Row, column: &str) -> Option<StaffId> {
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
}
