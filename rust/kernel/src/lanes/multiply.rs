//! a G + b Y + c X for eight (a, b, c, X) at once. Public data only: tables are read at places that depend on it.

use core::arch::x86_64::*;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::traits::Identity;

use super::digits::{radix_16, radix_256};
use super::field::{self, lanes, neg, select, words, Field};
use super::point::{
    cache, cached_identity, compress_all, decompress, double, identity, negate_where, sum, sum_affine, Cached, Point,
};
use crate::commitments::Commitment;
use crate::encoding::{self, Bytes, IDENTITY};

const ENTRIES: usize = 128;

/// 0 to 128 times a base, for signed digits of eight bits: y + x, y - x, 2dxy, and one word to fill two cache lines.
pub struct Table(Vec<[u64; 16]>);

lanes! {
    pub fn table(base: &EdwardsPoint) -> Table {
        let mut multiples = Vec::with_capacity(ENTRIES);
        let mut multiple = EdwardsPoint::identity();
        for _ in 0..ENTRIES {
            multiple += base;
            multiples.push(multiple.compress().to_bytes());
        }
        let mut neutral = [0; 16];
        (neutral[0], neutral[5]) = (1, 1);
        let mut entries = vec![neutral];
        let (groups, _) = multiples.as_chunks::<8>();
        for group in groups {
            entries.extend(affine_rows(group).map(|row| core::array::from_fn(|k| row.get(k).copied().unwrap_or(0))));
        }
        Table(entries)
    }

    /// Return the sums of the columns of a table, or the place of an entry that is no point. Public data only.
    pub fn vartime_column_sums(table: &[Bytes], width: usize) -> Result<Vec<EdwardsPoint>, usize> {
        let height = table.len() / width;
        let mut totals = vec![identity(); width];
        for row in (0..height).step_by(8) {
            for (column, total) in totals.iter_mut().enumerate() {
                let place = |lane: usize| (row + lane) * width + column;
                let group = core::array::from_fn(|lane| table.get(place(lane)).copied().unwrap_or(IDENTITY));
                let (point, known) = decompress(&group);
                if known != 0xff {
                    return Err(place(known.trailing_ones() as usize));
                }
                *total = sum(total, &cache(&point));
            }
        }
        Ok(compress_all(&totals).iter().map(sum_of_lanes).collect())
    }

    /// Return y + x, y - x and 2dxy of eight points, known to be on the curve.
    pub fn affine_rows(points: &[Bytes; 8]) -> [[u64; 15]; 8] {
        let q = cache(&decompress(points).0); // Z = 1
        let columns: Vec<[u64; 8]> =
            [q.plus, q.minus, q.t2d].iter().flat_map(|entry| field::canonical(entry).0).map(|limb| words(limb)).collect();
        core::array::from_fn(|lane| core::array::from_fn(|k| columns[k][lane]))
    }

    /// Return each commitment in compressed form, and None for an X that is no point.
    pub fn vartime_commitments(g: &Table, y: &Table, list: &[Commitment]) -> Vec<Option<Bytes>> {
        let mut sums = Vec::with_capacity(list.len().div_ceil(8));
        let mut valid = Vec::with_capacity(sums.capacity());
        for group in list.chunks(8) {
            let full: [&Commitment; 8] = core::array::from_fn(|lane| &group[lane.min(group.len() - 1)]);
            let (x, known) = decompress(&full.map(|entry| entry.x));
            valid.push(known);
            sums.push(vartime_combination(g, y, &x, &full));
        }
        let compressed = compress_all(&sums);
        (0..list.len()).map(|i| (valid[i / 8] >> (i % 8) & 1 == 1).then(|| compressed[i / 8][i % 8])).collect()
    }

    fn vartime_combination(g: &Table, y: &Table, x: &Point, list: &[&Commitment; 8]) -> Point {
        let multiples = small_multiples(x);
        let c = radix_16(list.map(|entry| &entry.c));
        let (a, b) = (list.map(|entry| radix_256(&entry.a)), list.map(|entry| radix_256(&entry.b)));
        let (with_a, with_b) = (a.map(|d| d != [0; 32]).contains(&true), b.map(|d| d != [0; 32]).contains(&true));
        let mut total = identity();
        for position in (0..64).rev() {
            if position < 63 {
                total = double::<false>(&total);
                total = double::<false>(&total);
                total = double::<false>(&total);
                total = double::<true>(&total);
            }
            total = sum(&total, &pick(&multiples, &c[position]));
            if position % 2 == 0 && with_a {
                total = add_from(&total, g, &a.map(|digits| digits[position / 2]));
            }
            if position % 2 == 0 && with_b {
                total = add_from(&total, y, &b.map(|digits| digits[position / 2]));
            }
        }
        total
    }

    /// 1 to 8 times a point.
    pub fn small_multiples(x: &Point) -> [Cached; 8] {
        let first = cache(x);
        let mut result = [first; 8];
        let mut multiple = double::<true>(x);
        result[1] = cache(&multiple);
        for slot in &mut result[2..] {
            multiple = sum(&multiple, &first);
            *slot = cache(&multiple);
        }
        result
    }

    /// Return each lane's digit times its point; all entries are read.
    pub fn pick(multiples: &[Cached; 8], digits: &[i8; 8]) -> Cached {
        let (sizes, negative) = split(digits);
        let mut result = cached_identity();
        for (size, entry) in (1..).zip(multiples) {
            let here = _mm512_cmpeq_epi64_mask(sizes, _mm512_set1_epi64(size));
            result = Cached {
                plus: select(&result.plus, &entry.plus, here),
                minus: select(&result.minus, &entry.minus, here),
                z2: select(&result.z2, &entry.z2, here),
                t2d: select(&result.t2d, &entry.t2d, here),
            };
        }
        negate_where(&result, negative)
    }

    /// Return the digits without their signs, and in which lanes they are negative; by vector instructions, so that no
    /// compiler makes a branch of it.
    pub fn split(digits: &[i8; 8]) -> (__m512i, __mmask8) {
        let digit = |lane: usize| i64::from(digits[lane]);
        let all = _mm512_set_epi64(digit(7), digit(6), digit(5), digit(4), digit(3), digit(2), digit(1), digit(0));
        (_mm512_abs_epi64(all), _mm512_cmplt_epi64_mask(all, _mm512_setzero_si512()))
    }

    /// Add each lane's digit times the table's base.
    fn add_from(total: &Point, table: &Table, digits: &[i8; 8]) -> Point {
        let (_, negative) = split(digits);
        let rows: [&[u64; 16]; 8] = core::array::from_fn(|lane| &table.0[usize::from(digits[lane].unsigned_abs())]);
        let (first, second) = (transpose(&rows, 0), transpose(&rows, 8));
        let plus = Field([first[0], first[1], first[2], first[3], first[4]]);
        let minus = Field([first[5], first[6], first[7], second[0], second[1]]);
        let t2d = Field([second[2], second[3], second[4], second[5], second[6]]);
        let t2d = select(&t2d, &neg(&t2d), negative);
        sum_affine(total, &select(&plus, &minus, negative), &select(&minus, &plus, negative), &t2d)
    }

    /// Return words `at` to `at + 7` of eight rows as eight vectors, one for each word.
    fn transpose(rows: &[&[u64; 16]; 8], at: usize) -> [__m512i; 8] {
        // SAFETY: `at` is 0 or 8, and a row has 16 words; the load needs no alignment.
        let r = rows.map(|row| unsafe { _mm512_loadu_si512(row[at..at + 8].as_ptr().cast()) });
        let pairs: [(__m512i, __m512i); 4] = [0, 2, 4, 6].map(|i| {
            (_mm512_unpacklo_epi64(r[i], r[i + 1]), _mm512_unpackhi_epi64(r[i], r[i + 1]))
        });
        let quads = |(a, b): (__m512i, __m512i)| {
            (_mm512_shuffle_i64x2::<0x88>(a, b), _mm512_shuffle_i64x2::<0xdd>(a, b))
        };
        let (e01, e23) = (quads((pairs[0].0, pairs[1].0)), quads((pairs[2].0, pairs[3].0)));
        let (o01, o23) = (quads((pairs[0].1, pairs[1].1)), quads((pairs[2].1, pairs[3].1)));
        let order = |a: __m512i, b: __m512i| (_mm512_shuffle_i64x2::<0x88>(a, b), _mm512_shuffle_i64x2::<0xdd>(a, b));
        let ((w0, w4), (w2, w6)) = (order(e01.0, e23.0), order(e01.1, e23.1));
        let ((w1, w5), (w3, w7)) = (order(o01.0, o23.0), order(o01.1, o23.1));
        [w0, w1, w2, w3, w4, w5, w6, w7]
    }
}

/// Return the sum of eight points that were compressed here. A point that is none is a fault of this module or of the
/// machine: a sum without it would be a wrong total.
pub fn sum_of_lanes(lanes: &[Bytes; 8]) -> EdwardsPoint {
    lanes.iter().map(|bytes| encoding::point(bytes).expect("the lanes hold points of the curve")).sum()
}
