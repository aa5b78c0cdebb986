//! The field against big integers: the worst limbs there are, numbers around multiples of p, and random ones.

use num_bigint::BigUint;
use rand_core::{OsRng, RngCore};

use super::available;
use super::field::{self, limbs, load, words, Field, Limbs, CARRIED, MASK};

const EXTREMES: [u64; 7] = [0, 1, MASK - 18, MASK - 1, MASK, MASK + 1, CARRIED - 1];

fn p() -> BigUint {
    (BigUint::from(1u8) << 255u32) - 19u32
}

fn number(limbs: &Limbs) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |sum, &limb| (sum << 51u32) + limb)
}

fn bytes_of(number: &BigUint) -> [u8; 32] {
    let mut bytes = number.to_bytes_le();
    bytes.resize(32, 0);
    bytes.try_into().unwrap()
}

/// Every combination of extreme limbs, then random ones up to the bound.
fn samples() -> Vec<Limbs> {
    let mut list = vec![[0; 5]];
    for place in 0..5 {
        list = list
            .iter()
            .flat_map(|known| {
                EXTREMES.map(|limb| {
                    let mut next = *known;
                    next[place] = limb;
                    next
                })
            })
            .collect();
    }
    list.extend((0..4000).map(|_| core::array::from_fn(|_| OsRng.next_u64() % CARRIED)));
    list
}

/// Groups of eight pairs: each sample with itself, with its mirror, and with a random one.
fn pairs() -> Vec<([Limbs; 8], [Limbs; 8])> {
    let list = samples();
    let size = list.len();
    let mut all: Vec<(Limbs, Limbs)> = Vec::new();
    for (i, &a) in list.iter().enumerate() {
        all.extend([(a, a), (a, list[size - 1 - i]), (a, list[OsRng.next_u64() as usize % size])]);
    }
    all.as_chunks::<8>().0.iter().map(|group| (group.map(|pair| pair.0), group.map(|pair| pair.1))).collect()
}

/// The lanes' limbs.
fn read(a: &Field) -> [Limbs; 8] {
    // SAFETY: the callers have asked for the processor's instructions.
    let columns = a.0.map(|vector| unsafe { words(vector) });
    core::array::from_fn(|lane| core::array::from_fn(|i| columns[i][lane]))
}

fn check(what: &str, found: &Field, expected: impl Fn(usize) -> BigUint) {
    for (lane, limbs) in read(found).iter().enumerate() {
        assert!(limbs.iter().all(|&limb| limb < CARRIED), "{what} returns limbs that are not carried: {limbs:x?}");
        assert_eq!(number(limbs) % p(), expected(lane) % p(), "{what}");
    }
}

#[test]
fn every_operation_is_right_and_returns_carried_limbs() {
    if !available() {
        return;
    }
    for (a, b) in pairs() {
        let (x, y) = (a.map(|limbs| number(&limbs)), b.map(|limbs| number(&limbs)));
        let mask = OsRng.next_u32() as u8;
        // SAFETY: the processor has the instructions.
        unsafe {
            let (fa, fb) = (load(&a), load(&b));
            check("load", &fa, |lane| x[lane].clone());
            check("add", &field::add(&fa, &fb), |lane| &x[lane] + &y[lane]);
            check("sub", &field::sub(&fa, &fb), |lane| &x[lane] + p() * 2u8 - &y[lane]);
            check("neg", &field::neg(&fa), |lane| p() * 2u8 - &x[lane]);
            check("mul", &field::mul(&fa, &fb), |lane| &x[lane] * &y[lane]);
            check("square", &field::square(&fa), |lane| &x[lane] * &x[lane]);
            let chosen = |lane: usize| if mask >> lane & 1 == 1 { y[lane].clone() } else { x[lane].clone() };
            check("select", &field::select(&fa, &fb, mask), chosen);
            let reduced = x.clone().map(|number| number % p());
            assert_eq!(field::to_bytes(&fa), reduced.clone().map(|number| bytes_of(&number)));
            assert_eq!(read(&field::canonical(&fa)), reduced.clone().map(|number| limbs(&bytes_of(&number))));
            let (zero, odd, same) = (field::is_zero(&fa), field::is_odd(&fa), field::equal(&fa, &fb));
            for (lane, number) in reduced.iter().enumerate() {
                assert_eq!(zero >> lane & 1 == 1, *number == BigUint::ZERO);
                assert_eq!(odd >> lane & 1 == 1, number.bit(0));
                assert_eq!(same >> lane & 1 == 1, *number == &y[lane] % p());
            }
        }
    }
}

#[test]
fn powers_are_those_of_the_big_integers() {
    if !available() {
        return;
    }
    let exponents = [p() - 2u8, (p() - 5u8) / 8u8];
    let mut groups: Vec<[Limbs; 8]> = pairs().iter().step_by(97).map(|pair| pair.0).collect();
    let root = number(&super::point::ROOT_OF_MINUS_ONE);
    assert_eq!(&root * &root % p(), p() - 1u8);
    let special = [BigUint::ZERO, 1u8.into(), p() - 1u8, p(), p() + 1u8, root, p() + 18u8, 2u8.into()];
    groups.push(special.map(|number| limbs(&bytes_of(&number))));
    for group in groups {
        let numbers = group.map(|limbs| number(&limbs));
        // SAFETY: the processor has the instructions.
        unsafe {
            let a = load(&group);
            check("invert", &field::invert(&a), |lane| numbers[lane].modpow(&exponents[0], &p()));
            check("power_p58", &field::power_p58(&a), |lane| numbers[lane].modpow(&exponents[1], &p()));
        }
    }
}

#[test]
fn limbs_are_the_low_255_bits_of_any_bytes() {
    let mut list = vec![[0xff; 32], [0; 32], bytes_of(&p()), bytes_of(&(p() - 1u8)), bytes_of(&(p() + 1u8))];
    for _ in 0..2000 {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        list.push(bytes);
    }
    for bytes in list {
        let low = BigUint::from_bytes_le(&bytes) % (BigUint::from(1u8) << 255u32);
        assert_eq!(number(&limbs(&bytes)), low);
        assert!(limbs(&bytes).iter().all(|&limb| limb <= MASK));
    }
}
