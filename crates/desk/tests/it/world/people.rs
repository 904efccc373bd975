//! Who works at 海川家居, and how somebody comes to work there.

use desk::account::opening::NewAccount;
use desk::organisation::{NewGrant, UnitKind};
use desk::permission::{Role, Target};
use desk::{Actor, StaffId, UnitId};

use super::{PASSWORD, World};

impl World {
    pub(super) fn populate(&self) {
        let security = self.actor("anlan");
        let accounts = security.may(Target::Anything).unwrap();
        let desk = self.desk();
        // Units are the system administrator's affair, roles the security administrator's.
        let system = desk.add_person(&accounts, "何云").unwrap();
        self.give(&security, system, Role::SystemAdministrator, None);
        self.open_account(system, "heyun");
        let units = self.actor("heyun").may(Target::Anything).unwrap();
        let region = desk
            .add_unit(&units, "华中区", UnitKind::Region, None)
            .unwrap();
        for (store, teams) in [("江岸店", ["甲队", "乙队"]), ("武昌店", ["丙队", "丁队"])]
        {
            let store = desk
                .add_unit(&units, store, UnitKind::Store, Some(region))
                .unwrap();
            for team in teams {
                desk.add_unit(&units, team, UnitKind::Team, Some(store))
                    .unwrap();
            }
        }
        let people = [
            ("张弛", "zhangchi", "甲队", "", Role::Salesperson, "甲队"),
            ("王蕾", "wanglei", "甲队", "", Role::Salesperson, "甲队"),
            ("李想", "lixiang", "乙队", "", Role::Salesperson, "乙队"),
            ("赵越", "zhaoyue", "丙队", "", Role::Salesperson, "丙队"),
            ("钱程", "qiancheng", "甲队", "", Role::TeamLead, "甲队"),
            ("孙悦", "sunyue", "江岸店", "", Role::StoreManager, "江岸店"),
            ("周正", "zhouzheng", "江岸店", "", Role::Reception, "江岸店"),
            ("吴限", "wuxian", "武昌店", "", Role::StoreManager, "武昌店"),
        ];
        for (name, login, unit, role, held, scope) in people {
            let staff = desk
                .add_staff(&accounts, name, self.unit(unit), role)
                .unwrap();
            self.give(&security, staff, held, Some(self.unit(scope)));
            self.open_account(staff, login);
        }
        for (name, login, role) in [
            ("郑衡", "zhengheng", Role::Auditor),
            ("陈总", "chenzong", Role::GeneralManager),
        ] {
            let unit = self.unit("华中区");
            let staff = desk.add_staff(&accounts, name, unit, "").unwrap();
            self.give(&security, staff, role, None);
            self.open_account(staff, login);
        }
    }

    /// Takes somebody on with an office that the regulation knows, and with a role and an account.
    pub(crate) fn hire(&self, (name, login): (&str, &str), unit: &str, office: &str, role: Role) {
        let accounts = self.actor("anlan").may(Target::Anything).unwrap();
        let unit = self.unit(unit);
        let staff = self.desk().add_staff(&accounts, name, unit, office);
        let staff = staff.unwrap();
        self.give(&self.actor("anlan"), staff, role, Some(unit));
        self.open_account(staff, login);
    }

    /// Gives somebody another unit and office from now on.
    pub(crate) fn employ(&self, name: &str, unit: &str, office: &str) {
        let accounts = self.actor("anlan").may(Target::Anything).unwrap();
        let place = (self.unit(unit), office);
        self.desk()
            .employ(&accounts, self.staff(name), place, None)
            .unwrap();
    }

    /// Gives a role from now on, without an end.
    pub(crate) fn give(&self, by: &Actor, staff: StaffId, role: Role, scope: Option<UnitId>) {
        let new = NewGrant {
            staff,
            role,
            scope,
            from: None,
            until: None,
        };
        self.desk().grant_role(by, &new).unwrap();
    }

    /// Opens an account and lets its owner choose the password.
    pub(crate) fn open_account(&self, staff: StaffId, login: &str) {
        let accounts = self.actor("anlan").may(Target::Anything).unwrap();
        let new = NewAccount {
            staff,
            login: login.to_owned(),
        };
        let (_, link) = self.desk().open_account(&accounts, &new).unwrap();
        self.desk().choose_password(&link, PASSWORD).unwrap();
    }
}
