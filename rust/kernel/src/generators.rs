//! The independent generators of shuffle proofs (specification table 9).

use sha2::{Digest, Sha256};

use crate::encoding::{point, Bytes};

/// Return the generators number `start` to `start + count - 1`: eight times the first point from SHA-256("ggen|i") >> 2.
pub fn generators(start: i64, count: usize) -> Vec<Bytes> {
    (start..).take(count).map(generator).collect()
}

fn generator(index: i64) -> Bytes {
    let mut candidate: Bytes = Sha256::digest(format!("ggen|{index}")).into();
    candidate.reverse(); // the hash is a big-endian number, a compressed point a little-endian one
    shift_right_twice(&mut candidate);
    loop {
        if let Some(found) = point(&candidate) {
            return found.mul_by_cofactor().compress().to_bytes();
        }
        increment(&mut candidate);
    }
}

fn shift_right_twice(number: &mut Bytes) {
    for i in 0..32 {
        number[i] = number[i] >> 2 | number.get(i + 1).map_or(0, |next| next << 6);
    }
}

fn increment(number: &mut Bytes) {
    for byte in number.iter_mut() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return;
        }
    }
}
