// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import decodeQR from "qr/decode.js";

import { COLUMNS, csvFile, exchanged, findMembers, mergeFile, parseCsv, readTokens, spareFor, statesFile, textOf } from "../../src/registrar/token_file.js";
import { credentialsFile } from "../../src/registrar/hand_in.js";
import { addressLines, qrPath, toWrite } from "../../src/registrar/letters.js";
import { askFor, loadRequests, openRequests, takeOver } from "../../src/registrar/replacements.js";

const BOOTH = "https://vote.example.org/vote/AAAAAAAAAAAAAA";
const row = (id, name, more = {}) => ({
  member_id: id, name, email: name && `${id}@example.org`, address: "", country: "", language: "", weight: "1",
  token: `token-${id}`, link: `${BOOTH}#token-${id}`, credential: `credential-${id}`, ...more,
});
const ROWS = [row("1", "Ana"), row("2", "Ben", { weight: "3" }), row("s1", ""), row("s2", "", { weight: "3" }), row("s3", "")];

/** Draw a path of runs, with four points to a module, as a camera sees it. */
function picture({ path, size }) {
  const scale = 4;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let down = y * scale; down < (Number(y) + 1) * scale; down += 1) {
      for (let right = x * scale; right < (Number(x) + Number(run)) * scale; right += 1) data.fill(0, (down * width + right) * 4, (down * width + right) * 4 + 3);
    }
  }
  return { width, height: width, data };
}

test("the QR code of a letter says the link, token included", () => {
  const link = `${BOOTH}#9bQxK-4sTuVw-Rm2Ac-7nPqLz`;
  assert.equal(decodeQR(picture(qrPath(link))), link);
});

test("a file of tokens comes back as it was written, whatever stands in it", () => {
  const odd = row("3", '=Ana "A", \'t Hooft', { address: "Rue Haute 7\r\n1000 Bruxelles\n" });
  const file = csvFile(COLUMNS, [odd, ...ROWS]);
  assert.ok(file.includes(`"'=Ana ""A"", 't Hooft"`), "a spreadsheet must not take it for a formula");
  assert.deepEqual(readTokens(file, BOOTH), [odd, ...ROWS]);
});

test("what is no file of tokens of this election is refused", () => {
  assert.throws(() => readTokens("name,email\nAna,a@example.org\n", BOOTH), /not a file of tokens/);
  assert.throws(() => readTokens(csvFile(COLUMNS, ROWS), `${BOOTH}B`), /of another election/);
  assert.throws(() => readTokens("", BOOTH), /not a file of tokens/);
  assert.throws(() => parseCsv('a,b\n1,"2\n'), /cannot be read as CSV/);
  assert.throws(() => parseCsv('a,b\n1,2"3\n'), /cannot be read as CSV/);
});

test("B6: what is handed in of a file with states has no token, link or name", () => {
  const file = csvFile([...COLUMNS, "state", "reason"], [{ ...ROWS[0], state: "held", reason: "on a journey" }, ROWS[1]]);
  assert.equal(statesFile(file), "\ufeffmember_id,email,state,reason\r\n1,1@example.org,held,on a journey\r\n");
  assert.throws(() => statesFile(csvFile(COLUMNS, ROWS)), /no row with a state/);
});

test("B6: nothing but public credentials is handed in as such", () => {
  const [key, spare] = ["0a".repeat(32), "0b".repeat(32)];
  const good = { version: 2, uuid: "AAAAAAAAAAAAAA", roll: "ff".repeat(32), credentials: [`${key},3`, `${spare},3`], spares: [spare] };
  assert.equal(credentialsFile(`${JSON.stringify(good, null, 2)}\n`), JSON.stringify(good));
  const token = "9bQxK-4sTuVw-Rm2Ac-7nPqLz";
  const bad = [csvFile(COLUMNS, ROWS), "", "null", "[]", `"${token}"`, { ...good, token }, { ...good, uuid: token }, { ...good, roll: undefined }, { ...good, credentials: [token] }, { ...good, credentials: token }, { ...good, spares: [`${BOOTH}#${token}`] }, { ...good, version: token }];
  for (const file of bad) assert.throws(() => credentialsFile(typeof file === "string" ? file : JSON.stringify(file)), /not a file of public credentials. Nothing was sent/);
});

test("a file in another encoding is refused, and not changed without a word", async () => {
  assert.equal(await textOf(new Blob(["\ufeffname\r\nJosé"])), "name\r\nJosé");
  await assert.rejects(textOf(new Blob([new Uint8Array([0x4a, 0x6f, 0x73, 0xe9])])), /not in UTF-8/);
});

test("when the session has ended, or the server fails, the registrar is told so", async (context) => {
  const root = { dataset: { requests: "/requests.json", ask: "/requests" } };
  const answers = [new Response(null, { status: 302, headers: { Location: "/log-in" } }), new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } })];
  for (const answer of answers) {
    const fetched = context.mock.method(globalThis, "fetch", async () => answer);
    await assert.rejects(loadRequests(root), /could not be loaded. Load the page again/);
    await assert.rejects(askFor(root, ROWS, ROWS[0], "lost", []), /could not be loaded. Load the page again/);
    assert.deepEqual(fetched.mock.calls.map(({ arguments: [, options] }) => options.redirect), ["manual", "manual"]);
  }
});

test("the merge file has every member and no spare token", () => {
  const facts = { name: "Spring", opens_at: "", closes_at: "", contact: "o@example.org", fingerprint: "F", setup_event: "S" };
  const merged = parseCsv(mergeFile(ROWS, facts));
  assert.deepEqual(merged.map(({ name, link, election }) => [name, link, election]), [["Ana", `${BOOTH}#token-1`, "Spring"], ["Ben", `${BOOTH}#token-2`, "Spring"]]);
});

test("a lost token is replaced by a spare one of its weight that no request has", () => {
  assert.equal(spareFor(ROWS, ROWS[0], new Set()).credential, "credential-s1");
  assert.equal(spareFor(ROWS, ROWS[0], new Set(["credential-s1"])).credential, "credential-s3");
  assert.equal(spareFor(ROWS, ROWS[1], new Set(["credential-s2"])), undefined);
  const [ana] = exchanged(ROWS, { revoked: "credential-1", spare: "credential-s1" });
  assert.deepEqual([ana.name, ana.token, ana.link], ["Ana", "token-s1", `${BOOTH}#token-s1`]);
});

test("new tokens are taken over only when two officers have confirmed it, and once", () => {
  const request = (state, revoked, spare) => ({ state, revoked: `credential-${revoked}`, spare: `credential-${spare}` });
  const requests = [request("done", "1", "s3"), request("proposed", "2", "s2"), request("done", "elsewhere", "s1")];
  const taken = takeOver(ROWS, requests);
  assert.deepEqual(taken.map(({ name, token }) => name + token), ["Anatoken-s3", "Bentoken-2", "token-s1", "token-s2"]);
  assert.deepEqual(openRequests(taken, requests).map(({ row: { name } }) => name), ["Ben"]);
  assert.deepEqual(takeOver(taken, requests), taken);
});

test("letters go to those without an e-mail address, in the order of the post", () => {
  const by = (country, address, name, email = "") => row(name, name, { country, address, email });
  const rows = [by("GB", "London SW1A 2AA", "D"), by("BE", "9000 Gent", "B"), by("BE", "1000 Bruxelles", "A"), by("BE", "", "C", "c@example.org"), row("s", "")];
  assert.deepEqual(toWrite(rows, false).map(({ name }) => name), ["A", "B", "D"]);
  assert.deepEqual(toWrite(rows, true).map(({ name }) => name), ["C", "A", "B", "D"]);
});

test("the country stands in capitals below the address, once", () => {
  assert.deepEqual(addressLines({ address: "Rue Haute 7\r\n1000 Bruxelles", country: "BE" }), ["Rue Haute 7", "1000 Bruxelles", "BELGIUM"]);
  assert.deepEqual(addressLines({ address: "1000 Bruxelles\nBelgium", country: "BE" }), ["1000 Bruxelles", "Belgium"]);
  assert.deepEqual(addressLines({ address: "", country: "" }), []);
});

test("members are found by number, address or a part of the name", () => {
  const names = (asked) => findMembers(ROWS, asked).map(({ name }) => name);
  assert.deepEqual([names("2"), names("1@EXAMPLE.org"), names("an"), names("nobody"), names("")], [["Ben"], ["Ana"], ["Ana"], [], []]);
});
