use std::collections::BTreeMap;
use std::fs;

use ruling::language::Language;
use tempfile::TempDir;

use super::*;

/// What was read with a file, variables and flags.
fn read(text: &str, variables: &[(&str, &str)], flags: &Flags) -> Result<Config, Failure> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("baobei.toml");
    fs::write(&file, text).unwrap();
    fs::write(folder.path().join("secret"), "host=db dbname=a user=b\n").unwrap();
    let known: BTreeMap<String, String> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let look_up = |name: &str| known.get(name).cloned();
    Config::read(Some(&file), &look_up, flags)
}

fn source(config: &Config, key: &str) -> Source {
    let mut all = config.0.iter();
    all.find(|set| set.setting.key == key)
        .unwrap()
        .source
        .clone()
}

#[test]
fn later_sources_go_before_earlier_ones_and_are_told() {
    let text = "data = \"in-file\"\nname = \"in-file\"\n\naddress = \"127.0.0.1:1\"\n";
    let variables = [
        ("BAOBEI_NAME", "in-variable"),
        ("BAOBEI_ADDRESS", "127.0.0.1:2"),
    ];
    let flags = vec![("address", Some("127.0.0.1:3".to_owned())), ("data", None)];
    let config = read(text, &variables, &flags).unwrap();
    let values = ["checks_a_day", "data", "name", "address"].map(|key| config.text(key).unwrap());
    assert_eq!(values, ["60", "in-file", "in-variable", "127.0.0.1:3"]);
    assert_eq!(source(&config, "checks_a_day"), Source::Default);
    assert!(matches!(source(&config, "data"), Source::File(_, 1)));
    assert_eq!(
        source(&config, "name"),
        Source::Variable("BAOBEI_NAME".to_owned())
    );
    assert_eq!(source(&config, "address"), Source::Flag("--address"));
    assert_eq!(config.text("postgres"), None);
}

#[test]
fn a_secret_may_lie_in_a_file_of_its_own_beside_the_settings() {
    let config = read("postgres_file = \"secret\"\n", &[], &Vec::new()).unwrap();
    assert_eq!(config.text("postgres"), Some("host=db dbname=a user=b"));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("elsewhere");
    fs::write(&path, "host=other\n").unwrap();
    let variables = [("BAOBEI_POSTGRES_FILE", path.to_str().unwrap())];
    let config = read("", &variables, &Vec::new()).unwrap();
    assert_eq!(config.text("postgres"), Some("host=other"));
    let both = [variables[0], ("BAOBEI_POSTGRES", "host=x")];
    assert!(read("", &both, &Vec::new()).is_err());
    // What is no secret has no such key.
    assert!(read("name_file = \"secret\"\n", &[], &Vec::new()).is_err());
}

#[test]
fn every_wrong_line_is_told_with_its_place_and_what_would_be_right() {
    let text = "data = \"store\"\nadress = \"127.0.0.1:1\"\naddress = \"here\"\nidle_minutes = 1\npublic_url = \"http://a\"\n";
    let Err(Failure::Found(problems)) = read(text, &[("BAOBEI_CHECKS_A_DAY", "many")], &Vec::new())
    else {
        panic!("it was read");
    };
    assert_eq!(problems.len(), 5);
    for language in [Language::Chinese, Language::English] {
        let told: Vec<String> = problems
            .iter()
            .map(|problem| problem.text().in_language(language).to_owned())
            .collect();
        let told = told.join("\n");
        for part in [
            "baobei.toml:2:1",
            "baobei.toml:3:11",
            "baobei.toml:4:16",
            "baobei.toml:5:14",
            "adress",
            "address",
            "127.0.0.1:8080",
            "1440",
            "https://",
            "BAOBEI_CHECKS_A_DAY",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    let short = [("BAOBEI_SET_UP_LINK", "hunter2")];
    let Err(Failure::Found(problems)) = read("", &short, &Vec::new()) else {
        panic!("it was read");
    };
    let told = problems[0].text();
    assert!(told.zh.contains("BAOBEI_SET_UP_LINK") && told.zh.contains("43"));
    assert!(!told.zh.contains("hunter2") && !told.en.contains("hunter2"));
}

#[test]
fn the_defaults_will_do() {
    for setting in SETTINGS
        .iter()
        .filter(|setting| !setting.default.is_empty())
    {
        assert_eq!(
            setting.kind.remedy(setting.default),
            None,
            "{}",
            setting.key
        );
    }
}
