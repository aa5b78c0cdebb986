//! From bytes to checked values.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

use crate::lanes;

/// A point or a scalar as it crosses the border.
pub type Bytes = [u8; 32];

/// What is wrong with the arguments; the number is the place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Not the compressed form of a point of the curve.
    NotAPoint(usize),
    /// Not below the group's order.
    NotAScalar(usize),
    /// Lists whose lengths do not fit together.
    Lengths,
}

/// The neutral element.
pub(crate) const IDENTITY: Bytes = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};

/// Return the points of a list; each is on the curve, and membership in the subgroup is the caller's knowledge.
pub(crate) fn points(list: &[Bytes]) -> Result<Vec<EdwardsPoint>, Error> {
    list.iter().enumerate().map(|(place, bytes)| point(bytes).ok_or(Error::NotAPoint(place))).collect()
}

/// Return the point with this compressed form.
pub(crate) fn point(bytes: &Bytes) -> Option<EdwardsPoint> {
    CompressedEdwardsY(*bytes).decompress()
}

/// Return the scalars of a list, wiped from memory when they are dropped.
pub fn scalars(list: &[Bytes]) -> Result<Zeroizing<Vec<Scalar>>, Error> {
    // All the room at once: a vector that grows leaves copies behind.
    let mut numbers = Zeroizing::new(Vec::with_capacity(list.len()));
    for (place, bytes) in list.iter().enumerate() {
        numbers.push(Option::from(Scalar::from_canonical_bytes(*bytes)).ok_or(Error::NotAScalar(place))?);
    }
    Ok(numbers)
}

/// Return whether the bytes are the one spelling of a number below p and, for x = 0, of its sign.
///
/// x = 0 happens for y = 1 and y = -1 only; the second is of order two and no member with any sign.
pub(crate) fn is_canonical(bytes: &Bytes) -> bool {
    let top = bytes[31] & 0x7f;
    let is_above = top == 0x7f && bytes[1..31].iter().all(|&byte| byte == 0xff) && bytes[0] >= 0xed;
    let mut positive = *bytes;
    positive[31] = top;
    let is_minus_zero = positive == IDENTITY && bytes[31] != 0;
    !is_above && !is_minus_zero
}

/// Return the place of the first entry that is not the canonical form of an element of the prime-order subgroup.
///
/// The identity is an element. Public data only.
pub fn vartime_find_stranger(list: &[Bytes]) -> Option<usize> {
    if !lanes::available() {
        return list.iter().position(|bytes| !is_member(bytes));
    }
    let members = lanes::vartime_members(list);
    list.iter().zip(members).position(|(bytes, member)| *bytes != IDENTITY && !(member && is_canonical(bytes)))
}

fn is_member(bytes: &Bytes) -> bool {
    *bytes == IDENTITY || (is_canonical(bytes) && point(bytes).is_some_and(|point| point.is_torsion_free()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;
    use rand_core::{OsRng, RngCore};

    fn in_lanes(list: &[Bytes]) -> Vec<bool> {
        let members = lanes::vartime_members(list);
        list.iter().zip(members).map(|(bytes, member)| *bytes == IDENTITY || member && is_canonical(bytes)).collect()
    }

    /// Random bytes, numbers around 0, p and 2^255 with both signs, and members plus each point of small order.
    pub(crate) fn samples() -> Vec<Bytes> {
        let mut list: Vec<Bytes> = Vec::new();
        for low in 0..40 {
            for top in [0, 0x80] {
                let mut small = [0; 32];
                (small[0], small[31]) = (low, top);
                let mut large = [0xff; 32];
                (large[0], large[31]) = (0xff - low, 0x7f | top);
                list.extend([small, large]);
            }
        }
        for i in 0..400 {
            let mut bytes = [0; 32];
            OsRng.fill_bytes(&mut bytes);
            list.push(bytes);
            let member = EdwardsPoint::mul_base(&Scalar::random(&mut OsRng));
            list.extend([member + EIGHT_TORSION[i % 8], member, EIGHT_TORSION[i % 8]].map(|p| p.compress().to_bytes()));
        }
        let few = (0..60u64).map(Scalar::from).flat_map(|s| [s, -s]);
        for member in few.map(|s| EdwardsPoint::mul_base(&s)) {
            list.extend(EIGHT_TORSION.map(|t| (member + t).compress().to_bytes()));
        }
        list
    }

    #[test]
    fn halving_and_the_order_agree_on_membership() {
        let list = samples();
        let expected: Vec<bool> = list.iter().map(is_member).collect();
        assert!(expected.iter().filter(|&&member| member).count() > 450);
        if lanes::available() {
            assert_eq!(in_lanes(&list), expected);
            for size in 1..20 {
                assert_eq!(in_lanes(&list[160..160 + size]), expected[160..160 + size]);
            }
        }
        assert_eq!(vartime_find_stranger(&list), expected.iter().position(|&member| !member));
        let members: Vec<Bytes> = list.into_iter().filter(is_member).collect();
        assert_eq!(vartime_find_stranger(&members), None);
    }

    #[test]
    fn a_spelling_is_canonical_exactly_if_compressing_gives_it_back() {
        for bytes in samples() {
            if let Some(point) = point(&bytes) {
                let again = point.compress().to_bytes() == bytes;
                assert!(again == is_canonical(&bytes) || !point.is_torsion_free(), "{bytes:?}");
            }
        }
    }
}
