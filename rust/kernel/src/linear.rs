//! Sums and multiples.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, MultiscalarMul, VartimeMultiscalarMul};
use zeroize::Zeroizing;

use crate::encoding::{points, scalars, Bytes, Error};
use crate::fixed::Fixed;

fn compress(point: EdwardsPoint) -> Bytes {
    point.compress().to_bytes()
}

/// Return plus_i + a_i G + b_i B for each i; an empty list stands for zeros. Constant time in a and b.
pub fn commit(base: &Bytes, a: &[Bytes], b: &[Bytes], plus: &[Bytes]) -> Result<Vec<Bytes>, Error> {
    let size = a.len().max(b.len()).max(plus.len());
    if [a, b, plus].iter().any(|list| !list.is_empty() && list.len() != size) {
        return Err(Error::Lengths);
    }
    let (a, b) = (Zeroizing::new(scalars(a)?), Zeroizing::new(scalars(b)?));
    let plus = points(plus)?;
    let fixed = if b.is_empty() { None } else { Some(Fixed::of(base)?) };
    let one = |i: usize| {
        let mut sum = plus.get(i).copied().unwrap_or_else(EdwardsPoint::identity);
        if let Some(scalar) = a.get(i) {
            sum += EdwardsPoint::mul_base(scalar);
        }
        if let (Some(fixed), Some(scalar)) = (&fixed, b.get(i)) {
            sum += &fixed.table * scalar;
        }
        compress(sum)
    };
    Ok((0..size).map(one).collect())
}

/// Return scalars_i points_i for each i; a single scalar is for all points. Constant time in the scalars.
pub fn multiply(bases: &[Bytes], exponents: &[Bytes]) -> Result<Vec<Bytes>, Error> {
    if exponents.len() != bases.len() && exponents.len() != 1 {
        return Err(Error::Lengths);
    }
    let exponents: Zeroizing<Vec<Scalar>> = Zeroizing::new(scalars(exponents)?);
    let exponent = |i: usize| if exponents.len() == 1 { &exponents[0] } else { &exponents[i] };
    Ok(points(bases)?.iter().enumerate().map(|(i, point)| compress(point * exponent(i))).collect())
}

/// Return the sum of all scalars_i points_i. Constant time in the scalars.
pub fn multiscalar(bases: &[Bytes], exponents: &[Bytes]) -> Result<Bytes, Error> {
    if exponents.len() != bases.len() {
        return Err(Error::Lengths);
    }
    let exponents: Zeroizing<Vec<Scalar>> = Zeroizing::new(scalars(exponents)?);
    Ok(compress(EdwardsPoint::multiscalar_mul(exponents.iter(), points(bases)?.iter())))
}

/// Return the sum of all scalars_i points_i. Public data only.
pub fn vartime_multiscalar(bases: &[Bytes], exponents: &[Bytes]) -> Result<Bytes, Error> {
    if exponents.len() != bases.len() {
        return Err(Error::Lengths);
    }
    Ok(compress(EdwardsPoint::vartime_multiscalar_mul(scalars(exponents)?.iter(), points(bases)?.iter())))
}

/// Return the sum of the rows of a table of `width` columns; with `subtract`, the first row minus all others.
pub fn aggregate(table: &[Bytes], width: usize, subtract: bool) -> Result<Vec<Bytes>, Error> {
    if width == 0 || !table.len().is_multiple_of(width) {
        return if table.is_empty() { Ok(Vec::new()) } else { Err(Error::Lengths) };
    }
    let mut sums = vec![EdwardsPoint::identity(); width];
    for (row, entries) in table.chunks_exact(width).enumerate() {
        for (sum, point) in sums.iter_mut().zip(points(entries)?) {
            *sum = if subtract && row > 0 { *sum - point } else { *sum + point };
        }
    }
    Ok(sums.into_iter().map(compress).collect())
}
