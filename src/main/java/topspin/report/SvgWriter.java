package topspin.report;

import java.util.Locale;

/** Writes a drawing as SVG text: plain paths, coordinates to a tenth of a pixel, the same bytes for the same drawing. */
final class SvgWriter {
    private static final String FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

    private SvgWriter() {
    }

    static String write(Drawing drawing) {
        StringBuilder svg = new StringBuilder();
        svg.append(say("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                + "role=\"img\" font-family=\"%s\">\n", drawing.width(), drawing.height(), drawing.width(),
                drawing.height(), FONT));
        svg.append("<title>").append(Markup.escaped(drawing.title())).append("</title>\n");
        svg.append(say("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", drawing.width(), drawing.height()));
        drawing.marks().forEach(mark -> append(svg, mark));
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, Drawing.Mark mark) {
        if (mark instanceof Drawing.Line line) {
            svg.append("<path d=\"").append(path(line.xs(), line.ys())).append(say("\" fill=\"none\" stroke=\"%s\" "
                    + "stroke-width=\"%s\" stroke-linejoin=\"round\"", line.colour(), number(line.width())));
            svg.append(line.alpha() < 1 ? say(" stroke-opacity=\"%s\"", line.alpha()) : "")
                    .append(line.dashed() ? " stroke-dasharray=\"5 4\"" : "").append("/>\n");
        } else if (mark instanceof Drawing.Area area) {
            svg.append("<path d=\"").append(path(area.xs(), area.ys()))
                    .append(say("Z\" fill=\"%s\" fill-opacity=\"%s\"/>\n", area.colour(), area.alpha()));
        } else if (mark instanceof Drawing.Dots dots) {
            svg.append("<path d=\"");
            for (int i = 0; i < dots.xs().length; i++) {
                svg.append('M').append(number(dots.xs()[i])).append(' ').append(number(dots.ys()[i])).append("h0");
            }
            svg.append(say("\" stroke=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\" stroke-opacity=\"%s\"/>\n",
                    dots.colour(), number(2 * dots.radius()), dots.alpha()));
        } else if (mark instanceof Drawing.Bars bars) {
            svg.append("<path d=\"");
            for (int i = 0; i < bars.xs().length; i++) {
                svg.append('M').append(number(bars.xs()[i])).append(' ').append(number(bars.tops()[i]))
                        .append('v').append(number(bars.bottoms()[i] - bars.tops()[i]));
            }
            svg.append(say("\" stroke=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\" stroke-opacity=\"%s\"/>\n",
                    bars.colour(), number(bars.width()), bars.alpha()));
        } else if (mark instanceof Drawing.Copies copies) {
            svg.append("<defs><g id=\"copied\">\n");
            copies.marks().forEach(copied -> append(svg, copied));
            svg.append("</g></defs>\n");
            for (int i = 0; i < copies.dxs().length; i++) {
                svg.append(say("<use href=\"#copied\" x=\"%s\" y=\"%s\"/>\n", number(copies.dxs()[i]),
                        number(copies.dys()[i])));
            }
        } else if (mark instanceof Drawing.Text text) {
            svg.append(say("<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\"%s%s>", number(text.x()),
                    number(text.y()), number(text.size()), text.colour(), text.anchor() == Drawing.Anchor.START ? ""
                            : " text-anchor=\"" + text.anchor().name().toLowerCase(Locale.ROOT) + "\"",
                    text.bold() ? " font-weight=\"600\"" : "")).append(Markup.escaped(text.text())).append("</text>\n");
        }
    }

    private static String path(double[] xs, double[] ys) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            path.append(i == 0 ? 'M' : 'L').append(number(xs[i])).append(' ').append(number(ys[i]));
        }
        return path.toString();
    }

    private static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
