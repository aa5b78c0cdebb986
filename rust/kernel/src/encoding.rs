//! From bytes to checked values.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;

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

/// Return the scalars of a list.
pub fn scalars(list: &[Bytes]) -> Result<Vec<Scalar>, Error> {
    list.iter()
        .enumerate()
        .map(|(place, bytes)| Option::from(Scalar::from_canonical_bytes(*bytes)).ok_or(Error::NotAScalar(place)))
        .collect()
}

/// Return whether the bytes are the one spelling of a number below p and, for x = 0, of its sign.
///
/// x = 0 happens for y = 1 and y = -1 only; the second is of order two and no member with any sign.
pub(crate) fn is_canonical(bytes: &Bytes) -> bool {
    let top = bytes[31] & 0x7f;
    let above = top == 0x7f && bytes[1..31].iter().all(|&byte| byte == 0xff) && bytes[0] >= 0xed;
    let mut positive = *bytes;
    positive[31] = top;
    !above && !(positive == IDENTITY && bytes[31] != 0)
}

/// Return the place of the first entry that is not the canonical form of an element of the prime-order subgroup.
///
/// The identity is an element. Public data only.
pub fn vartime_find_stranger(list: &[Bytes]) -> Option<usize> {
    list.iter().position(|bytes| !is_member(bytes))
}

fn is_member(bytes: &Bytes) -> bool {
    *bytes == IDENTITY || (is_canonical(bytes) && point(bytes).is_some_and(|point| point.is_torsion_free()))
}
