//! What `lanes` is on other processors: never available.

use curve25519_dalek::edwards::EdwardsPoint;

use crate::commitments::Commitment;
use crate::encoding::Bytes;

pub enum Table {}

pub fn available() -> bool {
    false
}

pub fn table(_: &EdwardsPoint) -> Table {
    unreachable!("the lanes are not available")
}

pub fn vartime_commitments(_: &Table, _: &Table, _: &[Commitment]) -> Vec<Option<Bytes>> {
    unreachable!("the lanes are not available")
}

pub fn vartime_members(_: &[Bytes]) -> Vec<bool> {
    unreachable!("the lanes are not available")
}
