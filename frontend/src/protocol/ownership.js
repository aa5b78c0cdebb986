// SPDX-License-Identifier: Apache-2.0
// The proof that the person asking about a public credential holds its token (docs/spec/labels.md). Its hash differs
// from that of a ballot's signature, so it can never serve as one.

import { publicCredential, secretExponent } from "../crypto/credentials.js";
import { G, pointText, power, randomScalar, reduce } from "../crypto/group.js";
import { labelledScalar } from "../crypto/labels.js";
import { encodeProof } from "../crypto/proofs.js";

const LABEL = "ballot/token-question/1";

export function proveOwnership(uuid, token) {
  const exponent = secretExponent(uuid, token);
  const w = randomScalar();
  const challenge = labelledScalar(LABEL, uuid, pointText(publicCredential(exponent)), pointText(power(G, w)));
  return encodeProof({ challenge, response: reduce(w - exponent * challenge) });
}
