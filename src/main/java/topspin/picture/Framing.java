package topspin.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Puts captions below the pictures of one game, for films, sheets and windows. All pictures of a game get one size: the
 * first caption fixes it.
 */
public final class Framing {
    /** Narrower pictures get margins, so that a line of text has room. */
    private static final int LEAST_WIDTH = 300;
    private static final int MARGIN = 8;
    private static final int ROW = 16;
    private static final int RISE = 12;
    private static final int BAR_HEIGHT = 9;
    private static final int COLUMN = 280;
    private static final int NAME = 84;
    private static final int NUMBER = 84;
    private static final Color PAPER = Color.WHITE;
    private static final Color INK = new Color(0x222222);
    private static final Color BAR = new Color(0x56b4e9);
    private static final Color CHOSEN = new Color(0xd55e00);

    private final double scale;
    private final boolean plain;
    private int width;
    private int height;

    /**
     * @param scale of the pictures, see {@link WorldPicture#scaled}
     * @param plain whether captions are left out
     */
    public Framing(double scale, boolean plain) {
        this.scale = scale;
        this.plain = plain;
    }

    /** The world's present picture, with the caption below. */
    public BufferedImage frame(WorldPicture world, Caption caption) {
        BufferedImage picture = world.scaled(scale);
        if (plain) {
            return picture;
        }
        if (width == 0) {
            width = Math.max(LEAST_WIDTH, picture.getWidth());
            int columns = columns(caption);
            height = picture.getHeight() + 2 * MARGIN + ROW * (caption.lines().size() + (caption.bars().size() + columns - 1) / columns);
        }
        BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = frame.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, width, height);
        graphics.drawImage(picture, (width - picture.getWidth()) / 2, 0, null);
        graphics.translate(0, picture.getHeight() + MARGIN);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        write(graphics, caption);
        graphics.dispose();
        return frame;
    }

    private int columns(Caption caption) {
        return Math.max(1, Math.min(caption.bars().size(), (width - MARGIN) / COLUMN));
    }

    private void write(Graphics2D graphics, Caption caption) {
        int row = 0;
        graphics.setColor(INK);
        for (String line : caption.lines()) {
            graphics.drawString(shortened(graphics, line, width - 2 * MARGIN), MARGIN, row++ * ROW + RISE);
        }
        int columns = columns(caption);
        int room = (width - MARGIN) / columns;
        for (int i = 0; i < caption.bars().size(); i++) {
            draw(graphics, caption.bars().get(i), MARGIN + i % columns * room, (row + i / columns) * ROW, room - MARGIN);
        }
    }

    private static void draw(Graphics2D graphics, Caption.Bar bar, int left, int top, int room) {
        graphics.setColor(INK);
        graphics.drawString(shortened(graphics, bar.name(), NAME - 4), left, top + RISE);
        graphics.drawString(bar.text(), left + room - NUMBER + 4, top + RISE);
        graphics.setColor(bar.marked() ? CHOSEN : BAR);
        int longest = room - NAME - NUMBER;
        graphics.fillRect(left + NAME, top + (ROW - BAR_HEIGHT) / 2, (int) Math.round(bar.share() * longest), BAR_HEIGHT);
    }

    private static String shortened(Graphics2D graphics, String text, int room) {
        String shown = text;
        for (int length = text.length() - 1; length > 0 && graphics.getFontMetrics().stringWidth(shown) > room; length--) {
            shown = text.substring(0, length) + "…";
        }
        return shown;
    }
}
