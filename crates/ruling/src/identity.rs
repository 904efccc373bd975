//! Who is the same customer: phones, papers, names, places.
