//! `ballot.crypto._native`: the border between Python and the kernel. Bytes in, bytes out; no protocol here.
//!
//! Lists cross as one `bytes` of 32-byte entries. Long calls release the interpreter lock. Arguments that do not fit
//! raise `ValueError`; what an element or a proof is worth is an answer, not an error.

use ballot_kernel as kernel;
use ballot_kernel::{Branch, Bytes, Claim, Commitment, Disjunction, Error, Secret};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

type Answer<'py> = PyResult<Bound<'py, PyBytes>>;

fn complain(error: Error) -> PyErr {
    PyValueError::new_err(match error {
        Error::NotAPoint(place) => format!("entry {place} is not a point of the curve"),
        Error::NotAScalar(place) => format!("entry {place} is not below the order of the group"),
        Error::Lengths => "the lists do not have the same length".to_string(),
    })
}

fn entries(list: &[u8]) -> PyResult<&[Bytes]> {
    match list.as_chunks() {
        (entries, []) => Ok(entries),
        _ => Err(PyValueError::new_err("a list is not made of entries of 32 bytes")),
    }
}

fn entry(bytes: &[u8]) -> PyResult<&Bytes> {
    bytes.try_into().map_err(|_| PyValueError::new_err("an entry has 32 bytes"))
}

fn answer(py: Python<'_>, points: Result<Vec<Bytes>, Error>) -> Answer<'_> {
    Ok(PyBytes::new(py, points.map_err(complain)?.as_flattened()))
}

/// Return the place of the first entry that is not the canonical form of a member of the subgroup, or None.
#[pyfunction]
fn vartime_find_stranger(py: Python<'_>, points: &[u8]) -> PyResult<Option<usize>> {
    let points = entries(points)?;
    Ok(py.detach(|| kernel::vartime_find_stranger(points)))
}

/// Return the sums of the columns of a table of points; with `subtract`, the first row minus all others.
#[pyfunction]
fn aggregate<'py>(py: Python<'py>, table: &[u8], width: usize, subtract: bool) -> Answer<'py> {
    let table = entries(table)?;
    answer(py, py.detach(|| kernel::aggregate(table, width, subtract)))
}

/// Return scalar_i point_i; one scalar may stand for all. Constant time.
#[pyfunction]
fn multiply<'py>(py: Python<'py>, points: &[u8], scalars: &[u8]) -> Answer<'py> {
    let (points, scalars) = (entries(points)?, entries(scalars)?);
    answer(py, py.detach(|| kernel::multiply(points, scalars)))
}

/// Return plus_i + a_i G + b_i base; an empty list stands for zeros. Constant time.
#[pyfunction]
fn commit<'py>(py: Python<'py>, base: &[u8], a: &[u8], b: &[u8], plus: &[u8]) -> Answer<'py> {
    let (base, a, b, plus) = (entry(base)?, entries(a)?, entries(b)?, entries(plus)?);
    answer(py, py.detach(|| kernel::commit(base, a, b, plus)))
}

/// Return the sum of all scalar_i point_i. Constant time.
#[pyfunction]
fn multiscalar<'py>(py: Python<'py>, points: &[u8], scalars: &[u8]) -> Answer<'py> {
    let (points, scalars) = (entries(points)?, entries(scalars)?);
    answer(py, py.detach(|| kernel::multiscalar(points, scalars)).map(|sum| vec![sum]))
}

/// Return the sum of all scalar_i point_i. Public data only.
#[pyfunction]
fn vartime_multiscalar<'py>(py: Python<'py>, points: &[u8], scalars: &[u8]) -> Answer<'py> {
    let (points, scalars) = (entries(points)?, entries(scalars)?);
    answer(py, py.detach(|| kernel::vartime_multiscalar(points, scalars)).map(|sum| vec![sum]))
}

/// Return a_i G + b_i y + c_i x_i; `b` may be empty. Public data only.
#[pyfunction]
fn vartime_commitments<'py>(py: Python<'py>, y: &[u8], a: &[u8], b: &[u8], x: &[u8], c: &[u8]) -> Answer<'py> {
    let scalars = |list| kernel::parse_scalars(entries(list)?).map_err(complain);
    let (y, a, b, x, c) = (entry(y)?, scalars(a)?, scalars(b)?, entries(x)?, scalars(c)?);
    if [a.len(), c.len()] != [x.len(); 2] || !(b.is_empty() || b.len() == x.len()) {
        return Err(complain(Error::Lengths));
    }
    let list: Vec<Commitment> = (0..x.len())
        .map(|i| Commitment { a: a[i], b: b.get(i).copied().unwrap_or_default(), x: x[i], c: c[i] })
        .collect();
    answer(py, py.detach(|| kernel::vartime_commitments(y, &list)))
}

/// Return the independent generators number `start` to `start + count - 1`.
#[pyfunction]
fn generators(py: Python<'_>, start: i64, count: usize) -> Answer<'_> {
    if start.checked_add_unsigned(count as u64).is_none() {
        return Err(complain(Error::Lengths));
    }
    answer(py, Ok(py.detach(|| kernel::generators(start, count))))
}

/// Cut the rows of all proofs, one after the other, at the sizes of the proofs.
fn cut<'a, T>(sizes: &[usize], mut rest: &'a [T]) -> PyResult<Vec<&'a [T]>> {
    let mut parts = Vec::with_capacity(sizes.len());
    for &size in sizes {
        let (part, tail) = rest.split_at_checked(size).ok_or_else(|| complain(Error::Lengths))?;
        parts.push(part);
        rest = tail;
    }
    if rest.is_empty() {
        Ok(parts)
    } else {
        Err(complain(Error::Lengths))
    }
}

fn claim((row, value): (&[Bytes; 4], &u64)) -> PyResult<Claim> {
    let numbers = kernel::parse_scalars(&row[2..]).map_err(complain)?;
    Ok(Claim { alpha: row[0], beta: row[1], value: *value, challenge: numbers[0], response: numbers[1] })
}

/// Return the place of the first proof that does not hold, or None. Public data only.
///
/// `claims`: for each branch alpha, beta, challenge and response, 32 bytes each; `values` are what they claim.
#[pyfunction]
fn vartime_verify_disjunctions(
    py: Python<'_>,
    y: &[u8],
    prefixes: Vec<Vec<u8>>,
    sizes: Vec<usize>,
    values: Vec<u64>,
    claims: &[u8],
) -> PyResult<Option<usize>> {
    let (y, (rows, [])) = (entry(y)?, entries(claims)?.as_chunks::<4>()) else {
        return Err(complain(Error::Lengths));
    };
    if values.len() != rows.len() || prefixes.len() != sizes.len() {
        return Err(complain(Error::Lengths));
    }
    let mut list = Vec::with_capacity(sizes.len());
    for ((prefix, rows), values) in prefixes.into_iter().zip(cut(&sizes, rows)?).zip(cut(&sizes, &values)?) {
        list.push(Disjunction { prefix, claims: rows.iter().zip(values).map(claim).collect::<PyResult<_>>()? });
    }
    py.detach(|| kernel::vartime_verify_disjunctions(y, &list)).map_err(complain)
}

/// Return challenge and response of every branch of every proof. Constant time.
///
/// `branches`: for each branch randomness, challenge, response and delta (plaintext minus claimed value), 32 bytes each;
/// of the true branch, whose number in its proof is in `truths`, challenge and delta are zero and response is the nonce.
#[pyfunction]
fn prove_disjunctions<'py>(
    py: Python<'py>,
    y: &[u8],
    prefixes: Vec<Vec<u8>>,
    sizes: Vec<usize>,
    truths: Vec<u64>,
    branches: &[u8],
) -> Answer<'py> {
    let (y, (rows, [])) = (entry(y)?, entries(branches)?.as_chunks::<4>()) else {
        return Err(complain(Error::Lengths));
    };
    if prefixes.len() != sizes.len() || truths.len() != sizes.len() {
        return Err(complain(Error::Lengths));
    }
    let mut list = Vec::with_capacity(sizes.len());
    for ((prefix, rows), truth) in prefixes.into_iter().zip(cut(&sizes, rows)?).zip(truths) {
        let mut branches = Vec::with_capacity(rows.len()); // all at once: a vector that grows leaves copies behind
        for row in rows {
            branches.push(Branch::parse(row).map_err(complain)?);
        }
        list.push(Secret { prefix, branches, truth });
    }
    let made = py.detach(|| kernel::prove_disjunctions(y, &list));
    answer(py, made.map(|pairs| pairs.into_flattened()))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("ENGINE", kernel::engine())?;
    module.add_function(wrap_pyfunction!(vartime_find_stranger, module)?)?;
    module.add_function(wrap_pyfunction!(aggregate, module)?)?;
    module.add_function(wrap_pyfunction!(multiply, module)?)?;
    module.add_function(wrap_pyfunction!(commit, module)?)?;
    module.add_function(wrap_pyfunction!(multiscalar, module)?)?;
    module.add_function(wrap_pyfunction!(vartime_multiscalar, module)?)?;
    module.add_function(wrap_pyfunction!(vartime_commitments, module)?)?;
    module.add_function(wrap_pyfunction!(generators, module)?)?;
    module.add_function(wrap_pyfunction!(vartime_verify_disjunctions, module)?)?;
    module.add_function(wrap_pyfunction!(prove_disjunctions, module)?)?;
    Ok(())
}
