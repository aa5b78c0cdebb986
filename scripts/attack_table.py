"""Write docs/security/attacks.md: each known attack that we handle, the outcome, and the tests that name it.

Tests are found by name: a test of an attack has the attack's ID in the name of its file or function, or in its
docstring. `attack_table.py --check` writes nothing and fails if a row has no test.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security" / "attacks.md"
ENDINGS = {".py", ".js", ".mjs"}
WORD = re.compile("[A-Za-z0-9]+")

# ID: (the attack, what happens)
ROWS = {
    "C1": (
        "A forged decryption factor, ground to a chosen outcome",
        "the strong proof in the companion file fails, and names the trustee; without that file nothing is “valid”, "
        "and what the shares open to before there is a result is nothing possible, and that is said",
    ),
    "C2": ("An undecodable tally with valid proofs", "the strong proof is verified before the share is appended"),
    "C3": (
        "A group element of small order, the identity, or no element at all, in any field",
        "refused in every field in which it makes no sense",
    ),
    "C4": ("Weak Fiat-Shamir: a statement chosen after the challenge", "every hash binds the whole statement"),
    "C5": ("Trapdoored group parameters", "three named groups, constants compiled in"),
    "C6": ("A ciphertext outside the subgroup", "membership is checked before any use"),
    "C7": ("A mixer's output outside the group", "every element of every list is checked"),
    "C8": ("An encrypted message outside the group, to leak a trustee's key", "checked before a secret touches it"),
    "C9": ("Encodings of a point that are not canonical", "refused at the parser: one text for each element"),
    "C10": ("The identity as credential or as trustee's key", "refused"),
    "C11": ("No ballots at all: the tally is the identity", "allowed in tally and factors, refused in keys"),
    "C12": (
        "Numbers out of range, with signs, blanks, underscores, a million digits",
        "refused before they become numbers",
    ),
    "C13": ("Arrays of proofs that are too short, too long, or empty", "refused, never a crash"),
    "C14": ("A proof of blankness where none belongs, or none where one does", "refused"),
    "C15": ("Over-votes, negative votes, sums out of range", "refused at every edge"),
    "C16": ("A shuffle proof with any field changed, or for another statement", "refused"),
    "C17": ("Trapdoored generators in the shuffle proof", "made from `ggen|i` only, all distinct"),
    "C18": ("Shuffles of none, of one, or of another number", "proved and accepted; another number is refused"),
    "C19": ("A biased permutation, or a bad generator", "rejection sampling; a test of uniformity"),
    "C20": ("A nonce used twice, or a biased one", "fresh for every proof; a browser without randomness stops"),
    "C21": (
        "Bias of SHA-256 modulo q in a finite-field group",
        "kept as the protocol has it, pinned by vectors; new elections use Ed25519",
    ),
    "C22": ("Timing of secrets on the server", "the server holds no key; trustees work on their own machines"),
    "C23": ("One signature that holds under a second key", "the message names its own key"),
    "C24": (
        "A huge total weight as a denial of service",
        "recomputed and capped; the table of the discrete logarithm is bounded",
    ),
    "T1": ("A rogue key that cancels the others", "a proof of knowledge of every key"),
    "T2": ("A key used twice, or copied", "all keys of an election are distinct, those for signing too"),
    "T3": ("Rushing in the threshold key generation", "commitments before polynomials"),
    "T4": ("A dealer who sends one trustee a wrong secret", "the step stops and names the dealer; fresh keys"),
    "T5": (
        "A server that shows trustees different certificates, or a second Setup event",
        "signatures over all of them; a fingerprint to compare; the tool remembers both and refuses others",
    ),
    "T6": (
        "Messages, or the key file, of an earlier key generation",
        "fresh seeds; signatures name the certificates; the old file is recognised",
    ),
    "T7": ("Impossible thresholds, missing or foreign parts", "refused"),
    "T8": ("A coefficient outside the group", "every element is checked, not only the keys"),
    "T9": ("A missing share, and a result all the same", "every trustee's share is needed"),
    "T10": (
        "A share under a wrong owner, or two of one owner",
        "owners are exact numbers from 1; the last share counts; an earlier one is a strict record all the same, and "
        "stops no other trustee",
    ),
    "T11": ("An invalid share blocks a threshold tally", "refused before it is published; others suffice"),
    "T12": ("A share for another tally, or with rows swapped", "refused by shape and proof"),
    "T13": (
        "A trustee as a decryption oracle, by a false tally or in the rehearsal",
        "the tool verifies everything and recomputes the one tally; the rehearsal is a proof and decrypts nothing",
    ),
    "T14": (
        "A second decryption that differs by one ballot, or after other shuffles",
        "the tool remembers tally and last shuffle for the election of the link, before it answers, and refuses",
    ),
    "T15": ("A tally of one ballot by the order of events", "the state machine, and the charter's least number"),
    "T16": (
        "Shuffles left out, cut off, or by the wrong trustee; a mixer excused against the charter",
        "one run, the charter's mixers, each once and signed, but those whom two officers excused, down to the floor; "
        "a trustee's tool opens nothing else, and misses its own shuffle",
    ),
    "T17": ("The same shuffle twice, or one that only permutes", "refused"),
    "T18": ("A tally with other ballots or weights", "recomputed and compared byte for byte"),
    "T19": (
        "False totals, several results, a result of another shape or type",
        "recomputed; one result; whole numbers only",
    ),
    "T20": ("Shares before the vote is closed", "accepted only after the tally is on the board"),
    "T21": (
        "A backup of a key that does not open, or a wrong key file",
        "the rehearsal, before the election can be frozen; the wrong file is named before anything else is done",
    ),
    "B1": ("A copy of another voter's ballot", "proofs bind the credential; no ciphertext appears twice"),
    "B2": ("The same ballot twice", "the same receipt, one event"),
    "B3": ("A ballot for another election, or for an earlier draft", "refused"),
    "B4": ("A ballot after the close, before the opening, or during a stop", "decided under the lock of the closing"),
    "B5": (
        "Ballots made by the server with credentials that nobody used",
        "a signature is needed, which the server cannot make",
    ),
    "B7": (
        "Two voters who are shown one tracking number, or a ballot cast that is not the one shown",
        "the browser computes it, and compares; the cast ballot names the check number shown before",
    ),
    "B8": (
        "A ballot dropped, or an older one put back",
        "receipt with place; order on the board; check against an older copy, which the archive itself is not",
    ),
    "B9": ("A server that casts one member's ballot as another's", "the member whose token was used is told by mail"),
    "B10": (
        "Public credentials listed twice, in other spellings, or outside the group",
        "refused at setup and by the verifier",
    ),
    "B11": (
        "Credentials or weights changed after the setup; a charter that the election does not name, or not exactly",
        "the Setup event is in mails, receipts and pages; one exact line binds the charter, and another is refused",
    ),
    "B12": ("Weights of zero, negative, huge, or in other spellings", "whole numbers from 1 to a limit"),
    "B13": ("A third field in a public credential that leaks the link", "exactly `key` or `key,weight`"),
    "B14": (
        "Public credentials in the order of the roll, or with the times of their ballots",
        "sorted by key; no time without a proof of the token",
    ),
    "B15": (
        "JSON in other spellings: order, blanks, escapes, duplicates, depth",
        "refused unless it is the canonical text; in another program's archive, ballots aside, a warning, "
        "which the first line mentions",
    ),
    "B16": ("Candidates whose names look alike, or turn the text around", "warned about at the setup, shown isolated"),
    "B17": (
        "Tokens typed with blanks, dashes, letters that look alike",
        "tolerant in the page, then canonical, then compared at once",
    ),
    "B18": ("Tokens in addresses, logs or the Referer", "in the fragment only, and cleared at once"),
    "B19": (
        "Events removed, reordered, edited, inserted; lines of the companion file left out or added",
        "refused at every position; the verdict's first line names what could not be checked, and repeats no line that "
        "the server has not signed",
    ),
    "B20": ("A second Setup or tally, a ballot after the result", "the state machine"),
    "B21": (
        "Tar tricks: links, long names, sparse files, data at the end",
        "a strict reader, and a byte for byte regeneration",
    ),
    "B22": ("An archive that is cut off", "never valid, at any byte"),
    "B24": (
        "A backup is put back that lacks accepted ballots",
        "refused: the newest checkpoint is known outside of it, and receipts are taken as proof",
    ),
    "B25": (
        "A valid receipt whose ballot is missing, or a forged receipt that accuses the server",
        "the verifier compares key, election, Setup event and place, and says whose word it is",
    ),
    "B26": (
        "A booth that is told that open lists are closed, so that nobody's ticks count, or the other way round",
        "the fingerprint covers what the booth asks for, and the charter must agree with it",
    ),
    "P1": (
        "A result that itself shows how somebody voted: few members, or weights that tell them apart",
        "computed and said before the freeze, which then needs the officer's consent on its page",
    ),
    "P2": (
        "Pattern voting: a bought paper is recognised among the published ones",
        "its risk is a figure, computed before the vote",
    ),
    "P3": ("Answers linked by the order of shuffled ballots", "an independent permutation for each question"),
    "P4": ("A mark in the free numbers of a ranked paper", "the booth writes no other numbers; pages show ranks only"),
    "P5": (
        "Voter and ballot linked by logs, times, mails or lists",
        "no row, line or mail holds both; the public board shows ballots in portions, and no answer tells more; when a "
        "token was used is told to its holder only; who was reminded is forgotten; the turnout shows no small group or "
        "step; events of accounts are logged by number alone",
    ),
    "P7": (
        "Evil JavaScript for one voter or trustee, in the page or in its worker",
        "reproducible, with published hashes; what is served is what was built; a page starts no other worker than "
        "the one it was built with",
    ),
    "P8": (
        "The browser keeps the randomness, and the receipt or an opened ballot sells the vote",
        "wiped, and stored nowhere: a reload forgets everything; what a challenge opens is not signed, "
        "and what is signed can no longer be opened",
    ),
    "P6": (
        "Who took part is known to the server and to the issuer of the tokens, as long as they keep it",
        "deleted by two officers when nobody can object: no name and no pairing is left in the database",
    ),
    "P9": ("One trustee who reads everything early", "two by default; fewer only with explicit consent"),
    "P10": ("The last trustee sees the result first", "commitments; shares are published together"),
    "P11": (
        "The length of a ballot tells the choice",
        "independent of it, but for digits of random numbers; only static files are compressed",
    ),
    "W1": ("Session fixation", "a new session at log-in; the old one ends"),
    "W6": (
        "Passwords, codes of the second factor and by e-mail, tokens and invitations are guessed",
        "counted by account, member and address, IPv6 also by /56 and /48; five wrong codes end a log-in; "
        "no code is good twice; frequent passwords and words about the account are refused; officers need a second "
        "factor; "
        "what a passkey signs is good once, for one log-in on this site",
    ),
    "W7": ("Who has an account, or which election exists, is found out by asking", "the same answer and the same work"),
    "W2": ("Requests forged by another site", "every changing request needs a token, and the right kind of content"),
    "W3": (
        "Scripts in titles, names, statements, uploads",
        "escaped everywhere; statements are trees, photographs are re-encoded; a policy without inline scripts",
    ),
    "W4": ("Clickjacking", "frames are forbidden on every answer"),
    "W5": ("Foreign scripts", "strict policy; no request to another host; no worker by an address"),
    "W32": (
        "A copy of the voting page at another address",
        "one address, shown in mails and on the help page; tokens in the fragment only, cleared at once",
    ),
    "W8": ("Links in mails that are fetched by machines", "looking changes nothing; only sending does"),
    "W9": (
        "Mails that fail, are delayed, come back, or are reported so by a stranger; a server that refuses everybody",
        "one mail each, a state for each; ten refusals in a row pause the queue; keyed return addresses",
    ),
    "W10": ("Line breaks in names and subjects that add headers or recipients", "refused; no display names"),
    "W11": (
        "Formulas in exports; rolls with broken rows, NUL, odd encodings, duplicates",
        "quoted; each bad row named, each duplicate decided; rows = accepted + rejected + merged",
    ),
    "W12": (
        "Uploads and archives that explode: size, depth, digits, pixels, small lines that cause much work",
        "limits before anything is parsed; the work of a verification grows with the file",
    ),
    "W13": (
        "Open redirects, forged Host headers",
        "relative paths only; addresses come from the configuration; nginx answers no other name",
    ),
    "W14": ("The server is made to fetch an address", "no page and no act can open a connection"),
    "W15": (
        "Another officer's drafts, rolls and links; pages of another role",
        "denied by default; a table of every page and role, and every route against every reader",
    ),
    "W16": (
        "A trustee's link or an invitation in logs, pages or the Referer",
        "128 bits in the fragment; only its hash is kept",
    ),
    "W17": (
        "Tokens, passwords and link secrets in logs and backups",
        "kept nowhere; wiped when handed out; backups are encrypted",
    ),
    "W18": ("Double clicks, two tabs, retries", "fifty parallel posts of one token make one event"),
    "W19": ("The close races with casts, two workers race", "one writer for each election, on both databases"),
    "W20": ("kill -9 at any point", "every receipt's ballot is there, and the chain holds"),
    "W21": ("A power cut", "weaker settings of the database are refused"),
    "W22": (
        "Disk full, read-only or broken, memory at its end, in the middle of a cast or of anything else",
        "503 to all that writes; /health says so at once; no receipt, no half event; then the same ballot is taken",
    ),
    "W23": (
        "A clock that jumps ahead, back or both, at the start too; a restored snapshot; another zone, summer time",
        "nothing is opened or closed on one reading of one clock; time never goes back; UTC; no earlier end",
    ),
    "W24": ("A request that is under way at the deadline", "the moment at which the server has received all of it"),
    "W25": (
        "Slow, large and very many requests",
        "nginx gives up slow senders, takes downloads at once, refuses large bodies; casting has threads of its own; "
        "at most two log-ins wait in a process",
    ),
    "W26": (
        "The database is edited by hand, or an old copy is put back",
        "triggers refuse, and the web's role cannot drop them; a database elsewhere needs checked TLS; checkpoints "
        "kept outside and a whole examination find it; the ballot box is closed",
    ),
    "W28": (
        "Default secrets, debug mode, insecure cookies, old ciphers, keys sent without TLS",
        "does not start, nor with the demo's outbox in production; nginx has Mozilla's ciphers, and its own pages the "
        "headers; /api/ without TLS gets nothing",
    ),
    "W29": ("Caches that keep private pages", "no-store on them"),
    "W30": (
        "The server's signing key is stolen or lost",
        "changed on every board under both keys; a stolen one signs nothing later; a lost one is not made up silently",
    ),
    "W31": (
        "An election is deleted or unpublished",
        "no such act exists, the database refuses it, and a checkpoint outside of it is missed; practice elections can "
        "be left out of lists",
    ),
    "W33": (
        "Rounding, fractions, ties or the order of candidates that change a count; another result announced",
        "exact numbers, compared at every stage; ties by the rule's own method, then a public lot; the report of the "
        "verifier says who was elected",
    ),
}
PROCEDURES = {
    "B6": ("Stuffing by the issuer of the tokens together with the server", "[SECURITY.md](../../SECURITY.md)"),
}


def test_files(root: Path = ROOT) -> Iterable[Path]:
    """Yield the files in which a test may name an attack."""
    for folder in (root / "tests", root / "frontend" / "test"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in ENDINGS and path.name != "test_attacks.py" and "node_modules" not in path.parts:
                yield path


def naming(identifier: str, root: Path = ROOT) -> list[Path]:
    """Return the files that name an attack: in the file's name, a test's name, or a text."""
    return [path for path, words in _words(root).items() if identifier in words]


@cache
def _words(root: Path) -> dict[Path, frozenset[str]]:
    """Return the words of every file and of its name; each file is read only once for all attacks."""
    return {
        path.relative_to(root): frozenset(WORD.findall(f"{path.stem} {path.read_text(encoding='utf-8')}"))
        for path in test_files(root)
    }


def page() -> str:
    """Return the page."""
    lines = [
        "# Attacks, and the tests that name them",
        "",
        "Written by `scripts/attack_table.py`; `tests/project/test_attacks.py` checks that every row has a test. Rows",
        "that come with later work (ranked ballots, threshold trustees, witnesses) are not here yet.",
        "",
        "| ID | attack or fault | what happens | tests |",
        "|---|---|---|---|",
    ]
    for identifier, (attack, behaviour) in ROWS.items():
        tests = ", ".join(f"[{path.name}](../../{path})" for path in naming(identifier))
        lines.append(f"| {identifier} | {attack} | {behaviour} | {tests or '**none**'} |")
    for identifier, (attack, where) in PROCEDURES.items():
        lines.append(f"| {identifier} | {attack} | a procedure for people | {where} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page, or only check it."""
    missing = [identifier for identifier in ROWS if not naming(identifier)]
    if "--check" not in sys.argv[1:]:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
    if missing:
        sys.exit(f"No test names {', '.join(missing)}.")


if __name__ == "__main__":
    main()
