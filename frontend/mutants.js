// SPDX-License-Identifier: Apache-2.0
// Print the breaks of the modules named on the command line, one JSON line each: what scripts/mutants.py tries.

import { readFileSync } from "node:fs";
import { parse } from "acorn";

const SWAPPED = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const COMPARISONS = ["===", "!==", "<", "<=", ">", ">="];

const isAnswer = (node) => node?.type === "LogicalExpression" || (node?.type === "BinaryExpression" && COMPARISONS.includes(node.operator));

/** Yield what a node can be replaced by: [the node, what that does, the other text]. */
function* breaksOf(node, text) {
  const said = (one) => `(${text.slice(one.start, one.end)})`;
  if (["IfStatement", "WhileStatement"].includes(node.type)) yield [node.test, "the condition never holds", "false"];
  if (node.type === "ConditionalExpression") yield [node.test, "the condition never holds", "false"];
  if (node.type === "ReturnStatement" && isAnswer(node.argument)) yield [node.argument, "always true", "true"];
  if (node.type === "ExpressionStatement" && isCall(node.expression)) yield [node.expression, "not called", "undefined"];
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    yield [node, "without the left part", said(node.right)];
    yield [node, "without the right part", said(node.left)];
  }
  if (node.type === "BinaryExpression" && node.operator in SWAPPED) {
    yield [node, "comparison one off", `${said(node.left)} ${SWAPPED[node.operator]} ${said(node.right)}`];
  }
}

const isCall = ({ type, argument }) => type === "CallExpression" || (type === "AwaitExpression" && isCall(argument));

function* nodesBelow(node) {
  yield node;
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (typeof one?.type === "string") yield* nodesBelow(one);
  }
}

/** Return the name of the function around a place. */
function functionAt(tree, place) {
  let name = "";
  for (const node of nodesBelow(tree)) {
    const isNamed = ["FunctionDeclaration", "VariableDeclarator", "MethodDefinition"].includes(node.type);
    if (isNamed && node.start <= place && place < node.end) name = node.id?.name ?? node.key?.name ?? name;
  }
  return name;
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const tree = parse(text, { ecmaVersion: "latest", sourceType: "module", locations: true });
  for (const node of nodesBelow(tree)) {
    for (const [{ start, end, loc }, change, other] of breaksOf(node, text)) {
      const source = text.split("\n")[loc.start.line - 1].trim();
      const broken = { file, line: loc.start.line, function: functionAt(tree, start), source, change, start, end, other };
      console.log(JSON.stringify(broken));
    }
  }
}
