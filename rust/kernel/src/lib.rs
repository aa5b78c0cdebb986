//! The group kernel of `ballot`: Ed25519's prime-order subgroup, in batches, on bytes.
//!
//! Points are 32 bytes in the usual compressed form, scalars 32 bytes, little-endian and below the group's order.
//! Functions whose name contains `vartime` take a time that depends on their arguments and are for public data only;
//! all others take constant time for a given number of arguments.

#![deny(unsafe_code)]

mod commitments;
mod disjunction;
mod encoding;
mod fixed;
mod generators;
#[cfg_attr(not(target_arch = "x86_64"), path = "no_lanes.rs")]
mod lanes;
mod linear;

pub use commitments::{vartime_commitments, Commitment};
pub use curve25519_dalek::scalar::Scalar;
pub use disjunction::{prove_disjunctions, vartime_verify_disjunctions, Branch, Claim, Disjunction, Secret};
pub use encoding::{scalars as parse_scalars, vartime_find_stranger, Bytes, Error};
pub use generators::generators;
pub use linear::{aggregate, commit, multiply, multiscalar, vartime_multiscalar};

/// What computes: shown by `ballot doctor`.
pub fn engine() -> &'static str {
    if lanes::available() {
        "curve25519-dalek, and eight lanes of AVX-512 IFMA for public data"
    } else {
        "curve25519-dalek"
    }
}
