import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { ChartOption, ChartSize } from "./charts/chart-option.js";

/** What the library adds for a mouse and for itself: hover rules, classes, marks of the series, and paths of nothing. */
const CLUTTER =
  /<style >[\s\S]*?<\/style>|<defs >\s*<\/defs>|<path d=""[^>]*><\/path>| class="[^"]*"| ecmeta_\w+="[^"]*"| pointer-events="\w+"/g;

/** Where one line of the drawing ends and the next begins. */
const BREAKS = />\s*\n\s*</g;

/**
 * A chart as an SVG element, drawn without a browser. Its ids begin with `id`, which must be its own within the page; its
 * colours stay CSS variables, so that it follows the page.
 */
export function svgOf(option: ChartOption, { width, height }: ChartSize, id: string): string {
  use([
    BarChart,
    CustomChart,
    LineChart,
    ScatterChart,
    GridComponent,
    MarkAreaComponent,
    MarkLineComponent,
    SVGRenderer,
  ]);
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart
      .renderToSVGString()
      .replace(CLUTTER, "")
      .replace(BREAKS, "><")
      .replace(/\bzr\d+-/g, `${id}-`);
  } finally {
    chart.dispose();
  }
}
