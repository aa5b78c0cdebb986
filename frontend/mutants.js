// SPDX-License-Identifier: Apache-2.0
// Print the breaks of the modules named on the command line, one JSON line each: what scripts/mutants.py tries.

import { readFileSync } from "node:fs";
import { parse } from "acorn";

const SWAPPED = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const COMPARISONS = ["===", "!==", "<", "<=", ">", ">="];

const isAnswer = (node) => node?.type === "LogicalExpression" || (node?.type === "BinaryExpression" && COMPARISONS.includes(node.operator));

/** Return the parts of `a && b && c`, or of `a || b || c`. */
function partsOf(node, operator) {
  const isChain = node.type === "LogicalExpression" && node.operator === operator;
  return isChain ? [...partsOf(node.left, operator), ...partsOf(node.right, operator)] : [node];
}

/** Yield what a node can be replaced by: [the node, what that does, the other text, the place to name if it is not the node]. */
function* breaksOf(node, parent, text) {
  const said = (one) => text.slice(one.start, one.end);
  const short = (one) => said(one).replace(/\s+/g, " ");
  if (["IfStatement", "WhileStatement", "ConditionalExpression"].includes(node.type)) yield [node.test, `${short(node.test)} never holds`, "false"];
  if (node.type === "ReturnStatement" && isAnswer(node.argument)) yield [node.argument, "always true", "true"];
  if (node.type === "ExpressionStatement" && isCall(node.expression)) yield [node.expression, "not called", "undefined"];
  if (node.type === "LogicalExpression" && node.operator !== "??" && parent?.operator !== node.operator) {
    const parts = partsOf(node, node.operator);
    for (const part of parts) {
      const rest = parts.filter((one) => one !== part).map((one) => `(${said(one)})`);
      yield [node, `without ${short(part)}`, rest.join(` ${node.operator} `), part];
    }
  }
  if (node.type === "BinaryExpression" && node.operator in SWAPPED) {
    yield [node, `${short(node)} one off`, `(${said(node.left)}) ${SWAPPED[node.operator]} (${said(node.right)})`];
  }
}

const isCall = ({ type, argument }) => type === "CallExpression" || (type === "AwaitExpression" && isCall(argument));

/** Yield a node and all below it, each with its parent. */
function* nodesBelow(node, parent = null) {
  yield [node, parent];
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (typeof one?.type === "string") yield* nodesBelow(one, node);
  }
}

/** Return the name of the function around a place. */
function functionAt(tree, place) {
  let name = "";
  for (const [node] of nodesBelow(tree)) {
    const isNamed = ["FunctionDeclaration", "VariableDeclarator", "MethodDefinition"].includes(node.type);
    if (isNamed && node.start <= place && place < node.end) name = node.id?.name ?? node.key?.name ?? name;
  }
  return name;
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const tree = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  for (const [node, parent] of nodesBelow(tree)) {
    for (const [{ start, end }, change, other, place = { start }] of breaksOf(node, parent, text)) {
      const line = text.slice(0, place.start).split("\n").length;
      const source = text.split("\n")[line - 1].trim();
      console.log(JSON.stringify({ file, line, function: functionAt(tree, start), source, change, start, end, other }));
    }
  }
}
