pub(crate) mod decide;
pub(crate) mod list;
pub(crate) mod project;
pub(crate) mod show;
