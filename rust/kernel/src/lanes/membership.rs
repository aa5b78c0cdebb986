//! Which points are in the prime-order subgroup: three halvings instead of a multiplication by the order.
//!
//! The argument is in docs/decisions/0007. In short: on the Montgomery form v^2 = u (u^2 + A u + 1) the group is
//! Z/8 x Z/q and has one point N of order two, so P is in the subgroup if and only if it can be halved three times.
//! P can be halved if and only if u(P) is a square; which half is taken does not matter, since both differ by N, which
//! can be halved twice itself. With w = sqrt(u) and z = v / w:
//!
//!   x' = A + 2 w^2 + 2 z or A + 2 w^2 - 2 z, whichever is a square (exactly one is: their product A^2 - 4 is none);
//!   w' = sqrt(x'),  u(P/2) = (w'^2 - A + 2 w w') / 2,  z(P/2) = w' sqrt(u(P/2)).

use core::arch::x86_64::*;

use super::field::{self, add, equal, lanes, mul, neg, select, splat, square, sub, Field, Limbs, ONE};
use super::point::{decompress_unsigned, invert_all, ROOT_OF_MINUS_ONE};
use crate::encoding::Bytes;

/// A of the Montgomery form.
const A: Limbs = [486_662, 0, 0, 0, 0];
/// sqrt(-(A + 2)), of the map v = C u / x.
const C: Limbs = [0x604aaff457e06, 0x2296fa350598d, 0x7f13dfb16874f, 0x35de93d846e01, 0x0f26edf460a00];
/// 1 / 2.
const HALF: Limbs = [0x7fffffffffff7, 0x7ffffffffffff, 0x7ffffffffffff, 0x7ffffffffffff, 0x3ffffffffffff];
/// sqrt(-i (A^2 - 4)), with i the root of -1 in `point`.
const ROOT_MINUS_I: Limbs = [0x71277b3ba5222, 0x2970a394eb516, 0x0b29a3e775c7b, 0x0f75f12ecb490, 0x219fc5bc27acf];
/// sqrt(i (A^2 - 4)).
const ROOT_I: Limbs = [0x48befa14b6386, 0x3d8b4d0d98017, 0x40e99219f1a86, 0x5f873e60f4e67, 0x797f018b3b0ee];

lanes! {
    /// Return in which lanes the bytes are a point with y != 1, -1 in the prime-order subgroup. Public data only.
    pub fn vartime_members(groups: &[[Bytes; 8]]) -> Vec<__mmask8> {
        let one = splat(&ONE);
        let mut found = Vec::with_capacity(groups.len());
        let mut denominators = Vec::with_capacity(groups.len());
        for bytes in groups {
            let (y, x, valid) = decompress_unsigned(bytes);
            let product = mul(&x, &sub(&one, &y));
            let zero = field::is_zero(&product);
            denominators.push(select(&product, &one, zero));
            found.push((y, x, valid & !zero));
        }
        let inverses = invert_all(&denominators);
        found.iter().zip(inverses).map(|((y, x, valid), inverse)| valid & is_multiple_of_eight(y, x, &inverse)).collect()
    }

    /// `inverse` is 1 / (x (1 - y)).
    fn is_multiple_of_eight(y: &Field, x: &Field, inverse: &Field) -> __mmask8 {
        let one = splat(&ONE);
        let u = mul(&mul(&add(&one, y), x), inverse);
        let (w, first) = root(&u);
        let inverse_x = mul(&sub(&one, y), inverse);
        let z = mul(&mul(&splat(&C), &w), &inverse_x);
        let (u, w_half) = halve(&w, &z);
        let (w, second) = root(&u);
        let z = mul(&w_half, &w);
        let (u, _) = halve(&w, &z);
        first & second & is_square(&u)
    }

    /// Return u of a half of the point, and w' (which gives its z).
    fn halve(w: &Field, z: &Field) -> (Field, Field) {
        let a = splat(&A);
        let ww = square(w);
        let x = add(&add(&a, &add(&ww, &ww)), &add(z, z));
        let root = root_of_either(&x);
        let product = mul(w, &root);
        let sum = add(&sub(&square(&root), &a), &add(&product, &product));
        (mul(&sum, &splat(&HALF)), root)
    }

    /// Return a square root, and in which lanes there is one. With t = a^((p-5)/8) and r = t a, r^2 is a, -a or neither.
    fn root(a: &Field) -> (Field, __mmask8) {
        let r = mul(&field::power_p58(a), a);
        let rr = square(&r);
        let flipped = equal(&rr, &neg(a));
        (select(&r, &mul(&r, &splat(&ROOT_OF_MINUS_ONE)), flipped), equal(&rr, a) | flipped)
    }

    /// Return a square root of a, or of (A^2 - 4) / a where a is no square.
    ///
    /// There r^2 = t^2 a^2 is i a or -i a with i^2 = -1, so 1 / a = -i t^2 or i t^2, and the root is t times a constant.
    fn root_of_either(a: &Field) -> Field {
        let i = splat(&ROOT_OF_MINUS_ONE);
        let t = field::power_p58(a);
        let r = mul(&t, a);
        let rr = square(&r);
        let ia = mul(&i, a);
        let mut result = r;
        result = select(&result, &mul(&r, &i), equal(&rr, &neg(a)));
        result = select(&result, &mul(&t, &splat(&ROOT_MINUS_I)), equal(&rr, &ia));
        select(&result, &mul(&t, &splat(&ROOT_I)), equal(&rr, &neg(&ia)))
    }

    /// Whether a^((p-1)/2) = 1; of zero, false.
    fn is_square(a: &Field) -> __mmask8 {
        let t = square(&square(&field::power_p58(a)));
        equal(&mul(&t, &square(a)), &splat(&ONE))
    }
}
