//! Telling of lists, once each: those who confirm one that it closed, its recipients that it is there, and the office
//! above that it was not confirmed in time.

use ruling::calendar::{CivilDay, Instant, Zone};

use super::outlets::DayList;
use crate::following::NEWS_SECONDS;
use crate::notices::{NewNotice, NoticeKind};
use crate::{Desk, Refusal};

impl Desk {
    /// Who is to be told what of the lists that closed lately.
    pub(crate) fn list_news(&self, now: Instant) -> Result<Vec<NewNotice>, Refusal> {
        let mut told = Vec::new();
        if !self.has_daily_lists()? {
            return Ok(told);
        }
        let zone = Zone::shanghai();
        let (mut day, today) = (
            zone.day_of(now.plus_seconds(-NEWS_SECONDS)),
            zone.day_of(now),
        );
        while day <= today {
            for list in self.day_lists(day)? {
                if list.is_closed(now) {
                    self.news_of(&list, now, &mut told)?;
                }
            }
            day = day.plus_days(1);
        }
        Ok(told)
    }

    fn news_of(
        &self,
        list: &DayList,
        now: Instant,
        told: &mut Vec<NewNotice>,
    ) -> Result<(), Refusal> {
        let about = |to, kind| NewNotice::about_list(to, kind, Some(list.unit), list.day);
        let confirmation = self.confirmation_of(list)?;
        if confirmation.is_none() {
            let confirmers = self.confirmers(list, now)?.into_iter();
            told.extend(confirmers.map(|who| about(who, NoticeKind::ListDue)));
        }
        let recipients = self.recipients(list, now)?.into_iter();
        // One message for the lists of all outlets.
        told.extend(recipients.map(|who| delivered(who, list.day)));
        let by = list.confirm_by();
        let is_late = match confirmation {
            Some(confirmation) => confirmation.at > by,
            None => now > by,
        };
        if is_late {
            let above = self.told_when_late(list, now)?.into_iter();
            told.extend(above.map(|who| about(who, NoticeKind::ListLate)));
        }
        Ok(())
    }
}

fn delivered(who: ruling::fact::StaffId, day: CivilDay) -> NewNotice {
    NewNotice::about_list(who, NoticeKind::ListsDelivered, None, day)
}
