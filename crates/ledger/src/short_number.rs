//! Numbers in as few bytes as they need (LEB128): seven bits a byte, the lowest first, the eighth set while more come.

const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;

pub(crate) fn write(mut number: u64, bytes: &mut Vec<u8>) {
    loop {
        let low = number.to_le_bytes()[0] & !MORE;
        number >>= BITS;
        match number {
            0 => return bytes.push(low),
            _ => bytes.push(low | MORE),
        }
    }
}

/// The number at the beginning, and what comes after it; none if there is none, or it has more than 64 bits.
pub(crate) fn read(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (place, byte) in (0..).zip(bytes) {
        let low = u64::from(byte & !MORE);
        let shift = place * BITS;
        let part = low.checked_shl(shift)?;
        (part >> shift == low).then_some(())?;
        number |= part;
        if byte & MORE == 0 {
            return Some((number, bytes.get(place as usize + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn numbers_are_read_as_written_with_what_comes_after() {
        let powers = (0..64).map(|power| 1_u64 << power);
        let numbers = powers.flat_map(|power| [power - 1, power, power + 1]);
        for number in numbers.chain([u64::MAX]) {
            let mut bytes = Vec::new();
            write(number, &mut bytes);
            let bits = 64 - number.leading_zeros();
            assert_eq!(bytes.len() as u32, bits.div_ceil(7).max(1));
            bytes.extend([0x80, 9]);
            assert_eq!(read(&bytes), Some((number, &[0x80, 9][..])));
        }
    }

    #[test]
    fn what_is_cut_or_too_long_is_no_number() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[0xff; 9]), None);
        assert_eq!(read(&[0xff; 11]), None);
        let too_high = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2];
        assert_eq!(read(&too_high), None);
    }
}
