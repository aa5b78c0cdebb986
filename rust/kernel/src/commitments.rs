//! What a verifier recomputes: g^a y^b x^c for many (a, b, x, c), all of them public.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimePrecomputedMultiscalarMul;

use crate::encoding::{point, Bytes, Error};
use crate::fixed::Fixed;

/// a G + b Y + c X, where Y is the same for all.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// The multiple of the base point.
    pub a: Scalar,
    /// The multiple of Y.
    pub b: Scalar,
    /// X, on the curve.
    pub x: Bytes,
    /// The multiple of X.
    pub c: Scalar,
}

/// Return each commitment in compressed form. Public data only.
pub fn vartime_commitments(y: &Bytes, list: &[Commitment]) -> Result<Vec<Bytes>, Error> {
    let fixed = Fixed::of(y)?;
    list.iter().enumerate().map(|(place, entry)| one(&fixed, entry).ok_or(Error::NotAPoint(place))).collect()
}

fn one(fixed: &Fixed, entry: &Commitment) -> Option<Bytes> {
    let x = point(&entry.x)?;
    let sum = if entry.b == Scalar::ZERO {
        EdwardsPoint::vartime_double_scalar_mul_basepoint(&entry.c, &x, &entry.a)
    } else {
        fixed.vartime.vartime_mixed_multiscalar_mul([entry.b, entry.a], [entry.c], [x])
    };
    Some(sum.compress().to_bytes())
}
