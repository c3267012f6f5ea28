package topspin.envs.memory;

import topspin.env.View;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.function.IntSupplier;

/** A card with a cue's number and colour, with nothing, or with a question mark. */
final class RecallView implements View {
    static final int NOTHING = -1;
    static final int QUESTION = -2;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final Color TABLE = new Color(0x37474f);
    private static final Color CARD = new Color(0xf7f7f4);
    /** Okabe and Ito's colours, which people with colour-blindness can tell apart; further cues repeat them. */
    private static final Color[] COLOURS = {new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7),
        new Color(0xe69f00), new Color(0x56b4e9)};

    private final int digits;
    private final IntSupplier shown;

    /** @param shown the cue's number from 0, {@link #NOTHING} or {@link #QUESTION} */
    RecallView(int cues, IntSupplier shown) {
        this.shown = shown;
        digits = Integer.toString(cues - 1).length();
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(TABLE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        int sign = shown.getAsInt();
        graphics.setColor(sign >= 0 ? COLOURS[sign % COLOURS.length] : CARD);
        graphics.fillRoundRect(20, 10, WIDTH - 40, HEIGHT - 20, 12, 12);
        if (sign == NOTHING) {
            return;
        }
        String text = sign == QUESTION ? "?" : Integer.toString(sign);
        graphics.setColor(sign == QUESTION ? TABLE : Color.WHITE);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, digits < 3 ? 72 : 40));
        Rectangle2D size = graphics.getFont().createGlyphVector(graphics.getFontRenderContext(), text).getVisualBounds();
        graphics.drawString(text, (float) (WIDTH / 2.0 - size.getCenterX()), (float) (HEIGHT / 2.0 - size.getCenterY()));
    }
}
