//! Sums and multiples.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, MultiscalarMul, VartimeMultiscalarMul};

use crate::encoding::{self, points, scalars, Bytes, Error};
use crate::fixed::Fixed;
use crate::lanes;

/// From how many on eight lanes are faster than one after the other.
const ENOUGH: usize = 3;
/// The same for the rows of a table, as the eight sums of a column have to be added up at the end.
const MANY_ROWS: usize = 16;

fn compress(point: EdwardsPoint) -> Bytes {
    point.compress().to_bytes()
}

/// Return plus_i + a_i G + b_i B for each i; an empty list stands for zeros. Constant time in a and b.
pub fn commit(base: &Bytes, a: &[Bytes], b: &[Bytes], plus: &[Bytes]) -> Result<Vec<Bytes>, Error> {
    let (a, b) = (scalars(a)?, scalars(b)?);
    commit_scalars(base, &a, &b, plus)
}

/// The same for parsed scalars.
pub(crate) fn commit_scalars(base: &Bytes, a: &[Scalar], b: &[Scalar], plus: &[Bytes]) -> Result<Vec<Bytes>, Error> {
    let size = a.len().max(b.len()).max(plus.len());
    if [a.len(), b.len(), plus.len()].iter().any(|&length| length != 0 && length != size) {
        return Err(Error::Lengths);
    }
    let fixed = if b.is_empty() { None } else { Some(Fixed::of(base)?) };
    if size >= ENOUGH && lanes::available() {
        let comb = fixed.as_ref().map(|fixed| fixed.comb());
        return in_place(lanes::commit(Fixed::base_comb(), comb, a, b, plus));
    }
    let plus = points(plus)?;
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

fn in_place(list: Vec<Option<Bytes>>) -> Result<Vec<Bytes>, Error> {
    list.into_iter().enumerate().map(|(place, bytes)| bytes.ok_or(Error::NotAPoint(place))).collect()
}

/// Return scalars_i points_i for each i; a single scalar is for all points. Constant time in the scalars.
pub fn multiply(bases: &[Bytes], exponents: &[Bytes]) -> Result<Vec<Bytes>, Error> {
    if exponents.len() != bases.len() && exponents.len() != 1 {
        return Err(Error::Lengths);
    }
    let exponents = scalars(exponents)?;
    if bases.len() >= ENOUGH && lanes::available() {
        return in_place(lanes::multiply(bases, &exponents));
    }
    let exponent = |i: usize| if exponents.len() == 1 { &exponents[0] } else { &exponents[i] };
    Ok(points(bases)?.iter().enumerate().map(|(i, point)| compress(point * exponent(i))).collect())
}

/// Return the sum of all scalars_i points_i. Constant time in the scalars.
pub fn multiscalar(bases: &[Bytes], exponents: &[Bytes]) -> Result<Bytes, Error> {
    if exponents.len() != bases.len() {
        return Err(Error::Lengths);
    }
    let exponents = scalars(exponents)?;
    if bases.len() >= ENOUGH && lanes::available() {
        return lanes::multiscalar(bases, &exponents).map_err(Error::NotAPoint);
    }
    Ok(compress(EdwardsPoint::multiscalar_mul(exponents.iter(), points(bases)?.iter())))
}

/// Return the sum of all scalars_i points_i. Public data only.
pub fn vartime_multiscalar(bases: &[Bytes], exponents: &[Bytes]) -> Result<Bytes, Error> {
    if exponents.len() != bases.len() {
        return Err(Error::Lengths);
    }
    Ok(compress(EdwardsPoint::vartime_multiscalar_mul(scalars(exponents)?.iter(), points(bases)?.iter())))
}

/// Return the sum of the rows of a table of `width` columns; with `subtract`, the first row minus all others. A table
/// without rows has no columns either.
pub fn aggregate(table: &[Bytes], width: usize, subtract: bool) -> Result<Vec<Bytes>, Error> {
    if table.is_empty() {
        return Ok(Vec::new()); // whatever the width, for which there might be no room
    }
    if width == 0 || !table.len().is_multiple_of(width) {
        return Err(Error::Lengths);
    }
    if !subtract && table.len() / width >= MANY_ROWS && lanes::available() {
        let sums = lanes::vartime_column_sums(table, width).map_err(Error::NotAPoint)?;
        return Ok(sums.into_iter().map(compress).collect());
    }
    let mut sums = vec![EdwardsPoint::identity(); width];
    for (row, entries) in table.chunks_exact(width).enumerate() {
        for (column, (sum, bytes)) in sums.iter_mut().zip(entries).enumerate() {
            let point = encoding::point(bytes).ok_or(Error::NotAPoint(row * width + column))?;
            *sum = if subtract && row > 0 { *sum - point } else { *sum + point };
        }
    }
    Ok(sums.into_iter().map(compress).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::constants::EIGHT_TORSION;
    use rand_core::OsRng;

    fn scalar(i: usize) -> Scalar {
        [Scalar::ZERO, Scalar::ONE, -Scalar::ONE].get(i % 11).copied().unwrap_or_else(|| Scalar::random(&mut OsRng))
    }

    fn bytes(list: &[Scalar]) -> Vec<Bytes> {
        list.iter().map(Scalar::to_bytes).collect()
    }

    /// Each size through the lanes where they are, against dalek's own functions.
    #[test]
    fn batches_are_what_dalek_gives_one_by_one() {
        let base = EdwardsPoint::mul_base(&Scalar::random(&mut OsRng));
        let b = base.compress().to_bytes();
        for size in [0, 1, 2, 3, 7, 8, 9, 16, 97, 200] {
            let (first, second): (Vec<Scalar>, Vec<Scalar>) = (0..size).map(|i| (scalar(i), scalar(i / 11))).unzip();
            let raw: Vec<EdwardsPoint> =
                (0..size).map(|i| EdwardsPoint::mul_base(&scalar(i / 3)) + EIGHT_TORSION[i % 8]).collect();
            let list: Vec<Bytes> = raw.iter().copied().map(compress).collect();
            let (fs, ss) = (bytes(&first), bytes(&second));
            let one = |i: usize| compress(raw[i] + EdwardsPoint::mul_base(&first[i]) + base * second[i]);
            assert_eq!(commit(&b, &fs, &ss, &list), Ok((0..size).map(one).collect()));
            assert_eq!(
                commit(&b, &fs, &[], &[]),
                Ok(first.iter().map(|s| compress(EdwardsPoint::mul_base(s))).collect())
            );
            assert_eq!(commit(&b, &[], &ss, &[]), Ok(second.iter().map(|s| compress(base * s)).collect()));
            assert_eq!(commit(&b, &[], &[], &list), Ok(list.clone()));
            assert_eq!(multiply(&list, &fs), Ok((0..size).map(|i| compress(raw[i] * first[i])).collect()));
            let alone = Scalar::random(&mut OsRng);
            assert_eq!(multiply(&list, &bytes(&[alone])), Ok(raw.iter().map(|p| compress(p * alone)).collect()));
            let sum: EdwardsPoint = raw.iter().zip(&first).map(|(p, s)| p * s).sum();
            assert_eq!(multiscalar(&list, &fs), Ok(compress(sum)));
            assert_eq!(vartime_multiscalar(&list, &fs), Ok(compress(sum)));
            let column: EdwardsPoint = raw.iter().sum();
            let sums = if size == 0 { Vec::new() } else { vec![compress(column)] };
            assert_eq!(aggregate(&list, 1, false), Ok(sums.clone()));
            let twice: Vec<Bytes> = list.iter().flat_map(|bytes| [*bytes, list[0]]).collect();
            let other = sums.iter().map(|_| compress(raw.iter().map(|_| raw[0]).sum()));
            assert_eq!(aggregate(&twice, 2, false), Ok(sums.iter().copied().chain(other).collect()));
        }
    }

    /// Every pair of: the eight points of small order, and each of them plus and minus a member. Between them are equal
    /// summands, opposite ones, the identity, x = 0 and y = 0.
    #[test]
    fn no_point_is_a_special_case() {
        let member = EdwardsPoint::mul_base(&Scalar::random(&mut OsRng));
        let raw: Vec<EdwardsPoint> = EIGHT_TORSION.iter().flat_map(|t| [*t, t + member, t - member]).collect();
        let list: Vec<Bytes> = raw.iter().copied().map(compress).collect();
        let numbers: Vec<Scalar> = (0..20u64).map(Scalar::from).flat_map(|s| [s, -s]).collect();
        for s in &numbers {
            let expected: Vec<Bytes> = raw.iter().map(|p| compress(p * s)).collect();
            assert_eq!(multiply(&list, &bytes(&[*s])).as_ref(), Ok(&expected));
            for (base, point) in list.iter().zip(&raw) {
                let own = vec![*s; list.len()];
                let expected: Vec<Bytes> = raw.iter().map(|p| compress(p + point * s)).collect();
                assert_eq!(commit(base, &[], &bytes(&own), &list).as_ref(), Ok(&expected));
            }
        }
        for (a, p) in raw.iter().enumerate() {
            for (b, q) in raw.iter().enumerate() {
                let pair = [list[a], list[b], compress(EdwardsPoint::identity())];
                let ones = bytes(&[Scalar::ONE; 3]);
                assert_eq!(multiscalar(&pair, &ones), Ok(compress(p + q)));
                assert_eq!(vartime_multiscalar(&pair, &ones), Ok(compress(p + q)));
                assert_eq!(aggregate(&[pair, pair, pair].concat().repeat(6), 3, false).unwrap()[1], {
                    compress(q * Scalar::from(18u64))
                });
            }
        }
    }

    /// Any 32 bytes: the lanes take those that dalek takes, and read the same point.
    #[test]
    fn the_same_bytes_are_points() {
        for text in encoding::tests::samples() {
            let expected = encoding::point(&text).map(compress);
            for found in [multiply(&[text; 5], &bytes(&[Scalar::ONE])), commit(&text, &[], &[], &[text; 5])] {
                assert_eq!(found.ok(), expected.map(|bytes| vec![bytes; 5]), "{text:x?}");
            }
            assert_eq!(multiscalar(&[text; 5], &bytes(&[Scalar::from(3u64); 5])).is_ok(), expected.is_some());
            assert_eq!(aggregate(&[text; 17], 1, false).is_ok(), expected.is_some());
        }
    }

    #[test]
    fn bytes_that_are_no_point_are_named() {
        let mut list = vec![compress(EdwardsPoint::mul_base(&Scalar::ONE)); 100];
        list[91] = [2; 32];
        let ones = bytes(&[Scalar::ONE; 100]);
        assert_eq!(commit(&list[0], &[], &[], &list), Err(Error::NotAPoint(91)));
        assert_eq!(multiply(&list, &ones), Err(Error::NotAPoint(91)));
        assert_eq!(multiscalar(&list, &ones), Err(Error::NotAPoint(91)));
        assert_eq!(vartime_multiscalar(&list, &ones), Err(Error::NotAPoint(91)));
        assert_eq!(aggregate(&list, 10, false), Err(Error::NotAPoint(91)));
    }
}
