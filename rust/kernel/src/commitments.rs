//! What a verifier recomputes: g^a y^b x^c for many (a, b, x, c), all of them public.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimePrecomputedMultiscalarMul;

use crate::encoding::{point, Bytes, Error};
use crate::fixed::Fixed;
use crate::lanes;

/// From how many on eight lanes are faster than one after the other.
const ENOUGH: usize = 3;

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
    let found = if list.len() >= ENOUGH && lanes::available() { in_lanes(&fixed, list) } else { in_turn(&fixed, list) };
    found.into_iter().enumerate().map(|(place, bytes)| bytes.ok_or(Error::NotAPoint(place))).collect()
}

fn in_lanes(fixed: &Fixed, list: &[Commitment]) -> Vec<Option<Bytes>> {
    let (g, y) = fixed.lanes();
    lanes::vartime_commitments(g, y, list)
}

fn in_turn(fixed: &Fixed, list: &[Commitment]) -> Vec<Option<Bytes>> {
    list.iter().map(|entry| one(fixed, entry)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;
    use rand_core::OsRng;

    fn any_scalar(i: usize) -> Scalar {
        match i % 7 {
            0 => Scalar::ZERO,
            1 => Scalar::ONE,
            2 => -Scalar::ONE,
            3 => Scalar::from(255u64),
            _ => Scalar::random(&mut OsRng),
        }
    }

    #[test]
    fn lanes_and_dalek_agree() {
        if !lanes::available() {
            return;
        }
        let y = EdwardsPoint::mul_base(&Scalar::random(&mut OsRng)).compress().to_bytes();
        let fixed = Fixed::of(&y).unwrap();
        let list: Vec<Commitment> = (0..700)
            .map(|i| {
                let x = EdwardsPoint::mul_base(&any_scalar(i / 343)) + EIGHT_TORSION[i % 8];
                let (a, b, c) = (any_scalar(i), any_scalar(i / 7), any_scalar(i / 49));
                Commitment { a, b, x: x.compress().to_bytes(), c }
            })
            .collect();
        assert_eq!(in_lanes(&fixed, &list), in_turn(&fixed, &list));
        for size in [1, 7, 9] {
            assert_eq!(in_lanes(&fixed, &list[..size]), in_turn(&fixed, &list[..size]));
        }
    }

    #[test]
    fn bytes_that_are_no_point_are_named() {
        let good = EdwardsPoint::mul_base(&Scalar::ONE).compress().to_bytes();
        let mut list: Vec<Commitment> =
            (0..9).map(|_| Commitment { a: Scalar::ONE, b: Scalar::ONE, x: good, c: Scalar::ONE }).collect();
        list[5].x = [2; 32];
        assert!(point(&list[5].x).is_none());
        assert_eq!(vartime_commitments(&good, &list), Err(Error::NotAPoint(5)));
    }
}
