package topspin.picture;

import javax.imageio.ImageIO;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of a game of unknown length, evenly spaced, on one sheet. Order of use: {@link #add} every picture of the game,
 * then {@link #sheet}. Keeps at most {@value #LEAST_KEPT} pictures, or twice as many as the sheet has.
 */
public final class Stills {
    /** Between the pictures of a sheet. */
    private static final int GAP = 6;
    private static final int LONGEST_ROW = 4;
    private static final int LEAST_KEPT = 16;
    private static final Color PAPER = Color.WHITE;

    private final int count;
    private final List<BufferedImage> kept = new ArrayList<>();
    private BufferedImage last;
    /** Every how many pictures one is kept. */
    private long stride = 1;
    private long seen;

    /** @param count pictures on the sheet, at least 1; fewer if the game has fewer */
    public Stills(int count) {
        this.count = count;
    }

    /** The next picture of the game, of the first one's size. */
    public void add(BufferedImage picture) {
        last = picture;
        if (seen++ % stride != 0) {
            return;
        }
        kept.add(picture);
        if (kept.size() > Math.max(LEAST_KEPT, 2 * count)) {
            stride *= 2;
            for (int i = kept.size() - 1; i > 0; i--) {
                if (i % 2 == 1) {
                    kept.remove(i);
                }
            }
        }
    }

    /** From the first picture to the last; where there is to be one, the one in the middle. */
    public List<BufferedImage> chosen() {
        List<BufferedImage> all = new ArrayList<>(kept);
        if (all.isEmpty() || all.get(all.size() - 1) != last) {
            all.add(last);
        }
        if (count == 1) {
            return List.of(all.get((all.size() - 1) / 2));
        }
        if (all.size() <= count) {
            return all;
        }
        List<BufferedImage> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.get(Math.round((float) i * (all.size() - 1) / (count - 1))));
        }
        return chosen;
    }

    /** The chosen pictures as a PNG file: up to four in a row, more in about as many rows as columns. */
    public byte[] sheet() {
        List<BufferedImage> pictures = chosen();
        int wide = pictures.size() <= LONGEST_ROW ? pictures.size() : (int) Math.ceil(Math.sqrt(pictures.size()));
        int high = (pictures.size() + wide - 1) / wide;
        int width = pictures.get(0).getWidth();
        int height = pictures.get(0).getHeight();
        BufferedImage sheet = new BufferedImage(wide * (width + GAP) - GAP, high * (height + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            graphics.drawImage(pictures.get(i), i % wide * (width + GAP), i / wide * (height + GAP), null);
        }
        graphics.dispose();
        return png(sheet);
    }

    /** A picture as a PNG file: with a table of colours, which is smaller, where that is exact. */
    public static byte[] png(BufferedImage picture) {
        ColourTable table = ColourTable.of(picture);
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(table.exact() ? table.apply(picture) : picture, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }
}
