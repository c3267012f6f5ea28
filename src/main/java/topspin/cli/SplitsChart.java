package topspin.cli;

import topspin.report.Markup;
import topspin.sequence.SplitTrial;
import topspin.text.Decimal;

import java.util.List;
import java.util.Locale;

/** A bar per variant, forward followed by backward, as SVG. */
final class SplitsChart {
    private static final int LEFT = 170;
    private static final int BARS = 460;
    private static final int RIGHT = 210;
    private static final int TOP = 64;
    private static final int ROW = 28;
    private static final int BAR = 18;
    private static final String FORWARD = "#0072b2";
    private static final String BACKWARD = "#56b4e9";

    private SplitsChart() {
    }

    static String svg(String title, List<SplitTrial.Result> results) {
        double longest = results.stream().mapToDouble(r -> r.forwardMillis() + r.backwardMillis()).max().orElse(1);
        int height = TOP + ROW * results.size() + 16;
        StringBuilder svg = new StringBuilder();
        svg.append(say("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
                + "font-size=\"13\">%n<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                LEFT + BARS + RIGHT, height, Markup.escaped(title)));
        text(svg, 12, 24, "start", title);
        bar(svg, LEFT, 36, 12, FORWARD);
        text(svg, LEFT + 18, 48, "start", "forward ms");
        bar(svg, LEFT + 110, 36, 12, BACKWARD);
        text(svg, LEFT + 128, 48, "start", "backward ms");
        for (int i = 0; i < results.size(); i++) {
            SplitTrial.Result result = results.get(i);
            int y = TOP + i * ROW;
            double forward = BARS * result.forwardMillis() / longest;
            double backward = BARS * result.backwardMillis() / longest;
            text(svg, LEFT - 8, y + 14, "end", result.splitter().toString());
            bar(svg, LEFT, y, forward, FORWARD);
            bar(svg, LEFT + forward, y, backward, BACKWARD);
            text(svg, LEFT + forward + backward + 8, y + 14, "start", Decimal.of(result.forwardMillis(), 2) + " + "
                    + Decimal.of(result.backwardMillis(), 2) + ", " + result.worst().kind().label());
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, double x, double y, double width, String colour) {
        svg.append(say("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", x, y, width,
                BAR - 4, colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(say("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, Markup.escaped(text)));
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).replace(System.lineSeparator(), "\n");
    }
}
