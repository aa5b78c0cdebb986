//! Eight at a time, on processors with AVX-512 IFMA. Everything here gives the same bytes as curve25519-dalek.

#![allow(unsafe_code)]

mod field;
mod membership;
mod multiply;
mod point;

use curve25519_dalek::edwards::EdwardsPoint;

use crate::commitments::Commitment;
use crate::encoding::Bytes;
pub use multiply::Table;

/// Whether this processor has what the functions below need. They panic elsewhere.
pub fn available() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
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

/// Return for each entry whether it is a point of the subgroup other than the identity. Public data only.
pub fn vartime_members(list: &[Bytes]) -> Vec<bool> {
    assert!(available());
    let groups: Vec<[Bytes; 8]> =
        list.chunks(8).map(|group| core::array::from_fn(|lane| group[lane.min(group.len() - 1)])).collect();
    // SAFETY: the processor has the instructions.
    let masks = unsafe { membership::vartime_members(&groups) };
    (0..list.len()).map(|i| masks[i / 8] >> (i % 8) & 1 == 1).collect()
}
