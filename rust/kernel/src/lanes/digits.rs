//! Scalars as signed digits, in constant time.

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

/// How many digits of radix 16 a scalar has.
pub const POSITIONS: usize = 64;

/// For each place the digits of eight scalars.
pub type Digits = [[i8; 8]; POSITIONS];

/// Return digits from -8 to 8 with s = sum of d_i 16^i; s is below 2^253, so that nothing is left over.
pub fn radix_16(scalars: [&Scalar; 8]) -> Zeroizing<Digits> {
    let mut digits = Zeroizing::new([[0; 8]; POSITIONS]);
    for (lane, scalar) in scalars.into_iter().enumerate() {
        let mut carry = 0;
        for (i, place) in digits.iter_mut().enumerate() {
            let nibble = (scalar.as_bytes()[i / 2] >> (4 * (i % 2)) & 15) as i8 + carry;
            carry = (nibble + 8) >> 4;
            place[lane] = nibble - (carry << 4);
        }
    }
    digits
}

/// Return digits from -128 to 127 with s = sum of d_i 256^i.
pub fn radix_256(scalar: &Scalar) -> [i8; 32] {
    let mut carry = 0;
    scalar.as_bytes().map(|byte| {
        let value = i16::from(byte) + carry;
        carry = (value + 128) >> 8;
        (value - (carry << 8)) as i8
    })
}
