//! Eight elements of GF(2^255 - 19) side by side, on the 52-bit multipliers of AVX-512 IFMA.
//!
//! An element is five limbs of 51 bits, and any number congruent to it may stand for it. Between operations each limb is
//! below `CARRIED` = 2^51 + 2^15, which every function here takes and returns. No function branches on the values.
//!
//! Bounds, operation by operation; with c = `CARRIED`. In tests every operation checks what it is given, so that the
//! tests of the whole kernel are tests of these bounds too (`field_tests.rs` adds the worst limbs there are).
//!
//! - `carry` takes limbs below 2^61, so that what moves up is below 2^10. A limb becomes less than 2^51 plus that; the
//!   lowest gets 19 times it, less than 19 * 2^10 < 2^15. So all are below c.
//! - `add`: below 2 c < 2^53. `sub`: the limbs of 2 p are 2^52 - 38 and 2^52 - 2, both above c, so that nothing becomes
//!   negative; below c + 2^52 < 2^53.
//! - `mul`, `square`: c < 2^52, so that the multipliers, which read 52 bits, read whole limbs. Of each product there are a
//!   lower half below 2^52 and an upper half below c^2 / 2^52 < 2^51, which counts twice, since it stands at
//!   2^52 = 2 * 2^51. At most five products meet at a place: below 5 * 2^52 + 2 * 5 * 2^51 = 10 * 2^52. As
//!   2^255 = 19, the upper five places come back nineteenfold: below 20 * 10 * 2^52 < 2^60. `square` doubles
//!   products of two different limbs and so has the sums of `mul`.
//! - `settle` carries one limb after the other, twice. A number of carried limbs is below 2^255 + 2^220. The first round
//!   leaves 51 bits in every limb and moves t = 0 or 1 out at the top. If t = 0 the second round changes nothing. If t = 1,
//!   what is left is below 2^220, and 19 is added to the lowest limb: the second round carries that up, and nothing
//!   reaches 2^255.
//! - `canonical`: a settled number is below 2^255 = p + 19, so that subtracting p once is enough.
//! - `limbs` gives 51 bits a limb, whatever the bytes: y of 2^255 - 1 is read as 18, as curve25519-dalek does.

use core::arch::x86_64::*;

/// Eight field elements; limb i of lane j is lane j of vector i.
#[derive(Clone, Copy)]
pub struct Field(pub [__m512i; 5]);

/// One field element as limbs, for constants and tables.
pub type Limbs = [u64; 5];

pub const MASK: u64 = (1 << 51) - 1;
/// Every limb that goes into or comes out of an operation is below this.
pub const CARRIED: u64 = (1 << 51) + (1 << 15);
pub const ZERO: Limbs = [0; 5];
pub const ONE: Limbs = [1, 0, 0, 0, 0];

/// Return the limbs of the low 255 bits of a little-endian number.
pub const fn limbs(bytes: &[u8; 32]) -> Limbs {
    const fn word(bytes: &[u8; 32], at: usize) -> u64 {
        let mut result = 0;
        let mut i = 0;
        while i < 8 {
            result |= (bytes[at + i] as u64) << (8 * i);
            i += 1;
        }
        result
    }
    let (a, b, c, d) = (word(bytes, 0), word(bytes, 8), word(bytes, 16), word(bytes, 24));
    [a & MASK, (a >> 51 | b << 13) & MASK, (b >> 38 | c << 26) & MASK, (c >> 25 | d << 39) & MASK, d >> 12 & MASK]
}

macro_rules! lanes {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident $(<const $c:ident: $ct:ty>)? ($($args:tt)*) $(-> $ret:ty)? $body:block)*) => {
        $($(#[$meta])* #[inline] #[target_feature(enable = "avx512f,avx512ifma")]
        $vis fn $name $(<const $c: $ct>)? ($($args)*) $(-> $ret)? $body)*
    };
}
pub(crate) use lanes;

lanes! {
    /// The same element in all lanes.
    pub fn splat(value: &Limbs) -> Field {
        Field(value.map(|limb| _mm512_set1_epi64(limb as i64)))
    }

    /// Eight elements.
    pub fn load(values: &[Limbs; 8]) -> Field {
        let limb = |i: usize| {
            let v = |lane: usize| values[lane][i] as i64;
            _mm512_set_epi64(v(7), v(6), v(5), v(4), v(3), v(2), v(1), v(0))
        };
        Field([limb(0), limb(1), limb(2), limb(3), limb(4)])
    }

    /// In tests: check that every limb is below a bound.
    fn expect_below(limbs: &[__m512i; 5], bound: u64) {
        if cfg!(test) {
            assert!(limbs.iter().all(|&limb| words(limb).iter().all(|&word| word < bound)));
        }
    }

    /// One parallel carry: takes limbs below 2^61.
    fn carry(r: [__m512i; 5]) -> Field {
        expect_below(&r, 1 << 61);
        let mask = _mm512_set1_epi64(MASK as i64);
        let c = r.map(|limb| _mm512_srli_epi64::<51>(limb));
        let c19 = _mm512_add_epi64(c[4], _mm512_add_epi64(_mm512_slli_epi64::<1>(c[4]), _mm512_slli_epi64::<4>(c[4])));
        let low = r.map(|limb| _mm512_and_si512(limb, mask));
        Field([
            _mm512_add_epi64(low[0], c19),
            _mm512_add_epi64(low[1], c[0]),
            _mm512_add_epi64(low[2], c[1]),
            _mm512_add_epi64(low[3], c[2]),
            _mm512_add_epi64(low[4], c[3]),
        ])
    }

    pub fn add(a: &Field, b: &Field) -> Field {
        expect_below(&a.0, CARRIED);
        expect_below(&b.0, CARRIED);
        carry([0, 1, 2, 3, 4].map(|i| _mm512_add_epi64(a.0[i], b.0[i])))
    }

    /// a - b, as a - b + 2p so that no limb becomes negative.
    pub fn sub(a: &Field, b: &Field) -> Field {
        expect_below(&a.0, CARRIED);
        expect_below(&b.0, CARRIED);
        let low = _mm512_set1_epi64((1 << 52) - 38);
        let high = _mm512_set1_epi64((1 << 52) - 2);
        carry([0, 1, 2, 3, 4].map(|i| {
            _mm512_sub_epi64(_mm512_add_epi64(a.0[i], if i == 0 { low } else { high }), b.0[i])
        }))
    }

    pub fn neg(a: &Field) -> Field {
        sub(&splat(&ZERO), a)
    }

    /// Sum the products of each weight and reduce. `high` stands one bit above the limb behind it: 2^52 = 2 * 2^51.
    fn reduce(low: [__m512i; 9], high: [__m512i; 9]) -> Field {
        let twice = high.map(|limb| _mm512_add_epi64(limb, limb));
        let at = |k: usize| match k {
            0 => low[0],
            9 => twice[8],
            _ => _mm512_add_epi64(low[k], twice[k - 1]),
        };
        carry([0, 1, 2, 3, 4].map(|k| {
            let t = at(k + 5);
            let t19 = _mm512_add_epi64(t, _mm512_add_epi64(_mm512_slli_epi64::<1>(t), _mm512_slli_epi64::<4>(t)));
            _mm512_add_epi64(at(k), t19)
        }))
    }

    pub fn mul(a: &Field, b: &Field) -> Field {
        expect_below(&a.0, CARRIED);
        expect_below(&b.0, CARRIED);
        let zero = _mm512_setzero_si512();
        let (mut low, mut high) = ([zero; 9], [zero; 9]);
        for i in 0..5 {
            for j in 0..5 {
                low[i + j] = _mm512_madd52lo_epu64(low[i + j], a.0[i], b.0[j]);
                high[i + j] = _mm512_madd52hi_epu64(high[i + j], a.0[i], b.0[j]);
            }
        }
        reduce(low, high)
    }

    pub fn square(a: &Field) -> Field {
        expect_below(&a.0, CARRIED);
        let zero = _mm512_setzero_si512();
        let (mut low, mut high) = ([zero; 9], [zero; 9]);
        for i in 0..5 {
            for j in i + 1..5 {
                low[i + j] = _mm512_madd52lo_epu64(low[i + j], a.0[i], a.0[j]);
                high[i + j] = _mm512_madd52hi_epu64(high[i + j], a.0[i], a.0[j]);
            }
        }
        let (mut low, mut high) = (low.map(|limb| _mm512_add_epi64(limb, limb)), high.map(|limb| _mm512_add_epi64(limb, limb)));
        for i in 0..5 {
            low[2 * i] = _mm512_madd52lo_epu64(low[2 * i], a.0[i], a.0[i]);
            high[2 * i] = _mm512_madd52hi_epu64(high[2 * i], a.0[i], a.0[i]);
        }
        reduce(low, high)
    }

    fn squares(a: &Field, count: usize) -> Field {
        let mut result = *a;
        for _ in 0..count {
            result = square(&result);
        }
        result
    }

    /// Return (a^(2^250 - 1), a^11).
    fn power_250(a: &Field) -> (Field, Field) {
        let a2 = square(a);
        let a9 = mul(a, &squares(&a2, 2));
        let a11 = mul(&a2, &a9);
        let e5 = mul(&a9, &square(&a11));
        let e10 = mul(&squares(&e5, 5), &e5);
        let e20 = mul(&squares(&e10, 10), &e10);
        let e40 = mul(&squares(&e20, 20), &e20);
        let e50 = mul(&squares(&e40, 10), &e10);
        let e100 = mul(&squares(&e50, 50), &e50);
        let e200 = mul(&squares(&e100, 100), &e100);
        (mul(&squares(&e200, 50), &e50), a11)
    }

    /// 1 / a = a^(p - 2); of 0, 0.
    pub fn invert(a: &Field) -> Field {
        let (e250, a11) = power_250(a);
        mul(&squares(&e250, 5), &a11)
    }

    /// a^((p - 5) / 8).
    pub fn power_p58(a: &Field) -> Field {
        mul(&squares(&power_250(a).0, 2), a)
    }

    /// Return limbs below 2^51 of a number below 2^255, not yet below p.
    fn settle(a: &Field) -> Field {
        expect_below(&a.0, CARRIED);
        let mask = _mm512_set1_epi64(MASK as i64);
        let mut r = a.0;
        for _ in 0..2 {
            for i in 0..4 {
                r[i + 1] = _mm512_add_epi64(r[i + 1], _mm512_srli_epi64::<51>(r[i]));
                r[i] = _mm512_and_si512(r[i], mask);
            }
            let c = _mm512_srli_epi64::<51>(r[4]);
            r[4] = _mm512_and_si512(r[4], mask);
            let c19 = _mm512_add_epi64(c, _mm512_add_epi64(_mm512_slli_epi64::<1>(c), _mm512_slli_epi64::<4>(c)));
            r[0] = _mm512_add_epi64(r[0], c19);
        }
        Field(r)
    }

    /// In which lanes the settled number is p or above: p + 0 to p + 18.
    fn is_above(settled: &Field) -> __mmask8 {
        let mask = _mm512_set1_epi64(MASK as i64);
        let r = &settled.0;
        let ones = _mm512_and_si512(_mm512_and_si512(r[1], r[2]), _mm512_and_si512(r[3], r[4]));
        _mm512_cmpeq_epi64_mask(ones, mask) & _mm512_cmpge_epu64_mask(r[0], _mm512_set1_epi64((MASK - 18) as i64))
    }

    /// Return the lanes' elements below p.
    pub fn canonical(a: &Field) -> Field {
        let mut r = settle(a);
        let above = is_above(&r);
        // p + k has the limbs MASK - 18 + k and four times MASK; k < 19.
        r.0[0] = _mm512_mask_sub_epi64(r.0[0], above, r.0[0], _mm512_set1_epi64((MASK - 18) as i64));
        for i in 1..5 {
            r.0[i] = _mm512_mask_mov_epi64(r.0[i], above, _mm512_setzero_si512());
        }
        r
    }

    pub fn is_zero(a: &Field) -> __mmask8 {
        let r = canonical(a).0;
        let any = _mm512_or_si512(_mm512_or_si512(r[0], r[1]), _mm512_or_si512(_mm512_or_si512(r[2], r[3]), r[4]));
        _mm512_cmpeq_epi64_mask(any, _mm512_setzero_si512())
    }

    pub fn equal(a: &Field, b: &Field) -> __mmask8 {
        is_zero(&sub(a, b))
    }

    /// In which lanes the element, as a number below p, is odd.
    pub fn is_odd(a: &Field) -> __mmask8 {
        _mm512_test_epi64_mask(canonical(a).0[0], _mm512_set1_epi64(1))
    }

    /// Take b in the lanes of the mask and a in the others.
    pub fn select(a: &Field, b: &Field, mask: __mmask8) -> Field {
        Field([0, 1, 2, 3, 4].map(|i| _mm512_mask_mov_epi64(a.0[i], mask, b.0[i])))
    }

    /// Return the little-endian bytes of each element.
    pub fn to_bytes(a: &Field) -> [[u8; 32]; 8] {
        let limbs: [[u64; 8]; 5] = canonical(a).0.map(|vector| words(vector));
        core::array::from_fn(|lane| {
            let l: Limbs = core::array::from_fn(|i| limbs[i][lane]);
            let words = [l[0] | l[1] << 51, l[1] >> 13 | l[2] << 38, l[2] >> 26 | l[3] << 25, l[3] >> 39 | l[4] << 12];
            let mut bytes = [0; 32];
            for (chunk, word) in bytes.chunks_exact_mut(8).zip(words) {
                chunk.copy_from_slice(&word.to_le_bytes());
            }
            bytes
        })
    }

    /// The eight numbers of a vector.
    pub fn words(vector: __m512i) -> [u64; 8] {
        let mut result = [0u64; 8];
        // SAFETY: `result` has room for the 64 bytes; the store needs no alignment.
        unsafe { _mm512_storeu_si512(result.as_mut_ptr().cast(), vector) };
        result
    }
}
