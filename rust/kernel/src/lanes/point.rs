//! Eight points of the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 side by side; the addition law is complete.

use core::arch::x86_64::*;

use super::field::{self, add, lanes, mul, select, splat, square, sub, Field, Limbs, ONE, ZERO};
use crate::encoding::Bytes;

/// 2^((p - 1) / 4), a square root of -1.
pub const ROOT_OF_MINUS_ONE: Limbs = field::limbs(&[
    0xb0, 0xa0, 0x0e, 0x4a, 0x27, 0x1b, 0xee, 0xc4, 0x78, 0xe4, 0x2f, 0xad, 0x06, 0x18, 0x43, 0x2f, 0xa7, 0xd7, 0xfb,
    0x3d, 0x99, 0x00, 0x4d, 0x2b, 0x0b, 0xdf, 0xc1, 0x4f, 0x80, 0x24, 0x83, 0x2b,
]);
/// d = -121665 / 121666.
const D: Limbs = field::limbs(&[
    0xa3, 0x78, 0x59, 0x13, 0xca, 0x4d, 0xeb, 0x75, 0xab, 0xd8, 0x41, 0x41, 0x4d, 0x0a, 0x70, 0x00, 0x98, 0xe8, 0x79,
    0x77, 0x79, 0x40, 0xc7, 0x8c, 0x73, 0xfe, 0x6f, 0x2b, 0xee, 0x6c, 0x03, 0x52,
]);

/// (X : Y : Z : T) with x = X/Z, y = Y/Z, xy = T/Z.
#[derive(Clone, Copy)]
pub struct Point {
    pub x: Field,
    pub y: Field,
    pub z: Field,
    pub t: Field,
}

/// A summand prepared for addition: Y + X, Y - X, 2Z, 2dT.
#[derive(Clone, Copy)]
pub struct Cached {
    pub plus: Field,
    pub minus: Field,
    pub z2: Field,
    pub t2d: Field,
}

lanes! {
    pub fn identity() -> Point {
        let (zero, one) = (splat(&ZERO), splat(&ONE));
        Point { x: zero, y: one, z: one, t: zero }
    }

    pub fn cached_identity() -> Cached {
        let one = splat(&ONE);
        Cached { plus: one, minus: one, z2: add(&one, &one), t2d: splat(&ZERO) }
    }

    pub fn cache(p: &Point) -> Cached {
        let d = splat(&D);
        Cached {
            plus: add(&p.y, &p.x),
            minus: sub(&p.y, &p.x),
            z2: add(&p.z, &p.z),
            t2d: mul(&p.t, &add(&d, &d)),
        }
    }

    /// Twice a point; T is computed only when WITH_T, as an addition needs it.
    pub fn double<const WITH_T: bool>(p: &Point) -> Point {
        let (a, b, zz) = (square(&p.x), square(&p.y), square(&p.z));
        let h = add(&a, &b);
        let e = sub(&h, &square(&add(&p.x, &p.y)));
        let g = sub(&a, &b);
        let f = add(&add(&zz, &zz), &g);
        Point { x: mul(&e, &f), y: mul(&g, &h), z: mul(&f, &g), t: if WITH_T { mul(&e, &h) } else { e } }
    }

    pub fn sum(p: &Point, q: &Cached) -> Point {
        finish(p, &q.plus, &q.minus, &q.t2d, &mul(&p.z, &q.z2))
    }

    /// The sum with a summand of Z = 1.
    pub fn sum_affine(p: &Point, plus: &Field, minus: &Field, t2d: &Field) -> Point {
        finish(p, plus, minus, t2d, &add(&p.z, &p.z))
    }

    fn finish(p: &Point, plus: &Field, minus: &Field, t2d: &Field, d: &Field) -> Point {
        let a = mul(&sub(&p.y, &p.x), minus);
        let b = mul(&add(&p.y, &p.x), plus);
        let c = mul(&p.t, t2d);
        let (e, f, g, h) = (sub(&b, &a), sub(d, &c), add(d, &c), add(&b, &a));
        Point { x: mul(&e, &f), y: mul(&g, &h), z: mul(&f, &g), t: mul(&e, &h) }
    }

    /// The negative of a summand in the lanes of the mask.
    pub fn negate_where(q: &Cached, mask: __mmask8) -> Cached {
        Cached {
            plus: select(&q.plus, &q.minus, mask),
            minus: select(&q.minus, &q.plus, mask),
            z2: q.z2,
            t2d: select(&q.t2d, &field::neg(&q.t2d), mask),
        }
    }

    /// Return y, an x of unknown sign, and in which lanes there is one.
    pub fn decompress_unsigned(bytes: &[Bytes; 8]) -> (Field, Field, __mmask8) {
        let y = field::load(&core::array::from_fn(|lane| field::limbs(&bytes[lane])));
        let yy = square(&y);
        let one = splat(&ONE);
        let u = sub(&yy, &one);
        let v = add(&mul(&yy, &splat(&D)), &one);
        let v3 = mul(&square(&v), &v);
        let v7 = mul(&square(&v3), &v);
        let x = mul(&mul(&u, &v3), &field::power_p58(&mul(&u, &v7)));
        let check = mul(&v, &square(&x));
        let right = field::equal(&check, &u);
        let flipped = field::equal(&check, &field::neg(&u));
        (y, select(&x, &mul(&x, &splat(&ROOT_OF_MINUS_ONE)), flipped), right | flipped)
    }

    /// Return the points, and in which lanes the bytes are the compressed form of one.
    pub fn decompress(bytes: &[Bytes; 8]) -> (Point, __mmask8) {
        let (y, x, valid) = decompress_unsigned(bytes);
        let mut signs: __mmask8 = 0;
        for (lane, bytes) in bytes.iter().enumerate() {
            signs |= (bytes[31] >> 7) << lane;
        }
        let x = select(&x, &field::neg(&x), signs ^ field::is_odd(&x));
        (Point { x, y, z: splat(&ONE), t: mul(&x, &y) }, valid)
    }

    /// Return the compressed forms, with one inversion for each lane of the whole list.
    pub fn compress_all(points: &[Point]) -> Vec<[Bytes; 8]> {
        let zs: Vec<Field> = points.iter().map(|point| point.z).collect();
        let mut result = Vec::with_capacity(points.len());
        for (point, inverse) in points.iter().zip(invert_all(&zs)) {
            let mut bytes = field::to_bytes(&mul(&point.y, &inverse));
            let odd = field::is_odd(&mul(&point.x, &inverse));
            for (lane, bytes) in bytes.iter_mut().enumerate() {
                bytes[31] |= (odd >> lane & 1) << 7;
            }
            result.push(bytes);
        }
        result
    }

    /// Return the inverse of each element; none of them is zero in any lane.
    pub fn invert_all(list: &[Field]) -> Vec<Field> {
        let mut running = splat(&ONE);
        let mut before = Vec::with_capacity(list.len());
        for entry in list {
            before.push(running);
            running = mul(&running, entry);
        }
        let mut inverse = field::invert(&running);
        let mut result = before;
        for (slot, entry) in result.iter_mut().zip(list).rev() {
            *slot = mul(slot, &inverse);
            inverse = mul(&inverse, entry);
        }
        result
    }
}
