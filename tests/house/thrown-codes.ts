import ts from "typescript";
import { nodesOf, parsed, sourceFiles } from "./source-tree.js";

/** Each code that the product can throw, with every exit status that a command can end with for it. */
export type ThrownCodes = ReadonlyMap<string, ReadonlySet<number>>;

/** What the error classes say of themselves: code and exit status unless the thrower names another origin. */
export interface ErrorClass {
  readonly code: string;
  readonly exitStatus: number;
}

/** What the constants of a file stand for, by name. */
function constantsOf(name: string): Map<string, ts.Expression> {
  const declared = [...nodesOf(parsed(name))].filter(ts.isVariableDeclaration);
  return new Map(declared.flatMap(({ name: id, initializer }) => (initializer ? [[id.getText(), initializer]] : [])));
}

/** The origin that the second argument of an error names, or null where it names none. @throws where it cannot be read */
function originOf(node: ts.Expression | undefined, constants: ReadonlyMap<string, ts.Expression>): string | null {
  if (node === undefined) return null;
  if (ts.isAsExpression(node)) return originOf(node.expression, constants);
  if (ts.isIdentifier(node) && constants.has(node.text)) return originOf(constants.get(node.text), constants);
  if (!ts.isObjectLiteralExpression(node)) throw new Error(`write the origin here as a literal: ${node.getText()}`);
  let origin: string | null = null;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) origin = originOf(property.expression, constants) ?? origin;
    else if (ts.isPropertyAssignment(property) && property.name.getText() === "origin") {
      if (!ts.isStringLiteral(property.initializer))
        throw new Error(`write the origin as a literal: ${property.getText()}`);
      origin = property.initializer.text;
    }
  }
  return origin;
}

/** True for a code that stands where a value can be: not in a type, and not a class naming its own code. */
function isValue(node: ts.StringLiteral): boolean {
  if (ts.isLiteralTypeNode(node.parent)) return false;
  const { parent } = node;
  return !(ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.SuperKeyword);
}

/** Reads from the syntax tree which codes are thrown, and with which exit status. */
export function thrownCodes(
  classes: ReadonlyMap<string, ErrorClass>,
  statuses: Readonly<Record<string, number>>,
): ThrownCodes {
  const found = new Map<string, Set<number>>();
  const add = (code: string, status: number | undefined): void => {
    const known = found.get(code) ?? new Set();
    if (status !== undefined) known.add(status);
    found.set(code, known);
  };
  for (const name of sourceFiles()) {
    const constants = constantsOf(name);
    for (const node of nodesOf(parsed(name))) {
      if (ts.isNewExpression(node)) {
        const kind = classes.get(node.expression.getText());
        if (kind === undefined) continue;
        const origin = originOf(node.arguments?.[1], constants);
        add(kind.code, origin === null ? kind.exitStatus : statuses[origin]);
      }
      // A code that is a value and not a class's own is the reason why a line of a file was refused.
      if (ts.isStringLiteral(node) && /^E_[A-Z_]+$/.test(node.text) && isValue(node)) add(node.text, statuses["data"]);
    }
  }
  return found;
}
