//! What bare curve25519-dalek costs on this machine, beside the kernel: microseconds of processor time, medians, as
//! JSON. `make bench` runs it, so that the limit of the curve arithmetic is measured in the same run.

use std::hint::black_box;

use ballot_kernel::{
    commit, multiply, multiscalar, vartime_commitments, vartime_find_stranger, Bytes, Commitment, Scalar,
};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::traits::{VartimeMultiscalarMul, VartimePrecomputedMultiscalarMul};
use rand_core::OsRng;

const ROUNDS: usize = 15;

#[repr(C)]
struct Time {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Time) -> i32;
}

/// Microseconds of processor time that this process has used.
fn now() -> f64 {
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: clock 2 is the process's processor time, and `time` is laid out as the C structure.
    assert_eq!(unsafe { clock_gettime(2, &mut time) }, 0);
    time.seconds as f64 * 1e6 + time.nanoseconds as f64 / 1e3
}

/// Print the median time of one call, divided by how many results it gives.
fn measure<T>(name: &str, calls: usize, results: usize, mut work: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = now();
            (0..calls).for_each(|_| drop(black_box(work())));
            (now() - start) / (calls * results) as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("  \"{name}\": {:.3},", times[ROUNDS / 2]);
}

fn main() {
    let scalars: Vec<Scalar> = (0..1024).map(|_| Scalar::random(&mut OsRng)).collect();
    let points: Vec<EdwardsPoint> = scalars.iter().map(EdwardsPoint::mul_base).collect();
    let bytes: Vec<Bytes> = points.iter().map(|point| point.compress().to_bytes()).collect();
    let (a, b, c, x, y) = (&scalars[0], &scalars[1], &scalars[2], &points[3], &points[4]);
    let table = VartimeEdwardsPrecomputation::new([*y]);
    let one = |i: usize, b: Scalar| Commitment { a: scalars[i], b, x: bytes[i], c: scalars[i + 1] };
    let first: Vec<Commitment> = (0..64).map(|i| one(i, Scalar::ZERO)).collect();
    let second: Vec<Commitment> = (0..64).map(|i| one(i, scalars[i])).collect();
    println!("{{");
    measure("dalek: a G + c X", 100, 1, || EdwardsPoint::vartime_double_scalar_mul_basepoint(c, x, a));
    measure("dalek: b Y + c X", 100, 1, || table.vartime_mixed_multiscalar_mul([b], [c], [x]));
    measure("dalek: a G, constant time", 100, 1, || EdwardsPoint::mul_base(a));
    measure("dalek: c X, constant time", 100, 1, || x * c);
    measure("dalek: decompress", 100, 1, || CompressedEdwardsY(bytes[0]).decompress());
    measure("dalek: compress", 100, 1, || x.compress());
    measure("dalek: member of the subgroup", 100, 1, || x.is_torsion_free());
    measure("dalek: one of 1,024 in a sum of multiples", 1, 1024, || {
        EdwardsPoint::vartime_multiscalar_mul(&scalars, &points)
    });
    measure("kernel: a G + c X, one of 64", 4, 64, || vartime_commitments(&bytes[4], &first));
    measure("kernel: a G + b Y + c X, one of 64", 4, 64, || vartime_commitments(&bytes[4], &second));
    measure("kernel: parse, one of 1,024", 1, 1024, || vartime_find_stranger(&bytes));
    measure("kernel: parse, one of 20", 10, 20, || vartime_find_stranger(&bytes[..20]));
    let secret: Vec<Bytes> = scalars[..64].iter().map(Scalar::to_bytes).collect();
    measure("kernel: a G, constant time, one of 64", 4, 64, || commit(&bytes[4], &secret, &[], &[]));
    measure("kernel: c X, constant time, one of 64", 4, 64, || multiply(&bytes[..64], &secret));
    measure("kernel: one of 64 in a sum of multiples, constant time", 4, 64, || multiscalar(&bytes[..64], &secret));
    println!("  \"rounds\": {ROUNDS}\n}}");
}
