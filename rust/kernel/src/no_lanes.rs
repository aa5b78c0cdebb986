//! What `lanes` is on other processors: never available.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;

use crate::commitments::Commitment;
use crate::encoding::Bytes;

pub enum Table {}
pub enum Comb {}

pub fn available() -> bool {
    false
}

pub fn table(_: &EdwardsPoint) -> Table {
    unreachable!("the lanes are not available")
}

pub fn vartime_commitments(_: &Table, _: &Table, _: &[Commitment]) -> Vec<Option<Bytes>> {
    unreachable!("the lanes are not available")
}

pub fn vartime_column_sums(_: &[Bytes], _: usize) -> Result<Vec<EdwardsPoint>, usize> {
    unreachable!("the lanes are not available")
}

pub fn vartime_members(_: &[Bytes]) -> Vec<bool> {
    unreachable!("the lanes are not available")
}

pub fn comb(_: &EdwardsPoint) -> Comb {
    unreachable!("the lanes are not available")
}

pub fn commit(_: &Comb, _: Option<&Comb>, _: &[Scalar], _: &[Scalar], _: &[Bytes]) -> Vec<Option<Bytes>> {
    unreachable!("the lanes are not available")
}

pub fn multiply(_: &[Bytes], _: &[Scalar]) -> Vec<Option<Bytes>> {
    unreachable!("the lanes are not available")
}

pub fn multiscalar(_: &[Bytes], _: &[Scalar]) -> Result<Bytes, usize> {
    unreachable!("the lanes are not available")
}
