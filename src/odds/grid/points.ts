import { gaussLegendre } from "../../kernel/index.js";

/** Places of the grid: nodes that carry a density, then places that carry a mass of their own. */
export interface Points {
  readonly states: Float64Array;
  /** Quadrature weights of the nodes; 0 for the places after them. */
  readonly weights: Float64Array;
  readonly nodes: number;
}

/** Nodes of one panel at most: a wide stretch is cut in panels. */
const PANEL_NODES = 64;

/** Gauss-Legendre nodes over each stretch between two cuts, `density` of them to a unit of length and at least `least`. */
export function pointsOf(cuts: readonly number[], density: number, least: number, masses: readonly number[]): Points {
  const [states, weights]: [number[], number[]] = [[], []];
  for (let stretch = 1; stretch < cuts.length; stretch++) {
    const [from, to] = [cuts[stretch - 1], cuts[stretch]];
    const wanted = Math.max(least, Math.ceil(density * (to - from)));
    const panels = Math.ceil(wanted / PANEL_NODES);
    const rule = gaussLegendre(Math.ceil(wanted / panels));
    const half = (to - from) / panels / 2;
    for (let panel = 0; panel < panels; panel++) {
      const middle = from + (2 * panel + 1) * half;
      rule.nodes.forEach((node, i) => {
        states.push(middle + half * node);
        weights.push(half * rule.weights[i]);
      });
    }
  }
  const nodes = states.length;
  return {
    states: Float64Array.from([...states, ...masses]),
    weights: Float64Array.from([...weights, ...masses.map(() => 0)]),
    nodes,
  };
}
