//! When something is due: civil days, working days, deadlines.
