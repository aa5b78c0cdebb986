//! Proofs that at least one of several ciphertexts encrypts its claimed value (specification 4.12, 4.13, 4.14).
//!
//! The challenges of a valid proof add up to SHA-256(prefix | A_0,B_0,A_1,B_1,...) modulo the order, where
//! A_j = g^response_j alpha_j^challenge_j and B_j = y^response_j (beta_j / g^value_j)^challenge_j.

use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha256};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::commitments::{vartime_commitments, Commitment};
use crate::encoding::{scalars, Bytes, Error};
use crate::linear::commit_scalars;

/// One branch: the ciphertext, the claimed value, and this branch's part of the proof.
#[derive(Clone, Debug)]
pub struct Claim {
    /// alpha of the ciphertext.
    pub alpha: Bytes,
    /// beta of the ciphertext.
    pub beta: Bytes,
    /// What it is claimed to encrypt.
    pub value: u64,
    /// The proof.
    pub challenge: Scalar,
    /// The proof.
    pub response: Scalar,
}

/// A proof together with what it is about.
#[derive(Clone, Debug)]
pub struct Disjunction {
    /// What the hash begins with.
    pub prefix: Vec<u8>,
    /// The branches.
    pub claims: Vec<Claim>,
}

/// Return the place of the first proof that does not hold. Public data only.
pub fn vartime_verify_disjunctions(y: &Bytes, list: &[Disjunction]) -> Result<Option<usize>, Error> {
    let claims = || list.iter().flat_map(|disjunction| &disjunction.claims);
    // All A, then all B: neighbours of one kind can be computed together.
    let mut jobs: Vec<Commitment> = claims().map(first_commitment).collect();
    jobs.extend(claims().map(second_commitment));
    let commitments = vartime_commitments(y, &jobs)?;
    let (first, second) = commitments.split_at(jobs.len() / 2);
    let mut at = 0;
    for (place, disjunction) in list.iter().enumerate() {
        let own = at..at + disjunction.claims.len();
        at = own.end;
        let total: Scalar = disjunction.claims.iter().map(|claim| claim.challenge).sum();
        if hash(&disjunction.prefix, first[own.clone()].iter().zip(&second[own])) != total {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn first_commitment(claim: &Claim) -> Commitment {
    Commitment { a: claim.response, b: Scalar::ZERO, x: claim.alpha, c: claim.challenge }
}

fn second_commitment(claim: &Claim) -> Commitment {
    let a = -Scalar::from(claim.value) * claim.challenge;
    Commitment { a, b: claim.response, x: claim.beta, c: claim.challenge }
}

/// SHA-256(prefix, A_0,B_0,A_1,...), the elements as 64 hex digits of the big-endian number, modulo the order.
fn hash<'a>(prefix: &[u8], pairs: impl Iterator<Item = (&'a Bytes, &'a Bytes)>) -> Scalar {
    let mut text = prefix.to_vec();
    for (count, (a, b)) in pairs.enumerate() {
        if count > 0 {
            text.push(b',');
        }
        push_hex(&mut text, a);
        text.push(b',');
        push_hex(&mut text, b);
    }
    let mut digest: Bytes = Sha256::digest(&text).into();
    digest.reverse();
    Scalar::from_bytes_mod_order(digest)
}

fn push_hex(text: &mut Vec<u8>, point: &Bytes) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in point.iter().rev() {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
}

/// What the prover knows about one branch. For the true one `challenge` and `delta` are zero and `response` is the nonce.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Branch {
    /// The ciphertext's randomness.
    pub randomness: Scalar,
    /// A random number; for the true branch zero.
    pub challenge: Scalar,
    /// A random number.
    pub response: Scalar,
    /// The plaintext minus the claimed value.
    pub delta: Scalar,
}

impl Branch {
    /// Read randomness, challenge, response and delta.
    pub fn parse(row: &[Bytes; 4]) -> Result<Self, Error> {
        let numbers = scalars(row)?;
        Ok(Self { randomness: numbers[0], challenge: numbers[1], response: numbers[2], delta: numbers[3] })
    }
}

/// A proof to be made.
pub struct Secret {
    /// What the hash begins with.
    pub prefix: Vec<u8>,
    /// The branches.
    pub branches: Vec<Branch>,
    /// Which branch is true.
    pub truth: u64,
}

/// Return (challenge, response) of every branch of every proof, in order. Constant time.
///
/// With e = response + randomness * challenge, A = g^e and B = y^e g^(delta * challenge): the same in every branch.
pub fn prove_disjunctions(y: &Bytes, list: &[Secret]) -> Result<Vec<[Bytes; 2]>, Error> {
    let branches = || list.iter().flat_map(|secret| &secret.branches);
    // All the room at once: a vector that grows leaves copies of secrets behind.
    let size = branches().count();
    let mut exponents = Zeroizing::new(Vec::with_capacity(size));
    let mut shifts = Zeroizing::new(Vec::with_capacity(size));
    for branch in branches() {
        exponents.push(branch.response + branch.randomness * branch.challenge);
        shifts.push(branch.delta * branch.challenge);
    }
    let first = commit_scalars(y, &exponents, &[], &[])?;
    let second = commit_scalars(y, &shifts, &exponents, &[])?;
    let mut made = Vec::with_capacity(first.len());
    let mut at = 0;
    for secret in list {
        let own = at..at + secret.branches.len();
        at = own.end;
        made.extend(finish(secret, hash(&secret.prefix, first[own.clone()].iter().zip(&second[own]))));
    }
    Ok(made)
}

/// Give the true branch what the others leave of the hash.
fn finish(secret: &Secret, total: Scalar) -> impl Iterator<Item = [Bytes; 2]> + '_ {
    let simulated: Scalar = secret.branches.iter().map(|branch| branch.challenge).sum();
    let own = total - simulated;
    (0..).zip(&secret.branches).map(move |(index, branch): (u64, &Branch)| {
        let is_true = index.ct_eq(&secret.truth);
        let challenge = Scalar::conditional_select(&branch.challenge, &own, is_true);
        let shift = Scalar::conditional_select(&Scalar::ZERO, &(branch.randomness * own), is_true);
        [challenge.to_bytes(), (branch.response - shift).to_bytes()]
    })
}
