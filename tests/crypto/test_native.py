"""The Rust kernel against libsodium: identical bytes, identical verdicts, identical refusals.

Both backends are used here side by side, whichever one the rest of the suite runs on. In CI the kernel must be built.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.crypto import disjunctions, proofs
from ballot.crypto._edwards import IDENTITY, Q
from ballot.crypto._sodium import ED25519 as SODIUM
from ballot.crypto.disjunctions import Disjunction, Opening, Proof, Witness
from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt, encrypt_all
from ballot.errors import InvalidEncoding, InvalidProof
from tests.factory.forging import SMALL_ORDER_TEXTS, non_canonical_points, outside

_kernel = pytest.importorskip("ballot.crypto._kernel", reason="the Rust kernel is not built (see CONTRIBUTING.md)")
_native = pytest.importorskip("ballot.crypto._native")
NATIVE, KERNEL = _kernel.ED25519, _kernel.ED25519.kernel
MANY = settings(max_examples=150, deadline=None)

scalars = st.one_of(
    st.sampled_from([0, 1, 2, Q - 1, Q, Q + 1, -1, 2**252, 2**255 - 19]),
    st.integers(0, Q - 1),
    st.integers(-(2**260), 2**260),
)
members = st.builds(lambda n: str(SODIUM.g**n), scalars)
strangers = st.one_of(
    st.sampled_from([*SMALL_ORDER_TEXTS, *non_canonical_points(), "", "0" * 63, "0" * 65, "G" * 64, "A" * 64]),
    st.builds(outside, st.builds(lambda n: str(SODIUM.g**n), st.integers(1, Q - 1)), st.sampled_from([2, 4, 8])),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.builds(lambda n: f"{n:064x}", st.one_of(st.integers(0, 300), st.integers(2**255 - 300, 2**255 + 300))),
)
texts = st.one_of(members, strangers)


def outcome(work: Any, *arguments: Any) -> str:
    """What a call gives, or the sentence of its refusal."""
    try:
        result = work(*arguments)
    except (InvalidEncoding, InvalidProof) as error:
        return f"{type(error).__name__}: {error}"
    return ",".join(map(str, result)) if isinstance(result, list) else str(result)


@given(texts)
@settings(max_examples=600, deadline=None)
def test_the_same_elements_are_parsed_and_refused_with_the_same_words(text: str) -> None:
    assert outcome(NATIVE.parse, text) == outcome(SODIUM.parse, text)


@given(st.lists(st.one_of(members, members, texts), max_size=24))
@MANY
def test_lists_are_parsed_like_their_entries(entries: list[str]) -> None:
    expected = outcome(SODIUM.parse_all, entries)
    assert outcome(NATIVE.parse_all, entries) == expected
    assert expected == outcome(lambda: [SODIUM.parse(text) for text in entries])


def test_one_stranger_is_found_at_every_place_of_a_long_list() -> None:
    good = [str(SODIUM.g**n) for n in range(1, 34)]
    for bad in (*SMALL_ORDER_TEXTS, outside(good[5], 2), outside(good[5], 4), outside(good[5], 8)):
        for place in (0, 1, 7, 8, 15, 16, 32):
            entries = [*good[:place], bad, *good[place + 1 :]]
            assert outcome(NATIVE.parse_all, entries) == outcome(SODIUM.parse, bad)


@given(scalars, scalars, scalars)
@MANY
def test_the_group_law_gives_the_same_bytes(a: int, b: int, n: int) -> None:
    for work in (
        lambda own: own.g**a,
        lambda own: own.g**a * own.g**b,
        lambda own: own.g**a / own.g**b,
        lambda own: (own.g**a) ** n,
        lambda own: own.g**a / own.g**a * own.identity,
        lambda own: own.identity / own.g**a,
    ):
        assert work(NATIVE) == work(SODIUM)
        assert str(work(NATIVE)) == str(work(SODIUM))


def test_generators_and_embedded_numbers_are_the_same() -> None:
    assert [*map(str, NATIVE.generators(40))] == [str(SODIUM.generator(i)) for i in range(40)]
    assert NATIVE.generator(-1) == SODIUM.generator(-1)
    for _ in range(20):
        number = secrets.randbits(254)
        assert NATIVE.embed(number) == SODIUM.embed(number)
        assert NATIVE.embed(number).number == SODIUM.embed(number).number


# -- batches


@pytest.mark.thorough
@given(st.lists(st.tuples(scalars, scalars, scalars), min_size=1, max_size=12), scalars)
@MANY
def test_batches_are_what_their_entries_give_one_by_one(rows: list[tuple[int, int, int]], exponent: int) -> None:
    a, b, n = map(list, zip(*rows, strict=True))
    points, base = [SODIUM.g**entry for entry in n], SODIUM.g ** (exponent + 5)
    powers = [point**entry for point, entry in zip(points, a, strict=True)]
    product = SODIUM.identity
    for power in powers:
        product = product * power
    assert KERNEL.powers(points, a) == powers
    assert KERNEL.powers(points, [exponent]) == [point**exponent for point in points]
    assert KERNEL.power_product(points, a) == KERNEL.vartime_power_product(points, a) == product
    assert KERNEL.commit(a) == [SODIUM.g**entry for entry in a]
    expected = [p * SODIUM.g**x * base**z for p, x, z in zip(points, a, b, strict=True)]
    assert KERNEL.commit(a, base, b, points) == expected
    expected = [SODIUM.g**x * p**z for p, x, z in zip(points, a, b, strict=True)]
    assert KERNEL.vartime_commitments(a, points, b) == expected


@given(st.integers(0, 40), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_columns_are_added_up(height: int, width: int) -> None:
    rows = [[SODIUM.g ** secrets.randbelow(4) for _ in range(width)] for _ in range(height)]
    expected = [SODIUM.identity] * width
    for row in rows:
        expected = [total * entry for total, entry in zip(expected, row, strict=True)]
    assert KERNEL.add_rows(rows, width) == expected


def election(size: int) -> tuple[Any, list[Opening], list[Ciphertext]]:
    y = SODIUM.g ** secrets.randbelow(Q)
    openings = [Opening(secrets.randbelow(Q), secrets.randbelow(2)) for _ in range(size)]
    return y, openings, [encrypt(SODIUM, y, o.message, o.randomness) for o in openings]


def native(ciphertext: Ciphertext) -> Ciphertext:
    return Ciphertext(*(NATIVE.parse(str(element)) for element in ciphertext))


def test_ciphertexts_are_the_same() -> None:
    y, openings, expected = election(11)
    own_y = NATIVE.parse(str(y))
    assert encrypt_all(NATIVE, own_y, openings) == expected == encrypt_all(SODIUM, y, openings)
    assert combine_all(NATIVE, list(map(native, expected))) == combine_all(SODIUM, expected)
    assert combine_all(NATIVE, []) == combine_all(SODIUM, [])


@given(st.integers(1, 7), st.data())
@settings(max_examples=60, deadline=None)
def test_proofs_from_the_same_random_numbers_are_the_same_bytes(size: int, data: st.DataObject) -> None:
    y, openings, ciphertexts = election(size)
    true = data.draw(st.integers(0, size - 1))
    claims = [
        disjunctions.Claim(c, o.message if i == true else o.message + 1)
        for i, (c, o) in enumerate(zip(ciphertexts, openings, strict=True))
    ]
    what = Disjunction("prefix é|", claims)
    branches = disjunctions._branches(SODIUM, what, Witness(openings, true))
    expected = disjunctions._finish(SODIUM, y, what.prefix, branches, true)
    made = KERNEL.prove_disjunctions(y, [what.prefix] * 2, [true] * 2, [branches] * 2)
    assert made == [*expected, *expected]
    disjunctions.verify_disjunctions(SODIUM, y, [(what, expected)])
    disjunctions.verify_disjunctions(NATIVE, y, [(what, expected)])


@given(st.integers(0, 4), st.integers(0, 2), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_wrong_proof_among_good_ones_is_refused_by_both(place: int, field: int, in_response: bool) -> None:
    y, openings, ciphertexts = election(5)
    todo = [
        (proofs.interval("S", c, range(3)), disjunctions.Witness([o] * 3, o.message))
        for c, o in zip(ciphertexts, openings, strict=True)
    ]
    made = disjunctions.prove_disjunctions(SODIUM, y, todo)
    whats = [what for what, _ in todo]
    bad = made[place][field]
    for own in (SODIUM, NATIVE):
        disjunctions.verify_disjunctions(own, y, list(zip(whats, made, strict=True)))
    changed = Proof(bad.challenge, bad.response + 1) if in_response else Proof(bad.challenge + 1, bad.response)
    made[place][field] = Proof(changed.challenge % Q, changed.response % Q)
    todo = list(zip(whats, made, strict=True))
    refusals = {outcome(disjunctions.verify_disjunctions, own, y, todo) for own in (SODIUM, NATIVE)}
    assert refusals == {"InvalidProof: the proof's challenges do not match its commitments"}
    assert KERNEL.vartime_verify_disjunctions(y, todo) == place


@pytest.mark.parametrize("alpha", [SODIUM.identity, SODIUM.g])
@pytest.mark.parametrize("beta", [SODIUM.identity, SODIUM.g, SODIUM.g**2])
@pytest.mark.parametrize("y", [SODIUM.g, SODIUM.g**7])
def test_identities_and_zeros_in_proofs_have_the_same_verdict(alpha: Any, beta: Any, y: Any) -> None:
    """C11: beta / g^value can be the identity, and so can every commitment."""
    for parts in ([Proof(0, 0)] * 2, [Proof(1, 0), Proof(0, Q - 1)], [Proof(Q - 1, 1)] * 2):
        what = proofs.interval("S", Ciphertext(alpha, beta), range(2))
        verdicts = {outcome(disjunctions.verify_disjunctions, own, y, [(what, parts)]) for own in (SODIUM, NATIVE)}
        assert len(verdicts) == 1


# -- the border itself


def test_arguments_that_do_not_fit_are_refused_at_the_border() -> None:
    one, big, nothing = (1).to_bytes(32, "little"), Q.to_bytes(32, "little"), b""
    point, no_point = SODIUM.g.value, (2).to_bytes(32, "little")
    calls = [
        (_native.vartime_find_stranger, (point + b"\0",)),
        (_native.aggregate, (point * 3, 2, False)),
        (_native.aggregate, (no_point, 1, False)),
        (_native.multiply, (point, big)),
        (_native.multiply, (point * 3, one * 2)),
        (_native.multiply, (no_point, one)),
        (_native.commit, (point[:31], one, nothing, nothing)),
        (_native.commit, (point, one * 2, one, nothing)),
        (_native.commit, (no_point, one, one, nothing)),
        (_native.multiscalar, (point, one * 2)),
        (_native.vartime_multiscalar, (point * 2, one)),
        (_native.vartime_commitments, (point, one, nothing, point * 2, one)),
        (_native.vartime_commitments, (point, one * 5, nothing, point * 4 + no_point, one * 5)),
        (_native.vartime_verify_disjunctions, (point, [b""], [1], [0], point * 2 + one)),
        (_native.vartime_verify_disjunctions, (point, [b""], [2], [0], point * 2 + one * 2)),
        (_native.vartime_verify_disjunctions, (point, [b""], [1], [0], point * 2 + one + big)),
        (_native.prove_disjunctions, (point, [b""], [1], [0], one * 3)),
        (_native.prove_disjunctions, (point, [b"", b""], [1], [0], one * 4)),
    ]
    for work, arguments in calls:
        with pytest.raises(ValueError):
            work(*arguments)


def test_empty_lists_are_legal() -> None:
    assert _native.vartime_find_stranger(b"") is None
    assert _native.commit(IDENTITY, b"", b"", b"") == _native.multiply(b"", b"") == _native.generators(0, 0) == b""
    assert _native.multiscalar(b"", b"") == _native.vartime_multiscalar(b"", b"") == IDENTITY
    assert _native.vartime_verify_disjunctions(IDENTITY, [], [], [], b"") is None


@pytest.mark.thorough
def test_long_calls_release_the_interpreter_lock() -> None:
    points, exponents = NATIVE.g.value * 20_000, secrets.token_bytes(31).ljust(32, b"\0") * 20_000
    began, times = threading.Event(), []

    def work() -> None:
        times[:] = [time.perf_counter()]
        began.set()
        _native.vartime_multiscalar(points, exponents)
        times.append(time.perf_counter())

    def turns() -> int:
        """Count what this thread does while the other one is in the middle of its computation."""
        began.clear()
        thread, moments = threading.Thread(target=work), []
        thread.start()
        began.wait()
        while thread.is_alive():
            moments.append(time.perf_counter())
        start, end = times
        return sum(start + (end - start) / 4 < moment < end - (end - start) / 4 for moment in moments)

    assert any(turns() > 100 for _ in range(5))  # a busy machine may give this thread no time during one of them


# -- the border under fire: any bytes, lengths and numbers give an answer or ValueError, OverflowError, TypeError

_G, _NO_POINT = SODIUM.g.value, (2).to_bytes(32, "little")
_ODD = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
entries_32 = st.one_of(
    st.sampled_from([_G, IDENTITY, _ODD, bytes(32), b"\xff" * 32, _NO_POINT, (Q - 1).to_bytes(32, "little")]),
    st.sampled_from([(n).to_bytes(32, "little") for n in (2, 3, Q, Q + 1, 2**252, 2**255 - 19, 2**255 - 1)]),
    st.binary(min_size=32, max_size=32),
)
any_entry = st.one_of(entries_32, entries_32, st.binary(max_size=70))
any_list = st.one_of(
    st.lists(entries_32, max_size=20).map(b"".join),
    st.integers(0, 40).map(_G.__mul__),
    st.integers(0, 40).map(IDENTITY.__mul__),
    st.binary(max_size=200),
)
whole = st.one_of(st.integers(0, 20), st.sampled_from([-1, 2**31, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**30]))
whole_lists = st.lists(whole, max_size=6)
prefix_lists = st.lists(st.binary(max_size=20), max_size=6)
starts = st.one_of(st.integers(-5, 5), st.sampled_from([-(2**63), 2**63 - 3, 2**63 - 1, 2**64]))
CALLS: dict[str, tuple[Any, ...]] = {
    "vartime_find_stranger": (any_list,),
    "aggregate": (any_list, whole, st.booleans()),
    "multiply": (any_list, any_list),
    "commit": (any_entry, any_list, any_list, any_list),
    "multiscalar": (any_list, any_list),
    "vartime_multiscalar": (any_list, any_list),
    "vartime_commitments": (any_entry, any_list, any_list, any_list, any_list),
    "generators": (starts, st.one_of(st.integers(-2, 6), st.just(2**64))),
    "vartime_verify_disjunctions": (any_entry, prefix_lists, whole_lists, whole_lists, any_list),
    "prove_disjunctions": (any_entry, prefix_lists, whole_lists, whole_lists, any_list),
}


def test_the_border_has_ten_functions_and_all_are_under_fire() -> None:
    assert {name for name in dir(_native) if callable(getattr(_native, name)) and name[0] != "_"} == set(CALLS)


@pytest.mark.thorough
@pytest.mark.parametrize("name", CALLS)
@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_no_argument_makes_the_kernel_panic(name: str, data: st.DataObject) -> None:
    arguments = data.draw(st.tuples(*CALLS[name]))
    try:
        getattr(_native, name)(*arguments)
    except (ValueError, OverflowError):
        return  # refused; a panic would be pyo3_runtime.PanicException, which is no Exception


@pytest.mark.parametrize("name", CALLS)
def test_arguments_of_another_type_are_refused(name: str) -> None:
    """A bytearray could change while the interpreter lock is released."""
    for strange in (None, "text", bytearray(_G), memoryview(_G), 1.5, [_G]):
        with pytest.raises(TypeError):
            getattr(_native, name)(*[strange] * len(CALLS[name]))


shapes = st.lists(st.integers(0, 4), max_size=5)


@given(shapes, st.data())
@settings(max_examples=100, deadline=None)
def test_proofs_of_any_shape_are_cut_where_they_end(sizes: list[int], data: st.DataObject) -> None:
    """Only a proof without branches can hold by chance; one wrong size more or less is refused, not misread."""
    total = sum(sizes)
    numbers = [data.draw(st.integers(0, Q - 1)).to_bytes(32, "little") for _ in range(2 * total)]
    claims = b"".join(_G + _G + numbers[2 * i] + numbers[2 * i + 1] for i in range(total))
    place = _native.vartime_verify_disjunctions(_G, [b"x"] * len(sizes), sizes, [0] * total, claims)
    assert place == (0 if sizes else None)
    for wrong in ([*sizes, 1], [*sizes[:-1], sizes[-1] + 1] if sizes else [2]):
        with pytest.raises(ValueError):
            _native.vartime_verify_disjunctions(_G, [b"x"] * len(wrong), wrong, [0] * total, claims)
        with pytest.raises(ValueError):
            _native.prove_disjunctions(_G, [b"x"] * len(wrong), wrong, [0] * len(wrong), claims)
