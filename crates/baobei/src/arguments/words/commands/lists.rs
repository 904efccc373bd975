//! The commands that compare lists with the ledger.

use super::CommandWords;

/// `baobei contracts`
pub(super) const CONTRACTS: CommandWords = CommandWords {
    path: &["contracts"],
    about: (
        "核对合同台账：逐份和已有的备案比较，列出迟报、没有备案的和不能用的行，并录入还没有登记的合同；同一份台账再来一次不会重复",
        "Compare a list of contracts with what was filed: late and missing filings and rows that cannot be used, entering contracts that nobody entered yet; the same list again enters nothing twice",
    ),
    examples: &[(
        "baobei contracts --data store 合同台账.xlsx --by 王 --dry-run",
        "先核对，什么都不记",
        "compare first; nothing is recorded",
    )],
};
