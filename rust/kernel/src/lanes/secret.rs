//! Multiples by secret scalars, eight at a time and in constant time: every table entry is read at every step, the digits
//! are compared in vectors, and nothing branches on them.

use core::arch::x86_64::*;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use zeroize::Zeroizing;

use super::digits::{radix_16, Digits, POSITIONS};
use super::field::{lanes, neg, select, Field};
use super::multiply::{affine_rows, pick, small_multiples, split, sum_of_lanes};
use super::point::{cache, compress_all, decompress, double, identity, sum, sum_affine, Cached, Point};
use crate::encoding::Bytes;

/// A base's multiples k 16^i for each digit place i and k from 1 to 8: y + x, y - x, 2dxy.
pub struct Comb(Vec<[[u64; 15]; 8]>);

/// Groups of eight points whose tables are kept close to the processor at a time (10 KiB each).
const NEAR: usize = 12;

lanes! {
    pub fn comb(base: &EdwardsPoint) -> Comb {
        let mut place = *base;
        let mut rows = Vec::with_capacity(POSITIONS);
        for _ in 0..POSITIONS {
            let mut multiple = EdwardsPoint::identity();
            let multiples: [Bytes; 8] = core::array::from_fn(|_| {
                multiple += place;
                multiple.compress().to_bytes()
            });
            rows.push(affine_rows(&multiples));
            place = multiple + multiple;
        }
        Comb(rows)
    }

    /// Return plus_i + a_i A + b_i B for each i; an empty list stands for zeros. None for a plus_i that is no point.
    pub fn commit(first: &Comb, second: Option<&Comb>, a: &[Scalar], b: &[Scalar], plus: &[Bytes]) -> Vec<Option<Bytes>> {
        let size = a.len().max(b.len()).max(plus.len());
        let mut sums = Vec::with_capacity(size.div_ceil(8));
        let mut valid = Vec::with_capacity(size.div_ceil(8));
        for start in (0..size).step_by(8) {
            let (mut total, known) = group_of(plus, start).map_or((identity(), 0xff), |group| decompress(&group));
            if let Some(digits) = digits_of(a, start) {
                total = add_multiples(&total, first, &digits);
            }
            if let (Some(comb), Some(digits)) = (second, digits_of(b, start)) {
                total = add_multiples(&total, comb, &digits);
            }
            sums.push(total);
            valid.push(known);
        }
        answers(&sums, &valid, size)
    }

    fn add_multiples(total: &Point, comb: &Comb, digits: &Digits) -> Point {
        let mut total = *total;
        for (place, entries) in comb.0.iter().enumerate() {
            let (sizes, negative) = split(&digits[place]);
            let zero = _mm512_setzero_si512();
            let one = _mm512_set1_epi64(1);
            let mut row = [zero; 15];
            (row[0], row[5]) = (one, one);
            for (size, entry) in (1..).zip(entries) {
                let here = _mm512_cmpeq_epi64_mask(sizes, _mm512_set1_epi64(size));
                for (slot, &limb) in row.iter_mut().zip(entry) {
                    *slot = _mm512_mask_mov_epi64(*slot, here, _mm512_set1_epi64(limb as i64));
                }
            }
            let part = |at: usize| Field([row[at], row[at + 1], row[at + 2], row[at + 3], row[at + 4]]);
            let (plus, minus, t2d) = (part(0), part(5), part(10));
            let t2d = select(&t2d, &neg(&t2d), negative);
            total = sum_affine(&total, &select(&plus, &minus, negative), &select(&minus, &plus, negative), &t2d);
        }
        total
    }

    /// Return scalar_i point_i for each i, or the only scalar's multiples; None for a point that is none.
    pub fn multiply(points: &[Bytes], scalars: &[Scalar]) -> Vec<Option<Bytes>> {
        let mut sums = Vec::with_capacity(points.len().div_ceil(8));
        let mut valid = Vec::with_capacity(points.len().div_ceil(8));
        for start in (0..points.len()).step_by(8) {
            let Some(group) = group_of(points, start) else { break };
            let Some(digits) = digits_of(scalars, if scalars.len() == 1 { 0 } else { start }) else { break };
            let (point, known) = decompress(&group);
            valid.push(known);
            sums.push(combine(&[small_multiples(&point)], &[digits]));
        }
        answers(&sums, &valid, points.len())
    }

    /// Return the sum of all scalar_i point_i, or the place of a point that is none.
    pub fn multiscalar(points: &[Bytes], scalars: &[Scalar]) -> Result<Bytes, usize> {
        let mut total = identity();
        let starts: Vec<usize> = (0..points.len()).step_by(8).collect();
        for near in starts.chunks(NEAR) {
            let mut tables = Vec::with_capacity(near.len());
            let mut digits = Vec::with_capacity(near.len());
            for &start in near {
                let (Some(group), Some(mut own)) = (group_of(points, start), digits_of(scalars, start)) else { break };
                let (point, known) = decompress(&group);
                if known != 0xff {
                    return Err(start + known.trailing_ones() as usize);
                }
                // The last group is filled up with its last point, times zero.
                for lane in points.len() - start..8 {
                    own.iter_mut().for_each(|place| place[lane] = 0);
                }
                tables.push(small_multiples(&point));
                digits.push(own);
            }
            total = sum(&total, &cache(&combine(&tables, &digits)));
        }
        Ok(sum_of_lanes(&compress_all(&[total])[0]).compress().to_bytes())
    }

    /// Return in each lane the sum of the groups' multiples, with one chain of doublings for all of them.
    fn combine(tables: &[[Cached; 8]], digits: &[Zeroizing<Digits>]) -> Point {
        let mut total = identity();
        for place in (0..POSITIONS).rev() {
            total = double::<false>(&total);
            total = double::<false>(&total);
            total = double::<false>(&total);
            total = double::<true>(&total);
            for (multiples, own) in tables.iter().zip(digits) {
                total = sum(&total, &pick(multiples, &own[place]));
            }
        }
        total
    }

    fn answers(sums: &[Point], valid: &[__mmask8], size: usize) -> Vec<Option<Bytes>> {
        if sums.is_empty() {
            return Vec::new();
        }
        let bytes = compress_all(sums);
        (0..size).map(|i| (valid[i / 8] >> (i % 8) & 1 == 1).then(|| bytes[i / 8][i % 8])).collect()
    }
}

/// Return the entries from `start` on as a group of eight, the last one repeated.
fn group_of(list: &[Bytes], start: usize) -> Option<[Bytes; 8]> {
    let last = list.len().checked_sub(1)?;
    Some(core::array::from_fn(|lane| list[(start + lane).min(last)]))
}

/// The same for scalars, as digits.
fn digits_of(list: &[Scalar], start: usize) -> Option<Zeroizing<Digits>> {
    let last = list.len().checked_sub(1)?;
    Some(radix_16(core::array::from_fn(|lane| &list[(start + lane).min(last)])))
}
