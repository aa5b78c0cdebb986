//! Eight at a time, on processors with AVX-512 IFMA. Everything here gives the same bytes as curve25519-dalek.
//!
//! Where a list of answers holds a None, the others may be wrong too: bytes that are no point can make the denominator
//! that a whole list shares zero. Callers refuse the list.

#![allow(unsafe_code)]

mod digits;
mod field;
#[cfg(test)]
mod field_tests;
mod membership;
mod multiply;
mod point;
mod secret;

use std::sync::OnceLock;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;

use crate::commitments::Commitment;
use crate::encoding::Bytes;
pub use multiply::Table;
pub use secret::Comb;

/// Whether this processor has what the functions below need. They panic elsewhere.
///
/// `BALLOT_GROUP_BACKEND=dalek` says no, so that what other processors do can be tested on this one.
pub fn available() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let wanted = std::env::var_os("BALLOT_GROUP_BACKEND").is_none_or(|name| name != "dalek");
        wanted && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
    })
}

/// Return the multiples of a base that `vartime_commitments` reads.
pub fn table(base: &EdwardsPoint) -> Table {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { multiply::table(base) }
}

/// Return each commitment in compressed form, and None for an X that is no point. Public data only.
pub fn vartime_commitments(g: &Table, y: &Table, list: &[Commitment]) -> Vec<Option<Bytes>> {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { multiply::vartime_commitments(g, y, list) }
}

/// Return the sums of the columns of a table, or the place of an entry that is no point. Public data only.
pub fn vartime_column_sums(table: &[Bytes], width: usize) -> Result<Vec<EdwardsPoint>, usize> {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { multiply::vartime_column_sums(table, width) }
}

/// Return for each entry whether it is a point of the subgroup other than the identity. Public data only.
pub fn vartime_members(list: &[Bytes]) -> Vec<bool> {
    assert!(available());
    let groups: Vec<[Bytes; 8]> =
        list.chunks(8).map(|group| core::array::from_fn(|lane| group[lane.min(group.len() - 1)])).collect();
    // SAFETY: the processor has the instructions.
    let masks = unsafe { membership::vartime_members(&groups) };
    (0..list.len()).map(|i| masks[i / 8] >> (i % 8) & 1 == 1).collect()
}

/// Return the multiples of a base that `commit` reads.
pub fn comb(base: &EdwardsPoint) -> Comb {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { secret::comb(base) }
}

/// Return plus_i + a_i A + b_i B for each i; an empty list stands for zeros. None for a plus_i that is no point.
pub fn commit(first: &Comb, second: Option<&Comb>, a: &[Scalar], b: &[Scalar], plus: &[Bytes]) -> Vec<Option<Bytes>> {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { secret::commit(first, second, a, b, plus) }
}

/// Return scalar_i point_i for each i, or the only scalar's multiples; None for a point that is none.
pub fn multiply(points: &[Bytes], scalars: &[Scalar]) -> Vec<Option<Bytes>> {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { secret::multiply(points, scalars) }
}

/// Return the sum of all scalar_i point_i, or the place of a point that is none.
pub fn multiscalar(points: &[Bytes], scalars: &[Scalar]) -> Result<Bytes, usize> {
    assert!(available());
    // SAFETY: the processor has the instructions.
    unsafe { secret::multiscalar(points, scalars) }
}
