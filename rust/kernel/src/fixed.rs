//! Tables for bases that are used again and again: an election's public key.

use std::sync::{Arc, Mutex, OnceLock};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{EdwardsBasepointTable, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::traits::{BasepointTable, VartimePrecomputedMultiscalarMul};

use crate::encoding::{point, Bytes, Error};
use crate::lanes;

const KEPT: usize = 8;
static BASE_LANES: OnceLock<lanes::Table> = OnceLock::new();
static BASE_COMB: OnceLock<lanes::Comb> = OnceLock::new();
static CACHE: Mutex<Vec<(Bytes, Arc<Fixed>)>> = Mutex::new(Vec::new());

/// A base with its tables. Bases are public; the exponents need not be.
pub(crate) struct Fixed {
    base: EdwardsPoint,
    lanes: OnceLock<lanes::Table>,
    comb: OnceLock<lanes::Comb>,
    /// Constant time.
    pub table: EdwardsBasepointTable,
    /// [base, g], variable time.
    pub vartime: VartimeEdwardsPrecomputation,
}

impl Fixed {
    fn new(base: &EdwardsPoint) -> Self {
        Self {
            base: *base,
            lanes: OnceLock::new(),
            comb: OnceLock::new(),
            table: EdwardsBasepointTable::create(base),
            vartime: VartimeEdwardsPrecomputation::new([*base, ED25519_BASEPOINT_POINT]),
        }
    }

    /// Return the multiples of g and of this base for the lanes, which are available.
    pub fn lanes(&self) -> (&lanes::Table, &lanes::Table) {
        let g = BASE_LANES.get_or_init(|| lanes::table(&ED25519_BASEPOINT_POINT));
        (g, self.lanes.get_or_init(|| lanes::table(&self.base)))
    }

    /// Return the multiples of this base for secret scalars in the lanes, which are available.
    pub fn comb(&self) -> &lanes::Comb {
        self.comb.get_or_init(|| lanes::comb(&self.base))
    }

    /// Return the same for g.
    pub fn base_comb() -> &'static lanes::Comb {
        BASE_COMB.get_or_init(|| lanes::comb(&ED25519_BASEPOINT_POINT))
    }

    /// Return the tables of a base, made at its first use; the last few are kept.
    ///
    /// Nothing waits for the list: whoever finds it taken (for good, in a process forked at that moment) makes tables of
    /// their own.
    pub fn of(base: &Bytes) -> Result<Arc<Self>, Error> {
        if let Some(found) = Self::remembered(base) {
            return Ok(found);
        }
        let tables = Arc::new(Self::new(&point(base).ok_or(Error::NotAPoint(0))?));
        if let Ok(mut cache) = CACHE.try_lock() {
            if cache.len() >= KEPT {
                cache.remove(0);
            }
            cache.push((*base, Arc::clone(&tables)));
        }
        Ok(tables)
    }

    fn remembered(base: &Bytes) -> Option<Arc<Self>> {
        let mut cache = CACHE.try_lock().ok()?;
        let at = cache.iter().position(|(bytes, _)| bytes == base)?;
        let found = cache.remove(at);
        let tables = Arc::clone(&found.1);
        cache.push(found);
        Some(tables)
    }
}
